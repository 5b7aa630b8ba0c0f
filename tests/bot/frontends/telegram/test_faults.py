"""What can go wrong on the way to Telegram, on purpose: no answer is lost, no album is sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.messages import CommandEvent, Picture, ProductCard, Reply, TextEvent
from tests.bot.frontends.telegram.rig import Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BotApi, Fault
from tests.bot.rig import Bot, photo

ANSWER = Reply(text="An answer")


def albums(tg: BotApi, chat_id: int = 1001) -> list[str]:
    """The albums that stand in the chat."""
    return list(dict.fromkeys(m["media_group_id"] for m in tg.sent(chat_id) if "media_group_id" in m))


_FOR_NOW: list[dict[str, Any]] = [
    {"code": 429, "description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}},
    {"code": 500, "description": "Internal Server Error"},
    {"code": 502, "description": "Bad Gateway", "times": 2},
    {"delay": 0.5},
]


@pytest.mark.slow  # it waits, as Telegram makes bots wait
@pytest.mark.parametrize("method", ["sendMediaGroup", "sendMessage"])
async def test_what_was_surely_not_sent_is_sent_again(bot: Bot, tg: BotApi, shopper: Someone, method: str) -> None:
    """Refused for now, failed, slow: for each photo the shopper gets one album and one message all the same."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for number, fault in enumerate(_FOR_NOW):
            tg.faults.append(Fault(method, **fault))
            await shopper.photo(photo(number))
            await shopper.answer()
            assert len(shopper.pictures()) == 5, fault
    assert len(albums(tg)) == len(_FOR_NOW)
    assert len([m for m in tg.sent(1001) if "text" in m]) == len(_FOR_NOW)


@pytest.mark.slow  # it waits
async def test_retry_after_is_waited_for(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Telegram's wish for silence is kept in that chat, while another chat is answered meanwhile."""
    tg.faults.append(
        Fault("sendMediaGroup", 429, "Too Many Requests", {"retry_after": 3}, when=lambda c: c.chat_id == 1001)
    )
    other = Someone(tg, 1002)
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        await tg.until(lambda: tg.of("sendMediaGroup"))
        await other.photo(photo(4))
        await other.answer()
        assert albums(tg) == []
        await shopper.answer()
    first, again = [call for call in tg.of("sendMediaGroup") if call.chat_id == 1001]
    assert again.at - first.at >= 3


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_an_album_of_unknown_fate_is_not_repeated(bot: Bot, tg: BotApi, shopper: Someone, drop: str) -> None:
    """The connection drops before or after the effect, which looks the same from here: the album is tried once, and
    the message with all products and buttons comes in either case."""
    tg.faults.append(Fault("sendMediaGroup", drop=drop))
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
    assert len(tg.of("sendMediaGroup")) == 1
    assert len(albums(tg)) == (1 if drop == "after" else 0)
    assert "5. Fern pattern · €15.50" in message["text"]


async def test_a_message_of_unknown_fate_is_not_repeated(tg: BotApi, shopper: Someone) -> None:
    """The connection drops after the effect: one message, and the bot goes on with the next."""
    tg.faults.append(Fault("sendMessage", drop="after"))
    async with telegram(Scripted(ANSWER), tg):
        await shopper.say("one")
        await shopper.say("two")
        await tg.until(lambda: len(tg.of("sendMessage")) == 2)
        await tg.settled()
    assert len(tg.sent(1001)) == 2


async def test_an_edit_of_unknown_fate_is_repeated(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Twice the same edit is as good as once, so a dropped connection does not leave a button unpressed."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        tg.faults.append(Fault("editMessageText", drop="before"))
        await shopper.press(message, "👍", row=0)
        await tg.until(lambda: "✓" in str(tg.messages[1001, message["message_id"]]["reply_markup"]))
    assert len(tg.sent(1001)) == 6


async def test_a_blocked_bot_ends_quietly(tg: BotApi, shopper: Someone) -> None:
    """403: nothing more is tried in that chat, the conversation is told, and others are answered."""
    talk = Scripted(ANSWER, ANSWER)
    tg.blocked.add(1001)
    async with telegram(talk, tg):
        await shopper.say("hello")
        other = Someone(tg, 1002)
        await other.say("hello")
        await other.answer(buttons=False)
        await tg.until(lambda: talk.gone)
        await tg.settled()
    assert talk.gone == ["1001"]
    assert len([call for call in tg.of("sendMessage") if call.chat_id == 1001]) == 1


async def test_being_thrown_out_is_told(tg: BotApi, shopper: Someone) -> None:
    """Blocked in private, thrown out of a group: the conversation knows without having tried; leaving a channel is
    nothing."""
    talk = Scripted(ANSWER)
    member = {"user": {"id": 12345678, "is_bot": True, "first_name": "L"}}
    kinds = [(1001, "private"), (-100500, "supergroup"), (-100900, "channel")]
    async with telegram(talk, tg):
        for chat_id, kind in kinds:
            changed = {"chat": {"id": chat_id, "type": kind, "title": "x"}, "from": shopper.user(), "date": 1}
            changed["old_chat_member"] = member | {"status": "member"}
            changed["new_chat_member"] = member | {"status": "kicked", "until_date": 0}
            await tg.update("my_chat_member", changed)
        await tg.until(lambda: len(talk.gone) == 2)
        await tg.settled()
    assert talk.gone == ["1001", "-100500"]


async def test_one_refused_picture_costs_no_other(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """400 for one photo of an album: that one is drawn anew and the album arrives whole, in its order."""
    tg.bad_uploads.add(photo(8))
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        await shopper.answer()
    assert [each["caption"].split(".")[0] for each in shopper.pictures()] == ["1", "2", "3", "4", "5"]
    assert len(albums(tg)) == 1


async def test_an_unnamed_culprit_is_found(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """An album that is refused as a whole, whatever is done, is sent photo by photo; the answer is not lost."""
    tg.faults.append(Fault("sendMediaGroup", 400, "Bad Request: IMAGE_PROCESS_FAILED", times=9))
    tg.faults.append(Fault("sendPhoto", 400, "Bad Request: IMAGE_PROCESS_FAILED", times=9, skip=0, when=third))
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
    assert [each["caption"].split(".")[0] for each in shopper.pictures()] == ["1", "2", "4", "5"]
    assert "3. Hazel pattern" in message["text"]


def third(call: object) -> bool:
    return call.params["caption"].startswith("3.")  # type: ignore[attr-defined, no-any-return]


async def test_where_photos_are_not_allowed_the_list_serves(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """A group that lets nobody send photos gets the products as a list."""
    tg.faults.append(Fault("sendMediaGroup", 400, "Bad Request: not enough rights to send photos to the chat"))
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
    assert shopper.pictures() == []
    assert "1. Daisy pattern" in message["text"]


async def test_a_forgotten_file_id_is_renewed(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Telegram does not know the pictures any more: they are uploaded again, and the new ids are used from then on."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for _ in range(3):
            await shopper.photo(photo(3))
            await shopper.answer()
            assert len(shopper.pictures()) == 5
            if not tg.gone_files:
                tg.gone_files |= {each["photo"][-1]["file_id"] for each in shopper.pictures()}
    first, refused, renewed, last = tg.of("sendMediaGroup")
    assert (len(first.files), refused.ok, len(renewed.files), len(last.files)) == (5, False, 5, 0)


@pytest.fixture
async def picture_host() -> AsyncIterator[str]:
    """A shop's own server with pictures."""

    async def serve(request: web.Request) -> web.Response:
        number = request.match_info["number"]
        return (
            web.Response(body=photo(int(number)), content_type="image/jpeg")
            if number != "9"
            else web.Response(status=404)
        )

    app = web.Application()
    app.router.add_get("/{number}.jpg", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_url_that_telegram_refuses_is_fetched_by_us(tg: BotApi, shopper: Someone, picture_host: str) -> None:
    """Pictures by address go as addresses; where Telegram cannot use one, we upload what is there; where nothing is
    there, the product is listed; and all that was sent goes by file_id the next time."""
    cards = tuple(
        ProductCard(f"p{n}", place, f"T{n}", picture=Picture(url=f"{picture_host}/{n}.jpg"))
        for place, n in enumerate((1, 2, 9), start=1)
    )
    tg.bad_urls |= {f"{picture_host}/2.jpg", f"{picture_host}/9.jpg"}
    async with telegram(Scripted(Reply(text="x", cards=cards)), tg):
        await shopper.say("one")
        message = await shopper.answer(buttons=False)
        assert [each["caption"] for each in shopper.pictures()] == ["1. T1", "2. T2"]
        assert "3. T9" in message["text"]
        await shopper.say("two")
        await shopper.answer(buttons=False)
    assert tg.of("sendMediaGroup")[-1].ok
    assert [each["media"].startswith("file-") for each in tg.of("sendMediaGroup")[-1].params["media"]] == [True, True]


async def test_an_update_that_comes_twice_is_answered_once(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """The same update id, in one batch, later, and after a restart: one answer."""
    message = shopper.message(photo=shopper.sizes(photo(3)))
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for _ in range(2):
            await tg.update("message", message, update_id=77)
        await shopper.answer()
        await tg.update("message", message, update_id=77)
        await tg.settled()
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await tg.update("message", message, update_id=77)
        await tg.settled(1.0)
    assert len(albums(tg)) == 1


async def test_odd_updates_stop_nothing(tg: BotApi, shopper: Someone) -> None:
    """Kinds that do not exist yet and broken ones are passed over, as are messages with parts missing but for a
    sentence; the next is answered."""
    talk = Scripted(ANSWER)
    message = shopper.message(text="/help")
    del message["from"]["language_code"]
    odd: list[dict[str, object]] = [
        {"update_id": 1, "brand_new_kind": {"a": 1}},
        {"update_id": 2, "message": {"nothing": "in it"}},
        {"update_id": 3, "message": 5},
        {"update_id": 4, "callback_query": {"id": "1", "from": shopper.user(), "chat_instance": "x"}},
        {"update_id": 5, "message": shopper.message(photo=[])},
        {"update_id": 6, "edited_message": shopper.message(text="edited")},
        {"update_id": 7, "shipping_query": {"id": "1", "from": shopper.user(), "invoice_payload": "x"}},
    ]
    async with telegram(talk, tg):
        for update in odd:
            await tg.raw_update(update)
        await tg.update("message", message)
        await tg.until(lambda: tg.sent(1001))
        await tg.settled()
    # A message that shows nothing is told so in private; all else is passed over.
    nothing, event = talk.events
    assert isinstance(nothing, TextEvent) and not nothing.text
    assert isinstance(event, CommandEvent)
    assert event.person.locale == ""


async def test_a_fault_of_ours_ends_nothing(tg: BotApi, shopper: Someone, caplog: pytest.LogCaptureFixture) -> None:
    """An exception where none should be is logged, and the next update is answered."""
    talk = Scripted(ANSWER)
    talk.failure = RuntimeError("a bug")
    async with telegram(talk, tg):
        await shopper.say("one")
        await tg.until(lambda: talk.events)
        await asyncio.sleep(0.1)
        talk.failure = None
        await shopper.say("two")
        await shopper.answer(buttons=False)
    assert "could not be handled" in caplog.text
