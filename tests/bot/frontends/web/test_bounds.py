"""What strangers may make the local chat hold, and in which order it answers one shopper."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from bot.messages import PhotoEvent, PhotoFault, Reply, TextEvent
from tests.bot.frontends.web.client import Shopper, message, shopper
from tests.bot.frontends.web.rig import PHOTO_BYTES, Scripted, ShopWorker, picture, real_conversation, serving

_HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}
_PART = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="p"\r\n\r\n'


async def _upload(someone: Shopper, path: str, chunks: AsyncIterator[bytes]) -> tuple[int, bool]:
    """The status, and whether it says when to come back."""
    async with someone.client.post(someone.url + path, data=chunks, headers=_HEADERS) as answer:
        return answer.status, "Retry-After" in answer.headers


async def test_photos_that_wait_are_bounded_over_all(tmp_path: Path, shop: ShopWorker) -> None:
    """Whoever they are from: behind three megabytes of several shoppers the next photo is told to come back, announced
    or not. Words are answered meanwhile, and once a photo is looked at there is room again."""
    shop.gate.clear()
    mega = picture(90, 120) + bytes(1024 * 1024)

    async def chunks() -> AsyncIterator[bytes]:
        yield _PART + mega[: len(mega) // 2]
        yield mega[len(mega) // 2 :] + b"\r\n--x--\r\n"

    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk, upload_bytes=3_500_000) as url,
        AsyncExitStack() as stack,
    ):
        anna, ben, carl = [await stack.enter_async_context(shopper(url)) for _ in range(3)]
        assert [await anna.send_photo(mega, f"message-{n}") for n in range(2)] == [202, 202]
        assert await ben.send_photo(mega, "message-1") == 202
        assert await ben.send_photo(mega, "message-2") == 503
        assert await _upload(carl, "/api/photos?id=message-3", chunks()) == (503, True)
        async with carl.listen() as socket:
            assert await carl.post("/api/text", {"id": "message-4", "text": "/help"}) == 202
            await message(socket)
            shop.gate.set()
            while await carl.send_photo(mega, "message-5") == 503:
                pass
            said = await message(socket)
            assert said["cards"], said


async def test_a_broken_upload_gives_its_room_back() -> None:
    """Uploads that end in the middle, again and again, leave nothing behind."""
    talk = Scripted(Reply(text="ok"))

    async def broken() -> AsyncIterator[bytes]:
        yield _PART + bytes(1_000_000)

    async with serving(talk, upload_bytes=PHOTO_BYTES) as url, shopper(url) as anna:
        for n in range(5):
            assert (await _upload(anna, f"/api/photos?id=message-{n}", broken()))[0] == 400
        assert await anna.send_photo(bytes(1_500_000), "message-9") == 202


async def test_chats_are_bounded() -> None:
    """Those that are looked at stay; a further one is told to come back, in which the page sees that the bot runs."""
    async with serving(Scripted(Reply(text="ok")), chats=2) as url, AsyncExitStack() as stack:
        anna, ben, carl = [await stack.enter_async_context(shopper(url)) for _ in range(3)]
        line = await stack.enter_async_context(anna.listen())
        other = await stack.enter_async_context(ben.listen())
        await line.receive_json()
        await other.receive_json()
        for path in ("/api/session", "/api/socket"):
            async with carl.client.get(url + path) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert await anna.post("/api/text", {"id": "message-1", "text": "hi"}) == 202
        await other.close()
        while await carl.post("/api/text", {"id": "message-1", "text": "hi"}) == 503:
            pass


async def test_tabs_are_bounded() -> None:
    """One browser cannot open any number of lines."""
    async with serving(Scripted()) as url, shopper(url) as anna, AsyncExitStack() as stack:
        for _ in range(20):
            await (await stack.enter_async_context(anna.listen())).receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await stack.enter_async_context(anna.listen())
        assert caught.value.status == 429


async def test_words_written_while_a_photo_is_sent_are_about_it() -> None:
    """A photo whose upload takes long keeps its place before what is written meanwhile; one that breaks off gives it
    up."""
    talk = Scripted(Reply(text="ok"))
    goes_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield _PART
        await goes_on.wait()
        yield picture() + b"\r\n--x--\r\n"

    async def breaking_off() -> AsyncIterator[bytes]:
        yield _PART
        await goes_on.wait()
        raise ConnectionError

    async with serving(talk) as url, shopper(url) as anna, anna.listen() as socket:
        sending = asyncio.create_task(_upload(anna, "/api/photos?id=message-1", slowly()))
        assert (await socket.receive_json())["type"] == "hello"
        assert (await socket.receive_json())["type"] == "typing"  # the upload has its place
        await anna.post("/api/text", {"id": "message-2", "text": "in red"})
        assert talk.events == []
        goes_on.set()
        assert (await sending)[0] == 202
        for _ in range(2):
            await message(socket)
        assert [type(event) for event in talk.events] == [PhotoEvent, TextEvent]
        with pytest.raises(aiohttp.ClientError):
            await _upload(anna, "/api/photos?id=message-3", breaking_off())
        await anna.post("/api/text", {"id": "message-4", "text": "in blue"})
        assert (await message(socket))["text"] == "ok"


@pytest.mark.parametrize(
    ("name", "kind", "fault"),
    [
        ("download.jfif", "application/octet-stream", None),
        ("coat.jpg_large", "application/octet-stream", None),
        ("Screenshot 2026.11.28", "", None),
        ("photo", "binary/octet-stream", None),
        ("list.jpg", "application/pdf", PhotoFault.NOT_A_PHOTO),
        ("clip.mp4", "video/mp4", PhotoFault.NOT_A_PHOTO),
        ("drawing.svg", "image/svg+xml", PhotoFault.NOT_A_PHOTO),
    ],
)
async def test_bytes_tell_what_a_photo_is(name: str, kind: str, fault: PhotoFault | None) -> None:
    """Whatever it is called; only a type that is certainly another one is refused unseen."""
    talk = Scripted(Reply(text="ok"))
    async with serving(talk) as url, shopper(url) as anna, anna.listen() as socket:
        head = f'--x\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n'
        head += f"Content-Type: {kind}\r\n\r\n" if kind else "\r\n"

        async def body() -> AsyncIterator[bytes]:
            yield head.encode() + picture() + b"\r\n--x--\r\n"

        assert (await _upload(anna, "/api/photos?id=message-1", body()))[0] == 202
        await message(socket)
    (event,) = talk.events
    assert isinstance(event, PhotoEvent)
    assert (event.photos[0].fault, event.photos[0].data) == (fault, b"" if fault else picture())
