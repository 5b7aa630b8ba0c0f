"""One connection to SQLite, one transaction at a time; what the parts of the store share.

A transaction that has begun is finished even if whoever asked for it is cancelled. A lock held by another process is
waited for, for a bounded time; then comes StoreError.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiosqlite

from bot.database import store_error
from bot.ports import StoreError
from bot.pseudonyms import Pseudonyms

T = TypeVar("T")


class Transactions:
    """Base of the store's parts. `patience`: how many seconds to wait for a lock that another process holds."""

    def __init__(self, db: aiosqlite.Connection, pseudonyms: Pseudonyms, patience: float) -> None:
        self._db = db
        self._pseudonyms = pseudonyms
        self._patience = patience
        self._lock = asyncio.Lock()
        self._running: set[asyncio.Task[Any]] = set()

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

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that an error nobody waits for any more is not reported as lost

    async def _locked(self, work: Callable[[aiosqlite.Connection], Awaitable[T]], mode: str) -> T:
        try:
            # Those who queue behind a locked database wait no longer than it takes one of them to give up.
            async with asyncio.timeout(self._patience):
                await self._lock.acquire()
        except TimeoutError:
            raise StoreError("the database is busy") from None
        try:
            await self._db.execute(f"BEGIN {mode}")
            try:
                result = await work(self._db)
                await self._db.execute("COMMIT")
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
