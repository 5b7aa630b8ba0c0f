"""The SQLite file copied while the bot writes to it, and put back; by SQLite's own online backup."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bot.ports import StoreError
from bot.store.migrations import MIGRATIONS, refuse_newer, version_of
from bot.store.sql.sqlite import store_error

_PATIENCE = 10.0  # seconds for locks


def back_up(path: Path, folder: Path, keep: int = 0) -> Path:
    """Copy the database at `path` to a new file in `folder`, and keep no more than the newest `keep` (0: all) of those.

    The copy is of one moment, in one step: with WAL a reader holds up no writer. Raises StoreError.
    """
    if not path.is_file():
        raise StoreError(f"there is no database at {path}")
    copy = folder / f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.sqlite"
    part = copy.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", _PATIENCE, uri=True)) as db,
            closing(sqlite3.connect(str(part), _PATIENCE)) as to,
        ):
            db.backup(to)
            to.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal beside it
        check_backup(part)
        part.replace(copy)
        for old in sorted(folder.glob(f"{path.stem}-*.sqlite"))[:-keep] if keep else ():
            old.unlink()
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise store_error(error, copy) from error
    return copy


def check_backup(copy: Path) -> int:
    """How many queries are in it. Raises StoreError for what is no whole database of this version or an earlier one."""
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", _PATIENCE, uri=True)) as db:
            (found,) = db.execute("PRAGMA integrity_check").fetchone()
            if found != "ok" or not version_of(db):
                raise StoreError(f"{copy} is no whole database of Lookalike: {found}")
            refuse_newer(version_of(db), MIGRATIONS)
            return int(db.execute("SELECT COUNT(*) FROM queries").fetchone()[0])
    except (sqlite3.Error, OSError) as error:
        raise store_error(error, copy) from error


def restore(copy: Path, path: Path, aside: Path) -> Path | None:
    """Put the copy's content in the place of the database's at `path`; what was there is kept in the folder `aside`.
    Returns where, None if there was nothing. Within one transaction: done whole or not at all. Raises StoreError."""
    check_backup(copy)
    kept = back_up(path, aside) if path.exists() else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kept is None:
            path.touch(mode=0o600)
        with (
            closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", _PATIENCE, uri=True)) as db,
            closing(sqlite3.connect(str(path), _PATIENCE)) as to,
        ):
            db.backup(to)
    except (sqlite3.Error, OSError) as error:
        raise store_error(error, path) from error
    return kept
