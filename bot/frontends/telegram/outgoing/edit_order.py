"""Edits of messages in their order: many people may press under one message at the same time."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cachetools import LRUCache

# Those whose answer is still on its way are not asked for long before it.
_MAX_EDITED = 5000


class EditOrder:
    """Edits of one message go one after the other, and the one that was wanted last stays."""

    def __init__(self) -> None:
        self._messages: LRUCache[tuple[int, int], tuple[asyncio.Lock, int]] = LRUCache(_MAX_EDITED)
        self._numbers = itertools.count(1)

    def want(self, chat_id: int, message_id: int) -> int:
        """Take a number, when it is known what the message is to show."""
        key = (chat_id, message_id)
        number = next(self._numbers)
        lock, _ = self._messages.get(key, (asyncio.Lock(), 0))
        self._messages[key] = (lock, number)
        return number

    @asynccontextmanager
    async def in_turn(self, chat_id: int, message_id: int, number: int) -> AsyncIterator[bool]:
        """Wait for the edits before; gives whether nobody has wanted a later one meanwhile."""
        key = (chat_id, message_id)
        lock, _ = self._messages.get(key, (asyncio.Lock(), 0))
        async with lock:
            yield number >= self._messages.get(key, (lock, 0))[1]
