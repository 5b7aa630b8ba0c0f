"""When the bot does something by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.schedule import Schedule


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("04:30", datetime(2026, 11, 29, 4, 30)),
        (" 4:30 ", datetime(2026, 11, 29, 4, 30)),
        ("03:00", datetime(2026, 11, 30, 3)),
        ("03:59", datetime(2026, 11, 30, 3, 59)),
        ("Every 6 h", datetime(2026, 11, 29, 9, 59)),
        ("every 30min", datetime(2026, 11, 29, 4, 29)),
        ("every 2 d", datetime(2026, 12, 1, 3, 59)),
    ],
)
def test_the_next_time(text: str, after: datetime) -> None:
    """After a moment, never at it."""
    assert Schedule.parse(text).next_after(datetime(2026, 11, 29, 3, 59)) == after


@pytest.mark.parametrize("text", ["", "24:00", "4:3", "every h", "every 0 h", "every 6 w", "daily", "every 6 h x"])
def test_what_is_no_schedule(text: str) -> None:
    """Is told with what would be one."""
    with pytest.raises(ValueError, match="every 6 h"):
        Schedule.parse(text)


def test_a_day_of_schedules() -> None:
    """One a day, and four of every six hours, whenever it began."""
    for text, times in (("04:30", 10), ("every 6 h", 40)):
        moment, began, count = (start := datetime(2026, 2, 20, 7, 7)), start, 0
        while (moment := Schedule.parse(text).next_after(moment)) <= began + timedelta(days=10):
            count += 1
        assert count == times
