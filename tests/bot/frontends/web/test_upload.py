"""Photos on their way into the local chat: too large, broken, none at all, several."""

from __future__ import annotations

import asyncio
import io
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.messages import PhotoEvent, Reply
from tests.bot.frontends.web.client import message, shopper
from tests.bot.frontends.web.rig import PHOTO_BYTES, Scripted, ShopWorker, picture, real_conversation, serving


async def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, shop: ShopWorker) -> None:
    """Thirty announced megabytes are answered after the request's head, with a sentence in the chat."""
    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        cookie = "; ".join(f"{c.key}={c.value}" for c in anna.client.cookie_jar)
        host = url.removeprefix("http://")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        head = f"POST /api/photos?id=message-1 HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
        head += f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {30 * 1024 * 1024}\r\n\r\n"
        writer.write(head.encode())
        async with asyncio.timeout(30):
            status = await reader.readline()
        writer.close()
        assert b"202" in status
        assert "too large" in (await message(socket))["text"]
    assert shop.asked == []


async def test_a_large_file_of_unknown_length_fills_no_memory(tmp_path: Path, shop: ShopWorker) -> None:
    """Thirty megabytes that come without a length are read past: told as too large, and never held."""

    async def flood() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="photo"; filename="p"\r\n\r\n'
        chunk = b"\xff" * 65536
        for _ in range(480):
            yield chunk
        yield b"\r\n--x--\r\n"

    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        tracemalloc.start()
        async with anna.client.post(f"{url}/api/photos?id=message-1", data=flood(), headers=headers) as answer:
            assert answer.status == 202
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert "too large" in (await message(socket))["text"]
    assert shop.asked == []
    assert peak < PHOTO_BYTES + 6 * 1024 * 1024


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Dear diary", "not a photo"),
        (picture()[:2000], "damaged"),
        (picture(1, 1, kind="PNG"), "too small"),
    ],
    ids=["empty", "text", "truncated", "one pixel"],
)
async def test_a_bad_file_gets_a_sentence(tmp_path: Path, shop: ShopWorker, data: bytes, words: str) -> None:
    """What is no usable photo is answered in words, and the chat goes on."""
    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        await anna.send_photo(data, "message-1")
        assert words in (await message(socket))["text"]
        await anna.send_photo(picture(), "message-2")
        assert len((await message(socket))["cards"]) == 5


async def test_several_photos_with_one_too_large(tmp_path: Path) -> None:
    """An album is one event; of a photo that is too large only the fault is handed on."""
    talk = Scripted(Reply(text="ok"))
    form = aiohttp.FormData()
    form.add_field("photo", b"one", filename="1.jpg")
    form.add_field("photo", io.BytesIO(b"x" * (PHOTO_BYTES + 1)), filename="2.jpg")
    form.add_field("too-large", "")
    async with serving(talk) as url, shopper(url) as anna, anna.listen() as socket:
        async with anna.client.post(f"{url}/api/photos?id=message-1&photos=3", data=form) as answer:
            assert answer.status == 202
        await message(socket)
    event = talk.events[0]
    assert isinstance(event, PhotoEvent)
    assert [(p.data, p.fault and p.fault.value) for p in event.photos] == [
        (b"one", None),
        (b"", "too_large"),
        (b"", "too_large"),
    ]
