"""scripts/bench --recommenders: what several recommender processes bring, and what they cost.

For each number of them, in turn, a process of its own has the bot's worker with its decoders and its recommender
processes, and asks it, one photo after another, as one person, as several, and as many. See docs/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bot.app.engine import RecommenderOpener, photo_decoders
from bot.app.processes.count import process_count
from bot.app.processes.engine import RecommenderProcesses
from bot.app.rebuilding import rebuild_apart
from bot.config import load_config
from bot.worker import RecommenderWorker
from recommender.answers import RankingRequest
from scripts.lib.bench import this_run
from scripts.lib.bench.bot_process import (
    cpu_seconds_of_all,
    median_and_p95,
    memory_mb,
    prepare_index,
    processes_of,
    until_warm,
)
from scripts.lib.bench.side_by_side import child

_IDLE_S = 0.03  # of a processor in half a second
AT_ONCE = (1, 4, 16)  # photos that are asked about


def measure(given: argparse.Namespace, folder: Path, source: Path, photos: list[str]) -> dict[str, Any]:
    """What `scripts/bench --recommenders 0,1,2 --json` prints."""
    counts = [int(each) for each in given.recommenders.split(",")]
    products = prepare_index(given, source, folder)
    rounds, seconds = (1, 0.2) if given.quick else (max(1, given.rounds), float(given.seconds))
    load_before = os.getloadavg()[0]
    runs: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for turn in range(rounds):
        print(f"round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
        for count in counts if turn % 2 == 0 else reversed(counts):
            config = folder / "config.toml"
            lines = f'[catalogue]\nsource = "{source}"\n[index]\ndir = "{folder / "index"}"\n'
            config.write_text(f"{lines}[recommender]\nprocesses = {count}\n", encoding="utf-8")
            work = {"config": str(config), "photos": photos, "seconds": seconds, "quick": given.quick}
            first, last = child("recommenders.processes", work)
            runs[count].append({"start_s": first["at"], **last})
    return {
        "version": 1,
        "setup": {
            **this_run(given.cores, load_before),
            "catalogue": source.name if given.catalogue else "the sample shop",
            "products": products,
            "photos": len(photos),
            "rounds": rounds,
            "seconds": seconds,
        },
        "recommenders": [_figures(count, runs[count]) for count in counts],
    }


def _figures(count: int, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians over the rounds; waits are of all of them."""

    def of(key: str, figures: Iterable[dict[str, Any]]) -> float:
        return round(float(median(each[key] for each in figures)), 2)

    at_once = []
    for place, people in enumerate(AT_ONCE):
        each = [run["at_once"][place] for run in runs]
        p50, p95 = median_and_p95([wait for one in each for wait in one["waits_ms"]]) or (None, None)
        figures = {"per_second": of("per_second", each), "median_ms": p50, "p95_ms": p95, "cpu_ms": of("cpu_ms", each)}
        at_once.append({"photos": people, **figures})
    memory = {key: of(key, runs) for key in ("start_s", "memory_mb", "bot_mb", "recommender_mb")}
    return {"processes": count, **memory, "at_once": at_once}


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [
        f"{setup['catalogue']}: {setup['products']} products; {setup['cores']} cores; {setup['rounds']} rounds of "
        f"{setup['seconds']:g} s; load {setup['load_before']} before, {setup['load_after']} after",
        "",
        "processes  start    all    bot  each   photos at once: answers a second, p50 and p95 in ms, ms of a core each",
    ]
    for each in found["recommenders"]:
        memory = f"{each['memory_mb']:4.0f} MB {each['bot_mb']:4.0f} {each['recommender_mb']:5.0f}"
        waits = "; ".join(
            "{photos}: {per_second:.1f}, {median_ms:.0f}, {p95_ms:.0f}, {cpu_ms:.0f}".format(**one)
            for one in each["at_once"]
        )
        lines.append(f"{each['processes']:9}  {each['start_s']:4.1f} s {memory}   {waits}")
    return "\n".join(lines)


async def _side(work: dict[str, Any], photos: Iterator[bytes]) -> None:
    """In the process: prints a line after the first answer, and one with all that was measured."""
    config = load_config(Path(work["config"]))
    with photo_decoders(config) as decoders, ExitStack() as stack:
        decoders.start()
        count = process_count(config)
        processes = stack.enter_context(RecommenderProcesses(config, decoders, count)) if count else None
        open_engine = processes.open if processes else RecommenderOpener(config, decoders)
        async with RecommenderWorker(open_engine, partial(rebuild_apart, config), threads=count or 2) as worker:
            await worker.recommend(next(photos), RankingRequest())
            print(json.dumps({"first": True}), flush=True)
            await until_warm(work["quick"])
            for _ in range(240):
                before = _cpu()
                await asyncio.sleep(0.5)
                if (processes is None or processes.figures.ready == count) and _cpu() - before < _IDLE_S:
                    break  # all that is loaded after the first answer is there
            found = [await _asked(worker, photos, people, work["seconds"]) for people in AT_ONCE]
            each = [memory_mb([pid]) for pid in processes.pids] if processes else [0.0]
            memory = {"memory_mb": memory_mb(processes_of(os.getpid())), "bot_mb": memory_mb([os.getpid()])}
            print(json.dumps({"at_once": found, **memory, "recommender_mb": median(each)}), flush=True)


async def _asked(worker: RecommenderWorker, photos: Iterator[bytes], people: int, seconds: float) -> dict[str, Any]:
    """So many people, each of whom sends the next photo when the last is answered."""
    waits: list[float] = []

    async def one(person: int, end: float) -> None:
        while (began := time.monotonic()) < end:
            await worker.recommend(next(photos), RankingRequest(), f"person {person}")
            waits.append(1000 * (time.monotonic() - began))

    # What has not been asked yet is slower, in each process; it does not count.
    await asyncio.gather(*(one(person, time.monotonic() + seconds / 5) for person in range(people)))
    waits.clear()
    began, before = time.monotonic(), _cpu()
    await asyncio.gather(*(one(person, began + seconds) for person in range(people)))
    took, spent = time.monotonic() - began, _cpu() - before
    return {"waits_ms": waits, "per_second": len(waits) / took, "cpu_ms": 1000 * spent / len(waits)}


def _cpu() -> float:
    return cpu_seconds_of_all(os.getpid())


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    asyncio.run(_side(given, itertools.cycle([Path(photo).read_bytes() for photo in given["photos"]])))
