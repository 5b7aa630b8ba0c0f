"""scripts/bench --scale: the same shop in several sizes, asked in turn in one run. See docs/bench.md."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from scripts.lib import ROOT
from scripts.lib.bench import side_by_side, this_run
from scripts.lib.bench.larger_index import enlarge
from scripts.lib.bench.scale_side import KINDS

_EVERY = 100  # one price in so many changes
# By how much the largest may take longer than the smallest: without filters, and with anything else.
_TARGETS = {"plain": 1.5}
_OTHERWISE = 2.0


def measure(given: argparse.Namespace, folder: Path, source: Path, photos: list[str]) -> dict[str, Any]:
    """What `scripts/bench --scale N,M --json` prints."""
    sizes = sorted({int(each) for each in given.scale.split(",")})
    turns = 3 if given.quick else given.answers
    kept: Path = given.grown or folder
    indexes = {size: _index_of(given, kept, folder, source, size) for size in sizes}
    load_before = os.getloadavg()[0]
    runs: dict[int, dict[str, list[dict[str, Any]]]] = {size: {kind: [] for kind in KINDS} for size in sizes}
    opened: dict[int, dict[str, Any]] = {}
    same: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        sides = {}
        for size in sizes:
            sides[size] = stack.enter_context(_side({"do": "answers", "index": str(indexes[size]), "photos": photos}))
            opened[size] = _said(sides[size])
        for turn in range(turns + 1):
            for kind in KINDS:
                for size in sizes if turn % 2 else reversed(sizes):
                    found = _ask(sides[size], do="answer", kind=kind, photo=turn % len(photos))
                    if turn:  # the first of each kind is for whoever asks for the first time
                        runs[size][kind].append(found)
        memory = {size: _ask(sides[size], do="memory") for size in sizes}
        print("the largest again, comparing all", file=sys.stderr, flush=True)
        for turn in range(1, turns + 1):
            for kind in KINDS:
                exact = _ask(sides[sizes[-1]], do="exact", kind=kind, photo=turn % len(photos))
                same[kind].append(exact["hits"] == runs[sizes[-1]][kind][turn - 1]["hits"])
    return {
        "version": 1,
        "setup": {
            **this_run(given.cores, load_before),
            "sizes": sizes,
            "photos": len(photos),
            "answers": turns,
        },
        "answers": [_compared(kind, {size: runs[size][kind] for size in sizes}, same[kind]) for kind in KINDS],
        "sizes": [
            {"products": size, **_rounded(opened[size] | memory[size])}
            | {"reindex": _rounded(_reindexed(indexes[size], folder / f"again-{size}"))}
            for size in sizes
        ],
    }


def _compared(kind: str, runs: dict[int, list[dict[str, Any]]], same: list[bool]) -> dict[str, Any]:
    by_size = {
        str(size): {name: _spread([run[name] for run in found]) for name in ("ms", "cpu_ms", "search_ms")}
        for size, found in runs.items()
    }
    first, last = (by_size[str(size)]["ms"]["p50"] for size in (min(runs), max(runs)))
    target = _TARGETS.get(kind, _OTHERWISE)
    ratio = round(last / first, 2)
    told = {"kind": kind, "by_size": by_size, "ratio": ratio, "target": target, "met": ratio <= target}
    return told | {"same_as_exact": round(sum(same) / len(same), 4)}


def _spread(values: list[float]) -> dict[str, float]:
    return {"p50": round(median(values), 2), "p95": round(quantiles(values, n=20, method="inclusive")[-1], 2)}


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in values.items() if name != "at"}
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in told.items()}


def _index_of(given: argparse.Namespace, kept: Path, folder: Path, source: Path, size: int) -> Path:
    """An index of so many products (at least those of the catalogue), made where there is none yet."""
    base: Path = given.index or kept / "catalogue"
    if not (base / "current").exists():
        print("indexing the catalogue", file=sys.stderr, flush=True)
        side_by_side.child("lookalike", {"do": "reindex", "catalogue": str(source), "index": str(base)})
    index = kept / str(size)
    if not (index / "current").exists():
        print(f"making an index of {size:,}", file=sys.stderr, flush=True)
        shutil.copytree(base, index, copy_function=_shared)
        enlarge(index, size)
    return index


def _reindexed(index: Path, again: Path) -> dict[str, Any]:
    shutil.copytree(index, again, copy_function=_shared)
    done = side_by_side.child("scale", {"do": "reindex", "index": str(again), "every": _EVERY})[-1]
    shutil.rmtree(again)
    return done


def _shared(source: str, copy: str) -> None:
    """A file of an index never changes, but `current` and the lock may."""
    if "versions" in Path(source).parts:
        os.link(source, copy)
    else:
        shutil.copy2(source, copy)


@contextmanager
def _side(work: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-P", "-m", "scripts.lib.bench.scale_side", json.dumps(work)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and scripts
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        if process.stdin is not None:
            process.stdin.close()


def _ask(process: subprocess.Popen[str], **asked: object) -> dict[str, Any]:
    if process.stdin is not None:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
    return _said(process)


def _said(process: subprocess.Popen[str]) -> dict[str, Any]:
    for line in process.stdout or ():
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    sys.exit(f"scripts/bench: the side that answers ended with {process.wait()}")


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    sizes = [str(size) for size in found["setup"]["sizes"]]
    head = "".join(f"{int(size):>20,}" for size in sizes)
    lines = [f"{'p50 (p95) ms':14}{head}{'ratio':>8}{'target':>8}{'as exact':>10}"]
    for each in found["answers"]:
        values = (each["by_size"][size]["ms"] for size in sizes)
        cells = "".join(f"{value['p50']:>11.1f} ({value['p95']:>5.0f}) " for value in values)
        lines.append(f"{each['kind']:14}{cells}{each['ratio']:>8}{each['target']:>8}{each['same_as_exact']:>10.1%}")
    for each in found["sizes"]:
        again = each["reindex"]
        lines.append(
            f"{each['products']:,}: opened in {each['open_s']:.2f} s; holds {each['pss_mb']:.0f} MB, "
            f"{each['own_mb']:.0f} of its own; reindex of {again['changed']:,} prices {again['seconds']:.1f} s "
            f"({again['cpu_s']:.1f} of a core), {again['peak_mb']:.0f} MB ({again['peak_own_mb']:.0f} of its own), "
            f"{again['written_mb']:.0f} MB written"
        )
    return "\n".join(lines)
