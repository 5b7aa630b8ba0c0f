"""scripts/bench: Lookalike and the plain stack, measured side by side in one run.

Each measurement is a process of its own, and the two sides take turns, so that whatever else the machine does meets
both alike. What is compared with what, and what is left out of the times, is in docs/bench.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from scripts.lib import ROOT
from scripts.lib.bench.report import as_json, as_table, figure

PLAIN_STACK = "the plain stack: Keras MobileNetV2 predict, NearestNeighbors(metric='cosine') on its 1,280 features"
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic")


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    cores = _keep_to(given.cores)
    if given.discord or given.telegram:
        return _chat(given)
    if given.embed:
        return _embed(given)
    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as folder:
        setup, figures, besides = _measure(given, Path(folder), cores)
    if given.json:
        print(json.dumps(as_json(setup, figures, besides), indent=2))
    else:
        print(as_table(setup, figures, besides))
    return 0


def _chat(given: argparse.Namespace) -> int:
    """A chat platform, with its server on loopback."""
    from scripts.lib.bench import discord, telegram

    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as folder:
        source, photos = _what_to_measure(given, Path(folder))
        photos = photos or [row["image"] for row in _every(_products(source), 10)]
        measure = telegram.main if given.telegram else discord.main
        return measure(given, source, photos)


def _embed(given: argparse.Namespace) -> int:
    """The embedder alone."""
    from scripts.lib.bench import embedder

    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as folder:
        source, photos = _what_to_measure(given, Path(folder))
        return embedder.main(given, photos or [row["image"] for row in _every(_products(source), 10)])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Lookalike beside the plain stack, in one run.")
    parser.add_argument("--catalogue", help="a catalogue; without it, the drawn sample shop")
    parser.add_argument(
        "--photos", type=Path, help="a folder of query photos; without it, sample or catalogue pictures"
    )
    parser.add_argument("--imagenet", type=Path, help="MobileNetV2 weights (.weights.h5, no top); random without it")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each measurement")
    parser.add_argument("--answers", type=int, default=30, help="warm answers in each run")
    parser.add_argument("--reindex", type=int, default=400, metavar="N", help="products to reindex in each run")
    parser.add_argument("--cores", type=int, default=2, help="how many cores to use, where that can be chosen")
    parser.add_argument("--quick", action="store_true", help="one round of few: to see that it works, not how fast")
    parser.add_argument("--embed", action="store_true", help="measure the embedder alone, beside one plain pass at 224")
    parser.add_argument("--telegram", action="store_true", help="measure the bot on a Telegram on loopback instead")
    parser.add_argument("--discord", action="store_true", help="measure the bot in a Discord on loopback instead")
    parser.add_argument(
        "--products", type=int, default=0, metavar="N", help="repeat the catalogue up to so many (chats)"
    )
    parser.add_argument("--index", type=Path, help="an index of the catalogue that is there already (chats)")
    parser.add_argument("--shoppers", type=int, default=20, help="how many ask at once (chats)")
    parser.add_argument("--seconds", type=int, default=60, help="for how long (chats)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _measure(given: argparse.Namespace, folder: Path, cores: int) -> tuple[dict[str, Any], list[Any], dict[str, Any]]:
    rounds, answers = (1, 5) if given.quick else (max(1, given.rounds), max(1, given.answers))
    source, photos = _what_to_measure(given, folder)
    products = _products(source)
    part = _every(products, min(given.reindex, 64) if given.quick else given.reindex)
    photos = photos or [row["image"] for row in _every(products, 10)]
    imagenet = str(given.imagenet.resolve()) if given.imagenet else ""
    load_before = os.getloadavg()[0]

    table = folder / "part.csv"
    _write_csv(table, part)
    pictures = [row["image"] for row in part]
    features, enlarged = folder / "features.npy", folder / "enlarged.npy"

    _note(f"indexing all {len(products)} products once, to search among them")
    whole = _child("lookalike_side", {"do": "reindex", "catalogue": str(source), "index": str(folder / "index")})[-1]
    plain_reindex = {"do": "reindex", "imagenet": imagenet, "pictures": pictures, "features": str(features)}
    prepared = _child("plain_side", plain_reindex)[-1]
    _child(
        "plain_side",
        {"do": "enlarge", "features": str(features), "enlarged": str(enlarged), "rows": whole["products"]},
    )

    ask = [sys.executable, "-P", "-m", "bot", "ask", photos[0], "--index", str(folder / "index"), "--json"]
    our_answer = {"do": "answer", "index": str(folder / "index"), "photos": photos, "answers": answers}
    plain_answer = our_answer | {"imagenet": imagenet, "features": str(enlarged)}
    seen: dict[str, list[Any]] = {
        name: [] for name in ("start", "plain start", "answer", "plain answer", "reindex", "plain reindex")
    }

    def ours(turn: int) -> None:
        seen["start"].append(_run(ask)[0]["at"])
        seen["answer"].append(_child("lookalike_side", our_answer)[-1])
        work = {"do": "reindex", "catalogue": str(table), "index": str(folder / f"part-{turn}")}
        seen["reindex"].append(_child("lookalike_side", work)[-1])

    def plain(_turn: int) -> None:
        lines = _child("plain_side", plain_answer)
        seen["plain start"].append(lines[0]["at"])
        seen["plain answer"].append(lines[-1])
        seen["plain reindex"].append(prepared if given.quick else _child("plain_side", plain_reindex)[-1])

    if not given.quick:
        # The files of both are in the page cache before anything counts.
        _run(ask)
        _child("plain_side", plain_answer | {"answers": 1})
    for turn in range(rounds):
        _note(f"round {turn + 1} of {rounds}")
        for side in (ours, plain) if turn % 2 == 0 else (plain, ours):
            side(turn)

    def each(kind: str, key: str) -> list[float]:
        return [run[key] for run in seen[kind]]

    def every(kind: str) -> list[float]:
        return [value for run in seen[kind] for value in run["milliseconds"]]

    figures = [
        figure("start", "start to first answer", "s", seen["start"], seen["plain start"], PLAIN_STACK, 8),
        figure("answer", "one warm answer", "ms", every("answer"), every("plain answer"), PLAIN_STACK, 4),
        figure(
            "memory", "peak memory", "MB", each("answer", "peak_mb"), each("plain answer", "peak_mb"), PLAIN_STACK, 3
        ),
        figure(
            "reindex", "cold reindex", "s", each("reindex", "cold"), each("plain reindex", "cold"), PLAIN_STACK, 1.5
        ),
        figure(
            "unchanged",
            "reindex with nothing changed",
            "s",
            each("reindex", "unchanged"),
            each("reindex", "cold"),
            "Lookalike's own cold reindex",
            20,
        ),
    ]
    besides = {
        "peak_memory_with_front_ends_mb": round(max(each("answer", "with_front_ends_mb")), 1),
        "front_ends": seen["answer"][0]["front_ends"],
        "finding_garments_ms": round(median(ms for run in seen["answer"] for ms in run["finding_ms"]), 2),
        "answer_with_five_garments_ms": round(median(ms for run in seen["answer"] for ms in run["street_ms"]), 2),
        "cold_reindex_of_all_s": round(whole["cold"], 2),
        "unchanged_reindex_of_all_s": round(whole["unchanged"], 3),
    }
    setup = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "catalogue": Path(given.catalogue).resolve().name if given.catalogue else "the sample shop",
        "products": whole["products"],
        "reindexed": len(part),
        "photos": len(photos),
        "rounds": rounds,
        "answers": answers,
        "cores": cores,
        "imagenet_weights": bool(imagenet),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "load_before": round(load_before, 2),
        "load_after": round(os.getloadavg()[0], 2),
    }
    return setup, figures, besides


def _what_to_measure(given: argparse.Namespace, folder: Path) -> tuple[Path, list[str]]:
    """The catalogue, and the query photos if there are some apart from its pictures."""
    photos: list[str] = []
    if given.photos:
        names = sorted(path for path in given.photos.resolve().iterdir() if path.suffix.lower() in PHOTO_SUFFIXES)
        photos = [str(path) for path in names[:100]]
        if not photos:
            sys.exit(f"scripts/bench: there is no photo in {given.photos}")
    if given.catalogue:
        return Path(given.catalogue).resolve(), photos
    from recommender.catalogue.sample_shop import SAMPLE_CATALOGUE, sample_photos, unpack_sample_shop

    unpack_sample_shop(folder / "shop")
    return folder / "shop" / SAMPLE_CATALOGUE, photos or [str(path) for path in sample_photos(folder / "shop")]


def _products(source: Path) -> list[dict[str, str]]:
    """The products with a picture on disk; addresses would measure the network."""
    from recommender.catalogue.catalogue import read_catalogue

    products = read_catalogue(source)
    rows = [
        {"id": p.id, "title": p.title, "image": str(Path(p.image).resolve())} for p in products if "://" not in p.image
    ]
    if len(rows) < 5:
        sys.exit(f"scripts/bench: {source} has {len(rows)} products with a picture on disk; five are needed")
    return rows


def _every(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """`count` of the rows, evenly spread, the same ones each time."""
    count = max(1, min(count, len(rows)))
    return [rows[place * len(rows) // count] for place in range(count)]


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ("id", "title", "image"))
        writer.writeheader()
        writer.writerows(rows)


def _child(script: str, work: dict[str, Any]) -> list[dict[str, Any]]:
    return _run([sys.executable, "-P", "-m", f"scripts.lib.bench.{script}", json.dumps(work)])


def _run(command: Iterable[str]) -> list[dict[str, Any]]:
    """The JSON lines that a process prints, each with `at`: seconds from the process's start to the line's arrival."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and scripts
            list(command), stdout=subprocess.PIPE, stderr=complaints, text=True, env=environment
        )
        with process:
            lines = list(_timed(process.stdout or (), began))
        if process.returncode or not lines:
            complaints.seek(0)
            sys.exit(f"{complaints.read()}\nscripts/bench: {' '.join(command)} ended with {process.returncode}")
    return lines


def _timed(output: Iterable[str], began: float) -> Iterator[dict[str, Any]]:
    for line in output:
        at = time.perf_counter() - began
        if line.startswith("{"):
            yield json.loads(line) | {"at": at}


def _keep_to(cores: int) -> int:
    """Restricts this process and its children to so many cores, where the system can; returns how many it is."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[: max(1, cores)])
    return len(os.sched_getaffinity(0))


def _note(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
