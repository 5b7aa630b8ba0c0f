"""Standard output and error as a command finds them: closed, full, not UTF-8, or with nobody who reads on.

None of these is a reason for a traceback, or for a bot to stop.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys


class TolerantStream(io.TextIOWrapper):
    """Writes what can be written; once it is `gone`, what is written is lost."""

    gone = False

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError:
            self._lose()
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            self._lose()

    def _lose(self) -> None:
        self.gone = True
        # What is buffered still goes there, at exit too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())


def settle_streams() -> None:
    """To be called when a command begins."""
    # The numbers of closed ones would go to the next files that are opened, a database among them.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as we run
    sys.stdout, sys.stderr = _tolerant(sys.stdout, 1), _tolerant(sys.stderr, 2)


def _tolerant(stream: object, number: int) -> TolerantStream:
    encoding, line_buffering = "utf-8", number == 2
    if isinstance(stream, io.TextIOWrapper):
        encoding, line_buffering = stream.encoding, stream.line_buffering
        with contextlib.suppress(OSError):
            stream.flush()
    raw = open(number, "wb", closefd=False)  # noqa: SIM115 - for as long as we run
    # What the encoding does not have is written as an escape.
    return TolerantStream(raw, encoding, "backslashreplace", line_buffering=line_buffering)
