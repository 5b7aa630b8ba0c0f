"""scripts/bench --texts: how long a shopper waits behind two others who paste texts of forty words of titles.

The bot runs as `python -m bot run` in a process of its own, against the tests' Bot API server in this one. See
docs/bench.md.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path
from typing import Any

from recommender.index.content.catalogue_words import catalogue_words
from recommender.index.files import read_version
from recommender.index.search import Index
from scripts.lib.bench.bot_process import running_bot, spread_of, until_warm
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi, serving

WORDS, LONGEST_MS = 40, 1000
_ANSWER_SECONDS = 120.0


async def measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    """What `scripts/bench --texts --json` prints."""
    index = Index.from_files(*read_version(folder / "index"))
    words = sorted(catalogue_words(index.table).titles)
    random_words, turns = random.Random(0), 2 if given.quick else 10
    alone: list[float] = []
    behind: list[float] = []
    texts: list[float] = []
    async with serving(BotApi()) as api, running_bot("telegram", api.keys, source, folder):
        await api.until(lambda: api.of("getUpdates"), 120)
        await until_warm(given.quick)

        async def answered(someone: Someone, began: float, before: int = 0) -> float:
            await someone.until_answered(before + 1, _ANSWER_SECONDS)
            return (someone.answered[before].at - began) * 1000

        # Always other people: a chat that is sent much in a short time is made to wait by Telegram's limits.
        for turn in range(turns):
            photo, user_id = photos[turn % len(photos)], 7000 + 10 * turn
            first, *pasting = (Someone(api, user_id + number) for number in range(3))
            for someone in (first, *pasting):
                began = time.monotonic()
                await someone.photo(photo)
                alone.append(await answered(someone, began))
            began, shopper = time.monotonic(), Someone(api, user_id + 3)
            for someone in pasting:
                await someone.say(" ".join(random_words.sample(words, min(WORDS, len(words)))))
            await shopper.photo(photo)
            behind.append(await answered(shopper, began))
            texts += [await answered(someone, began, 1) for someone in pasting]
    return {
        "version": 1,
        "setup": {"products": products, "words": WORDS, "turns": turns, "load_after": round(os.getloadavg()[0], 2)},
        "alone_ms": spread_of(alone),
        "behind_two_texts_ms": spread_of(behind),
        "texts_ms": spread_of(texts),
        "targets": {
            f"behind two texts: at most {LONGEST_MS} ms": max(behind) <= LONGEST_MS,
        },
    }


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    lines = [f"{found['setup']['products']} products; load {found['setup']['load_after']} after"]
    for name in ("alone_ms", "behind_two_texts_ms", "texts_ms"):
        run = found[name]
        lines.append(f"{name:24} median {run['median']:>8}  95 % {run['p95']:>8}  longest {run['longest']:>8}")
    return "\n".join([*lines, *(f"{name}: {'met' if met else 'NOT MET'}" for name, met in found["targets"].items())])
