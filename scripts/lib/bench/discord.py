"""scripts/bench --discord: the bot in a process of its own, connected to the tests' Discord on loopback in this one.

First one shopper who waits for each answer, then many at once. Times are those that the server sees: from the event's
dispatch to the arrival of the acknowledgement, and of the last byte of the answer, pictures included.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from scripts.lib import ROOT
from scripts.lib.bench.larger_index import enlarge

if TYPE_CHECKING:
    from tests.bot.frontends.discord.people import DiscordUser

ACKNOWLEDGED_MS, ANSWERED_MS, TOGETHER_MS = 300, 500, 2000
_SHOPPER_EVERY = 2.0
_PATIENCE = 60.0


def main(given: argparse.Namespace, source: Path, photos: list[str]) -> int:
    """Measure and print; exit status 0 when everything could be measured."""
    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as name:
        folder = Path(name)
        if given.index:
            shutil.copytree(given.index, folder / "index")
        products = _index(source, folder / "index", given.products)
        found = asyncio.run(_measure(given, folder, source, [Path(each).read_bytes() for each in photos]))
    found["setup"] = {"products": products, "load_after": round(os.getloadavg()[0], 2), **found["setup"]}
    print(json.dumps(found, indent=2) if given.json else _table(found))
    return 0


def _index(source: Path, folder: Path, products: int) -> int:
    from recommender import Embedder, build_index, read_catalogue

    if not folder.exists():
        build_index(read_catalogue(source), folder, Embedder.load())
    return enlarge(folder, products)


@dataclass
class Seen:
    """What the server saw of some questions."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    asked: int = 0
    lost: int = 0
    twice: int = 0


async def _measure(given: argparse.Namespace, folder: Path, source: Path, photos: list[bytes]) -> dict[str, Any]:
    from tests.bot.frontends.discord.loopback.server import serving_discord
    from tests.bot.frontends.discord.people import DiscordUser, guild

    answers, seconds = (5, 4.0) if given.quick else (given.answers, float(given.seconds))
    async with serving_discord() as server:
        server.gateway.guilds.append(guild())
        async with _bot(folder, source, server.url) as process:
            await server.until(lambda: server.gateway.sockets and server.commands, 120)
            people = [DiscordUser(server, 1000 + n) for n in range(given.shoppers)]
            sent = [photos[n % len(photos)] for n in range(len(people))]
            warm = Seen()
            for turn in range(3):
                await _ask(people[0], sent[turn % len(sent)], warm)
            alone = Seen()
            for turn in range(answers):
                await _ask(people[0], sent[turn % len(sent)], alone)
            before = _memory_mb(process.pid)
            together = Seen()
            began = time.monotonic()
            await asyncio.gather(
                *(
                    _keep_asking(p, s, together, began + n * _SHOPPER_EVERY / len(people), began + seconds)
                    for n, (p, s) in enumerate(zip(people, sent, strict=True))
                )
            )
            after = _memory_mb(process.pid)
        messages = len(server.messages)
    expected = 3 + alone.asked + together.asked
    together.twice = max(0, messages - (expected - together.lost - alone.lost))
    return {
        "setup": {"shoppers": given.shoppers, "seconds": seconds, "answers": answers},
        "one_shopper": _figures(alone, ACKNOWLEDGED_MS, ANSWERED_MS),
        "together": _figures(together, ACKNOWLEDGED_MS, TOGETHER_MS),
        "memory_mb": {"before": round(before, 1), "after": round(after, 1)},
    }


async def _keep_asking(person: DiscordUser, photo: bytes, seen: Seen, begin: float, end: float) -> None:
    """A photo every two seconds, whether or not the last one is answered."""
    waiting = []
    await asyncio.sleep(max(0.0, begin - time.monotonic()))
    while time.monotonic() < end:
        waiting.append(asyncio.create_task(_ask(person, photo, seen)))
        await asyncio.sleep(_SHOPPER_EVERY)
    await asyncio.gather(*waiting)


async def _ask(person: DiscordUser, photo: bytes, seen: Seen) -> None:
    server = person.server
    seen.asked += 1
    # Bytes behind the picture's end: the same photo sent again would be answered from memory.
    talk = await person.command("find", photo=person.attachment(photo + os.urandom(8)))
    try:
        await server.until(lambda: talk.changed_at, _PATIENCE)
    except AssertionError:
        seen.lost += 1
        return
    seen.acknowledged.append(talk.acknowledged_after * 1000)
    seen.answered.append((talk.changed_at - talk.began) * 1000)


@asynccontextmanager
async def _bot(folder: Path, source: Path, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run`, as it is run by everybody."""
    from tests.bot.frontends.discord.loopback.server import TOKEN

    config = folder / "config.toml"
    lines = [
        *("[catalogue]", f"source = {json.dumps(str(source))}", "[index]", 'dir = "index"', "[limits]"),
        *("queries_per_minute = 100000", "[discord]", f'api_url = "{url}/api/v10"'),
        f'gateway_url = "{url.replace("http", "ws")}/gateway"',
    ]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LOOKALIKE_DISCORD_TOKEN": TOKEN}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--only", "discord", "--config", str(config)),
        env=environment,
        stdout=sys.stderr,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _memory_mb(pid: int) -> float:
    """What the process holds, in MB (10^6 bytes); 0 where that cannot be told."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _figures(seen: Seen, acknowledged: int, answered: int) -> dict[str, Any]:
    return {
        "asked": seen.asked,
        "lost": seen.lost,
        "twice": seen.twice,
        "acknowledged_ms": _spread(seen.acknowledged, acknowledged),
        "answered_ms": _spread(seen.answered, answered),
    }


def _spread(times: list[float], target: int) -> dict[str, Any]:
    if not times:
        return {"median": 0.0, "p95": 0.0, "target": target, "met": False}
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return {"median": round(median(times), 1), "p95": round(p95, 1), "target": target, "met": p95 <= target}


def _table(found: dict[str, Any]) -> str:
    setup = found["setup"]
    lines = [f"Discord on loopback, {setup['products']} products; load {setup['load_after']}", ""]
    for name, title in (("one_shopper", "one shopper"), ("together", f"{setup['shoppers']} shoppers")):
        part = found[name]
        lines.append(f"{title}: {part['asked']} asked, {part['lost']} lost, {part['twice']} answered twice")
        for what in ("acknowledged_ms", "answered_ms"):
            t = part[what]
            word = "met" if t["met"] else "NOT MET"
            said = what.partition("_")[0]
            lines.append(
                f"  {said:14} median {t['median']:7.0f} ms   p95 {t['p95']:7.0f} ms   target {t['target']} ms  {word}"
            )
    memory = found["memory_mb"]
    return "\n".join([*lines, f"memory: {memory['before']:.0f} MB before, {memory['after']:.0f} MB after"])
