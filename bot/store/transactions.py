"""One connection to SQLite, one transaction at a time; what the parts of the store share.

A transaction that has begun is finished even if whoever asked for it is cancelled. A lock held by another process is
waited for, for a bounded time; then comes StoreError.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiosqlite

from bot.ports import StoreError
from bot.store.database import store_error
from bot.store.pseudonyms import Pseudonyms

T = TypeVar("T")

_REMEMBERED = 5_000  # settings in memory


class Transactions:
    """Base of the store's parts. `patience`: how many seconds to wait for a lock that another process holds."""

    def __init__(self, db: aiosqlite.Connection, pseudonyms: Pseudonyms, patience: float) -> None:
        self._db = db
        self._pseudonyms = pseudonyms
        self._patience = patience
        self._lock = asyncio.Lock()
        self._moved_at = 0.0
        self._running: set[asyncio.Task[Any]] = set()
        # Settings are asked for with every event and change rarely; nobody else writes them while we run.
        self._settings: dict[tuple[str, str, str], Any] = {}

    def _remember(self, key: tuple[str, str, str], settings: Any) -> None:  # noqa: ANN401 - of a person or a chat
        if len(self._settings) >= _REMEMBERED:
            self._settings.clear()
        self._settings[key] = settings

    async def _write(self, statement: str, *values: object) -> int:
        async def write(db: aiosqlite.Connection) -> int:
            async with db.execute(statement, values) as cursor:
                return cursor.rowcount

        return await self._transaction(write)

    async def _transaction(self, work: Callable[[aiosqlite.Connection], Awaitable[T]], mode: str = "IMMEDIATE") -> T:
        # A deferred transaction that only reads waits for no writer, in this process or another.
        task = asyncio.create_task(self._locked(work, mode))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def _checkpoint(self) -> None:
        """Empty the write-ahead log into the database, and overwrite what was deleted there."""
        task = asyncio.create_task(self._truncate())
        self._running.add(task)
        task.add_done_callback(self._ended)
        await asyncio.shield(task)

    async def _truncate(self) -> None:
        async with self._lock:
            try:
                await self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise store_error(error) from error

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that an error nobody waits for any more is not reported as lost

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

    async def _locked(self, work: Callable[[aiosqlite.Connection], Awaitable[T]], mode: str) -> T:
        await self._queue()
        try:
            await self._db.execute(f"BEGIN {mode}")
            try:
                result = await work(self._db)
                await self._db.execute("COMMIT")
                self._moved_at = time.monotonic()
            except BaseException:
                await self._db.execute("ROLLBACK")
                raise
        except (sqlite3.Error, ValueError) as error:  # ValueError: the connection was closed
            raise store_error(error) from error
        finally:
            self._lock.release()
        return result


async def one_row(db: aiosqlite.Connection, statement: str, *values: object) -> sqlite3.Row | None:
    rows = await all_rows(db, statement, *values)
    return rows[0] if rows else None


async def all_rows(db: aiosqlite.Connection, statement: str, *values: object) -> list[sqlite3.Row]:
    named = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
    async with db.execute(statement, named) as cursor:
        return list(await cursor.fetchall())
