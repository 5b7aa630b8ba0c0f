"""A reindex in a process of its own, with the shipped embedder."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import pytest

from bot.app.rebuilding import rebuild_apart, reindex_on_schedule
from bot.config import Config, load_config
from bot.schedule import Schedule
from bot.worker import RecommenderWorker
from recommender.answers import IndexReport, Progress, Stage
from recommender.errors import CatalogueError, GateReason, IndexBusyError, IndexingError, IndexRefusedError
from recommender.index import files
from tests.bot.rig import draw_shop

pytestmark = pytest.mark.slow  # processes


@pytest.fixture
def config(tmp_path: Path) -> Config:
    draw_shop(tmp_path / "shop", 24)
    (tmp_path / "config.toml").write_text('[catalogue]\nsource = "shop/products.csv"\n[index]\ndir = "index"\n')
    return load_config(tmp_path / "config.toml")


def test_all_that_can_come_of_it(config: Config, tmp_path: Path) -> None:
    """The report with its stages, each kind of error with what it holds; and the gate, with `force` past it."""
    told: list[Progress] = []
    report = rebuild_apart(config, told.append, full=False)
    assert isinstance(report, IndexReport)
    assert (report.products, report.left_out) == (24, ())
    assert {each.stage for each in told} == set(Stage)
    draw_shop(tmp_path / "shop", 5)
    with pytest.raises(IndexRefusedError, match=r"79\.2 % of the products that the index holds are gone") as refused:
        rebuild_apart(config, told.append, full=False)
    assert [each.reason for each in refused.value.findings] == [GateReason.LOST]
    with files.reindexing(config.index_dir), pytest.raises(IndexBusyError) as busy:
        rebuild_apart(config, told.append, full=False, force=True)
    assert busy.value.by.startswith(f"process {os.getpid()} ")
    assert rebuild_apart(config, told.append, full=False, force=True).removed == 19
    (tmp_path / "shop/products.csv").unlink()
    with pytest.raises(CatalogueError, match="no catalogue at"):
        rebuild_apart(config, told.append, full=False)


def test_it_ends_when_it_is_told_to(config: Config) -> None:
    """What the progress raises kills the process, and its lock is free."""

    class StopError(Exception):
        pass

    def stop(now: Progress) -> None:
        raise StopError

    with pytest.raises(StopError):
        rebuild_apart(config, stop, full=False)
    with files.reindexing(config.index_dir):
        assert not (config.index_dir / "current").exists()


async def test_a_schedule_begins_where_there_is_no_index(tmp_path: Path) -> None:
    """It reindexes at once; what fails is logged, and tried again when it is time."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def rebuild(progress: object, full: bool, force: bool) -> IndexReport:
        loop.call_soon_threadsafe(done.set)
        raise IndexingError("nothing to index")

    def nothing() -> None:
        raise IndexingError("no index")

    async with RecommenderWorker(nothing, rebuild, threads=1) as worker:  # type: ignore[arg-type]
        running = asyncio.create_task(reindex_on_schedule(worker, Schedule.parse("every 6 h"), tmp_path))
        async with asyncio.timeout(60):
            await done.wait()
        await asyncio.sleep(0)
        assert not running.done()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
