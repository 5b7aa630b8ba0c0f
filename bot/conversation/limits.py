"""How often one person may ask: a bucket that holds a minute's worth of queries and fills steadily.

In memory, or, where several bots share the database, there.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable

from cachetools import TTLCache

from bot.messages import Platform
from bot.ports import StoreError

_log = logging.getLogger(__name__)

_REMEMBERED = 20_000  # people
_SECONDS = 60  # in which an empty bucket fills, so that it need not be remembered


class TooFastError(Exception):
    """This person asks faster than allowed; may go on after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"next query in {seconds} s")
        self.seconds = seconds


# Takes from the bucket of somebody on a platform as much as is wanted, of so much as it can hold; returns the seconds
# after which there will be enough, 0 if it was taken. Raises StoreError.
SharedTake = Callable[[Platform, str, float, float], Awaitable[int]]


class RateLimit:
    """Per person. In memory a restart forgives, and what is shared is counted here while it cannot be reached."""

    def __init__(
        self, per_minute: int, shared: SharedTake | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._capacity = float(per_minute)
        self._shared = shared
        self._clock = clock
        self._buckets = TTLCache[tuple[Platform, str], tuple[float, float]](_REMEMBERED, _SECONDS, timer=clock)

    async def take(self, platform: Platform, who: str, count: int = 1) -> None:
        """Take `count` queries out of the bucket of `who`. Raises TooFastError, the bucket untouched, if it has fewer.
        A count above the whole capacity empties a full bucket."""
        wanted = min(float(count), self._capacity)
        if self._shared is not None:
            try:
                seconds = await self._shared(platform, who, wanted, self._capacity)
            except StoreError as error:
                _log.error("how fast somebody asks is counted by this bot alone: %s", error)
            else:
                if seconds:
                    raise TooFastError(seconds)
                return
        now = self._clock()
        left, then = self._buckets.get((platform, who), (self._capacity, now))
        left = min(self._capacity, left + (now - then) * self._capacity / _SECONDS)
        if left < wanted:
            raise TooFastError(max(1, math.ceil((wanted - left) * _SECONDS / self._capacity)))
        self._buckets[platform, who] = (left - wanted, now)
