"""Files that several versions of an index have in common: one place on the disk, as long as nothing in them changes."""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

_PIECE = 8 * 1024 * 1024


def write_or_share(path: Path, content: Iterable[bytes], before: Path | None) -> tuple[str, int]:
    """Let the file be there with this content, flushed to the disk; returns its SHA-256 and size. Raises OSError.

    As long as the content is that of the file `before`, nothing is written. Where it is so to the end, both names stand
    for one file, which nobody may change; or for copies, where the disk knows no such thing.
    """
    digest, size = hashlib.sha256(), 0
    with ExitStack() as stack:
        old = _opened(before, stack)
        same, file = old is not None, None
        for piece in content:
            digest.update(piece)
            if same and old is not None and old[size : size + len(piece)] != piece:
                same = False
            if not same:
                if file is None:
                    file = stack.enter_context(path.open("wb"))
                    _copy(old, size, file)
                file.write(piece)
            size += len(piece)
        if same and old is not None and before is not None and len(old) == size:
            share(before, path)
            return digest.hexdigest(), size
        if file is None:
            file = stack.enter_context(path.open("wb"))
            _copy(old, size, file)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _opened(path: Path | None, stack: ExitStack) -> mmap.mmap | None:
    if path is None or not path.is_file() or not path.stat().st_size:
        return None
    file = stack.enter_context(path.open("rb"))
    return stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _copy(old: mmap.mmap | None, size: int, file: BinaryIO) -> None:
    for start in range(0, size if old is not None else 0, _PIECE):
        assert old is not None  # noqa: S101 - for the type checker
        file.write(old[start : min(start + _PIECE, size)])


def share(before: Path, path: Path) -> None:
    """Let both names stand for one file; where the disk knows no such thing, for copies. Raises OSError."""
    try:
        os.link(before, path)
    except OSError:
        shutil.copyfile(before, path)
