"""`python -m bot check`: a look changes nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.app.check import findings
from bot.app.checks.finding import Finding
from bot.config import load_config
from bot.ports import StoreError
from bot.store.migrations import MIGRATIONS, migrate
from bot.store.opening import look_at_database
from bot.store.store import Store
from tests import ROOT
from tests.bot.store import test_takeover

NEWEST = len(MIGRATIONS)


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Of everything in it: when it was changed, and its bytes."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *sorted(folder.rglob("*")))
    }


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A folder with a database that version 0.1.0 wrote, and its key."""
    with zipfile.ZipFile(Path(test_takeover.__file__).with_name("written_by_0_1_0.zip")) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def test_a_check_changes_nothing(older: Path) -> None:
    """Neither bytes nor times of anything, the database being an older one; it says what a start would do."""
    path = older / "config.toml"
    path.write_text('[web]\nport = 0\n[store]\npath = "db.sqlite"\n', encoding="utf-8")
    before = state(older)
    found = {each.name: each for each in findings(load_config(path, {}))}
    assert state(older) == before
    assert found["store"].what.endswith(f"; the next start brings it from version 4 to {NEWEST}")
    (older / "db.sqlite.key").unlink()
    before = state(older)
    assert "is missing: known shoppers will count as new" in look_at_database(older / "db.sqlite")
    assert state(older) == before


def test_recommender_processes(tmp_path: Path) -> None:
    """How many there are, for how many cores; more than these are no good."""

    def found(text: str) -> Finding:
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
        return next(each for each in findings(load_config(tmp_path / "config.toml", {})) if each.name == "recommender")

    assert found("") == Finding("recommender", "in the bot's own process (the default)")
    assert found("[recommender]\nprocesses = 1\n").what.startswith("1 process for ")
    assert found("[recommender]\nprocesses = 64\n").remedy.startswith("more are no faster")


async def test_a_look_beside_a_running_bot(older: Path) -> None:
    """What is in its write-ahead log only is seen; no file of it is touched, and nothing waits."""
    async with Store.open(older / "db.sqlite") as store:
        await store.messages.finish_event("web", "1")
        assert (older / "db.sqlite-wal").stat().st_size
        with closing(sqlite3.connect(older / "db.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            before = state(older)
            assert look_at_database(older / "db.sqlite").endswith("can be read and written")
            assert state(older) == before
            other.execute("ROLLBACK")


@pytest.mark.slow  # a process
def test_a_look_at_what_a_killed_bot_left(tmp_path: Path) -> None:
    """A migration that is in the write-ahead log alone is seen, and the log stays as it is."""
    code = (
        "import os, sys, asyncio; from pathlib import Path; from bot.store.opening import open_database\n"
        "async def main(): opened = await open_database(Path(sys.argv[1]), 1); os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "db")], cwd=ROOT, timeout=60)
    assert (tmp_path / "db-wal").stat().st_size
    before = state(tmp_path)
    assert look_at_database(tmp_path / "db").endswith("can be read and written")
    assert state(tmp_path) == before


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    """A newer database, one that is none, and a key that is none: as a start would say it, and left alone."""
    (tmp_path / "text").write_bytes(b"no database, but long enough to be looked at as one" * 40)
    with closing(sqlite3.connect(tmp_path / "newer", isolation_level=None)) as db:
        migrate(db)
        db.execute("PRAGMA user_version = 999")
    with closing(sqlite3.connect(tmp_path / "odd", isolation_level=None)) as db:
        migrate(db)
    (tmp_path / "odd.key").write_bytes(b"short")
    before = state(tmp_path)
    for name, said in (("text", "is not an SQLite"), ("newer", "version 999"), ("odd", "does not hold a key")):
        with pytest.raises(StoreError, match=said):
            look_at_database(tmp_path / name)
    assert state(tmp_path) == before


def catalogue_finding(config: Path) -> Finding:
    return next(each for each in findings(load_config(config, {})) if each.name == "catalogue")


def test_what_was_understood_of_the_catalogue(tmp_path: Path) -> None:
    """Format, columns, five products and what was left out are shown, by the settings; nothing is indexed."""
    rows = [f"{n};Hemd {n};Rot;{n}.jpg;19,90;Shirts\n" for n in range(1, 8)]
    (tmp_path / "shop.csv").write_text("Nr;Was;Farbe;Bild;Preis;Warengruppe\n" + "".join(rows) + "8;;;8.jpg;;\n9;Hut\n")
    settings = 'currency = "EUR"\nimage_base = "https://img.example/"\n'
    settings += 'columns = { id = "Nr", title = "Was", type = "Warengruppe" }'
    path = tmp_path / "config.toml"
    path.write_text(f'[catalogue]\nsource = "shop.csv"\n{settings}\n[web]\nport = 0\n', encoding="utf-8")
    finding = catalogue_finding(path)
    shown = str(finding).splitlines()
    assert not finding.remedy
    assert shown[0] == f"ok     catalogue: {tmp_path / 'shop.csv'}, delimited text read as csv: 7 products"
    assert {"  id <- Nr", "  title <- Was", "  colour <- Farbe", "  image <- Bild", "  price <- Preis"} <= {*shown}
    assert shown.count("      19.9 EUR, in stock, type Shirts, colour Rot, garment top; 1 picture") == 5
    assert shown[-5:] == [
        "  left out   2",
        "    no title: 1",
        "      line 9: id 8",
        "    malformed line: 1",
        "      line 10: 2 fields instead of 6",
    ]
    path.write_text(path.read_text().replace('"Was"', '"Wass"'), encoding="utf-8")
    finding = catalogue_finding(path)
    assert 'write title = "Was"' in finding.what
    assert not (tmp_path / "var").exists()
