"""Spreadsheets: Excel's .xlsx, .xlsm, .xlsb and .xls, and OpenDocument's .ods.

Of several sheets the one that names the most columns of products is the catalogue, and with it those that have the same
columns ("Women", "Men"). Formulas count with what they last came to; pictures that lie in cells are none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from recommender.answers import LeftOut
from recommender.catalogue.containers.container import Opened
from recommender.catalogue.feeds.record import Record
from recommender.errors import CatalogueError

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_PACKED = b"PK\x03\x04"
# Of what a packed spreadsheet has within, the names stand between its parts.
_WITHIN = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet")
_MOST_BYTES = 1024**3  # unpacked; all of a sheet is in memory
_READER = "recommender.catalogue.containers.spreadsheet_rows"


class Spreadsheet:
    """A workbook of any of these kinds."""

    name = "a spreadsheet"

    def holds(self, head: bytes) -> bool:
        return head.startswith(_OLD_EXCEL) or (head.startswith(_PACKED) and any(mark in head for mark in _WITHIN))

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        return Opened.of(_records(path, known))


def _records(path: Path, known: Collection[str]) -> Iterator[Record | LeftOut]:
    command = [sys.executable, "-P", "-m", _READER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603 - our own interpreter and module
        command, text=True, encoding="utf-8", env=environment, **pipes
    ) as reader:
        try:
            reader.stdin.write(json.dumps({"path": str(path.absolute()), "known": sorted(known), "most": _MOST_BYTES}))
            reader.stdin.close()
            for line in reader.stdout:
                if not line.endswith("\n"):
                    break  # it died over it
                found = json.loads(line)
                if isinstance(found, str):
                    raise CatalogueError(f"{path} {found}")
                yield Record(*found)
            if reader.wait():
                raise CatalogueError(f"{path} is damaged, or no spreadsheet; save the table as CSV")
        finally:
            reader.kill()  # whoever stops reading wants no more
