"""Whom to tell of news, where, and of what: of saved products that changed, of new matches of watched searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Row

import aiosqlite

from bot.ports import NewsRecipient, SavedProduct, Watch
from bot.store.database import StorePart, all_rows
from bot.store.saved import SAVED_OF_PERSON, load_saved
from bot.store.serial import dump_product, load_chat
from bot.store.watches import dump_known, load_watch


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
                    watches = tuple(load_watch(row) for row in rows)
                    found.append(NewsRecipient(person, load_chat(address), rows[-1]["locale"], watches=watches))
            for row in await all_rows(db, "SELECT * FROM people WHERE tells AND told_at < ?", told_before):
                saved = tuple(map(load_saved, await all_rows(db, SAVED_OF_PERSON, row["platform"], row["person"])))
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
                        (dump_known(watch), watch.index_version, watch.watch_id),
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
