"""Where a catalogue's file is: the path itself, or the one in a folder, or its parts there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from recommender.errors import CatalogueError

_TABLES = ".csv .tsv .txt .tab .xml .yml .rss .atom .json .jsonl .ndjson .parquet .xlsx .xlsm .xlsb .xls .ods .gz"
_SUFFIXES = tuple(_TABLES.split())
# How far below the given folder a dataset may lie.
_MAX_DEPTH = 3
_MOST_LOOKED_AT = 50
_MOST_PARTS = 200
# "products_export_2.csv", "page 3.json"; but not "products (1).csv", which is a second copy
_PART = re.compile(r"(.*?)[\s_.-]*(?:page|part|teil|chunk)?[\s_.-]*(\d{1,3})?(\.\w+(?:\.gz)?)", re.IGNORECASE)


def find_tables(source: Path, names: Sequence[str], is_catalogue: Callable[[Path], bool]) -> list[Path]:
    """The file at `source`; within a folder the one with one of these `names`, nearest to the top and with pictures
    beside it before one without, or the only one that may be a catalogue. Shop systems split large exports, and pages
    of an API are files: numbered ones are parts of one catalogue. Raises CatalogueError and OSError."""
    if not source.is_dir():
        return [source]
    found = _found_in(source, names, is_catalogue)
    return _parts(found, _files(found.parent)) if found else []


def _parts(first: Path, files: Sequence[Path]) -> list[Path]:
    """The files that are called like this one but for their number, if these follow one another; else it alone."""
    numbered: dict[int, Path] = {}
    whole = _PART.fullmatch(first.name)
    for path in files:
        part = _PART.fullmatch(path.name)
        if whole and part and (part[1], part[3]) == (whole[1], whole[3]):
            numbered[int(part[2] or -1)] = path
    numbers = sorted(number for number in numbered if number >= 0)
    if not numbers or numbers != [*range(numbers[0], numbers[0] + len(numbers))] or numbers[0] > 2:
        return [first]
    parts = [numbered[number] for number in sorted(numbered)]
    return parts[:_MOST_PARTS] if first in parts else [first]


def _found_in(source: Path, names: Sequence[str], is_catalogue: Callable[[Path], bool]) -> Path | None:
    level, without = [source], None
    files: list[Path] = []  # of the uppermost folders that have any
    for _ in range(_MAX_DEPTH):
        for candidate in (folder / name for folder in level for name in names):
            if candidate.is_file():
                if (candidate.parent / "images").is_dir():
                    return candidate
                without = without or candidate
        files = files or [path for folder in level for path in _files(folder)]
        level = [below for folder in level for below in _folders(folder)]
    if without or len(files) == 1:
        return without or files[0]
    found = [path for path in files[:_MOST_LOOKED_AT] if is_catalogue(path)]
    if len(found) > 1 and not {*found} <= {*_parts(found[0], found)}:
        names = ", ".join(path.name for path in found[:5]) + ", ..." * (len(found) > 5)
        raise CatalogueError(f"the catalogue may be in any of several files: {names}; name the one, or keep it alone")
    return found[0] if found else None


def _files(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return sorted(
            Path(entry.path)
            for entry in entries
            if entry.name.casefold().endswith(_SUFFIXES) and entry.is_file() and not entry.name.startswith((".", "_"))
        )


def _folders(folder: Path) -> list[Path]:
    if folder.name == "images":
        return []
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_dir() and not entry.name.startswith("."))
