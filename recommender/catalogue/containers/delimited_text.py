"""Rows of delimited text as they are found in the wild.

The standard `csv` reader alone is not enough. One quote that is never closed makes it swallow every line to the end of
the file, one stray byte stops it, and neither says where. Here each fault stays with its own line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from recommender.catalogue.containers.encodings import TextEncoding, encoding_of, is_unicode

# Longer than any real product line. What is longer is cut there: a file without line ends must not fill the memory.
_MAX_LINE_CHARACTERS = 100_000
# Quoted fields may span lines (descriptions do); a quote open for longer than this was never meant to be one.
_MAX_LINES_PER_ROW = 100

# How Excel is told what separates the columns.
_SEPARATOR_HINT = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row, and the number of the line on which it starts, from 1."""

    line: int
    fields: list[str]


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
    return line if is_unicode(line) else line.encode(errors="surrogateescape").decode(otherwise, errors="replace")
