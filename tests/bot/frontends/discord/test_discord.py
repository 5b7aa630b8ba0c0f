"""A shopper's way through the bot in Discord: the real library against a Discord on loopback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.report import read_report
from tests.bot.frontends.discord.loopback.rules import GALLERY, SECTION, THUMBNAIL, components_of
from tests.bot.frontends.discord.loopback.server import BOT_ID, DiscordServer, is_ephemeral, is_v2
from tests.bot.frontends.discord.people import DiscordUser, button, option, read
from tests.bot.frontends.discord.rig import FRIEND_ID, RunningDiscord, running_discord, shop
from tests.bot.rig import photo


@pytest.fixture
async def running(discord: DiscordServer, tmp_path: Path, index: Path) -> AsyncIterator[RunningDiscord]:
    """The bot in it, with the small shop."""
    async with shop(tmp_path / "db.sqlite", index) as conversation, running_discord(discord, conversation) as bot:
        yield bot


async def test_find_answers_with_five_products(running: RunningDiscord) -> None:
    """/find with a photo: acknowledged, then five products with picture, title as link, price, two thumbs and a heart,
    the photo's own product first, a button for the next five, and "More like this" as a choice among them."""
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(3)))
    (message,) = await asker.answer(asked)
    assert asked.callback["type"] == 5
    assert is_v2(message) and not is_ephemeral(message)
    parts = list(components_of(message))
    assert len([part for part in parts if part["type"] == SECTION]) == 5
    pictures = [part["media"]["url"] for part in parts if part["type"] == THUMBNAIL]
    assert len(set(pictures)) == 5
    assert {url.removeprefix("attachment://") for url in pictures} == {a["filename"] for a in message["attachments"]}
    assert "**1. [Daisy pattern](https://shop.example/3)**\n€13.50" in read(message)
    assert [part["label"] for part in parts if part.get("label", "").startswith("Next")] == ["Next 5"]
    for emoji in ("👍", "👎", "❤️"):
        assert button(message, emoji, 5)["custom_id"]
    assert option(message, "5: More like this")
    assert len(parts) == 40


async def test_a_thumb_changes_the_answer_in_place(running: RunningDiscord) -> None:
    """👍 is drawn as pressed on the same message, without sending the pictures again; pressed once more it is taken
    back."""
    asker = running.someone(direct=True)
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    before = len(running.server.messages)
    asked = await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: button(message, "👍")["style"] == 3)
    assert asked.callback == {"type": 6}
    assert len(running.server.messages) == before
    assert [each.files for each in running.server.called("PATCH", "@original")][-1] == []
    await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: button(message, "👍")["style"] == 2)


async def test_the_next_five_come_as_a_new_message(running: RunningDiscord) -> None:
    """ "Next 5" leaves the first answer as it was, and shows others below."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    following = next(part for part in components_of(message) if part.get("label") == "Next 5")
    first, second = await asker.answer(await asker.press(message, following["custom_id"]), 2)
    assert first is message
    assert "**6. [" in read(second) and "Daisy" not in read(second)


async def test_a_friend_has_a_verdict_of_their_own(running: RunningDiscord) -> None:
    """In a channel a friend's 👎 is counted where all can see it, and does not press the asker's button."""
    asker, friend = running.someone(), running.someone(FRIEND_ID)
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    await friend.press(message, button(message, "👎")["custom_id"])
    await running.server.until(lambda: "👎 1" in read(message))
    assert button(message, "👎")["style"] == 2
    await asker.press(message, button(message, "👎")["custom_id"])
    await running.server.until(lambda: "👎 2" in read(message))
    assert button(message, "👎")["style"] == 3


async def verdicts(database: Path) -> tuple[int, int]:
    """All thumbs up and down that are written down by now."""
    await asyncio.sleep(1)
    found = await asyncio.to_thread(read_report, database, 0, time.time() + 1)
    return found.ups, found.downs


@pytest.mark.parametrize("direct", [True, False])
async def test_reactions_are_verdicts(running: RunningDiscord, tmp_path: Path, direct: bool) -> None:
    """Anybody's 👎 on an answer counts and can be taken back, the bot's own does not; no message is sent for any."""
    asker = running.someone(direct=direct)
    asked = await asker.say("", asker.attachment(photo(2)), mention=not direct)
    (message,) = await asker.replies(after=asked)
    await DiscordUser(running.server, BOT_ID, direct=direct).react(message, "👎")
    await asker.react(message, "👎")
    while (counted := await verdicts(tmp_path / "db.sqlite")) == (0, 0):
        pass
    assert counted == (0, 1)
    await asker.react(message, "👎", removed=True)
    while (counted := await verdicts(tmp_path / "db.sqlite")) == (0, 1):
        pass
    assert counted == (0, 0)
    await running.settled()
    assert [each for each in running.server.messages.values() if not is_ephemeral(each)] == [message]


async def test_buttons_work_after_a_restart(discord: DiscordServer, tmp_path: Path, index: Path) -> None:
    """What was shown before the bot was stopped can be pressed afterwards, and the commands are not sent again."""
    database = tmp_path / "db.sqlite"
    async with shop(database, index) as conversation, running_discord(discord, conversation) as bot:
        asker = bot.someone()
        (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    async with shop(database, index) as conversation, running_discord(discord, conversation) as bot:
        await bot.someone().press(message, button(message, "👍")["custom_id"])
        await discord.until(lambda: button(message, "👍")["style"] == 3)
        assert discord.command_writes == 1


async def test_a_press_without_the_messages_components_counts(running: RunningDiscord) -> None:
    """A server that tells a press without the message's components, or without its flags, has meant it all the
    same, and it is answered once."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    custom_id = button(message, "👍")["custom_id"]
    bare = {**message, "components": [], "flags": 0}
    await asker.press(message, custom_id, told=bare)
    await running.server.until(lambda: button(message, "👍")["style"] == 3)


async def test_an_answer_is_narrowed_and_widened(running: RunningDiscord) -> None:
    """The form's price is shown as a filter that a button takes away; a reply in words narrows the answer it is on."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3)), max_price=16))
    assert "under €16" in read(message)
    custom_id, value = option(message, "under €16")
    _, wider = await asker.answer(await asker.press(message, custom_id, [value]), 2)
    assert "under" not in read(wider)
    reference = {"message_id": wider["id"], "channel_id": wider["channel_id"]}
    said = await asker.say("under 15", mention=True, message_reference=reference, referenced_message=wider, type=19)
    (narrower,) = await asker.replies(after=said)
    assert "under €15" in read(narrower) and is_v2(narrower)


async def test_more_like_one_of_them(running: RunningDiscord) -> None:
    """That line for a product gives others like it, without it."""
    asker = running.someone(direct=True)
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    custom_id, value = option(message, "1: More like this")
    _, similar = await asker.answer(await asker.press(message, custom_id, [value]), 2)
    assert "More like “Daisy pattern”" in read(similar)
    assert "[Daisy pattern]" not in read(similar)


async def test_several_photos_get_their_answers(running: RunningDiscord) -> None:
    """Two photos in one message are answered together, and what is no photo is said in words beside them."""
    asker = running.someone(direct=True)
    pdf = asker.attachment(b"%PDF", "list.pdf", content_type="application/pdf")
    said = await asker.say("", asker.attachment(photo(2)), pdf)
    messages = await asker.replies(2, after=said)
    told = "\n".join(map(read, messages))
    assert "Cedar pattern" in told and "This is not a photo" in told


async def test_each_of_several_photos_is_shown_with_its_answer(running: RunningDiscord) -> None:
    """Where all see the photos, a small picture of what is meant stands over each answer, and stays when a thumb is
    pressed. What was given to a command in a channel is nobody else's to see."""
    asker = running.someone()
    said = await asker.say("", asker.attachment(photo(2)), asker.attachment(photo(3)), mention=True)
    *_, first, second = await asker.replies(3, after=said)
    assert "Photo 1 of 2 · " in read(first) and "Photo 2 of 2 · " in read(second)
    shown = [gallery(each) for each in (first, second)]
    assert len({*shown}) == 2 and all(each.endswith(".webp") for each in shown)
    await asker.press(second, button(second, "👍")["custom_id"])
    await running.server.until(lambda: button(second, "👍")["style"] == 3)
    assert gallery(second) == shown[1]
    (alone,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    assert not [part for part in components_of(alone) if part["type"] == GALLERY]


def gallery(message: dict[str, Any]) -> str:
    """The name of the one picture above."""
    (shown,) = [part for part in components_of(message) if part["type"] == GALLERY]
    return str(shown["items"][0]["media"]["url"]).rpartition("/")[2]
