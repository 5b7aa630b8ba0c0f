"""A store of made-up queries of a year, each with five hits and every fifth with a verdict, and the report of that year
and of its last month: seconds of a processor and by the clock. See docs/operations.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.store.report import read_report
from bot.store.store import Store
from scripts.lib.bench import this_run

_YEAR, _MONTH = 365 * 86400.0, 30 * 86400.0
_BLOCK = 20_000
_PRODUCTS, _PEOPLE, _HITS = 36_684, 100_000, 5
_TYPES = ("Tshirts", "Jeans", "Dresses", "Handbags", "Casual Shoes", "Shirts", "Watches", "Heels", "Tops", "Kurtas")
_COLOURS = ("Red", "Blue", "Black", "White", "Green", "Navy Blue", "Pink")
_OF_A_VERDICT = ("query_id", "person", "product_id")
_WITHIN_S = 10.0


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """What `scripts/bench --report N --json` prints."""
    load_before, database, now = os.getloadavg()[0], folder / "store.sqlite", time.time()
    asyncio.run(_made(database))
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        _fill(db, given.report, now)
    found = {}
    for name, span in {"a year": _YEAR, "its last month": _MONTH}.items():
        began, cpu = time.monotonic(), time.process_time()
        report = read_report(database, now - span, now + 1)
        seconds = {"cpu_s": time.process_time() - cpu, "wall_s": time.monotonic() - began}
        queries = report.photos + report.in_words + report.continued
        found[name] = {"queries": queries, **{key: round(each, 2) for key, each in seconds.items()}}
    return {
        "version": 1,
        "setup": {**this_run(given.cores, load_before), "megabytes": round(database.stat().st_size / 1e6)},
        "reports": found,
        "targets": {f"a year within {_WITHIN_S:.0f} s": found["a year"]["wall_s"] <= _WITHIN_S},
    }


async def _made(database: Path) -> None:
    async with Store.open(database):
        pass


def _fill(db: sqlite3.Connection, queries: int, now: float) -> None:
    chance, sizes = random.Random(0), {"query": os.urandom(1100)}
    for first in range(0, queries, _BLOCK):
        db.execute("BEGIN")
        for number in range(first, min(queries, first + _BLOCK)):
            query = _query(chance, f"{number:012d}", now) | sizes
            _insert(db, "queries", query)
            for hit in _hits(chance, query["query_id"]):
                _insert(db, "hits", hit)
            if number % 5 == 0:
                given = {"verdict": chance.choice(("up", "up", "down")), "given_at": query["asked_at"]}
                _insert(db, "verdicts", given | {name: (query | hit)[name] for name in _OF_A_VERDICT})
        db.execute("COMMIT")


def _query(chance: random.Random, query_id: str, now: float) -> dict[str, Any]:
    kind = chance.choices(("photo", "further", "similar"), (6, 3, 1))[0]
    type_, colour, person = chance.choice(_TYPES), chance.choice(_COLOURS), f"{chance.randrange(_PEOPLE):032x}"
    recognised = {"type": [[type_, 0.9], ["Tops", 0.05]], "colour": [[colour, 0.8]], "gender": [["Women", 0.9]]}
    numbers = ("is_group", "exhausted", "decode_ms", "embed_ms", "search_ms", "total_ms")
    return {
        **{"query_id": query_id, "kind": kind, "asked_at": now - _YEAR * chance.random()},
        **{"platform": chance.choice(("telegram", "discord", "web")), "person": person, "chat": person, "locale": "en"},
        **{"about": "", "garments": "[]", "attributes": json.dumps(recognised), "filters": "{}"},
        **{
            "confidence": chance.choice(("exact", "close", "loose", "none")),
            "how": "words" if kind == "further" else "",
        },
        **{"embedder_version": "1", "index_version": "1", "topic": type_.casefold() if kind == "photo" else ""},
        **{"latency_ms": chance.expovariate(1 / 80), **dict.fromkeys(numbers, 0)},
        "chips": json.dumps([{"said": colour.casefold(), "words": []}] if chance.random() < 0.3 else []),
    }


def _hits(chance: random.Random, query_id: str) -> Iterator[dict[str, Any]]:
    for place, number in enumerate(chance.sample(range(_PRODUCTS), _HITS), start=1):
        shown = {"title": f"Product {number}", "link": f"https://shop.example/p/{number}", "price": 19.9}
        product = {"product_id": str(number), "product": json.dumps(shown | {"type": _TYPES[number % 10]})}
        yield {"query_id": query_id, "position": place, "rank": place, "distance": 0.2, **product}


def _insert(db: sqlite3.Connection, table: str, record: dict[str, Any]) -> None:
    marks = ", ".join(f":{name}" for name in record)
    db.execute(f"INSERT INTO {table} ({', '.join(record)}) VALUES ({marks})", record)  # noqa: S608 - our own names


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [f"{setup['megabytes']} MB; load {setup['load_before']} before, {setup['load_after']} after"]
    for name, run in found["reports"].items():
        lines.append(f"{name:16} {run['queries']:>9} queries  {run['cpu_s']:>6} s of CPU  {run['wall_s']:>6} s")
    return "\n".join([*lines, *(f"{name}: {'met' if met else 'NOT MET'}" for name, met in found["targets"].items())])
