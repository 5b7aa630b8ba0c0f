"""Opens the SQLite file: made if new, migrated if old, tried for writing; every refusal is put into one sentence."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path

import aiosqlite

from bot.ports import StoreError
from bot.store.migrations import migrate
from bot.store.pseudonyms import Pseudonyms

_log = logging.getLogger(__name__)


async def open_database(path: Path, patience: float) -> tuple[aiosqlite.Connection, Pseudonyms]:
    """A connection in autocommit mode, with WAL, foreign keys and `patience` seconds for locks. Raises StoreError."""
    try:
        pseudonyms = await asyncio.to_thread(_prepare_files, path)
        db = await aiosqlite.connect(path, isolation_level=None, timeout=patience)
    except (sqlite3.Error, OSError, ValueError) as error:
        raise store_error(error, path) from error
    try:
        await _prepare(db, pseudonyms, path)
    except BaseException as error:
        await db.close()
        if isinstance(error, sqlite3.Error):
            raise store_error(error, path) from error
        raise
    return db, pseudonyms


def store_error(error: Exception, path: Path | None = None) -> StoreError:
    """What happened, and what to do about it, in one sentence."""
    place = f"the database {path}" if path else "the database"
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    sentences = {
        sqlite3.SQLITE_BUSY: "is locked by another program: close what has it open, then try again",
        sqlite3.SQLITE_LOCKED: "is locked by another program: close what has it open, then try again",
        sqlite3.SQLITE_READONLY: "is read-only: make the file and its folder writable, or set [store] path elsewhere",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened: make its folder writable, or set [store] path elsewhere",
        sqlite3.SQLITE_FULL: "has no room: free some space on its disk",
        sqlite3.SQLITE_NOTADB: "is not an SQLite database: set [store] path to another file, or move this one away",
        sqlite3.SQLITE_CORRUPT: "is damaged: put a backup in its place, or move it away to begin anew",
    }
    if code in sentences:
        return StoreError(f"{place} {sentences[code]}")
    if isinstance(error, PermissionError):
        return StoreError(f"{place} is read-only: {error.filename} cannot be written; set [store] path elsewhere")
    return StoreError(f"{place} cannot be used: {error}")


def _prepare_files(path: Path) -> Pseudonyms:
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite would make it readable for everybody; its -wal and -shm files take their mode from it.
    if not path.exists():
        path.touch(mode=0o600)
    return Pseudonyms.from_file(path.with_name(path.name + ".key"))


async def _prepare(db: aiosqlite.Connection, pseudonyms: Pseudonyms, path: Path) -> None:
    db.row_factory = aiosqlite.Row
    await db.execute("PRAGMA foreign_keys = ON")
    await db.execute("PRAGMA journal_mode = WAL")
    await db.execute("PRAGMA synchronous = NORMAL")  # with WAL: a power cut may lose the last second, and harms nothing
    await db.execute("PRAGMA secure_delete = ON")  # what a shopper has deleted is not left in free pages
    before = await migrate(db)
    if before == 0:
        _log.info("made a new database at %s", path)
    fingerprint = pseudonyms.fingerprint()
    async with db.execute("SELECT value FROM meta WHERE key = 'key'") as cursor:
        row = await cursor.fetchone()
    if row is not None and row[0] != fingerprint:
        _log.warning("%s.key is not the key that this database was written with: known shoppers count as new", path)
    # Also shows at start, rather than at the first shopper's photo, whether the database can be written.
    await db.execute("INSERT OR REPLACE INTO meta VALUES ('key', ?)", (fingerprint,))
