"""The life of the Telegram front end: how it starts and stops, asks or is called, what it confirms and when."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.app.run import supervise
from bot.config import TelegramConfig
from bot.config_values import Secret
from bot.frontends import FrontEndContext, FrontEndError
from bot.frontends.telegram.frontend import create
from bot.frontends.telegram.outgoing.rate_limiter import TelegramRateLimiter
from bot.messages import CommandEvent, PhotoEvent, Reply, TextEvent
from bot.ports import ElsewhereError
from bot.texts import LANGUAGES
from tests.bot.frontends.telegram.rig import PHOTO_BYTES, Scripted, Someone, config, telegram
from tests.bot.frontends.telegram.server import TOKEN, BotApi, Fault, serving
from tests.bot.rig import ADMIN, Bot, photo, running_bot

ANSWER = Reply(text="An answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def run_until_error(section: TelegramConfig) -> FrontEndError:
    """What `run` ends with."""
    front_end = create(Scripted(), section, FrontEndContext(PHOTO_BYTES))  # type: ignore[arg-type]
    with pytest.raises(FrontEndError) as raised:
        async with asyncio.timeout(60):
            await front_end.run(lambda _: None)
    return raised.value


# Starting


async def test_all_kinds_of_updates_are_asked_for(tg: BotApi) -> None:
    """Reactions come only to those who name them; a webhook of before is taken away, pending updates are not."""
    async with telegram(Scripted(), tg):
        await tg.until(lambda: tg.of("getUpdates"))
    allowed = tg.of("getUpdates")[0].params["allowed_updates"]
    assert {"message", "callback_query", "message_reaction", "message_reaction_count", "my_chat_member"} <= set(allowed)
    assert tg.calls.index(tg.of("deleteWebhook")[0]) < tg.calls.index(tg.of("getUpdates")[0])
    assert not tg.of("deleteWebhook")[0].params.get("drop_pending_updates")


async def test_a_bad_token_is_one_clear_line(tg: BotApi) -> None:
    """Refused by the server: what to do is said, the token is not; it may be mended, so it is tried again."""
    tg.token = "another"
    error = await run_until_error(config(tg))
    assert "@BotFather" in str(error)
    assert TOKEN not in str(error)
    assert not error.permanent


async def test_a_token_of_no_form_is_one_clear_line(tg: BotApi) -> None:
    """Half a token never leaves the machine without a word on what is wrong."""
    section = TelegramConfig(token=Secret("nonsense"), base_url=f"{tg.base}/bot", base_file_url=f"{tg.base}/file/bot")
    assert "@BotFather" in str(await run_until_error(section))


async def test_an_unreachable_server_is_one_clear_line() -> None:
    """Nobody listens there: the address is named."""
    base = f"http://127.0.0.1:{free_port()}"
    section = TelegramConfig(token=Secret(TOKEN), base_url=f"{base}/bot", base_file_url=f"{base}/file/bot")
    error = await run_until_error(section)
    assert base.removeprefix("http://") in str(error)
    assert TOKEN not in str(error)


async def test_a_server_that_comes_back_is_used(tg: BotApi, shopper: Someone) -> None:
    """Supervised as in the app, a front end that could not start runs as soon as it can."""
    tg.faults.append(Fault("getMe", 500, "Internal Server Error", times=2))
    front_end = create(Scripted(ANSWER), config(tg), FrontEndContext(PHOTO_BYTES))  # type: ignore[arg-type]
    where: list[str] = []
    task = asyncio.create_task(supervise(front_end, where.append, first=0.1))
    try:
        await shopper.say("hello")
        await shopper.answer(buttons=False)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert where == ["@lookalike_test_bot"]


async def test_a_token_that_is_revoked_while_it_runs(tg: BotApi) -> None:
    """The same clear line, instead of asking for ever."""
    with pytest.raises(FrontEndError, match="@BotFather"):
        async with telegram(Scripted(), tg) as task:
            await tg.until(lambda: tg.of("getUpdates"))
            tg.token = "another"
            await tg.update("message", Someone(tg).message(text="x"))
            async with asyncio.timeout(30):
                await task


async def test_trouble_while_asking_loses_nothing(tg: BotApi, shopper: Someone) -> None:
    """Whatever happens to the asking, each update is answered once."""
    faults = (
        Fault("getUpdates", 500, "Internal Server Error", times=2),
        Fault("getUpdates", 502, "Bad Gateway", times=2),
        Fault("getUpdates", drop="before", times=2),
        Fault("getUpdates", drop="after", times=2),
        Fault("getUpdates", 429, "Too Many Requests", {"retry_after": 1}),
        Fault("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=2),
    )
    async with telegram(Scripted(ANSWER), tg):
        for number, fault in enumerate(faults, start=1):
            tg.faults.append(fault)
            for text in ("one", "two", "three"):
                await shopper.say(text)
            await tg.until(lambda sent=3 * number: len(tg.sent(1001)) >= sent)
        await tg.until(lambda: not any(fault.times for fault in faults))
    assert len(tg.sent(1001)) == 3 * len(faults)


async def test_a_second_process_with_the_token_is_told(tg: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused again and again because somebody else asks ends with a line that says so."""
    monkeypatch.setattr("bot.frontends.telegram.incoming.polling._FIRST_RETRY", 0.02)
    tg.faults.append(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=99))
    with pytest.raises(FrontEndError, match="another process"):
        async with telegram(Scripted(), tg) as task:
            async with asyncio.timeout(120):
                await task


# Commands


async def test_commands_are_set_per_language(bot: Bot, tg: BotApi) -> None:
    """Everybody's menu, and the admin's own with what only admins may do; nobody else sees that. What an earlier
    version had set for all chats of a kind is not shown instead."""
    for scope in ("all_private_chats", "all_group_chats"):
        tg.commands |= {(scope, 0, language): [{"command": "old", "description": "Old"}] for language in ("", "de")}
    async with telegram(bot.conversation, tg, admins=(ADMIN, "not an id")):
        await tg.until(lambda: ("chat", int(ADMIN), "ru") in tg.commands)
    names = {key: {each["command"] for each in commands} for key, commands in tg.commands.items()}
    assert set(names) == {
        (*whose, "" if language == "en" else language)
        for whose in (("default", 0), ("chat", int(ADMIN)))
        for language in LANGUAGES
    }
    assert {"start", "help", "find"} <= names["default", 0, ""]
    assert "reindex" not in names["default", 0, ""]
    assert {"help", "reindex", "stats"} <= names["chat", int(ADMIN), ""]


async def test_a_menu_that_cannot_be_set_keeps_nobody_from_being_answered(tg: BotApi, shopper: Someone) -> None:
    """Menus are a convenience."""
    tg.faults.append(Fault("setMyCommands", 400, "Bad Request: chat not found", times=99))
    async with telegram(Scripted(ANSWER), tg, admins=("5",)):
        await shopper.say("hello")
        await shopper.answer(buttons=False)


# Order, confirmation, restart


async def test_one_shopper_is_answered_in_order_others_meanwhile(tg: BotApi, shopper: Someone) -> None:
    """A slow answer holds back what the same shopper said later, and nobody else."""
    talk = Scripted(ANSWER)
    talk.seconds = 1.5
    async with telegram(talk, tg):
        await shopper.say("one")
        await shopper.say("two")
        for user_id in range(2000, 2005):
            await Someone(tg, user_id).say("mine")
        await tg.until(lambda: len(talk.events) == 6)
        assert [e.text for e in talk.events if isinstance(e, TextEvent)] == ["one", *["mine"] * 5]
        await tg.until(lambda: len(tg.sent(1001)) == 2)
    assert talk.events[-1].event_id.endswith(":501")


async def test_an_update_is_confirmed_only_when_it_was_answered(tg: BotApi, shopper: Someone) -> None:
    """While it is being answered, Telegram keeps it; when it is answered, Telegram may forget it, at the end too."""
    talk = Scripted(ANSWER)
    talk.seconds = 1.0
    async with telegram(talk, tg):
        await shopper.say("one")
        await tg.until(lambda: talk.events)
        await asyncio.sleep(0.5)
        assert tg.confirmed < 500
        await shopper.answer(buttons=False)
        await tg.until(lambda: tg.confirmed >= 500)
        talk.seconds = 0.0
        await shopper.say("two")
        await shopper.answer(buttons=False)
    assert tg.confirmed == 501
    assert len(tg.sent(1001)) == 2


async def test_stopping_finishes_what_has_begun_and_leaves_the_rest(tg: BotApi, shopper: Someone) -> None:
    """A stop in the middle: the answer that was begun is given and confirmed; what waited behind it is answered by the
    next run, and nothing is answered twice."""
    talk = Scripted(ANSWER)
    talk.seconds = 1.0
    async with telegram(talk, tg):
        await shopper.say("one")
        await shopper.say("two")
        await tg.until(lambda: talk.events)
    assert len(tg.sent(1001)) == 1
    assert tg.confirmed == 500
    async with telegram(talk, tg):
        await tg.until(lambda: len(tg.sent(1001)) == 2)
        await tg.settled()
    assert [e.text for e in talk.events if isinstance(e, TextEvent)] == ["one", "two"]


async def test_a_restart_answers_everything_once(tmp_path: Path, index: Path, tg: BotApi) -> None:
    """Ten shoppers send photos while the bot is stopped and started again and again: each gets one answer."""
    shoppers = [Someone(tg, 3000 + n) for n in range(10)]
    for someone in shoppers[:5]:
        await someone.photo(photo(someone.user_id % 10))
    for turn in range(3):
        async with (
            running_bot(tmp_path / "db.sqlite", index, patience=30) as bot,
            telegram(bot.conversation, tg, kept=bot.store.files),
        ):
            for someone in shoppers[5 + 2 * turn : 7 + 2 * turn]:
                await someone.photo(photo(someone.user_id % 10))
            await asyncio.sleep(0.1 * turn)
    async with (
        running_bot(tmp_path / "db.sqlite", index, patience=30) as bot,
        telegram(bot.conversation, tg, kept=bot.store.files),
    ):
        for someone in shoppers:
            await someone.answer()
        await tg.settled(1.0)
    for someone in shoppers:
        assert len(someone.pictures()) == 5
        assert len(tg.sent(someone.user_id)) == 6


async def test_two_hundred_waiting_updates_are_answered(tg: BotApi) -> None:
    """More than Telegram hands out at once, gathered while the bot was away."""
    people = [Someone(tg, 4000 + n) for n in range(230)]
    for someone in people:
        await someone.say("hello")
    async with telegram(Scripted(ANSWER), tg):
        await tg.until(lambda: len(tg.of("sendMessage")) == 230, seconds=120)
        await tg.settled()
    assert {len(tg.sent(someone.user_id)) for someone in people} == {1}


async def test_what_waits_long_is_left_to_the_next_run(
    tg: BotApi, shopper: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has not begun is never confirmed, however long it waits; what has begun holds the others back for a while
    only."""
    monkeypatch.setattr("bot.frontends.telegram.incoming.polling._HELD_SECONDS", 0.5)
    talk = Scripted(ANSWER)
    talk.seconds = 3.0
    async with telegram(talk, tg):
        await shopper.say("one")
        await shopper.say("two")
        await tg.until(lambda: tg.confirmed == 500)
        assert tg.sent(1001) == []
    assert (len(tg.sent(1001)), tg.confirmed) == (1, 500)
    talk.seconds = 0.0
    async with telegram(talk, tg):
        await tg.until(lambda: len(tg.sent(1001)) == 2)


async def test_one_who_is_slow_holds_up_no_window_of_updates(tg: BotApi, shopper: Someone) -> None:
    """A shopper whose answers wait for Telegram has a hundred and twenty updates in line; others are answered."""
    tg.faults.append(
        Fault("sendMessage", 429, "Too Many Requests", {"retry_after": 8}, when=lambda c: c.chat_id == 1001)
    )
    async with telegram(Scripted(ANSWER), tg):
        for _ in range(120):
            await shopper.say("hello")
        other = Someone(tg, 1002)
        await other.say("hello")
        await other.answer(buttons=False)
        assert len(tg.sent(1001)) < 120


# Long work


async def test_progress_edits_one_message_slowly(tg: BotApi, shopper: Someone) -> None:
    """Interim replies change one message, at most once in two seconds; the last word is always shown; meanwhile the
    same person is answered."""
    talk = Scripted(Reply(text="Report", replaces=True))
    talk.interim = [(0.3, Reply(text=f"{n} %", replaces=True)) for n in range(12)]
    async with telegram(talk, tg):
        await shopper.say("/reindex")
        message = await shopper.answer(buttons=False)
        talk.interim, talk.replies = [], [ANSWER]
        await shopper.say("meanwhile")
        await tg.until(lambda: any(m["text"] == "An answer" for m in tg.sent(1001)))
        talk.replies = [Reply(text="Report", replaces=True)]
        await tg.until(lambda: tg.messages[1001, message["message_id"]]["text"] == "Report")
    edits = tg.of("editMessageText")
    assert message["text"] == "0 %"
    assert len(tg.sent(1001)) == 2
    times = [tg.of("sendMessage")[0].at, *(call.at for call in edits)]
    assert all(later - earlier >= 1.9 for earlier, later in itertools.pairwise(times))


async def test_a_reindex_from_the_chat(tmp_path: Path, index: Path, catalogue: Path, tg: BotApi) -> None:
    """An admin's /reindex ends in its report, in place of the progress; a second one meanwhile says so; to others it is
    refused."""
    boss, other = Someone(tg, int(ADMIN)), Someone(tg)
    async with (
        running_bot(tmp_path / "db.sqlite", tmp_path / "index", catalogue=catalogue, patience=30) as bot,
        telegram(bot.conversation, tg, admins=(ADMIN,)),
    ):
        await boss.say("/reindex")
        message = await boss.answer(buttons=False)
        await tg.until(lambda: "13 products" in tg.messages[int(ADMIN), message["message_id"]]["text"])
        await other.say("/reindex")
        assert "admins" in (await other.answer(buttons=False))["text"]
    assert len(tg.sent(int(ADMIN))) == 1


# Webhook


async def test_a_webhook_is_set_and_takes_only_calls_with_the_secret(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Telegram is told the address, the secret and all kinds of updates; what it posts is answered; without the secret,
    or as nonsense, nothing is taken."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    section = {"webhook_url": url, "webhook_port": port, "webhook_path": "/hook", "webhook_secret": Secret("s3cret")}
    async with telegram(bot.conversation, tg, kept=bot.store.files, **section):
        assert tg.webhook["secret_token"] == "s3cret"
        assert "message_reaction" in tg.webhook["allowed_updates"]
        await shopper.photo(photo(3))
        await shopper.answer()
        secret = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        async with aiohttp.ClientSession() as client:
            for headers, body, status in [
                ({}, b"{}", 401),
                ({"X-Telegram-Bot-Api-Secret-Token": "other"}, b"{}", 401),
                (secret, b"nonsense", 400),
                (secret, b"[]", 400),
                (secret, b'{"update_id": 1, "new": {}}', 200),
            ]:
                async with client.post(url, data=body, headers=headers) as answer:
                    assert answer.status == status
            async with client.get(url, headers=secret) as answer:
                assert answer.status == 405
    assert len(shopper.pictures()) == 5
    assert tg.of("getUpdates") == []
    assert tg.webhook["url"] == url


async def test_a_webhook_without_a_configured_secret_has_one(tg: BotApi, shopper: Someone) -> None:
    """It follows from the token, stays the same, and is not the token."""
    port = free_port()
    section = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "webhook_port": port}
    secrets = []
    for _ in range(2):
        async with telegram(Scripted(ANSWER), tg, **section):
            secrets.append(tg.webhook["secret_token"])
            await shopper.say("hello")
            await shopper.answer(buttons=False)
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 64
    assert secrets[0] not in TOKEN


async def test_an_album_by_webhook_is_one_event(tg: BotApi, shopper: Someone) -> None:
    """Telegram posts the next photo only after the one before was acknowledged: that must not part the album; an
    update that is posted twice counts once."""
    port = free_port()
    talk = Scripted(ANSWER)
    async with telegram(talk, tg, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_port=port):
        for data in (b"1", b"2", b"3"):
            message = shopper.message(photo=shopper.sizes(data), media_group_id="m")
            number = await tg.update("message", message)
        await tg.update("message", message, update_id=number)
        await shopper.answer(buttons=False)
        await tg.settled(1.0)
    (event,) = talk.events
    assert isinstance(event, PhotoEvent)
    assert [each.data for each in event.photos] == [b"1", b"2", b"3"]


async def test_a_webhook_behind_a_balancer(tg: BotApi, shopper: Someone) -> None:
    """Two bots set the same address, the balancer's, with the same secret. While one stops, and when it is gone, the
    balancer hands what comes to the other: everything is answered once."""
    ports = free_port(), free_port()
    first, second = Scripted(ANSWER), Scripted(ANSWER)
    async with balanced(ports) as url, telegram(second, tg, webhook_url=url, webhook_port=ports[1]):
        async with telegram(first, tg, webhook_url=url, webhook_port=ports[0]) as running:
            assert [call.params["url"] for call in tg.of("setWebhook")] == [url, url]
            assert len({call.params["secret_token"] for call in tg.of("setWebhook")}) == 1
            first.seconds = 0.5
            begun = asyncio.create_task(shopper.say("one"))
            await until_true(lambda: first.events)
            running.cancel()
            await asyncio.sleep(0)
            await shopper.say("two")
            await begun
        await shopper.say("three")
        await tg.until(lambda: len(tg.sent(shopper.here)) == 3)
    assert [each.text for each in first.events if isinstance(each, TextEvent)] == ["one"]
    assert [each.text for each in second.events if isinstance(each, TextEvent)] == ["two", "three"]


async def until_true(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never was")


@contextlib.asynccontextmanager
async def balanced(ports: tuple[int, ...]) -> AsyncIterator[str]:
    """The address of a balancer as docs/scale.md has one: the first of these that is there, and takes it."""

    async def passed_on(request: web.Request) -> web.Response:
        data, headers = await request.read(), {name: request.headers[name] for name in request.headers if "-" in name}
        async with aiohttp.ClientSession() as client:
            for port in ports:
                with contextlib.suppress(aiohttp.ClientConnectionError):
                    async with client.post(f"http://127.0.0.1:{port}/telegram", data=data, headers=headers) as answer:
                        if answer.status != 503:
                            return web.Response(status=answer.status)
        return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/hook", passed_on)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port := free_port())
    await site.start()
    try:
        yield f"http://127.0.0.1:{port}/hook"
    finally:
        await runner.cleanup()


async def test_a_webhook_call_is_acknowledged_when_it_was_answered(tg: BotApi, shopper: Someone) -> None:
    """However long that takes, so that Telegram tells it again if the bot is killed; long work when it has begun."""
    port = free_port()
    talk = Scripted(ANSWER)
    talk.seconds = 2.2
    async with telegram(talk, tg, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_port=port):
        assert await tg.raw_update({"update_id": 8, "message": shopper.message(text="hello")}) == 200
        answered = len(tg.sent(shopper.here))
        assert answered
        talk.seconds, talk.interim = 0.0, [(2.0, Reply(text="begun", replaces=True))]
        assert await tg.raw_update({"update_id": 9, "message": shopper.message(text="/reindex")}) == 200
        assert ANSWER.text not in [each.get("text") for each in tg.sent(shopper.here)[answered:]]


async def test_a_webhook_call_that_outlasts_its_minute_is_not_lost(
    tg: BotApi, shopper: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused, so that Telegram tells it again, to this bot or, if that is killed, to another; meanwhile the bot
    goes on with it, and answers it once."""
    monkeypatch.setattr("bot.frontends.telegram.incoming.webhook._HELD_SECONDS", 0.05)
    port = free_port()
    talk = Scripted(ANSWER)
    talk.until = asyncio.Event()
    async with telegram(talk, tg, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_port=port):
        update = {"update_id": 8, "message": shopper.message(text="hello")}
        assert [await tg.raw_update(update) for _ in range(3)] == [503, 503, 503]
        talk.until.set()
        await shopper.answer(buttons=False)
        while await tg.raw_update(update) != 200:
            assert len(talk.events) == 1
    assert len(talk.events) == len(tg.sent(shopper.here)) == 1


async def test_a_webhook_call_that_another_bot_is_at_for_long_is_refused(
    tg: BotApi, shopper: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether or not a call waits for it when that is found out: Telegram tells it again, and it may be ours then."""
    monkeypatch.setattr("bot.frontends.telegram.incoming.webhook._HELD_SECONDS", 0.05)
    port = free_port()
    talk = Scripted(ANSWER)
    talk.until, talk.failure = asyncio.Event(), ElsewhereError()
    async with telegram(talk, tg, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_port=port):
        update = {"update_id": 8, "message": shopper.message(text="hello")}
        assert [await tg.raw_update(update) for _ in range(2)] == [503, 503]
        talk.until.set()
        await asyncio.sleep(0.2)
        while await tg.raw_update(update) != 200:
            talk.failure = None
        await shopper.answer(buttons=False)


async def test_a_photo_of_an_album_that_another_bot_gathers_is_refused(tg: BotApi, shopper: Someone) -> None:
    """The balancer gives it to the next bot, which has the others; where that one is gone, this one takes it."""
    port = free_port()
    talk = Scripted(ANSWER)
    talk.elsewhere = {"album m"}
    async with telegram(talk, tg, webhook_url=f"http://127.0.0.1:{port}/telegram", webhook_port=port):
        update = {"update_id": 7, "message": shopper.message(photo=shopper.sizes(b"1"), media_group_id="m")}
        assert await tg.raw_update(update) == 503
        talk.elsewhere.clear()
        assert await tg.raw_update(update) == 200
        await shopper.answer(buttons=False)
    assert len(talk.events) == 1


async def test_a_webhook_port_that_is_taken_is_one_clear_line(tg: BotApi) -> None:
    """Trying again cannot help, so it is not tried."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        error = await run_until_error(config(tg, webhook_url=f"http://127.0.0.1:{port}/x", webhook_port=port))
    assert "webhook_port" in str(error)
    assert error.permanent


async def test_polling_follows_a_webhook(tg: BotApi, shopper: Someone) -> None:
    """Who goes back from webhook to polling gets what was not delivered meanwhile."""
    port = free_port()
    async with telegram(Scripted(ANSWER), tg, webhook_url=f"http://127.0.0.1:{port}/t", webhook_port=port):
        pass
    tg.updates.append({"update_id": 900, "message": shopper.message(text="waiting")})
    async with telegram(Scripted(ANSWER), tg):
        await shopper.answer(buttons=False)


async def test_it_can_be_run_again(tg: BotApi, shopper: Someone) -> None:
    """The supervisor awaits `run` of the same object once more."""
    front_end = create(Scripted(ANSWER), config(tg), FrontEndContext(PHOTO_BYTES))  # type: ignore[arg-type]
    for _ in range(2):
        ready: Callable[[str], None] = lambda _: None  # noqa: E731
        task = asyncio.create_task(front_end.run(ready))
        await shopper.say("hello")
        await shopper.answer(buttons=False)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_the_server_may_vanish_and_return(shopper: Someone, tg: BotApi) -> None:
    """Down for a while, at the same address: what comes afterwards is answered, without a restart."""
    port = free_port()
    talk = Scripted(ANSWER)
    api = BotApi()
    someone = Someone(api)
    async with contextlib.AsyncExitStack() as stack:
        async with serving(api, port):
            await stack.enter_async_context(telegram(talk, api))
            await someone.say("one")
            await someone.answer(buttons=False)
        await asyncio.sleep(1.0)
        async with serving(api, port):
            await someone.say("/two")
            await someone.answer(buttons=False)
            assert isinstance(talk.events[-1], CommandEvent)
            await stack.aclose()


async def test_every_call_keeps_the_pace(
    bot: Bot, tg: BotApi, shopper: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing goes around the rate limiter but asking for updates, which nobody may delay."""
    paced: list[str] = []
    process = TelegramRateLimiter.process_request

    async def noted(self: TelegramRateLimiter, endpoint: str, **call: Any) -> Any:
        paced.append(endpoint)
        return await process(self, endpoint=endpoint, **call)

    monkeypatch.setattr(TelegramRateLimiter, "process_request", noted)
    async with telegram(bot.conversation, tg, kept=bot.store.files, admins=("1001",)):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        await shopper.press(message, "👍", row=0)
        await tg.until(lambda: tg.of("editMessageText"))
        await tg.settled()
    called = {call.method for call in tg.calls}
    assert {"getFile", "sendChatAction", "answerCallbackQuery", "setMyCommands", "sendMediaGroup"} <= called
    assert set(paced) == called - {"getUpdates"}
