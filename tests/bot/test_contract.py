"""What front ends build on besides events and replies: settings of chats, suggestions, kept files, deliveries."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.conversation.words.autocomplete import MOST, suggestions
from bot.messages import Chat, Person, Reply
from bot.ports import CatalogueWords, ChatSettings, KeptFiles, StoreError
from bot.store.store import Store
from bot.texts import Texts
from tests.bot.rig import GROUP, Bot, photo

NEW = Chat("telegram", "-100500", kind="group")


async def test_by_default_no_group_is_answered_unasked(bot: Bot) -> None:
    """Every photo is answered only where the chat's own setting says so, for that chat alone, after a restart too."""
    assert not await bot.conversation.answers_every_photo(GROUP)
    await bot.store.chats.set_settings(GROUP, ChatSettings(every_photo=True, language="de"))
    assert await bot.conversation.answers_every_photo(GROUP)
    assert await bot.store.chats.settings(GROUP) == ChatSettings(True, "de")
    assert not await bot.conversation.answers_every_photo(NEW)


async def test_what_is_kept_of_a_group_moves_with_it(bot: Bot) -> None:
    """After Telegram's migration the settings hold under the new id, and old answers can be continued there."""
    await bot.store.chats.set_settings(GROUP, ChatSettings(every_photo=True))
    answer = await bot.ask(photo(1), chat=GROUP)
    await bot.conversation.moved(GROUP, NEW)
    await bot.conversation.moved(GROUP, NEW)  # told twice, as platforms do
    assert await bot.conversation.answers_every_photo(NEW)
    assert not await bot.conversation.answers_every_photo(GROUP)
    query = await bot.store.queries.find(answer.query_id, Person("777"), NEW)
    assert query is not None
    assert query.in_chat


async def test_a_group_that_is_gone_is_forgotten(bot: Bot) -> None:
    """Who is thrown out of a group and asked back in later begins with the defaults."""
    await bot.store.chats.set_settings(GROUP, ChatSettings(every_photo=True))
    await bot.conversation.left(GROUP)
    assert not await bot.conversation.answers_every_photo(GROUP)


async def test_a_database_that_fails_is_no_fault_of_the_front_end(bot: Bot, tmp_path: Path) -> None:
    """The questions that a front end asks in passing never raise."""
    with sqlite3.connect(tmp_path / "db.sqlite", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        await bot.conversation.moved(GROUP, NEW)
        await bot.conversation.left(GROUP)
        other.execute("ROLLBACK")


async def test_kept_files_are_per_bot_and_picture(tmp_path: Path) -> None:
    """A file id is known after a restart, to that bot alone, until it is replaced or forgotten."""
    async with Store.open(tmp_path / "db") as store:
        files: KeptFiles = store.files
        assert await files.known("bot1", "/a.jpg") == ""
        await files.keep("bot1", "/a.jpg", "first")
        await files.keep("bot1", "/a.jpg", "second")
    async with Store.open(tmp_path / "db") as store:
        assert await store.files.known("bot1", "/a.jpg") == "second"
        assert await store.files.known("bot2", "/a.jpg") == ""
        await store.files.forget("bot1", "/a.jpg")
        assert await store.files.known("bot1", "/a.jpg") == ""
    with pytest.raises(StoreError):
        await store.files.known("bot1", "/a.jpg")


async def test_the_catalogue_suggests_its_words(bot: Bot) -> None:
    """What was typed is completed from the served products."""
    found = await bot.conversation.suggest("type", "t-s", "en")
    assert [(option.label, option.value) for option in found] == [("T-shirt", "Tshirts")]
    assert await bot.conversation.suggest("colour", "", "en-GB")
    assert await bot.conversation.suggest("gender", "xyz", "en") == ()


def test_suggestions_begin_with_what_was_typed() -> None:
    """Beginnings come before later words, frequent words before rare ones; at most as many as Discord takes."""
    words = CatalogueWords(types=("Casual Shoes", "Shirts", "Sports Shoes", "Shorts"))
    texts = Texts.for_locale("en")
    assert [each.value for each in suggestions(words, "type", "sh", texts)] == [
        *("Shirts", "Shorts", "Casual Shoes", "Sports Shoes"),
    ]
    many = CatalogueWords(colours=tuple(f"Colour {number}" for number in range(60)))
    assert len(suggestions(many, "colour", "", texts)) == MOST


def test_deliveries_can_be_connected_and_taken_back(bot: Bot) -> None:
    """A front end offers itself, and can take that back twice."""

    async def deliver(chat: Chat, reply: Reply) -> bool:
        raise AssertionError("nothing is to be told")

    bot.conversation.connect("telegram", deliver)
    bot.conversation.disconnect("telegram")
    bot.conversation.disconnect("telegram")
