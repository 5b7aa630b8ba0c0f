"""When a sale begins and ends, as shop systems write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from functools import lru_cache

_NUMBERS = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})(?:,?\s+(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]m)?)?", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def span_of(starts: str, ends: str = "") -> tuple[datetime | None, datetime | None]:
    """Begin and end, of which either may be open; one text may hold both, parted by "/" (ISO 8601, Google). A day
    without a time counts whole. What is no date is as good as none."""
    first, _, second = starts.partition("/") if not ends and "T" in starts else (starts, "", "")
    return moment(first), moment(ends or second, is_end=True)


def moment(text: str, is_end: bool = False) -> datetime | None:
    """ISO 8601, "1/31/26" and "1/31/2026, 5:00 PM" (Magento, of the United States), "31.1.2026"."""
    text = text.strip()
    found = _written(text)
    if found is None:
        return None
    if is_end and found.time() == time() and len(text) <= len("2026-01-31"):
        found = datetime.combine(found.date(), time.max, found.tzinfo)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _written(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    parts = _NUMBERS.fullmatch(text)
    if parts is None:
        return None
    first, second, year = int(parts[1]), int(parts[2]), int(parts[3])
    if len(parts[1]) == 4:
        year, month, day = first, second, year
    else:
        month, day = (second, first) if "." in text or first > 12 else (first, second)
        year += 2000 if year < 100 else 0
    hour = int(parts[4] or 0) % 12 + 12 * (parts[6].casefold() == "pm") if parts[6] else int(parts[4] or 0)
    try:
        return datetime(year, month, day, hour, int(parts[5] or 0))
    except ValueError:
        return None
