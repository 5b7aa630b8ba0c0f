"""What goes wrong when replies are sent, and what the shopper sees of it: nothing lost, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages import Button, Chat, CommandEvent, Document, Reply
from tests.bot.frontends.discord.loopback.rules import THUMBNAIL, components_of
from tests.bot.frontends.discord.loopback.server import CHANNEL_ID, DiscordServer, is_ephemeral, is_v2
from tests.bot.frontends.discord.people import button, read
from tests.bot.frontends.discord.rig import (
    ANSWER,
    ASKER_ID,
    RunningDiscord,
    ScriptedConversation,
    running_discord,
)
from tests.bot.rig import photo

# Sending


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502, "times": 2},
        {"status": 429, "body": {"retry_after": 0.2, "global": False}, "times": 3},
        {"status": 429, "headers": {"Via": "1.1 proxy"}, "body": {"retry_after": 0.2, "global": False}},
        {"status": 429, "headers": {"Retry-After": "1"}, "body": {"message": "banned"}},
        {"drop": "before"},
        {"drop": "after"},
    ],
)
async def test_an_answer_that_is_refused_for_the_moment(running: RunningDiscord, fault: dict[str, Any]) -> None:
    """The answer to an interaction comes, once."""
    running.server.fail("PATCH", "@original", **fault)
    asker = running.someone()
    messages = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    await running.settled()
    assert len(messages) == 1 and "Shirt 5" in read(messages[0])


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 429, "body": {"retry_after": 0.2, "global": False}},
        {"drop": "before"},
        {"drop": "after"},
    ],
)
async def test_a_message_that_is_refused_for_the_moment(running: RunningDiscord, fault: dict[str, Any]) -> None:
    """So does the answer to a message, also if the connection broke after Discord had taken it."""
    running.server.fail("POST", r"/channels/\d+/messages", **fault)
    asker = running.someone(direct=True)
    asked = await asker.say("", asker.attachment(photo(1)))
    messages = await asker.replies(after=asked)
    await running.settled()
    assert len(messages) == 1 and len(running.server.messages) == 1


# More than there is room for: what gives way depends on the pictures.
_THUMBS = tuple(Button(icon, f"{icon} q", icon) for icon in "👍👎🔎")
_FULL = replace(
    ANSWER,
    text="second",
    cards=tuple(replace(card, buttons=_THUMBS) for card in ANSWER.cards),
    buttons=tuple((Button(f"Go on {n}", f"go q {n}"),) for n in range(1, 5)),
)


@pytest.mark.parametrize("second", [Reply(text="second"), _FULL])
@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after", "times": 2}])
async def test_a_further_message_of_an_interaction(
    discord: DiscordServer, fault: dict[str, Any], second: Reply
) -> None:
    """A follow-up whose connection broke is looked for before it is sent again."""
    script = ScriptedConversation(Reply(text="first"), second)
    async with running_discord(discord, script) as bot:
        discord.fail("POST", r"/webhooks/", **fault)
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: [each for each in discord.messages.values() if "second" in read(each)])
        await bot.settled()
        assert len(asked.message_ids) == 2


async def test_pictures_that_are_too_large_together(running: RunningDiscord) -> None:
    """If Discord refuses the size, the answer comes with fewer pictures, and with all its products."""
    whole = sum(len(card.picture.data) for card in ANSWER.cards if card.picture)
    # The interaction announces a limit that the server then does not keep to.
    asker = running.someone()
    asked_limit = running.server.upload_limit
    running.server.fail(
        *("PATCH", "@original"), status=413, body={"code": 40005, "message": "Request entity too large"}
    )
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert asked_limit > whole
    assert all(f"Shirt {n}" in read(message) for n in range(1, 6))


async def test_pictures_within_the_announced_limit(running: RunningDiscord) -> None:
    """What would not fit is not even tried: the largest pictures are left out, the smaller ones are sent."""
    sizes = sorted(len(card.picture.data) for card in ANSWER.cards if card.picture)
    running.server.upload_limit = sum(sizes[:3]) + 64 * 1024 + 1
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert len(message["attachments"]) == 3
    assert all(f"Shirt {n}" in read(message) for n in range(1, 6))


async def test_a_server_without_components_v2(discord: DiscordServer, script: ScriptedConversation) -> None:
    """There the answer is text and embeds with the same pictures, links and buttons; it is tried only once."""
    discord.takes_v2 = False
    async with running_discord(discord, script) as bot:
        asker = bot.someone()
        for _ in range(2):
            (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
            assert not is_v2(message)
            assert [each["url"] for each in message["embeds"]] == [f"https://shop.example/{n}" for n in range(1, 6)]
            assert len(message["attachments"]) == 5
            assert message["components"][0]["components"][0]["label"] == "Next 5"
        assert len(discord.called("PATCH", "@original")) == 3


@pytest.mark.parametrize("forbidden", ["attach", "embed", "everything rich"])
async def test_missing_permissions(running: RunningDiscord, forbidden: str) -> None:
    """Where the bot may not attach files the pictures are left out, where it may not embed or show components the
    answer is text; the products are always named."""

    def is_forbidden(call: Any) -> bool:
        if forbidden == "attach":
            return bool(call.files)
        if forbidden == "embed":
            return bool(call.files or call.payload.get("flags") or call.payload.get("embeds"))
        return bool(call.files or call.payload.get("components") or call.payload.get("embeds"))

    body = {"code": 50013, "message": "Missing Permissions"}
    running.server.fail("POST", r"/channels/\d+/messages", times=9, status=403, body=body, when=is_forbidden)
    asker = running.someone()
    asked = await asker.say("", asker.attachment(photo(1)), mention=True)
    (message,) = await asker.replies(after=asked)
    assert all(f"Shirt {n}" in read(message) for n in range(1, 6))
    assert is_v2(message) == (forbidden == "attach")


async def test_a_channel_in_which_the_bot_may_not_write(
    running: RunningDiscord, script: ScriptedConversation, caplog: pytest.LogCaptureFixture
) -> None:
    """It gives up after a few tries, with one line in the log, and goes on elsewhere."""
    body = {"code": 50013, "message": "Missing Permissions"}
    running.server.fail("POST", r"/channels/\d+/messages", times=9, status=403, body=body)
    asker = running.someone()
    await asker.say("", asker.attachment(photo(1)), mention=True)
    await running.server.until(lambda: "did not take an answer: 403" in caplog.text)
    await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert len([each for each in caplog.records if each.levelname == "ERROR"]) == 1


async def test_replies_need_no_reading_of_the_history(running: RunningDiscord) -> None:
    """Where the bot may not refer to the photo's message, it answers without."""
    body = {"code": 160002, "message": "Cannot reply without permission to read message history"}
    running.server.fail(
        *("POST", r"/channels/\d+/messages"),
        times=9,
        status=400,
        body=body,
        when=lambda call: "message_reference" in call.payload,
    )
    asker = running.someone()
    asked = await asker.say("", asker.attachment(photo(1)), mention=True)
    (message,) = await asker.replies(after=asked)
    assert is_v2(message) and "message_reference" not in message


async def test_a_promise_that_was_deleted(running: RunningDiscord, script: ScriptedConversation) -> None:
    """If a moderator deletes "is thinking ..." meanwhile, the answer comes as a new message."""
    script.gate.clear()
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: asked.message_ids)
    del running.server.messages[asked.message_ids[0]]
    script.gate.set()
    (message,) = await asker.answer(asked)
    assert "Shirt 5" in read(message)


async def test_a_pressed_message_that_was_deleted(running: RunningDiscord, script: ScriptedConversation) -> None:
    """What was to be changed in a message that is gone comes as a new one."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    script.replies = [Reply(text="Changed", replaces=True)]
    del running.server.messages[int(message["id"])]
    asked = await asker.press(message, message["components"][-1]["components"][0]["custom_id"])
    await running.server.until(lambda: len(asked.message_ids) == 2)
    assert read(running.server.messages[asked.message_ids[1]]) == "Changed"


# Delivering what nobody has just asked for


async def test_deliveries(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A message of its own, to a person or into a channel; it is said when a chat can never be reached again."""
    assert script.deliver is not None
    assert await script.deliver(Chat("discord", str(ASKER_ID)), ANSWER)
    (message,) = await running.someone(direct=True).replies()
    assert (Chat("discord", str(ASKER_ID)), message["id"]) in [(c, s.message_ref) for c, s in script.remembered]
    assert await script.deliver(Chat("discord", str(CHANNEL_ID), "group"), ANSWER)
    path = r"/channels/\d+/messages"
    running.server.fail("POST", path, status=403, times=9, body={"code": 50007, "message": "Cannot send to this user"})
    assert not await script.deliver(Chat("discord", str(ASKER_ID)), ANSWER)
    running.server.faults.clear()
    running.server.fail("POST", path, status=404, body={"code": 10003, "message": "Unknown Channel"})
    assert not await script.deliver(Chat("discord", "5", "group"), ANSWER)


_WAITS = pytest.param({"status": 500}, marks=pytest.mark.slow)  # as discord.py does


@pytest.mark.parametrize("fault", [_WAITS, {"status": 429}, {"status": 400}, {"drop": "before"}])
async def test_a_delivery_that_fails(
    running: RunningDiscord, script: ScriptedConversation, fault: dict[str, Any]
) -> None:
    """It has not arrived, and the chat is not gone: it is to be sent again another time, and then it is there once."""
    assert script.deliver is not None
    running.server.fail("POST", r"/channels/\d+/messages", times=30, **fault)
    chat = Chat("discord", str(ASKER_ID))
    assert await script.deliver(chat, ANSWER) is None
    running.server.faults.clear()
    assert await script.deliver(chat, ANSWER)
    assert len(running.server.messages) == 1
    assert script.gone == []


@pytest.mark.parametrize("how", ["press", "message"])
async def test_a_picture_that_an_answer_has_lost(
    running: RunningDiscord, script: ScriptedConversation, how: str
) -> None:
    """Discord refuses the change of an answer one of whose pictures is gone: they are sent again, and nothing of the
    answer is lost, neither pictures nor buttons."""
    changed = replace(ANSWER, text="Changed", replaces=True)
    asker = running.someone(direct=how == "message")
    if how == "press":
        (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
        del message["attachments"][2:]
        script.replies = [changed]
        await asker.press(message, button_id(message))
    else:
        script.interim, script.replies = (replace(ANSWER, replaces=True),), [changed]
        script.gate.clear()
        (message,) = await asker.replies(after=await asker.say("", asker.attachment(photo(1))))
        del message["attachments"][2:]
        script.gate.set()
    await running.server.until(lambda: "Changed" in read(message))
    assert is_v2(message) and "Shirt 5" in read(message)
    assert (
        len(message["attachments"]) == len([each for each in components_of(message) if each["type"] == THUMBNAIL]) == 5
    )
    assert button_id(message)


def button_id(message: dict[str, Any]) -> str:
    """Of the last button."""
    return str(message["components"][-1]["components"][0]["custom_id"])


async def test_a_guild_that_is_left(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Nothing is told any more in the channels of a guild that has removed the bot."""
    guild_id = running.server.gateway.guilds[0]["id"]
    await running.server.gateway.dispatch("GUILD_DELETE", {"id": guild_id})
    await running.server.until(lambda: len(script.gone) == 2)
    assert Chat("discord", str(CHANNEL_ID), "group") in script.gone


async def test_nothing_to_say(running: RunningDiscord, script: ScriptedConversation) -> None:
    """If the conversation is silent, nobody is left watching the bot think."""
    script.replies = []
    asker = running.someone()
    asked = await asker.command("hello")
    await running.server.until(lambda: asked.message_ids and asked.message_ids[0] in running.server.deleted)


async def test_an_answer_for_one_after_a_promise_to_all(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A reply that is for the asker alone is shown so, although the command promised a visible one."""
    script.replies = [Reply(text="too fast", only_for_person=True)]
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: len(asked.message_ids) == 2)
    assert asked.message_ids[0] in running.server.deleted
    assert is_ephemeral(running.server.messages[asked.message_ids[1]])


async def test_progress_for_one_after_a_promise_to_all(discord: DiscordServer) -> None:
    """Progress that is for the asker alone goes on in the one message that only the asker sees."""
    steps = tuple(Reply(text=f"{n} %", replaces=True, only_for_person=True) for n in (10, 50))
    script = ScriptedConversation(Reply(text="done", replaces=True, only_for_person=True), interim=steps)
    async with running_discord(discord, script) as bot:
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: [each for each in discord.messages.values() if read(each) == "done"])
        assert len(asked.message_ids) == 2 and asked.message_ids[0] in discord.deleted
        assert is_ephemeral(discord.messages[asked.message_ids[1]])


async def test_a_change_that_discord_does_not_take(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A message of Components V2 stays one; what cannot be drawn in it is said in it."""
    script.replies = [ANSWER]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    running.server.fail(
        *("PATCH", "@original"),
        status=400,
        body={"code": 50035, "message": "Invalid Form Body"},
        when=lambda call: "attachment://" in str(call.payload),
    )
    script.replies = [replace(ANSWER, text="Changed", replaces=True)]
    await asker.press(message, message["components"][-1]["components"][0]["custom_id"])
    await running.server.until(lambda: "Changed" in read(message))
    assert is_v2(message) and "Shirt 5" in read(message)


async def test_a_document(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A file that the conversation hands over arrives whole, under its name."""
    script.replies = [Reply(text="All of yours", document=Document("export.json", "application/json", b"{}"))]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("hello"))
    assert [each["filename"] for each in message["attachments"]] == ["export.json"]
    assert running.server.files["export.json"] == b"{}"
    assert isinstance(script.events[0], CommandEvent)
    with pytest.raises(IndexError):
        button(message, "👍")


async def test_a_document_that_is_a_picture_is_shown(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A plot stands in the message, with words for who cannot see it."""
    script.replies = [Reply(text="Figures", document=Document("plot.png", "image/png", b"PNG", "A plot"))]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("hello"))
    (gallery,) = (each for each in message["components"] if each["type"] == 12)
    assert [each["description"] for each in gallery["items"]] == ["A plot"]
    assert running.server.files["plot.png"] == b"PNG"
