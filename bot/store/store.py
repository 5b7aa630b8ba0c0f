"""The bot's memory as a whole, one database: its parts, and the pruning that concerns all of them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.store.database import Database
from bot.store.followed import NewsStore, SavedStore, WatchStore
from bot.store.messages import FileStore, MessageStore
from bot.store.offers import OfferStore
from bot.store.opening import Place, open_database
from bot.store.people import ChatStore, PeopleStore
from bot.store.pseudonyms import Pseudonyms
from bot.store.queries import QueryStore
from bot.store.rates import RateStore
from bot.store.verdicts import VerdictStore

_DAY = 86_400.0
_PRUNED_AT_ONCE = 500  # queries in one transaction: shoppers write in between


class Store:
    """All that is remembered, in parts that share one database. Made by `Store.open`. Ids of people and chats are
    hashed on the way in. Every method of every part raises StoreError."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms, pictures: Path) -> None:
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
        self.rates = RateStore(db, pseudonyms)
        self.offers = OfferStore(db, pseudonyms, pictures)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, place: Place, patience: float = 2.0, unwritten: int = 1000, pictures: Path | None = None
    ) -> AsyncIterator[Store]:
        """The database at `place`, made or migrated as needed, and tried for writing. `patience` and `unwritten`: see
        Database. `pictures`: the folder for those of products that come by chat, else one beside the database, or
        beside the key. Raises StoreError with one sentence on what is wrong."""
        writer, readers, pseudonyms = await open_database(place, patience)
        db = Database(writer, readers, patience, unwritten)
        beside = place if isinstance(place, Path) else place.key
        try:
            yield cls(db, pseudonyms, pictures or beside.with_name(f"{beside.name}.pictures"))
        finally:
            await db.close()

    async def is_all_older(self, days: int, now: float) -> bool:
        """Whether there are queries, and the youngest is older than `days` days."""
        row = await self._db.row("SELECT max(asked_at) AS latest FROM queries")
        return row is not None and row["latest"] is not None and row["latest"] < now - days * _DAY

    async def prune(self, days: int, event_days: int = 7, now: float | None = None) -> int:
        """Delete the queries older than `days` days with their hits and verdicts, and what people without any younger
        query have saved, watched and set. Notes and file ids go by the same age, events by `event_days`: no platform
        repeats older ones. 0 days keeps all but these. Returns how many queries were deleted."""
        now = time.time() if now is None else now
        await self._db.execute("DELETE FROM events WHERE seen_at < ?", now - event_days * _DAY)
        await self.offers.prune()
        await self.rates.prune()
        if not days:
            return 0
        before, pruned = now - days * _DAY, 0
        some = "DELETE FROM queries WHERE query_id IN (SELECT query_id FROM queries WHERE asked_at < ? LIMIT ?)"
        while gone := await self._db.execute(some, before, _PRUNED_AT_ONCE):
            pruned += gone
        absent = "NOT EXISTS (SELECT 1 FROM queries WHERE queries.person = {0}.person)"
        left = "NOT EXISTS (SELECT 1 FROM {1} WHERE ({1}.platform, {1}.person) = ({0}.platform, {0}.person))"
        statements = (
            "DELETE FROM files WHERE kept_at < ?",
            f"DELETE FROM saved WHERE saved_at < ? AND {absent.format('saved')}",  # noqa: S608 - our own names
            f"DELETE FROM watches WHERE made_at < ? AND {absent.format('watches')}",  # noqa: S608
            f"DELETE FROM people WHERE set_at < ? AND {absent.format('people')} "  # noqa: S608
            f"AND {left.format('people', 'saved')} AND {left.format('people', 'watches')}",
        )
        for statement in statements:
            await self._db.execute(statement, before)
        self._db.settings.clear()
        await self._db.checkpoint()
        return pruned
