"""What shoppers follow: products that they have saved, photo searches that they watch, and whom to tell of news."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Row

import aiosqlite

from bot.messages import Chat, Person
from bot.ports import NewsRecipient, Product, SavedProduct, Watch
from bot.store.database import StorePart, all_rows, one_row
from bot.store.serial import dump, dump_chips, dump_product, load_chat, load_chips, load_ids, load_product

_SAVED = "SELECT * FROM saved WHERE platform = ? AND person = ? ORDER BY saved_at DESC"


class SavedStore(StorePart):
    """Saved products by person, as they were when saved, or when last told of."""

    async def add(self, person: Person, chat: Chat, product: Product, most: int) -> bool:
        """Save a product; False if there are `most` already. One that is saved already is kept as it is now."""
        me = self._person(person, chat)

        async def work(db: aiosqlite.Connection) -> bool:
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

        return await self._db.write(work)

    async def of(self, person: Person, chat: Chat) -> Sequence[SavedProduct]:
        """This person's, newest first."""
        rows = await self._db.rows(_SAVED, chat.platform, self._person(person, chat))
        return [_saved(row) for row in rows]

    async def remove(self, person: Person, chat: Chat, saved_id: str) -> bool:
        """False if it was not there."""
        statement = "DELETE FROM saved WHERE platform = ? AND person = ? AND saved_id = ?"
        return await self._db.execute(statement, chat.platform, self._person(person, chat), saved_id) > 0


class WatchStore(StorePart):
    """Photo searches that are watched for new close matches, by person and chat."""

    async def add(self, person: Person, chat: Chat, watch: Watch, most: int) -> bool:
        """Watch a search in this chat; False if there are `most` already. A second one of the same query replaces it.
        The watch_id is given here."""
        me = self._person(person, chat)

        async def work(db: aiosqlite.Connection) -> bool:
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
                *(secrets.token_urlsafe(6), chat.platform, me, self._chat(chat), dump(chat), person.locale),
                *(watch.query_id, watch.label, watch.query, watch.embedder_version, dump_chips(watch.chips)),
                *(watch.reach, dump(sorted(watch.known)), watch.index_version, time.time()),
            )
            marks = ", ".join("?" * len(values))
            await db.execute(f"INSERT INTO watches VALUES ({marks})", values)  # noqa: S608 - marks only
            return True

        return await self._db.write(work)

    async def of(self, person: Person, chat: Chat) -> Sequence[Watch]:
        """This person's, newest first."""
        rows = await self._db.rows(
            "SELECT * FROM watches WHERE platform = ? AND person = ? ORDER BY made_at DESC",
            *(chat.platform, self._person(person, chat)),
        )
        return [_watch(row) for row in rows]

    async def end(self, person: Person, chat: Chat, watch_id: str) -> bool:
        """False if it was not there."""
        statement = "DELETE FROM watches WHERE platform = ? AND person = ? AND watch_id = ?"
        return await self._db.execute(statement, chat.platform, self._person(person, chat), watch_id) > 0


class NewsStore(StorePart):
    """Who has asked to be told of news, and what they were told."""

    async def recipients(self, told_before: float) -> Sequence[NewsRecipient]:
        """Those who were not told since that time."""

        async def work(db: aiosqlite.Connection) -> Sequence[NewsRecipient]:
            told = {
                (row["platform"], row["person"])
                for row in await all_rows(db, "SELECT platform, person FROM people WHERE told_at >= ?", told_before)
            }
            found: list[NewsRecipient] = []
            watching: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
            for row in await all_rows(db, "SELECT * FROM watches ORDER BY made_at"):
                watching[row["platform"], row["person"], row["address"]].append(row)
            for (platform, person, address), rows in watching.items():
                if (platform, person) not in told:
                    watches = tuple(_watch(row) for row in rows)
                    found.append(NewsRecipient(person, load_chat(address), rows[-1]["locale"], watches=watches))
            for row in await all_rows(db, "SELECT * FROM people WHERE tells AND told_at < ?", told_before):
                saved = tuple(map(_saved, await all_rows(db, _SAVED, row["platform"], row["person"])))
                chat = load_chat(row["address"])
                if saved:
                    # One message for both, where both go to the same chat.
                    same = next((one for one in found if (one.person, one.chat) == (row["person"], chat)), None)
                    if same is not None:
                        found.remove(same)
                    locale = row["language"] or (same.locale if same else "")
                    found.append(NewsRecipient(row["person"], chat, locale, saved, same.watches if same else ()))
            return found

        return await self._db.read(work)

    async def told(
        self, recipient: NewsRecipient, saved: Sequence[SavedProduct], watches: Sequence[Watch], at: float
    ) -> None:
        """Keep what became of a recipient's saved products and watches; `at`: when news were told, 0 if none were. A
        watch without an index_version has ended."""

        async def work(db: aiosqlite.Connection) -> None:
            for each in saved:
                await db.execute(
                    "UPDATE saved SET product = ?, gone = ? WHERE saved_id = ?",
                    (dump_product(each.product), int(each.gone), each.saved_id),
                )
            for watch in watches:
                if watch.index_version:
                    await db.execute(
                        "UPDATE watches SET known = ?, index_version = ? WHERE watch_id = ?",
                        (dump(sorted(watch.known)), watch.index_version, watch.watch_id),
                    )
                else:
                    await db.execute("DELETE FROM watches WHERE watch_id = ?", (watch.watch_id,))
            if at:
                await db.execute(
                    """
                    INSERT INTO people (platform, person, language, learns, tells, address, told_at, set_at)
                    VALUES (?, ?, '', 1, 0, '', ?, ?) ON CONFLICT DO UPDATE SET told_at = excluded.told_at
                    """,
                    (recipient.chat.platform, recipient.person, at, at),
                )

        await self._db.write(work)


def _saved(row: Row) -> SavedProduct:
    return SavedProduct(row["saved_id"], load_product(row["product"]), row["saved_at"], bool(row["gone"]))


def _watch(row: Row) -> Watch:
    plain = ("watch_id", "query_id", "label", "query", "embedder_version", "reach", "index_version")
    columns = {name: row[name] for name in plain}
    return Watch(**columns, chips=load_chips(row["chips"]), known=load_ids(row["known"]))
