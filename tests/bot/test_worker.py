"""The worker: bounded, batched, and nothing lost when it stops."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.conversation.words.autocomplete import catalogue_words_in_time
from bot.ports import (
    Answer,
    Attributes,
    CatalogueWords,
    IndexBusyError,
    IndexMissingError,
    IndexReport,
    PhotoError,
    Product,
    Progress,
    RankingRequest,
    RecommenderError,
    StaleQueryError,
    UnknownProductError,
    WorkerFullError,
)
from bot.worker import RecommenderWorker
from recommender import Recommender
from recommender.answers import PhotoRequest, Stage
from recommender.errors import PhotoReason, QueryError
from recommender.photo.decoders import PhotoDecoders
from recommender.photo.decoding import PhotoLimits
from tests.bot.rig import draw_shop, index_shop, photo
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.photos import slow_photo

REPORT = IndexReport("i2", "e", 1, 1, 0, 0, 0, (), 0.1)


def answer(query: bytes) -> Answer:
    return Answer((), (), Attributes(), "none", query, "e", "i")


class GatedEngine:
    """Answers with the photo's own bytes, once the gate is open; notes what it saw together, and in which threads."""

    product_count = 7
    words = CatalogueWords(types=("Tshirts",))
    index_version = "i"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.warmed = threading.Event()
        self.begun = threading.Semaphore(0)
        self.batches: list[list[bytes]] = []
        self.threads: set[str] = set()

    def warm(self) -> None:
        self.warmed.set()

    def refresh(self, wait: bool = False) -> bool:
        """Never another index."""
        return False

    def decode(self, data: bytes) -> bytes:
        """As it is: this engine looks at bytes."""
        return data

    def recommend_many(self, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]:
        self.batches.append([request.data for request in requests])
        self.threads.add(threading.current_thread().name)
        self.begun.release()
        assert self.gate.wait(20)
        bad = PhotoError(PhotoReason.BROKEN)
        return [bad if request.data == b"bad" else answer(request.data) for request in requests]

    def products(self, product_ids: Collection[str]) -> dict[str, Product]:
        raise UnknownProductError("none")

    def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        raise QueryError("of another embedder")

    def more_like(self, product_id: str, request: RankingRequest) -> Answer:
        return answer(product_id.encode())


class WithProducts(GatedEngine):
    """Of the products asked for it has all: none."""

    def products(self, product_ids: Collection[str]) -> dict[str, Product]:
        return {}


def no_rebuild(progress: Callable[[Progress], None], full: bool, force: bool) -> IndexReport:
    raise AssertionError("not asked for")


def running(engine: GatedEngine, **more: int) -> AbstractAsyncContextManager[RecommenderWorker]:
    return RecommenderWorker(lambda: engine, no_rebuild, **{"threads": 1, **more})


async def begun(engine: GatedEngine) -> None:
    assert await asyncio.to_thread(engine.begun.acquire, timeout=20)


async def test_suggestions_wait_for_the_index_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types while the index is being loaded gets the words once it is; where that takes too long, none."""
    opened = threading.Event()

    def open_slowly() -> GatedEngine:
        assert opened.wait(20)
        return WithProducts()

    async with RecommenderWorker(open_slowly, no_rebuild, threads=1) as worker:
        typing = asyncio.create_task(catalogue_words_in_time(worker))
        await asyncio.sleep(0.05)
        assert not typing.done()
        monkeypatch.setattr("bot.conversation.words.autocomplete._PATIENCE", 0.01)
        assert await catalogue_words_in_time(worker) == CatalogueWords()
        opened.set()
        assert (await typing).types == ("Tshirts",)


async def test_the_engine_is_warmed_some_time_after_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then all of it is loaded; who stops before waits for none of it."""
    monkeypatch.setattr("bot.worker.WARM_AFTER_S", 0.01)
    engine = GatedEngine()
    async with running(engine):
        assert await asyncio.to_thread(engine.warmed.wait, 20)
    monkeypatch.setattr("bot.worker.WARM_AFTER_S", 3600.0)
    engine = GatedEngine()
    async with asyncio.timeout(20), running(engine) as worker:
        await waiting(worker, 0)
    assert not engine.warmed.is_set()


async def test_suggestions_without_an_index() -> None:
    """There are none, and nobody is shown an error."""

    def nothing() -> GatedEngine:
        raise IndexMissingError("none")

    async with RecommenderWorker(nothing, no_rebuild, threads=1) as worker:
        assert await catalogue_words_in_time(worker) == CatalogueWords()


def ask(worker: RecommenderWorker, data: bytes, sender: str = "") -> asyncio.Task[Answer]:
    return asyncio.create_task(worker.recommend(data, RankingRequest(), sender))


async def waiting(worker: RecommenderWorker, count: int) -> None:
    """Until so many photos are decoded and wait for the engine."""
    async with asyncio.timeout(20):
        while len(worker._jobs) != count:  # noqa: ASYNC110 - the worker tells nobody
            await asyncio.sleep(0.005)


async def test_what_waits_together_is_looked_at_together() -> None:
    """Photos that arrive during one batch make the next, at most eight; each gets its own answer or error."""
    engine = GatedEngine()
    async with running(engine) as worker:
        first = ask(worker, b"first")
        await begun(engine)
        others = [ask(worker, b"bad" if n == 3 else b"%d" % n) for n in range(10)]
        await waiting(worker, 10)
        engine.gate.set()
        results = await asyncio.gather(first, *others, return_exceptions=True)
    assert [len(batch) for batch in engine.batches] == [1, 8, 2]
    assert all(name.startswith("recommender") for name in engine.threads)
    assert isinstance(results[4], PhotoError)
    answers = [each.query for each in results if isinstance(each, Answer)]
    assert answers == [b"first", *(b"%d" % n for n in range(10) if n != 3)]


async def test_when_full_it_says_so_at_once() -> None:
    """One more than may wait is refused without waiting, and those who wait are answered."""
    engine = GatedEngine()
    async with running(engine, waiting=3) as worker:
        tasks = [ask(worker, b"0")]
        await begun(engine)
        tasks += [ask(worker, b"%d" % n) for n in range(1, 4)]
        await asyncio.sleep(0)
        began = time.monotonic()
        with pytest.raises(WorkerFullError):
            await worker.recommend(b"one too many", RankingRequest())
        assert time.monotonic() - began < 0.5
        engine.gate.set()
        assert len(await asyncio.gather(*tasks)) == 4


class SlowToDecode(GatedEngine):
    """Photos called slow are decoded when `release` is set; notes how many of them are at it together."""

    def __init__(self) -> None:
        super().__init__()
        self.gate.set()
        self.release = threading.Event()
        self.at_it: set[bytes] = set()
        self.most: int = 0

    def decode(self, data: bytes) -> bytes:
        if data.startswith(b"slow"):
            self.at_it.add(data)
            self.most = max(self.most, len(self.at_it))
            self.begun.release()
            assert self.release.wait(20)
            self.at_it.discard(data)
        return data


async def test_a_photo_that_takes_long_keeps_only_its_sender_waiting() -> None:
    """Nine slow photos of three people take three of four places: a fourth person's is answered meanwhile, and so is
    every one of theirs in the end."""
    engine = SlowToDecode()
    async with running(engine, decoding=4) as worker:
        slow = [ask(worker, b"slow %d" % n, f"person {n % 3}") for n in range(9)]
        for _ in range(3):
            await begun(engine)
        async with asyncio.timeout(20):
            assert (await ask(worker, b"another", "a fourth")).query == b"another"
        assert not any(task.done() for task in slow)
        engine.release.set()
        assert [(await task).query for task in slow] == [b"slow %d" % n for n in range(9)]
    assert engine.most == 3


@pytest.mark.slow
async def test_slow_photos_are_refused_while_others_are_answered(tmp_path: Path) -> None:
    """With real decoders: six of two people, each given up after its time, and somebody else's among them."""
    catalogue = draw_shop(tmp_path / "shop")
    await asyncio.to_thread(index_shop, catalogue, tmp_path / "index")
    slow, finished = slow_photo("PNG"), list[str]()
    with PhotoDecoders(PhotoLimits(), 0.3, 1 << 30) as decoders:

        async def send(worker: RecommenderWorker, data: bytes, sender: str) -> Answer:
            try:
                return await worker.recommend(data, RankingRequest(), sender)
            finally:
                finished.append(sender)

        def open_engine() -> Recommender:
            return Recommender.open(tmp_path / "index", ColourEmbedder(), load=decoders.load)

        async with RecommenderWorker(open_engine, no_rebuild) as worker:
            await worker.recommend(photo(1), RankingRequest())  # all is loaded
            sent = [send(worker, slow, f"person {number % 2}") for number in range(6)]
            *refused, answered = await asyncio.gather(*sent, send(worker, photo(0), "another"), return_exceptions=True)
    assert [each.reason for each in refused if isinstance(each, PhotoError)] == [PhotoReason.TOO_SLOW] * 6
    assert isinstance(answered, Answer)
    assert answered.hits[0].product.id == "p0"
    assert finished.index("another") <= 2  # at most one of each of the others was at it before


async def test_one_person_cannot_have_all_that_may_wait() -> None:
    """Who sends more than an eighth of it is refused, and others are not."""
    engine = SlowToDecode()
    async with running(engine, waiting=32) as worker:
        slow = [ask(worker, b"slow %d" % n, "one") for n in range(5)]
        with pytest.raises(WorkerFullError):
            await slow[4]
        assert (await ask(worker, b"another", "two")).query == b"another"
        engine.release.set()
        assert len(await asyncio.gather(*slow[:4])) == 4


async def test_who_leaves_early_does_not_get_another_place() -> None:
    """A sender who gives up keeps the place of the photo that is being decoded until it is: leaving is no way to take
    them all."""
    engine = SlowToDecode()
    async with running(engine, decoding=2) as worker:
        for number in range(4):
            task = ask(worker, b"slow %d" % number, "one")
            await asyncio.sleep(0.01)
            task.cancel()
        await begun(engine)
        async with asyncio.timeout(20):
            assert (await ask(worker, b"another", "two")).query == b"another"
        assert engine.most == 1
        engine.release.set()


async def test_the_cancelled_are_skipped() -> None:
    """Whoever gives up while waiting costs no work, and the others are answered."""
    engine = GatedEngine()
    async with running(engine) as worker:
        first = ask(worker, b"first")
        await begun(engine)
        gone, there = ask(worker, b"gone"), ask(worker, b"there")
        await waiting(worker, 2)
        gone.cancel()
        first.cancel()  # its work has begun, and goes on
        await asyncio.sleep(0)
        engine.gate.set()
        assert (await there).query == b"there"
    assert engine.batches == [[b"first"], [b"there"]]


async def test_stopping_finishes_what_was_accepted() -> None:
    """On shutdown what waits is answered, and nothing new is taken."""
    engine = GatedEngine()
    async with running(engine) as worker:
        tasks = [ask(worker, b"%d" % n) for n in range(3)]
        await begun(engine)
        asyncio.get_running_loop().call_later(0.1, engine.gate.set)
    assert [task.result().query for task in tasks] == [b"0", b"1", b"2"]
    with pytest.raises(WorkerFullError):
        await worker.recommend(b"late", RankingRequest())


async def test_a_query_of_another_embedder_is_stale() -> None:
    """The recommender's QueryError becomes what the conversation knows; other calls go through."""
    async with running(GatedEngine()) as worker:
        with pytest.raises(StaleQueryError):
            await worker.further(b"", "old", RankingRequest())
        assert (await worker.more_like("p1", RankingRequest())).query == b"p1"
        assert worker.product_count == 7


async def test_the_index_may_come_later(tmp_path: Path) -> None:
    """Without an index each photo is refused as such; once it is built, here or elsewhere, photos are answered."""
    catalogue = draw_shop(tmp_path / "shop")
    index = tmp_path / "index"

    def rebuild(progress: Callable[[Progress], None], full: bool, force: bool) -> IndexReport:
        return index_shop(catalogue, index, progress)

    async with RecommenderWorker(lambda: Recommender.open(index, ColourEmbedder()), rebuild) as worker:
        assert worker.product_count == 0
        with pytest.raises(IndexMissingError):
            await worker.recommend(photo(0), RankingRequest())
        told: list[Progress] = []
        report = await worker.reindex(told.append)
        assert report.added == 13
        assert {each.stage for each in told} >= {Stage.EMBEDDING, Stage.VERIFYING}
        assert worker.product_count == 13  # taken up before anybody asks
        found = await worker.recommend(photo(0), RankingRequest())
        assert found.hits[0].product.id == "p0"
        # A reindex from a shell, while this worker serves:
        draw_shop(tmp_path / "shop", 15)
        await asyncio.to_thread(index_shop, catalogue, index)
        assert (await worker.recommend(photo(14), RankingRequest())).hits[0].product.id == "p14"
        assert worker.product_count == 15


async def test_one_reindex_at_a_time_and_answers_go_on() -> None:
    """A second reindex is refused while the first runs; photos are answered meanwhile; shutdown breaks it off."""
    engine, go_on, told = GatedEngine(), threading.Event(), threading.Event()
    engine.gate.set()

    def rebuild(progress: Callable[[Progress], None], full: bool, force: bool) -> IndexReport:
        told.set()
        for number in range(2000):
            progress(Progress(Stage.EMBEDDING, number, 2000))
            if go_on.wait(0.01):
                return REPORT
        raise AssertionError("was not broken off")

    seen: list[Progress] = []
    async with RecommenderWorker(lambda: engine, rebuild) as worker:
        first = asyncio.create_task(worker.reindex(seen.append))
        assert await asyncio.to_thread(told.wait, 20)
        with pytest.raises(IndexBusyError):
            await worker.reindex(seen.append)
        assert (await worker.recommend(b"meanwhile", RankingRequest())).query == b"meanwhile"
        go_on.set()
        assert await first == REPORT
        go_on.clear()
        told.clear()
        second = asyncio.create_task(worker.reindex(seen.append))
        assert await asyncio.to_thread(told.wait, 20)
    with pytest.raises(RecommenderError, match="shutting down"):
        await second
    assert seen
