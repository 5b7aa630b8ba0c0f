"""Strangers' photos decoded in processes of their own, with limits on time and memory that the kernel keeps.

A decoder's loop cannot be broken off from within a process. So what a photo does to its decoder, be it to keep it busy,
to fill the memory or to crash it, is done to a process that is lost and replaced, and its sender gets a PhotoError.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Self

import numpy as np
import numpy.typing as npt

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.decoder_process import LENGTH, REPLY, filled
from recommender.photo.decoding import DEFAULT_LIMITS, PhotoLimits, check_head

# What decoders leave behind in a process goes away with it.
_PHOTOS_PER_PROCESS = 200
_MOST_IDLE = 8
# One that nobody has needed for so long goes, or there would always be as many as the fullest moment took, 20 MB each;
# another one is forked in milliseconds.
_IDLE_SECONDS = 30.0
# Faster than this nothing runs out of its time: a process that is lost so soon may have been dead before.
_SOON_SECONDS = 0.1
# The kernel ends a process much earlier; this is for a machine that has stopped in between.
_PATIENCE_SECONDS = 60.0
# Tokens and all other secrets of the environment stay here.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TMPDIR")


class PhotoDecoders:
    """A `load_photo` in processes that can be lost. Any number of threads may call `load`; each has a process to itself
    meanwhile, so whoever calls says how many there are."""

    def __init__(
        self, limits: PhotoLimits = DEFAULT_LIMITS, seconds: float = 1.0, memory: int = 1024 * 1024 * 1024
    ) -> None:
        """`seconds` of a processor's time and `memory` in bytes are what one photo may take. Processes start when they
        are needed; `start` is for who does not want the first photo to wait for that."""
        self._limits = limits
        self._seconds = seconds
        self._memory = memory
        self._idle: list[_Decoder] = []
        self._lock = threading.Lock()
        self._forking: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self._closed = False

    def start(self) -> None:
        """Begin to load the libraries, in the background."""
        with self._lock:
            self._fork_server()

    def load(self, data: bytes) -> npt.NDArray[np.uint8]:
        """As `load_photo`; TOO_SLOW besides, when the photo takes more than it may, or brings its decoder down."""
        check_head(data, self._limits)
        while True:
            decoder = self._taken()
            fresh, began = decoder.served == 0, time.monotonic()
            try:
                photo = decoder.decode(data)
            except (EOFError, OSError) as error:
                decoder.close()
                if not fresh and time.monotonic() - began < _SOON_SECONDS:
                    continue  # lost while it waited, to the kernel or an admin
                raise PhotoError(PhotoReason.TOO_SLOW, f"its decoder was lost ({type(error).__name__})") from error
            except PhotoError:
                self._give_back(decoder)
                raise
            self._give_back(decoder)
            return photo

    def close(self) -> None:
        """End all processes, whatever they are at, and wait for that."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            self._end_fork_server()
        for decoder in idle:
            decoder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _taken(self) -> _Decoder:
        with self._lock:
            if self._closed:
                raise PhotoError(PhotoReason.TOO_SLOW, "the decoders are closed")
            if self._idle:
                return self._idle.pop()
            mine, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._fork_server(), [b"+"], [theirs.fileno()])
                except OSError:  # it is gone, to the kernel or an admin: another one
                    self._end_fork_server()
                    socket.send_fds(self._fork_server(), [b"+"], [theirs.fileno()])
            return _Decoder(mine)

    def end_idle(self) -> None:
        """Of processes that wait, those that have waited for long. The one that is needed next is the last that was."""
        with self._lock:
            since = time.monotonic() - _IDLE_SECONDS
            late = [each for each in self._idle if each.idle_since < since]
            self._idle = [each for each in self._idle if each.idle_since >= since]
        for decoder in late:
            decoder.close()

    def _give_back(self, decoder: _Decoder) -> None:
        decoder.idle_since = time.monotonic()
        with self._lock:
            if decoder.served < _PHOTOS_PER_PROCESS and len(self._idle) < _MOST_IDLE and not self._closed:
                self._idle.append(decoder)
                return
        decoder.close()

    def _fork_server(self) -> socket.socket:
        """The socket to the process that forks decoders, which is started if need be."""
        if self._forking is None:
            mine, theirs = socket.socketpair()
            limits = (self._limits.max_bytes, self._limits.max_pixels, self._limits.min_side)
            given = (theirs.fileno(), *limits, self._memory, self._seconds)
            with theirs:
                process = subprocess.Popen(  # noqa: S603 - this Python, this package, numbers
                    [sys.executable, "-P", "-m", "recommender.photo.decoder_process", *map(str, given)],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    # Ctrl-C in a shell is for the bot, which then ends the session with all that was forked in it.
                    start_new_session=True,
                    env={name: os.environ[name] for name in _PASSED_ON if name in os.environ}
                    # Threads of a library would not live on in the forks, and each would reserve memory.
                    | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
                    | {"MALLOC_ARENA_MAX": "2"},
                )
            self._forking = process, mine
        return self._forking[1]

    def _end_fork_server(self) -> None:
        if self._forking is not None:
            process, connection = self._forking
            self._forking = None
            connection.close()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class _Decoder:
    """A process, by the socket to it."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE_SECONDS)
        self._connection = connection
        self.served = 0
        self.idle_since = 0.0

    def decode(self, data: bytes) -> npt.NDArray[np.uint8]:
        """Raises PhotoError as the process says, EOFError or OSError when it is lost."""
        self._connection.sendall(LENGTH.pack(len(data)))
        self._connection.sendall(data)
        is_photo, first, second = REPLY.unpack(filled(self._connection, bytearray(REPLY.size)))
        self.served += 1
        if not is_photo:
            said = bytes(filled(self._connection, bytearray(first + second)))
            raise PhotoError(PhotoReason(said[:first].decode()), said[first:].decode(errors="replace"))
        photo = np.empty((first, second, 3), np.uint8)
        filled(self._connection, photo.data.cast("B"))
        return photo

    def close(self) -> None:
        """The process ends when it sees that."""
        self._connection.close()
