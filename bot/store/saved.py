"""Products that shoppers have saved, as they were then or when they were last told of."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from sqlite3 import Row

import aiosqlite

from bot.messages import Chat, Person
from bot.ports import Product, SavedProduct
from bot.store.database import StorePart, one_row
from bot.store.serial import dump_product, load_product

SAVED_OF_PERSON = "SELECT * FROM saved WHERE platform = ? AND person = ? ORDER BY saved_at DESC"


class SavedStore(StorePart):
    """Saved products, by person."""

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
        rows = await self._db.rows(SAVED_OF_PERSON, chat.platform, self._person(person, chat))
        return [load_saved(row) for row in rows]

    async def remove(self, person: Person, chat: Chat, saved_id: str) -> bool:
        """False if it was not there."""
        statement = "DELETE FROM saved WHERE platform = ? AND person = ? AND saved_id = ?"
        return await self._db.execute(statement, chat.platform, self._person(person, chat), saved_id) > 0


def load_saved(row: Row) -> SavedProduct:
    """Of a row of the table."""
    return SavedProduct(row["saved_id"], load_product(row["product"]), row["saved_at"], bool(row["gone"]))
