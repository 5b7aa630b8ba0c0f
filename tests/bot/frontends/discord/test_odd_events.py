"""Events that the library cannot read: each costs one line in the log, and nobody their connection or their answer."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import ActionEvent, PhotoEvent, Reply, TextEvent
from tests.bot.frontends.discord.loopback.server import BOT_ID, CHANNEL_ID, GUILD_ID, DiscordServer, serving_discord
from tests.bot.frontends.discord.people import DiscordUser, guild, named, read
from tests.bot.frontends.discord.rig import FRIEND_ID, RunningDiscord, ScriptedConversation, running_discord
from tests.bot.rig import photo

Json = dict[str, Any]
_POLL = {
    **{"question": {"text": "?"}, "answers": [{"answer_id": 1, "poll_media": {"text": "a"}}], "expiry": None},
    **{"allow_multiselect": False, "layout_type": 1},
}
_BAD_EMBED = {"type": "rich", "timestamp": "yesterday"}
# Merged into a message that holds a photo too.
_HALF_READABLE: dict[str, Json] = {
    "a poll without an end": {"poll": _POLL},
    "an embed with a bad time": {"embeds": [_BAD_EMBED]},
    "somebody mentioned who is nobody": {"mentions": [None]},
    "an answer to what cannot be read": {"referenced_message": {"id": "5"}, "message_reference": {"message_id": "5"}},
    "a photo without a size": {"attachments": [{"id": "5", "filename": "a.jpg"}]},
    "a photo of another size than a number": {"attachments": [{"id": "5", "size": None, "content_type": 5}]},
    "a photo beside a file that is none": {"attachments": [None, {"id": "5"}]},
    "words that are none": {"content": None},
}
_ODD = {
    "a message from nobody": ("MESSAGE_CREATE", {"author": None}),
    "an update of nothing": ("MESSAGE_UPDATE", {"id": None}),
    "a command without data": ("INTERACTION_CREATE", {"data": None}),
    "a guild without an id": ("GUILD_CREATE", {"id": "none"}),
    "a channel without a name": ("CHANNEL_CREATE", {"guild_id": str(GUILD_ID)}),
    "a reaction without an emoji": ("MESSAGE_REACTION_ADD", {"emoji": None}),
    "a vote on nothing": ("MESSAGE_POLL_VOTE_ADD", {"answer_id": "x"}),
}


def _message(server: DiscordServer, text: str = "hello") -> Json:
    someone = DiscordUser(server, 77, direct=True)
    return {
        **{"id": str(server.next_id()), "channel_id": str(someone.where), "author": someone.user, "type": 0},
        **{"content": text, "mentions": [], "mention_roles": [], "mention_everyone": False, "embeds": []},
        **{"components": [], "flags": 0, "tts": False, "pinned": False, "attachments": []},
        **{"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None},
    }


@pytest.mark.parametrize("what", _HALF_READABLE)
async def test_what_can_be_read_of_a_message_is_answered(
    running: RunningDiscord, script: ScriptedConversation, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    """With one line about what cannot: the photo reaches the conversation with the words beside it, once."""
    someone, data = running.someone(77, direct=True), photo(2)
    attached = someone.attachment(data)
    added = dict(_HALF_READABLE[what])
    if "attachments" in added:
        added["attachments"] = [each and {"url": attached["url"], **each} for each in added["attachments"]]
    caplog.clear()
    message = {**_message(running.server, "in red"), "attachments": [attached], **added}
    await running.server.gateway.dispatch("MESSAGE_CREATE", message)
    await running.settled()
    (event,) = script.events
    assert isinstance(event, PhotoEvent)
    assert [each.data for each in event.photos] == [data]
    assert event.caption == ("" if what == "words that are none" else "in red")
    assert event.chat.kind == "private" and len(running.server.messages) == 1
    (line,) = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert "MESSAGE_CREATE" in line.getMessage() and line.exc_info is None


async def test_a_message_of_nothing_gets_a_sentence(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Where it was for the bot alone: it is answered as words of no meaning are."""
    message = _message(running.server) | {"content": None, "poll": _POLL}
    await running.server.gateway.dispatch("MESSAGE_CREATE", message)
    await running.settled()
    (event,) = script.events
    assert isinstance(event, TextEvent) and event.text == ""
    assert len(running.server.messages) == 1


async def test_a_command_on_a_half_readable_message(running: RunningDiscord, script: ScriptedConversation) -> None:
    """ "Find similar" finds the photo beside a poll that cannot be read."""
    someone, data = running.someone(), photo(2)
    message = _message(running.server) | {"attachments": [someone.attachment(data)], "poll": _POLL}
    await someone.answer(await someone.find_similar(message))
    (event,) = script.events
    assert isinstance(event, PhotoEvent)
    assert [each.data for each in event.photos] == [data]


async def test_a_half_readable_message_in_a_guild_is_no_direct_one(
    running: RunningDiscord, script: ScriptedConversation
) -> None:
    """Where nobody asked the bot, it says nothing: neither to a message with a bad poll, nor to one whose guild cannot
    be read."""
    where = {"channel_id": str(CHANNEL_ID), "guild_id": str(GUILD_ID)}
    for added in ({"poll": _POLL, **where}, {"poll": _POLL, **where, "guild_id": None}):
        await running.server.gateway.dispatch("MESSAGE_CREATE", {**_message(running.server, "in red"), **added})
    await running.settled()
    assert script.events == []


def _without(place: str) -> Callable[[Json], None]:
    """Takes away what lies there."""
    *path, last = place.split("/")

    def take(event: Json) -> None:
        for key in path:
            event = next(iter(event.values())) if key == "*" else event[int(key) if key.isdecimal() else key]
        event.pop(last)

    return take


_LEAN = [
    *("version", "application_id", "channel", "channel_id", "locale", "entitlements", "context"),
    *("authorizing_integration_owners", "attachment_size_limit", "guild_locale", "app_permissions"),
    *("member/roles", "member/joined_at", "member/flags", "member/permissions", "member/deaf"),
    *("member/user/username", "member/user/discriminator", "member/user/avatar", "member/user/bot"),
]
_LEAN_PRESS = [
    *(
        "message/type",
        "message/author",
        "message/embeds",
        "message/attachments",
        "message/timestamp",
        "message/content",
    ),
    *("message/edited_timestamp", "message/mentions", "message/mention_everyone", "message/tts", "message/pinned"),
    *("message/flags", "message/components", "message/channel_id"),
]
_LEAN_ATTACHMENT = ["proxy_url", "size", "filename", "content_type", "width", "id"]


@pytest.mark.parametrize("place", _LEAN + [f"data/resolved/attachments/*/{each}" for each in _LEAN_ATTACHMENT])
async def test_a_command_that_is_told_in_few_words(
    running: RunningDiscord, script: ScriptedConversation, place: str
) -> None:
    """Whatever a server leaves out that is not what was said, and by whom: the photo is answered."""
    asker, data = running.someone(), photo(2)
    running.server.gateway.changes = _without(place)
    await asker.answer(await asker.command("find", photo=asker.attachment(data)))
    (event,) = script.events
    assert isinstance(event, PhotoEvent) and [each.data for each in event.photos] == [data]


@pytest.mark.parametrize("place", _LEAN + _LEAN_PRESS)
async def test_a_press_that_is_told_in_few_words(
    running: RunningDiscord, script: ScriptedConversation, place: str
) -> None:
    """The same under a message of which little is told."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("hello"))
    running.server.gateway.changes = _without(place)
    more = named(message, "Next 5")
    assert more is not None
    pressed = await asker.press(message, more["custom_id"])
    await running.server.until(lambda: pressed.acknowledged_at)
    await running.server.until(lambda: len(script.events) == 2)
    event = script.events[-1]
    assert isinstance(event, ActionEvent) and event.person.user_id == str(asker.id)


@pytest.mark.parametrize("said", [True, False])
async def test_messages_of_which_a_server_tells_the_id_alone(
    running: RunningDiscord, script: ScriptedConversation, said: bool
) -> None:
    """What was sent is there, and what comes after it too: to a message, and to a command."""
    running.server.describes_messages = False
    script.replies = [Reply(text="One", query_id="q"), Reply(text="Two"), Reply(text="Three", only_for_person=True)]
    asker = running.someone(direct=said)
    if said:
        answers = await asker.replies(3, after=await asker.say("hello"))
    else:
        answers = await asker.answer(await asker.command("hello"), 3)
    assert [read(each) for each in answers] == ["One", "Two", "Three"]
    await running.settled()
    assert [shown.message_ref for _, shown in script.remembered] == [answers[0]["id"]] * bool(script.remembered)


@pytest.mark.parametrize("what", _ODD)
async def test_an_event_that_cannot_be_read(
    running: RunningDiscord, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    """It is passed over with one line; the session goes on, and another person's photo is answered once."""
    event, added = _ODD[what]
    caplog.clear()
    await running.server.gateway.dispatch(event, {**_message(running.server), **added})
    friend = running.someone(FRIEND_ID, direct=True)
    await friend.replies(after=await friend.say("", friend.attachment(photo(2))))
    await running.settled()
    assert len(running.server.messages) == 1
    assert len(running.server.gateway.identified) == 1 and not running.server.gateway.resumed
    (line,) = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert event in line.getMessage() and line.exc_info is None


async def test_a_guild_that_cannot_be_read_from_the_beginning(discord: DiscordServer) -> None:
    """The bot is connected all the same, registers its commands, and answers wherever else it is asked."""
    discord.gateway.guilds += [guild(), {"id": None}]
    async with running_discord(discord, ScriptedConversation(Reply(text="Hello"))) as bot:
        asker = bot.someone()
        await asker.answer(await asker.command("hello"))
        assert len(discord.gateway.identified) == 1


class _OddGateway:
    """A bot that hears whatever Hypothesis makes up, on a loop of its own."""

    def __init__(self, runner: asyncio.Runner, server: DiscordServer, bot: RunningDiscord) -> None:
        self.server = server
        self._runner = runner
        self._bot = bot

    def hears(self, event: str, data: Json) -> None:
        """And goes on hearing: what comes after it is answered in the same session."""
        self._runner.run(self._hear(event, data))

    async def _hear(self, event: str, data: Json) -> None:
        await self.server.gateway.dispatch(event, data)
        await self._bot.heard()
        assert len(self.server.gateway.identified) == 1
        assert not self.server.gateway.resumed


@pytest.fixture(scope="module")
def odd_gateway() -> Iterator[_OddGateway]:
    async def begin() -> tuple[contextlib.AsyncExitStack, DiscordServer, RunningDiscord]:
        async with contextlib.AsyncExitStack() as stack:
            server = await stack.enter_async_context(serving_discord())
            bot = await stack.enter_async_context(running_discord(server, ScriptedConversation()))
            return stack.pop_all(), server, bot
        raise AssertionError("unreachable")

    with asyncio.Runner() as runner:
        stack, server, bot = runner.run(begin())
        yield _OddGateway(runner, server, bot)
        runner.run(stack.aclose())


def _plain_events(server: DiscordServer) -> list[tuple[str, Json]]:
    """One of each kind that the bot asks for, as Discord tells it."""
    message = _message(server)
    someone = DiscordUser(server, 77)
    picture = someone.attachment(photo(1))
    media = {"url": picture["url"], "proxy_url": picture["url"], "content_type": "image/jpeg", "width": 1, "height": 1}
    gallery = {"type": 12, "id": 1, "items": [{"media": media, "description": "", "spoiler": False}]}
    embed = {"type": "image", "url": "https://a.example", "thumbnail": media}
    snapshot = {key: message[key] for key in ("type", "content", "embeds", "attachments", "timestamp", "mentions")}
    member = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0, "user": someone.user}
    channel = guild()["channels"][0] | {"guild_id": str(GUILD_ID)}
    where = {"guild_id": str(GUILD_ID), "channel_id": str(CHANNEL_ID)}
    reaction = {**where, "user_id": "77", "message_id": "5", "emoji": {"id": None, "name": "👍"}, "member": member}
    press = {
        **{"id": "9", "application_id": str(BOT_ID), "type": 3, "token": "t", "version": 1, "user": someone.user},
        **{"data": {"custom_id": "labp0:next q", "component_type": 2}, "message": message, "locale": "en-GB"},
        **{"channel_id": message["channel_id"], "channel": server.direct_channel(77), "entitlements": []},
        **{"authorizing_integration_owners": {}, "attachment_size_limit": 1000, "context": 1},
    }
    command = press | {"type": 2, "data": {"id": "4", "name": "find", "type": 1, "options": [], "resolved": {}}}
    return [
        ("MESSAGE_CREATE", message | {"attachments": [picture], "poll": _POLL | {"expiry": "2027-01-01T00:00:00Z"}}),
        ("MESSAGE_CREATE", message | {"embeds": [embed], "components": [gallery], "flags": 1 << 15}),
        ("MESSAGE_CREATE", message | {"message_snapshots": [{"message": snapshot | {"edited_timestamp": None}}]}),
        ("MESSAGE_CREATE", message | {"referenced_message": message, "message_reference": where, "type": 19}),
        ("MESSAGE_CREATE", message | {**where, "member": member}),
        ("MESSAGE_UPDATE", message | {"embeds": [embed]}),
        ("MESSAGE_DELETE", {"id": "5", **where}),
        ("MESSAGE_REACTION_ADD", reaction),
        ("MESSAGE_REACTION_REMOVE", reaction),
        ("INTERACTION_CREATE", press),
        ("INTERACTION_CREATE", command),
        ("GUILD_CREATE", guild()),
        ("GUILD_UPDATE", guild()),
        ("GUILD_ROLE_CREATE", {"guild_id": str(GUILD_ID), "role": guild()["roles"][0]}),
        ("CHANNEL_CREATE", channel | {"id": "66"}),
        ("CHANNEL_UPDATE", channel),
        ("CHANNEL_DELETE", channel | {"id": "66"}),
        ("THREAD_CREATE", channel | {"id": "67", "type": 11, "parent_id": str(CHANNEL_ID), "thread_metadata": {}}),
        ("THREAD_LIST_SYNC", {"guild_id": str(GUILD_ID), "threads": [], "members": []}),
    ]


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All places in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in _places(each, (*path, key)))]


_STRANGE = st.sampled_from([None, "", "x", -1, 2**70, 1.5, True, [], {}, [None], {"id": None}, "\ud800", "9" * 5000])


@given(st.data())
def test_whatever_the_gateway_says(
    odd_gateway: _OddGateway, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    """One place of an event holds something else, or nothing at all: the same session hears what comes next, and no
    traceback is written."""
    event, said = data.draw(st.sampled_from(_plain_events(odd_gateway.server)))
    place = data.draw(st.sampled_from([each for each in _places(said) if each]))
    said = copy.deepcopy(said)
    inner: Any = said
    for key in place[:-1]:
        inner = inner[key]
    if data.draw(st.booleans()):
        inner[place[-1]] = data.draw(_STRANGE)
    else:
        del inner[place[-1]]
    odd_gateway.hears(event, said)
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []
