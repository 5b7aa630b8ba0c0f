"""The local chat over HTTP and its socket: the real server, the real conversation, a real client."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app.run import supervise
from bot.config import WebConfig
from bot.frontends import FrontEndContext, FrontEndError
from bot.frontends.web.frontend import create
from bot.messages import (
    ActionEvent,
    Button,
    ButtonStyle,
    CommandEvent,
    Document,
    Menu,
    Option,
    PhotoEvent,
    Picture,
    ProductCard,
    Reply,
    Shown,
    TextEvent,
)
from tests import ROOT
from tests.bot.frontends.web.client import message, next_of, shopper
from tests.bot.frontends.web.rig import Scripted, ShopWorker, picture, real_conversation, serving


async def test_a_photo_is_answered_with_five_products(tmp_path: Path, shop: ShopWorker) -> None:
    """A photo sent as the page sends it comes back as the shopper's own message, then come five cards with pictures."""
    async with real_conversation(tmp_path, shop) as talk, serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as socket:
            assert (await socket.receive_json())["messages"] == []
            assert await anna.send_photo(picture(), caption="under 40") == 202
            own = await message(socket, "me")
            assert (own["id"], own["photos"], own["text"]) == ("message-1", 1, "under 40")
            answer = await message(socket)
        assert "close matches" in answer["text"]
        assert [card["rank"] for card in answer["cards"]] == [1, 2, 3, 4, 5]
        first = answer["cards"][0]
        assert (first["price"], first["link"]) == ("€19.90", "http://shop.invalid/p/0")
        assert [button["icon"] for button in first["buttons"]][:2] == ["👍", "👎"]
        async with anna.client.get(url + first["picture"]) as shown:
            assert shown.content_type == "image/jpeg"
            assert await shown.read() == (tmp_path / "shop" / "0.jpg").read_bytes()
            assert "max-age" in shown.headers["Cache-Control"]
            assert "sandbox" in shown.headers["Content-Security-Policy"]


async def test_a_verdict_replaces_the_answer_where_it_stands(tmp_path: Path, shop: ShopWorker) -> None:
    """A pressed 👍 brings the same message again, pressed, at its old place and time; the notice comes beside it."""
    async with real_conversation(tmp_path, shop) as talk, serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as socket:
            await anna.send_photo(picture())
            answer = await message(socket)
            up = answer["cards"][1]["buttons"][0]["action"]
            await anna.post("/api/action", {"id": "press-001", "message": answer["id"], "action": up})
            assert (await next_of(socket, "notice"))["text"]
            changed = await message(socket)
        assert (changed["id"], changed["at"]) == (answer["id"], answer["at"])
        pressed = [[button["pressed"] for button in card["buttons"][:2]] for card in changed["cards"]]
        assert pressed == [[False, False], [True, False], [False, False], [False, False], [False, False]]


async def test_next_five_and_more_like_this_are_new_messages(tmp_path: Path, shop: ShopWorker) -> None:
    """The ways on answer with messages of their own, and the next five go on counting."""
    async with real_conversation(tmp_path, shop) as talk, serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as socket:
            await anna.send_photo(picture())
            answer = await message(socket)
            onward = answer["buttons"][0][0]["action"]
            await anna.post("/api/action", {"id": "press-001", "message": answer["id"], "action": onward})
            further = await message(socket)
            like = answer["cards"][4]["buttons"][3]["action"]
            await anna.post("/api/action", {"id": "press-002", "message": answer["id"], "action": like})
            similar = await message(socket)
        assert [card["rank"] for card in further["cards"]] == [6, 7, 8, 9, 10]
        assert answer["cards"][4]["title"] in similar["text"]
        assert len({answer["id"], further["id"], similar["id"]}) == 3


async def test_a_reload_brings_the_chat_back_without_photos(tmp_path: Path, shop: ShopWorker) -> None:
    """A tab that opens later gets all messages at once; of the shopper's photo only the number is there."""
    async with real_conversation(tmp_path, shop) as talk, serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as first:
            await anna.send_photo(picture())
            await message(first)
        async with anna.listen() as second:
            hello = await second.receive_json()
        assert [(m["from"], m.get("photos")) for m in hello["messages"]] == [("me", 1), ("bot", None)]
        async with shopper(url) as ben, ben.listen() as strangers:
            assert (await strangers.receive_json())["messages"] == []


async def test_all_tabs_hear_the_same(tmp_path: Path) -> None:
    """What is written in one tab appears in the other one too."""
    talk = Scripted(Reply(text="Hello"))
    async with serving(talk) as url, shopper(url) as anna, anna.listen() as one, anna.listen() as two:
        await anna.post("/api/text", {"id": "message-1", "text": "hi"})
        for socket in (one, two):
            assert (await message(socket, "me"))["text"] == "hi"
            assert (await message(socket))["text"] == "Hello"


async def test_what_was_sent_twice_is_answered_once() -> None:
    """The page sends again what it is not sure of; the id tells the server that it was there."""
    talk = Scripted(Reply(text="Hello"))
    async with serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as socket:
            for _ in range(3):
                assert await anna.post("/api/text", {"id": "message-1", "text": "hi"}) == 202
                assert await anna.send_photo(b"photo", "message-2") == 202
            await message(socket)
            await message(socket)
        assert [type(event) for event in talk.events] == [TextEvent, PhotoEvent]


async def test_lines_with_a_slash_are_commands() -> None:
    """A slash and a word is a command with its argument; anything else is a text."""
    talk = Scripted(Reply(text="ok"))
    async with serving(talk) as url, shopper(url) as anna, anna.listen() as socket:
        for n, line in enumerate(["/help", "/Find red  dress ", "/ 5", "1/2"]):
            await anna.post("/api/text", {"id": f"message-{n}", "text": line})
            await message(socket)
    commands = [(e.name, e.argument) for e in talk.events if isinstance(e, CommandEvent)]
    assert commands == [("help", ""), ("find", "red  dress")]
    assert [e.text for e in talk.events if isinstance(e, TextEvent)] == ["/ 5", "1/2"]


async def test_an_empty_chat_is_greeted_once() -> None:
    """Two tabs that open together ask for a welcome together, and get one."""
    talk = Scripted(Reply(text="Welcome"))
    async with serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as socket:
            await asyncio.gather(*(anna.post("/api/welcome", {}) for _ in range(4)))
            assert (await message(socket))["text"] == "Welcome"
        assert [e.name for e in talk.events if isinstance(e, CommandEvent)] == ["start"]


async def test_everything_that_a_reply_can_hold_is_handed_on(tmp_path: Path) -> None:
    """Footer, note, menus, styles, a document to download: all arrives, and a link that is none of the web does not."""
    card = ProductCard("p", 1, "Title", note="closest", link="javascript:alert(1)", picture=Picture(data=picture()))
    reply = Reply(
        text="Text",
        cards=(card,),
        footer="Footer",
        menus=(Menu("Colour", "c:1", (Option("Red", "red", chosen=True), Option("Blue", "blue")), multiple=True),),
        buttons=((Button("Delete", "d:1", style=ButtonStyle.DANGER, disabled=True),),),
        document=Document("my data.json", "application/json", b"{}"),
        query_id="q-1",
    )
    talk = Scripted(reply)
    async with serving(talk) as url, shopper(url) as anna:
        async with anna.listen() as socket:
            await anna.post("/api/text", {"id": "message-1", "text": "hi"})
            shown = await message(socket)
        assert (shown["footer"], shown["cards"][0]["note"], shown["cards"][0]["link"]) == ("Footer", "closest", "")
        assert [option["chosen"] for option in shown["menus"][0]["options"]] == [True, False]
        assert (shown["buttons"][0][0]["style"], shown["buttons"][0][0]["disabled"]) == ("danger", True)
        async with anna.client.get(url + shown["document"]["url"]) as answer:
            assert answer.headers["Content-Disposition"] == 'attachment; filename="my_data.json"'
            assert await answer.read() == b"{}"
        async with anna.client.get(url + shown["cards"][0]["picture"]) as answer:
            assert await answer.read() == picture()
        async with shopper(url) as ben, ben.client.get(url + shown["document"]["url"]) as answer:
            assert answer.status == 404
        assert talk.remembered == [Shown("q-1", shown["id"])]


async def test_progress_and_its_end_are_one_message() -> None:
    """Interim replies and the last one, all with `replaces`, stand in one place of the chat."""
    talk = Scripted(Reply(text="done", replaces=True), interim=(Reply(text="10 %", replaces=True),) * 3)
    async with serving(talk) as url, shopper(url) as anna, anna.listen() as socket:
        await anna.post("/api/text", {"id": "message-1", "text": "/reindex"})
        said = [await message(socket) for _ in range(4)]
        assert [m["text"] for m in said] == ["10 %"] * 3 + ["done"]
        assert len({m["id"] for m in said}) == 1


async def test_values_picked_in_a_menu_reach_the_conversation() -> None:
    """A choice goes back as the menu's action with its values, and names the message; a notice alone is no message."""
    talk = Scripted(Reply(notice="Noted"))
    async with serving(talk) as url, shopper(url) as anna, anna.listen() as socket:
        body = {"id": "press-001", "message": "of-before-a-restart", "action": "c:1", "values": ["red", "\ud800"]}
        assert await anna.post("/api/action", body) == 202
        assert (await next_of(socket, "notice"))["text"] == "Noted"
        async with anna.listen() as later:
            assert (await later.receive_json())["messages"] == []
    event = talk.events[0]
    assert isinstance(event, ActionEvent)
    assert (event.action, event.values, event.message_ref) == ("c:1", ("red", "?"), "of-before-a-restart")


async def test_a_shoppers_events_are_answered_in_their_order(tmp_path: Path, shop: ShopWorker) -> None:
    """A command sent while a photo is being answered waits for its turn."""
    shop.gate.clear()
    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        await anna.send_photo(picture())
        await anna.post("/api/text", {"id": "message-2", "text": "/help"})
        await asyncio.sleep(0.1)
        shop.gate.set()
        assert len((await message(socket))["cards"]) == 5
        assert (await message(socket))["cards"] == []


async def test_a_flood_of_events_is_refused(tmp_path: Path, shop: ShopWorker) -> None:
    """Behind twenty unanswered events of one shopper there is no room; others are served."""
    shop.gate.clear()
    async with real_conversation(tmp_path, shop) as talk, serving(talk) as url, shopper(url) as anna:
        states = [await anna.send_photo(picture(8, 8), f"message-{n}") for n in range(22)]
        assert states == [202] * 20 + [429, 429]
        async with shopper(url) as ben:
            assert await ben.post("/api/text", {"id": "message-1", "text": "/help"}) == 202
        shop.gate.set()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/text", {"id": "message-1"}),
        ("/api/text", {"id": "message-1", "text": " "}),
        ("/api/text", {"id": "message-1", "text": "x" * 2001}),
        ("/api/text", {"id": "../../etc", "text": "x"}),
        ("/api/text", ["x"]),
        ("/api/action", {"id": "press-001", "message": "message-1", "action": 5}),
        ("/api/action", {"id": "press-001", "message": "message-1", "action": "a" * 61}),
        ("/api/action", {"id": "press-001", "message": "message-1", "action": "a", "values": "red"}),
        ("/api/photos?id=message-1", {"photo": "no multipart"}),
    ],
)
async def test_a_request_that_the_page_would_not_send_is_refused(path: str, body: object) -> None:
    """Missing, wrong and overlong values are answered with 400, and the conversation hears nothing."""
    talk = Scripted(Reply(text="ok"))
    async with serving(talk) as url, shopper(url) as anna:
        assert await anna.post(path, body) == 400
    assert talk.events == []


async def test_pictures_by_url_come_through_the_server(tmp_path: Path) -> None:
    """A product picture on the shop's own host is fetched by the server; what is no picture there is not passed on."""

    async def shop_host(request: web.Request) -> web.Response:
        if request.path == "/page":
            return web.Response(text="<script>alert(1)</script>", content_type="text/html")
        return web.Response(body=picture(), content_type="image/jpeg")

    runner = web.ServerRunner(web.Server(shop_host))  # type: ignore[arg-type]
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there = f"http://127.0.0.1:{runner.addresses[0][1]}"
    places = (f"{there}/p.jpg", f"{there}/page", "http://127.0.0.1:9/p.jpg", "nonsense")
    cards = tuple(ProductCard(str(n), n, "T", picture=Picture(url=place)) for n, place in enumerate(places, start=1))
    async with serving(Scripted(Reply(cards=cards))) as url, shopper(url) as anna, anna.listen() as socket:
        await anna.post("/api/text", {"id": "message-1", "text": "hi"})
        shown = await message(socket)
        states = []
        for card in shown["cards"]:
            assert card["picture"].startswith("/pictures/")
            async with anna.client.get(url + card["picture"]) as answer:
                states.append(answer.status)
                if answer.status == 200:
                    assert await answer.read() == picture()
    await runner.cleanup()
    assert states == [200, 502, 502, 502]


async def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    """A second bot on the same port ends with what to do about it."""
    async with serving(Scripted()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(FrontEndError, match=f"port {port} is taken") as caught:
            async with serving(Scripted(), port=port):
                pass
    assert caught.value.taken and not caught.value.permanent


async def test_a_port_that_becomes_free_is_taken() -> None:
    """Beside another front end, which keeps the bot alive meanwhile."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with socket.create_server(("127.0.0.1", 0)) as other:
        section = WebConfig(port=other.getsockname()[1])
        front_end = create(Scripted(), section, FrontEndContext(photo_bytes=1000))  # type: ignore[arg-type]
        trying = supervise(front_end, ready.set_result, is_alone=lambda: False, first=0.02, longest=0.1)
        task = asyncio.create_task(trying)
        await asyncio.sleep(0.3)
        assert not ready.done() and not task.done()
    async with asyncio.timeout(10):
        assert (await ready).endswith(f":{section.port}")
    task.cancel()
    await asyncio.wait([task])


async def test_stopping_finishes_what_was_begun(tmp_path: Path, shop: ShopWorker) -> None:
    """A photo that is being answered when the bot stops is answered still; what comes then is left to the next bot."""
    shop.gate.clear()
    async with real_conversation(tmp_path, shop) as talk:
        running = serving(talk)
        url = await running.__aenter__()
        async with shopper(url) as anna, anna.listen() as socket:
            await anna.send_photo(picture())
            stopping = asyncio.create_task(running.__aexit__(None, None, None))
            await asyncio.sleep(0.1)
            assert await anna.post("/api/text", {"id": "message-2", "text": "hi"}) == 503
            shop.gate.set()
            assert len((await message(socket))["cards"]) == 5
            while (last := await socket.receive(timeout=30)).type is aiohttp.WSMsgType.TEXT:
                pass
            assert (last.type, last.data) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.GOING_AWAY)
            await stopping


def test_the_page_asks_for_the_texts_that_it_is_given() -> None:
    """Every key in the page's files is sent to it, every one that is sent is used, and no address leads elsewhere."""
    from bot.frontends.web.page_texts import page_texts

    folder = ROOT / "bot" / "frontends" / "web" / "page"
    sources = "\n".join(path.read_text("utf-8") for path in folder.iterdir() if path.suffix in (".js", ".html"))
    used = set(re.findall(r'"(page-[a-z-]+)"', sources)) - {"page-language", "page-direction"}
    assert used == set(page_texts("en")) - {"page-language"}
    addresses = re.findall(r"https?://[^\s\"')]+", "\n".join(p.read_text("utf-8") for p in folder.glob("*.*")))
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}
