"""Delimited text with a header: CSV, TSV and the like, whichever separator and encoding they use."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from recommender.answers import GuessedEncoding, LeftOut, LeftOutReason
from recommender.catalogue.containers.container import Opened
from recommender.catalogue.containers.delimited_text import Row, rows
from recommender.catalogue.containers.encodings import TextEncoding, encoding_of
from recommender.catalogue.feeds.column_words import is_usual
from recommender.catalogue.feeds.record import Record, Value, name_without_asides, plain_name
from recommender.errors import CatalogueError

_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 5_000
_LINES_BEFORE_THE_HEADER = 4  # Meta explains its columns in one, in the language of whoever downloads it
# Rakuten's feeds begin with "HDR|38801|Shop|2019-07-08/08:12:09" instead of names, and end with "TRL|<rows>".
_RAKUTEN_NAMES = """
    Product ID|Product Name|SKU Number|Primary Category|Secondary Category|Product URL|Product Image URL|Buy URL
    Short Product Description|Long Product Description|Discount|Discount Type|Sale Price|Retail Price|Begin Date
    End Date|Brand|Shipping|Keywords|Manufacturer Part Number|Manufacturer Name|Shipping Information|Availability
    Universal Product Code|Class ID|Currency|M1|Pixel|Attribute 1 Misc|Attribute 2 Product Type|Attribute 3 Size
    Attribute 4 Material|Attribute 5 Color|Attribute 6 Gender|Attribute 7 Style|Attribute 8 Age|Attribute 9|Attribute 10
"""
_RAKUTEN = [name for line in _RAKUTEN_NAMES.split("\n") if line.strip() for name in line.strip().split("|")]
_FORMULAS = ("=", "+", "-", "@")
# No encoding of single bytes writes text with these; UTF-16 and UTF-32 are known by their marks and NULs.
_CONTROLS = frozenset({*range(1, 9), *range(14, 26), *range(28, 32)})


class DelimitedText:
    """Any text that is nothing else."""

    name = "delimited text"

    def holds(self, head: bytes) -> bool:
        is_wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or head[:16].count(0) > 2
        return is_wide or not _CONTROLS.intersection(head)

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        written = encoding_of(path, encoding)
        delimiter, header = _header(path, written, known)
        guessed = GuessedEncoding(written.otherwise, written.guessed_lines) if written.guessed_lines else None
        names = tuple(name.strip() for name in header.fields)
        if len(names) > _MOST_COLUMNS:
            raise CatalogueError(
                f"{path} has more than {_MOST_COLUMNS:,} columns, which no catalogue has; export it anew"
            )
        return Opened(names, _records(path, delimiter, header.line, names, written), guessed)


def _records(
    path: Path, delimiter: str, header: int, names: tuple[str, ...], written: TextEncoding
) -> Iterator[Record | LeftOut]:
    width = len(names)
    is_plain = len(set(names)) == width and "" not in names
    short: Record | None = None
    for row in rows(path, delimiter, written=written):
        if row.line <= header:
            continue
        if short is not None:
            yield short
            short = None
        if names == tuple(_RAKUTEN) and row.fields[0] == "TRL":
            continue
        values = [_unprotected(value) if value[:1] == "'" else value for value in map(str.strip, row.fields)]
        while len(values) > width and not values[-1]:
            values.pop()
        surplus, missing = tuple(row.fields[width : len(values)]), max(0, width - len(values))
        values += [""] * missing
        fields = dict(zip(names, values, strict=False)) if is_plain else _gathered(names, values)
        record = Record(f"line {row.line}", fields, surplus, missing)
        if missing:
            short = record  # spreadsheets leave out what is empty at the end
        else:
            yield record
    if short is not None:
        # Of the last row nobody knows whether it is whole: "19.99" may have been cut to "1".
        yield LeftOut(short.where, LeftOutReason.MALFORMED_LINE, short.misfit)


def _unprotected(value: str) -> str:
    """Without the apostrophe that exports put before what a spreadsheet would take for a formula: WooCommerce's '-1."""
    return value[1:] if value[1:2] in _FORMULAS else value


def _gathered(names: Sequence[str], values: Sequence[str]) -> dict[str, Value]:
    """Columns of one name become a list of what they hold."""
    fields: dict[str, Value] = {}
    for name, value in zip(names, values, strict=False):
        before = fields.get(name)
        if not name or (before and not value):
            continue
        fields[name] = value if not before else [*(before if isinstance(before, list) else [before]), value]
    return fields


def names_told(names: Collection[str], known: Collection[str]) -> int:
    """How many of the cells of a row are names of columns: by that a header is told from other rows."""
    return sum(plain_name(name) in known or name_without_asides(name) in known or is_usual(name) for name in set(names))


def _header(path: Path, written: TextEncoding, known: Collection[str]) -> tuple[str, Row]:
    """The separator that makes the most of the first lines, and the line among them that names the columns."""
    found: list[tuple[tuple[int, int], str, Row]] = []
    for delimiter in _DELIMITERS:
        heads = list(islice(rows(path, delimiter, written=written), _LINES_BEFORE_THE_HEADER)) or [Row(1, [])]
        # A line below the first is the header only if that one names nothing.
        if delimiter == "|" and heads[0].fields[:1] == ["HDR"]:
            return delimiter, Row(heads[0].line, _RAKUTEN)
        header = heads[0]
        if names_told(header.fields, known) < 2:
            header = max(heads, key=lambda row: (names_told(row.fields, known) > 2, -row.line))
        found.append(((names_told(header.fields, known), len(header.fields)), delimiter, header))
    return max(found, key=lambda one: one[0])[1:]
