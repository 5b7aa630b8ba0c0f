"""What the store's calls for one photo and its answer take, each by itself, and for many shoppers at once:
`python -m scripts.lib.soak.calls`, on a new SQLite file or, with `--store URL`, on a new PostgreSQL database."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bot.messages import Chat, Person, Shown
from bot.ports import Answer, Attributes, Filters, Guess, Hit, Product, StoredQuery
from bot.store.opening import Place, PostgresPlace
from bot.store.store import Store

_PEOPLE, _ROUNDS, _AT_ONCE = 40, 400, 10
_HITS = tuple(Hit(Product(f"p{n}", f"Title {n}", price=9.5, currency="EUR"), n, n / 10) for n in range(1, 6))
_ANSWER = Answer(
    hits=_HITS,
    garments=(),
    attributes=Attributes(type=(Guess("Dresses", 0.9),)),
    confidence="close",
    query=bytes(1200),
    embedder_version="e",
    index_version="i",
)
_ASKED = StoredQuery("", "photo", False, "en", True, True, _ANSWER, Filters())


async def measured(place: Place) -> dict[str, Any]:
    """Milliseconds (the median), and seconds for all at once."""
    took: dict[str, list[float]] = defaultdict(list)

    async def timed(name: str, call: Awaitable[Any]) -> Any:  # noqa: ANN401 - what the call returns
        began = time.perf_counter()
        found = await call
        took[name].append((time.perf_counter() - began) * 1000)
        return found

    async with Store.open(place) as store:
        for number in range(_ROUNDS):
            person, chat, event = Person(str(number % _PEOPLE)), Chat("telegram", str(number % _PEOPLE)), f"e{number}"
            await timed("begin an event", store.messages.begin_event("telegram", event))
            store._db.settings.clear()
            await timed("settings, not in memory", store.people.settings(person, chat))
            query_id = await timed("record an answer", store.queries.record(replace(_ASKED), person, chat))
            shown = [Shown(query_id, f"{query_id}{n}") for n in range(6)]
            await timed("remember six messages", store.messages.remember(chat, shown))
            await timed("find an answer", store.queries.find(query_id, person, chat))
            await timed("all shown so far", store.queries.shown_products(query_id))
            await timed("set a verdict", store.verdicts.set(query_id, "p1", person, chat, "up"))
            await timed("finish an event", store.messages.finish_event("telegram", event))

        async def ask(number: int) -> None:
            person, chat = Person(str(number)), Chat("telegram", str(number))
            for _ in range(_AT_ONCE):
                await store.queries.find(await store.queries.record(_ASKED, person, chat), person, chat)

        began = time.perf_counter()
        await asyncio.gather(*map(ask, range(_PEOPLE)))
        together = time.perf_counter() - began
    return {
        "ms": {name: round(median(each), 2) for name, each in took.items()},
        f"{_PEOPLE * _AT_ONCE}_recorded_and_found_s": round(together, 2),
    }


def main() -> None:
    """Print JSON."""
    make = argparse.ArgumentParser(prog="python -m scripts.lib.soak.calls", description=(__doc__ or "").split(":")[0])
    make.add_argument("--store", metavar="URL", help="a new PostgreSQL database instead of a file")
    url = make.parse_args().store
    with tempfile.TemporaryDirectory(prefix="lookalike-store-") as name:
        place = PostgresPlace(url, Path(name) / "key") if url else Path(name) / "store.sqlite"
        print(json.dumps(asyncio.run(measured(place)), indent=2))


if __name__ == "__main__":
    main()
