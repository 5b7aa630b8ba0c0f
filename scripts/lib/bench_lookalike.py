"""Lookalike's side of the bench, one task a process: answer photos, or index a catalogue. See docs/bench.md."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from pathlib import Path
from typing import Any

from bench_child import peak_mb, task, tell

# The bot's own modules count for its memory; those of a platform whose front end does not exist yet are skipped.
FRONT_ENDS = ("bot.app", "bot.frontends.web", "bot.frontends.telegram", "bot.frontends.discord")


def answer(given: dict[str, Any]) -> None:
    """The first answer, then warm ones, then what a process with every front end loaded holds."""
    from recommender import Recommender

    recommender = Recommender.open(Path(given["index"]))
    photos = [Path(name) for name in given["photos"]]
    first = recommender.recommend(photos[0].read_bytes(), k=5)
    tell(hits=[hit.product.id for hit in first.hits])
    milliseconds = []
    for turn in range(given["answers"]):
        photo = photos[turn % len(photos)]
        began = time.perf_counter()
        recommender.recommend(photo.read_bytes(), k=5)
        milliseconds.append((time.perf_counter() - began) * 1000)
    recommender_mb = peak_mb()
    loaded = []
    for name in FRONT_ENDS:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
            loaded.append(name)
    tell(milliseconds=milliseconds, peak_mb=recommender_mb, with_front_ends_mb=peak_mb(), front_ends=loaded)


def reindex(given: dict[str, Any]) -> None:
    """A cold index of the catalogue, then the same again with nothing changed. The runtime is warm before."""
    import numpy as np

    from recommender import Embedder, build_index, read_catalogue

    embedder = Embedder.load()
    embedder.embed([np.zeros((224, 224, 3), np.uint8)] * 32)
    times = []
    for _ in range(2):
        began = time.perf_counter()
        report = build_index(read_catalogue(given["catalogue"]), Path(given["index"]), embedder)
        times.append(time.perf_counter() - began)
    if report.unchanged != report.products or report.added or report.changed:
        sys.exit(f"the second reindex found changes where there are none: {report}")
    tell(cold=times[0], unchanged=times[1], products=report.products)


if __name__ == "__main__":
    work = task()
    {"answer": answer, "reindex": reindex}[work["do"]](work)
