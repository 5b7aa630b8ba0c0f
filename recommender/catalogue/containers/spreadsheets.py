"""Spreadsheets: Excel's .xlsx, .xlsm, .xlsb and .xls, and OpenDocument's .ods, read with python-calamine.

Of several sheets the one that names the most columns of products is the catalogue, and with it those that have the same
columns ("Women", "Men"). Formulas count with what they last came to; pictures that lie in cells are none.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.answers import LeftOut
from recommender.catalogue.containers.container import Opened
from recommender.catalogue.containers.tables import names_told
from recommender.catalogue.feeds.record import SECTION, Record
from recommender.errors import CatalogueError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_PACKED = b"PK\x03\x04"
# Of what a packed spreadsheet has within, the names stand between its parts.
_WITHIN = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet")
_MOST_BYTES = 1024**3  # unpacked; all of a sheet is in memory
_ROWS_BEFORE_THE_HEADER = 10  # a title, a date, an empty row
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


class Spreadsheet:
    """A workbook of any of these kinds."""

    name = "a spreadsheet"

    def holds(self, head: bytes) -> bool:
        return head.startswith(_OLD_EXCEL) or (head.startswith(_PACKED) and any(mark in head for mark in _WITHIN))

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        import python_calamine

        _check_size(path)
        try:
            workbook = python_calamine.load_workbook(path)
            sheets = _sheets(workbook, known)
        except python_calamine.PasswordError as error:
            raise CatalogueError(f"{path} is locked with a password; save it without one") from error
        except python_calamine.CalamineError as error:
            raise CatalogueError(
                f"{path} cannot be read as a spreadsheet ({str(error)[:100]}); save the table as CSV"
            ) from error
        return Opened.of(_records(sheets))


def _check_size(path: Path) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise CatalogueError(f"{path} holds more than {_MOST_BYTES:,} bytes; save the table as CSV")


def _sheets(workbook: CalamineWorkbook, known: Collection[str]) -> list[tuple[str, int, CalamineSheet]]:
    """Name, row of the header and sheet, of those that are the catalogue."""
    found = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        rows = [[_text(cell) for cell in row] for row in _first_rows(sheet)]
        if rows:
            header = max(range(len(rows)), key=lambda row: (names_told(rows[row], known), -row))
            found.append((names_told(rows[header], known), rows[header], (name, header, sheet)))
    best = max(found, key=lambda each: each[0], default=None)
    return [place for _, names, place in found if best is not None and names == best[1]]


def _first_rows(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    for row, _ in zip(sheet.iter_rows(), range(_ROWS_BEFORE_THE_HEADER), strict=False):
        yield row


def _records(sheets: list[tuple[str, int, CalamineSheet]]) -> Iterator[Record | LeftOut]:
    for title, header, sheet in sheets:
        names: list[str] = []
        for number, row in enumerate(sheet.iter_rows()):
            if number < header:
                continue
            texts = [_text(cell) for cell in row]
            if number == header:
                names = texts
            elif any(texts):
                fields = {name: text for name, text in zip(names, texts, strict=False) if name}
                many = len(sheets) > 1
                where = f"{title}, row {number + 1}" if many else f"row {number + 1}"
                yield Record(where, fields | ({SECTION: title} if many and SECTION not in fields else {}))


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)  # 1002.0 is an id, 49.9 a price
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    text = str(cell).strip()
    return "" if text in _ERRORS else text
