"""Reads one spreadsheet with python-calamine, in a process of its own: a damaged one may take all memory, or abort.

Standard input has, as JSON, the path, how many bytes it may unpack to, and the names of columns that are known.
Standard output gets a line of JSON for each row of the catalogue's sheets, with its place and its fields, or one that
says why there is nothing to read.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook

from recommender.catalogue.containers.tables import names_told
from recommender.catalogue.feeds.record import SECTION

_MOST_MEMORY, _MOST_SECONDS = 4 * 1024**3, 600
_ROWS_BEFORE_THE_HEADER = 10  # a title, a date, an empty row
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_Found = tuple[str, int, CalamineSheet]  # name, row of the header


def main() -> None:
    """What this process is for."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    given = json.load(sys.stdin)
    if zipfile.is_zipfile(given["path"]):
        with zipfile.ZipFile(given["path"]) as archive:
            if sum(member.file_size for member in archive.infolist()) > given["most"]:
                sys.stdout.write(json.dumps(f"holds more than {given['most']:,} bytes; save the table as CSV") + "\n")
                return
    try:
        workbook = python_calamine.load_workbook(given["path"])
        for where, fields in _rows(_sheets(workbook, frozenset(given["known"]))):
            sys.stdout.write(json.dumps([where, fields]) + "\n")
    except python_calamine.PasswordError:
        sys.stdout.write(json.dumps("is locked with a password; save it without one") + "\n")
    except python_calamine.CalamineError as error:
        why = f"cannot be read as a spreadsheet ({str(error)[:100]}); save the table as CSV"
        sys.stdout.write(json.dumps(why) + "\n")


def _sheets(workbook: CalamineWorkbook, known: Collection[str]) -> list[_Found]:
    """Of several sheets the one that names the most columns of products, and those that have the same columns."""
    found: list[tuple[int, list[str], _Found]] = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        rows = [_texts(row) for row in islice(sheet.iter_rows(), _ROWS_BEFORE_THE_HEADER)]
        if rows:
            header = max(range(len(rows)), key=lambda row: (names_told(rows[row], known), -row))
            found.append((names_told(rows[header], known), rows[header], (name, header, sheet)))
    best = max(found, key=lambda each: each[0], default=None)
    return [place for _, names, place in found if best is not None and names == best[1]]


def _rows(sheets: list[_Found]) -> Iterator[tuple[str, dict[str, str]]]:
    for title, header, sheet in sheets:
        aside, section = (f"{title}, ", {SECTION: title}) if len(sheets) > 1 else ("", {})
        rows = enumerate(map(_texts, sheet.iter_rows()), start=1)
        _, names = next(islice(rows, header, None))
        for number, texts in rows:
            if any(texts):
                fields = {name: text for name, text in zip(names, texts, strict=False) if name}
                yield f"{aside}row {number}", section | fields


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)  # 1002.0 is an id, 49.9 a price
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    text = str(cell).strip()
    return "" if text in _ERRORS else text


if __name__ == "__main__":
    main()
