"""Recommender processes as one recommender: whoever is free answers, and one that is lost is replaced.

`concurrent.futures.ProcessPoolExecutor` would not do: when one of its processes dies, it is broken as a whole, with all
that was asked of the others; it cannot have all processes do something (take up an index), and it pickles.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from bot.app import apart
from bot.app.processes.count import ProcessFigures, cores
from bot.app.processes.process import ProcessLostError, RecommenderProcess
from bot.app.processes.wire import (
    Ask,
    AskFurther,
    AskGoesWith,
    AskGoesWithProduct,
    AskMoreLike,
    AskNamed,
    AskProducts,
    AskToTakeUp,
    ReplyFrame,
    ServedIndex,
    ask_photos,
)
from bot.config import Config
from bot.metrics import RECOMMENDERS_LOST
from bot.ports import EngineLostError
from recommender.answers import Answer, CatalogueWords, DecodedPhoto, PhotoRequest, RankingRequest
from recommender.errors import RecommenderError
from recommender.product import Product

if TYPE_CHECKING:
    from recommender.photo.decoders import PhotoDecoders

_log = logging.getLogger(__name__)

_WAIT_SECONDS = 30.0  # for one that is free, where all were lost at once
_TAKE_UP_SECONDS = 900.0  # for an index, whose every byte is looked at
# Before the next attempt where one was lost before it was ready: the first pause, doubled up to the longest.
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
# A machine that is short of memory kills several at once, so being asked twice in vain says nothing of the question.
_TRIES = 3


class RecommenderProcesses:
    """As a `Recommender` to its worker, by `count` processes. Any number of threads may ask; so many are answered at a
    time. A question whose process is lost is asked again; after three losses EngineLostError is raised."""

    def __init__(self, config: Config, decoders: PhotoDecoders, count: int) -> None:
        self._order = apart.settings(config) | {"threads": max(1, cores() // count)}
        del self._order["config"]["store"]  # its password is none of their business
        self._decode = decoders.load
        self._count = count
        self._processes: list[RecommenderProcess] = []
        self._idle: list[RecommenderProcess] = []
        self._changed = threading.Condition()  # holds the two lists
        self._served = self._told_last = ServedIndex()
        self._closing = threading.Event()
        self._pauses = 0
        self._lost_ones = 0
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="taking up")
        self._replacing = ThreadPoolExecutor(count, thread_name_prefix="replacing")

    def __enter__(self) -> Self:
        for _ in range(self._count):
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """End all of them; what they are at is lost."""
        self._closing.set()
        with self._changed:
            processes = list(self._processes)
            self._changed.notify_all()
        for process in processes:
            process.let_end()
        for process in processes:
            process.join()
        self._beside.shutdown()
        self._replacing.shutdown()

    def open(self) -> Self:
        """As soon as one of them has an index. Raises RecommenderError where it has none that can be used."""
        self._ask(AskProducts(()))
        return self

    @property
    def figures(self) -> ProcessFigures:
        """Of this moment."""
        with self._changed:
            ready = sum(process.served is not None for process in self._processes)
        return ProcessFigures(self._count, ready, self._lost_ones)

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    @property
    def product_count(self) -> int:
        return self._served.products

    @property
    def index_version(self) -> str:
        return self._served.version

    @property
    def words(self) -> CatalogueWords:
        return self._served.words

    def warm(self) -> None:
        """Each of them does so by itself."""

    def refresh(self, *, wait: bool = False) -> bool:
        """As `Recommender.refresh`, in each of them, one after another: what is checked and opened then is a load for
        the machine. What cannot be taken up is in their log."""
        before = self._served.version
        taking = self._beside.submit(self._take_up_everywhere)
        if wait:
            taking.result()
        return self._served.version != before

    def decode(self, data: bytes) -> DecodedPhoto:
        """Here: the processes see no stranger's bytes."""
        began = time.perf_counter()
        pixels = self._decode(data)
        return DecodedPhoto(pixels, 1000 * (time.perf_counter() - began))

    def recommend_many(self, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]:
        """Of photos that `decode` has decoded."""
        try:
            return self._answers(requests)
        except ProcessLostError as error:
            _log.warning("%d photos are asked again, each by itself: %s", len(requests), error)
        # One of them may be what brought it down: it will do so to itself alone.
        return [self._answer_alone(each) for each in requests]

    def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        return self._answer(AskFurther(query, embedder_version, request))

    def more_like(self, product_id: str, request: RankingRequest) -> Answer:
        return self._answer(AskMoreLike(product_id, request))

    def goes_with(
        self, query: bytes, embedder_version: str, request: RankingRequest, shown: Collection[str] = ()
    ) -> Answer:
        return self._answer(AskGoesWith(query, embedder_version, request, tuple(shown)))

    def goes_with_product(self, product_id: str, request: RankingRequest) -> Answer:
        return self._answer(AskGoesWithProduct(product_id, request))

    def named(self, request: RankingRequest) -> Answer:
        return self._answer(AskNamed(request))

    def products(self, product_ids: Collection[str]) -> dict[str, Product]:
        return dict(self._ask(AskProducts(tuple(product_ids))).products)

    def _answers(self, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]:
        reply = self._ask_once(*ask_photos(requests))
        return [each.result for each in reply.outcomes]

    def _answer_alone(self, request: PhotoRequest) -> Answer | RecommenderError:
        try:
            return self._ask(*ask_photos([request]), tries=_TRIES - 1).outcomes[0].result
        except RecommenderError as error:
            return error

    def _answer(self, ask: Ask) -> Answer:
        answer = self._ask(ask).outcomes[0].answer
        assert answer is not None  # noqa: S101 - for the type checker: an error was raised
        return answer

    def _ask(self, ask: Ask, payload: Sequence[memoryview] = (), tries: int = _TRIES) -> ReplyFrame:
        for _ in range(tries - 1):
            with suppress(ProcessLostError):
                return self._ask_once(ask, payload)
        try:
            return self._ask_once(ask, payload)
        except ProcessLostError as error:
            raise EngineLostError(str(error)) from error

    def _ask_once(self, ask: Ask, payload: Sequence[memoryview] = ()) -> ReplyFrame:
        process, is_lost = self._taken(), False
        try:
            return process.ask(ask, payload)
        except ProcessLostError:
            is_lost = True
            raise
        finally:
            with self._changed:
                if not is_lost and process in self._processes:
                    self._idle.append(process)
                    self._changed.notify()

    def _taken(self) -> RecommenderProcess:
        """The one that answered last: its caches are warm."""
        with self._changed:
            while self._changed.wait_for(lambda: self._idle or self._closing.is_set(), _WAIT_SECONDS) and self._idle:
                if (process := self._idle.pop()).is_running:
                    return process
        raise EngineLostError("no recommender process is there")

    def _start(self) -> None:
        """Raises OSError."""
        with self._changed:
            if not self._closing.is_set():
                self._processes.append(RecommenderProcess(self._order, self._told, self._lost))

    def _told(self, process: RecommenderProcess, served: ServedIndex, is_ready: bool) -> None:
        """In the process' own thread. A process that goes on with the index of before says nothing, so whatever is said
        is news."""
        with self._changed:
            if is_ready:
                self._pauses = 0
                self._idle.append(process)
                self._changed.notify()
                seconds = time.monotonic() - process.started_at
                _log.info("recommender process %d is ready after %.1f s", process.pid, seconds)
            self._told_last = served if served.version else self._told_last
            agreed = self._agreed()
        if not agreed and not self._closing.is_set():
            self._beside.submit(self._take_up_everywhere)

    def _agreed(self) -> bool:
        """Whether all serve the same index, which is what is said of them from then on: whoever goes by its version, as
        news do, has to be answered from it by each. To be called with `_changed` held."""
        told = {each.served.version for each in self._processes if each.served is not None and each.served.version}
        if told == {self._told_last.version}:
            self._served = self._told_last
        return len(told) < 2

    def _take_up_everywhere(self) -> None:
        with self._changed:
            processes = list(self._processes)
        for process in processes:
            with suppress(ProcessLostError, RecommenderError):
                process.ask(AskToTakeUp(), patience=_TAKE_UP_SECONDS)
        with self._changed:  # what one of them cannot take up the others serve all the same
            self._served = self._told_last

    def _lost(self, process: RecommenderProcess) -> None:
        """In the process' own thread."""
        with self._changed:
            self._processes.remove(process)
            if process in self._idle:
                self._idle.remove(process)
            if self._closing.is_set():
                return
            self._lost_ones += 1
            pause = 0.0
            if process.served is None:
                pause = min(_PAUSE_SECONDS * 2**self._pauses, _LONGEST_PAUSE_SECONDS)
                self._pauses += 1
            self._agreed()
        RECOMMENDERS_LOST.inc()
        _log.error("recommender process %d ended %s; another one takes its place", process.pid, process.end)
        self._replacing.submit(self._replace, pause)

    def _replace(self, pause: float) -> None:
        while not self._closing.wait(pause):
            try:
                self._start()
            except OSError as error:
                pause = _LONGEST_PAUSE_SECONDS
                _log.error("there is no room for a recommender process: %s", error)
            else:
                return
