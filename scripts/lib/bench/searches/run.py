"""Searches in words, of several kinds and in all languages, one after the other: from the text to the answer with its
pictures, through the bot as everybody runs it, against the tests' Bot API server. See docs/bench.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from recommender.index.content.catalogue_words import catalogue_words
from recommender.index.files import read_version
from recommender.index.search import Index
from scripts.lib.bench import this_run
from scripts.lib.bench.bot_process import cpu_seconds_of_all, running_bot, seconds_in, spread_of, until_warm
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi, serving

WITHIN_MS = 50  # 95 of 100
_ANSWER_SECONDS = 120.0
# What an answer leaves to do afterwards is not to fall into the next one's time.
_BETWEEN_SECONDS = 0.3
_KINDS = ("colour and kind", "for whom", "with a price", "a kind alone")
# In the order of the kinds.
_SAID = {
    "en": ("red dress", "black shoes for men", "show me sneakers under 40", "handbags"),
    "de": ("rotes Kleid", "schwarze Schuhe für Herren", "zeig mir Sneaker unter 40", "Handtaschen"),
    "es": ("vestido rojo", "zapatos negros para hombre", "zapatillas por menos de 40", "bolsos"),
    "fr": ("robe rouge", "chaussures noires pour homme", "des baskets à moins de 40", "sacs à main"),
    "hi": ("लाल ड्रेस", "पुरुषों के लिए काले जूते", "40 से कम के स्नीकर्स", "हैंडबैग"),
    "pt": ("vestido vermelho", "sapatos pretos para homem", "ténis por menos de 40", "bolsas"),
    "ru": ("красное платье", "чёрные мужские туфли", "кроссовки до 40", "сумки"),
}
_FURTHER = ("cheapest first", "how much is the first?", "only blue ones")


async def measure(
    given: argparse.Namespace, folder: Path, source: Path, products: int, _photos: list[bytes]
) -> dict[str, Any]:
    """What `scripts/bench --searches --json` prints."""
    load_before = os.getloadavg()[0]
    titles = sorted(catalogue_words(Index.from_files(*read_version(folder / "index")).table).titles)
    rounds, between = (1, 0.0) if given.quick else (max(1, given.rounds), _BETWEEN_SECONDS)
    waits: dict[str, list[float]] = {}
    async with serving(BotApi()) as api, running_bot("telegram", api.keys, source, folder) as bot:
        await api.until(lambda: api.of("getUpdates"), _ANSWER_SECONDS)
        await until_warm(given.quick)
        # What is needed once (the first answer in each language, libraries) is no part of it.
        await _ask_all(api, {}, 7000, titles, 0, between)
        before, stolen, began = _computed(bot.pid), _stolen(), time.monotonic()
        asked = len(api.calls)
        for number in range(rounds):
            await _ask_all(api, waits, 8000 + 100 * number, titles, number + 1, between)
        seconds, after = time.monotonic() - began, _computed(bot.pid)
        calls = [call.method for call in api.calls[asked:]]
    times = [each for of_kind in waits.values() for each in of_kind]
    overall = spread_of(times)
    return {
        "version": 1,
        "setup": {
            **this_run(given.cores, load_before),
            "products": products,
            "searches": len(times),
            "stolen_share": round((_stolen() - stolen) / seconds / (os.cpu_count() or 1), 3),
        },
        "searches_ms": overall,
        "by_kind_ms": {kind: spread_of(of_kind) for kind, of_kind in waits.items()},
        "cpu_ms_per_answer": {name: round(1000 * (after[name] - before[name]) / len(times), 1) for name in after},
        "calls_per_answer": {name: round(calls.count(name) / len(times), 2) for name in sorted(set(calls))},
        "targets": {f"95 of 100 within {WITHIN_MS} ms": overall["p95"] <= WITHIN_MS},
    }


def _texts(titles: list[str], number: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The kind, the language and what one person says, one after the other."""
    for language, said in _SAID.items():
        for kind, text in zip(_KINDS, said, strict=True):
            yield kind, language, (text,)
    words = random.Random(number)
    for _ in range(4):
        yield "words of titles", "en", (" ".join(words.sample(titles, min(2, len(titles)))),)
    for further in _FURTHER:
        yield "further words", "en", (_SAID["en"][0], further)


async def _ask_all(
    api: BotApi, waits: dict[str, list[float]], first_id: int, titles: list[str], number: int, between: float
) -> None:
    """Each by somebody else: a chat that is sent much in a short time is made to wait by Telegram's limits."""
    for user_id, (kind, language, texts) in enumerate(_texts(titles, number), first_id):
        someone = Someone(api, user_id, language=language)
        for place, text in enumerate(texts):
            began = time.monotonic()
            await someone.say(text)
            await someone.until_answered(place + 1, _ANSWER_SECONDS)
            took = (someone.answered[place].at - began) * 1000
            await asyncio.sleep(between)
        waits.setdefault(kind, []).append(took)


def _computed(pid: int) -> dict[str, float]:
    """Seconds that the bot has computed so far: its event loop's thread, its other threads, and other processes."""
    threads: dict[str, float] = {}
    with suppress(OSError):
        threads = {each.name: seconds_in(f"{each}/stat", 11, 12) for each in Path(f"/proc/{pid}/task").iterdir()}
    loop = threads.pop(str(pid), 0.0)
    others = sum(threads.values())
    processes = max(0.0, cpu_seconds_of_all(pid) - loop - others)
    return {"event loop": loop, "other threads": others, "other processes": processes}


def _stolen() -> float:
    """Seconds of all processors that went to other machines; 0 where that cannot be told."""
    with suppress(OSError, IndexError):
        return int(Path("/proc/stat").read_text(encoding="ascii").split()[8]) / os.sysconf("SC_CLK_TCK")
    return 0.0


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [
        f"{setup['products']} products, {setup['searches']} searches; {setup['cores']} cores; load "
        f"{setup['load_before']} before, {setup['load_after']} after; {100 * setup['stolen_share']:.1f} % stolen",
        "",
    ]
    for name, run in {"all": found["searches_ms"], **found["by_kind_ms"]}.items():
        lines.append(f"{name:24} median {run['median']:>8} ms  95 % {run['p95']:>8}  longest {run['longest']:>8}")
    lines += ["", *(f"{name:24} {each:>8} ms of CPU an answer" for name, each in found["cpu_ms_per_answer"].items())]
    lines += [f"{name:24} {each:>8} calls an answer" for name, each in found["calls_per_answer"].items()]
    return "\n".join([*lines, *(f"{name}: {'met' if met else 'NOT MET'}" for name, met in found["targets"].items())])
