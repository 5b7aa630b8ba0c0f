"""The SQLite file: made, migrated and tried for writing before it is used; or only looked at, which changes nothing.
Each connection is in aiosqlite's thread for it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import aiosqlite

from bot.ports import StoreError
from bot.store.database import BusyStoreError, PassingStoreError, Work, one_row
from bot.store.migrations import MIGRATIONS, migrate, refuse_newer, version_of
from bot.store.pseudonyms import Pseudonyms, key_beside

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_log = logging.getLogger(__name__)

_READERS = 2
_CHECKPOINT_MS = 200
_CHECKPOINT_EVERY_S = 1.0
_REPORT_MAPPED = 16 * 1024**3  # bytes of the file that are not copied to be looked at
_REPORT_CACHE_KB = 200_000
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA wal_autocheckpoint = 25000",  # pages: only where nobody else does it, see _Checkpoints
    "PRAGMA synchronous = NORMAL",  # with WAL: a power cut may lose the last second, and harms nothing
    "PRAGMA secure_delete = ON",  # what a shopper has deleted is not left in free pages
)
# Another program may let go of the lock, a disk may have room again.
_PASSING = (
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
)


_OF_FILES = {
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), sqlite3.SQLITE_READONLY),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), sqlite3.SQLITE_FULL),
    **dict.fromkeys((errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EEXIST), sqlite3.SQLITE_CANTOPEN),
}


class _Checkpoints:
    """Moves what is in the write-ahead log into the database, in a thread beside the writer: it waits for the disk, up
    to a second while a backup or something else writes much."""

    def __init__(self, path: Path) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(path,), name="checkpoints", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """After the one that is under way."""
        self._over.set()
        self._thread.join()

    def _run(self, path: Path) -> None:
        # A file that cannot be opened or written is the writer's to tell.
        with contextlib.suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as db:
            while not self._over.wait(_CHECKPOINT_EVERY_S):
                with contextlib.suppress(sqlite3.Error):
                    db.execute("PRAGMA wal_checkpoint(PASSIVE)")


class SqliteSession:
    """bot.store.database.Session on one connection. Its file's lock keeps every other bot out (bot.app.only_one)."""

    bot = 0

    def __init__(self, connection: aiosqlite.Connection, checkpoints: _Checkpoints | None = None) -> None:
        self._connection = connection
        self._db = connection._conn
        self._checkpoints = checkpoints

    async def in_thread(self, function: Callable[[*Ts], T], *values: *Ts) -> T:
        # aiosqlite's public methods go there and back for each statement.
        try:
            _ = self._connection._conn
        except ValueError as error:
            raise StoreError("the database is closed") from error
        return await self._connection._execute(function, *values)  # type: ignore[no-any-return, no-untyped-call]

    async def close(self) -> None:
        if self._checkpoints is not None:
            await asyncio.to_thread(self._checkpoints.end)
        await self._connection.close()

    def read(self, work: Work[T]) -> T:
        return self._transaction(work, "BEGIN")

    def write(self, work: Work[T], seconds: float) -> T:
        return self._transaction(work, f"PRAGMA busy_timeout = {int(seconds * 1000)}", "BEGIN IMMEDIATE")

    def wipe(self) -> bool:
        """Empties the write-ahead log into the database."""
        try:
            self._db.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
            return bool(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        except sqlite3.Error as error:
            raise store_error(error) from error

    def try_lock(self, name: str) -> bool:
        return True

    def unlock(self, name: str) -> None:
        pass

    def _transaction(self, work: Work[T], *begin: str) -> T:
        try:
            for each in begin:
                self._db.execute(each)
            result = work(self._db)
            self._db.execute("COMMIT")
        except BaseException as error:
            # Where there is none any more (SQLite ends it itself when the disk is full), this does nothing.
            with contextlib.suppress(sqlite3.Error):
                self._db.rollback()
            if isinstance(error, sqlite3.Error):
                raise store_error(error) from error
            raise
        return result


async def open_sqlite(path: Path, patience: float) -> tuple[SqliteSession, Sequence[SqliteSession], Pseudonyms]:
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
                await SqliteSession(db).in_thread(_prepare, db._conn, pseudonyms, path)
            else:
                await db.execute("PRAGMA query_only = ON")
    except BaseException as error:
        for db in opened:
            await db.close()
        if isinstance(error, sqlite3.Error | OSError | ValueError):
            raise store_error(error, path) from error
        raise
    writer, *readers = opened
    return SqliteSession(writer, _Checkpoints(path)), [*map(SqliteSession, readers)], pseudonyms


@contextlib.contextmanager
def read_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read, beside a running bot, for long looks. Raises StoreError, also for what goes
    wrong within."""
    if not path.is_file():
        raise StoreError(f"there is no database at {path}")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            db.row_factory = sqlite3.Row
            db.execute(f"PRAGMA cache_size = -{_REPORT_CACHE_KB}")
            db.execute(f"PRAGMA mmap_size = {_REPORT_MAPPED}")
            yield db
    except sqlite3.Error as error:
        raise store_error(error, path) from error


def look_at_sqlite(path: Path) -> str:
    """What a start would find and do, in a few words; nothing is changed, beside a running bot neither. Raises
    StoreError."""
    try:
        pseudonyms = Pseudonyms.from_file(key_beside(path), make=False) if key_beside(path).exists() else None
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
        found += f"; its key {key_beside(path)} is {state}: known shoppers will count as new"
    return found


def _prepare_files(path: Path) -> Pseudonyms:
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite would make it readable for everybody; its -wal and -shm files take their mode from it.
    if not path.exists():
        path.touch(mode=0o600)
    return Pseudonyms.from_file(key_beside(path))


def _prepare(db: sqlite3.Connection, pseudonyms: Pseudonyms, path: Path) -> None:
    for setting in _SETTINGS:
        db.execute(setting)
    if migrate(db) == 0:
        _log.info("made a new database at %s", path)
    fingerprint = pseudonyms.fingerprint()
    row = one_row(db, "SELECT value FROM meta WHERE key = 'key'")
    if row is not None and row[0] != fingerprint:
        key = key_beside(path)
        _log.warning("%s is not the key that this database was written with: known shoppers count as new", key)
    # Also shows at start, rather than at the first shopper's photo, whether the database can be written.
    db.execute("INSERT OR REPLACE INTO meta VALUES ('key', ?)", (fingerprint,))


def _code(error: Exception) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def store_error(error: Exception, path: Path | None = None) -> StoreError:
    """What happened, and what to do about it, in one sentence."""
    place = f"the database {path}" if path else "the database"
    sentences = {
        sqlite3.SQLITE_BUSY: "is locked by another program: close what has it open, then try again",
        sqlite3.SQLITE_LOCKED: "is locked by another program: close what has it open, then try again",
        sqlite3.SQLITE_READONLY: "is read-only: make the file and its folder writable, or set [store] path elsewhere",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened: make its folder writable, or set [store] path elsewhere",
        sqlite3.SQLITE_FULL: "has no room: free some space on its disk",
        sqlite3.SQLITE_IOERR: "has no room, or its disk fails: free some space there, and raise limits of file sizes",
        sqlite3.SQLITE_NOTADB: "is not an SQLite database: set [store] path to another file, or move this one away",
        sqlite3.SQLITE_CORRUPT: "is damaged: put a backup in its place, or move it away to begin anew",
    }
    code = _OF_FILES.get(error.errno or 0, 0) if isinstance(error, OSError) else _code(error)
    if code in sentences:
        kind = BusyStoreError if code == sqlite3.SQLITE_BUSY else PassingStoreError if code in _PASSING else StoreError
        return kind(f"{place} {sentences[code]}")
    return StoreError(f"{place} cannot be used: {error}")
