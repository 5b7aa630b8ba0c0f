"""Photos to the recommender, off the event loop: decoded side by side, then a bounded queue, a few threads, and what
waits together is looked at together.

A photo joins others only when it is decoded: one that takes long keeps nobody waiting but its sender, of whom one at a
time is decoded. What waits is bounded. Beyond that WorkerFullError is raised at once: a shopper who is told so can try
again, one who waits for a minute is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import sys
import threading
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from bot.ports import (
    Answer,
    CatalogueWords,
    IndexBusyError,
    IndexMissingError,
    IndexReport,
    Product,
    Progress,
    RankingRequest,
    RecommenderError,
    StaleQueryError,
    WorkerFullError,
)
from bot.turns import FairTurns
from recommender.answers import PhotoRequest
from recommender.errors import QueryError

if TYPE_CHECKING:
    from recommender.protocols import Engine

_log = logging.getLogger(__name__)

Rebuild = Callable[[Callable[[Progress], None], bool, bool], IndexReport]  # told of progress; full, force
Add = Callable[[Sequence[Product]], object]

R = TypeVar("R")

# Until then scikit-learn, whose import takes a second of a processor, takes nothing from a start and first answers.
WARM_AFTER_S = 10.0
_NICENESS = 10  # of a reindex, beside the answers
_LEAST_OF_ONE = 3  # photos that one person may have waiting, however few may wait in all


@dataclass(frozen=True, slots=True)
class _Job:
    """A `photo` can be batched with others; `call` is anything else."""

    future: asyncio.Future[Any]
    photo: PhotoRequest | None = None
    call: Callable[[Engine], object] | None = None


class RecommenderWorker:
    """The recommender, off the event loop, bounded and batched. On entering it begins to load, in its own thread; until
    it has, photos wait in the queue.

    `open_engine`, `rebuild` and `add` are called in the worker's threads. At most `waiting` photos wait, at most
    `decoding` are decoded at a time, and at most `batch` looked at together. On leaving, what was accepted is finished;
    a reindex is broken off, its old index kept.
    """

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        rebuild: Rebuild,
        add: Add | None = None,
        *,
        waiting: int = 64,
        threads: int = 2,
        batch: int = 8,
        decoding: int = 4,
    ) -> None:
        self._open_engine = open_engine
        self._rebuild = rebuild
        self._add = add
        self._adding = asyncio.Lock()
        self._added = self._to_add = 0
        self._waiting = waiting
        self._threads = threads
        self._batch = batch
        self._jobs: deque[_Job] = deque()
        self._undecoded = Counter[str]()
        self._arrived = asyncio.Event()
        self._closing = False
        self._engine: Engine | None = None
        self._words = CatalogueWords()
        self._opening = threading.Lock()
        self._reindexing = ""  # since when
        self._stop_reindex = threading.Event()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="recommender")
        self._decoding_pool = ThreadPoolExecutor(decoding, thread_name_prefix="decoding")
        self._decoding = FairTurns(decoding, self._decoding_pool)
        self._adding_pool = ThreadPoolExecutor(1, thread_name_prefix="additions")
        self._reindex_pool = ThreadPoolExecutor(1, thread_name_prefix="reindex", initializer=_lower_priority)

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._serve(), name=f"worker {number}") for number in range(self._threads)]
        self._loading = asyncio.create_task(self._load())
        return self

    async def __aexit__(self, *_raised: object) -> None:
        self._stop_reindex.set()
        self._closing = True
        self._arrived.set()
        self._loading.cancel()
        await asyncio.gather(self._loading, *self._tasks, return_exceptions=True)
        for pool in (self._decoding_pool, self._pool, self._adding_pool, self._reindex_pool):
            await asyncio.to_thread(pool.shutdown)

    @property
    def product_count(self) -> int:
        """How many products are served; 0 while there is no index."""
        return self._engine.product_count if self._engine is not None else 0

    @property
    def words(self) -> CatalogueWords:
        """Of the products that are served; none while there is no index."""
        return self._words

    @property
    def index_version(self) -> str:
        """Of the index that is served; empty while there is none."""
        return self._engine.index_version if self._engine is not None else ""

    async def recommend(
        self, photo: bytes, request: RankingRequest, sender: str = "", *, glimpse: bool = False
    ) -> Answer:
        """`sender` tells people apart: the photos of one are decoded one after another, and are an eighth of all that
        may wait, so that they do not take all places. `glimpse`: the answer has one. Raises PhotoError,
        WorkerFullError, IndexMissingError and other RecommenderErrors."""
        self._refuse_if_full()
        if sender and self._undecoded[sender] >= max(_LEAST_OF_ONE, self._waiting // 8):
            raise WorkerFullError(f"{self._undecoded[sender]} photos of one person are waiting")
        self._undecoded[sender] += 1
        try:
            decoded = await self._decoding.run(sender, lambda: self._engine_now().decode(photo))
        finally:
            self._undecoded -= Counter((sender,))
            self._arrived.set()  # for the end, which waits for this one, too
        return await self._queued(photo=PhotoRequest(decoded, request, glimpse=glimpse))

    async def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        """The next of an earlier answer's ranking, without the excluded ids; ranks count on. With other filters or
        another context, another ranking from the same query. Raises StaleQueryError besides."""
        return await self._queued(call=lambda engine: engine.further(query, embedder_version, request))

    async def more_like(self, product_id: str, request: RankingRequest) -> Answer:
        """Products like this one, by its own embedding, itself left out. Raises UnknownProductError besides."""
        return await self._queued(call=lambda engine: engine.more_like(product_id, request))

    async def goes_with(
        self, query: bytes, embedder_version: str, request: RankingRequest, shown: Collection[str] = ()
    ) -> Answer:
        """What is worn with the garment of an earlier answer, whose products `shown` are. Raises StaleQueryError
        besides."""
        return await self._queued(call=lambda engine: engine.goes_with(query, embedder_version, request, shown))

    async def goes_with_product(self, product_id: str, request: RankingRequest) -> Answer:
        """What is worn with this product. Raises UnknownProductError besides."""
        return await self._queued(call=lambda engine: engine.goes_with_product(product_id, request))

    async def named(self, request: RankingRequest) -> Answer:
        """What the filters name, without a photo."""
        return await self._queued(call=lambda engine: engine.named(request))

    async def products(self, product_ids: Collection[str]) -> Mapping[str, Product]:
        """Those of the products that are served, as the catalogue has them now."""
        return await self._queued(call=lambda engine: engine.products(product_ids))

    async def reindex(
        self, progress: Callable[[Progress], None], full: bool = False, force: bool = False
    ) -> IndexReport:
        """Rebuild from the configured catalogue, with `force` past its gate; `progress` is called from the worker's
        thread. Answers go on from the old index meanwhile. Goes on if whoever waits for it is cancelled."""
        if self._reindexing or self._closing:
            raise IndexBusyError("a reindex is running already", f"process {os.getpid()}", self._reindexing)
        self._reindexing = datetime.now(UTC).isoformat(timespec="seconds")

        def tell(each: Progress) -> None:
            if self._stop_reindex.is_set():
                raise _StoppedError("the bot is shutting down")
            progress(each)

        running = asyncio.get_running_loop().run_in_executor(
            self._reindex_pool, self._rebuild_and_take_up, tell, full, force
        )
        running.add_done_callback(self._reindexed)
        return await asyncio.shield(running)

    async def serve_additions(self, products: Callable[[], Awaitable[Sequence[Product]]]) -> None:
        """Have found, beside those of the index, what `products` gives when its turn comes; what is asked for
        meanwhile comes with it. Raises RecommenderError: without an index they are kept until there is one."""
        self._to_add += 1
        wanted = self._to_add
        async with self._adding:
            if self._added >= wanted or self._add is None:
                return
            now, everything = self._to_add, await products()
            loop = asyncio.get_running_loop()
            running = loop.run_in_executor(self._adding_pool, self._add_and_take_up, everything)
            running.add_done_callback(_look_at)
            await asyncio.shield(running)
            self._added = now

    def _add_and_take_up(self, products: Sequence[Product]) -> None:
        assert self._add is not None  # noqa: S101 - for the type checker
        self._add(products)
        if products or self._engine is not None:
            engine = self._engine_now()
            engine.refresh(wait=True)
            self._words = engine.words

    def _rebuild_and_take_up(self, progress: Callable[[Progress], None], full: bool, force: bool) -> IndexReport:
        report = self._rebuild(progress, full, force)
        # Loaded here already: otherwise the next shopper would wait for it.
        try:
            engine = self._engine_now()
            engine.refresh(wait=True)
            self._words = engine.words
        except RecommenderError as error:
            _log.error("the new index cannot be taken up: %s: %s", type(error).__name__, error)
        return report

    def _reindexed(self, done: asyncio.Future[IndexReport]) -> None:
        self._reindexing = ""
        _look_at(done)

    def _refuse_if_full(self) -> None:
        waiting = self._undecoded.total() + len(self._jobs)
        if self._closing or waiting >= self._waiting:
            raise WorkerFullError(f"{waiting} are waiting")

    async def _queued(self, *, photo: PhotoRequest | None = None, call: Callable[[Engine], R] | None = None) -> R:
        if call is not None:  # a photo was let in before it was decoded
            self._refuse_if_full()
        job = _Job(asyncio.get_running_loop().create_future(), photo, call)
        self._jobs.append(job)
        self._arrived.set()
        # Whoever is cancelled while waiting cancels the future; the job is then skipped.
        result: R = await job.future
        return result

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if jobs := self._take():
                await loop.run_in_executor(self._pool, self._work, jobs, loop)
            elif self._closing and not self._undecoded:
                return
            else:
                self._arrived.clear()
                await self._arrived.wait()

    def _take(self) -> list[_Job]:
        """The next job and, if it is a photo, others that wait: a fair share for each thread."""
        while self._jobs and self._jobs[0].future.done():
            self._jobs.popleft()
        if not self._jobs:
            return []
        first = self._jobs.popleft()
        jobs = [first]
        share = min(self._batch, -(-(len(self._jobs) + 1) // self._threads))
        while first.photo and len(jobs) < share and self._jobs and self._jobs[0].photo:
            job = self._jobs.popleft()
            if not job.future.done():
                jobs.append(job)
        return jobs

    def _work(self, jobs: Sequence[_Job], loop: asyncio.AbstractEventLoop) -> None:
        """In a thread. Every job gets a result or an error of its own."""
        results: Sequence[object]
        try:
            engine = self._engine_now()
            if jobs[0].call is not None:
                results = [jobs[0].call(engine)]
            else:
                results = engine.recommend_many([job.photo for job in jobs if job.photo is not None])
            if len(results) != len(jobs):
                raise RuntimeError(f"{len(results)} answers to {len(jobs)} photos")
            self._words = engine.words  # for the event loop, which must not count them itself
        except QueryError as error:
            results = [StaleQueryError(str(error))] * len(jobs)
        except Exception as error:
            results = [error] * len(jobs)
        for job, result in zip(jobs, results, strict=True):
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(partial(_settle, job.future, result))

    def _engine_now(self) -> Engine:
        # Tried again for each batch while there is none: the index may have been built meanwhile, here or from a shell.
        # Whoever opens it remembers what it tried in vain.
        with self._opening:
            if self._engine is None:
                self._engine = self._open_engine()
                _log.info("ready: %d products", self._engine.product_count)
            return self._engine

    async def _load(self) -> None:
        try:
            engine = await asyncio.get_running_loop().run_in_executor(self._pool, self._engine_now)
            self._words = await asyncio.to_thread(lambda: engine.words)
            await asyncio.sleep(WARM_AFTER_S)
            await asyncio.to_thread(engine.warm)
            # What is there by now stays: looking through it for garbage, now and then, would stop everything for 0.2 s.
            gc.freeze()
        except IndexMissingError:
            _log.warning("there is no index yet: run scripts/reindex, or send /reindex as an admin")
        except Exception as error:
            _log.error("the recommender cannot be loaded: %s: %s", type(error).__name__, error)


class _StoppedError(RecommenderError):
    """Ends a reindex from within its progress."""


def _look_at(done: asyncio.Future[Any]) -> None:
    """Whoever waited for it may be gone, and then nobody else would look at its error."""
    if not done.cancelled():
        done.exception()


def _settle(future: asyncio.Future[Any], result: object) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


def _lower_priority() -> None:
    # Only on Linux has a thread a niceness of its own, which the threads that it starts inherit.
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
