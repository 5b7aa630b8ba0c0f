"""A clock that jumps, forward or back, loses nothing and stops nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.app import pruning, rebuilding
from bot.app.pruning import prune_daily
from bot.app.rebuilding import reindex_on_schedule
from bot.config import default_config
from bot.schedule import Schedule
from bot.store.store import Store
from bot.worker import RecommenderWorker
from tests.bot.store.test_store import CHAT, PERSON, asked

YEARS = 10 * 365 * 86_400.0


def kept(database: Path) -> int:
    with closing(sqlite3.connect(database)) as db:
        return int(db.execute("SELECT count(*) FROM queries").fetchone()[0])


async def rounds(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: list[float]) -> list[int]:
    """How many queries are left after each day; `ahead`: by how much the clock is wrong on each."""
    left: list[int] = []

    def clock() -> float:
        return time.time() + ahead[len(left)]

    async def day(_seconds: float) -> None:
        left.append(await asyncio.to_thread(kept, tmp_path / "db"))
        if len(left) == len(ahead):
            raise asyncio.CancelledError

    monkeypatch.setattr(pruning, "asyncio", type("", (), {"sleep": day}))
    with pytest.raises(asyncio.CancelledError):
        await prune_daily(store, default_config(tmp_path, {}), clock)
    return left


@pytest.mark.parametrize(
    ("ahead", "left"),
    [
        ([0, YEARS, 0, 0], [1, 1, 1, 1]),  # wrong for a day
        ([YEARS, 0, 0, 0], [1, 1, 1, 1]),  # wrong at the start
        ([0, YEARS, YEARS], [1, 1, 0]),  # right: it was wrong before
        ([0, -YEARS, 0], [1, 1, 1]),
    ],
)
async def test_nothing_is_deleted_by_a_clock_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: list[float], left: list[int]
) -> None:
    """Only by one that has held for a day."""
    async with Store.open(tmp_path / "db") as store:
        await store.queries.record(asked("a"), PERSON, CHAT)
        assert await rounds(store, tmp_path, monkeypatch, ahead) == left


async def test_what_was_asked_in_the_future_is_not_the_latest(tmp_path: Path) -> None:
    """The clock is set back: words go on from what was asked since, not from an answer with a later date."""
    async with Store.open(tmp_path / "db") as store:
        await store.queries.record(asked("a"), PERSON, CHAT)
        with closing(sqlite3.connect(tmp_path / "db")) as db, db:
            db.execute("UPDATE queries SET asked_at = asked_at + 86400")
        second = await store.queries.record(asked("b"), PERSON, CHAT)
        assert await store.queries.latest(PERSON, CHAT) == second


async def test_a_schedule_goes_on_after_the_clock_is_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of the future is not waited for."""
    (tmp_path / "current").write_text("v", encoding="utf-8")
    begun: list[datetime] = []
    moment = datetime.now() - timedelta(days=900)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    async def hours(_seconds: float) -> None:
        nonlocal moment
        moment += timedelta(hours=1)
        if moment > start + timedelta(hours=13):
            raise asyncio.CancelledError

    async def reindex(_worker: RecommenderWorker) -> None:
        begun.append(moment)

    start = moment
    monkeypatch.setattr(rebuilding, "datetime", Clock)
    monkeypatch.setattr(rebuilding, "asyncio", type("", (), {"sleep": hours}))
    monkeypatch.setattr(rebuilding, "_reindex", reindex)
    with pytest.raises(asyncio.CancelledError):
        await reindex_on_schedule(cast("RecommenderWorker", None), Schedule.parse("every 6 h"), tmp_path)
    assert begun == [start + timedelta(hours=6), start + timedelta(hours=12)]
