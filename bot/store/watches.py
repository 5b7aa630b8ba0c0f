"""Photo searches that shoppers watch for new close matches."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from sqlite3 import Row

import aiosqlite

from bot.messages import Chat, Person
from bot.ports import Watch
from bot.store.database import StorePart, one_row
from bot.store.serial import dump, dump_chips, load_chips, load_ids


class WatchStore(StorePart):
    """Watched searches, by person and chat."""

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
                *(watch.reach, dump_known(watch), watch.index_version, time.time()),
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
        return [load_watch(row) for row in rows]

    async def end(self, person: Person, chat: Chat, watch_id: str) -> bool:
        """False if it was not there."""
        statement = "DELETE FROM watches WHERE platform = ? AND person = ? AND watch_id = ?"
        return await self._db.execute(statement, chat.platform, self._person(person, chat), watch_id) > 0


def dump_known(watch: Watch) -> str:
    """The products that are no news, as the table keeps them."""
    return dump(sorted(watch.known))


def load_watch(row: Row) -> Watch:
    """Of a row of the table."""
    return Watch(
        watch_id=row["watch_id"],
        query_id=row["query_id"],
        label=row["label"],
        query=row["query"],
        embedder_version=row["embedder_version"],
        chips=load_chips(row["chips"]),
        reach=row["reach"],
        known=load_ids(row["known"]),
        index_version=row["index_version"],
    )
