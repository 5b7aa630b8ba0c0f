"""Interactions are acknowledged before all work; what happens if that goes wrong, and if one is told twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.messages import Chat, Reply
from tests.bot.frontends.discord.loopback.server import CHANNEL_ID, GUILD_ID, DiscordServer
from tests.bot.frontends.discord.people import read
from tests.bot.frontends.discord.rig import (
    RunningDiscord,
    ScriptedConversation,
    running_discord,
    shop,
)
from tests.bot.rig import photo

# Acknowledgements


@pytest.mark.parametrize("how", ["command", "find", "find similar", "press"])
async def test_an_acknowledgement_waits_for_no_work(
    running: RunningDiscord, script: ScriptedConversation, how: str
) -> None:
    """However long a photo and the answer take, Discord is told before."""
    asker, friend = running.someone(), running.someone(77)
    attachment = asker.attachment(photo(1))
    theirs = await friend.say("look", attachment)
    (message,) = await asker.answer(await asker.command("hello"))
    script.gate.clear()
    running.server.gives_files.clear()
    if how == "find similar":
        asked = await asker.find_similar(theirs)
    elif how == "press":
        asked = await asker.press(message, message["components"][-1]["components"][0]["custom_id"])
    else:
        asked = await asker.command("find" if how == "find" else "hello", photo=attachment)
    await running.server.until(lambda: asked.acknowledged_at)
    script.gate.set()
    running.server.gives_files.set()
    await asker.answer(asked, 2 if how == "press" else 1)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503},
        {"status": 429, "body": {"retry_after": 0.1, "global": False}},
        {"drop": "before"},
        {"drop": "after"},
        {"delay": 2.0},
    ],
)
async def test_an_acknowledgement_that_fails_is_tried_again(running: RunningDiscord, fault: dict[str, Any]) -> None:
    """A refused, lost or slow acknowledgement does not cost the answer, and does not double it."""
    running.server.fail("POST", "/callback", **fault)
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    messages = await asker.answer(asked)
    assert len(messages) == 1 and "Shirt 5" in read(messages[0])


async def test_a_server_that_says_nothing_of_what_it_acknowledged(running: RunningDiscord) -> None:
    """An empty 204 is an acknowledgement too."""
    running.server.describes_acknowledgements = False
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert "Shirt 5" in read(message)


async def test_an_interaction_that_names_no_channel(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Fields that Discord may leave out are not needed: without the channel, the guild is the chat."""
    asker = running.someone()
    await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    bare = {key: asker.last_event[key] for key in asker.last_event if key not in ("channel", "channel_id", "context")}
    await running.server.gateway.dispatch("INTERACTION_CREATE", {**bare, "id": str(running.server.next_id())})
    await running.server.until(lambda: len(script.events) == 2)
    assert script.events[1].chat == Chat("discord", str(GUILD_ID), "group")


async def test_a_late_acknowledgement_falls_back_to_a_message(running: RunningDiscord) -> None:
    """If Discord has given the interaction up, the answer comes as a message in the channel."""
    asker = running.someone()
    running.server.fail("POST", "/callback", status=404, body={"code": 10062, "message": "Unknown interaction"})
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    (message,) = await asker.replies()
    assert "Shirt 1" in read(message) and asked.message_ids == []


async def test_what_only_the_asker_was_to_see_falls_back_to_a_direct_message(running: RunningDiscord) -> None:
    """The fallback of a private answer is never the channel."""
    asker, friend = running.someone(), running.someone(77)
    theirs = await friend.say("look", friend.attachment(photo(5)))
    running.server.fail("POST", "/callback", status=404, body={"code": 10062, "message": "Unknown interaction"})
    await asker.find_similar(theirs)
    (message,) = await running.someone(direct=True).replies()
    assert "Shirt 1" in read(message)
    assert all(each["channel_id"] != str(CHANNEL_ID) for each in running.server.messages.values())


async def test_a_token_that_runs_out_during_the_work(running: RunningDiscord, script: ScriptedConversation) -> None:
    """After a quarter of an hour the answer still comes, as a message."""
    script.gate.clear()
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: asked.acknowledged_at)
    asked.expired = True
    script.gate.set()
    await running.server.until(lambda: [each for each in running.server.messages.values() if "Shirt 1" in read(each)])
    assert running.server.called("POST", f"/channels/{CHANNEL_ID}/messages")


async def test_progress_goes_on_when_the_token_has_run_out(discord: DiscordServer) -> None:
    """Long work that is edited in place goes on in one message of its own."""
    replies = [Reply(text=f"{n} %", replaces=True) for n in (10, 50)]
    script = ScriptedConversation(Reply(text="done", replaces=True), interim=tuple(replies))
    discord.fail("PATCH", "@original", status=401, body={"code": 50027, "message": "Invalid Webhook Token"})
    async with running_discord(discord, script) as bot:
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: [each for each in discord.messages.values() if read(each) == "done"])
        sent = [number for number in discord.messages if number not in asked.message_ids]
        assert len(sent) == 1


# Told twice


async def test_an_interaction_that_is_told_twice(running: RunningDiscord, script: ScriptedConversation) -> None:
    """It is handled once."""
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await asker.repeat()
    await asker.answer(asked)
    await running.settled()
    assert len(script.events) == 1 and len(running.server.messages) == 1


async def test_an_interaction_that_is_told_again_after_a_restart(
    discord: DiscordServer, tmp_path: Path, index: Path
) -> None:
    """What the bot answered before it was restarted keeps its one answer."""
    database = tmp_path / "db.sqlite"
    async with shop(database, index) as conversation, running_discord(discord, conversation) as bot:
        asker = bot.someone()
        (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    before = read(message)
    async with shop(database, index) as conversation, running_discord(discord, conversation) as bot:
        await asker.repeat()
        await bot.settled()
    assert read(message) == before and len(discord.messages) == 1
