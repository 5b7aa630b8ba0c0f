"""The exported log: a row for each hit, its verdicts counted, nobody's id, within the time that was asked for."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from bot.store.opening import Place
from bot.store.store import Store
from scripts.lib.export_log import main
from tests.bot.store.databases import configure
from tests.bot.store.test_store import CHAT, PERSON, asked


@pytest.fixture
async def shop(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a bot's database: one answer of two products, the first liked by two; one without any."""
    monkeypatch.chdir(tmp_path)
    configure(place, tmp_path)
    async with Store.open(place) as store:
        query_id = await store.queries.record(asked("p1", "p2"), PERSON, CHAT)
        await store.verdicts.set(query_id, "p1", PERSON, CHAT, "up")
        await store.verdicts.count_anonymous(query_id, "p1", "up", 1)
        await store.verdicts.set(query_id, "p2", PERSON, CHAT, "down")
        await store.verdicts.correct(query_id, "type", PERSON, CHAT, "Shirts", "Tshirts")
        await store.queries.record(asked(confidence="none"), PERSON, CHAT)
    return tmp_path


async def test_a_row_for_each_hit_with_its_verdicts(shop: Path) -> None:
    """And one for an answer without hits; people are pseudonyms, the same for the same person."""
    assert await asyncio.to_thread(main, ["log.csv"]) == 0
    text = (shop / "log.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["product_id"], row["ups"], row["downs"]) for row in rows] == [
        ("p1", "2", "0"),
        ("p2", "0", "1"),
        ("", "0", "0"),
    ]
    assert [(row["type_said"], row["gender_said"]) for row in rows] == [("Tshirts", ""), ("Tshirts", ""), ("", "")]
    assert (rows[0]["kind"], rows[0]["price"], rows[2]["confidence"]) == ("photo", "9.5", "none")
    assert len({row["person"] for row in rows}) == 1
    assert PERSON.user_id not in text.replace(rows[0]["asked_at"], "")


async def test_parquet_holds_the_same(shop: Path) -> None:
    """With types: counts are numbers, prices too."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is not installed")
    assert await asyncio.to_thread(main, ["log.parquet"]) == 0
    rows = parquet.read_table(shop / "log.parquet").to_pylist()
    assert [(row["product_id"], row["ups"], row["price"]) for row in rows] == [
        ("p1", 2, 9.5),
        ("p2", 0, 9.5),
        (None, 0, None),
    ]


async def test_a_span_of_time_and_what_cannot_be_written(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first query there is nothing; a folder that is not there is one sentence, and no half file."""
    assert await asyncio.to_thread(main, ["old.csv", "--until", "2020-01-01"]) == 0
    assert (shop / "old.csv").read_text(encoding="utf-8") == ""
    assert await asyncio.to_thread(main, ["nowhere/log.csv"]) == 1
    assert "nowhere" in capsys.readouterr().err
