"""One index in the bench of sizes, in a process of its own: answers what its parent asks, line by line, reindexes, or
puts it into Milvus.

What is measured is in docs/bench.md.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.lib.bench.child import in_mb, task, tell

KINDS = ("plain", "gender", "two filters", "word", "verdicts", "colour", "words alone")
_STEP_S = 0.05
_COLLECTION = "lookalike_bench"
_PATIENT_S = 60.0  # server, client and whatever else share the processor


def answers(given: dict[str, Any]) -> None:
    """Says how long opening took, then answers as it is asked on standard input until that ends."""
    began, cpu = time.perf_counter(), time.process_time()
    from recommender import Embedder, Recommender
    from recommender.network.garment_finder import GarmentFinder

    networks = Embedder.load(), GarmentFinder.shipped()
    loaded, loaded_cpu = time.perf_counter(), time.process_time()
    milvus = _milvus(given["milvus"]) if "milvus" in given else None
    recommender = Recommender.open(Path(given["index"]), networks[0], finder=networks[1], milvus=milvus)
    opened = time.perf_counter()
    tell(
        products=recommender.product_count,
        networks_s=loaded - began,
        open_s=opened - loaded,
        open_cpu_s=time.process_time() - loaded_cpu,
        cpu_s=loaded_cpu - cpu,
    )
    recommender.warm()
    words = given.get("words") or _words(recommender)
    requests = _requests(**words)
    photos = [Path(each).read_bytes() for each in given["photos"]]
    exact: Any = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "memory":
            tell(**memory_mb())
            continue
        if asked["do"] == "words":
            tell(**words)
            continue
        if asked["do"] == "exact" and exact is None:
            exact = Recommender.open(Path(given["index"]), networks[0], finder=networks[1], engine="exact")
        whom = exact if asked["do"] == "exact" else recommender
        request = requests(asked["kind"], photos[asked["photo"]])
        began, cpu = time.perf_counter(), time.process_time()
        is_text = asked["kind"] == "words alone"
        answer: Any = whom.named(request.ranking) if is_text else whom.recommend_many([request])[0]
        taken = (time.perf_counter() - began) * 1000
        tell(
            ms=taken,
            cpu_ms=(time.process_time() - cpu) * 1000,
            search_ms=answer.timings.search,
            hits=[hit.product.id for hit in answer.hits],
        )


def _words(recommender: Any) -> dict[str, Any]:  # noqa: ANN401 - known when it is loaded
    """Of this shop, what a shopper would ask with: the same for all that hold it."""
    from recommender.answers import Filters

    words, index = recommender.words, recommender._current.index
    few = max(sorted(words.titles), key=lambda each: (index.count(Filters(words=(each,))) < len(index) / 20, each))
    colours = words.colours[:2]
    liked, disliked = index.ids([0, len(index) // 2])
    return {
        "gender": words.genders[:1],
        "colour": colours[:1],
        "other": colours[-1:],
        "word": few,
        "liked": liked,
        "disliked": disliked,
    }


def _requests(
    gender: list[str], colour: list[str], other: list[str], word: str, liked: str, disliked: str
) -> Callable[[str, bytes], Any]:
    """What of each kind a shopper would ask this shop."""
    from recommender.answers import Filters, PhotoRequest, RankingContext, RankingRequest

    asked = {
        "plain": RankingRequest(),
        "gender": RankingRequest(Filters(gender=tuple(gender))),
        "two filters": RankingRequest(Filters(gender=tuple(gender), colour=tuple(colour))),
        "word": RankingRequest(Filters(words=(word,))),
        "verdicts": RankingRequest(context=RankingContext(liked=(liked,), disliked=(disliked,))),
        "colour": RankingRequest(context=RankingContext(recolour=tuple(other))),
        "words alone": RankingRequest(Filters(colour=tuple(colour), words=(word,))),
    }
    return lambda kind, photo: PhotoRequest(photo, asked[kind])


def reindex(given: dict[str, Any]) -> None:
    """A reindex after which one price in so many is another one."""
    from recommender import Embedder, build_index
    from recommender.index.files import read_version
    from recommender.index.search import Index

    embedder, folder = Embedder.load(), Path(given["index"])

    class Changed:
        """The shop as it is, but for prices."""

        source, left_out = "the bench", ()

        def __iter__(self) -> Iterator[Any]:
            table = Index.from_files(*read_version(folder), "exact").table
            for row, record in enumerate(table.records()):
                product = record.product
                yield replace(product, price=(product.price or 0) + 1) if row % given["every"] == 0 else product

    with _measured() as taken:
        report = build_index(Changed(), folder, embedder)
    tell(changed=report.changed, products=report.products, **taken)


def put_into_milvus(given: dict[str, Any]) -> None:
    """The index into Milvus, or what has changed of it; what a bench of before has left there goes first if asked."""
    from recommender.index.milvus.connection import MilvusConnection
    from recommender.index.milvus.publishing import publish

    connection = MilvusConnection(_milvus(given["milvus"]))
    if given.get("anew"):
        connection.ask(_clear)
    with _measured() as taken:
        publish(connection, Path(given["index"]))
    tell(**taken)


def _milvus(uri: str) -> Any:  # noqa: ANN401 - known when it is loaded
    from recommender.index.milvus.connection import MilvusSettings

    return MilvusSettings(uri, collection=_COLLECTION, seconds=_PATIENT_S)


def _clear(client: Any) -> None:  # noqa: ANN401 - pymilvus is no dependency
    if client.has_collection(_COLLECTION):
        client.drop_alias(_COLLECTION)
    for name in client.list_collections():
        if name.startswith(_COLLECTION):
            client.drop_collection(name)


@contextmanager
def _measured() -> Iterator[dict[str, float]]:
    """What the block took, once it is over; also the most that this process held meanwhile, in MB: all that is
    resident, and what of it no file has."""
    taken: dict[str, float] = {}
    peak, over = {"VmRSS": 0.0, "RssAnon": 0.0}, threading.Event()

    def watch() -> None:
        while not over.wait(_STEP_S):
            status = in_mb("/proc/self/status")
            peak.update({name: max(most, status.get(name, 0.0)) for name, most in peak.items()})

    watcher = threading.Thread(target=watch, daemon=True)
    began, cpu, written = time.perf_counter(), time.process_time(), _written()
    watcher.start()
    try:
        yield taken
    finally:
        over.set()
        watcher.join()
    taken |= {
        "seconds": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
        "written_mb": (_written() - written) / 1e6,
        "peak_mb": peak["VmRSS"],
        "peak_own_mb": peak["RssAnon"],
    }


def memory_mb() -> dict[str, float]:
    """What this process holds: its share of all that is resident (PSS), and what of it no file has."""
    found = in_mb("/proc/self/smaps_rollup")
    return {"pss_mb": found.get("Pss", 0.0), "own_mb": found.get("Pss_Anon", 0.0)}


def _written() -> int:
    """Bytes that this process has sent to the disk so far."""
    path = Path("/proc/self/io")
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("write_bytes")), 0)


if __name__ == "__main__":
    work = task()
    {"answers": answers, "reindex": reindex, "publish": put_into_milvus}[work["do"]](work)
