"""Where a catalogue's file is: the path itself, or the one in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from recommender.errors import CatalogueError

_SUFFIXES = (
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".xml",
    ".yml",
    ".rss",
    ".atom",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".gz",
)
# How far below the given folder a dataset may lie.
_MAX_DEPTH = 3
_MOST_LOOKED_AT = 50


def find_table(source: Path, names: Sequence[str], is_catalogue: Callable[[Path], bool]) -> Path | None:
    """The file at `source`; within a folder the one with one of these `names`, nearest to the top and with pictures
    beside it before one without, or the only one that may be a catalogue. Raises CatalogueError and OSError."""
    if not source.is_dir():
        return source
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
    if len(found) > 1:
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
