"""The SQLite file before it is used: made, migrated and tried for writing; or only looked at, which changes nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import aiosqlite

from bot.ports import StoreError
from bot.store.database import in_thread, one_row, store_error
from bot.store.migrations import MIGRATIONS, migrate, refuse_newer, version_of
from bot.store.pseudonyms import Pseudonyms

_log = logging.getLogger(__name__)

_READERS = 2
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # with WAL: a power cut may lose the last second, and harms nothing
    "PRAGMA secure_delete = ON",  # what a shopper has deleted is not left in free pages
)


async def open_database(
    path: Path, patience: float
) -> tuple[aiosqlite.Connection, Sequence[aiosqlite.Connection], Pseudonyms]:
    """The connection that writes, with WAL, foreign keys and `patience` seconds for locks, and those that read. Raises
    StoreError."""
    opened: list[aiosqlite.Connection] = []
    try:
        pseudonyms = await asyncio.to_thread(_prepare_files, path)
        for _ in range(1 + _READERS):
            # In autocommit mode, with rows that know their columns.
            db = await aiosqlite.connect(path, timeout=patience, isolation_level=None)
            opened.append(db)
            db.row_factory = sqlite3.Row
            if db is opened[0]:
                await in_thread(db, _prepare, pseudonyms, path)
            else:
                await db.execute("PRAGMA query_only = ON")
    except BaseException as error:
        for db in opened:
            await db.close()
        if isinstance(error, sqlite3.Error | OSError | ValueError):
            raise store_error(error, path) from error
        raise
    return opened[0], opened[1:], pseudonyms


def look_at_database(path: Path) -> str:
    """What a start would find and do, in a few words; nothing is changed, beside a running bot neither. Raises
    StoreError."""
    try:
        pseudonyms = Pseudonyms.from_file(_key(path), make=False) if _key(path).exists() else None
        # With -shm there, somebody may be writing: their log is read without writing to it. Without, nobody is, and
        # SQLite is kept from making these files.
        how = "readonly_shm=1" if path.with_name(path.name + "-shm").exists() else "immutable=1"
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&{how}", 2.0, uri=True)) as db:
            version = version_of(db)
            refuse_newer(version, MIGRATIONS)
            row = one_row(db, "SELECT value FROM meta WHERE key = 'key'") if version else None
    except (sqlite3.Error, OSError, ValueError) as error:
        raise store_error(error, path) from error
    for each in (path, path.parent):
        if not os.access(each, os.W_OK):
            raise StoreError(f"{each} cannot be written: make it writable, or set [store] path elsewhere")
    found = f"{path} can be read and written"
    if version < len(MIGRATIONS):
        found += f"; the next start brings it from version {version} to {len(MIGRATIONS)}"
    if row is not None and (pseudonyms is None or row[0] != pseudonyms.fingerprint()):
        state = "missing" if pseudonyms is None else "not the one that it was written with"
        found += f"; its key {_key(path)} is {state}: known shoppers will count as new"
    return found


def _key(path: Path) -> Path:
    return path.with_name(path.name + ".key")


def _prepare_files(path: Path) -> Pseudonyms:
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite would make it readable for everybody; its -wal and -shm files take their mode from it.
    if not path.exists():
        path.touch(mode=0o600)
    return Pseudonyms.from_file(_key(path))


def _prepare(db: sqlite3.Connection, pseudonyms: Pseudonyms, path: Path) -> None:
    for setting in _SETTINGS:
        db.execute(setting)
    if migrate(db) == 0:
        _log.info("made a new database at %s", path)
    fingerprint = pseudonyms.fingerprint()
    row = one_row(db, "SELECT value FROM meta WHERE key = 'key'")
    if row is not None and row[0] != fingerprint:
        _log.warning("%s is not the key that this database was written with: known shoppers count as new", _key(path))
    # Also shows at start, rather than at the first shopper's photo, whether the database can be written.
    db.execute("INSERT OR REPLACE INTO meta VALUES ('key', ?)", (fingerprint,))
