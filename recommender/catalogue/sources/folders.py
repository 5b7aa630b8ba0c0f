"""Where a catalogue's file is: the path itself, or the one in a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_SUFFIXES = (".csv", ".tsv")
# How far below the given folder a dataset may lie.
_MAX_DEPTH = 3


def find_table(source: Path, names: Sequence[str]) -> Path | None:
    """The file at `source`; within a folder the one with one of these `names`, nearest to the top and with pictures
    beside it before one without, or the only table. Raises OSError."""
    if not source.is_dir():
        return source
    level, without = [source], None
    for _ in range(_MAX_DEPTH):
        for candidate in (folder / name for folder in level for name in names):
            if candidate.is_file():
                if (candidate.parent / "images").is_dir():
                    return candidate
                without = without or candidate
        level = [below for folder in level for below in _folders(folder)]
    return without or _only_table(source)


def _only_table(folder: Path) -> Path | None:
    with os.scandir(folder) as entries:
        tables = [entry.path for entry in entries if entry.name.casefold().endswith(_SUFFIXES) and entry.is_file()]
    return Path(tables[0]) if len(tables) == 1 else None


def _folders(folder: Path) -> list[Path]:
    if folder.name == "images":
        return []
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_dir() and not entry.name.startswith("."))
