"""Shoppers of the tests' Discord."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.bot.frontends.discord.loopback.calls import BotCall
from tests.bot.frontends.discord.loopback.rules import EPHEMERAL, components_of
from tests.bot.frontends.discord.loopback.server import CHANNEL_ID, DiscordServer, SentInteraction
from tests.bot.frontends.discord.people import DiscordUser, button, guild, named, option, read
from tests.bot.frontends.soak.shopper import SoakShopper
from tests.bot.frontends.soak.tally import Json, SoakTally


class SoakDiscord(DiscordServer):
    """Keeps each channel's messages apart."""

    def __init__(self, tally: SoakTally, shoppers: int) -> None:
        super().__init__()
        self.tally = tally
        self.said: dict[int, list[Json]] = defaultdict(list)
        self.unsure: dict[int, list[float]] = defaultdict(list)  # when a follow-up was taken without saying so
        self.acknowledged_within = 30.0  # a busy machine is not late
        self.is_here = asyncio.Event()  # what happens while the bot has no session at all, Discord never tells it
        home = guild()
        home["channels"] += [home["channels"][0] | {"id": str(CHANNEL_ID + 100 + n)} for n in range(shoppers)]
        self.gateway.guilds.append(home)

    async def _with_fault(self, request: web.Request, handler: Any, call: BotCall) -> web.StreamResponse:
        fault = next((each for each in self.faults if each.fits(call)), None)
        if fault is not None and fault.drop == "after" and (interaction := self._follows_up(call)):
            self.unsure[interaction.channel_id].append(time.monotonic())
        return await super()._with_fault(request, handler, call)

    def _follows_up(self, call: BotCall) -> SentInteraction | None:
        """The interaction that is told something for one person alone."""
        found = re.search("/webhooks/[^/]+/([^/]+)$", call.path)
        is_private = call.method == "POST" and call.payload.get("flags", 0) & EPHEMERAL
        return self.interactions.get(found[1]) if found and is_private else None

    def _new(self, channel_id: int, said: Json) -> Json:
        message = super()._new(channel_id, said)
        self.tally.heard(self.said[channel_id], message, "Discord", channel_id, read(message))
        return message


class DiscordShopper(SoakShopper):
    """Every other one in direct messages, the others each in a channel of their own."""

    platform = "Discord"
    again = "for one person alone, and again: Discord did not say whether it had it"
    notices = 1

    def __init__(self, server: SoakDiscord, number: int, photos: Sequence[bytes], seed: int) -> None:
        super().__init__(server.tally, photos, f"discord-{number}-{seed}")
        self._server = server
        self._person = DiscordUser(server, 1000 + number, direct=number % 2 == 0, channel_id=CHANNEL_ID + 100 + number)
        self.said = server.said[self._person.where]
        # Of somebody in a channel: the news, and what they alone may see where the interaction's token does not work.
        for chat in (self._person.where, int(server.direct_channel(self._person.id)["id"])):
            server.said[chat] = self.said
            server.tally.news.homes["Discord", chat] = self._name

    async def _reached(self) -> None:
        await self._server.is_here.wait()

    def _whole(self, mark: int) -> list[Json]:
        there, loading = self._server.messages, 1 << 7
        return [each for each in self.said[mark:] if not each["flags"] & loading and int(each["id"]) in there]

    def _is_told_again(self, mark: int) -> bool:
        """What only one person sees nobody can look up: said again if Discord did not say whether it had it. That may
        be counted with the next event, and the answer to that with the next but one."""
        return any(at > self._began[0] for at in self._server.unsure[self._person.where])

    async def ask(self, photo: bytes) -> None:
        if self._random.random() < 0.5:
            await self._person.command("find", photo=self._person.attachment(photo))
        else:
            await self._person.say("", self._person.attachment(photo), mention=not self._person.direct)

    async def say(self, text: str) -> None:
        if text.removeprefix("/") in {each["name"] for each in self._server.commands}:
            await self._person.command(text.removeprefix("/"))
        else:
            await self._person.say(text.removeprefix("/find "), mention=not self._person.direct)

    async def press(self, message: Json, label: str) -> object:
        if part := named(message, label):
            return await self._person.press(message, part["custom_id"])
        with suppress(StopIteration):  # where buttons do not fit, they are lines of a select
            custom_id, line = option(message, label)
            return await self._person.press(message, custom_id, [line])
        return await self._person.press(message, button(message, label)["custom_id"])

    async def react(self, message: Json) -> None:
        await self._person.react(message, "👍")

    def has(self, message: Json, label: str) -> bool:
        return f'"{label}"' in json.dumps(message["components"], ensure_ascii=False)

    def is_up(self, message: Json) -> bool:
        return any(part.get("style") == 3 for part in components_of(message))

    def text(self, message: Json) -> str:
        return read(message)
