"""A copy made while the bot writes is whole, and brings back what it held; what is no copy changes nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.ports import StoreError
from bot.store.backup import back_up, check_backup, restore
from bot.store.sql import sqlite
from bot.store.store import Store
from scripts.lib.backup import main
from tests.bot.rig import until
from tests.bot.store.test_store import CHAT, PERSON, asked


async def test_a_copy_made_while_the_bot_writes_is_whole(tmp_path: Path) -> None:
    """Every copy holds all that was recorded before it began, is readable by its owner alone, and stands by itself."""
    path, folder = tmp_path / "bot.sqlite", tmp_path / "copies"
    async with Store.open(path) as store:
        recorded = 0
        stop, begun = asyncio.Event(), asyncio.Event()

        async def shoppers() -> None:
            nonlocal recorded
            while not stop.is_set():
                await store.queries.record(asked("p1", "p2"), PERSON, CHAT)
                recorded += 1
                if recorded == 20:
                    begun.set()

        writing = asyncio.create_task(shoppers())
        await begun.wait()
        before = recorded
        copy = await asyncio.to_thread(back_up, path, folder)
        stop.set()
        await writing
    assert before <= check_backup(copy) <= recorded
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == [copy.name]


async def test_what_is_written_comes_into_the_file_beside_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer waits for the disk until the write-ahead log is in the database: that is done in a thread of its own.
    Beside a backup a write waited up to a second, and 16 ms now."""
    monkeypatch.setattr(sqlite, "_CHECKPOINT_EVERY_S", 0.02)
    path = tmp_path / "bot.sqlite"

    async def is_in_the_file() -> bool:
        alone = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        # Not even the tables yet, or half of what is on its way into the file.
        with closing(alone) as db, suppress(sqlite3.DatabaseError):
            return bool(db.execute("SELECT count(*) FROM queries").fetchone()[0])
        return False

    async with Store.open(path) as store:
        await store.queries.record(asked("p1", "p2"), PERSON, CHAT)
        await until(is_in_the_file)


async def test_what_was_restored_is_served_and_what_was_there_is_kept(tmp_path: Path) -> None:
    """The buttons of the copy's answers work again; the database of before is a copy itself."""
    path = tmp_path / "bot.sqlite"
    async with Store.open(path) as store:
        first = await store.queries.record(asked("p1"), PERSON, CHAT)
    copy = back_up(path, tmp_path / "copies")
    async with Store.open(path) as store:
        second = await store.queries.record(asked("p2"), PERSON, CHAT)
    kept = restore(copy, path, tmp_path / "aside")
    assert kept is not None
    assert (check_backup(copy), check_backup(kept)) == (1, 2)
    async with Store.open(path) as store:
        found = await store.queries.find(first, PERSON, CHAT)
        assert found is not None
        assert [hit.product.id for hit in found.answer.hits] == ["p1"]
        assert await store.queries.find(second, PERSON, CHAT) is None


async def test_what_is_no_copy_changes_nothing(tmp_path: Path) -> None:
    """A cut file, another program's file, no file: one sentence each, the database as it was."""
    path = tmp_path / "bot.sqlite"
    async with Store.open(path) as store:
        await store.queries.record(asked("p1"), PERSON, CHAT)
    copy = back_up(path, tmp_path / "copies")
    (tmp_path / "cut").write_bytes(copy.read_bytes()[:9000])
    (tmp_path / "other").write_bytes(b"no database at all" * 500)
    for wrong in ("cut", "other", "missing"):
        with pytest.raises(StoreError):
            restore(tmp_path / wrong, path, tmp_path / "aside")
    assert check_backup(back_up(path, tmp_path / "after")) == 1


async def test_the_command_keeps_so_many_copies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest stay; without a database it says so and exits with 1."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[store]\npath = "bot.sqlite"\n', encoding="utf-8")
    assert main([]) == 1
    assert "there is no database" in capsys.readouterr().err
    async with Store.open(tmp_path / "bot.sqlite"):
        pass
    for year in range(2020, 2024):
        (tmp_path / "backups").mkdir(exist_ok=True)
        (tmp_path / "backups" / f"bot-{year}0101-000000.sqlite").touch()
    assert await asyncio.to_thread(main, ["--keep", "2"]) == 0
    left = sorted(each.name for each in (tmp_path / "backups").iterdir())
    assert left[0] == "bot-20230101-000000.sqlite"
    assert len(left) == 2
    assert ".key" in capsys.readouterr().out
