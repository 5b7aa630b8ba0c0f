"""Shoppers of the local chat, as its page behaves: requests, repeated until the bot has them, and a websocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from tests.bot.frontends.soak.shopper import SoakShopper
from tests.bot.frontends.soak.tally import Json, SoakTally
from tests.bot.frontends.soak.waiting import REACH_S, SoakOverdueError
from tests.bot.frontends.web.client import Shopper

_PAUSE_S = 0.4


class WebShopper(SoakShopper):
    """One browser, whose page is closed and opened again now and then."""

    platform = "the local chat"
    again = ""

    def __init__(self, browser: Shopper, tally: SoakTally, number: int, photos: Sequence[bytes], seed: int) -> None:
        super().__init__(tally, photos, f"web-{number}-{seed}")
        tally.news.homes[self.platform, self._name] = self._name
        self._browser = browser
        self._numbers = iter(range(10**9))
        self._messages: dict[str, Json] = {}
        self._is_open = asyncio.Event()
        self._taken_after: list[int] = []

    @classmethod
    @asynccontextmanager
    async def at(
        cls, url: str, tally: SoakTally, number: int, photos: Sequence[bytes], seed: int
    ) -> AsyncIterator[WebShopper]:
        """With cookies of their own."""
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=timeout) as client:
            yield cls(Shopper(client, url), tally, number, photos, seed)

    async def shop(self, until: float) -> None:
        """An empty page asks to be greeted."""
        await self._expect("first look", self._post("/api/welcome", {}))
        await super().shop(until)

    async def keep_open(self) -> None:
        """The page, opened again whenever it is closed."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                await self._browser.enter()
                async with self._browser.listen() as socket, asyncio.timeout(self._random.uniform(5, 60)):
                    async for said in socket:
                        self._hear(json.loads(said.data))
            if self._is_open.is_set():
                self._tally.faults["local chat: a page closed"] += 1
            self._is_open.clear()
            await asyncio.sleep(_PAUSE_S)

    def _hear(self, what: Json) -> None:
        for message in what["messages"] if what["type"] == "hello" else [what.get("message", {})]:
            if message.get("from") != "bot":
                continue
            if message["id"] in self._messages:
                self._messages[message["id"]].update(message)
            else:
                self._messages[message["id"]] = message
                self._tally.heard(self.said, message, self.platform, self._name, message["text"])
        self._is_open.set()

    async def _post(self, path: str, body: Json | bytes) -> None:
        """The bot knows the id in it, so that sending twice does no harm."""
        number = f"{self._name}-{next(self._numbers)}"
        end, status = time.monotonic() + REACH_S, 0
        while time.monotonic() < end:
            kills = len(self._tally.kills)  # who takes it may be killed before that is heard here
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                if isinstance(body, bytes):
                    status = await self._browser.send_photo(body, number)
                else:
                    status = await self._browser.post(path, {"id": number, **body})
                if status == 202:
                    self._taken_after.append(kills)
                    return
                if status not in (401, 429, 503):
                    raise AssertionError(f"{path} was answered with {status}")
            await asyncio.sleep(_PAUSE_S)
        raise SoakOverdueError(f"{self._name}: {path} is still not taken; the last status was {status or 'none'}")

    async def _reached(self) -> None:
        self._taken_after.clear()
        await self._is_open.wait()

    def _is_cut_off(self, kills: int) -> bool:
        """What the bot took only after a kill is under way."""
        return len(self._tally.kills) > min(self._taken_after, default=kills)

    def _whole(self, mark: int) -> list[Json]:
        return self.said[mark:]

    async def ask(self, photo: bytes) -> None:
        await self._post("/api/photos", photo)

    async def say(self, text: str) -> None:
        await self._post("/api/text", {"text": text})

    async def press(self, message: Json, label: str) -> object:
        rows = [*(card["buttons"] for card in message["cards"]), *message["buttons"]]
        buttons = [each for row in rows for each in row if label == each["icon"] or label in each["label"]]
        action = buttons[0]["action"]
        return await self._post("/api/action", {"message": message["id"], "action": action, "values": []})

    async def _react(self) -> None:
        """That cannot be done here: a text instead."""
        await self._type()

    async def react(self, message: Json) -> None:
        """See above."""

    def has(self, message: Json, label: str) -> bool:
        return label in json.dumps(message, ensure_ascii=False)

    def is_up(self, message: Json) -> bool:
        return '"pressed": true' in json.dumps(message)

    def text(self, message: Json) -> str:
        return f"{message['text']}\n{message['footer']}"
