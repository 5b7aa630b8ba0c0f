"""A shopper's way through the bot in Discord: the real library against a Discord on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.frontends.discord_people import quiet
from tests.bot.frontends.discord_rig import FRIEND_ID, Running, running_discord, shop
from tests.bot.frontends.discord_rules import SECTION, THUMBNAIL, components_of
from tests.bot.frontends.discord_server import DiscordServer, is_ephemeral, is_v2, serving_discord
from tests.bot.rig import photo

Json = dict[str, Any]


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord with one guild."""
    async with serving_discord() as running:
        yield running


@pytest.fixture
async def running(server: DiscordServer, tmp_path: Path, index: Path) -> AsyncIterator[Running]:
    """The bot in it, with the small shop."""
    async with shop(tmp_path / "db.sqlite", index) as conversation, running_discord(server, conversation) as bot:
        yield bot


def texts(message: Json) -> str:
    """All that can be read in a message."""
    return "\n".join(part["content"] for part in components_of(message) if part["type"] == 10)


def button(message: Json, emoji: str, place: int = 1) -> Json:
    """The button with this emoji on the product at `place`."""
    found = [part for part in components_of(message) if (part.get("emoji") or {}).get("name") == emoji]
    return found[place - 1]


async def test_find_answers_with_five_products(running: Running) -> None:
    """/find with a photo: acknowledged within a second, then five products with picture, title as link, price and three
    buttons, the photo's own product first, and a button for the next five."""
    asker = running.someone()
    talk = await asker.command("find", photo=asker.attachment(photo(3)))
    (message,) = await asker.answer(talk)
    assert talk.acknowledged_after < 1
    assert talk.callback["type"] == 5
    assert is_v2(message) and not is_ephemeral(message)
    parts = list(components_of(message))
    assert len([part for part in parts if part["type"] == SECTION]) == 5
    pictures = [part["media"]["url"] for part in parts if part["type"] == THUMBNAIL]
    assert len(set(pictures)) == 5
    assert {url.removeprefix("attachment://") for url in pictures} == {a["filename"] for a in message["attachments"]}
    assert "**1. [Daisy pattern](https://shop.example/3)**\n€13.50" in texts(message)
    assert [part["label"] for part in parts if part.get("label", "").startswith("Next")] == ["Next 5"]
    for emoji in ("👍", "👎", "🔎"):
        assert button(message, emoji, 5)["custom_id"]


async def test_a_thumb_changes_the_answer_in_place(running: Running) -> None:
    """👍 is drawn as pressed on the same message, without sending the pictures again; pressed once more it is taken
    back."""
    asker = running.someone(direct=True)
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    before = len(running.server.messages)
    talk = await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: button(message, "👍")["style"] == 3)
    assert talk.callback == {"type": 6}
    assert len(running.server.messages) == before
    assert [each.files for each in running.server.called("PATCH", "@original")][-1] == []
    await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: button(message, "👍")["style"] == 2)


async def test_the_next_five_come_as_a_new_message(running: Running) -> None:
    """ "Next 5" leaves the first answer as it was, and shows others below."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    following = next(part for part in components_of(message) if part.get("label") == "Next 5")
    first, second = await asker.answer(await asker.press(message, following["custom_id"]), 2)
    assert first is message
    assert "**6. [" in texts(second) and "Daisy" not in texts(second)


async def test_a_friend_has_a_verdict_of_their_own(running: Running) -> None:
    """In a channel a friend's 👎 is counted where all can see it, and does not press the asker's button."""
    asker, friend = running.someone(), running.someone(FRIEND_ID)
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    await friend.press(message, button(message, "👎")["custom_id"])
    await running.server.until(lambda: "👎 1" in texts(message))
    assert button(message, "👎")["style"] == 2
    await asker.press(message, button(message, "👎")["custom_id"])
    await running.server.until(lambda: "👎 2" in texts(message))
    assert button(message, "👎")["style"] == 3


async def test_reactions_are_verdicts(running: Running) -> None:
    """👍 on an answer, by anybody but the bot, is counted and can be taken back; no message is sent for it."""
    asker = running.someone(direct=True)
    asked = await asker.say("", asker.attachment(photo(2)))
    (message,) = await asker.replies(after=asked)
    before = len(running.server.messages)
    await asker.react(message, "👍")
    await asker.react(message, "👍", removed=True)
    await quiet()
    assert len(running.server.messages) == before


async def test_buttons_work_after_a_restart(server: DiscordServer, tmp_path: Path, index: Path) -> None:
    """What was shown before the bot was stopped can be pressed afterwards."""
    database = tmp_path / "db.sqlite"
    async with shop(database, index) as conversation, running_discord(server, conversation) as bot:
        asker = bot.someone()
        (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    async with shop(database, index) as conversation, running_discord(server, conversation) as bot:
        await bot.someone().press(message, button(message, "👍")["custom_id"])
        await server.until(lambda: button(message, "👍")["style"] == 3)
        assert server.command_writes == 1
