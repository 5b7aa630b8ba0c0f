"""Deleted means deleted: of every table, what /forget_me and retention leave of a person."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.messages import Chat, Person, Post, Shown
from bot.ports import ChatOffer, ChatSettings, KeptNews, PersonSettings, Product, Watch
from bot.store.opening import Place
from bot.store.store import Store
from tests.bot.store.databases import sql, tables
from tests.bot.store.test_store import asked

ME, FRIEND = Person("user-of-mine-4711", "de"), Person("2002")
PRIVATE, GROUP = Chat("telegram", ME.user_id), Chat("telegram", "-500", "group")
# What each table may hold after I have had everything forgotten, and after nobody has come for longer than is kept.
# A new table has to be thought about here.
LEFT = {
    "queries": (1, 0),  # my friend's
    "hits": (1, 0),
    "verdicts": (0, 0),
    "corrections": (0, 0),
    "anonymous_verdicts": (1, 0),
    "messages": (1, 0),
    "events": (1, 0),  # a keyed hash of the platform's id, nothing of a person
    "rates": (
        1,
        0,
    ),  # a keyed hash of whoever asked in the last minute; it goes with the next pruning, of all who stopped
    "meta": (1, 1),  # the key's fingerprint
    "chats": (1, 1),  # what a group's admins have set for the group
    "files": (2, 0),  # a product's picture, and the note on my friend's answer
    "people": (0, 0),
    "saved": (0, 0),
    "watches": (0, 0),
    "offers": (1, 1),  # the shop's own products: of their messages, keyed hashes alone
    "offer_pictures": (1, 1),
}
TIMES = {"queries": "asked_at", "events": "seen_at", "files": "kept_at", "people": "set_at", "saved": "saved_at"}
TIMES |= {"watches": "made_at", "rates": "at"}


async def everything(store: Store) -> None:
    """I leave something in every table, in private and in a group; so does a friend there."""
    for chat in (PRIVATE, GROUP):
        mine = await store.queries.record(replace(asked("a"), is_group=chat is GROUP), ME, chat)
        await store.messages.remember(chat, [Shown(mine, f"m{chat.chat_id}")])
        await store.files.keep("bot/menus", f"note {chat.chat_id}", "{}", chat, mine)
        await store.verdicts.count_anonymous(mine, "a", "up", 1)
    await store.files.keep("bot/menus", "note on no answer", "{}", PRIVATE)
    theirs = await store.queries.record(replace(asked("a"), is_group=True), FRIEND, GROUP)
    await store.verdicts.set(theirs, "a", ME, GROUP, "up")
    await store.verdicts.set(mine, "a", FRIEND, GROUP, "up")
    await store.verdicts.correct(mine, "type", FRIEND, GROUP, "Shirts", "Tshirts")
    await store.verdicts.correct(theirs, "gender", ME, GROUP, "Men", "Women")
    await store.verdicts.count_anonymous(theirs, "a", "up", 1)
    await store.messages.remember(GROUP, [Shown(theirs, "theirs")])
    await store.files.keep("bot/menus", "note on theirs", "{}", GROUP, theirs)
    await store.files.keep("bot", "/pictures/a.jpg", "file")
    await store.messages.finish_event("web", f"{ME.user_id}:1")
    if store.rates.is_shared:
        await store.rates.take("query", "telegram", ME.user_id, 1, 5)
    await store.chats.set_settings(GROUP, ChatSettings(True, "de"))
    await store.people.set_settings(ME, PRIVATE, PersonSettings("de", tells=True))
    await store.saved.add(ME, PRIVATE, Product("a", "A"), 5)
    watch = Watch("", mine, "what", b"q", "e", (), 0.5, frozenset(), "i")
    assert await store.watches.add(ME, PRIVATE, watch, 5)
    picture = await store.offers.keep_picture(b"\xff\xd8 a picture")
    await store.offers.put(ChatOffer(Product("chat-1", "Dress")), [(picture, Post(PRIVATE, "7"))])


def counts(place: Place) -> dict[str, int]:
    return {each: sql(place, f"SELECT count(*) FROM {each}")[0][0] for each in tables(place)}  # noqa: S608


def whole(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def test_nothing_of_a_person_is_left(place: Place, tmp_path: Path) -> None:
    """In no table, after /forget_me; nor of anybody, once all of it is older than is kept. Their id is in no file."""
    async with Store.open(place) as store:
        await everything(store)
        before = counts(place)
        assert set(before) == set(LEFT), "a table of which this test says nothing"
        unused = set() if store.rates.is_shared else {"rates"}
        assert {table for table, count in before.items() if not count} == unused
        assert f"{ME.user_id}:1".encode() not in whole(tmp_path)
        await store.people.forget(ME, PRIVATE)
        assert counts(place) == {table: left if table not in unused else 0 for table, (left, _) in LEFT.items()}
        assert ME.user_id.encode() not in whole(tmp_path)
        await everything(store)
        for table, column in TIMES.items():
            sql(place, f"UPDATE {table} SET {column} = {column} - 40 * 86400")  # noqa: S608
        assert await store.prune(30) == 4
        assert counts(place) == {table: left for table, (_, left) in LEFT.items()}
        assert ME.user_id.encode() not in whole(tmp_path)


async def test_news_on_their_way_bring_nobody_back(place: Place) -> None:
    """Somebody who has everything forgotten while news are delivered to them is not written down again."""
    async with Store.open(place) as store:
        await everything(store)
        ((recipient,),) = [page async for page in store.news.recipients(time.time(), "another", 20)]
        await store.people.forget(ME, PRIVATE)
        await store.news.told([KeptNews(recipient, recipient.saved, recipient.watches)], "another", time.time())
    assert counts(place)["people"] == 0


async def test_what_another_program_reads_is_deleted_from_the_log_afterwards(tmp_path: Path) -> None:
    """While a backup holds the write-ahead log, what was forgotten stays in it; it is emptied as soon as that ends."""
    async with Store.open(tmp_path / "db") as store:
        await store.people.set_settings(ME, PRIVATE, PersonSettings(tells=True))
        with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM people").fetchall()
            await store.people.forget(ME, PRIVATE)
            assert (tmp_path / "db-wal").stat().st_size
            other.execute("ROLLBACK")
        assert store._db._catching_up is not None
        await store._db._catching_up
        assert (tmp_path / "db-wal").stat().st_size == 0
