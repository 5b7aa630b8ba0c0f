"""scripts/bench --telegram: how long shoppers on Telegram wait, measured on the whole bot.

The bot runs as `python -m bot run` in a process of its own, against the tests' Bot API server in this one. A wait is
from the moment the server has the update to the last byte of the answer's message at the server. See docs/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from scripts.lib import ROOT
from scripts.lib.bench.larger_index import enlarge
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import TOKEN, BotApi, Call, serving

EVERY_SECONDS = 2.0
# Targets of one shopper's median and 95th percentile, and of the 95th percentile of twenty, in milliseconds.
TARGETS = {"median_ms": 150, "p95_ms": 400, "many_p95_ms": 2000}
_ANSWER_SECONDS = 120.0


@dataclass
class Run:
    """What some shoppers saw: their waits in milliseconds, photos without an answer, answers too many."""

    waits: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    memory_mb: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def figures(self) -> dict[str, Any]:
        waits = sorted(self.waits)
        quarter = max(1, len(self.memory_mb) // 4)
        early, late = self.memory_mb[quarter : 2 * quarter] or [0.0], self.memory_mb[-quarter:] or [0.0]
        return {
            "photos": len(waits) + self.lost,
            "median_ms": round(median(waits), 1) if waits else None,
            "p95_ms": round(quantiles(waits, n=20)[-1], 1) if len(waits) > 1 else None,
            "longest_ms": round(waits[-1], 1) if waits else None,
            # Of the bot's process for each answer: what other work on the machine distorts least.
            "cpu_ms": round(1000 * self.cpu_seconds / max(1, len(waits)), 1),
            "lost": self.lost,
            "answered_twice": self.twice,
            "memory_mb": round(median(late), 1),
            "memory_growth_mb": round(median(late) - median(early), 1),
        }


def main(given: argparse.Namespace, source: Path, photos: list[str]) -> int:
    """Measure and print; exit status 0 when everything could be measured."""
    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as name:
        folder = Path(name)
        if given.index:
            shutil.copytree(given.index, folder / "index")
        else:
            _index(source, folder / "index")
        products = enlarge(folder / "index", given.products)
        found = asyncio.run(
            _measure(given, folder, source, products, [Path(each).read_bytes() for each in photos[:50]])
        )
    print(json.dumps(found, indent=2) if given.json else as_table(found))
    return 0


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


def _index(source: Path, folder: Path) -> None:
    from recommender import Embedder, build_index, read_catalogue

    build_index(read_catalogue(source), folder, Embedder.load())


async def _measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    load_before = os.getloadavg()[0]
    seconds = 8.0 if given.quick else float(given.seconds)
    turns = max(1, round(seconds / EVERY_SECONDS))
    many = f"{given.shoppers} shoppers"
    async with serving(BotApi()) as api:
        config = folder / "config.toml"
        config.write_text(_config(api, source, folder), encoding="utf-8")
        log = (folder / "log").open("wb")
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot", "run", "--config", str(config), "--only", "telegram"),
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
        try:
            await api.until(lambda: api.of("getUpdates"), 120)
            runs = {
                # First everything is new: the pictures have to be uploaded, the libraries loaded.
                "one shopper, pictures not yet sent": await _shop(api, bot.pid, [7000], photos, len(photos), 0.5),
                "one shopper": await _shop(api, bot.pid, [7001], photos, turns, EVERY_SECONDS),
                many: await _shop(api, bot.pid, range(8000, 8000 + given.shoppers), photos, turns, EVERY_SECONDS),
            }
        except TimeoutError:
            sys.exit(f"scripts/bench: the bot does not answer\n{(folder / 'log').read_text(errors='replace')}")
        finally:
            log.close()
            if bot.returncode is None:
                bot.send_signal(signal.SIGTERM)
            await bot.wait()
    found = {name: run.figures() for name, run in runs.items()}
    if any(run.lost or run.twice for run in runs.values()):
        print((folder / "log").read_text(errors="replace")[-3000:], file=sys.stderr)
    one, all_of_them = found["one shopper"], found[many]
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
        "runs": found,
        "targets": {
            f"one shopper: median at most {TARGETS['median_ms']} ms": one["median_ms"] <= TARGETS["median_ms"],
            f"one shopper: 95 of 100 within {TARGETS['p95_ms']} ms": one["p95_ms"] <= TARGETS["p95_ms"],
            f"{many}: 95 of 100 within {TARGETS['many_p95_ms']} ms": all_of_them["p95_ms"] <= TARGETS["many_p95_ms"],
            "nothing lost, nobody answered twice": not any(r["lost"] or r["answered_twice"] for r in found.values()),
            "memory flat (grows by less than 10 MB)": all_of_them["memory_growth_mb"] < 10,
        },
    }


async def _shop(api: BotApi, pid: int, people: Sequence[int], photos: list[bytes], count: int, every: float) -> Run:
    """Each of these people sends `count` photos, one every so many seconds, whether or not answers have come."""
    run = Run()
    cpu_before = _cpu_seconds(pid)
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
    run.cpu_seconds = _cpu_seconds(pid) - cpu_before
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


async def _watch(pid: int, memory_mb: list[float]) -> None:
    while True:
        memory_mb.append(_memory_mb(pid))
        await asyncio.sleep(0.5)


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS:"))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _config(api: BotApi, source: Path, folder: Path) -> str:
    values: dict[str, dict[str, object]] = {
        "catalogue": {"source": str(source)},
        "index": {"dir": str(folder / "index")},
        "store": {"path": str(folder / "store.sqlite")},
        "telegram": {"token": TOKEN, "base_url": f"{api.base}/bot", "base_file_url": f"{api.base}/file/bot"},
        "web": {"enabled": False},
        # The same few photos are sent faster than anybody could.
        "limits": {"queries_per_minute": 100_000},
    }
    return "\n".join(
        f"[{section}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
        for section, keys in values.items()
    )
