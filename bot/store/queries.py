"""Every query with the answer that was given: recorded before it is shown, found again by its buttons."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

from bot.messages import Chat, Person
from bot.ports import Answer, Hit, PhotoFingerprint, RecentPhoto, StoredQuery, VerdictTally
from bot.store.database import Connection, Database, StorePart, all_rows, one_row
from bot.store.followed import SAVED_IDS
from bot.store.pseudonyms import Pseudonyms
from bot.store.serial import (
    dump,
    dump_attributes,
    dump_chips,
    dump_filters,
    dump_product,
    load_attributes,
    load_chips,
    load_filters,
    load_garments,
    load_product,
    load_queries,
    load_sent,
)

_FIRST_KINDS = ("photo", "further", "similar")  # that the first version's table allows
_MOST_RECENT = 300  # answers that are looked through for a photo
_ID_LENGTH = 10  # 60 random bits, short enough for a button
_TALLIES = """
    SELECT product_id, MAX(verdict) FILTER (WHERE person = ?) AS asker,
           MAX(verdict) FILTER (WHERE person = ?) AS mine,
           SUM(CASE verdict WHEN 'up' THEN count ELSE 0 END) AS ups,
           SUM(CASE verdict WHEN 'down' THEN count ELSE 0 END) AS downs
    FROM (
        SELECT product_id, person, verdict, 1 AS count FROM verdicts WHERE query_id = ?
        UNION ALL
        SELECT product_id, '', verdict, count FROM anonymous_verdicts WHERE query_id = ?
    ) AS given GROUP BY product_id
"""


class QueryStore(StorePart):
    """Queries by their query_id, each with its hits as they were shown."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms) -> None:
        super().__init__(db, pseudonyms)
        # Answered while the database was locked or full, in their order: with person, chat and parent.
        self._unwritten: dict[str, tuple[StoredQuery, str, str, str]] = {}

    async def fingerprint(self, photo: bytes) -> PhotoFingerprint:
        """By which the same photo is known again, and nothing else of it."""
        # Hashing a large photo takes milliseconds, and lets go of the interpreter lock meanwhile.
        return PhotoFingerprint(await asyncio.to_thread(self._pseudonyms.photo, photo), len(photo))

    def seal(self, query_id: str) -> str:
        """What shows that a link to this query was made here: 32 hex digits, which nobody without the key can make."""
        return self._pseudonyms.link(query_id)

    async def record(
        self,
        query: StoredQuery,
        person: Person,
        chat: Chat,
        *,
        photo: PhotoFingerprint | None = None,
        parent: str = "",
        latency_ms: float = 0.0,
    ) -> str:
        """Keep the query, which continues `parent`, and its hits; returns its new query_id, which cannot be guessed.
        `latency_ms` is what the shopper waited for, the queue included."""
        answer, timings = query.answer, query.answer.timings
        query_id = secrets.token_urlsafe(_ID_LENGTH)[:_ID_LENGTH]
        row: dict[str, Any] = {
            "query_id": query_id,
            "kind": query.kind if query.kind in _FIRST_KINDS else "further",
            "how": "" if query.kind in _FIRST_KINDS else query.kind,
            "asked_at": time.time(),
            "platform": chat.platform,
            "person": self._person(person, chat),
            "chat": self._chat(chat),
            "is_group": query.is_group,
            "locale": query.locale,
            "parent": parent or None,
            "about": query.about,
            "photo_hash": photo.keyed_hash if photo else None,
            "photo_bytes": photo.size if photo else None,
            "photo_width": answer.photo_size[0] or None,
            "photo_height": answer.photo_size[1] or None,
            "garments": dump(answer.garments),
            "attributes": dump_attributes(answer.attributes),
            "filters": dump_filters(query.filters),
            "confidence": answer.confidence,
            "exhausted": answer.exhausted,
            "query": answer.query,
            "embedder_version": answer.embedder_version,
            "index_version": answer.index_version,
            "decode_ms": timings.decode,
            "embed_ms": timings.embed,
            "search_ms": timings.search,
            "total_ms": timings.total,
            "latency_ms": latency_ms,
            "chips": dump_chips(query.chips),
            "garment_queries": dump(answer.garment_queries),
            "piece": query.garment_index,
            "sent": dump(query.sent),
            "topic": answer.attributes.type[0].value.casefold() if answer.attributes.type else "",
        }
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        hits = [
            (query_id, position, hit.rank, hit.product.id, hit.distance, dump_product(hit.product), hit.relaxation)
            for position, hit in enumerate(answer.hits, start=1)
        ]

        def work(db: Connection) -> None:
            db.execute(f"INSERT INTO queries ({names}) VALUES ({marks})", row)  # noqa: S608 - names are above
            db.executemany("INSERT INTO hits VALUES (?, ?, ?, ?, ?, ?, ?)", hits)

        self._unwritten[query_id] = (
            replace(query, query_id=query_id),
            self._person(person, chat),
            self._chat(chat),
            parent,
        )
        await self._db.write_soon(work, lambda: self._unwritten.pop(query_id, None))
        return query_id

    async def find(self, query_id: str, person: Person, chat: Chat) -> StoredQuery | None:
        """What is known of a query, seen by `person` in `chat`; None if it is unknown (never was, or pruned)."""
        me, here = self._person(person, chat), self._chat(chat)
        if (unwritten := self._unwritten.get(query_id)) is not None:
            query, person_, chat_, _ = unwritten
            return replace(query, by_person=person_ == me, in_chat=chat_ == here)

        def work(db: Connection) -> StoredQuery | None:
            row = one_row(db, "SELECT * FROM queries WHERE query_id = ?", query_id)
            if row is None:
                return None
            hits = all_rows(db, "SELECT * FROM hits WHERE query_id = ? ORDER BY position", query_id)
            tallies = all_rows(db, _TALLIES, row["person"], me, query_id, query_id)
            saved = all_rows(db, SAVED_IDS, chat.platform, me)
            mine = one_row(db, "SELECT turns FROM people WHERE platform = ? AND person = ?", chat.platform, me)
            answer = Answer(
                hits=tuple(
                    Hit(load_product(hit["product"]), hit["rank"], hit["distance"], hit["widened"]) for hit in hits
                ),
                garments=load_garments(row["garments"]),
                attributes=load_attributes(row["attributes"]),
                confidence=row["confidence"],
                query=row["query"],
                embedder_version=row["embedder_version"],
                index_version=row["index_version"],
                exhausted=bool(row["exhausted"]),
                garment_queries=load_queries(row["garment_queries"]),
            )
            return StoredQuery(
                query_id=query_id,
                kind=row["how"] or row["kind"],
                is_group=bool(row["is_group"]),
                locale=row["locale"],
                by_person=row["person"] == me,
                in_chat=row["chat"] == here,
                answer=answer,
                filters=load_filters(row["filters"]),
                about=row["about"],
                chips=load_chips(row["chips"]),
                garment_index=row["piece"],
                sent=load_sent(row["sent"]),
                spoken_of=row["spoken_of"],
                turns=bool(mine and mine["turns"]),
                saved=frozenset(each["product_id"] for each in saved),
                tallies={
                    each["product_id"]: VerdictTally(each["asker"], each["mine"], each["ups"], each["downs"])
                    for each in tallies
                },
            )

        return await self._db.read(work)

    async def speak_of(self, query_id: str, place: int) -> None:
        """From now on "it" is the product at this place of the answer."""

        def work(db: Connection) -> None:
            db.execute("UPDATE queries SET spoken_of = ? WHERE query_id = ?", (place, query_id))

        await self._db.write_soon(work)

    async def latest(self, person: Person, chat: Chat) -> str:
        """The query_id of this person's last answer in this chat; "" if there is none."""
        me, here = self._person(person, chat), self._chat(chat)
        for query, *whose, _ in reversed(list(self._unwritten.values())):
            if whose == [me, here]:
                return query.query_id
        return await self._latest("chat = ? AND person = ?", here, me)

    async def parent_of(self, query_id: str) -> str:
        """The query_id of the answer that this one continues; "" if there is none."""
        if query_id in self._unwritten:
            return self._unwritten[query_id][-1]
        row = await self._db.row("SELECT parent FROM queries WHERE query_id = ?", query_id)
        return (row["parent"] or "") if row else ""

    async def latest_with(self, photo: PhotoFingerprint, person: Person, chat: Chat) -> str:
        """The query_id of this person's latest query with this very photo in this chat, "" if there is none."""
        return await self._latest(
            "person = ? AND photo_hash = ? AND chat = ?",
            *(self._person(person, chat), photo.keyed_hash, self._chat(chat)),
        )

    async def photos(self, person: Person, chat: Chat, seconds: float) -> list[RecentPhoto]:
        """The photos that this person has sent here within so many seconds before the last one, oldest first, each with
        its newest answer."""
        rows = await self._db.rows(
            lambda row: (row["query_id"], row["how"] or row["kind"], row["parent"], row["sent"], row["asked_at"]),
            """
            SELECT query_id, kind, how, parent, sent, asked_at FROM queries
            WHERE person = ? AND chat = ? AND asked_at <= ? ORDER BY asked_at DESC LIMIT ?
            """,
            *(self._person(person, chat), self._chat(chat), time.time() + 1, _MOST_RECENT),
        )
        photo_of: dict[str, str] = {}
        found: dict[str, RecentPhoto] = {}
        newest = next((asked_at for _, kind, *_, asked_at in rows if kind == "photo"), 0.0)
        for query_id, kind, parent, sent, asked_at in reversed(rows):
            if kind == "photo" and asked_at >= newest - seconds:
                photo_of[query_id] = query_id
                found[query_id] = RecentPhoto(query_id, load_sent(sent), query_id)
            elif kind in ("narrowed", "garment") and parent in photo_of:
                photo_of[query_id] = photo_of[parent]
                found[photo_of[parent]] = replace(found[photo_of[parent]], answer_id=query_id)
        return list(found.values())

    async def _latest(self, which: str, *values: str) -> str:
        # Those of a clock that was wrong, and has been set back since, do not stay the latest.
        which += " AND asked_at <= ?"
        statement = f"SELECT query_id FROM queries WHERE {which} ORDER BY asked_at DESC LIMIT 1"  # noqa: S608 - above
        row = await self._db.row(statement, *values, time.time() + 1)
        return row["query_id"] if row else ""

    async def shown_products(self, query_id: str) -> Set[str]:
        """The ids of all products shown in this query and in those that it continues."""
        unwritten: set[str] = set()
        while query_id in self._unwritten:
            query, _, _, query_id = self._unwritten[query_id]
            unwritten.update(hit.product.id for hit in query.answer.hits)
        rows = await self._db.rows(
            lambda row: str(row["product_id"]),
            """
            WITH RECURSIVE line (query_id) AS (
                SELECT query_id FROM queries WHERE query_id = ?
                UNION
                SELECT queries.parent FROM queries JOIN line USING (query_id) WHERE queries.parent IS NOT NULL
            )
            SELECT DISTINCT product_id FROM hits JOIN line USING (query_id)
            """,
            query_id,
        )
        return unwritten.union(rows)

    async def history(self, person: Person, chat: Chat, limit: int) -> Sequence[tuple[str, float]]:
        """The query_ids of the latest searches of this person and when they were asked, newest first; in a group, those
        asked there."""
        is_group = chat.kind == "group"
        return await self._db.rows(
            lambda row: (row["query_id"], row["asked_at"]),
            """
            SELECT query_id, asked_at FROM queries
            WHERE person = ? AND kind = 'photo' AND (NOT is_group OR ?) AND (chat = ? OR NOT ?)
            ORDER BY asked_at DESC LIMIT ?
            """,
            *(self._person(person, chat), is_group, self._chat(chat), is_group, limit),
        )
