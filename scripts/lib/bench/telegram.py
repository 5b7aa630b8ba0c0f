"""scripts/bench --telegram: how long shoppers on Telegram wait, measured on the whole bot.

The bot runs as `python -m bot run` in a process of its own, against the tests' Bot API server in this one. A wait is
from the moment the server has the update to the last byte of the answer's message at the server. See docs/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from scripts.lib.bench.chats import (
    SHOPPER_EVERY_S,
    TOGETHER_MS,
    cpu_seconds,
    median_and_p95,
    memory_mb,
    running_bot,
)
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import TOKEN, BotApi, Call, serving

# Of one shopper.
MEDIAN_MS, P95_MS = 150, 400
_ANSWER_SECONDS = 120.0


@dataclass
class TelegramWaits:
    """What some shoppers saw: their waits in milliseconds, photos without an answer, answers too many."""

    waits: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    memory_mb: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def figures(self) -> dict[str, Any]:
        """As docs/bench.md has them."""
        middle, p95 = median_and_p95(self.waits) or (None, None)
        quarter = max(1, len(self.memory_mb) // 4)
        early, late = self.memory_mb[quarter : 2 * quarter] or [0.0], self.memory_mb[-quarter:] or [0.0]
        return {
            "photos": len(self.waits) + self.lost,
            "median_ms": middle,
            "p95_ms": p95,
            "longest_ms": round(max(self.waits), 1) if self.waits else None,
            # Of the bot's process for each answer: what other work on the machine distorts least.
            "cpu_ms": round(1000 * self.cpu_seconds / max(1, len(self.waits)), 1),
            "lost": self.lost,
            "answered_twice": self.twice,
            "memory_mb": round(median(late), 1),
            "memory_growth_mb": round(median(late) - median(early), 1),
        }


async def measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    """What `scripts/bench --telegram --json` prints."""
    load_before, photos = os.getloadavg()[0], photos[:50]
    seconds = 8.0 if given.quick else float(given.seconds)
    turns = max(1, round(seconds / SHOPPER_EVERY_S))
    many = f"{given.shoppers} shoppers"
    async with serving(BotApi()) as api:
        keys = {"token": TOKEN, "base_url": f"{api.base}/bot", "base_file_url": f"{api.base}/file/bot"}
        async with running_bot("telegram", keys, source, folder) as bot:
            await api.until(lambda: api.of("getUpdates"), 120)
            people = range(8000, 8000 + given.shoppers)
            waits = {
                # First everything is new: the pictures have to be uploaded, the libraries loaded.
                "one shopper, pictures not yet sent": await _shop(api, bot.pid, [7000], photos, len(photos), 0.5),
                "one shopper": await _shop(api, bot.pid, [7001], photos, turns, SHOPPER_EVERY_S),
                many: await _shop(api, bot.pid, people, photos, turns, SHOPPER_EVERY_S),
            }
    runs = {name: each.figures() for name, each in waits.items()}
    all_answered = not any(run["lost"] or run["answered_twice"] for run in runs.values())
    if not all_answered:
        print((folder / "log").read_text(errors="replace")[-3000:], file=sys.stderr)
    one, together = runs["one shopper"], runs[many]
    return {
        "version": 1,
        "setup": {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "catalogue": source.name if given.catalogue else "the sample shop",
            "products": products,
            "shoppers": given.shoppers,
            "seconds": seconds,
            "cores": given.cores,
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            "load_before": round(load_before, 2),
            "load_after": round(os.getloadavg()[0], 2),
        },
        "runs": runs,
        "targets": {
            f"one shopper: median at most {MEDIAN_MS} ms": _within(one["median_ms"], MEDIAN_MS),
            f"one shopper: 95 of 100 within {P95_MS} ms": _within(one["p95_ms"], P95_MS),
            f"{many}: 95 of 100 within {TOGETHER_MS} ms": _within(together["p95_ms"], TOGETHER_MS),
            "nothing lost, nobody answered twice": all_answered,
            "memory flat (grows by less than 10 MB)": together["memory_growth_mb"] < 10,
        },
    }


def _within(value: float | None, most: float) -> bool:
    return value is not None and value <= most


async def _shop(
    api: BotApi, pid: int, people: Sequence[int], photos: list[bytes], count: int, every: float
) -> TelegramWaits:
    """Each of these people sends `count` photos, one every so many seconds, whether or not answers have come."""
    run = TelegramWaits()
    cpu_before = cpu_seconds(pid)
    sent: dict[int, list[float]] = {user_id: [] for user_id in people}
    watching = asyncio.create_task(_watch(pid, run.memory_mb))

    async def one(user_id: int, place: int) -> None:
        shopper = Someone(api, user_id)
        await asyncio.sleep(every * place / len(people))
        for turn in range(count):
            began = time.monotonic()
            # Telegram gives every sent photo an id of its own.
            await shopper.photo(photos[(turn * 7 + place) % len(photos)])
            sent[user_id].append(began)
            await asyncio.sleep(max(0.0, began + every - time.monotonic()))

    await asyncio.gather(*(one(user_id, place) for place, user_id in enumerate(people)))
    total = count * len(people)
    with contextlib.suppress(TimeoutError):
        await api.until(lambda: sum(len(_answers(api, user_id)) for user_id in people) >= total, _ANSWER_SECONDS)
    await api.settled(1.0)
    watching.cancel()
    run.cpu_seconds = cpu_seconds(pid) - cpu_before
    for user_id in people:
        answers = _answers(api, user_id)
        run.lost += max(0, count - len(answers))
        run.twice += max(0, len(answers) - count)
        run.waits += [(call.at - began) * 1000 for call, began in zip(answers, sent[user_id], strict=False)]
    return run


def _answers(api: BotApi, chat_id: int) -> list[Call]:
    """The messages with buttons, which end an answer."""
    return [
        call
        for call in api.calls
        if call.method == "sendMessage" and call.chat_id == chat_id and call.ok and "reply_markup" in call.params
    ]


async def _watch(pid: int, held: list[float]) -> None:
    while True:
        held.append(memory_mb(pid))
        await asyncio.sleep(0.5)


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [
        f"{setup['catalogue']}: {setup['products']} products; {setup['cores']} cores; "
        f"load {setup['load_before']} before, {setup['load_after']} after",
        "",
        f"{'':34} {'median':>10} {'95 %':>10} {'CPU':>9} {'photos':>7} {'lost':>5} {'twice':>6} "
        f"{'memory':>9} {'growth':>9}",
    ]
    for name, run in found["runs"].items():
        lines.append(
            f"{name:34} {run['median_ms']:>7} ms {run['p95_ms']:>7} ms {run['cpu_ms']:>6} ms {run['photos']:>7} "
            f"{run['lost']:>5} {run['answered_twice']:>6} {run['memory_mb']:>6} MB {run['memory_growth_mb']:>6} MB"
        )
    lines += ["", *(f"{name}: {'met' if met else 'NOT MET'}" for name, met in found["targets"].items())]
    return "\n".join(lines)
