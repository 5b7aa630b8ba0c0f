"""Lookalike's side of the bench, one task a process: answer photos, or index a catalogue. See docs/bench.md."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.lib.bench.child import peak_mb, task, tell

if TYPE_CHECKING:
    import numpy as np

# The bot's own modules count for its memory.
FRONT_ENDS = (
    "bot.app.run",
    "bot.frontends.web.frontend",
    "bot.frontends.telegram.frontend",
    "bot.frontends.discord.frontend",
)


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
    for name in FRONT_ENDS:
        importlib.import_module(name)
    tell(
        milliseconds=milliseconds,
        peak_mb=recommender_mb,
        with_front_ends_mb=peak_mb(),
        front_ends=FRONT_ENDS,
        **_garments(given, photos),
    )


def _garments(given: dict[str, Any], photos: list[Path]) -> dict[str, list[float]]:
    """What looking for garments takes, and a whole answer to a photo in which there are five."""
    from recommender.answers import Garment
    from recommender.network.embedder import Embedder
    from recommender.network.garment_finder import GarmentFinder
    from recommender.photo.decoding import load_photo
    from recommender.recommender import Recommender

    shipped = GarmentFinder.shipped()
    if shipped is None:
        return {"finding_ms": [0.0], "street_ms": [0.0]}

    class Five:
        """Finds what the shipped one finds in as long a time, and says that it was five."""

        def __init__(self, finder: GarmentFinder) -> None:
            self._finder = finder

        def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
            self._finder.find(photos)
            boxes = [(0.1, 0.1 + 0.15 * place, 0.9, 0.3 + 0.15 * place) for place in range(5)]
            return [tuple(Garment(box, "top", 0.9) for box in boxes)] * len(photos)

    recommender = Recommender.open(Path(given["index"]), Embedder.load(), finder=Five(shipped))
    finding, street = [], []
    for turn in range(given["answers"] + 1):
        data = photos[turn % len(photos)].read_bytes()
        photo = load_photo(data)
        began = time.perf_counter()
        shipped.find([photo])
        found = time.perf_counter()
        recommender.recommend(data, k=5)
        finding.append((found - began) * 1000)
        street.append((time.perf_counter() - found) * 1000)
    return {"finding_ms": finding[1:], "street_ms": street[1:]}


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
