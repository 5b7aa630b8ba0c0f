"""What a platform may come back to: messages that show an answer, events that it sends a second time, and pictures that
it has already."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from cachetools import LRUCache

from bot.messages import Chat, Platform, Shown
from bot.ports import ElsewhereError, StoreError
from bot.store.database import BOTS, Database, StorePart
from bot.store.pseudonyms import Pseudonyms

_MAX_BEGUN = 5_000
_OURS = -1  # no bot's number

_AGAIN_SECONDS, _PATIENCE_SECONDS = 0.5, 120.0
# An event is a bot's that has it first, or that takes it over from one that is gone: whose lock nobody holds.
_CLAIM = """
    INSERT INTO events VALUES (:platform, :event, :now, :bot) ON CONFLICT (platform, event_id)
    DO UPDATE SET holder = excluded.holder, seen_at = excluded.seen_at
    WHERE events.holder <> 0 AND NOT EXISTS (
        SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = :bots AND objid::bigint = events.holder
    )
"""


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
        What an earlier process began and did not answer counts for nothing. Where another bot is at it, this waits
        until that has answered it, or is gone and has left it to us. Raises ElsewhereError when that takes too long."""
        event = self._pseudonyms.event(platform, event_id)
        if event in self._begun:
            return False
        self._begun[event] = True
        try:
            return await self._is_ours(platform, event)
        except BaseException as error:
            if not isinstance(error, StoreError):
                self._begun.pop(event, None)
            raise

    async def _is_ours(self, platform: Platform, event: str) -> bool:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            holder = await self._claimed(platform, event)
            if holder in (_OURS, 0, self._db.bot):
                return holder == _OURS
            await asyncio.sleep(_AGAIN_SECONDS)
        raise ElsewhereError

    async def _claimed(self, platform: Platform, event: str) -> int:
        """Who has the event: _OURS if it is taken for this bot now, or is nobody's; 0 if it was answered."""
        values = {"platform": platform, "event": event, "now": time.time(), "bot": self._db.bot, "bots": BOTS}
        if self._db.bot and await self._db.write(lambda db: db.execute(_CLAIM, values).rowcount):
            return _OURS
        row = await self._db.row("SELECT holder FROM events WHERE platform = ? AND event_id = ?", platform, event)
        return int(row["holder"]) if row else _OURS

    async def holds(self, platform: Platform, name: str) -> bool:
        """Whether this bot is the one to gather what belongs together under this name; False if another one, that is
        alive, has begun to."""
        if not self._db.bot:
            return True
        return await self._claimed(platform, self._pseudonyms.event(platform, name)) in (_OURS, self._db.bot)

    async def finish_event(self, platform: Platform, event_id: str) -> None:
        """The event was answered: from now on no process handles it again."""
        values = platform, self._pseudonyms.event(platform, event_id), time.time()
        statement = "INSERT INTO events VALUES (?, ?, ?, 0) ON CONFLICT (platform, event_id) DO UPDATE SET holder = 0"
        await self._db.write_soon(lambda db: db.execute(statement, values))

    async def forget_event(self, platform: Platform, event_id: str) -> None:
        """Take begin_event back: the event was not answered after all."""
        event = self._pseudonyms.event(platform, event_id)
        self._begun.pop(event, None)
        if self._db.bot:
            statement, values = "DELETE FROM events WHERE event_id = ? AND holder = ?", (event, self._db.bot)
            await self._db.write_soon(lambda db: db.execute(statement, values))


class FileStore(StorePart):
    """The database as bot.ports.KeptFiles."""

    @property
    def is_shared(self) -> bool:
        return bool(self._db.bot)

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
