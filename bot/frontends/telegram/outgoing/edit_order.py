"""Edits of messages in their order: many people may press under one message at the same time."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cachetools import LRUCache

from bot.frontends.ordering import TurnTaking

# Those whose answer is still on its way are not asked for long before it.
_MAX_EDITED = 5000


class EditOrder:
    """Edits of one message go one after the other, and the one that was wanted last stays."""

    def __init__(self) -> None:
        self._turns = TurnTaking()
        self._latest: LRUCache[tuple[int, int], int] = LRUCache(_MAX_EDITED)
        self._numbers = itertools.count(1)

    def want(self, chat_id: int, message_id: int) -> int:
        """Take a number, when it is known what the message is to show."""
        number = self._latest[chat_id, message_id] = next(self._numbers)
        return number

    @asynccontextmanager
    async def in_turn(self, chat_id: int, message_id: int, number: int) -> AsyncIterator[bool]:
        """Wait for the edits before; gives whether nobody has wanted a later one meanwhile."""
        async with self._turns.turn(f"{chat_id}/{message_id}"):
            yield number >= self._latest.get((chat_id, message_id), 0)
