"""Catalogue in, new index out: incrementally, verified, and swapped in only when all is well.

What is unchanged is neither decoded nor embedded again: a picture is known by its file's size and time, failing that by
the hash of its bytes, and its embedding is taken from the index of before (or from an interrupted run's) if the same
embedder made it. Pictures are read, fetched and decoded in a few threads ahead of the network, which sees them in
batches.

Longer than 300 lines because the steps of one reindex are told here in their order, with what each refuses.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recommender.answers import IndexReport, LeftOut, LeftOutReason, Progress, Stage
from recommender.errors import IndexCorruptError, IndexingError, IndexMissingError
from recommender.index import files as index_files
from recommender.index.fetching import is_url
from recommender.index.files import Manifest
from recommender.index.pictures import Picture, take_picture, unchanged_on_disk
from recommender.index.product_table import PictureMark, ProductTable, Record
from recommender.index.resuming import PartialEmbeddings, row_type
from recommender.index.search import Index
from recommender.network import local_descriptors
from recommender.product import Product
from recommender.protocols import CatalogueLike, EmbedderLike

log = logging.getLogger(__name__)

BATCH = 32
_AHEAD = 2 * BATCH  # pictures read before the network gets to them
_AHEAD_BYTES = 256 * 1024 * 1024  # decoded; large pictures make the way ahead shorter
_FETCHERS = 8
_VERIFY_BLOCK = 512
_SAME = 1e-4  # cosine distance up to which two embeddings are one
_SHRUNK, _SHRUNK_FROM = 0.5, 20

Progressing = Callable[[Progress], None]


def build_index(
    catalogue: CatalogueLike,
    index_dir: str | Path,
    embedder: EmbedderLike,
    progress: Progressing | None = None,
    full: bool = False,
) -> IndexReport:
    """Bring the index at `index_dir` (made if need be) up to the catalogue, and make it current.

    `progress` is called from the calling thread. `full` embeds everything anew and accepts a catalogue that has
    shrunk: without it, one with less than half of the products that the index holds (where that holds 20 or more) is
    taken for a broken export, or a picture folder that is not mounted, and refused. When nothing has changed, the
    current version stays, and the report names it.

    Raises CatalogueError, IndexBusyError, EmbedderError, and IndexingError for all else that can go wrong; whatever is
    raised, KeyboardInterrupt included, the index of before goes on serving.
    """
    began = time.monotonic()
    folder = Path(index_dir)
    tell = progress or _silent
    try:
        with (
            index_files.reindexing(folder),
            PartialEmbeddings(folder, embedder) as partial,
        ):
            before = _Before.read(folder, embedder)
            run = _Run(embedder, before, partial, full, tell)
            products, left_out = run.read(catalogue)
            if not full:
                _refuse_shrunk(len(products), before, left_out)
            rows, vectors = run.embed(products, left_out)
            if not rows:
                raise IndexingError(f"no product of {catalogue.source} can be indexed: {_summary(left_out)}")
            if not full:
                _refuse_shrunk(len(rows), before, left_out)
            if rows == before.records and before.same_embedder and not full:
                version = before.version
            else:
                try:
                    version = _swap_in(folder, catalogue.source, rows, vectors, run.fresh, embedder, tell)
                except IndexingError:
                    # Or the next run would take up the very embeddings that did not hold.
                    partial.forget()
                    raise
            partial.forget()
    except OSError as error:
        raise IndexingError(f"{folder}: {error.strerror or error}") from error
    return _report(before, rows, version, embedder.version, left_out, time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class _Before:
    """The index that serves while this one is built; empty where there is none that can be read."""

    version: str = ""
    same_embedder: bool = False
    records: list[Record] = field(default_factory=list)
    by_id: dict[str, Record] = field(default_factory=dict)
    vectors: dict[str, np.void] = field(default_factory=dict)  # by picture hash; none of another embedder's

    @classmethod
    def read(cls, folder: Path, embedder: EmbedderLike) -> _Before:
        try:
            manifest, files = index_files.read_version(folder)
            index = Index.from_files(manifest, files)
            records = list(index.table.records())
        except IndexMissingError:
            return cls()
        except IndexCorruptError as error:
            log.warning("the index of before cannot be used, everything is embedded anew: %s", error)
            return cls()
        same = (manifest.embedder_version, manifest.dim) == (embedder.version, embedder.dim)
        of_type = row_type(embedder)
        # An index of an earlier release keeps other places, or none.
        same = same and index.descriptors is not None and index.descriptors.shape[1:] == of_type["detail"].shape
        kept = np.zeros(len(records) if same else 0, of_type)
        if len(kept):
            kept["embedding"], kept["detail"] = index.embeddings, index.descriptors
        return cls(
            manifest.version,
            same,
            records,
            {record.product.id: record for record in records},
            {record.picture.hash: vector for record, vector in zip(records, kept, strict=False)},
        )


class _Run:
    """One pass over the catalogue: which pictures are known, and the embeddings of those that are not."""

    def __init__(
        self, embedder: EmbedderLike, before: _Before, partial: PartialEmbeddings, full: bool, tell: Progressing
    ) -> None:
        self._embedder = embedder
        self._partial = partial
        self._tell = tell
        # What may be kept: nothing of another embedder's, and nothing at all in a full run.
        self._kept = {} if full or not before.same_embedder else before.by_id
        if full:
            partial.forget()
            self._vectors: dict[str, np.void] = {}
        else:
            self._vectors = partial.read() | before.vectors
        self.fresh: set[str] = set() if full else set(self._vectors) - set(before.vectors)

    def read(self, catalogue: CatalogueLike) -> tuple[list[Product], list[LeftOut]]:
        products: dict[str, Product] = {}
        twice: list[LeftOut] = []
        for product in catalogue:
            if product.id in products:
                twice.append(LeftOut(f"id {product.id}", LeftOutReason.DUPLICATE_ID))
            products.setdefault(product.id, product)
            if len(products) % 1000 == 0:
                self._tell(Progress(Stage.READING, len(products), 0))
        self._tell(Progress(Stage.READING, len(products), len(products)))
        return list(products.values()), [*catalogue.left_out, *twice]

    def embed(self, products: Sequence[Product], left_out: list[LeftOut]) -> tuple[list[Record], np.ndarray]:
        """The rows of the new index, in the catalogue's order, and what is kept of their pictures (`row_type`); adds to
        `left_out`."""
        marks: dict[str, PictureMark] = {}
        pending: list[Product] = []
        for product in products:
            try:
                mark = unchanged_on_disk(product, self._kept.get(product.id))
            except (OSError, ValueError):
                mark = None
            if mark is None:
                pending.append(product)
            else:
                marks[product.id] = mark
        self._embed_pending(pending, marks, left_out)
        rows = [Record(product, marks[product.id]) for product in products if product.id in marks]
        vectors = np.zeros(len(rows), row_type(self._embedder))
        for place, row in enumerate(rows):
            vectors[place] = self._vectors[row.picture.hash]
        return rows, vectors

    def _embed_pending(self, pending: list[Product], marks: dict[str, PictureMark], left_out: list[LeftOut]) -> None:
        waiting: dict[str, np.ndarray] = {}
        for done, (product, picture) in enumerate(self._pictures(pending), start=1):
            if isinstance(picture, LeftOut):
                left_out.append(picture)
            else:
                marks[product.id] = picture.mark
                if picture.photo is not None and picture.mark.hash not in self._vectors:
                    waiting[picture.mark.hash] = picture.photo
                if len(waiting) == BATCH:
                    self._embed_batch(waiting)
            # At every batch's end, and now and then where there is nothing to embed, but to read.
            if not waiting or done % BATCH == 0:
                self._tell(Progress(Stage.EMBEDDING, done - len(waiting), len(pending)))
        if waiting:
            self._embed_batch(waiting)
        self._tell(Progress(Stage.EMBEDDING, len(pending), len(pending)))

    def _embed_batch(self, waiting: dict[str, np.ndarray]) -> None:
        looks = self._embedder.predict(list(waiting.values()), thorough=False)
        vectors = np.zeros(len(looks), row_type(self._embedder))
        vectors["embedding"], vectors["detail"] = looks.embeddings, local_descriptors.strongest(looks.descriptors)
        self._partial.add(waiting, vectors)
        self._vectors.update(zip(waiting, vectors, strict=True))
        self.fresh.update(waiting)
        waiting.clear()

    def _pictures(self, pending: list[Product]) -> Iterator[tuple[Product, Picture | LeftOut]]:
        """In the order of `pending`, while the next ones are being read."""
        remote = any(is_url(product.image) for product in pending)
        workers = _FETCHERS if remote else min(4, os.cpu_count() or 1)
        pool = ThreadPoolExecutor(workers, thread_name_prefix="pictures")
        ahead: deque[tuple[Product, Future[Picture | LeftOut]]] = deque()
        try:
            for product in pending:
                while len(ahead) >= _AHEAD or _bytes_in(ahead) > _AHEAD_BYTES:
                    first, future = ahead.popleft()
                    yield first, future.result()
                before = self._kept.get(product.id)
                ahead.append((product, pool.submit(take_picture, product, before, self._vectors.__contains__)))
            while ahead:
                first, future = ahead.popleft()
                yield first, future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _bytes_in(ahead: deque[tuple[Product, Future[Picture | LeftOut]]]) -> int:
    done = (future.result() for _, future in ahead if future.done() and future.exception() is None)
    return sum(one.photo.nbytes for one in done if isinstance(one, Picture) and one.photo is not None)


def _swap_in(
    folder: Path,
    source: str,
    rows: list[Record],
    vectors: np.ndarray,
    fresh: set[str],
    embedder: EmbedderLike,
    tell: Progressing,
) -> str:
    now = datetime.now(UTC)
    manifest = Manifest(
        version=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        embedder_version=embedder.version,
        dim=embedder.dim,
        products=len(rows),
        created=now.isoformat(timespec="seconds"),
        catalogue=source,
        files={},
        made_with={name: importlib.metadata.version(name) for name in ("numpy", "scikit-learn")},
    )
    try:
        embeddings, detail = (np.ascontiguousarray(vectors[name]) for name in ("embedding", "detail"))
        files = Index(embeddings, ProductTable.of(rows), manifest, detail).to_files()
        manifest = replace(manifest, files=index_files.hashes(files))
        aside = index_files.write_version(folder, manifest, files)
        # From the disk, as the bot will read it.
        written = Index.from_files(*index_files.read_unpublished(aside))
    except IndexCorruptError as error:
        raise IndexingError(f"the new index does not hold together: {error}") from error
    _verify(written, rows, fresh, tell)
    tell(Progress(Stage.SWAPPING, 0, 1))
    index_files.publish(folder, aside)
    tell(Progress(Stage.SWAPPING, 1, 1))
    return manifest.version


def _verify(index: Index, rows: list[Record], fresh: set[str], tell: Progressing) -> None:
    """Every product must find itself. Those whose embedding is the very one of the index of before have done so when it
    was new (the bytes are compared by hash, the length of every row is checked); the others are searched for."""
    if list(index.table.ids) != [row.product.id for row in rows]:
        raise IndexingError("verification failed: the new index holds other products than the catalogue")
    wanted = np.array([i for i, row in enumerate(rows) if row.picture.hash in fresh], dtype=np.intp)
    for start in range(0, len(wanted), _VERIFY_BLOCK):
        block = wanted[start : start + _VERIFY_BLOCK]
        _, found = index.nearest(index.embeddings[block], 1)
        apart = 1.0 - np.einsum("nd,nd->n", index.embeddings[block], index.embeddings[found[:, 0]])
        # Two products with the same picture may find each other: what counts is that nothing else comes first.
        lost = block[(found[:, 0] != block) & (apart > _SAME)]
        if len(lost):
            raise IndexingError(f"verification failed: product {rows[int(lost[0])].product.id} does not find itself")
        tell(Progress(Stage.VERIFYING, min(start + _VERIFY_BLOCK, len(wanted)), len(wanted)))


def _refuse_shrunk(count: int, before: _Before, left_out: Sequence[LeftOut]) -> None:
    held = len(before.records)
    if held < _SHRUNK_FROM or count >= held * _SHRUNK:
        return
    why = f" ({_summary(left_out)})" if left_out else ""
    raise IndexingError(
        f"the catalogue gives {count:,} products where the index holds {held:,}{why}: less than half, which looks like "
        "a broken export or missing pictures, so the index stays as it is; if it is meant, reindex in full (--full)"
    )


def _summary(left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return "it is empty"
    counts = Counter(one.reason for one in left_out)
    reasons = ", ".join(f"{count:,} {reason.value}" for reason, count in counts.most_common())
    return f"{reasons}; first: {left_out[0].where} {left_out[0].detail}".rstrip()


def _report(
    before: _Before, rows: list[Record], version: str, embedder: str, left_out: list[LeftOut], seconds: float
) -> IndexReport:
    now = {row.product.id for row in rows}
    added = sum(product_id not in before.by_id for product_id in now)
    unchanged = before.same_embedder and sum(_same(row, before.by_id.get(row.product.id)) for row in rows)
    return IndexReport(
        index_version=version,
        embedder_version=embedder,
        products=len(rows),
        added=added,
        changed=len(rows) - added - unchanged,
        unchanged=int(unchanged),
        removed=sum(product_id not in now for product_id in before.by_id),
        left_out=tuple(left_out),
        seconds=seconds,
    )


def _same(row: Record, old: Record | None) -> bool:
    return old is not None and row.product == old.product and row.picture.hash == old.picture.hash


def _silent(_: Progress) -> None:
    pass
