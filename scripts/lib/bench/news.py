"""Looking for news of many shoppers' saved products, while another shopper waits: what it costs, and how long it takes.

Half of the shoppers have a product that became cheaper, and are told; delivery costs nothing here.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.conversation import Conversation, Settings
from bot.messages import Chat, Person, Reply
from bot.store.serial import dump, dump_product
from bot.store.store import Store
from bot.texts import Texts
from bot.worker import RecommenderWorker
from recommender import Recommender
from recommender.index.files import read_version
from recommender.index.search import Index
from scripts.lib.bench import no_reindex
from scripts.lib.bench.bot_process import until_warm

_TARGET_MS = 50
_PERSON, _CHAT = Person("1"), Chat("telegram", "1")


async def measure(
    given: argparse.Namespace, folder: Path, _source: Path, _products: int, _photos: list[bytes]
) -> dict[str, Any]:
    """With `given.people` people, each of whom has saved `given.saved` products of the index in `folder`."""

    async def deliver(chat: Chat, reply: Reply) -> bool:
        return bool(chat and reply)

    async with Store.open(folder / "news.sqlite") as store:
        await asyncio.to_thread(_fill, folder, given.people, given.saved)
        async with RecommenderWorker(lambda: Recommender.open(folder / "index"), no_reindex) as worker:
            conversation = Conversation(worker, store, Settings())
            conversation.connect("telegram", deliver)
            await worker.products(())
            await asyncio.to_thread(Texts.for_locale, "")
            await until_warm(given.quick)
            idle: list[float] = []
            blocked: list[float] = []
            waited: list[float] = []
            looking = asyncio.create_task(look_at_loop(idle))  # a busy machine stops us, too
            await asyncio.sleep(5)
            looking.cancel()
            beside = [asyncio.create_task(look_at_loop(blocked)), asyncio.create_task(_ask(store, waited))]
            seconds, told = [], []
            for _ in range(2):  # the second time nothing is new
                began = time.perf_counter()
                told.append(await conversation.tell_news())
                seconds.append(time.perf_counter() - began)
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)
    return {
        "people": given.people,
        "saved": given.saved,
        "told": told,
        "seconds": seconds,
        "idle_ms": max(idle),
        "blocked_ms": max(blocked),
        "waited_ms": max(waited),
    }


def as_table(found: dict[str, Any]) -> str:
    """For people to read."""
    first, second = found["seconds"]
    return "\n".join(
        (
            f"{found['people']:,} people x {found['saved']} saved products: {found['told'][0]:,} told "
            f"in {first:.1f} s, looked at again in {second:.2f} s",
            f"  the event loop was blocked for at most  {found['blocked_ms']:.0f} ms (target: {_TARGET_MS}; "
            f"in 5 s without news: {found['idle_ms']:.0f} ms)",
            f"  another shopper waited for the store    {found['waited_ms']:.0f} ms at most",
        )
    )


def _fill(folder: Path, people: int, saved: int) -> None:
    table = Index.from_files(*read_version(folder / "index")).table
    products = [table.product(number % len(table)) for number in range(saved)]
    kept = [(product.id, dump_product(product)) for product in products[1:]]
    dearer = dump_product(replace(products[0], price=(products[0].price or 1.0) + 10))
    with closing(sqlite3.connect(folder / "news.sqlite")) as db, db:
        for person in range(people):
            name, now = f"{person:032x}", time.time()
            address = dump(Chat("telegram", str(person)))
            row = ("telegram", name, "", 1, 1, address, now)
            db.execute("INSERT INTO people (platform, person, language, learns, tells, address, set_at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # fmt: skip
            mine = [(products[0].id, dearer if person % 2 else dump_product(products[0])), *kept]
            db.executemany(
                "INSERT INTO saved VALUES (?, 'telegram', ?, ?, ?, 0, ?)",
                [(f"{person}-{number}", name, *each, now) for number, each in enumerate(mine)],
            )


async def look_at_loop(blocked: list[float]) -> None:
    """For how long the event loop did not come to us."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        blocked.append((time.perf_counter() - before) * 1000 - 1)


async def _ask(store: Store, waited: list[float]) -> None:
    """What the store is asked for one event, again and again."""
    number = 0
    while True:
        before, number = time.perf_counter(), number + 1
        await store.messages.begin_event("telegram", str(number))
        await store.queries.latest(_PERSON, _CHAT)
        await store.messages.finish_event("telegram", str(number))
        waited.append((time.perf_counter() - before) * 1000)
        await asyncio.sleep(0.01)
