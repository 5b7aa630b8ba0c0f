"""The products as lines of JSON, of which a search parses only the few that it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

# Of a line that we have written: what stands before all that could look like one.
_ID = re.compile(rb'\{"id":"((?:[^"\\]|\\.)*)"')
_TITLE = re.compile(rb'"title":"((?:[^"\\]|\\.)*)"')
_BYTES = 4 * 1024 * 1024


class ProductLines:
    """Line n is that from `starts[n]` to `ends[n]` of the buffers (bytes, or mapped files) one after another."""

    def __init__(self, buffers: tuple[bytes, ...], starts: np.ndarray, ends: np.ndarray) -> None:
        self._buffers = buffers
        self._starts = starts
        self.ends = ends

    @classmethod
    def of(cls, lines: Sequence[bytes]) -> ProductLines:
        """Of lines that end with a newline each."""
        return cls.stored(b"".join(lines), np.cumsum([len(line) for line in lines], dtype=np.int64))

    @classmethod
    def stored(cls, content: bytes, ends: np.ndarray) -> ProductLines:
        """Of a file that holds them all, and where each ends."""
        return cls((content,), np.concatenate((ends[:0], [0], ends[:-1]))[: len(ends)], ends)

    def __len__(self) -> int:
        return len(self.ends)

    def line(self, row: int) -> bytes:
        """With its newline."""
        start, end = int(self._starts[row]), int(self.ends[row])
        for buffer in self._buffers:
            if start < len(buffer):
                return buffer[start:end]
            start, end = start - len(buffer), end - len(buffer)
        return b""

    def id(self, row: int) -> str:
        """The product's id."""
        return _text(_ID.match(self.line(row)))

    def title(self, row: int) -> str:
        """The product's title, as the catalogue has it."""
        return _text(_TITLE.search(self.line(row)))

    def at(self, rows: np.ndarray) -> ProductLines:
        """These lines of it."""
        return ProductLines(self._buffers, self._starts[rows], self.ends[rows])

    def joined(self, other: ProductLines) -> ProductLines:
        """The lines of both."""
        before = sum(map(len, self._buffers))
        buffers = (*self._buffers, *other._buffers)
        starts, ends = (np.concatenate((self._starts, before + other._starts)), (self.ends, before + other.ends))
        return ProductLines(buffers, starts, np.concatenate(ends))

    def lengths(self) -> np.ndarray:
        """(n,) bytes of each."""
        return np.asarray(self.ends - self._starts)

    def blocks(self) -> Iterator[bytes]:
        """All of them one after another, in pieces of some megabytes."""
        pieces: list[bytes] = []
        size = 0
        for row in range(len(self)):
            pieces.append(self.line(row))
            size += len(pieces[-1])
            if size > _BYTES:
                yield b"".join(pieces)
                pieces, size = [], 0
        yield b"".join(pieces)


class ProductIds(Sequence[str]):
    """The ids of all lines, read where they are asked for."""

    def __init__(self, lines: ProductLines) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[str, ...]: ...
    def __getitem__(self, row: int | slice) -> str | tuple[str, ...]:
        if isinstance(row, slice):
            return tuple(self._lines.id(each) for each in range(*row.indices(len(self))))
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._lines.id(int(row) % len(self))


def _text(found: re.Match[bytes] | None) -> str:
    if found is None:
        return ""
    return str(json.loads(b'"' + found[1] + b'"')) if b"\\" in found[1] else found[1].decode()
