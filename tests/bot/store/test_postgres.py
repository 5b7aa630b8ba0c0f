"""A store that bots share on a PostgreSQL server: what one has begun the other leaves alone, and takes over when that
one is gone; what cannot be opened is one sentence."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.check import findings
from bot.app.only_one import the_only_one
from bot.config import load_config
from bot.frontends.telegram.notes import TelegramNotes
from bot.messages import Chat, Person
from bot.ports import ChatSettings, ElsewhereError, PersonSettings, Product, StoreError
from bot.store.migrations import MIGRATIONS
from bot.store.opening import Place, PostgresPlace, look_at_database
from bot.store.store import Store
from scripts.lib.backup import main
from tests.bot.store.databases import PASSWORD, configure, sql
from tests.bot.store.test_store import CHAT, PERSON, asked, recorded

pytestmark = pytest.mark.slow
TERMINATE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "


@pytest.fixture
async def bots(shared_place: PostgresPlace) -> AsyncIterator[tuple[Store, Store]]:
    """Two that run beside each other."""
    async with Store.open(shared_place) as one, Store.open(shared_place) as other:
        yield one, other


def end(place: PostgresPlace, store: Store) -> None:
    """As the server sees it when the bot's process is killed: its connection is gone."""
    held = "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = ?)"
    assert sql(place, TERMINATE + held, store._db.bot)


async def test_an_event_is_one_bots(bots: tuple[Store, Store]) -> None:
    """The other waits until it is answered, and then has nothing to do; one that was given up is free again."""
    one, other = bots
    assert await one.messages.begin_event("telegram", "1")
    waiting = asyncio.create_task(other.messages.begin_event("telegram", "1"))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await one.messages.finish_event("telegram", "1")
    assert await waiting is False
    assert await other.messages.begin_event("telegram", "2")
    await other.messages.forget_event("telegram", "2")
    assert await one.messages.begin_event("telegram", "2")
    assert await one.messages.begin_event("telegram", "2") is False


async def test_an_event_that_takes_another_bot_long_is_not_given_up(
    bots: tuple[Store, Store], shared_place: PostgresPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever delivered it is asked for it again: it would be lost if the other one died after all."""
    monkeypatch.setattr("bot.store.messages._PATIENCE_SECONDS", 0.1)
    one, other = bots
    assert await one.messages.begin_event("telegram", "1")
    with pytest.raises(ElsewhereError):
        await other.messages.begin_event("telegram", "1")
    end(shared_place, one)
    monkeypatch.undo()
    assert await other.messages.begin_event("telegram", "1")


async def test_an_album_is_gathered_by_one_bot(bots: tuple[Store, Store], shared_place: PostgresPlace) -> None:
    """By the one that has its first photo, for as long as that one is alive; where a bot is alone it is always ours."""
    one, other = bots
    assert [await store.messages.holds("telegram", "album 1") for store in (one, other, one)] == [True, False, True]
    end(shared_place, one)
    assert await other.messages.holds("telegram", "album 1")
    async with Store.open(shared_place.key.with_name("db")) as alone:
        assert await alone.messages.holds("telegram", "album 1")


async def test_many_events_at_once_are_each_one_bots(bots: tuple[Store, Store]) -> None:
    """Both get all of them at the same time, as by a gateway: each is begun once."""

    async def handled(store: Store, event: str) -> bool:
        if is_mine := await store.messages.begin_event("discord", event):
            await store.messages.finish_event("discord", event)
        return is_mine

    for number in range(10):
        assert sum(await asyncio.gather(*(handled(store, str(number)) for store in bots))) == 1


async def test_what_a_dead_bot_had_begun_is_taken_over(bots: tuple[Store, Store], shared_place: PostgresPlace) -> None:
    """An event under way, and the news; a living one's are left to it."""
    one, other = bots
    assert await one.messages.begin_event("telegram", "1")
    async with one.news.telling() as may:
        assert may
        async with other.news.telling() as may_too:
            assert not may_too
        waiting = asyncio.create_task(other.messages.begin_event("telegram", "1"))
        end(shared_place, one)
        assert await waiting is True
        async with other.news.telling() as may_then:
            assert may_then
    async with one.news.telling() as again:
        assert again


async def test_how_fast_somebody_asks_is_counted_by_both(bots: tuple[Store, Store]) -> None:
    """So many a minute in all; what is refused takes nothing; others have their own."""
    one, other = bots
    took = [await store.rates.take("query", "web", "anna", 1, 4) for store in (one, other, one, other)]
    assert took == [0, 0, 0, 0]
    assert [await store.rates.take("query", "web", "anna", 1, 4) for store in bots] == [15, 15]
    assert await one.rates.take("query", "web", "ben", 4, 4) == 0
    assert await other.rates.take("way", "web", "anna", 1, 4) == 0
    await one.rates.prune()
    assert await one.rates.take("query", "web", "anna", 1, 4) > 0


async def test_settings_are_the_others_too_at_once(bots: tuple[Store, Store]) -> None:
    """No bot goes by what it has read before."""
    one, other = bots
    group = Chat("telegram", "-1", "group")
    assert (await other.people.settings(PERSON, CHAT), await other.chats.settings(group)) == (
        PersonSettings(),
        ChatSettings(),
    )
    await one.people.set_settings(PERSON, CHAT, PersonSettings("pt"))
    await one.chats.set_settings(group, ChatSettings(True))
    assert await other.people.settings(PERSON, CHAT) == PersonSettings("pt")
    assert await other.chats.settings(group) == ChatSettings(True)


async def test_a_note_on_a_message_is_what_was_written_last(bots: tuple[Store, Store]) -> None:
    """By whichever bot: which menu of a message is open is not remembered beside the store."""
    one, other = (TelegramNotes(store.files, "1/menus") for store in bots)
    assert await other.get("m") == ""
    await one.put("m", "open")
    assert await other.get("m") == "open"
    await other.put("m", "closed")
    assert await one.get("m") == "closed"
    await one.put("m", "open")
    assert await other.get("m") == "open"


async def test_what_two_bots_do_at_once_is_as_if_one_after_the_other(bots: tuple[Store, Store]) -> None:
    """A limit of five saved products holds, though both count before they write."""
    saves = (store.saved.add(PERSON, CHAT, Product(f"p{n}", "P"), 5) for n in range(8) for store in bots)
    await asyncio.gather(*saves)
    assert len(await bots[0].saved.of(PERSON, CHAT)) == 5


async def test_a_server_that_was_started_anew(bots: tuple[Store, Store], shared_place: PostgresPlace) -> None:
    """Broken connections are made again: what is read next is read, and written what is written next."""
    query_id = await recorded(bots[0], "a")
    sql(shared_place, TERMINATE + "application_name = 'lookalike'")
    for _ in range(4):
        assert await bots[0].queries.find(query_id, PERSON, CHAT) is not None
    assert await bots[1].messages.begin_event("web", "1")
    await bots[0].verdicts.set(query_id, "a", PERSON, CHAT, "up")


async def test_what_cannot_be_written_now_is_written_later(
    postgres_url: str, shared_place: PostgresPlace, caplog: pytest.LogCaptureFixture
) -> None:
    """While the server lets nobody in, answers are kept in memory, and have their buttons; then they are written."""
    user = f"shop_{time.monotonic_ns()}"
    admin = PostgresPlace(postgres_url, Path())
    sql(admin, f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
    schema = shared_place.url.rpartition("%3D")[2]
    sql(admin, f"GRANT ALL ON SCHEMA {schema} TO {user}")
    place = replace(shared_place, url=shared_place.url.replace("//lookalike:", f"//{user}:"))
    async with Store.open(place) as store:
        sql(admin, f"ALTER ROLE {user} NOLOGIN")
        sql(admin, TERMINATE + "usename = ?", user)
        query_id = await recorded(store, "a")
        assert await store.queries.find(query_id, PERSON, CHAT) is not None
        assert "kept in memory meanwhile" in caplog.text
        with pytest.raises(StoreError, match="cannot be reached"):
            await store.verdicts.set(query_id, "a", PERSON, CHAT, "up")
        sql(admin, f"ALTER ROLE {user} LOGIN")
        assert store._db._catching_up is not None
        await store._db._catching_up
    assert sql(shared_place, "SELECT query_id FROM queries") == [(query_id,)]


async def test_two_that_start_together(shared_place: PostgresPlace) -> None:
    """One makes the tables, the other waits for it; both have the same key."""

    async def started() -> str:
        async with Store.open(shared_place) as store:
            return store.queries.seal("x")

    first, second = await asyncio.gather(started(), started())
    assert first == second


@pytest.mark.parametrize("version", (1, len(MIGRATIONS) - 1))
async def test_an_older_version_is_brought_up_to_date(
    shared_place: PostgresPlace, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """Step by step, what is in it staying; a newer one is refused, with what to run."""
    from bot.store.sql import postgres

    with monkeypatch.context() as older:
        older.setattr(postgres, "MIGRATIONS", MIGRATIONS[:version])
        async with Store.open(shared_place) as store:
            await store.verdicts._db.execute("INSERT INTO meta VALUES ('kept', 'it')")
    assert f"brings it from version {version} to {len(MIGRATIONS)}" in look_at_database(shared_place)
    async with Store.open(shared_place) as store:
        assert await store.queries.find(await recorded(store, "a"), PERSON, CHAT) is not None
        assert look_at_database(shared_place).endswith("can be read and written; bots at work on it: 1")
    assert sql(shared_place, "SELECT value FROM meta WHERE key = 'kept'") == [("it",)]
    sql(shared_place, "UPDATE schema_version SET version = 999")
    with pytest.raises(StoreError, match=r"version 999.*run the newer Lookalike"):
        async with Store.open(shared_place):
            pass


async def test_a_key_is_the_same_for_all(shared_place: PostgresPlace, tmp_path: Path) -> None:
    """A bot without it, or with another one, does not start, and is told what to copy."""
    async with Store.open(shared_place):
        pass
    for key, state in ((tmp_path / "none", "missing"), (tmp_path / "other", "another one")):
        if state != "missing":
            key.write_bytes(b"k" * 32)
        with pytest.raises(StoreError, match=rf"is {state} here: copy it to {key}"):
            async with Store.open(replace(shared_place, key=key)):
                pass
        assert key.exists() == (state != "missing")


@pytest.mark.parametrize(
    ("change", "sentence"),
    (
        ((f":{PASSWORD}@", ":wrong-one@"), "refuses user or password: correct [store] url"),
        (("//lookalike:", "//nobody:"), "refuses user or password"),
        (("/postgres?", "/nothing?"), "the database nothing at 127.0.0.1"),
        (("?options=", "?nonsense="), "is no address"),
        (("127.0.0.1", "nowhere.invalid"), "cannot be reached: start the server, or correct [store] url"),
    ),
)
async def test_what_cannot_be_opened_is_one_sentence(
    shared_place: PostgresPlace, tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    """With what to do about it and without the password: at a start, and in what `check` says."""
    place = replace(shared_place, url=shared_place.url.replace(*change))
    with pytest.raises(StoreError) as caught:
        async with Store.open(place):
            pass
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value) and not {PASSWORD, "wrong-one"} & set(str(caught.value).split())
    configure(place, tmp_path)
    found = {each.name: each for each in findings(load_config(tmp_path / "config.toml", {}))}
    assert found["store"].remedy and sentence.partition(":")[0] in str(found["store"])


async def test_the_extra_is_named_where_it_is_not_installed(
    shared_place: PostgresPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, with the command."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"needs one package more: .*pip install '\.\[postgres\]'"):
        look_at_database(shared_place)


async def test_a_sign_that_postgresql_cannot_hold(shared_place: PostgresPlace) -> None:
    """A NUL in a title or in what a button says is left out, and nothing fails."""
    async with Store.open(shared_place) as store:
        query = asked("a")
        query_id = await store.queries.record(replace(query, about="A\0B"), PERSON, CHAT)
        found = await store.queries.find(query_id + "\0", Person("1"), CHAT)
        assert found is not None and found.about == "AB"


async def test_moved_from_a_file(
    shared_place: PostgresPlace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command brings all tables of an SQLite file, counted, and known shoppers are known; it refuses while a bot
    runs on either, a database that is not new, and does nothing by halves."""
    path = tmp_path / "bot.sqlite"
    here = replace(shared_place, key=tmp_path / "bot.sqlite.key")
    (tmp_path / "config.toml").write_text(f"[store]\npath = '{path}'\nurl = '{here.url}'\n", encoding="utf-8")
    command = ["--config", str(tmp_path / "config.toml"), "--move"]
    assert main(command) == 1
    assert "there is no database at" in capsys.readouterr().err
    async with Store.open(path) as file:
        query_id = await recorded(file, "p1", "p2")
        await file.verdicts.set(query_id, "p1", PERSON, CHAT, "up")
        await file.people.set_settings(PERSON, CHAT, PersonSettings("pt"))
        with the_only_one(path):
            assert await asyncio.to_thread(main, command) == 1
        assert "another bot" in capsys.readouterr().err
    tables = counted(path, [name for (name,) in sql(path, "SELECT name FROM sqlite_master WHERE type = 'table'")])
    assert tables["hits"] == 2 and tables["verdicts"] == 1
    async with Store.open(here):
        assert await asyncio.to_thread(main, command) == 1
    said = capsys.readouterr().err
    assert "at work on the database" in said and "\n" not in said.strip()
    assert await asyncio.to_thread(main, command) == 0
    assert "hits 2" in capsys.readouterr().out
    assert counted(here, tables) == tables
    async with Store.open(here) as moved:
        found = await moved.queries.find(query_id, PERSON, CHAT)
        assert found is not None and [hit.product.id for hit in found.answer.hits] == ["p1", "p2"]
        assert await moved.people.settings(PERSON, CHAT) == PersonSettings("pt")
    assert await asyncio.to_thread(main, command) == 1
    assert "holds something already" in capsys.readouterr().err


def counted(place: Place, names: Iterable[str]) -> dict[str, int]:
    """Rows by table."""
    return {name: sql(place, f"SELECT count(*) FROM {name}")[0][0] for name in names}  # noqa: S608
