"""scripts/bench without a mode: Lookalike and the plain stack take turns, each measurement a process of its own.

So whatever else the machine does meets both alike. What is left out of the times is in docs/bench.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from scripts.lib import ROOT
from scripts.lib.bench import this_run
from scripts.lib.bench.larger_index import repeated

PLAIN_STACK = "the plain stack: Keras MobileNetV2 predict, NearestNeighbors(metric='cosine') on its 1,280 features"


def measure(given: argparse.Namespace, folder: Path, source: Path, photos: list[str]) -> dict[str, Any]:
    """What `scripts/bench --json` prints."""
    rounds, answers = (1, 5) if given.quick else (max(1, given.rounds), max(1, given.answers))
    products = pictured_products(source)
    part = evenly(products, min(given.reindex, 64) if given.quick else given.reindex)
    pictures = [row["image"] for row in part]
    imagenet = str(given.imagenet.resolve()) if given.imagenet else ""
    load_before = os.getloadavg()[0]
    table, features, enlarged = folder / "part.csv", folder / "features.npy", folder / "enlarged.npy"
    _write_csv(table, part)

    print(f"indexing all {len(products)} products once, to search among them", file=sys.stderr, flush=True)
    index = str(folder / "index")
    whole = child("lookalike", {"do": "reindex", "catalogue": str(source), "index": index})[-1]
    plain_reindex = {"do": "reindex", "imagenet": imagenet, "pictures": pictures, "features": str(features)}
    prepared = child("plain", plain_reindex)[-1]
    # A search costs what the number of rows makes it cost, whatever is in them.
    few = np.load(features)
    np.save(enlarged, repeated(few, whole["products"], 0.05 * float(few.std())))

    ask = [sys.executable, "-P", "-m", "bot", "ask", photos[0], "--index", index, "--json"]
    our_answer = {"do": "answer", "index": index, "photos": photos, "answers": answers}
    plain_answer = our_answer | {"imagenet": imagenet, "features": str(enlarged)}
    measured: dict[str, list[Any]] = {
        f"{side}{name}": [] for side in ("", "plain ") for name in ("start", "answer", "reindex")
    }

    def ours(turn: int) -> None:
        measured["start"].append(_run(ask)[0]["at"])
        measured["answer"].append(child("lookalike", our_answer)[-1])
        work = {"do": "reindex", "catalogue": str(table), "index": str(folder / f"part-{turn}")}
        measured["reindex"].append(child("lookalike", work)[-1])

    def plain(_turn: int) -> None:
        lines = child("plain", plain_answer)
        measured["plain start"].append(lines[0]["at"])
        measured["plain answer"].append(lines[-1])
        measured["plain reindex"].append(prepared if given.quick else child("plain", plain_reindex)[-1])

    if not given.quick:
        # The files of both are in the page cache before anything counts.
        _run(ask)
        child("plain", plain_answer | {"answers": 1})
    for turn in range(rounds):
        print(f"round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
        sides: tuple[Callable[[int], None], ...] = (ours, plain) if turn % 2 == 0 else (plain, ours)
        for side in sides:
            side(turn)

    def each(kind: str, key: str) -> list[float]:
        return [run[key] for run in measured[kind]]

    def every(kind: str, key: str = "milliseconds") -> list[float]:
        return [value for run in measured[kind] for value in run[key]]

    cold, plain_cold = each("reindex", "cold"), each("plain reindex", "cold")
    memory, plain_memory = each("answer", "peak_mb"), each("plain answer", "peak_mb")
    own_cold = "Lookalike's own cold reindex"
    figures = [
        _compared("start", "start to first answer", "s", measured["start"], measured["plain start"], PLAIN_STACK, 8),
        _compared("answer", "one warm answer", "ms", every("answer"), every("plain answer"), PLAIN_STACK, 4),
        _compared("memory", "peak memory", "MB", memory, plain_memory, PLAIN_STACK, 3),
        _compared("reindex", "cold reindex", "s", cold, plain_cold, PLAIN_STACK, 1.5),
        _compared("unchanged", "reindex with nothing changed", "s", each("reindex", "unchanged"), cold, own_cold, 20),
    ]
    return {
        "version": 1,
        "setup": {
            **this_run(given.cores, load_before),
            "catalogue": Path(given.catalogue).resolve().name if given.catalogue else "the sample shop",
            "products": whole["products"],
            "reindexed": len(part),
            "photos": len(photos),
            "rounds": rounds,
            "answers": answers,
            "imagenet_weights": bool(imagenet),
        },
        "figures": figures,
        "besides": {
            "peak_memory_with_front_ends_mb": round(max(each("answer", "with_front_ends_mb")), 1),
            "front_ends": measured["answer"][0]["front_ends"],
            "finding_garments_ms": round(median(every("answer", "finding_ms")), 2),
            "answer_with_five_garments_ms": round(median(every("answer", "street_ms")), 2),
            "cold_reindex_of_all_s": round(whole["cold"], 2),
            "unchanged_reindex_of_all_s": round(whole["unchanged"], 3),
        },
    }


def _compared(
    name: str, what: str, unit: str, ours: list[float], theirs: list[float], baseline_is: str, target: float
) -> dict[str, Any]:
    """One figure. `ratio` is how many times less Lookalike takes than the baseline; `met`: it reaches `target`."""
    ratio = median(theirs) / median(ours)
    return {
        "name": name,
        "what": what,
        "unit": unit,
        "lookalike": _side(ours),
        "baseline": _side(theirs),
        "baseline_is": baseline_is,
        "ratio": round(ratio, 2),
        "target": target,
        "met": ratio >= target,
    }


def _side(runs: list[float]) -> dict[str, Any]:
    """What one side took: the median of its runs, and the runs."""
    return {"median": round(median(runs), 4), "runs": [round(run, 4) for run in runs]}


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    setup = found["setup"]
    lines = [
        f"{setup['catalogue']}: {setup['products']} products, {setup['reindexed']} of them reindexed per round; "
        f"{setup['rounds']} rounds, {setup['answers']} warm answers in each; {setup['cores']} cores",
        "",
        f"{'':40} {'Lookalike':>14} {'baseline':>14} {'ratio':>8} {'target':>8}",
    ]
    for each in found["figures"]:
        ours, theirs = (_amount(each[side]["median"], each["unit"]) for side in ("lookalike", "baseline"))
        lines.append(
            f"{each['what']:40} {ours:>14} {theirs:>14} {each['ratio']:>7.1f}x {each['target']:>7g}x"
            f"  {'met' if each['met'] else 'NOT MET'}"
        )
    lines += ["", "The baseline is the plain stack; of the last line, Lookalike's own cold reindex."]
    besides = {name: value for name, value in found["besides"].items() if isinstance(value, int | float)}
    return "\n".join([*lines, *(f"{name.replace('_', ' ')}: {value:g}" for name, value in besides.items())])


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def pictured_products(source: Path) -> list[dict[str, str]]:
    """The products with a picture on disk, five at least; addresses would measure the network."""
    from recommender.catalogue.catalogue import read_catalogue

    rows = [
        {"id": product.id, "title": product.title, "image": str(Path(product.image).resolve())}
        for product in read_catalogue(source)
        if "://" not in product.image
    ]
    if len(rows) < 5:
        sys.exit(f"scripts/bench: {source} has {len(rows)} products with a picture on disk; five are needed")
    return rows


def evenly(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """`count` of the rows, evenly spread, the same ones each time."""
    count = max(1, min(count, len(rows)))
    return [rows[place * len(rows) // count] for place in range(count)]


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ("id", "title", "image"))
        writer.writeheader()
        writer.writerows(rows)


def child(side: str, work: dict[str, Any]) -> list[dict[str, Any]]:
    return _run([sys.executable, "-P", "-m", f"scripts.lib.bench.{side}_side", json.dumps(work)])


def _run(command: list[str]) -> list[dict[str, Any]]:
    """The JSON lines that a process prints, each with `at`: seconds from the process's start to the line's arrival."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    # What is installed is compiled; so is what stands in a checkout after its first start, where that is allowed.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and scripts
            command, stdout=subprocess.PIPE, stderr=complaints, text=True, env=environment
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
