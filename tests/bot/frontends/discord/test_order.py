"""A shopper's events are answered in the order in which they came, and nobody waits for another's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.frontends.discord import frontend
from bot.messages import ActionEvent, PhotoEvent, ReactionEvent, TextEvent
from tests.bot.frontends.discord.rig import ANSWER, RunningDiscord, ScriptedConversation
from tests.bot.rig import photo


async def test_words_after_a_photo_are_about_it(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A photo that takes its time, then words, then a press and a reaction: each is heard after the one before."""
    asker = running.someone()
    (before,) = await asker.answer(await asker.command("hello"))
    script.events.clear()
    running.server.gives_files.clear()
    await asker.say("", asker.attachment(photo(1)), mention=True)
    await asker.say("in red", mention=True)
    pressed = await asker.press(before, before["components"][-1]["components"][0]["custom_id"])
    await asker.react(before, "👍")
    await running.server.until(lambda: pressed.acknowledged_at)
    await running.heard()
    assert script.events == []
    running.server.gives_files.set()
    await running.server.until(lambda: len(script.events) == 4)
    assert [type(each) for each in script.events] == [PhotoEvent, TextEvent, ActionEvent, ReactionEvent]


async def test_a_photo_that_nobody_asked_about_keeps_its_place(
    running: RunningDiscord, script: ScriptedConversation
) -> None:
    """Also where the chat's settings have to be asked first, because it answers every photo."""
    script.every_photo = True
    asker = running.someone()
    await asker.say("", asker.attachment(photo(1)))
    await asker.say("in red", mention=True)
    await running.server.until(lambda: len(script.events) == 2)
    assert [type(each) for each in script.events] == [PhotoEvent, TextEvent]


async def test_a_burst_of_photos_is_answered_in_its_order(running: RunningDiscord) -> None:
    """Five photos in a row, of which the first take longest to fetch; a command with a photo among them."""
    asker = running.someone(direct=True)
    for number in range(5):
        running.server.fail("GET", "/cdn/", delay=8.0 - 2 * number)
    said = [await asker.say("", asker.attachment(photo(number))) for number in range(5)]
    answers = await asker.replies(5)
    assert [each["message_reference"]["message_id"] for each in answers] == [int(each["id"]) for each in said]


async def test_answers_that_cannot_be_sent_hold_up_no_photo(
    running: RunningDiscord, script: ScriptedConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord takes no answer to eight shoppers just now; a ninth one's photo is answered all the same."""
    monkeypatch.setattr(frontend, "FINISH_SECONDS", 0.1)
    script.replies = [replace(ANSWER, cards=())]
    waiting = [running.someone(5000 + number, direct=True) for number in range(8)]
    for each in waiting:
        running.server.fail("POST", f"/channels/{each.where}/messages", delay=2400.0)
        await each.say("", each.attachment(photo(1)))
    await running.server.until(lambda: len(script.events) == 8)
    ninth = running.someone(6000, direct=True)
    await ninth.replies(after=await ninth.say("", ninth.attachment(photo(2))))
    assert len(running.server.messages) == 1
