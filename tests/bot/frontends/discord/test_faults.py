"""What goes wrong between the bot and Discord, and what the shopper sees of it: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.frontends import FrontEndError
from bot.messages import Button, Chat, CommandEvent, Document, Picture, ProductCard, Reply
from tests import ROOT
from tests.bot.frontends.discord.people import button, quiet, read
from tests.bot.frontends.discord.rig import ASKER_ID, Running, Scripted, front_end_for, running_discord, shop
from tests.bot.frontends.discord.server import CHANNEL_ID, GUILD_ID, DiscordServer, is_ephemeral, is_v2
from tests.bot.frontends.web.rig import picture
from tests.bot.rig import draw_shop, photo

ANSWER = Reply(
    text="Five",
    cards=tuple(
        ProductCard(str(n), n, f"Shirt {n}", "€ 10", f"https://shop.example/{n}", Picture(data=picture(60 + n, 80)))
        for n in range(1, 6)
    ),
    buttons=((Button("Next 5", "next q"),),),
    query_id="q",
)


@pytest.fixture
def talk() -> Scripted:
    """A conversation that answers everything with five shirts."""
    return Scripted(ANSWER)


@pytest.fixture
async def running(discord: DiscordServer, talk: Scripted) -> AsyncIterator[Running]:
    """The front end, with that conversation."""
    async with running_discord(discord, talk) as bot:
        yield bot


# Acknowledgements


async def test_an_acknowledgement_waits_for_no_work(running: Running, talk: Scripted) -> None:
    """However long the answer takes, Discord is told within a second."""
    talk.gate.clear()
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: asked.acknowledged_at)
    assert asked.acknowledged_after < 1
    talk.gate.set()
    await asker.answer(asked)


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
async def test_an_acknowledgement_that_fails_is_tried_again(running: Running, fault: dict[str, Any]) -> None:
    """A refused, lost or slow acknowledgement does not cost the answer, and does not double it."""
    running.server.fail("POST", "/callback", **fault)
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    messages = await asker.answer(asked)
    assert len(messages) == 1 and "Shirt 5" in read(messages[0])


async def test_a_server_that_says_nothing_of_what_it_acknowledged(running: Running) -> None:
    """An empty 204 is an acknowledgement too."""
    running.server.describes_acknowledgements = False
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert "Shirt 5" in read(message)


async def test_an_interaction_that_names_no_channel(running: Running, talk: Scripted) -> None:
    """Fields that Discord may leave out are not needed: without the channel, the guild is the chat."""
    asker = running.someone()
    await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    bare = {key: asker.last_event[key] for key in asker.last_event if key not in ("channel", "channel_id", "context")}
    await running.server.gateway.dispatch("INTERACTION_CREATE", {**bare, "id": str(running.server.next_id())})
    await running.server.until(lambda: len(talk.events) == 2)
    assert talk.events[1].chat == Chat("discord", str(GUILD_ID), "group")


async def test_a_late_acknowledgement_falls_back_to_a_message(running: Running) -> None:
    """If Discord has given the interaction up, the answer comes as a message in the channel."""
    asker = running.someone()
    running.server.fail("POST", "/callback", status=404, body={"code": 10062, "message": "Unknown interaction"})
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    (message,) = await asker.replies()
    assert "Shirt 1" in read(message) and asked.message_ids == []


async def test_what_only_the_asker_was_to_see_falls_back_to_a_direct_message(running: Running) -> None:
    """The fallback of a private answer is never the channel."""
    asker, friend = running.someone(), running.someone(77)
    theirs = await friend.say("look", friend.attachment(photo(5)))
    running.server.fail("POST", "/callback", status=404, body={"code": 10062, "message": "Unknown interaction"})
    await asker.find_similar(theirs)
    (message,) = await running.someone(direct=True).replies()
    assert "Shirt 1" in read(message)
    assert all(each["channel_id"] != str(CHANNEL_ID) for each in running.server.messages.values())


async def test_a_token_that_runs_out_during_the_work(running: Running, talk: Scripted) -> None:
    """After a quarter of an hour the answer still comes, as a message."""
    talk.gate.clear()
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: asked.acknowledged_at)
    asked.expired = True
    talk.gate.set()
    await running.server.until(lambda: [each for each in running.server.messages.values() if "Shirt 1" in read(each)])
    assert running.server.called("POST", f"/channels/{CHANNEL_ID}/messages")


async def test_progress_goes_on_when_the_token_has_run_out(discord: DiscordServer) -> None:
    """Long work that is edited in place goes on in one message of its own."""
    replies = [Reply(text=f"{n} %", replaces=True) for n in (10, 50)]
    talk = Scripted(Reply(text="done", replaces=True), interim=tuple(replies))
    discord.fail("PATCH", "@original", status=401, body={"code": 50027, "message": "Invalid Webhook Token"})
    async with running_discord(discord, talk) as bot:
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: [each for each in discord.messages.values() if read(each) == "done"])
        sent = [number for number in discord.messages if number not in asked.message_ids]
        assert len(sent) == 1


# Told twice


async def test_an_interaction_that_is_told_twice(running: Running, talk: Scripted) -> None:
    """It is handled once."""
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await asker.repeat()
    await asker.answer(asked)
    await quiet()
    assert len(talk.events) == 1 and len(running.server.messages) == 1


async def test_an_interaction_that_is_told_again_after_a_restart(
    discord: DiscordServer, tmp_path: Path, index: Path
) -> None:
    """What the bot answered before it was restarted keeps its one answer."""
    database = tmp_path / "db.sqlite"
    async with shop(database, index) as conversation, running_discord(discord, conversation) as bot:
        asker = bot.someone()
        (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(3))))
    before = read(message)
    async with shop(database, index) as conversation, running_discord(discord, conversation):
        await asker.repeat()
        await quiet(0.8)
    assert read(message) == before and len(discord.messages) == 1


# The gateway


@pytest.mark.parametrize("how", ["reconnect", "drop", "invalidate"])
async def test_a_lost_connection(running: Running, talk: Scripted, how: str) -> None:
    """After a reconnect that Discord asks for, a connection that ends without a word, and a session that is over, the
    bot is back, and what happened meanwhile is answered once."""
    gateway, asker = running.server.gateway, running.someone()
    if how == "reconnect":
        await gateway.ask_to_reconnect()
    elif how == "drop":
        gateway.drop()
    else:
        await gateway.invalidate()
    if how == "drop":
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await gateway.connected()
    else:
        await gateway.connected()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await asker.answer(asked)
    await quiet()
    assert len(talk.events) == 1
    assert len(gateway.resumed) == (0 if how == "invalidate" else 1)
    assert running.server.command_writes == 1


async def test_a_session_that_cannot_be_resumed(running: Running) -> None:
    """If the session is forgotten meanwhile, a new one is begun."""
    running.server.gateway.forgets_sessions = True
    running.server.gateway.drop()
    await running.server.gateway.connected()
    asker = running.someone()
    await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert len(running.server.gateway.identified) == 2


async def test_a_proxy_is_not_left_for_a_resume(discord: DiscordServer, talk: Scripted) -> None:
    """Discord names its own address for resuming; with a configured gateway the bot stays with that."""
    discord.gateway.resume_url = "ws://gateway.invalid/"
    async with running_discord(discord, talk) as bot:
        discord.gateway.drop()
        await discord.gateway.connected()
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
        assert len(discord.gateway.resumed) == 1


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
async def test_an_answer_that_is_refused_for_the_moment(running: Running, fault: dict[str, Any]) -> None:
    """The answer to an interaction comes, once."""
    running.server.fail("PATCH", "@original", **fault)
    asker = running.someone()
    messages = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    await quiet()
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
async def test_a_message_that_is_refused_for_the_moment(running: Running, fault: dict[str, Any]) -> None:
    """So does the answer to a message, also if the connection broke after Discord had taken it."""
    running.server.fail("POST", r"/channels/\d+/messages", **fault)
    asker = running.someone(direct=True)
    asked = await asker.say("", asker.attachment(photo(1)))
    messages = await asker.replies(after=asked)
    await quiet()
    assert len(messages) == 1 and len(running.server.messages) == 1


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}])
async def test_a_further_message_of_an_interaction(discord: DiscordServer, fault: dict[str, Any]) -> None:
    """A follow-up whose connection broke is looked for before it is sent again."""
    talk = Scripted(Reply(text="first"), Reply(text="second"))
    async with running_discord(discord, talk) as bot:
        discord.fail("POST", r"/webhooks/", **fault)
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: [each for each in discord.messages.values() if read(each) == "second"])
        await quiet()
        assert len(asked.message_ids) == 2


async def test_pictures_that_are_too_large_together(running: Running) -> None:
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


async def test_pictures_within_the_announced_limit(running: Running) -> None:
    """What would not fit is not even tried: the largest pictures are left out, the smaller ones are sent."""
    sizes = sorted(len(card.picture.data) for card in ANSWER.cards if card.picture)
    running.server.upload_limit = sum(sizes[:3]) + 64 * 1024 + 1
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert len(message["attachments"]) == 3
    assert all(f"Shirt {n}" in read(message) for n in range(1, 6))


async def test_a_server_without_components_v2(discord: DiscordServer, talk: Scripted) -> None:
    """There the answer is text and embeds with the same pictures, links and buttons; it is tried only once."""
    discord.takes_v2 = False
    async with running_discord(discord, talk) as bot:
        asker = bot.someone()
        for _ in range(2):
            (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
            assert not is_v2(message)
            assert [each["url"] for each in message["embeds"]] == [f"https://shop.example/{n}" for n in range(1, 6)]
            assert len(message["attachments"]) == 5
            assert message["components"][0]["components"][0]["label"] == "Next 5"
        assert len(discord.called("PATCH", "@original")) == 3


@pytest.mark.parametrize("forbidden", ["attach", "embed", "everything rich"])
async def test_missing_permissions(running: Running, forbidden: str) -> None:
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
    running: Running, talk: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """It gives up after a few tries, with one line in the log, and goes on elsewhere."""
    body = {"code": 50013, "message": "Missing Permissions"}
    running.server.fail("POST", r"/channels/\d+/messages", times=9, status=403, body=body)
    asker = running.someone()
    await asker.say("", asker.attachment(photo(1)), mention=True)
    await running.server.until(lambda: "did not take an answer: 403" in caplog.text)
    await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert len([each for each in caplog.records if each.levelname == "ERROR"]) == 1


async def test_replies_need_no_reading_of_the_history(running: Running) -> None:
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


async def test_a_promise_that_was_deleted(running: Running, talk: Scripted) -> None:
    """If a moderator deletes "is thinking ..." meanwhile, the answer comes as a new message."""
    talk.gate.clear()
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: asked.message_ids)
    del running.server.messages[asked.message_ids[0]]
    talk.gate.set()
    (message,) = await asker.answer(asked)
    assert "Shirt 5" in read(message)


async def test_a_pressed_message_that_was_deleted(running: Running, talk: Scripted) -> None:
    """What was to be changed in a message that is gone comes as a new one."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    talk.replies = [Reply(text="Changed", replaces=True)]
    del running.server.messages[int(message["id"])]
    asked = await asker.press(message, message["components"][-1]["components"][0]["custom_id"])
    await running.server.until(lambda: len(asked.message_ids) == 2)
    assert read(running.server.messages[asked.message_ids[1]]) == "Changed"


# Delivering what nobody has just asked for


async def test_deliveries(running: Running, talk: Scripted) -> None:
    """A message of its own, to a person or into a channel; it is said when a chat can never be reached again."""
    assert talk.deliver is not None
    assert await talk.deliver(Chat("discord", str(ASKER_ID)), ANSWER)
    (message,) = await running.someone(direct=True).replies()
    assert (Chat("discord", str(ASKER_ID)), message["id"]) in [(c, s.message_ref) for c, s in talk.remembered]
    assert await talk.deliver(Chat("discord", str(CHANNEL_ID), "group"), ANSWER)
    path = r"/channels/\d+/messages"
    running.server.fail("POST", path, status=403, times=9, body={"code": 50007, "message": "Cannot send to this user"})
    assert not await talk.deliver(Chat("discord", str(ASKER_ID)), ANSWER)
    running.server.faults.clear()
    running.server.fail("POST", path, status=404, body={"code": 10003, "message": "Unknown Channel"})
    assert not await talk.deliver(Chat("discord", "5", "group"), ANSWER)


async def test_a_guild_that_is_left(running: Running, talk: Scripted) -> None:
    """Nothing is told any more in the channels of a guild that has removed the bot."""
    guild_id = running.server.gateway.guilds[0]["id"]
    await running.server.gateway.dispatch("GUILD_DELETE", {"id": guild_id})
    await running.server.until(lambda: len(talk.gone) == 2)
    assert Chat("discord", str(CHANNEL_ID), "group") in talk.gone


# Beginning and end


async def failing(discord: DiscordServer, **more: Any) -> FrontEndError:
    """How a run ends that cannot work."""
    with pytest.raises(FrontEndError) as found:
        await asyncio.wait_for(front_end_for(discord, Scripted(), **more).run(lambda where: None), 60)
    return found.value


async def test_a_bad_token_is_one_line(discord: DiscordServer, caplog: pytest.LogCaptureFixture) -> None:
    """It names the remedy, holds nothing of the token, and is not tried again."""
    error = await failing(discord, token="wrong.token.of-somebody")
    assert error.permanent
    assert "LOOKALIKE_DISCORD_TOKEN" in str(error) and "wrong" not in str(error) + caplog.text


async def test_a_bad_token_stops_nothing_else(discord: DiscordServer, tmp_path: Path) -> None:
    """In the whole bot, that line is all that is seen of it: the local chat is served, and no traceback is written."""
    catalogue = draw_shop(tmp_path / "shop")
    lines = [
        *("[catalogue]", f'source = "{catalogue}"', "[web]", "port = 0", "[discord]", 'token = "wrong.token.of"'),
        *(f'api_url = "{discord.url}/api/v10"', f'gateway_url = "{discord.url.replace("http", "ws")}/gateway"'),
    ]
    await asyncio.to_thread((tmp_path / "config.toml").write_text, "\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot", "run"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LOOKALIKE_DISCORD_TOKEN": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert (await asyncio.wait_for(process.stdout.readline(), 60)).startswith(b"Local chat: http://")
    await discord.until(lambda: discord.called("GET", "/users/@me"), 60)
    await quiet(1.0)
    assert process.returncode is None
    process.terminate()
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    said = [line for line in errors.decode().splitlines() if "discord" in line.lower()]
    assert len(said) == 1 and "Discord does not accept the token" in said[0]
    assert "Traceback" not in errors.decode() and "wrong.token" not in errors.decode()


async def test_a_token_that_the_gateway_refuses(discord: DiscordServer) -> None:
    """The same line."""
    discord.gateway.token = "another"
    assert (await failing(discord)).permanent


@pytest.mark.parametrize("what", ["api_url", "gateway_url"])
async def test_a_server_that_cannot_be_reached(
    discord: DiscordServer, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One line with the address, to be tried again later."""
    address = "http://127.0.0.1:9/api" if what == "api_url" else "ws://127.0.0.1:9"
    error = await failing(discord, **{what: address})
    assert not error.permanent
    assert address in str(error)
    assert not any(each.exc_info for each in caplog.records)


async def test_a_login_that_fails(discord: DiscordServer) -> None:
    """A server that refuses for other reasons is tried again later."""
    discord.fail("GET", "/users/@me", status=403, body={"code": 0, "message": "no"}, times=9)
    error = await failing(discord)
    assert not error.permanent and "403" in str(error)


async def test_an_intent_that_is_not_enabled(
    discord: DiscordServer, talk: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot says so in one line, with the remedy, and goes on without the message content."""
    async with running_discord(discord, talk, message_content=True) as bot:
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert "message content intent" in line and "message_content = false" in line
    assert len(discord.gateway.identified) == 2


async def test_several_connections_where_discord_recommends_them(discord: DiscordServer, talk: Scripted) -> None:
    """With two shards recommended, both are connected to the configured gateway, and what comes is answered."""
    discord.shards = 2
    async with running_discord(discord, talk) as bot:
        await discord.until(lambda: len(discord.gateway.sockets) == 2)
        assert [each["shard"] for each in discord.gateway.identified] == [[0, 2], [1, 2]]
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))


async def test_the_end_waits_for_what_has_begun(discord: DiscordServer, talk: Scripted) -> None:
    """When the bot is stopped, an answer that was being made is still sent; then everything is put back."""
    from discord.http import Route

    before = Route.BASE
    talk.gate.clear()
    async with running_discord(discord, talk) as bot:
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: asked.acknowledged_at and talk.events)
        bot.task.cancel()
        await quiet(0.1)
        talk.gate.set()
        with contextlib.suppress(asyncio.CancelledError):
            await bot.task
    assert "Shirt 1" in read(discord.messages[asked.message_ids[0]])
    assert before == Route.BASE
    assert talk.deliver is None


async def test_it_can_run_again(discord: DiscordServer, talk: Scripted) -> None:
    """After it has ended, the same front end can be run once more."""
    front_end = front_end_for(discord, talk)
    for turn in (1, 2):
        lines: list[str] = []
        task = asyncio.create_task(front_end.run(lines.append))
        await discord.until(lambda lines=lines: lines)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert (lines, len(discord.gateway.identified)) == (["@lookalike"], turn)


async def test_nothing_to_say(running: Running, talk: Scripted) -> None:
    """If the conversation is silent, nobody is left watching the bot think."""
    talk.replies = []
    asker = running.someone()
    asked = await asker.command("hello")
    await running.server.until(lambda: asked.message_ids and asked.message_ids[0] in running.server.deleted)


async def test_an_answer_for_one_after_a_promise_to_all(running: Running, talk: Scripted) -> None:
    """A reply that is for the asker alone is shown so, although the command promised a visible one."""
    talk.replies = [Reply(text="too fast", only_for_person=True)]
    asker = running.someone()
    asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await running.server.until(lambda: len(asked.message_ids) == 2)
    assert asked.message_ids[0] in running.server.deleted
    assert is_ephemeral(running.server.messages[asked.message_ids[1]])


async def test_progress_for_one_after_a_promise_to_all(discord: DiscordServer) -> None:
    """Progress that is for the asker alone goes on in the one message that only the asker sees."""
    steps = tuple(Reply(text=f"{n} %", replaces=True, only_for_person=True) for n in (10, 50))
    talk = Scripted(Reply(text="done", replaces=True, only_for_person=True), interim=steps)
    async with running_discord(discord, talk) as bot:
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: [each for each in discord.messages.values() if read(each) == "done"])
        assert len(asked.message_ids) == 2 and asked.message_ids[0] in discord.deleted
        assert is_ephemeral(discord.messages[asked.message_ids[1]])


async def test_a_change_that_discord_does_not_take(running: Running, talk: Scripted) -> None:
    """A message of Components V2 stays one; what cannot be drawn in it is said in it."""
    talk.replies = [ANSWER]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    running.server.fail(
        *("PATCH", "@original"),
        status=400,
        body={"code": 50035, "message": "Invalid Form Body"},
        when=lambda call: "attachment://" in str(call.payload),
    )
    talk.replies = [replace(ANSWER, text="Changed", replaces=True)]
    await asker.press(message, message["components"][-1]["components"][0]["custom_id"])
    await running.server.until(lambda: "Changed" in read(message))
    assert is_v2(message) and "Shirt 5" in read(message)


async def test_a_document(running: Running, talk: Scripted) -> None:
    """A file that the conversation hands over arrives whole, under its name."""
    talk.replies = [Reply(text="All of yours", document=Document("export.json", "application/json", b"{}"))]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("hello"))
    assert [each["filename"] for each in message["attachments"]] == ["export.json"]
    assert running.server.files["export.json"] == b"{}"
    assert isinstance(talk.events[0], CommandEvent)
    with pytest.raises(IndexError):
        button(message, "👍")
