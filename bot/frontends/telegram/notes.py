"""Small notes that outlive a restart: by which id Telegram knows a picture, and what belongs to a message of ours.

Kept in SQLite through KeptFiles, with the most recent in memory. Where there is no store, or it fails, memory serves.
"""

from __future__ import annotations

import hashlib
import logging

from cachetools import LRUCache

from bot.ports import KeptFiles, StoreError

log = logging.getLogger(__name__)

_MAX_IN_MEMORY = 20_000


class TelegramNotes:
    """Notes under a name; `shelf` tells the bot's account and the kind of note apart. No method raises."""

    def __init__(self, files: KeptFiles | None, shelf: str) -> None:
        self._files = files
        self._shelf = shelf
        self._memory: LRUCache[str, str] = LRUCache(_MAX_IN_MEMORY)

    async def get(self, name: str) -> str:
        """The note, "" if there is none."""
        if name in self._memory:
            return self._memory[name]
        if self._files is None:
            return ""
        try:
            found = await self._files.known(self._shelf, name)
        except StoreError as error:
            log.error("what was kept for Telegram cannot be read: %s", error)
            return ""
        self._memory[name] = found
        return found

    async def put(self, name: str, note: str) -> None:
        """In place of what was there."""
        if self._memory.get(name) == note:
            return
        self._memory[name] = note
        if self._files is None:
            return
        try:
            await self._files.keep(self._shelf, name, note)
        except StoreError as error:
            log.error("what Telegram knows already cannot be kept: %s", error)

    async def drop(self, name: str) -> None:
        """Forget it."""
        self._memory[name] = ""
        if self._files is None:
            return
        try:
            await self._files.forget(self._shelf, name)
        except StoreError as error:
            log.error("what Telegram has forgotten cannot be forgotten here: %s", error)


def message_name(key: str, chat_id: int, message_id: int) -> str:
    """A name for what belongs to one message. Ids of chats, which in private are people's, are kept as keyed hashes
    only; `key` is a secret of this bot."""
    secret = hashlib.sha256(key.encode()).digest()
    return hashlib.blake2b(f"{chat_id}/{message_id}".encode(), digest_size=16, key=secret).hexdigest()
