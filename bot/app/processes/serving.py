"""What runs in a recommender process: it opens the index itself and answers what comes by its socket.

Started as `python -m bot.app.processes.serving DESCRIPTOR`; the first frame that arrives is the configuration. It ends
at once when the socket does, be it closed or its owner killed. Signals are for the bot, which finishes with its
processes what it has accepted: a service manager sends them to all at once.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from bot.app import apart
from bot.app.engine import RecommenderOpener
from bot.app.processes.wire import (
    AskFrame,
    AskFurther,
    AskGoesWith,
    AskGoesWithProduct,
    AskMoreLike,
    AskNamed,
    AskPhotos,
    AskProducts,
    AskToTakeUp,
    FrameSocket,
    PhotoOutcome,
    ReplyFrame,
    ServedIndex,
    decode_ask,
    photo_requests,
)
from bot.app.told_errors import ToldError
from bot.logs import set_up_logging
from bot.streams import settle_streams
from bot.worker import WARM_AFTER_S
from recommender.answers import Answer
from recommender.errors import RecommenderError
from recommender.network.runtime import LiteRT
from recommender.photo.freed import give_back_from_now_on, keep_little
from recommender.recommender import Recommender

_log = logging.getLogger(__name__)

# Where memory runs out, the kernel takes one of these, which is replaced, rather than the bot.
_EXPENDABLE = "500"


class EngineServer:
    """A recommender behind a socket. One question is answered at a time, so that one that brings the process down takes
    no other along; another index is taken up beside that."""

    def __init__(self, frames: FrameSocket, open_engine: Callable[[], Recommender]) -> None:
        self._frames = frames
        self._open_engine = open_engine
        self._opening = threading.Lock()
        self._engine: Recommender | None = None
        self._told = ""  # the version that the bot knows of
        self._telling = threading.Lock()
        self._answering = ThreadPoolExecutor(1, thread_name_prefix="answering")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="beside")

    def run(self) -> None:
        """Until the socket ends, which raises EOFError or OSError."""
        self._beside.submit(self._start)
        while True:
            head, payload = self._frames.receive()
            frame = decode_ask(head)
            pool = self._beside if isinstance(frame.ask, AskToTakeUp) else self._answering
            pool.submit(self._answer, frame, payload)

    def _start(self) -> None:
        try:
            self._tell_index(self._engine_now())
            later = threading.Timer(WARM_AFTER_S, self._beside.submit, (self._warm,))
            later.daemon = True
            later.start()
        except Exception as error:  # told to whoever asks
            self._frames.send(ReplyFrame(0, served=ServedIndex()))
            if not isinstance(error, RecommenderError):
                _log.exception("the recommender cannot be loaded")

    def _warm(self) -> None:
        self._engine_now().warm()
        gc.freeze()  # looking through all of it for garbage, now and then, would make an answer wait for 0.2 s

    def _engine_now(self) -> Recommender:
        with self._opening:
            if self._engine is None:
                self._engine = self._open_engine()
            return self._engine

    def _answer(self, frame: AskFrame, payload: memoryview) -> None:
        """In a thread. Every question gets a reply."""
        try:
            engine = self._engine_now()
            if not self._told:
                self._tell_index(engine)
            reply = self._reply(engine, frame, payload)
        except RecommenderError as error:
            reply = ReplyFrame(frame.number, error=ToldError.of(error))
        except Exception as error:
            _log.exception("a question was not answered")
            reply = ReplyFrame(frame.number, error=ToldError("", f"{type(error).__name__}: {error}"))
        with contextlib.suppress(OSError):  # the bot is gone, and so are we in a moment
            self._frames.send(reply)
        if self._engine is not None and self._engine.index_version != self._told:
            self._beside.submit(self._tell_index, self._engine)

    def _reply(self, engine: Recommender, frame: AskFrame, payload: memoryview) -> ReplyFrame:
        match frame.ask:
            case AskPhotos():
                answers = engine.recommend_many(photo_requests(frame.ask, payload))
            case AskFurther(query, embedder_version, ranking):
                answers = [engine.further(query, embedder_version, ranking)]
            case AskMoreLike(product_id, ranking):
                answers = [engine.more_like(product_id, ranking)]
            case AskGoesWith(query, embedder_version, ranking, shown):
                answers = [engine.goes_with(query, embedder_version, ranking, shown)]
            case AskGoesWithProduct(product_id, ranking):
                answers = [engine.goes_with_product(product_id, ranking)]
            case AskNamed(ranking):
                answers = [engine.named(ranking)]
            case AskProducts(ids):
                return ReplyFrame(frame.number, products=engine.products(ids))
            case AskToTakeUp():
                engine.refresh(wait=True)
                self._tell_index(engine)
                return ReplyFrame(frame.number)
        return ReplyFrame(frame.number, tuple(map(_outcome, answers)))

    def _tell_index(self, engine: Recommender) -> None:
        """After the first version in the thread beside the answers, for words are counted once a version."""
        with self._telling:
            if (version := engine.index_version) != self._told:
                with contextlib.suppress(OSError):
                    self._frames.send(ReplyFrame(0, served=ServedIndex(version, engine.product_count, engine.words)))
                self._told = version


def _outcome(answer: Answer | RecommenderError) -> PhotoOutcome:
    return PhotoOutcome(answer) if isinstance(answer, Answer) else PhotoOutcome(error=ToldError.of(answer))


def main() -> None:
    """In the process."""
    keep_little()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    settle_streams()
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_EXPENDABLE, encoding="ascii")
    frames = FrameSocket(socket.socket(fileno=int(sys.argv[1])))
    with contextlib.suppress(EOFError, OSError):
        order = msgspec.msgpack.decode(frames.receive()[0])
        config = apart.settled(order)
        set_up_logging((config.index.token,), config.logs.format)
        LiteRT.most_threads = order["threads"]
        give_back_from_now_on()
        EngineServer(frames, RecommenderOpener(config)).run()
    os._exit(0)  # whatever its threads are at: nobody waits for it any more


if __name__ == "__main__":
    main()
