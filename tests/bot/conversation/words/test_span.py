"""Spans of time as admins say them, in every language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.words.span import span_of
from bot.texts import LANGUAGES, Texts

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = 86_400.0


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("language", "said", "days"),
    [
        ("en", "", 30),
        ("en", "7 days", 7),
        ("en", "7", 7),
        ("en", "7d", 7),
        ("en", "last week", 7),
        ("en", "the last 2 weeks", 14),
        ("de", "7 Tage", 7),
        ("de", "letzte Woche", 7),
        ("de", "3 months", 90),
        ("es", "10 días", 10),
        ("es", "10 dias", 10),
        ("fr", "2 semaines", 14),
        ("pt", "1 mês", 30),
        ("hi", "7 दिन", 7),
        ("ru", "5 дней", 5),
    ],
)
def test_so_many_days(language: str, said: str, days: int) -> None:
    """Counted back from now; in the admin's language or in English, with or without accents."""
    since, until = NOW.timestamp() - days * DAY, NOW.timestamp()
    assert span_of(said, Texts.for_locale(language), until) == (since, until)


@pytest.mark.parametrize(
    ("language", "said", "first", "behind"),
    [
        ("en", "2026-11-01 2026-11-15", "2026-11-01", "2026-11-16"),
        ("en", "2026-11-15 to 2026-11-01", "2026-11-01", "2026-11-16"),
        ("en", "2026-11-03", "2026-11-03", "2026-11-04"),
        ("en", "2026-02", "2026-02-01", "2026-03-01"),
        ("en", "yesterday", "2026-11-28", "2026-11-29"),
        ("de", "1.11.2026 bis 15.11.2026", "2026-11-01", "2026-11-16"),
        ("de", "heute", "2026-11-29", "2026-11-30"),
        ("fr", "aujourd'hui", "2026-11-29", "2026-11-30"),
        ("ru", "01.11.2026", "2026-11-01", "2026-11-02"),
    ],
)
def test_days_by_name(language: str, said: str, first: str, behind: str) -> None:
    """As ISO 8601 or as the language writes them; both ends are within."""
    assert span_of(said, Texts.for_locale(language), NOW.timestamp()) == (at(first), at(behind))


@pytest.mark.parametrize("said", ["full moon", "2026-13-45", "-", "999999", "9999-12-31"])
def test_what_is_no_span(said: str) -> None:
    """It is not guessed."""
    assert span_of(said, Texts.for_locale("en"), NOW.timestamp()) is None


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_any_text(said: str, language: str) -> None:
    """Whatever is written, nothing breaks, and a span begins before it ends."""
    found = span_of(said, Texts.for_locale(language), NOW.timestamp())
    assert found is None or found[0] < found[1]
