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
from statistics import fmean, median, quantiles
from typing import Any

from scripts.lib import ROOT
from scripts.lib.bench import side_by_side, this_run
from scripts.lib.bench.bot_process import cpu_seconds, memory_mb
from scripts.lib.bench.larger_index import enlarge
from scripts.lib.bench.scale_side import KINDS

_EVERY = 100  # one price in so many changes
# By how much the largest may take longer than the smallest: without filters, and with anything else.
_TARGETS = {"plain": 1.5}
_OTHERWISE = 2.0
MILVUS = "Milvus"
_Runs = dict[str, list[dict[str, Any]]]


def measure(given: argparse.Namespace, folder: Path, source: Path, photos: list[str]) -> dict[str, Any]:
    """What `scripts/bench --scale N,M --json` prints."""
    sizes = sorted({int(each) for each in given.scale.split(",")})
    turns = 3 if given.quick else given.answers
    kept: Path = given.grown or folder
    indexes = {size: _index_of(given, kept, folder, source, size) for size in sizes}
    load_before = os.getloadavg()[0]
    with _milvus(given.milvus, folder / "milvus") as milvus:
        if milvus is not None:
            milvus.publish(indexes[sizes[-1]], anew=True)
        runs, opened = _answered(indexes, photos, turns, milvus)
        told_of_sizes = []
        for size in sizes:
            into = milvus if size == sizes[-1] else None
            reindexed = _rounded(_reindexed(indexes[size], folder / f"again-{size}", into))
            told_of_sizes.append({"products": size, **_rounded(opened[str(size)]), "reindex": reindexed})
    exact = runs.pop("exact")
    return {
        "version": 2,
        "setup": {**this_run(given.cores, load_before), "sizes": sizes, "photos": len(photos), "answers": turns},
        "answers": [_compared(kind, {name: run[kind] for name, run in runs.items()}, exact[kind]) for kind in KINDS],
        "sizes": told_of_sizes,
        "milvus": milvus and {**_rounded(opened[MILVUS]), "published": list(map(_rounded, milvus.published))},
    }


def _answered(
    indexes: dict[int, Path], photos: list[str], turns: int, milvus: _Milvus | None
) -> tuple[dict[str, _Runs], dict[str, dict[str, Any]]]:
    """Each side's answers, those of the largest when it compares all as "exact", and what each side says of itself."""
    work = {str(size): {"do": "answers", "index": str(index), "photos": photos} for size, index in indexes.items()}
    largest = [*work][-1]
    opened, sides = {}, {}
    with ExitStack() as stack:
        for name in work:
            sides[name] = stack.enter_context(_side(work[name]))
            opened[name] = _said(sides[name])
        if milvus is not None:
            theirs = {"milvus": milvus.uri, "words": _ask(sides[largest], do="words")}
            sides[MILVUS] = stack.enter_context(_side(work[largest] | theirs))
            opened[MILVUS] = _said(sides[MILVUS])
        runs: dict[str, _Runs] = {name: {kind: [] for kind in KINDS} for name in (*sides, "exact")}
        for turn in range(turns + 1):
            for kind in KINDS:
                for name in sides if turn % 2 else reversed(sides):
                    before = milvus.server() if milvus is not None else {}
                    found = _ask(sides[name], do="answer", kind=kind, photo=turn % len(photos))
                    if milvus is not None and name == MILVUS:
                        found["server_cpu_ms"] = (milvus.server()["server_cpu_s"] - before["server_cpu_s"]) * 1000
                    if turn:  # the first of each kind is for whoever asks for the first time
                        runs[name][kind].append(found)
        opened = {name: opened[name] | _ask(side, do="memory") for name, side in sides.items()}
        print("the largest again, comparing all", file=sys.stderr, flush=True)
        for turn in range(1, turns + 1):
            for kind in KINDS:
                runs["exact"][kind].append(_ask(sides[largest], do="exact", kind=kind, photo=turn % len(photos)))
    return runs, opened


class _Milvus:
    """The server that the largest size is put into, too, and what that took each time."""

    def __init__(self, uri: str, pid: int | None) -> None:
        """`pid`: of the server, where it is on this machine and ours."""
        self.uri, self._pid = uri, pid
        self.published: list[dict[str, Any]] = []

    def publish(self, index: Path, *, anew: bool) -> None:
        """All of the index, or what has changed of it."""
        print("putting the largest into Milvus", file=sys.stderr, flush=True)
        before = self.server()
        work = {"do": "publish", "index": str(index), "milvus": self.uri, "anew": anew}
        done, after = side_by_side.child("scale", work)[-1], self.server()
        after["server_cpu_s"] -= before["server_cpu_s"]
        self.published.append({**done, **after})

    def server(self) -> dict[str, float]:
        """What the server has computed and holds; 0 of one that is elsewhere."""
        pids = [] if self._pid is None else [self._pid]
        return {"server_cpu_s": sum(map(cpu_seconds, pids)), "server_mb": memory_mb(pids)}


@contextmanager
def _milvus(uri: str | None, folder: Path) -> Iterator[_Milvus | None]:
    """None where none is wanted; of no address one of our own, for as long as the block lasts."""
    if uri != "":
        yield uri and _Milvus(uri, None)  # type: ignore[misc]
        return
    from tests.recommender.index.milvus.servers import serving_milvus

    with serving_milvus(folder) as server:
        yield _Milvus(server.uri, server.pid)


def _compared(kind: str, runs: _Runs, exact: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each side its times, and how often it has the hits that comparing all has, where it has as many products."""
    by_size = {}
    for size, found in runs.items():
        names = [name for name in ("ms", "cpu_ms", "search_ms", "server_cpu_ms") if name in found[0]]
        by_size[size] = {name: _spread([run[name] for run in found]) for name in names}
    sizes = [name for name in runs if name != MILVUS]
    first, last = (by_size[size]["ms"]["p50"] for size in (sizes[0], sizes[-1]))
    target = _TARGETS.get(kind, _OTHERWISE)
    ratio = round(last / first, 2)
    told = {"kind": kind, "by_size": by_size, "ratio": ratio, "target": target, "met": ratio <= target}
    same = {
        name: round(fmean(run["hits"] == by_all["hits"] for run, by_all in zip(found, exact, strict=True)), 4)
        for name, found in runs.items()
        if name in (sizes[-1], MILVUS)
    }
    return told | {"same_as_exact": same}


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


def _reindexed(index: Path, again: Path, milvus: _Milvus | None) -> dict[str, Any]:
    shutil.copytree(index, again, copy_function=_shared)
    done = side_by_side.child("scale", {"do": "reindex", "index": str(again), "every": _EVERY})[-1]
    if milvus is not None:
        milvus.publish(again, anew=False)
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
    sizes = [*found["answers"][0]["by_size"]]
    head = "".join(f"{size if size == MILVUS else f'{int(size):,}':>20}" for size in sizes)
    lines = [f"{'p50 (p95) ms':14}{head}{'ratio':>8}{'target':>8}  as exact"]
    for each in found["answers"]:
        values = (each["by_size"][size]["ms"] for size in sizes)
        cells = "".join(f"{value['p50']:>11.1f} ({value['p95']:>5.0f}) " for value in values)
        same = ", ".join(f"{share:.1%}" for share in each["same_as_exact"].values())
        lines.append(f"{each['kind']:14}{cells}{each['ratio']:>8}{each['target']:>8}  {same}")
    for each in found["sizes"]:
        again = each["reindex"]
        lines.append(
            f"{each['products']:,}: opened in {each['open_s']:.2f} s; holds {each['pss_mb']:.0f} MB, "
            f"{each['own_mb']:.0f} of its own; reindex of {again['changed']:,} prices {again['seconds']:.1f} s "
            f"({again['cpu_s']:.1f} of a core), {again['peak_mb']:.0f} MB ({again['peak_own_mb']:.0f} of its own), "
            f"{again['written_mb']:.0f} MB written"
        )
    if milvus := found["milvus"]:
        lines.append(f"Milvus: opened in {milvus['open_s']:.2f} s; the bot holds {milvus['pss_mb']:.0f} MB")
        lines += [
            f"published in {each['seconds']:.0f} s ({each['cpu_s']:.0f} of a core, the server's "
            f"{each['server_cpu_s']:.0f}); {each['peak_mb']:.0f} MB, the server {each['server_mb']:.0f} after it"
            for each in milvus["published"]
        ]
    return "\n".join(lines)
