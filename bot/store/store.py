"""SQLite through aiosqlite: every query, every hit shown and every verdict, and what buttons need after a restart.

Transactions are in store_transactions; what is kept of chats and of the platforms' files has parts of its own.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.messages import Chat, Person, Platform, Shown
from bot.ports import Asked, Hit, Statistics, StoredQuery, StoreError, Tally, Verdict
from bot.store.chats import ChatStore
from bot.store.database import open_database
from bot.store.files import FileStore
from bot.store.people import PeopleStore
from bot.store.saved import SavedStore
from bot.store.serial import (
    dump_attributes,
    dump_chips,
    dump_filters,
    dump_garments,
    dump_product,
    dump_queries,
    load_attributes,
    load_chips,
    load_filters,
    load_garments,
    load_product,
    load_queries,
)
from bot.store.transactions import Transactions, all_rows, one_row

_DAY = 86_400.0
_EVENT_DAYS = 7  # platforms redeliver within hours; Telegram keeps updates for one day
_FIRST_KINDS = ("photo", "further", "similar")  # that the first version's table allows
_ID_LENGTH = 10  # 60 random bits, short enough for a button


class Store(ChatStore, FileStore, PeopleStore, SavedStore, Transactions):
    """The memory of the conversation (bot.ports.StorePort). Made by `Store.open`."""

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, patience: float = 2.0) -> AsyncIterator[Store]:
        """The database at `path`, made or migrated as needed, and tried for writing. `patience`: how many seconds to
        wait for a lock that another process holds. Raises StoreError with one sentence on what is wrong."""
        db, pseudonyms = await open_database(path, patience)
        store = cls(db, pseudonyms, patience)
        try:
            yield store
        finally:
            if store._running:
                await asyncio.wait(set(store._running))
            await db.close()

    async def record(self, asked: Asked) -> str:
        """See StorePort."""
        # Hashing a large photo takes milliseconds, and lets go of the interpreter lock meanwhile.
        photo_hash = await asyncio.to_thread(self._pseudonyms.photo, asked.photo) if asked.photo else None
        answer, timings = asked.answer, asked.answer.timings
        query_id = secrets.token_urlsafe(_ID_LENGTH)[:_ID_LENGTH]
        row = {
            "query_id": query_id,
            "kind": asked.kind if asked.kind in _FIRST_KINDS else "further",
            "how": "" if asked.kind in _FIRST_KINDS else asked.kind,
            "asked_at": time.time(),
            "platform": asked.chat.platform,
            "person": self._pseudonyms.person(asked.chat.platform, asked.person),
            "chat": self._pseudonyms.chat(asked.chat),
            "is_group": int(asked.chat.kind == "group"),
            "locale": asked.person.locale,
            "parent": asked.parent or None,
            "about": asked.about,
            "photo_hash": photo_hash,
            "photo_bytes": len(asked.photo) or None,
            "photo_width": answer.photo_size[0] or None,
            "photo_height": answer.photo_size[1] or None,
            "garments": dump_garments(answer.garments),
            "attributes": dump_attributes(answer.attributes),
            "filters": dump_filters(asked.filters),
            "confidence": answer.confidence,
            "exhausted": int(answer.exhausted),
            "query": answer.query,
            "embedder_version": answer.embedder_version,
            "index_version": answer.index_version,
            "decode_ms": timings.decode,
            "embed_ms": timings.embed,
            "search_ms": timings.search,
            "total_ms": timings.total,
            "latency_ms": asked.latency_ms,
            "chips": dump_chips(asked.chips),
            "garment_queries": dump_queries(answer.garment_queries),
            "piece": asked.piece,
            "topic": answer.attributes.type[0].value.casefold() if answer.attributes.type else "",
        }
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        hits = [
            (query_id, position, hit.rank, hit.product.id, hit.distance, dump_product(hit.product), hit.relaxation)
            for position, hit in enumerate(answer.hits, start=1)
        ]

        async def write(db: aiosqlite.Connection) -> None:
            await db.execute(f"INSERT INTO queries ({names}) VALUES ({marks})", row)  # noqa: S608 - names are above
            await db.executemany("INSERT INTO hits VALUES (?, ?, ?, ?, ?, ?, ?)", hits)

        await self._transaction(write)
        return query_id

    async def query(self, query_id: str, person: Person, chat: Chat) -> StoredQuery | None:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        here = self._pseudonyms.chat(chat)

        async def read(db: aiosqlite.Connection) -> StoredQuery | None:
            row = await one_row(db, "SELECT * FROM queries WHERE query_id = ?", query_id)
            if row is None:
                return None
            hits = await all_rows(db, "SELECT * FROM hits WHERE query_id = ? ORDER BY position", query_id)
            verdicts = await all_rows(
                db,
                """
                SELECT product_id, MAX(verdict) FILTER (WHERE person = ?) AS asker,
                       MAX(verdict) FILTER (WHERE person = ?) AS mine,
                       SUM(ups) AS ups, SUM(downs) AS downs
                FROM (
                    SELECT product_id, person, verdict, verdict = 'up' AS ups, verdict = 'down' AS downs
                    FROM verdicts WHERE query_id = ?
                    UNION ALL
                    SELECT product_id, NULL, NULL, count * (verdict = 'up'), count * (verdict = 'down')
                    FROM anonymous_verdicts WHERE query_id = ?
                ) GROUP BY product_id
                """,
                row["person"],
                me,
                query_id,
                query_id,
            )
            return StoredQuery(
                query_id=query_id,
                kind=row["how"] or row["kind"],
                is_group=bool(row["is_group"]),
                locale=row["locale"],
                by_person=row["person"] == me,
                in_chat=row["chat"] == here,
                hits=tuple(
                    Hit(load_product(hit["product"]), hit["rank"], hit["distance"], hit["widened"]) for hit in hits
                ),
                garments=load_garments(row["garments"]),
                attributes=load_attributes(row["attributes"]),
                confidence=row["confidence"],
                filters=load_filters(row["filters"]),
                query=row["query"],
                embedder_version=row["embedder_version"],
                exhausted=bool(row["exhausted"]),
                about=row["about"],
                chips=load_chips(row["chips"]),
                garment_queries=load_queries(row["garment_queries"]),
                piece=row["piece"],
                index_version=row["index_version"],
                tallies={
                    each["product_id"]: Tally(each["asker"], each["mine"], each["ups"], each["downs"])
                    for each in verdicts
                },
            )

        return await self._transaction(read, "DEFERRED")

    async def latest_query(self, person: Person, chat: Chat) -> str:
        """See StorePort."""
        me, here = self._pseudonyms.person(chat.platform, person), self._pseudonyms.chat(chat)

        async def read(db: aiosqlite.Connection) -> str:
            row = await one_row(
                db,
                "SELECT query_id FROM queries WHERE chat = ? AND person = ? ORDER BY asked_at DESC LIMIT 1",
                *(here, me),
            )
            return row["query_id"] if row else ""

        return await self._transaction(read, "DEFERRED")

    async def known_photo(self, photo: bytes, person: Person, chat: Chat) -> str:
        """See StorePort."""
        photo_hash = await asyncio.to_thread(self._pseudonyms.photo, photo)
        me, here = self._pseudonyms.person(chat.platform, person), self._pseudonyms.chat(chat)

        async def read(db: aiosqlite.Connection) -> str:
            row = await one_row(
                db,
                """
                SELECT query_id FROM queries WHERE person = ? AND photo_hash = ? AND chat = ?
                ORDER BY asked_at DESC LIMIT 1
                """,
                *(me, photo_hash, here),
            )
            return row["query_id"] if row else ""

        return await self._transaction(read, "DEFERRED")

    async def line_verdicts(self, query_id: str) -> Mapping[str, int]:
        """See StorePort."""

        async def read(db: aiosqlite.Connection) -> Mapping[str, int]:
            rows = await all_rows(
                db,
                """
                WITH RECURSIVE line (query_id, parent, query) AS (
                    SELECT query_id, parent, query FROM queries WHERE query_id = ?
                    UNION
                    SELECT q.query_id, q.parent, q.query FROM queries q
                    JOIN line ON q.query_id = line.parent AND q.query = line.query
                ), given (product_id, worth) AS (
                    SELECT product_id, CASE verdict WHEN 'up' THEN 1 ELSE -1 END
                    FROM verdicts JOIN line USING (query_id)
                    UNION ALL
                    SELECT product_id, CASE verdict WHEN 'up' THEN count ELSE -count END
                    FROM anonymous_verdicts JOIN line USING (query_id)
                )
                SELECT product_id, SUM(worth) AS worth FROM given WHERE product_id <> '' GROUP BY product_id
                """,
                query_id,
            )
            return {row["product_id"]: row["worth"] for row in rows}

        return await self._transaction(read, "DEFERRED")

    async def seen_products(self, query_id: str) -> frozenset[str]:
        """See StorePort."""

        async def read(db: aiosqlite.Connection) -> frozenset[str]:
            rows = await all_rows(
                db,
                """
                WITH RECURSIVE line (query_id) AS (
                    VALUES (?)
                    UNION
                    SELECT queries.parent FROM queries JOIN line USING (query_id) WHERE queries.parent IS NOT NULL
                )
                SELECT DISTINCT product_id FROM hits JOIN line USING (query_id)
                """,
                query_id,
            )
            return frozenset(row["product_id"] for row in rows)

        return await self._transaction(read, "DEFERRED")

    async def set_verdict(self, query_id: str, product_id: str, person: Person, chat: Chat, verdict: Verdict) -> None:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        await self._write(
            """
            INSERT INTO verdicts VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET verdict = excluded.verdict, given_at = excluded.given_at
            """,
            *(query_id, product_id, me, verdict, time.time()),
        )

    async def clear_verdict(
        self, query_id: str, product_id: str, person: Person, chat: Chat, verdict: Verdict | None = None
    ) -> None:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        await self._write(
            """
            DELETE FROM verdicts
            WHERE query_id = ? AND product_id = ? AND person = ? AND verdict = coalesce(?, verdict)
            """,
            *(query_id, product_id, me, verdict),
        )

    async def count_anonymous_verdict(self, query_id: str, product_id: str, verdict: Verdict, change: int) -> None:
        """See StorePort."""
        await self._write(
            """
            INSERT INTO anonymous_verdicts VALUES (?, ?, ?, max(0, ?))
            ON CONFLICT DO UPDATE SET count = max(0, count + ?)
            """,
            *(query_id, product_id, verdict, change, change),
        )

    async def remember_messages(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """See StorePort."""
        here = self._pseudonyms.chat(chat)
        rows = [(chat.platform, here, each.message_ref, each.query_id, each.product_id) for each in shown]

        async def write(db: aiosqlite.Connection) -> None:
            await db.executemany("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)", rows)

        await self._transaction(write)

    async def message(self, chat: Chat, message_ref: str) -> Shown | None:
        """See StorePort."""
        here = self._pseudonyms.chat(chat)

        async def read(db: aiosqlite.Connection) -> Shown | None:
            row = await one_row(
                db,
                "SELECT query_id, product_id FROM messages WHERE platform = ? AND chat = ? AND message_ref = ?",
                *(chat.platform, here, message_ref),
            )
            return Shown(row["query_id"], message_ref, row["product_id"]) if row else None

        return await self._transaction(read, "DEFERRED")

    async def begin_event(self, platform: Platform, event_id: str) -> bool:
        """See StorePort."""
        statement = "INSERT OR IGNORE INTO events VALUES (?, ?, ?)"
        return await self._write(statement, platform, event_id, time.time()) > 0

    async def forget_event(self, platform: Platform, event_id: str) -> None:
        """See StorePort."""
        await self._write("DELETE FROM events WHERE platform = ? AND event_id = ?", platform, event_id)

    async def statistics(self, days: int) -> Statistics:
        """See StorePort."""
        since = time.time() - days * _DAY

        async def read(db: aiosqlite.Connection) -> Statistics:
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

        return await self._transaction(read, "DEFERRED")

    async def prune(self, days: int) -> int:
        """Delete the queries older than `days` days with their hits and verdicts, what people without any younger query
        have saved, watched and set, and the events that nobody repeats any more; 0 days keeps all but the events.
        Returns how many queries were deleted."""
        now = time.time()

        async def write(db: aiosqlite.Connection) -> int:
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

        pruned = await self._transaction(write)
        self._settings.clear()
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
