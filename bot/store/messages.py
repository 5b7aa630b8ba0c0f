"""What a platform may come back to: messages that show an answer, events that it sends a second time, and pictures that
it has already."""

from __future__ import annotations

import time
from collections.abc import Sequence

from cachetools import LRUCache

from bot.messages import Chat, Platform, Shown
from bot.ports import StoreError
from bot.store.database import Database, StorePart
from bot.store.pseudonyms import Pseudonyms

_MAX_BEGUN = 5_000


class MessageStore(StorePart):
    """Which messages show what, so that reactions and replies to them find their query; which events were answered."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms) -> None:
        super().__init__(db, pseudonyms)
        self._begun: LRUCache[str, bool] = LRUCache(_MAX_BEGUN)  # in this process, answered or not

    async def remember(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Keep which messages of `chat` show what."""
        rows = [(chat.platform, self._chat(chat), each.message_ref, each.query_id, each.product_id) for each in shown]

        statement = """
            INSERT INTO messages VALUES (?, ?, ?, ?, ?) ON CONFLICT (platform, chat, message_ref)
            DO UPDATE SET query_id = excluded.query_id, product_id = excluded.product_id
        """
        await self._db.write_soon(lambda db: db.executemany(statement, rows))

    async def shown_by(self, chat: Chat, message_ref: str) -> Shown | None:
        """What a message of `chat` shows; None if it is none of ours, or forgotten."""
        row = await self._db.row(
            "SELECT query_id, product_id FROM messages WHERE platform = ? AND chat = ? AND message_ref = ?",
            *(chat.platform, self._chat(chat), message_ref),
        )
        return Shown(row["query_id"], message_ref, row["product_id"]) if row else None

    async def begin_event(self, platform: Platform, event_id: str) -> bool:
        """Whether this event is to be handled: False if it was answered already, or is being handled in this process.
        What an earlier process began and did not answer counts for nothing, so nothing is written here."""
        event = self._pseudonyms.event(platform, event_id)
        if event in self._begun:
            return False
        self._begun[event] = True
        try:
            known = await self._db.row("SELECT 1 FROM events WHERE platform = ? AND event_id = ?", platform, event)
        except BaseException as error:
            if not isinstance(error, StoreError):
                self._begun.pop(event, None)
            raise
        return known is None

    async def finish_event(self, platform: Platform, event_id: str) -> None:
        """The event was answered: from now on no process handles it again."""
        values = platform, self._pseudonyms.event(platform, event_id), time.time()
        statement = "INSERT INTO events VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        await self._db.write_soon(lambda db: db.execute(statement, values))

    async def forget_event(self, platform: Platform, event_id: str) -> None:
        """Take begin_event back: the event was not answered after all."""
        self._begun.pop(self._pseudonyms.event(platform, event_id), None)


class FileStore(StorePart):
    """The database as bot.ports.KeptFiles."""

    async def known(self, bot: str, picture: str) -> str:
        row = await self._db.row("SELECT file_id FROM files WHERE bot = ? AND picture = ?", bot, picture)
        return row["file_id"] if row else ""

    async def keep(self, bot: str, picture: str, file_id: str, chat: Chat | None = None, query_id: str = "") -> None:
        values = {"bot": bot, "picture": picture, "file_id": file_id, "now": time.time(), "query": query_id}
        values["chat"] = self._chat(chat) if chat else ""
        # A query that is not there any more (forgotten meanwhile) keeps nothing.
        statement = """
            INSERT INTO files SELECT :bot, :picture, :file_id, :now, :chat, nullif(:query, '')
            WHERE :query = '' OR EXISTS (SELECT 1 FROM queries WHERE query_id = :query)
            ON CONFLICT (bot, picture) DO UPDATE SET
                file_id = excluded.file_id, kept_at = excluded.kept_at, chat = excluded.chat,
                query_id = coalesce(excluded.query_id, files.query_id)
        """
        await self._db.write_soon(lambda db: db.execute(statement, values))

    async def forget(self, bot: str, picture: str) -> None:
        statement = "DELETE FROM files WHERE bot = ? AND picture = ?"
        await self._db.write_soon(lambda db: db.execute(statement, (bot, picture)))
