"""What is kept of a person: settings, verdicts over time, history; all of it counted, exported and deleted."""

from __future__ import annotations

import json
import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from sqlite3 import Row

import aiosqlite

from bot.messages import Chat, Person
from bot.ports import Kept, Past, PersonSettings, Product, Verdict
from bot.store.serial import dump_chat, load_product
from bot.store.transactions import Transactions, all_rows, one_row

# Every table that names a person by platform and keyed hash, besides verdicts, which know no platform.
_OF_A_PERSON = ("queries", "saved", "watches", "people")
_MARK_LENGTH = 10


class PeopleStore(Transactions):
    """See StorePort."""

    async def person_settings(self, person: Person, chat: Chat) -> PersonSettings:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        key = ("person", chat.platform, me)
        if (known := self._settings.get(key)) is not None:
            found: PersonSettings = known
            return found

        async def read(db: aiosqlite.Connection) -> PersonSettings:
            row = await one_row(db, "SELECT * FROM people WHERE platform = ? AND person = ?", chat.platform, me)
            if row is None:
                return PersonSettings()
            return PersonSettings(row["language"], bool(row["learns"]), bool(row["tells"]))

        settings = await self._transaction(read, "DEFERRED")
        self._remember(key, settings)
        return settings

    async def set_person_settings(self, person: Person, chat: Chat, settings: PersonSettings) -> None:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        address = dump_chat(chat) if settings.tells else ""
        await self._write(
            """
            INSERT INTO people (platform, person, language, learns, tells, address, set_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET language = excluded.language, learns = excluded.learns, tells = excluded.tells,
                                      address = excluded.address, set_at = excluded.set_at
            """,
            *(chat.platform, me, settings.language, int(settings.learns), int(settings.tells), address, time.time()),
        )
        self._settings.clear()

    async def person_mark(self, person: Person, chat: Chat) -> str:
        """See StorePort."""
        return self._pseudonyms.person(chat.platform, person)[:_MARK_LENGTH]

    async def verdict_history(self, person: Person, chat: Chat, limit: int) -> Sequence[tuple[Product, Verdict]]:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def read(db: aiosqlite.Connection) -> Sequence[tuple[Product, Verdict]]:
            rows = await all_rows(
                db,
                """
                SELECT product, verdict FROM verdicts JOIN hits USING (query_id, product_id)
                WHERE person = ? ORDER BY given_at DESC LIMIT ?
                """,
                *(me, limit),
            )
            return [(load_product(row["product"]), row["verdict"]) for row in rows]

        return await self._transaction(read, "DEFERRED")

    async def rejected(self, people: int) -> Mapping[str, Mapping[str, float]]:
        """See StorePort."""

        async def read(db: aiosqlite.Connection) -> Mapping[str, Mapping[str, float]]:
            rows = await all_rows(
                db,
                """
                SELECT topic, product_id, count(DISTINCT v.person) FILTER (WHERE verdict = 'down') AS downs,
                       count(DISTINCT v.person) FILTER (WHERE verdict = 'up') AS ups
                FROM verdicts v JOIN queries USING (query_id)
                WHERE product_id <> '' AND topic <> '' GROUP BY topic, product_id HAVING downs >= ?
                """,
                people,
            )
            found: dict[str, dict[str, float]] = defaultdict(dict)
            for row in rows:
                if (sure := _lower_bound(row["downs"], row["downs"] + row["ups"])) > 0.3:
                    found[row["topic"]][row["product_id"]] = sure
            return found

        return await self._transaction(read, "DEFERRED")

    async def history(self, person: Person, chat: Chat, limit: int) -> Sequence[Past]:
        """See StorePort."""
        me, here = self._pseudonyms.person(chat.platform, person), self._pseudonyms.chat(chat)

        async def read(db: aiosqlite.Connection) -> Sequence[Past]:
            rows = await all_rows(
                db,
                """
                SELECT query_id, asked_at FROM queries
                WHERE person = ? AND kind = 'photo' AND (is_group = 0 OR ?) AND (chat = ? OR NOT ?)
                ORDER BY asked_at DESC LIMIT ?
                """,
                *(me, chat.kind == "group", here, chat.kind == "group", limit),
            )
            return [Past(row["query_id"], row["asked_at"]) for row in rows]

        return await self._transaction(read, "DEFERRED")

    async def kept(self, person: Person, chat: Chat) -> Kept:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def read(db: aiosqlite.Connection) -> Kept:
            return await _count(db, chat.platform, me)

        return await self._transaction(read, "DEFERRED")

    async def forget_person(self, person: Person, chat: Chat) -> Kept:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def write(db: aiosqlite.Connection) -> Kept:
            counted = await _count(db, chat.platform, me)
            await db.execute("DELETE FROM verdicts WHERE person = ?", (me,))
            for table in _OF_A_PERSON:  # hits, verdicts of others and messages go with their queries
                await db.execute(
                    f"DELETE FROM {table} WHERE platform = ? AND person = ?",  # noqa: S608 - see above
                    (chat.platform, me),
                )
            return counted

        counted = await self._transaction(write)
        self._settings.clear()
        # What was deleted is not to linger in the write-ahead log.
        await self._checkpoint()
        return counted

    async def export(self, person: Person, chat: Chat) -> dict[str, object]:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def read(db: aiosqlite.Connection) -> dict[str, object]:
            searches = []
            for row in await all_rows(db, _SEARCHES, chat.platform, me):
                hits = await all_rows(db, "SELECT * FROM hits WHERE query_id = ? ORDER BY position", row["query_id"])
                searches.append({**_readable(row), "products": [_readable(hit) for hit in hits]})
            verdicts = await all_rows(
                db, "SELECT query_id, product_id, verdict, given_at FROM verdicts WHERE person = ?", me
            )
            saved = await all_rows(
                db, "SELECT product, saved_at FROM saved WHERE platform = ? AND person = ?", chat.platform, me
            )
            watches = await all_rows(
                db, "SELECT label, query_id, chips, made_at FROM watches WHERE platform = ? AND person = ?",
                *(chat.platform, me),
            )  # fmt: skip
            settings = await one_row(
                db, "SELECT language, learns, tells FROM people WHERE platform = ? AND person = ?", chat.platform, me
            )
            return {
                "platform": chat.platform,
                "searches": searches,
                "verdicts": [_readable(row) for row in verdicts],
                "saved": [_readable(row) for row in saved],
                "watches": [_readable(row) for row in watches],
                "settings": dict(settings) if settings else {},
            }

        return await self._transaction(read, "DEFERRED")


# Everything of a query but its embedding and hashes, which mean nothing outside.
_SEARCHES = """
    SELECT query_id, coalesce(nullif(how, ''), kind) AS kind, asked_at, is_group, locale, parent, about, photo_bytes,
           photo_width, photo_height, garments, attributes, chips, confidence, latency_ms
    FROM queries WHERE platform = ? AND person = ? ORDER BY asked_at
"""
_JSON_COLUMNS = ("garments", "attributes", "chips", "product")
_TIME_COLUMNS = ("asked_at", "given_at", "saved_at", "made_at")


def _readable(row: Row) -> dict[str, object]:
    found: dict[str, object] = dict(row)
    for name, value in found.items():
        if name in _JSON_COLUMNS and isinstance(value, str):
            found[name] = json.loads(value)
        elif name in _TIME_COLUMNS and isinstance(value, float):
            found[name] = datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    return found


async def _count(db: aiosqlite.Connection, platform: str, person: str) -> Kept:
    row = await one_row(
        db,
        """
        SELECT (SELECT count(*) FROM queries WHERE platform = :platform AND person = :person) AS queries,
               (SELECT count(*) FROM verdicts WHERE person = :person) AS verdicts,
               (SELECT count(*) FROM saved WHERE platform = :platform AND person = :person) AS saved,
               (SELECT count(*) FROM watches WHERE platform = :platform AND person = :person) AS watches,
               (SELECT count(*) FROM people WHERE platform = :platform AND person = :person) AS settings
        """,
        {"platform": platform, "person": person},
    )
    return Kept(**dict(row)) if row else Kept()


def _lower_bound(hits: int, total: int) -> float:
    """Of the share, by Wilson's score interval (1927) at 80 %: few voices are not yet sure."""
    z = 1.2816
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + z * z / total))
