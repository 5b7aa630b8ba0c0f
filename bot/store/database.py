"""One connection to SQLite, opened and migrated; one transaction at a time: what the parts of the store share.

A transaction that has begun is finished even if whoever asked for it is cancelled. A lock held by another process is
waited for, for a bounded time; then comes StoreError.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from cachetools import LRUCache

from bot.messages import Chat, Person
from bot.ports import StoreError
from bot.store.migrations import migrate
from bot.store.pseudonyms import Pseudonyms

T = TypeVar("T")
Work = Callable[[aiosqlite.Connection], Awaitable[T]]

_log = logging.getLogger(__name__)

_REMEMBERED = 5_000  # settings in memory


class Database:
    """The connection, and who may use it next. `patience`: how many seconds to wait for a lock that another process
    holds. Every method raises StoreError."""

    def __init__(self, connection: aiosqlite.Connection, patience: float) -> None:
        self._connection = connection
        self._patience = patience
        self._lock = asyncio.Lock()
        self._moved_at = 0.0
        self._running: set[asyncio.Task[Any]] = set()
        # Of people and chats: asked for with every event, rarely changed, and written by nobody else while we run.
        self.settings: LRUCache[tuple[str, str, str], Any] = LRUCache(_REMEMBERED)

    async def row(self, statement: str, *values: object) -> sqlite3.Row | None:
        """The first row of one SELECT, if it has any."""
        return next(iter(await self.rows(statement, *values)), None)

    async def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """All rows of one SELECT. `values` are for its question marks, or one dictionary for its names."""
        return await self.read(lambda db: all_rows(db, statement, *values))

    async def execute(self, statement: str, *values: object) -> int:
        """One statement that writes; returns how many rows it changed."""

        async def work(db: aiosqlite.Connection) -> int:
            async with db.execute(statement, values) as cursor:
                return cursor.rowcount

        return await self.write(work)

    async def read(self, work: Work[T]) -> T:
        """Several SELECTs of one moment. Waits for no writer, in this process or another."""
        return await self._finished(self._locked(work, "DEFERRED"))

    async def write(self, work: Work[T]) -> T:
        """Several statements that take effect together or not at all."""
        return await self._finished(self._locked(work, "IMMEDIATE"))

    async def checkpoint(self) -> None:
        """Empty the write-ahead log into the database, and overwrite what was deleted there."""
        await self._finished(self._truncate())

    async def close(self) -> None:
        """After what has begun."""
        if self._running:
            await asyncio.wait(set(self._running))
        await self._connection.close()

    async def _finished(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that an error nobody waits for any more is not reported as lost

    async def _truncate(self) -> None:
        async with self._lock:
            try:
                await self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise store_error(error) from error

    async def _queue(self) -> None:
        """Those who queue behind a locked database wait no longer than it takes one of them to give up. While the queue
        moves, they wait: many shoppers at once, or a busy machine, are no reason to lose an answer."""
        if not self._lock.locked():
            await self._lock.acquire()
            return
        acquiring = asyncio.ensure_future(self._lock.acquire())
        began = time.monotonic()
        try:
            while True:
                left = max(self._moved_at, began) + self._patience - time.monotonic()
                done, _ = await asyncio.wait((acquiring,), timeout=max(left, 0.01))
                if done:
                    return
                if time.monotonic() - max(self._moved_at, began) >= self._patience:
                    raise StoreError("the database is busy")
        except BaseException:
            if not acquiring.cancel() and not acquiring.cancelled():
                self._lock.release()  # got at the last moment
            raise

    async def _locked(self, work: Work[T], mode: str) -> T:
        await self._queue()
        try:
            await self._connection.execute(f"BEGIN {mode}")
            try:
                result = await work(self._connection)
                await self._connection.execute("COMMIT")
                self._moved_at = time.monotonic()
            except BaseException:
                await self._connection.execute("ROLLBACK")
                raise
        except (sqlite3.Error, ValueError) as error:  # ValueError: the connection was closed
            raise store_error(error) from error
        finally:
            self._lock.release()
        return result


class StorePart:
    """Base of the store's parts, which know people and chats by their keyed hashes only. Every method raises
    StoreError."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms) -> None:
        self._db = db
        self._pseudonyms = pseudonyms

    def _person(self, person: Person, chat: Chat) -> str:
        """The chat says on which platform."""
        return self._pseudonyms.person(chat.platform, person)

    def _chat(self, chat: Chat) -> str:
        return self._pseudonyms.chat(chat)


async def one_row(db: aiosqlite.Connection, statement: str, *values: object) -> sqlite3.Row | None:
    """The first row of a SELECT within a transaction."""
    return next(iter(await all_rows(db, statement, *values)), None)


async def all_rows(db: aiosqlite.Connection, statement: str, *values: object) -> list[sqlite3.Row]:
    """All rows of a SELECT within a transaction."""
    named = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
    async with db.execute(statement, named) as cursor:
        return list(await cursor.fetchall())


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
