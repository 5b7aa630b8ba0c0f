"""A browser as the local chat's server sees it: a cookie, requests and a socket."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp


class Shopper:
    """A browser as the server sees it: a cookie, requests, a socket."""

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self.client = client
        self.url = url
        self.session: dict[str, Any] = {}

    async def enter(self) -> None:
        async with self.client.get(f"{self.url}/api/session") as answer:
            self.session = await answer.json()

    async def send_photo(self, data: bytes, message_id: str = "message-1", caption: str = "") -> int:
        form = aiohttp.FormData()
        form.add_field("caption", caption)
        form.add_field("photo", io.BytesIO(data), filename="photo.jpg", content_type="image/jpeg")
        async with self.client.post(f"{self.url}/api/photos", params={"id": message_id}, data=form) as answer:
            return answer.status

    async def post(self, path: str, body: object) -> int:
        async with self.client.post(f"{self.url}{path}", json=body) as answer:
            return answer.status

    def listen(self) -> Any:
        return self.client.ws_connect(f"{self.url}/api/socket")


@asynccontextmanager
async def shopper(url: str) -> AsyncIterator[Shopper]:
    """Somebody new, with a cookie of their own."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        someone = Shopper(client, url)
        await someone.enter()
        yield someone


async def message(socket: aiohttp.ClientWebSocketResponse, sender: str = "bot") -> dict[str, Any]:
    """The next message of the bot (or of the shopper) that the socket brings."""
    while True:
        what = await socket.receive_json(timeout=30)
        if what["type"] == "message" and what["message"]["from"] == sender:
            return dict(what["message"])


async def next_of(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        what = await socket.receive_json(timeout=30)
        if what["type"] == kind:
            return dict(what)
