"""How often one person may ask: a bucket that holds a minute's worth of queries and fills steadily."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable

from cachetools import TTLCache

_REMEMBERED = 20_000  # people
_SECONDS = 60  # in which an empty bucket fills, so that it need not be remembered


class TooFastError(Exception):
    """This person asks faster than allowed; may go on after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"next query in {seconds} s")
        self.seconds = seconds


class RateLimit:
    """Per person, in memory: a restart forgives."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._clock = clock
        self._buckets = TTLCache[Hashable, tuple[float, float]](_REMEMBERED, _SECONDS, timer=clock)

    def take(self, who: Hashable, count: int = 1) -> None:
        """Take `count` queries out of the bucket of `who`. Raises TooFastError, the bucket untouched, if it has fewer.
        A count above the whole capacity empties a full bucket."""
        now = self._clock()
        left, then = self._buckets.get(who, (self._capacity, now))
        left = min(self._capacity, left + (now - then) * self._capacity / _SECONDS)
        wanted = min(float(count), self._capacity)
        if left < wanted:
            raise TooFastError(max(1, math.ceil((wanted - left) * _SECONDS / self._capacity)))
        self._buckets[who] = (left - wanted, now)
