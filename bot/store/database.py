"""The SQLite file: one connection that writes, a few that read beside it, each in aiosqlite's thread for it.

Work is a function of a connection and one transaction; what it reads is parsed in that thread too, off the event loop.
What was asked for is done even if whoever asked is cancelled. A lock held by another process is waited for, for a
bounded time; then comes StoreError. What need not be written now is written when it can be.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

import aiosqlite
from cachetools import LRUCache

from bot.messages import Chat, Person
from bot.ports import StoreError
from bot.store.pseudonyms import Pseudonyms

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Work = Callable[[sqlite3.Connection], T]

_log = logging.getLogger(__name__)

_REMEMBERED = 5_000  # settings in memory
_LEAST_MS, _CHECKPOINT_MS = 20, 200
_AGAIN_SECONDS = 1.0
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


class PassingStoreError(StoreError):
    """What may be well again by itself."""


class Database:
    """The connections to one file. `patience`: how many seconds a lock that another process holds is waited for, by all
    together; `unwritten`: how much is kept in memory to be written later. Every method raises StoreError."""

    def __init__(
        self, writer: aiosqlite.Connection, readers: Sequence[aiosqlite.Connection], patience: float, unwritten: int
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._patience = patience
        self._free_readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._free_readers.put_nowait(reader)
        self._moved_at = self._stuck_since = 0.0
        self._most_unwritten = unwritten
        self._unwritten: deque[tuple[Work[object], Callable[[], object]]] = deque()
        self._log_holds_deleted = False
        self._catching_up: asyncio.Task[None] | None = None
        # Of people and chats: asked for with every event, rarely changed, and written by nobody else while we run.
        self.settings: LRUCache[tuple[str, str, str], Any] = LRUCache(_REMEMBERED)

    async def row(self, statement: str, *values: object) -> sqlite3.Row | None:
        """The first row of one SELECT, if it has any. `values` are for its question marks, or a dictionary for its
        names."""
        return await self.read(lambda db: one_row(db, statement, *values))

    async def rows(self, parse: Callable[[sqlite3.Row], T], statement: str, *values: object) -> list[T]:
        """All rows of one SELECT, parsed."""
        return await self.read(lambda db: list(map(parse, all_rows(db, statement, *values))))

    async def execute(self, statement: str, *values: object) -> int:
        """One statement that writes; returns how many rows it changed."""
        return await self.write(lambda db: db.execute(statement, values).rowcount)

    async def read(self, work: Work[T]) -> T:
        """Several SELECTs of one moment. Waits for no writer, in this process or another."""
        reader = await self._free_readers.get()
        try:
            return await in_thread(reader, _read, work)
        finally:
            self._free_readers.put_nowait(reader)

    async def write(self, work: Work[T]) -> T:
        """Several statements that take effect together or not at all."""
        return await in_thread(self._writer, self._write, work, time.monotonic())

    async def write_soon(self, work: Work[object], done: Callable[[], object] = lambda: None) -> None:
        """As `write`; but if the database is locked or full, it is written when it can be, and before anything that is
        asked for later. `done` is called, in the writer's thread, when it is there (or will never be)."""
        await in_thread(self._writer, self._write_soon, work, done, time.monotonic())
        self._catch_up_if_needed()

    async def checkpoint(self) -> None:
        """Empty the write-ahead log into the database, and overwrite what was deleted there; later, if another program
        is reading it now."""
        await in_thread(self._writer, self._truncate)
        self._catch_up_if_needed()

    async def close(self) -> None:
        """After what has begun."""
        if self._catching_up is not None:
            self._catching_up.cancel()
        try:
            with contextlib.suppress(StoreError):
                await in_thread(self._writer, self._write_unwritten, time.monotonic())
            if self._unwritten:
                _log.error("%d things could not be written to the database, and are lost", len(self._unwritten))
        finally:
            await asyncio.gather(*(each.close() for each in (self._writer, *self._readers)))

    def _catch_up_if_needed(self) -> None:
        if (self._unwritten or self._log_holds_deleted) and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        while self._unwritten or self._log_holds_deleted:
            await asyncio.sleep(_AGAIN_SECONDS)
            with contextlib.suppress(StoreError):
                await in_thread(self._writer, self._write_unwritten, time.monotonic())
                if self._log_holds_deleted:
                    await in_thread(self._writer, self._truncate)

    # From here on in the writer's thread.

    def _write(self, db: sqlite3.Connection, work: Work[T], asked_at: float) -> T:
        self._write_unwritten(db, asked_at)
        return self._write_now(db, work, asked_at)

    def _write_now(self, db: sqlite3.Connection, work: Work[T], asked_at: float) -> T:
        # While the queue moves, those in it wait: many at once, or a busy machine, are no reason to lose an answer.
        # Once a lock was waited for, nobody waits for it again: neither those behind, nor the event's next write.
        began = self._stuck_since or max(asked_at, self._moved_at)
        left = int((began + self._patience - time.monotonic()) * 1000)
        try:
            db.execute(f"PRAGMA busy_timeout = {max(left, _LEAST_MS)}")
            result = _transaction(db, "BEGIN IMMEDIATE", work)
        except sqlite3.Error as error:
            if _code(error) == sqlite3.SQLITE_BUSY:
                self._stuck_since = began
            raise store_error(error) from error
        self._moved_at, self._stuck_since = time.monotonic(), 0.0
        return result

    def _write_soon(
        self, db: sqlite3.Connection, work: Work[object], done: Callable[[], object], asked_at: float
    ) -> None:
        try:
            self._write(db, work, asked_at)
        except PassingStoreError as error:
            if not self._unwritten:
                _log.error("%s; what was to be written is kept in memory meanwhile", error)
            self._unwritten.append((work, done))
            if len(self._unwritten) > self._most_unwritten:
                _log.error("there is too much to be written later: the oldest of it is lost")
                self._unwritten.popleft()[1]()
        except BaseException:
            done()
            raise
        else:
            done()

    def _write_unwritten(self, db: sqlite3.Connection, asked_at: float) -> None:
        caught_up = bool(self._unwritten)
        while self._unwritten:
            work, done = self._unwritten[0]
            try:
                self._write_now(db, work, asked_at)
            except PassingStoreError:
                raise
            except StoreError as error:
                _log.error("what was kept in memory cannot be written: %s", error)
            self._unwritten.popleft()
            done()
        if caught_up:
            _log.info("what was kept in memory is written")

    def _truncate(self, db: sqlite3.Connection) -> None:
        try:
            db.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
            self._log_holds_deleted = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        except sqlite3.Error as error:
            raise store_error(error) from error


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


def one_row(db: sqlite3.Connection, statement: str, *values: object) -> sqlite3.Row | None:
    """The first row of a SELECT within a transaction."""
    return next(iter(all_rows(db, statement, *values)), None)


def all_rows(db: sqlite3.Connection, statement: str, *values: object) -> list[sqlite3.Row]:
    """All rows of a SELECT within a transaction."""
    named = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
    return db.execute(statement, named).fetchall()


async def in_thread(
    connection: aiosqlite.Connection, function: Callable[[sqlite3.Connection, *Ts], T], *values: *Ts
) -> T:
    """The whole function in the connection's thread: aiosqlite's public methods go there and back for each statement.
    It is run even if whoever asked is cancelled."""
    try:
        db = connection._conn
    except ValueError as error:
        raise StoreError("the database is closed") from error
    return await connection._execute(function, db, *values)  # type: ignore[no-any-return, no-untyped-call]


def _read(db: sqlite3.Connection, work: Work[T]) -> T:
    try:
        return _transaction(db, "BEGIN", work)
    except sqlite3.Error as error:
        raise store_error(error) from error


def _transaction(db: sqlite3.Connection, begin: str, work: Work[T]) -> T:
    try:
        db.execute(begin)
        result = work(db)
        db.execute("COMMIT")
    except BaseException:
        # Where there is none any more (SQLite ends it itself when the disk is full), this does nothing.
        with contextlib.suppress(sqlite3.Error):
            db.rollback()
        raise
    return result


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
    if (code := _code(error)) in sentences:
        return (PassingStoreError if code in _PASSING else StoreError)(f"{place} {sentences[code]}")
    if isinstance(error, OSError) and error.errno in _OF_FILES:
        code = _OF_FILES[error.errno]
        return (PassingStoreError if code in _PASSING else StoreError)(f"{place} {sentences[code]}")
    return StoreError(f"{place} cannot be used: {error}")
