"""Photos on Telegram in whichever way they are sent, what becomes of those that cannot be had, and albums."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from bot.messages import CommandEvent, PhotoEvent, PhotoFault, Reply, TextEvent
from tests.bot.frontends.telegram.rig import PHOTO_BYTES, Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BotApi, Fault
from tests.bot.rig import Bot, photo

ANSWER = Reply(text="An answer")


def heard(talk: Scripted) -> list[PhotoEvent]:
    return [event for event in talk.events if isinstance(event, PhotoEvent)]


async def test_every_kind_of_photo_is_taken(tg: BotApi, shopper: Someone) -> None:
    """Photo, picture files of all kinds, GIF, sticker, video and forwarded: the bytes of the photo, or of the
    thumbnail, arrive with Telegram's own key of the file."""
    talk = Scripted(ANSWER)
    thumb = shopper.sizes(b"unused")[0] | {"file_id": tg.add_file(b"thumb")}
    moving: dict[str, Any] = {"width": 10, "height": 10, "duration": 1, "thumbnail": thumb}
    sticker: dict[str, Any] = {"type": "regular", "width": 512, "height": 512}
    ways: list[tuple[dict[str, Any], bytes]] = [
        ({"photo": shopper.sizes(b"photo")}, b"photo"),
        ({"photo": shopper.sizes(b"again")[::-1]}, b"again"),
        ({"document": shopper.file(b"heic", mime_type="image/heic", file_name="IMG_1.HEIC")}, b"heic"),
        ({"document": shopper.file(b"png", mime_type="application/octet-stream", file_name="a.PNG")}, b"png"),
        ({"document": shopper.file(b"raw")}, b"raw"),
        ({"document": shopper.file(b"mp4", mime_type="video/mp4", thumbnail=thumb)}, b"thumb"),
        ({"animation": shopper.file(b"gif", **moving), "document": shopper.file(b"gif")}, b"thumb"),
        ({"video": shopper.file(b"video", **moving)}, b"thumb"),
        ({"video_note": shopper.file(b"note", length=1, duration=1, thumbnail=thumb)}, b"thumb"),
        ({"sticker": shopper.file(b"webp", is_animated=False, is_video=False, **sticker)}, b"webp"),
        ({"sticker": shopper.file(b"tgs", is_animated=True, is_video=False, thumbnail=thumb, **sticker)}, b"thumb"),
        (
            {
                "photo": shopper.sizes(b"forwarded"),
                "forward_origin": {"type": "hidden_user", "sender_user_name": "Bo", "date": 1},
            },
            b"forwarded",
        ),
    ]
    async with telegram(talk, tg):
        for content, _ in ways:
            await shopper.send(**content)
            await shopper.answer(buttons=False)
    assert [event.photos[0].data for event in heard(talk)] == [data for _, data in ways]


async def test_what_is_no_photo_is_said_to_be_none(tg: BotApi, shopper: Someone) -> None:
    """A PDF, a voice note and a video without a picture are told apart from photos without being fetched."""
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        await shopper.send(document=shopper.file(b"%PDF", mime_type="application/pdf", file_name="a.pdf"))
        await shopper.send(voice=shopper.file(b"ogg", duration=1))
        await shopper.send(video=shopper.file(b"mp4", width=1, height=1, duration=1))
        await tg.until(lambda: len(tg.sent(1001)) == 3)
    assert [event.photos[0].fault for event in heard(talk)] == [PhotoFault.NOT_A_PHOTO] * 3
    assert tg.of("getFile") == []


async def test_a_caption_goes_along(tg: BotApi, shopper: Someone) -> None:
    """A caption is what narrows the search; a command that takes a photo may begin it."""
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        await shopper.photo(b"a", caption="navy, under 40")
        await shopper.photo(b"b", caption="/find red")
        await shopper.photo(b"c", caption="/find")
        await tg.until(lambda: len(tg.sent(1001)) == 3)
    assert [event.caption for event in heard(talk)] == ["navy, under 40", "red", ""]


async def test_too_large_a_photo_is_said_to_be(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Over 20 MB: nothing is fetched, and the shopper is told what to do; the server's own limit counts as well."""
    big = shopper.file(b"x", mime_type="image/png") | {"file_size": PHOTO_BYTES + 1}
    async with telegram(bot.conversation, tg):
        await shopper.send(document=big)
        assert "screenshot" in (await shopper.answer(buttons=False))["text"]
        assert tg.of("getFile") == []
        tg.faults.append(Fault("getFile", 400, "Bad Request: file is too big"))
        await shopper.photo(photo(1))
        assert "too large" in (await shopper.answer(buttons=False))["text"]


_DOWNLOADS: list[tuple[Fault, PhotoFault | None]] = [
    (Fault("file", 404), PhotoFault.GONE),
    (Fault("getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable"), PhotoFault.GONE),
    (Fault("file", 500), None),
    (Fault("file", drop="before"), None),
    (Fault("getFile", 502, "Bad Gateway", times=2), None),
    (Fault("getFile", 429, "Too Many Requests: retry after 1", {"retry_after": 1}), None),
    (Fault("file", delay=1.5), None),
    (Fault("file", 500, times=9), PhotoFault.UNREACHABLE),
]


async def test_downloads_that_go_wrong(tg: BotApi, shopper: Someone) -> None:
    """What may work the next time is tried again; what cannot be had is handed on as such, and the bot lives on."""
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        for fault, said in _DOWNLOADS:
            tg.faults = [fault]
            await shopper.photo(b"the photo")
            await shopper.answer(buttons=False)
            got = heard(talk)[-1].photos[0]
            assert (got.fault, got.data) == (said, b"the photo" if said is None else b""), fault
    assert len(heard(talk)) == len(_DOWNLOADS)


async def test_an_album_is_one_event(tg: BotApi, shopper: Someone) -> None:
    """Photos that share a media group are gathered in the order of their messages and answered once; the caption may
    be on any of them, and one that comes late gets no answer of its own."""
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        first = shopper.message(photo=shopper.sizes(b"1"), media_group_id="m")
        second = shopper.message(photo=shopper.sizes(b"2"), media_group_id="m", caption="red")
        third = shopper.message(document=shopper.file(b"3", mime_type="image/heic"), media_group_id="m")
        for message in (second, first, third):
            await tg.update("message", message)
        await shopper.say("hello?")
        await tg.until(lambda: len(tg.sent(1001)) == 2)
        await shopper.photo(b"4", media_group_id="m")
        await tg.settled(1.5)
    album, text = talk.events
    assert isinstance(album, PhotoEvent)
    assert [each.data for each in album.photos] == [b"1", b"2", b"3"]
    assert album.caption == "red"
    assert isinstance(text, TextEvent)
    assert len(tg.sent(1001)) == 2


async def test_find_in_reply_to_a_photo(tg: BotApi, shopper: Someone) -> None:
    """/find in reply to somebody's photo asks for that photo, with its words; in reply to nothing it is a command."""
    talk = Scripted(ANSWER)
    other = Someone(tg, 1002, chat_id=1001)
    async with telegram(talk, tg):
        theirs = other.message(photo=shopper.sizes(b"theirs"))
        await shopper.say("/find red", reply_to=theirs)
        await shopper.answer(buttons=False)
        await shopper.say("only blue ones", reply_to=shopper.message(photo=shopper.sizes(b"mine")))
        await shopper.answer(buttons=False)
        await shopper.say("/find")
        await shopper.answer(buttons=False)
    asked, own, command = talk.events
    assert isinstance(asked, PhotoEvent)
    assert isinstance(own, PhotoEvent)
    assert (asked.photos[0].data, asked.caption) == (b"theirs", "red")
    assert (own.photos[0].data, own.caption) == (b"mine", "only blue ones")
    assert isinstance(command, CommandEvent)


async def test_a_reply_to_an_answer_names_it(tg: BotApi, shopper: Someone) -> None:
    """Words in reply to one of the bot's messages come with that message's id, so that the answer can be continued."""
    talk = Scripted(Reply(text="An answer", query_id="q1"))
    async with telegram(talk, tg):
        await shopper.photo(b"a")
        answer = await shopper.answer(buttons=False)
        await shopper.say("cheaper", reply_to=answer)
        await shopper.answer(buttons=False)
    event = talk.events[-1]
    assert isinstance(event, TextEvent)
    assert (event.text, event.replies_to) == ("cheaper", str(answer["message_id"]))
    assert talk.remembered[0].message_ref == str(answer["message_id"])


async def test_a_real_picture_file_is_answered(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """A PNG sent as a file finds the product that it shows."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(photo(5))).save(buffer, "PNG")
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.send(document=shopper.file(buffer.getvalue(), mime_type="image/png", file_name="a.png"))
        message = await shopper.answer()
    assert "1. Fern pattern" in message["text"]


async def test_a_file_is_looked_at_by_its_bytes(tg: BotApi, shopper: Someone) -> None:
    """Whatever it is called."""
    talk = Scripted(ANSWER)
    names = ("download.jfif", "coat.jpg_large", "Screenshot 2026.11.28", "IMG_2231.jpe", "a.exe", "")
    kinds = ("application/octet-stream", "", "binary/octet-stream", "image/jpeg")
    async with telegram(talk, tg):
        for name, kind in itertools.product(names, kinds):
            described = {"file_name": name} if name else {}
            await shopper.send(document=shopper.file(b"bytes", **described, **({"mime_type": kind} if kind else {})))
            await shopper.answer(buttons=False)
            assert heard(talk)[-1].photos[0].data == b"bytes", (name, kind)
    assert len(heard(talk)) == len(names) * len(kinds)


async def test_what_is_no_photo_by_its_type_is_not_fetched(tg: BotApi, shopper: Someone) -> None:
    """Even if its name says that it is one."""
    talk = Scripted(ANSWER)
    kinds = ("application/pdf", "video/mp4", "text/plain", "application/zip", "image/svg+xml")
    async with telegram(talk, tg):
        for kind in kinds:
            await shopper.send(document=shopper.file(b"bytes", file_name="a.jpg", mime_type=kind))
            await shopper.answer(buttons=False)
    assert [event.photos[0].fault for event in heard(talk)] == [PhotoFault.NOT_A_PHOTO] * len(kinds)
    assert tg.of("getFile") == []


async def test_a_photo_is_found_wherever_it_is(tg: BotApi, shopper: Someone) -> None:
    """A live photo; a reply to a photo of another chat; a post of a channel that is forwarded or replied to."""
    talk = Scripted(ANSWER)
    live = shopper.file(b"mov", width=1, height=1, duration=1, photo=shopper.sizes(b"live"))
    channel = {"type": "channel", "chat": {"id": -5, "type": "channel", "title": "c"}, "message_id": 7, "date": 1}
    async with telegram(talk, tg):
        await shopper.send(live_photo=live)
        await shopper.answer(buttons=False)
        await shopper.say("in red", external_reply={"origin": channel, "photo": shopper.sizes(b"elsewhere")})
        await shopper.answer(buttons=False)
        quoted = {
            "external_reply": {"origin": channel, "document": shopper.file(b"file")},
            "quote": {"text": "q", "position": 0},
        }
        await shopper.say("this", **quoted)
        await shopper.answer(buttons=False)
        await shopper.photo(b"post", forward_origin=channel)
        await shopper.answer(buttons=False)
    assert [(each.photos[0].data, each.caption) for each in heard(talk)] == [
        (b"live", ""),
        (b"elsewhere", "in red"),
        (b"file", "this"),
        (b"post", ""),
    ]


async def test_a_link_to_a_picture_is_one(
    tg: BotApi, shopper: Someone, aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the whole text, behind words, in the message that is replied to, after a command; the address is no words.
    What it leads to may be no picture, or be gone."""

    async def picture(request: web.Request) -> web.Response:
        if request.path == "/gone.jpg":
            raise web.HTTPNotFound
        return web.Response(body=b"linked", content_type="text/html" if request.path == "/page" else "image/jpeg")

    app = web.Application()
    app.router.add_get("/{path:.*}", picture)
    server = await aiohttp_server(app, host="127.0.0.1")
    # Loopback stands for the internet here; that a shopper reaches nothing private is tested where it is decided.
    monkeypatch.setattr("bot.ports.AddressRules.check", lambda *_: None)
    base = f"http://127.0.0.1:{server.port}"
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        for text, more in [
            (f"{base}/pic", {}),
            (f"like this {base}/a.jpg?x=1 in red", {}),
            ("this coat", {"entities": [{"type": "text_link", "offset": 0, "length": 9, "url": f"{base}/b.png"}]}),
            (f"/find {base}/a.jpg", {}),
            ("and this?", {"link_preview_options": {"url": f"{base}/c.webp"}}),
            (f"{base}/page", {}),
            (f"{base}/gone.jpg", {}),
            (f"see {base}/page please", {}),
        ]:
            await shopper.say(text, **more)
            await shopper.answer(buttons=False)
        await shopper.say("/find blue", reply_to=shopper.message(text=f"{base}/a.jpg"))
        await shopper.answer(buttons=False)
    captions = ["", "like this in red", "this coat", "", "and this?", "", "", "blue"]
    assert [each.caption for each in heard(talk)] == captions
    assert [each.photos[0].data for each in heard(talk)] == [b"linked"] * 5 + [b""] * 2 + [b"linked"]
    assert [each.photos[0].fault for each in heard(talk)][5:7] == [PhotoFault.NOT_A_PHOTO, PhotoFault.GONE]
    (text_event,) = (each for each in talk.events if isinstance(each, TextEvent))
    assert text_event.text == "see please"


_ODD: list[dict[str, Any]] = [
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"location": {"latitude": 1.0, "longitude": 1.0}},
    {"dice": {"emoji": "🎲", "value": 1}},
    {"game": {"title": "t", "description": "d", "photo": []}},
    {"paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]}},
    {"giveaway": {"chats": [], "winners_selection_date": 1, "winner_count": 1}},
    {"giveaway_winners": {"chat": {"id": -5, "type": "channel"}, "giveaway_message_id": 1, "winners": [],
                          "winners_selection_date": 1, "winner_count": 1}},
    {"story": {"chat": {"id": -5, "type": "channel"}, "id": 1}},
    {"invoice": {"title": "t", "description": "d", "start_parameter": "", "currency": "EUR", "total_amount": 1}},
    {"checklist": {"title": "t", "tasks": []}},
    {"something_new": {"of": "tomorrow"}},
]  # fmt: skip


async def test_no_kind_of_message_meets_silence(bot: Bot, tg: BotApi) -> None:
    """In private, in the shopper's language; in a group it is met by silence, as is what a service says."""
    alone, group = Someone(tg, 1001, language="de"), Someone(tg, 1001, chat_id=-77)
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for service in ({"pinned_message": group.message(text="x")}, {"boost_added": {"boost_count": 1}}):
            await alone.send(**service)
        await alone.send(giveaway_created={})
        for content in _ODD:
            await group.send(**content)
            await alone.send(**content)
            assert "Foto" in (await alone.answer(buttons=False))["text"], content
    assert (len(tg.sent(1001)), len(tg.sent(-77))) == (len(_ODD), 0)
