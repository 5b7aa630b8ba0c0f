"""Rows of delimited text as they are found in the wild.

The standard `csv` reader alone is not enough. One quote that is never closed makes it swallow every line to the end of
the file, one stray byte stops it, and neither says where. Here each fault stays with its own line.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from recommender.catalogue.containers.encodings import likeliest

# Longer than any real product line. What is longer is cut there: a file without line ends must not fill the memory.
_MAX_LINE_CHARACTERS = 100_000
# Quoted fields may span lines (descriptions do); a quote open for longer than this was never meant to be one.
_MAX_LINES_PER_ROW = 100

# UTF-32's mark begins with UTF-16's.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What the encoding is guessed from.
_SAMPLE_BYTES = 32 * 1024
# How Excel is told what separates the columns.
_SEPARATOR_HINT = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How a file is written. `guessed_lines` are not UTF-8, and are read as `otherwise`."""

    name: str = "utf-8-sig"
    otherwise: str = "cp1252"
    guessed_lines: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row, and the number of the line on which it starts, from 1."""

    line: int
    fields: list[str]


def encoding_of(path: Path, named: str = "") -> TextEncoding:
    """By the file's mark, or what its bytes look like; `named` wins. Raises OSError and LookupError."""
    if named:
        try:
            b"a\x80".decode(named, "replace")
        except ValueError as error:  # no encoding of files, but of names on the internet and the like
            raise LookupError(str(error)) from error
        return TextEncoding(codecs.lookup(named).name)
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return TextEncoding(name)
    # Without a mark: every other byte of the header's plain letters is zero.
    for zeros, letters, name in ((head[1:16:2], head[:16:2], "utf-16-le"), (head[:16:2], head[1:16:2], "utf-16-be")):
        if len(zeros) > 2 and not any(zeros) and all(letters):
            return TextEncoding(name)
    unicode, others, sample, size = 0, 0, [], 0
    with path.open("rb") as file:
        for line in _raw_lines(iter(lambda: file.read(1024 * 1024), b"")):
            if line.isascii():
                continue
            try:
                line.decode()
                unicode += 1
            except UnicodeDecodeError:
                others += 1
                if size < _SAMPLE_BYTES:
                    sample.append(line)
                    size += len(line)
    if not others:
        return TextEncoding()
    otherwise = likeliest(sample)
    # Of a file in another encoding, some lines may look like UTF-8 by chance.
    return TextEncoding(otherwise if others > unicode else "utf-8-sig", otherwise, others)


def _raw_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).replace(b"\r", b"\n").split(b"\n")
        yield from lines
        if len(rest) > _MAX_LINE_CHARACTERS:
            rest = b""
    yield rest


def rows(
    path: Path, delimiter: str = ",", multiline: bool = True, written: TextEncoding | None = None
) -> Iterator[Row]:
    """Each row that is not blank, but for Excel's "sep=;", which wins over `delimiter`. Takes any encoding and any line
    ends; drops NULs. With `multiline`, quoted fields may span lines. Raises OSError only."""
    written = written or encoding_of(path)
    # surrogateescape keeps undecodable bytes apart until their line is looked at; newline=None takes any line end.
    errors = "surrogateescape" if written.name == "utf-8-sig" else "replace"
    with path.open(encoding=written.name, errors=errors, newline=None) as text:
        yield from _rows(text, delimiter, multiline, written.otherwise)


def _rows(text: TextIO, delimiter: str, multiline: bool, otherwise: str) -> Iterator[Row]:
    pending: deque[str] = deque()  # lines read ahead for a quoted field that turned out not to span them
    number = 0

    def next_line() -> str | None:
        if pending:
            return pending.popleft()
        line = part = text.readline(_MAX_LINE_CHARACTERS)
        while len(part) == _MAX_LINE_CHARACTERS and part[-1] != "\n":
            part = text.readline(_MAX_LINE_CHARACTERS)  # what a monster goes on with belongs to no other row
        return _clean(line, otherwise) if line else None

    width = 0
    while (line := next_line()) is not None:
        number += 1
        if number == 1 and (hint := _SEPARATOR_HINT.fullmatch(line)):
            delimiter = hint[1]
            continue
        first = number
        fields = None
        if multiline and '"' in line:
            taken = [line]
            fields = _quoted_row(taken, next_line, delimiter)
            if len(taken) > 1 and (fields is None or (width and len(fields) != width)):
                fields = None
                pending.extendleft(reversed(taken[1:]))
            else:
                number += len(taken) - 1
        if fields is None:
            # Where nothing is quoted, the csv module does the same in several times the time.
            is_quoted = '"' in line
            fields = (
                next(csv.reader([line], delimiter=delimiter), []) if is_quoted else line.rstrip("\n").split(delimiter)
            )
        if any(field.strip() for field in fields):
            width = width or len(fields)
            yield Row(first, fields)


def _quoted_row(taken: list[str], next_line: Callable[[], str | None], delimiter: str) -> list[str] | None:
    """The row that starts with taken[0], reading on (into `taken`) while a quote is open; None if it never closes."""

    def supply() -> Iterator[str]:
        yield taken[0]
        while len(taken) < _MAX_LINES_PER_ROW and (line := next_line()) is not None:
            taken.append(line)
            yield line

    try:
        # strict: an unclosed quote is an error instead of a silently swallowed rest of the file.
        return next(csv.reader(supply(), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _clean(line: str, otherwise: str) -> str:
    line = line.replace("\0", "").removeprefix("\ufeff")
    if not line.isascii():
        try:
            line.encode()
        except UnicodeEncodeError:
            line = line.encode(errors="surrogateescape").decode(otherwise, errors="replace")
    return line
