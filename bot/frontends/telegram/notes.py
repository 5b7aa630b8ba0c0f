"""Small notes that outlive a restart: by which id Telegram knows a picture, and what belongs to a message of ours.

Kept in the store through KeptFiles, with the most recent in memory, which serves where there is no store, or it fails.
A store that other bots write to as well is always asked.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from cachetools import LRUCache

from bot.messages import Chat
from bot.ports import KeptFiles, StoreError

log = logging.getLogger(__name__)

_MAX_IN_MEMORY = 20_000


class TelegramNotes:
    """Notes under a name; `shelf` tells the bot's account and the kind of note apart. No method raises."""

    def __init__(self, files: KeptFiles | None, shelf: str) -> None:
        self._files = files
        self._shelf = shelf
        self._is_shared = files is not None and files.is_shared
        self._memory: LRUCache[str, str] = LRUCache(_MAX_IN_MEMORY)

    async def get(self, name: str) -> str:
        """The note, "" if there is none."""
        if self._files is not None and (self._is_shared or name not in self._memory):
            with _failures_logged():
                self._memory[name] = await self._files.known(self._shelf, name)
        return self._memory.get(name, "")

    async def put(self, name: str, note: str, chat_id: int = 0, query_id: str = "") -> None:
        """In place of what was there. What belongs to a message is forgotten with its chat, or with the query that it
        shows the answer to."""
        if self._memory.get(name) == note and not self._is_shared:
            return
        self._memory[name] = note
        if self._files is not None:
            with _failures_logged():
                chat = Chat("telegram", str(chat_id)) if chat_id else None
                await self._files.keep(self._shelf, name, note, chat, query_id)

    async def drop(self, name: str) -> None:
        """Forget it."""
        self._memory[name] = ""
        if self._files is not None:
            with _failures_logged():
                await self._files.forget(self._shelf, name)


@contextmanager
def _failures_logged() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        log.error("what Telegram knows already cannot be kept, read or forgotten: %s", error)


def message_name(key: str, chat_id: int, message_id: int) -> str:
    """A name for what belongs to one message. Ids of chats, which in private are people's, are kept as keyed hashes
    only; `key` is a secret of this bot."""
    secret = hashlib.sha256(key.encode()).digest()
    return hashlib.blake2b(f"{chat_id}/{message_id}".encode(), digest_size=16, key=secret).hexdigest()
