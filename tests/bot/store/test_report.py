"""The report counts what happened in its span, and nothing else; the page needs nothing but itself."""

from __future__ import annotations

import asyncio
import io
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from bot.app.stock import counted_by
from bot.conversation.saying.report import as_text
from bot.messages import Person
from bot.reports import wilson
from bot.store.opening import Place
from bot.store.report import read_report
from bot.store.store import Store
from bot.texts import Texts
from scripts.lib.report.__main__ import main
from tests.bot.store.databases import configure
from tests.bot.store.test_store import CHAT, PERSON, asked

STOCK = Counter({"dresses": 4, "red": 60})
ENGLISH = Texts.for_locale("en")


@pytest.fixture
async def path(place: Place) -> Place:
    """Three photos of two people: one liked, one refused by both, one that was nothing."""
    other = Person("1002", "de")
    async with Store.open(place) as store:
        liked = await store.queries.record(asked("p1", "p2"), PERSON, CHAT, latency_ms=100)
        await store.verdicts.set(liked, "p1", PERSON, CHAT, "up")
        refused = await store.queries.record(asked("p2", "p3"), PERSON, CHAT, latency_ms=300)
        await store.verdicts.set(refused, "p2", PERSON, CHAT, "down")
        await store.verdicts.count_anonymous(refused, "p2", "down", 1)
        await store.queries.record(asked(confidence="none"), other, CHAT, latency_ms=200)
    return place


async def test_what_happened_is_counted(path: Place) -> None:
    """Photos, people, verdicts with their interval, products by what was said of them, answers that nobody liked."""
    found = await asyncio.to_thread(read_report, path, 0, time.time() + 1)
    assert (found.photos, found.continued, found.shoppers, found.nothing) == (3, 0, 2, 1)
    assert (found.ups, found.downs, found.like_rate) == (1, 2, wilson(1, 3))
    assert found.latency_ms == {50: 200, 95: 300, 99: 300}
    assert [(each.name, each.count) for each in found.types] == [("Dresses", 3)]
    assert found.shown[0].name == "Title of p2"
    assert found.shown[0].count == 2
    assert [(each.name, each.ups, each.downs) for each in found.liked] == [("Title of p1", 1, 0)]
    assert [(each.name, each.ups, each.downs) for each in found.refused] == [("Title of p2", 0, 2)]
    assert [(each.recognised, each.downs, each.first_title) for each in found.nobody_liked] == [
        ("dresses", 2, "Title of p2")
    ]
    assert sum(photos for _, photos, _ in found.days) == 3


async def test_another_span_is_empty(path: Place) -> None:
    """Before the first query nothing happened, verdicts included."""
    found = await asyncio.to_thread(read_report, path, 0, 1000)
    assert (found.photos, found.ups, found.like_rate, found.shown) == (0, 0, None, ())
    assert "No verdicts yet" in as_text(found, ENGLISH, 5)


def test_the_interval_is_wilsons() -> None:
    """Of few voices it is wide, and stays within 0 and 1."""
    assert wilson(5, 10) == pytest.approx((0.5, 0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 3)[1] == 0
    assert wilson(3, 3)[2] == 1


async def test_what_is_wanted_stands_beside_what_there_is(path: Place) -> None:
    """Dresses are in every photo and 4 of 100 products: wanted more than there is."""
    found = counted_by(await asyncio.to_thread(read_report, path, 0, time.time() + 1), 100, STOCK)
    (line,) = (line for line in as_text(found, ENGLISH, 5).splitlines() if line.strip().startswith("Dress "))
    assert line.split()[:8] == ["Dress", "3", "(100", "%)", "in", "the", "catalogue", "4"]
    assert line.endswith("⚠ too few")


async def test_the_page_needs_nothing_but_itself(
    path: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file: no address in it, the plot within, what shops name escaped; the text says the same."""
    monkeypatch.chdir(tmp_path)
    configure(path, tmp_path)
    assert await asyncio.to_thread(main, ["--html", "report.html"]) == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    seen: list[tuple[str, str | None]] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: seen.extend(attrs)  # type: ignore[method-assign]
    reader.feed(page)
    (source,) = (value for name, value in seen if name == "src")
    assert source and source.startswith("data:image/png;base64,")
    assert "http" not in page
    import base64

    picture = Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))
    assert picture.size == (900, 1200)
    capsys.readouterr()
    assert await asyncio.to_thread(main, []) == 0
    assert "Photos: 3; searches in words: 0; ways on: 0; shoppers: 2" in capsys.readouterr().out
