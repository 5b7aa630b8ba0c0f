"""The bot's memory as a whole, an SQLite file: its parts, and the counting and pruning that concern all of them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.ports import Statistics, StoreError
from bot.store.database import Database, one_row, open_database
from bot.store.followed import NewsStore, SavedStore, WatchStore
from bot.store.messages import FileStore, MessageStore
from bot.store.people import ChatStore, PeopleStore
from bot.store.pseudonyms import Pseudonyms
from bot.store.queries import QueryStore
from bot.store.verdicts import VerdictStore

_DAY = 86_400.0
_EVENT_DAYS = 7  # platforms redeliver within hours; Telegram keeps updates for one day


class Store:
    """All that is remembered, in parts that share one connection. Made by `Store.open`. Ids of people and chats are
    hashed on the way in. Every method of every part raises StoreError."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms) -> None:
        self._db = db
        self.queries = QueryStore(db, pseudonyms)
        self.verdicts = VerdictStore(db, pseudonyms)
        self.messages = MessageStore(db, pseudonyms)
        self.people = PeopleStore(db, pseudonyms)
        self.chats = ChatStore(db, pseudonyms)
        self.saved = SavedStore(db, pseudonyms)
        self.watches = WatchStore(db, pseudonyms)
        self.news = NewsStore(db, pseudonyms)
        self.files = FileStore(db, pseudonyms)

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, patience: float = 2.0) -> AsyncIterator[Store]:
        """The database at `path`, made or migrated as needed, and tried for writing. `patience`: how many seconds to
        wait for a lock that another process holds. Raises StoreError with one sentence on what is wrong."""
        connection, pseudonyms = await open_database(path, patience)
        db = Database(connection, patience)
        try:
            yield cls(db, pseudonyms)
        finally:
            await db.close()

    async def statistics(self, days: int) -> Statistics:
        """Counts of the last `days` days."""
        since = time.time() - days * _DAY

        async def work(db: aiosqlite.Connection) -> Statistics:
            counts = await one_row(
                db,
                """
                SELECT count(*) FILTER (WHERE kind = 'photo') AS photos, count(DISTINCT person) AS people,
                       count(*) FILTER (WHERE kind <> 'photo') AS continued,
                       count(*) FILTER (WHERE kind = 'photo' AND confidence = 'none') AS nothing_close,
                       (SELECT count(*) FROM verdicts WHERE given_at >= :since AND verdict = 'up') AS ups,
                       (SELECT count(*) FROM verdicts WHERE given_at >= :since AND verdict = 'down') AS downs
                FROM queries WHERE asked_at >= :since
                """,
                {"since": since},
            )
            if counts is None:
                raise StoreError("a count gave no row")
            return Statistics(
                **dict(counts),
                median_ms=await _latency(db, since, counts["photos"], 0.5),
                p95_ms=await _latency(db, since, counts["photos"], 0.95),
            )

        return await self._db.read(work)

    async def prune(self, days: int) -> int:
        """Delete the queries older than `days` days with their hits and verdicts, what people without any younger query
        have saved, watched and set, and the events that nobody repeats any more; 0 days keeps all but the events.
        Returns how many queries were deleted."""
        now = time.time()

        async def work(db: aiosqlite.Connection) -> int:
            await db.execute("DELETE FROM events WHERE seen_at < ?", (now - _EVENT_DAYS * _DAY,))
            if not days:
                return 0
            before = now - days * _DAY
            async with db.execute("DELETE FROM queries WHERE asked_at < ?", (before,)) as cursor:
                pruned = cursor.rowcount
            gone = "person NOT IN (SELECT person FROM queries)"
            await db.execute(f"DELETE FROM saved WHERE saved_at < ? AND {gone}", (before,))  # noqa: S608 - see above
            await db.execute(f"DELETE FROM watches WHERE made_at < ? AND {gone}", (before,))  # noqa: S608
            left = "person NOT IN (SELECT person FROM saved) AND person NOT IN (SELECT person FROM watches)"
            await db.execute(f"DELETE FROM people WHERE {gone} AND {left} AND set_at < ?", (before,))  # noqa: S608
            return pruned

        pruned = await self._db.write(work)
        self._db.settings.clear()
        return pruned


async def _latency(db: aiosqlite.Connection, since: float, count: int, share: float) -> float:
    if not count:
        return 0.0
    row = await one_row(
        db,
        "SELECT latency_ms FROM queries WHERE kind = 'photo' AND asked_at >= ? ORDER BY latency_ms LIMIT 1 OFFSET ?",
        *(since, min(count - 1, int(count * share))),
    )
    return float(row["latency_ms"]) if row else 0.0
