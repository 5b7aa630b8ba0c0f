"""One recommender process as the bot sees it: a socket, a thread that reads from it, and what has been asked."""

from __future__ import annotations

import contextlib
import itertools
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import msgspec

from bot.app import apart
from bot.app.processes.wire import Ask, AskFrame, FrameSocket, ReplyFrame, ServedIndex, decode_reply

# A process that is alive and says nothing for so long is stuck; an answer takes a hundredth of a second.
_PATIENCE_SECONDS = 60
_END_SECONDS = 5.0


class ProcessLostError(Exception):
    """The process has ended, or was ended because it was stuck, before it answered."""


class RecommenderProcess:
    """A running process. `told`: called whenever it says which index it serves, with True when it is ready by that.
    `lost`: called once, when it has ended, before what was asked of it fails. Both from its own thread, briefly."""

    def __init__(
        self,
        order: Mapping[str, Any],
        told: Callable[[RecommenderProcess, ServedIndex, bool], None],
        lost: Callable[[RecommenderProcess], None],
    ) -> None:
        """`order`: see `apart.settings`. Raises OSError where the machine has no room for another process."""
        self.started_at = time.monotonic()
        self.served: ServedIndex | None = None
        self._told, self._lost = told, lost
        self._numbers = itertools.count(1)
        self._asked: dict[int, Future[ReplyFrame]] | None = {}  # None once it has ended
        self._lock = threading.Lock()
        mine, theirs = socket.socketpair()
        # Sending to one that is stuck must not take for ever; receiving may.
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _PATIENCE_SECONDS, 0))
        self._frames = FrameSocket(mine)
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - this Python, this package, a number
                    [*apart.command("bot.app.processes.serving"), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=2,  # whatever a library prints is for the log
                    pass_fds=[theirs.fileno()],
                    **apart.options(),
                )
            except BaseException:
                self._frames.close()
                raise
        self._reader = threading.Thread(target=self._read, args=(order,), name=f"recommender {self.pid}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def end(self) -> str:
        """How it ended."""
        status = self._process.returncode or 0
        with contextlib.suppress(ValueError):
            return f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return f"by signal {-status}"

    def ask(self, ask: Ask, payload: Sequence[memoryview] = (), patience: float | None = None) -> ReplyFrame:
        """What it replies, within `patience` seconds, or it counts as stuck. Raises ProcessLostError, and the
        RecommenderError that it has met."""
        future: Future[ReplyFrame] = Future()
        number = next(self._numbers)
        with self._lock:
            if self._asked is None:
                raise ProcessLostError(f"process {self.pid} has ended")
            self._asked[number] = future
        try:
            self._frames.send(AskFrame(number, ask), payload)
            reply = future.result(patience or _PATIENCE_SECONDS)
        except (OSError, TimeoutError) as error:
            self.kill()
            raise ProcessLostError(f"process {self.pid} is gone or stuck") from error
        if reply.error is not None:
            raise reply.error.error()
        return reply

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """At once; `lost` is called as for any other end."""
        self._process.kill()

    def let_end(self) -> None:
        """What it is at is lost. `lost` is called here too."""
        self._frames.end()

    def join(self) -> None:
        """Wait for its end."""
        self._reader.join()

    def _read(self, order: Mapping[str, Any]) -> None:
        with contextlib.suppress(EOFError, OSError, msgspec.MsgspecError):
            self._frames.send(order)
            while True:
                self._received(decode_reply(self._frames.receive()[0]))
        self._frames.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._lock:
            asked, self._asked = self._asked or {}, None
        self._lost(self)
        for future in asked.values():
            future.set_exception(ProcessLostError(f"process {self.pid} ended {self.end}"))

    def _received(self, reply: ReplyFrame) -> None:
        if reply.served is not None:
            is_ready, self.served = self.served is None, reply.served
            self._told(self, reply.served, is_ready)
            return
        with self._lock:
            future = (self._asked or {}).pop(reply.number, None)
        if future is not None:
            future.set_result(reply)
