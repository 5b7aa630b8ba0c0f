"""scripts/bench --telegram and --discord: how long shoppers wait, measured on the whole bot.

The bot runs as `python -m bot run` in a process of its own, against the tests' server of the platform in this one. A
wait is from the moment the server has the photo to the last byte of the answer at the server. See docs/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from scripts.lib.bench import this_run
from scripts.lib.bench.bot_process import cpu_seconds, memory_mb, processes_of, running_bot, until_warm
from scripts.lib.bench.chat_platforms import ChatWaits, LoopbackDiscord, LoopbackPlatform, LoopbackTelegram
from tests.bot.frontends.discord.loopback.server import serving_discord
from tests.bot.frontends.telegram.server import BotApi, serving

_SHOPPER_EVERY_S = 2.0  # each shopper sends a photo so often, whether or not the last is answered


async def measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    """What `scripts/bench --telegram --json` and `--discord --json` print; `products` are in `folder`/index."""
    load_before, photos = os.getloadavg()[0], photos[: 4 if given.quick else 50]
    seconds, every = (1.0, 0.5) if given.quick else (float(given.seconds), _SHOPPER_EVERY_S)
    turns = max(1, round(seconds / every))
    many = f"{given.shoppers} shoppers"
    async with AsyncExitStack() as stack:
        chat: LoopbackPlatform
        if given.telegram:
            chat = LoopbackTelegram(await stack.enter_async_context(serving(BotApi())))
        else:
            chat = LoopbackDiscord(await stack.enter_async_context(serving_discord()))
        bot = await stack.enter_async_context(running_bot(chat.name, chat.keys, source, folder))
        await chat.until_connected()
        await until_warm(given.quick)
        idle_mb = memory_mb(processes_of(bot.pid))
        people = range(8000, 8000 + given.shoppers)
        runs = {
            # First everything is new: the pictures have to be uploaded, the libraries loaded.
            "one shopper, pictures not yet sent": await _shop(chat, bot.pid, [7000], photos, len(photos), 0.5),
            "one shopper": await _shop(chat, bot.pid, [7001], photos, turns, every),
            many: await _shop(chat, bot.pid, people, photos, turns, every),
        }
    all_answered = not any(run["lost"] or run["answered_twice"] for run in runs.values())
    if not all_answered:
        print((folder / "log").read_text(errors="replace")[-3000:], file=sys.stderr)
    targets = {
        f"{name}: {figure} at most {most}": runs[name][figure] is not None and runs[name][figure] <= most
        for name, limits in (("one shopper", chat.alone), (many, chat.together))
        for figure, most in limits.items()
    }
    return {
        "version": 2,
        "setup": {
            **this_run(given.cores, load_before),
            "platform": chat.name,
            "catalogue": source.name if given.catalogue else "the sample shop",
            "products": products,
            "shoppers": given.shoppers,
            "seconds": seconds,
            "idle_memory_mb": round(idle_mb, 1),
        },
        "runs": runs,
        "targets": {
            **targets,
            "nothing lost, nobody answered twice": all_answered,
            "memory flat (grows by less than 10 MB)": runs[many]["memory_growth_mb"] < 10,
        },
    }


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    columns = {name: name.replace("_", " ") for run in found["runs"].values() for name in run}
    lines = [
        f"{setup['platform']}: {setup['catalogue']}, {setup['products']} products; {setup['cores']} cores; "
        f"load {setup['load_before']} before, {setup['load_after']} after; {setup['idle_memory_mb']} MB when idle",
        "",
        f"{'':34}" + "".join(f"  {title}" for title in columns.values()),
    ]
    for name, run in found["runs"].items():
        cells = (f"  {'-' if run[key] is None else run[key]:>{len(title)}}" for key, title in columns.items())
        lines.append(f"{name:34}" + "".join(cells))
    return "\n".join(
        [*lines, "", *(f"{name}: {'met' if met else 'NOT MET'}" for name, met in found["targets"].items())]
    )


async def _shop(
    chat: LoopbackPlatform, pid: int, people: Sequence[int], photos: list[bytes], count: int, every: float
) -> dict[str, Any]:
    """Each of these people sends `count` photos, one every so many seconds, whether or not answers have come."""
    waits = ChatWaits()
    cpu_before = cpu_seconds(pid)
    watching = asyncio.create_task(_watch(pid, waits))

    async def one(user_id: int, place: int) -> None:
        await asyncio.sleep(every * place / len(people))
        for turn in range(count):
            began = time.monotonic()
            await chat.send(user_id, photos[(turn * 7 + place) % len(photos)])
            await asyncio.sleep(max(0.0, began + every - time.monotonic()))

    await asyncio.gather(*(one(user_id, place) for place, user_id in enumerate(people)))
    await chat.until_answered(people, count)
    watching.cancel()
    waits.cpu_seconds = cpu_seconds(pid) - cpu_before
    for user_id in people:
        chat.add_waits(user_id, count, waits)
    return waits.figures()


async def _watch(pid: int, waits: ChatWaits) -> None:
    while True:
        waits.memory_mb.append(memory_mb(processes_of(pid)))
        waits.own_memory_mb.append(memory_mb([pid]))
        await asyncio.sleep(0.5)
