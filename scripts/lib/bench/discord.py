"""scripts/bench --discord: the bot in a process of its own, connected to the tests' Discord on loopback in this one.

First one shopper who waits for each answer, then many at once. Times are those that the server sees: from the event's
dispatch to the arrival of the acknowledgement, and of the last byte of the answer, pictures included.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.lib.bench.chats import SHOPPER_EVERY_S, TOGETHER_MS, median_and_p95, memory_mb, running_bot
from tests.bot.frontends.discord.loopback.server import TOKEN, serving_discord
from tests.bot.frontends.discord.people import DiscordUser, guild

ACKNOWLEDGED_MS, ANSWERED_MS = 300, 500
_PATIENCE_S = 60.0
_WARM_UP = 3


@dataclass
class DiscordWaits:
    """What the server saw of some questions; times in milliseconds."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    asked: int = 0
    lost: int = 0
    twice: int = 0

    def figures(self, answered_ms: int) -> dict[str, Any]:
        """As docs/bench.md has them, with the targets."""
        return {
            "asked": self.asked,
            "lost": self.lost,
            "twice": self.twice,
            "acknowledged_ms": _spread(self.acknowledged, ACKNOWLEDGED_MS),
            "answered_ms": _spread(self.answered, answered_ms),
        }


async def measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    """What `scripts/bench --discord --json` prints."""
    answers, seconds = (5, 4.0) if given.quick else (given.answers, float(given.seconds))
    alone, together = DiscordWaits(), DiscordWaits()
    async with serving_discord() as server:
        server.gateway.guilds.append(guild())
        keys = {
            "token": TOKEN,
            "api_url": f"{server.url}/api/v10",
            "gateway_url": f"{server.url.replace('http', 'ws')}/gateway",
        }
        async with running_bot("discord", keys, source, folder) as bot:
            await server.until(lambda: server.gateway.sockets and server.commands, 120)
            people = [(DiscordUser(server, 1000 + n), photos[n % len(photos)]) for n in range(given.shoppers)]
            for waits, count in ((DiscordWaits(), _WARM_UP), (alone, answers)):
                for turn in range(count):
                    await _ask(people[0][0], people[turn % len(people)][1], waits)
            before, began = memory_mb(bot.pid), time.monotonic()
            turns = (
                _keep_asking(*one, together, began + n * SHOPPER_EVERY_S / len(people), began + seconds)
                for n, one in enumerate(people)
            )
            await asyncio.gather(*turns)
            after = memory_mb(bot.pid)
        answered = _WARM_UP + alone.asked - alone.lost + together.asked - together.lost
        together.twice = max(0, len(server.messages) - answered)
    load = round(os.getloadavg()[0], 2)
    return {
        "setup": {
            "products": products,
            "load_after": load,
            "shoppers": given.shoppers,
            "seconds": seconds,
            "answers": answers,
        },
        "one_shopper": alone.figures(ANSWERED_MS),
        "together": together.figures(TOGETHER_MS),
        "memory_mb": {"before": round(before, 1), "after": round(after, 1)},
    }


async def _keep_asking(person: DiscordUser, photo: bytes, waits: DiscordWaits, begin: float, end: float) -> None:
    """A photo every two seconds, whether or not the last one is answered."""
    waiting = []
    await asyncio.sleep(max(0.0, begin - time.monotonic()))
    while time.monotonic() < end:
        waiting.append(asyncio.create_task(_ask(person, photo, waits)))
        await asyncio.sleep(SHOPPER_EVERY_S)
    await asyncio.gather(*waiting)


async def _ask(person: DiscordUser, photo: bytes, waits: DiscordWaits) -> None:
    waits.asked += 1
    # Bytes behind the picture's end: the same photo sent again would be answered from memory.
    talk = await person.command("find", photo=person.attachment(photo + os.urandom(8)))
    try:
        await person.server.until(lambda: talk.changed_at, _PATIENCE_S)
    except AssertionError:
        waits.lost += 1
        return
    waits.acknowledged.append(talk.acknowledged_after * 1000)
    waits.answered.append((talk.changed_at - talk.began) * 1000)


def _spread(times: list[float], target: int) -> dict[str, Any]:
    found = median_and_p95(times)
    middle, p95 = found or (0.0, 0.0)
    return {"median": middle, "p95": p95, "target": target, "met": found is not None and p95 <= target}


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [f"Discord on loopback, {setup['products']} products; load {setup['load_after']}", ""]
    for name, title in (("one_shopper", "one shopper"), ("together", f"{setup['shoppers']} shoppers")):
        part = found[name]
        lines.append(f"{title}: {part['asked']} asked, {part['lost']} lost, {part['twice']} answered twice")
        for what in ("acknowledged", "answered"):
            t = part[f"{what}_ms"]
            lines.append(
                f"  {what:14} median {t['median']:7.0f} ms   p95 {t['p95']:7.0f} ms   target {t['target']} ms  "
                f"{'met' if t['met'] else 'NOT MET'}"
            )
    memory = found["memory_mb"]
    return "\n".join([*lines, f"memory: {memory['before']:.0f} MB before, {memory['after']:.0f} MB after"])
