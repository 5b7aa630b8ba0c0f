"""What shoppers follow: products that they have saved, photo searches that they watch, and whom to tell of news."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.messages import Chat, Person
from bot.ports import KeptNews, NewsRecipient, Product, SavedProduct, Watch
from bot.store.database import Connection, StoredRow, StorePart, all_rows, one_row
from bot.store.serial import dump, dump_chips, dump_product, load_chat, load_chips, load_ids, load_product

_SAVED = "SELECT * FROM saved WHERE platform = ? AND person = ? ORDER BY saved_at DESC"
SAVED_IDS = "SELECT product_id FROM saved WHERE platform = ? AND person = ?"
_DAY = 86_400.0 + 60
# The next people for whom this index may hold news: each half is read from an index, in its order, as far as needed.
_NEXT_PEOPLE = """
    SELECT * FROM (
        SELECT DISTINCT platform, person FROM watches w
        WHERE index_version <> :version AND (platform, person) > (:platform, :person) AND NOT EXISTS (
            SELECT 1 FROM people p WHERE (p.platform, p.person) = (w.platform, w.person)
            AND told_at BETWEEN :before AND :now
        ) ORDER BY platform, person LIMIT :most
    ) AS watching UNION SELECT * FROM (
        SELECT platform, person FROM people p
        WHERE tells AND index_version <> :version AND NOT told_at BETWEEN :before AND :now
        AND (platform, person) > (:platform, :person)
        AND EXISTS (SELECT 1 FROM saved s WHERE (s.platform, s.person) = (p.platform, p.person))
        ORDER BY platform, person LIMIT :most
    ) AS keeping ORDER BY platform, person LIMIT :most
"""


class SavedStore(StorePart):
    """Saved products by person, as they were when saved, or when last told of."""

    async def add(self, person: Person, chat: Chat, product: Product, most: int) -> bool:
        """Save a product; False if there are `most` already. One that is saved already is kept as it is now."""
        me = self._person(person, chat)

        def work(db: Connection) -> bool:
            row = one_row(
                db,
                "SELECT count(*) AS count FROM saved WHERE platform = ? AND person = ? AND product_id <> ?",
                *(chat.platform, me, product.id),
            )
            if row is None or row["count"] >= most:
                return False
            db.execute(
                """
                INSERT INTO saved (saved_id, platform, person, product_id, product, saved_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (platform, person, product_id)
                DO UPDATE SET product = excluded.product, saved_at = excluded.saved_at, gone = FALSE
                """,
                (secrets.token_urlsafe(6), chat.platform, me, product.id, dump_product(product), time.time()),
            )
            return True

        return await self._db.write(work)

    async def of(self, person: Person, chat: Chat) -> Sequence[SavedProduct]:
        """This person's, newest first."""
        return await self._db.rows(_saved, _SAVED, chat.platform, self._person(person, chat))

    async def remove(self, person: Person, chat: Chat, saved_id: str) -> bool:
        """False if it was not there."""
        statement = "DELETE FROM saved WHERE platform = ? AND person = ? AND saved_id = ?"
        return await self._db.execute(statement, chat.platform, self._person(person, chat), saved_id) > 0

    async def ids(self, person: Person, chat: Chat) -> frozenset[str]:
        """Of all products that this person keeps."""
        me = self._person(person, chat)
        return frozenset(await self._db.rows(lambda row: str(row["product_id"]), SAVED_IDS, chat.platform, me))

    async def remove_product(self, person: Person, chat: Chat, product_id: str) -> None:
        """Whether it was there or not."""
        statement = "DELETE FROM saved WHERE platform = ? AND person = ? AND product_id = ?"
        await self._db.execute(statement, chat.platform, self._person(person, chat), product_id)


class WatchStore(StorePart):
    """Photo searches that are watched for new close matches, by person and chat."""

    async def add(self, person: Person, chat: Chat, watch: Watch, most: int) -> bool:
        """Watch a search in this chat; False if there are `most` already. A second one of the same query replaces it.
        The watch_id is given here."""
        me = self._person(person, chat)

        def work(db: Connection) -> bool:
            db.execute(
                "DELETE FROM watches WHERE platform = ? AND person = ? AND query_id = ?",
                (chat.platform, me, watch.query_id),
            )
            row = one_row(
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
            db.execute(f"INSERT INTO watches VALUES ({marks})", values)  # noqa: S608 - marks only
            return True

        return await self._db.write(work)

    async def of(self, person: Person, chat: Chat) -> Sequence[Watch]:
        """This person's, newest first."""
        statement = "SELECT * FROM watches WHERE platform = ? AND person = ? ORDER BY made_at DESC"
        return await self._db.rows(_watch, statement, chat.platform, self._person(person, chat))

    async def end(self, person: Person, chat: Chat, watch_id: str) -> bool:
        """False if it was not there."""
        statement = "DELETE FROM watches WHERE platform = ? AND person = ? AND watch_id = ?"
        return await self._db.execute(statement, chat.platform, self._person(person, chat), watch_id) > 0


class NewsStore(StorePart):
    """Who has asked to be told of news, and what they were told."""

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[bool]:
        """Whether this bot may tell news within the block: False while another bot that shares the database does."""
        if not await self._db.try_lock("news"):
            yield False
            return
        try:
            yield True
        finally:
            await self._db.unlock("news")

    async def recipients(
        self, told_before: float, index_version: str, at_once: int
    ) -> AsyncIterator[Sequence[NewsRecipient]]:
        """Those who were not told in the day from that time on, and of whom something was not compared with this index
        yet; those of `at_once` people at a time, so that shoppers' questions come in between."""
        span = {"before": told_before, "now": told_before + _DAY}
        key = {"platform": "", "person": "", "version": index_version, "most": at_once} | span

        def work(db: Connection) -> Sequence[NewsRecipient]:
            people = [(row["platform"], row["person"]) for row in all_rows(db, _NEXT_PEOPLE, key)]
            key["platform"], key["person"] = people[-1] if people else ("", "")
            return [recipient for person in people for recipient in _recipients(db, *person)]

        while (page := await self._db.read(work)) or key["platform"]:
            yield page

    async def told(self, news: Iterable[KeptNews], index_version: str, at: float = 0.0) -> None:
        """Keep what became of the recipients' saved products and watches with this index; `at`: when news were told, 0
        if there were none. A watch without an index_version has ended."""

        def work(db: Connection) -> None:
            for each in news:
                _keep(db, each, index_version, at)

        await self._db.write_soon(work)


def _recipients(db: Connection, platform: str, person: str) -> Iterator[NewsRecipient]:
    """One for each chat in which something is to be told; one message for both, where both go to the same chat."""
    watching: dict[Chat, list[StoredRow]] = defaultdict(list)
    for row in all_rows(
        db, "SELECT * FROM watches WHERE platform = ? AND person = ? ORDER BY made_at", platform, person
    ):
        watching[load_chat(row["address"])].append(row)
    found = {
        chat: NewsRecipient(person, chat, rows[-1]["locale"], watches=tuple(map(_watch, rows)))
        for chat, rows in watching.items()
    }
    me = one_row(db, "SELECT * FROM people WHERE tells AND platform = ? AND person = ?", platform, person)
    if me is not None and (saved := tuple(map(_saved, all_rows(db, _SAVED, platform, person)))):
        chat = load_chat(me["address"])
        same = found.get(chat, NewsRecipient(person, chat, ""))
        found[chat] = replace(same, locale=me["language"] or same.locale, saved=saved)
    yield from found.values()


def _keep(db: Connection, news: KeptNews, index_version: str, at: float) -> None:
    whose = news.recipient.chat.platform, news.recipient.person
    for each in news.saved:
        db.execute(
            "UPDATE saved SET product = ?, gone = ? WHERE saved_id = ?",
            (dump_product(each.product), each.gone, each.saved_id),
        )
    for watch in news.watches:
        if watch.index_version:
            db.execute(
                "UPDATE watches SET known = ?, index_version = ? WHERE watch_id = ?",
                (dump(sorted(watch.known)), watch.index_version, watch.watch_id),
            )
        else:
            db.execute("DELETE FROM watches WHERE watch_id = ?", (watch.watch_id,))
    if news.recipient.saved:
        values = index_version, *whose
        db.execute("UPDATE people SET index_version = ? WHERE platform = ? AND person = ?", values)
    if at:
        # Not for somebody who has had everything forgotten meanwhile.
        db.execute(
            """
            INSERT INTO people (platform, person, language, learns, tells, address, told_at, set_at)
            SELECT :platform, :person, '', TRUE, FALSE, '', :at, :at
            WHERE EXISTS (SELECT 1 FROM watches WHERE platform = :platform AND person = :person)
                  OR EXISTS (SELECT 1 FROM people WHERE platform = :platform AND person = :person)
            ON CONFLICT (platform, person) DO UPDATE SET told_at = excluded.told_at
            """,
            {"platform": whose[0], "person": whose[1], "at": at},
        )


def _saved(row: StoredRow) -> SavedProduct:
    return SavedProduct(row["saved_id"], load_product(row["product"]), bool(row["gone"]))


def _watch(row: StoredRow) -> Watch:
    plain = ("watch_id", "query_id", "label", "query", "embedder_version", "reach", "index_version")
    columns = {name: row[name] for name in plain}
    return Watch(**columns, chips=load_chips(row["chips"]), known=load_ids(row["known"]))
