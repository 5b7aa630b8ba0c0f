"""What a platform may come back to: messages that show an answer, events that it sends a second time, and pictures that
it has already."""

from __future__ import annotations

import time
from collections.abc import Sequence

import aiosqlite

from bot.messages import Chat, Platform, Shown
from bot.store.database import StorePart


class MessageStore(StorePart):
    """Which messages show what, so that reactions and replies to them find their query; which events were handled."""

    async def remember(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Keep which messages of `chat` show what."""
        rows = [(chat.platform, self._chat(chat), each.message_ref, each.query_id, each.product_id) for each in shown]

        async def work(db: aiosqlite.Connection) -> None:
            await db.executemany("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)", rows)

        await self._db.write(work)

    async def shown_by(self, chat: Chat, message_ref: str) -> Shown | None:
        """What a message of `chat` shows; None if it is none of ours, or forgotten."""
        row = await self._db.row(
            "SELECT query_id, product_id FROM messages WHERE platform = ? AND chat = ? AND message_ref = ?",
            *(chat.platform, self._chat(chat), message_ref),
        )
        return Shown(row["query_id"], message_ref, row["product_id"]) if row else None

    async def begin_event(self, platform: Platform, event_id: str) -> bool:
        """Note that this event is being handled; False if it was already."""
        statement = "INSERT OR IGNORE INTO events VALUES (?, ?, ?)"
        return await self._db.execute(statement, platform, event_id, time.time()) > 0

    async def forget_event(self, platform: Platform, event_id: str) -> None:
        """Take begin_event back: the event was not handled after all."""
        await self._db.execute("DELETE FROM events WHERE platform = ? AND event_id = ?", platform, event_id)


class FileStore(StorePart):
    """The database as bot.ports.KeptFiles."""

    async def known(self, bot: str, picture: str) -> str:
        row = await self._db.row("SELECT file_id FROM files WHERE bot = ? AND picture = ?", bot, picture)
        return row["file_id"] if row else ""

    async def keep(self, bot: str, picture: str, file_id: str) -> None:
        await self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", bot, picture, file_id, time.time())

    async def forget(self, bot: str, picture: str) -> None:
        await self._db.execute("DELETE FROM files WHERE bot = ? AND picture = ?", bot, picture)
