"""One shopper on each of the three front ends, in the same shorthand: the real front end on a server of its platform's
protocol, the real conversation behind it."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder, PairFinder
from tests.bot.frontends.discord.loopback.rules import components_of
from tests.bot.frontends.discord.loopback.server import serving_discord
from tests.bot.frontends.discord.people import DiscordUser, read
from tests.bot.frontends.discord.rig import running_discord
from tests.bot.frontends.telegram.rig import Someone, telegram
from tests.bot.frontends.telegram.server import BotApi
from tests.bot.frontends.telegram.server import serving as serving_bot_api
from tests.bot.frontends.web.client import Shopper, message, shopper
from tests.bot.frontends.web.rig import serving
from tests.bot.rig import running_bot

Json = dict[str, Any]
PLATFORMS = ("telegram", "discord", "web")


@dataclass
class Seen:
    """A message of the bot: all that can be read, what can be pressed (with how), and the message as the platform has
    it."""

    text: str
    ways: dict[str, Any]
    message: Json = field(repr=False)

    def way(self, label: str) -> Any:
        """What stands behind the first button or line with this in its label; in its own before that of its menu."""
        own = (how for said, how in self.ways.items() if label in said.rpartition(" > ")[2])
        return next(own, None) or next(how for said, how in self.ways.items() if label in said)

    def offers(self, label: str) -> bool:
        """Whether there is one."""
        return any(label in said for said in self.ways)


class Surface(Protocol):
    """A shopper's private chat. Each method gives the bot's messages that come of it, `count` of them."""

    async def photos(self, *data: bytes, caption: str = "", count: int = 1) -> list[Seen]: ...
    async def say(self, text: str) -> Seen: ...
    async def press(self, seen: Seen, label: str) -> Seen: ...
    async def change(self, seen: Seen, label: str) -> Seen:
        """Press what changes the message itself; gives what it has become."""
        ...


@dataclass
class OnTelegram:
    someone: Someone

    async def photos(self, *data: bytes, caption: str = "", count: int = 1) -> list[Seen]:
        album = {"media_group_id": f"g{self.someone.last}"} if len(data) > 1 else {}
        first = self._newest()
        for number, each in enumerate(data):
            await self.someone.photo(each, "" if number else caption, **album)
        return await self._after(first, count)

    async def say(self, text: str) -> Seen:
        first = self._newest()
        await self.someone.say(text)
        return (await self._after(first, 1))[0]

    async def press(self, seen: Seen, label: str) -> Seen:
        first = self._newest()
        await self.someone.press_data(seen.message, seen.way(label))
        return (await self._after(first, 1))[0]

    async def change(self, seen: Seen, label: str) -> Seen:
        number = seen.message["message_id"]
        await self.someone.press_data(seen.message, seen.way(label))
        now = self.someone.api.messages
        shown = seen.text, seen.message["reply_markup"]
        await self.someone.api.until(
            lambda: shown != (now[self.someone.here, number]["text"], now[self.someone.here, number]["reply_markup"])
        )
        return (await self._after(number - 1, 1))[0]

    def _newest(self) -> int:
        return max((each["message_id"] for each in self.someone.api.sent(self.someone.here)), default=0)

    async def _after(self, first: int, count: int) -> list[Seen]:
        def found() -> list[Json]:
            sent = [each for each in self.someone.api.sent(self.someone.here) if each["message_id"] > first]
            texts = [each for each in sent if "text" in each]
            return texts if len(texts) >= count else []

        await self.someone.api.until(found)
        seen = []
        for each in found():
            rows = each.get("reply_markup", {}).get("inline_keyboard", [])
            ways = {button["text"]: button.get("callback_data", "") for row in rows for button in row}
            above = self.someone.pictures(first)
            seen.append(
                Seen(each["text"], ways, each | {"above": [p for p in above if p["message_id"] < each["message_id"]]})
            )
        return seen


@dataclass
class OnDiscord:
    user: DiscordUser

    async def photos(self, *data: bytes, caption: str = "", count: int = 1) -> list[Seen]:
        said = await self.user.say(caption, *map(self.user.attachment, data))
        return [_of_discord(each) for each in await self.user.replies(count, after=said)]

    async def say(self, text: str) -> Seen:
        return _of_discord((await self.user.replies(1, after=await self.user.say(text)))[0])

    async def press(self, seen: Seen, label: str) -> Seen:
        custom_id, values = seen.way(label)
        asked = await self.user.press(seen.message, custom_id, values)
        return _of_discord((await self.user.answer(asked, 2))[-1])

    async def change(self, seen: Seen, label: str) -> Seen:
        custom_id, values = seen.way(label)
        drawn = json.dumps(seen.message["components"])
        await self.user.press(seen.message, custom_id, values)
        await self.user.server.until(lambda: json.dumps(seen.message["components"]) != drawn)
        return _of_discord(seen.message)


def _of_discord(message: Json) -> Seen:
    ways: Json = {}
    for part in components_of(message):
        if part["type"] == 2:
            icon = (part.get("emoji") or {}).get("name", "")
            ways.setdefault(part.get("label") or icon, (part["custom_id"], None))
        for option in part.get("options", ()):
            ways.setdefault(f"{part['placeholder']} > {option['label']}", (part["custom_id"], [option["value"]]))
    return Seen(read(message), ways, message)


@dataclass
class OnThePage:
    someone: Shopper
    socket: aiohttp.ClientWebSocketResponse
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(10_000))

    async def photos(self, *data: bytes, caption: str = "", count: int = 1) -> list[Seen]:
        form = aiohttp.FormData()
        form.add_field("caption", caption)
        for each in data:
            form.add_field("photo", each, filename="photo.jpg", content_type="image/jpeg")
        where = {"id": f"message-{next(self._ids)}", "photos": str(len(data))}
        async with self.someone.client.post(f"{self.someone.url}/api/photos", params=where, data=form) as answer:
            assert answer.status == 202
        return [await self._next() for _ in range(count)]

    async def say(self, text: str) -> Seen:
        await self.someone.post("/api/text", {"id": f"text-{next(self._ids)}", "text": text})
        return await self._next()

    async def press(self, seen: Seen, label: str) -> Seen:
        action, values = seen.way(label)
        press = {"id": f"press-{next(self._ids)}", "message": seen.message["id"], "action": action, "values": values}
        await self.someone.post("/api/action", press)
        return await self._next()

    async def change(self, seen: Seen, label: str) -> Seen:
        now = await self.press(seen, label)
        assert now.message["id"] == seen.message["id"]
        return now

    async def _next(self) -> Seen:
        found = await message(self.socket)
        rows: Sequence[Sequence[Json]] = [*found["buttons"], *(card["buttons"] for card in found["cards"])]
        ways: Json = {}
        for button in (button for row in rows for button in row):
            ways.setdefault(f"{button['icon']} {button['label']}", (button["action"], []))
        for menu in found["menus"]:
            for option in menu["options"]:
                ways.setdefault(f"{menu['label']} > {option['label']}", (menu["action"], [option["value"]]))
        lines = [f"{card['rank']}. {card['title']} {card['price']}" for card in found["cards"]]
        return Seen("\n".join((found["text"], *lines, found["footer"])), ways, found)


@asynccontextmanager
async def on(
    platform: str, folder: Path, index: Path, embedder: BoutiqueEmbedder | None = None, **settings: int
) -> AsyncIterator[Surface]:
    """A shopper there, who has said nothing yet."""
    seeing, finder, database = embedder or BoutiqueEmbedder(), PairFinder(), folder / f"{platform}.sqlite"
    async with running_bot(database, index, embedder=seeing, finder=finder, settings=settings, patience=30) as bot:
        if platform == "telegram":
            async with serving_bot_api(BotApi()) as api, telegram(bot.conversation, api):
                yield OnTelegram(Someone(api))
        elif platform == "discord":
            async with serving_discord() as server, running_discord(server, bot.conversation) as running:
                yield OnDiscord(running.someone(direct=True))
        else:
            async with serving(bot.conversation) as url, shopper(url) as anna, anna.listen() as socket:
                yield OnThePage(anna, socket)
