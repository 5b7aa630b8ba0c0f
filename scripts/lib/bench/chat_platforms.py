"""The chat platforms of scripts/bench, on loopback: how somebody sends a photo there, and what they saw."""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Protocol

from scripts.lib.bench.bot_process import median_and_p95
from tests.bot.frontends.discord.loopback import server as discord_server
from tests.bot.frontends.discord.loopback.server import SentInteraction
from tests.bot.frontends.discord.people import DiscordUser, guild
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi

_START_S, _ANSWER_S = 120.0, 120.0
_TOGETHER = {"p95_ms": 2000}


@dataclass
class ChatWaits:
    """What some shoppers saw: waits in milliseconds, photos without an answer, answers too many; and the bot's load."""

    answered: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    memory_mb: list[float] = field(default_factory=list)
    own_memory_mb: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def figures(self) -> dict[str, Any]:
        """As docs/bench.md has them."""
        quarter = max(1, len(self.memory_mb) // 4)
        early, late = self.own_memory_mb[quarter : 2 * quarter] or [0.0], self.own_memory_mb[-quarter:] or [0.0]
        middle, p95 = median_and_p95(self.answered) or (None, None)
        _, acknowledged = median_and_p95(self.acknowledged) or (None, None)
        return {
            "photos": len(self.answered) + self.lost,
            "median_ms": middle,
            "p95_ms": p95,
            "longest_ms": round(max(self.answered), 1) if self.answered else None,
            "acknowledged_p95_ms": acknowledged,
            # Of the bot's process for each answer: what other work on the machine distorts least.
            "cpu_ms": round(1000 * self.cpu_seconds / max(1, len(self.answered)), 1),
            "lost": self.lost,
            "answered_twice": self.twice,
            # With all processes that decode; what grows is told of the bot's own, which alone lives on.
            "memory_mb": round(max(self.memory_mb, default=0.0), 1),
            "memory_growth_mb": round(median(late) - median(early), 1),
        }


class LoopbackPlatform(Protocol):
    """A chat platform on loopback. `keys`: what the bot's configuration has to say of it. `alone` and `together`: the
    most that a figure of one shopper, and of many, may be."""

    name: str
    keys: Mapping[str, object]
    alone: Mapping[str, float]
    together: Mapping[str, float]

    async def until_connected(self) -> None:
        """Wait for the bot; raises TimeoutError or AssertionError if it does not come."""

    async def send(self, user_id: int, photo: bytes) -> None:
        """Send a photo in somebody's name."""

    async def until_answered(self, user_ids: Sequence[int], count: int) -> None:
        """Wait until each has `count` answers and nothing more comes; or until no more can be hoped for."""

    def add_waits(self, user_id: int, count: int, waits: ChatWaits) -> None:
        """What somebody saw who has sent `count` photos."""


class LoopbackTelegram:
    """The tests' Bot API server. What ends an answer is the message with buttons."""

    name = "telegram"
    alone: Mapping[str, float] = {"median_ms": 150, "p95_ms": 400}
    together: Mapping[str, float] = _TOGETHER

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._sent: defaultdict[int, list[float]] = defaultdict(list)
        self.keys: Mapping[str, object] = api.keys

    async def until_connected(self) -> None:
        await self._api.until(lambda: self._api.of("getUpdates"), _START_S)

    async def send(self, user_id: int, photo: bytes) -> None:
        began = time.monotonic()
        await Someone(self._api, user_id).photo(photo)
        self._sent[user_id].append(began)

    async def until_answered(self, user_ids: Sequence[int], count: int) -> None:
        with suppress(TimeoutError):
            await self._api.until(lambda: all(len(self._answers(id)) >= count for id in user_ids), _ANSWER_S)
        await self._api.settled(1.0)

    def add_waits(self, user_id: int, count: int, waits: ChatWaits) -> None:
        answers = self._answers(user_id)
        waits.lost += max(0, count - len(answers))
        waits.twice += max(0, len(answers) - count)
        waits.answered += [(at - began) * 1000 for at, began in zip(answers, self._sent[user_id], strict=False)]

    def _answers(self, user_id: int) -> list[float]:
        return [call.at for call in Someone(self._api, user_id).answered if "reply_markup" in call.params]


class LoopbackDiscord:
    """The tests' Discord: real HTTP and websocket. Everybody asks with /find."""

    name = "discord"
    alone: Mapping[str, float] = {"acknowledged_p95_ms": 300, "p95_ms": 500}
    together: Mapping[str, float] = {"acknowledged_p95_ms": 300, **_TOGETHER}

    def __init__(self, server: discord_server.DiscordServer) -> None:
        server.gateway.guilds.append(guild())
        self._server = server
        self._sent: defaultdict[int, list[SentInteraction]] = defaultdict(list)
        gateway = f"{server.url.replace('http', 'ws')}/gateway"
        keys = {"token": discord_server.TOKEN, "api_url": f"{server.url}/api/v10", "gateway_url": gateway}
        self.keys: Mapping[str, object] = keys

    async def until_connected(self) -> None:
        await self._server.until(lambda: self._server.gateway.sockets and self._server.commands, _START_S)

    async def send(self, user_id: int, photo: bytes) -> None:
        person = DiscordUser(self._server, user_id)
        # Bytes behind the picture's end: the same photo sent again would be answered from memory.
        attachment = person.attachment(photo + os.urandom(8))
        self._sent[user_id].append(await person.command("find", photo=attachment))

    async def until_answered(self, user_ids: Sequence[int], count: int) -> None:
        with suppress(AssertionError):
            sent = [one for id in user_ids for one in self._sent[id]]
            await self._server.until(lambda: all(one.changed_at for one in sent), _ANSWER_S)
        await asyncio.sleep(1.0)

    def add_waits(self, user_id: int, count: int, waits: ChatWaits) -> None:
        answered = [one for one in self._sent[user_id] if one.changed_at]
        waits.lost += count - len(answered)
        waits.twice += sum(len(one.message_ids) > 1 for one in answered)
        waits.answered += [(one.changed_at - one.began) * 1000 for one in answered]
        waits.acknowledged += [one.acknowledged_after * 1000 for one in answered]
