"""The store: opened only when it can be used, migrated, pruned, and never half written."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.messages import Chat, Person
from bot.ports import (
    Answer,
    Attributes,
    Filters,
    Garment,
    Guess,
    Hit,
    PersonSettings,
    PhotoFingerprint,
    Product,
    StoredQuery,
    StoreError,
)
from bot.store.migrations import MIGRATIONS, migrate
from bot.store.opening import Place
from bot.store.serial import dump_filters, load_filters
from bot.store.store import Store
from tests import ROOT
from tests.bot.store.databases import sql

PERSON = Person("1001", "de")
CHAT = Chat("telegram", "77")


def asked(*products: str, confidence: str = "close") -> StoredQuery:
    hits = tuple(
        Hit(Product(each, f"Title of {each}", price=9.5, currency="EUR", in_stock=False, brand="B"), rank, rank / 10)
        for rank, each in enumerate(products, start=1)
    )
    answer = Answer(
        hits=hits,
        garments=(Garment((0.0, 0.1, 0.9, 1.0), "dress", 0.75),),
        attributes=Attributes(type=(Guess("Dresses", 0.9),), colour=(Guess("Red", 0.5), Guess("Pink", 0.25))),
        confidence=confidence,  # type: ignore[arg-type]
        query=b"\x00packed",
        embedder_version="e1",
        index_version="i1",
    )
    return StoredQuery("", "photo", False, "de", True, True, answer, Filters(colour="Red", max_price=40.0))


async def recorded(
    store: Store,
    *products: str,
    photo: PhotoFingerprint | None = None,
    person: Person = PERSON,
    confidence: str = "close",
) -> str:
    what = asked(*products, confidence=confidence)
    return await store.queries.record(what, person, CHAT, photo=photo, latency_ms=12.5)


async def test_an_answer_comes_back_as_it_was_given(place: Place) -> None:
    """After a restart a query has the same hits, products, attributes, garments, filters and opaque bytes."""
    what = asked("a", "b")
    async with Store.open(place) as store:
        query_id = await recorded(store, "a", "b")
    async with Store.open(place) as store:
        found = await store.queries.find(query_id, PERSON, CHAT)
        assert found is not None
        assert found.answer.hits == what.answer.hits
        assert (found.answer.garments, found.answer.attributes) == (what.answer.garments, what.answer.attributes)
        assert (found.filters, found.answer.query, found.answer.embedder_version) == (what.filters, b"\x00packed", "e1")
        assert (found.by_person, found.in_chat, found.locale) == (True, True, "de")
        stranger = await store.queries.find(query_id, Person("1002"), Chat("telegram", "78"))
        assert stranger is not None
        assert (stranger.by_person, stranger.in_chat) == (False, False)
        elsewhere = await store.queries.find(query_id, PERSON, Chat("discord", "77"))
        assert elsewhere is not None
        assert (elsewhere.by_person, elsewhere.in_chat) == (False, False)
        assert await store.queries.find("unknown", PERSON, CHAT) is None


def test_filters_of_older_databases() -> None:
    """Filters that were kept while "colours" stood beside "colour" are still read."""
    kept = '{"gender":"Men","colours":["Red","Blue"],"not_types":["Jeans"],"words":["strip"],"max_price":40.0}'
    assert load_filters(kept) == Filters("Men", None, ("Red", "Blue"), None, 40.0, not_type="Jeans", words=("strip",))
    assert load_filters(dump_filters(load_filters(kept))) == load_filters(kept)


async def test_settings_of_the_database(tmp_path: Path) -> None:
    """Write-ahead log and foreign keys are on; database and key are for their owner only."""
    path = tmp_path / "new" / "db.sqlite"
    async with Store.open(path) as store:
        query_id = await recorded(store, "a")
        with pytest.raises(StoreError):
            await store.verdicts.set("no such query", "a", PERSON, CHAT, "up")
        await store.verdicts.set(query_id, "a", PERSON, CHAT, "up")
        files = modes(path.parent)
    assert set(files) == {"db.sqlite", "db.sqlite-wal", "db.sqlite-shm", "db.sqlite.key"}
    assert set(files.values()) == {0o600}
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


async def test_photo_hashes_are_keyed(tmp_path: Path) -> None:
    """The same photo has the same hash in one database, and another one in a database with another key."""
    hashes = []
    for name in ("one", "two"):
        async with Store.open(tmp_path / name) as store:
            for product in ("a", "b"):
                photo = await store.queries.fingerprint(b"photo")
                await recorded(store, product, photo=photo)
        with sqlite3.connect(tmp_path / name) as db:
            hashes.append({row[0] for row in db.execute("SELECT photo_hash FROM queries")})
    assert [len(each) for each in hashes] == [1, 1]
    assert hashes[0] != hashes[1]


async def test_a_lost_key_is_noticed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With another key the store opens, and the log says that known shoppers count as new."""
    async with Store.open(tmp_path / "db"):
        pass
    (tmp_path / "db.key").unlink()
    async with Store.open(tmp_path / "db"):
        assert "not the key" in caplog.text
    (tmp_path / "db.key").write_bytes(b"short")
    with pytest.raises(StoreError, match=r"db\.key does not hold a key"):
        async with Store.open(tmp_path / "db"):
            pass


async def test_concurrent_writes_do_not_mix(place: Place) -> None:
    """Many tasks at once, some of them cancelled: each query has all of its hits or is not there at all."""
    async with Store.open(place) as store:
        tasks = [asyncio.create_task(recorded(store, *(f"{n}-{i}" for i in range(5)))) for n in range(40)]
        for number, task in enumerate(tasks):
            await asyncio.sleep(0)
            if number % 4 == 0:
                task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    written = [each for each in results if isinstance(each, str)]
    assert len(written) >= 30
    counts = dict(
        sql(place, "SELECT query_id, (SELECT count(*) FROM hits h WHERE h.query_id = q.query_id) FROM queries q")
    )
    assert set(counts.values()) == {5}
    assert set(written) <= set(counts)


async def test_cancelling_at_any_moment_leaves_no_open_transaction(place: Place) -> None:
    """Whoever is cancelled in the midst of a write leaves it finished, and the next write goes through."""
    async with Store.open(place) as store:
        for steps in range(0, 900, 9):  # spread over the millisecond that a write takes
            task = asyncio.create_task(recorded(store, "a", "b"))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            assert await store.messages.begin_event("web", str(steps))


async def test_pruning(place: Place) -> None:
    """Old queries go with their hits, verdicts and messages; newer ones, though they continue an old one, stay."""
    async with Store.open(place) as store:
        old = await recorded(store, "a")
        await store.verdicts.set(old, "a", PERSON, CHAT, "up")
        young = await recorded(store, "b")
        await store.messages.finish_event("telegram", "1")
        sql(place, "UPDATE queries SET asked_at = asked_at - 40 * 86400 WHERE query_id = ?", old)
        sql(place, "UPDATE queries SET parent = ? WHERE query_id = ?", old, young)
        sql(place, "UPDATE events SET seen_at = seen_at - 40 * 86400")
        assert await store.prune(0) == 0
        assert await store.queries.find(old, PERSON, CHAT) is not None
        assert await store.messages.begin_event("telegram", "1")  # forgotten: no platform repeats it after a week
        assert await store.prune(30) == 1
        assert await store.queries.find(old, PERSON, CHAT) is None
        assert await store.queries.shown_products(young) == {"b"}
    assert sql(place, "SELECT (SELECT count(*) FROM hits), (SELECT count(*) FROM verdicts)") == [(1, 0)]


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
async def test_migration_from_every_older_version(tmp_path: Path, version: int) -> None:
    """A database of any earlier version is brought up to date, and works."""
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as db:
        migrate(db, MIGRATIONS[:version])
    async with Store.open(tmp_path / "db") as store:
        assert await store.queries.find(await recorded(store, "a"), PERSON, CHAT) is not None
    with sqlite3.connect(tmp_path / "db") as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_failing_migration_changes_nothing(tmp_path: Path) -> None:
    """A step that fails half way is rolled back as a whole, and the steps before it stay."""
    steps = [["CREATE TABLE one (x)"], ["CREATE TABLE two (x)", "CREATE TABLE one (x)"]]
    db = sqlite3.connect(tmp_path / "db", isolation_level=None)
    with closing(db), pytest.raises(sqlite3.OperationalError):
        migrate(db, steps)
    with sqlite3.connect(tmp_path / "db") as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (1,)
        assert plain.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """A database of a later Lookalike is left alone, and the sentence says what to run."""
    with sqlite3.connect(tmp_path / "db") as plain:
        plain.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match=r"version 999.*run the newer Lookalike"):
        async with Store.open(tmp_path / "db"):
            pass


async def test_no_database_at_all(tmp_path: Path) -> None:
    """A file that is something else is refused and left as it is; so is a path through a file."""
    (tmp_path / "text").write_text("not a database, but long enough to be looked at as one" * 20, encoding="utf-8")
    with pytest.raises(StoreError, match="is not an SQLite database"):
        async with Store.open(tmp_path / "text"):
            pass
    assert "not a database" in (tmp_path / "text").read_text(encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        async with Store.open(tmp_path / "text" / "db"):
            pass


async def test_locked_at_start(tmp_path: Path) -> None:
    """A lock held by another connection is waited for, for the patience given, and then named."""
    async with Store.open(tmp_path / "db"):
        pass
    other = sqlite3.connect(tmp_path / "db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    with pytest.raises(StoreError, match="is locked by another program: close"):
        async with Store.open(tmp_path / "db", patience=0.3):
            pass
    assert time.monotonic() - began < 3
    asyncio.get_running_loop().call_later(0.2, other.execute, "ROLLBACK")
    opening = Store.open(tmp_path / "db", patience=5)
    # The lock ends while the store waits for it in its own thread.
    async with opening as store:
        await recorded(store, "a")
    other.close()


async def test_many_who_queue_are_all_served(tmp_path: Path) -> None:
    """Forty writers at once, together slower than the patience for a lock: none is refused while the queue moves."""
    async with Store.open(tmp_path / "db", patience=0.2) as store:

        def slow(db: sqlite3.Connection) -> int:
            time.sleep(0.02)
            return 1

        assert sum(await asyncio.gather(*(store._db.write(slow) for _ in range(40)))) == 40


async def test_those_who_wait_behind_a_lock_do_not_add_up(tmp_path: Path) -> None:
    """Ten writers and a locked database: all are refused within twice the patience, not one after another."""
    async with Store.open(tmp_path / "db", patience=0.4) as store:
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        writes = (store.people.set_settings(PERSON, CHAT, PersonSettings()) for _ in range(10))
        results = await asyncio.gather(*writes, return_exceptions=True)
        assert time.monotonic() - began < 1.6
        assert all(isinstance(each, StoreError) for each in results)
        assert await store.queries.find("x", PERSON, CHAT) is None  # reading waits for no writer
        other.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can look into, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def open_as_nobody(path: Path) -> subprocess.CompletedProcess[str]:
    """Open the store in another process without the right to write; root, whom no mode stops, steps down first."""
    code = (
        "import asyncio, concurrent.futures.thread, os, sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from bot.store.store import Store\n"
        "from bot.ports import StoreError\n"
        "os.getuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))\n"
        "async def main():\n"
        "    async with Store.open(Path(sys.argv[1]), patience=0.2): print('opened')\n"
        "try: asyncio.run(main())\n"
        "except StoreError as error: print(error)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(path), str(ROOT)], capture_output=True, text=True, timeout=60
    )


@pytest.mark.slow  # a process
@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_read_only_at_start(open_folder: Path) -> None:
    """A database that this user may read but not write, or a closed folder, is refused in one sentence."""

    async def make() -> None:
        async with Store.open(open_folder / "db"):
            pass

    asyncio.run(make())
    (open_folder / "db").chmod(0o444)
    (open_folder / "db.key").chmod(0o444)
    open_folder.chmod(0o555)
    done = open_as_nobody(open_folder / "db")
    assert done.stdout.count("\n") == 1, done
    assert "is read-only" in done.stdout or "cannot be opened" in done.stdout, done
    assert "Traceback" not in done.stderr
    new = open_as_nobody(open_folder / "elsewhere" / "db")
    assert "is read-only" in new.stdout, new
    open_folder.chmod(0o755)
