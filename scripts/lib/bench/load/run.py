"""scripts/bench --load: photos at growing rates, until 95 of 100 answers take more than a second. See docs/bench.md.

Each bot runs in processes of its own on a Telegram of its own (real HTTP on loopback), all of them in one run: at every
rate they take turns, with photos at the same moments.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from scripts.lib import ROOT
from scripts.lib.bench import side_by_side, this_run
from scripts.lib.bench.bot_process import end_bot, running_bot, until_warm
from scripts.lib.bench.load.side import LIMIT_MS, LoadSide, LoadStep
from tests.bot.frontends.telegram.server import BotApi, serving

_FACTOR, _MOST = 1.5, 200.0  # Photos a second.
_FEWEST = 40  # At one rate, so that one in twenty is more than one.
_CLOSER = 2  # Steps between the last rate in time and the first that was not.
# By arithmetic: of so many cores four fifths, the rest being Telegram's, other programs' and peaks'.
_CORES, _SHARE = 8, 0.8
# Calls a second: what this machine does is measured, not what Telegram allows.
_UNPACED = 10_000


async def measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    """What `scripts/bench --load --json` prints; `products` are in `folder`/index."""
    load_before = os.getloadavg()[0]
    first, most, closer, fewest = (4.0, 4.0, 0, 8) if given.quick else (given.first, _MOST, _CLOSER, _FEWEST)
    seconds = 1.0 if given.quick else float(given.seconds)

    async def step(side: LoadSide, rate: float) -> LoadStep:
        done = await side.step(rate, max(fewest, round(rate * seconds)), photos)
        told = f"{side.name}: {rate:.2f} a second, {done.answered} of {done.sent} answered"
        print(f"{told}, 95 of 100 within {done.p95_ms:.0f} ms", file=sys.stderr, flush=True)
        return done

    async with AsyncExitStack() as stack:
        bots = [_lookalike(count, source, folder) for count in given.processes]
        sides = [await stack.enter_async_context(bot) for bot in (*bots, _plain(given, source, folder, products))]
        await asyncio.gather(*(side.until_ready(photos) for side in sides))
        await until_warm(given.quick)
        rate, left = first, list(sides)
        while left and rate <= most:
            # At each rate the sides take turns, so that whatever else the machine does meets all alike.
            left = [side for side in left if (await step(side, rate)).in_time]
            rate *= _FACTOR
        for _ in range(closer):
            for side in sides:
                good, bad = _bounds(side.steps)
                if good and bad:
                    await step(side, (good * bad) ** 0.5)
    return {
        "version": 1,
        "setup": {
            **this_run(given.cores, load_before),
            "catalogue": source.name if given.catalogue else "the sample shop",
            "products": products,
            "photos": len(photos),
            "seconds": seconds,
            "limit_ms": LIMIT_MS,
        },
        "sides": [_side(side, given.cores) for side in sides],
    }


def _bounds(steps: Iterable[LoadStep]) -> tuple[float, float]:
    """The highest rate below which all was in time, and the lowest that was not; 0 where there is none."""
    bad = min((step.per_second for step in steps if not step.in_time), default=0.0)
    return max(
        (each.per_second for each in steps if each.in_time and (not bad or each.per_second < bad)), default=0.0
    ), bad


def _side(side: LoadSide, cores: int) -> dict[str, Any]:
    """Its ceiling, and by arithmetic what eight cores would serve, and the first process, which is one Python and
    speaks for all recommender processes."""
    good, _ = _bounds(side.steps)
    steps = sorted(side.steps, key=lambda each: each.per_second)
    best = next((each for each in steps if each.per_second == good), steps[0])
    busy = min(1.0, best.served_per_second * (best.cpu_ms + best.telegram_cpu_ms) / 1000 / cores)
    first = 1000 * _SHARE / max(1.0, best.first_cpu_ms) if side.processes else None
    return {
        "name": side.name,
        "processes": side.processes,
        "served_per_second": round(best.served_per_second, 2) if good else None,
        "at_ceiling": best.figures(),
        "busy": round(busy, 2),
        "eight_cores_per_second": round(_CORES * _SHARE * 1000 / max(1.0, best.cpu_ms), 1),
        "first_process_per_second": None if first is None else round(first, 1),
        "steps": [step.figures() for step in steps],
    }


@asynccontextmanager
async def _lookalike(count: int, source: Path, folder: Path) -> AsyncIterator[LoadSide]:
    async with serving(BotApi()) as api:
        name = f"Lookalike, {count or 'no'} recommender process{'' if count == 1 else 'es'}"
        side = LoadSide(name, count, api, "sendMessage", with_buttons=True)
        home = folder / f"lookalike-{count}"
        home.mkdir()
        (home / "index").symlink_to(folder / "index")
        more = {"recommender": {"processes": count}}
        async with running_bot("telegram", api.keys | {"calls_per_second": _UNPACED}, source, home, more) as bot:
            side.pid = bot.pid
            yield side


@asynccontextmanager
async def _plain(given: argparse.Namespace, source: Path, folder: Path, products: int) -> AsyncIterator[LoadSide]:
    async with serving(BotApi()) as api:
        side = LoadSide("the plain stack", None, api, "sendMediaGroup", with_buttons=False)
        work = api.keys | {
            "imagenet": str(given.imagenet.resolve()) if given.imagenet else "",
            "rows": products,
            "products": _pictured(source, folder, 16 if given.quick else 64),
        }
        with (folder / "plain.log").open("wb") as stream:
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "scripts.lib.bench.load.plain_bot", json.dumps(work)),
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=stream,
                stderr=stream,
            )
        side.pid = bot.pid
        try:
            yield side
        except TimeoutError:
            sys.exit(f"scripts/bench: a bot does not answer\n{(folder / 'plain.log').read_text(errors='replace')}")
        finally:
            await end_bot(bot)


def _pictured(source: Path, folder: Path, count: int) -> list[dict[str, str]]:
    """So many products of the catalogue; Telegram takes no pictures of kinds other than these."""
    rows = side_by_side.evenly(side_by_side.pictured_products(source), count)
    for number, row in enumerate(rows):
        with Image.open(row["image"]) as picture:
            if picture.format not in ("JPEG", "PNG"):
                row["image"] = str(folder / f"plain-{number}.jpg")
                picture.convert("RGB").save(row["image"])
    return rows


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [
        f"{setup['catalogue']}, {setup['products']} products; {setup['cores']} cores, the Telegram on them too; "
        f"load {setup['load_before']} before, {setup['load_after']} after",
        "",
        f"{'':28} {'a second':>9} {'sent':>6} {'answered':>9} {'half ms':>9} {'95 % ms':>9} {'CPU ms':>7}",
    ]
    for side in found["sides"]:
        for step in side["steps"]:
            times = [f"{step[name]:>9.0f}" if step[name] else f"{'-':>9}" for name in ("median_ms", "p95_ms")]
            lines.append(
                f"{side['name']:28} {step['per_second']:>9.2f} {step['sent']:>6} {step['answered']:>9} "
                f"{' '.join(times)} {step['cpu_ms']:>7.0f}"
            )
    lines.append("")
    for side in found["sides"]:
        served, first = side["served_per_second"], side["first_process_per_second"]
        told = "not even the first rate" if served is None else f"{served:g} answers a second"
        lines.append(f"{side['name']}: {told} in time")
        if side["processes"] is not None:
            bound = "" if first is None else f", the process that speaks to Telegram {first:g}"
            lines.append(f"  by arithmetic: {_CORES} cores {side['eight_cores_per_second']:g} a second{bound}")
    return "\n".join(lines)
