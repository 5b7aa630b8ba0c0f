"""When something is done by itself: daily at a time of the clock on the wall, or every so often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

WANTED = '"04:30" or "every 6 h"'
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Either `at` is given, in the machine's own time, or `every`."""

    at: time | None = None
    every: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Raises ValueError, whose text says what is wanted."""
        words = text.strip().lower()
        if found := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", words):
            return cls(at=time(int(found[1]), int(found[2])))
        if (found := re.fullmatch(r"every ([1-9]\d{0,3}) ?(min|h|d)", words)) is not None:
            return cls(every=timedelta(**{_UNITS[found[2]]: int(found[1])}))
        raise ValueError(WANTED)

    def next_after(self, last: datetime) -> datetime:
        """The first moment for it after another one."""
        if self.at is None:
            return last + self.every
        today = datetime.combine(last.date(), self.at)
        return today if today > last else datetime.combine(last.date() + timedelta(days=1), self.at)
