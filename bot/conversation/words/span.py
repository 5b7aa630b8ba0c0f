"""A span of time as an admin says it: "7 days", "last week", "2026-11-01 2026-11-15". Days are of UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from bot.texts import FALLBACK, Texts
from bot.texts.lexicon import plain

USUAL_DAYS = 30
_DAYS: Mapping[str, int] = MappingProxyType({"day": 1, "week": 7, "month": 30, "year": 365})
_MOST_FIGURES = 5
_GLUED = re.compile(r"(?<!\S)(\d+)([^\W\d_]+)(?!\S)")  # "7d"
_MONTH = re.compile(r"([12]\d{3})-(\d\d)")
_LAST = date(9999, 12, 30)


def span_of(said: str, texts: Texts, now: float) -> tuple[float, float] | None:
    """(since, until) in seconds since 1970; both days of two are within it, and nothing said is the last month. None
    for what is no span."""
    tokens = _GLUED.sub(r"\1 \2", said).split()
    if not tokens:
        return now - timedelta(days=USUAL_DAYS).total_seconds(), now
    return _days_named(tokens, texts) or _days_counted(tokens, texts, now)


def _days_named(tokens: Sequence[str], texts: Texts) -> tuple[float, float] | None:
    named = [found for token in tokens if (found := _first_and_last(token.strip(",;"), texts))]
    if not named:
        return None
    return _at(min(first for first, _ in named)), _at(max(last for _, last in named) + timedelta(days=1))


def _first_and_last(token: str, texts: Texts) -> tuple[date, date] | None:
    """Of a day, or of a month ("2026-11")."""
    if (month := _MONTH.fullmatch(token)) and 1 <= int(month[2]) <= 12:
        first = date(int(month[1]), int(month[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    day = texts.read_day(token) if any(map(str.isdecimal, token)) and not token.isdecimal() else None
    return (day, day) if day is not None and day <= _LAST else None


def _days_counted(tokens: Sequence[str], texts: Texts, now: float) -> tuple[float, float] | None:
    words = _words(texts)
    units = [words[plain(token)] for token in tokens if plain(token) in words]
    numbers = [int(token) for token in tokens if token.isdecimal() and len(token) <= _MOST_FIGURES]
    unit = next(iter(units), "day" if numbers and len(tokens) == 1 else "")
    if unit in ("today", "yesterday"):
        day = datetime.fromtimestamp(now, UTC).date() - timedelta(days=unit == "yesterday")
        return _at(day), _at(day + timedelta(days=1))
    if not unit:
        return None
    days = max(1, next(iter(numbers), 1)) * _DAYS[unit]
    return max(0.0, now - timedelta(days=days).total_seconds()), now


def _words(texts: Texts) -> dict[str, str]:
    """In the admin's language, and in English."""
    return {
        plain(word.strip()): unit
        for each in (Texts.for_locale(FALLBACK), texts)
        for unit in ("today", "yesterday", *_DAYS)
        for word in each(f"stats-words-{unit}").split(",")
    }


def _at(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
