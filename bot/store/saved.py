"""Products that shoppers keep, searches that they watch, and whom to tell of news."""

from __future__ import annotations

import json
import secrets
import time
from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Row

import aiosqlite

from bot.messages import Chat, Person
from bot.ports import Listener, Product, Saved, Watch
from bot.store.serial import dump_chat, dump_chips, dump_product, load_chat, load_chips, load_product
from bot.store.transactions import Transactions, all_rows, one_row


class SavedStore(Transactions):
    """See StorePort."""

    async def save_product(self, person: Person, chat: Chat, product: Product, most: int) -> bool:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def write(db: aiosqlite.Connection) -> bool:
            row = await one_row(
                db,
                "SELECT count(*) AS count FROM saved WHERE platform = ? AND person = ? AND product_id <> ?",
                *(chat.platform, me, product.id),
            )
            if row is None or row["count"] >= most:
                return False
            await db.execute(
                """
                INSERT INTO saved (saved_id, platform, person, product_id, product, saved_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (platform, person, product_id)
                DO UPDATE SET product = excluded.product, saved_at = excluded.saved_at, gone = 0
                """,
                (secrets.token_urlsafe(6), chat.platform, me, product.id, dump_product(product), time.time()),
            )
            return True

        return await self._transaction(write)

    async def saved(self, person: Person, chat: Chat) -> Sequence[Saved]:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def read(db: aiosqlite.Connection) -> Sequence[Saved]:
            return await _saved(db, chat.platform, me)

        return await self._transaction(read, "DEFERRED")

    async def unsave(self, person: Person, chat: Chat, saved_id: str) -> bool:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        statement = "DELETE FROM saved WHERE platform = ? AND person = ? AND saved_id = ?"
        return await self._write(statement, chat.platform, me, saved_id) > 0

    async def add_watch(self, person: Person, chat: Chat, watch: Watch, most: int) -> bool:
        """See StorePort."""
        me, here = self._pseudonyms.person(chat.platform, person), self._pseudonyms.chat(chat)

        async def write(db: aiosqlite.Connection) -> bool:
            await db.execute(
                "DELETE FROM watches WHERE platform = ? AND person = ? AND query_id = ?",
                (chat.platform, me, watch.query_id),
            )
            row = await one_row(
                db, "SELECT count(*) AS count FROM watches WHERE platform = ? AND person = ?", chat.platform, me
            )
            if row is None or row["count"] >= most:
                return False
            values = (
                *(secrets.token_urlsafe(6), chat.platform, me, here, dump_chat(chat), person.locale, watch.query_id),
                *(watch.label, watch.query, watch.embedder_version, dump_chips(watch.chips), watch.reach),
                *(json.dumps(sorted(watch.known)), watch.index_version, time.time()),
            )
            marks = ", ".join("?" * len(values))
            await db.execute(f"INSERT INTO watches VALUES ({marks})", values)  # noqa: S608 - marks only
            return True

        return await self._transaction(write)

    async def watches(self, person: Person, chat: Chat) -> Sequence[Watch]:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)

        async def read(db: aiosqlite.Connection) -> Sequence[Watch]:
            rows = await all_rows(
                db,
                "SELECT * FROM watches WHERE platform = ? AND person = ? ORDER BY made_at DESC",
                *(chat.platform, me),
            )
            return [_watch(row) for row in rows]

        return await self._transaction(read, "DEFERRED")

    async def end_watch(self, person: Person, chat: Chat, watch_id: str) -> bool:
        """See StorePort."""
        me = self._pseudonyms.person(chat.platform, person)
        statement = "DELETE FROM watches WHERE platform = ? AND person = ? AND watch_id = ?"
        return await self._write(statement, chat.platform, me, watch_id) > 0

    async def listeners(self, told_before: float) -> Sequence[Listener]:
        """See StorePort."""

        async def read(db: aiosqlite.Connection) -> Sequence[Listener]:
            told = {
                (row["platform"], row["person"])
                for row in await all_rows(db, "SELECT platform, person FROM people WHERE told_at >= ?", told_before)
            }
            found: list[Listener] = []
            watching: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
            for row in await all_rows(db, "SELECT * FROM watches ORDER BY made_at"):
                watching[row["platform"], row["person"], row["address"]].append(row)
            for (platform, person, address), rows in watching.items():
                if (platform, person) not in told:
                    watches = tuple(_watch(row) for row in rows)
                    found.append(Listener(person, load_chat(address), rows[-1]["locale"], watches=watches))
            for row in await all_rows(db, "SELECT * FROM people WHERE tells AND told_at < ?", told_before):
                saved = tuple(await _saved(db, row["platform"], row["person"]))
                chat = load_chat(row["address"])
                if saved:
                    # One message for both, where both go to the same chat.
                    same = next((one for one in found if (one.person, one.chat) == (row["person"], chat)), None)
                    if same is not None:
                        found.remove(same)
                    locale = row["language"] or (same.locale if same else "")
                    found.append(Listener(row["person"], chat, locale, saved, same.watches if same else ()))
            return found

        return await self._transaction(read, "DEFERRED")

    async def told(self, listener: Listener, saved: Sequence[Saved], watches: Sequence[Watch], at: float) -> None:
        """See StorePort."""

        async def write(db: aiosqlite.Connection) -> None:
            for each in saved:
                await db.execute(
                    "UPDATE saved SET product = ?, gone = ? WHERE saved_id = ?",
                    (dump_product(each.product), int(each.gone), each.saved_id),
                )
            for watch in watches:
                if watch.index_version:
                    await db.execute(
                        "UPDATE watches SET known = ?, index_version = ? WHERE watch_id = ?",
                        (json.dumps(sorted(watch.known)), watch.index_version, watch.watch_id),
                    )
                else:
                    await db.execute("DELETE FROM watches WHERE watch_id = ?", (watch.watch_id,))
            if at:
                await db.execute(
                    """
                    INSERT INTO people (platform, person, language, learns, tells, address, told_at, set_at)
                    VALUES (?, ?, '', 1, 0, '', ?, ?) ON CONFLICT DO UPDATE SET told_at = excluded.told_at
                    """,
                    (listener.chat.platform, listener.person, at, at),
                )

        await self._transaction(write)


async def _saved(db: aiosqlite.Connection, platform: str, person: str) -> list[Saved]:
    rows = await all_rows(
        db, "SELECT * FROM saved WHERE platform = ? AND person = ? ORDER BY saved_at DESC", platform, person
    )
    return [Saved(row["saved_id"], load_product(row["product"]), row["saved_at"], bool(row["gone"])) for row in rows]


def _watch(row: Row) -> Watch:
    return Watch(
        watch_id=row["watch_id"],
        query_id=row["query_id"],
        label=row["label"],
        query=row["query"],
        embedder_version=row["embedder_version"],
        chips=load_chips(row["chips"]),
        reach=row["reach"],
        known=frozenset(json.loads(row["known"])),
        index_version=row["index_version"],
    )
