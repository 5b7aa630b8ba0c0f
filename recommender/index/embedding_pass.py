"""The embedding pass of a reindex: which pictures are known already, and the embeddings of those that are not.

A picture is known by its file's size and time, failing that by the hash of its bytes. Pictures are read, fetched and
decoded in a few threads ahead of the network, which sees them in batches.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from recommender.answers import LeftOut, LeftOutReason, Progress, Stage
from recommender.errors import IndexCorruptError, IndexMissingError
from recommender.fetching import Fetcher, is_url
from recommender.index import files as index_files
from recommender.index.embedding_journal import EmbeddingJournal, row_dtype
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_pictures import (
    LoadedPicture,
    WantedPicture,
    row_of,
    take_picture,
    unchanged_on_disk,
    wanted_pictures,
)
from recommender.index.search import Index
from recommender.network import local_descriptors
from recommender.product import Product
from recommender.protocols import CatalogueLike, EmbedderLike

log = logging.getLogger(__name__)

BATCH = 32
_AHEAD = 2 * BATCH  # pictures read before the network gets to them
_AHEAD_BYTES = 256 * 1024 * 1024  # decoded; large pictures make the way ahead shorter
_FETCHERS = 8

ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class PreviousIndex:
    """The index that serves while this one is built; empty where there is none that can be read."""

    version: str = ""
    same_embedder: bool = False
    same_looks: bool = False
    records: list[IndexedProduct] = field(default_factory=list)
    by_id: dict[str, IndexedProduct] = field(default_factory=dict)
    vectors: dict[str, np.void] = field(default_factory=dict)  # by picture hash; none of another embedder's

    @classmethod
    def read(cls, folder: Path, embedder: EmbedderLike) -> PreviousIndex:
        """The current version in the folder."""
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
        dtype = row_dtype(embedder)
        # An index of an earlier release keeps other places, or none.
        same = same and index.descriptors is not None and index.descriptors.shape[1:] == dtype["detail"].shape
        kept = np.zeros(len(index.embeddings) if same else 0, dtype)
        if len(kept):
            kept["embedding"], kept["detail"] = index.embeddings, index.descriptors
        return cls(
            version=manifest.version,
            same_embedder=same,
            same_looks=index.looks is not None and index.looks.version == embedder.looks.version,
            records=records,
            by_id={record.product.id: record for record in records},
            vectors=dict(zip(picture_hashes(records), kept, strict=False)),
        )


def picture_hashes(records: Sequence[IndexedProduct]) -> list[str]:
    """Of the rows of an index's embeddings: the products' own pictures, then the further ones."""
    return [each.picture.hash for each in records] + [more for each in records for more in each.hashes[1:]]


def read_products(catalogue: CatalogueLike, tell: ProgressCallback) -> tuple[list[Product], list[LeftOut]]:
    """A catalogue's products, of each id the first, and what was left out."""
    products: dict[str, Product] = {}
    twice: list[LeftOut] = []
    for product in catalogue:
        if product.id in products:
            twice.append(LeftOut(f"id {product.id}", LeftOutReason.DUPLICATE_ID))
        products.setdefault(product.id, product)
        if len(products) % 1000 == 0:
            tell(Progress(Stage.READING, len(products), 0))
    tell(Progress(Stage.READING, len(products), len(products)))
    return list(products.values()), [*catalogue.left_out, *twice]


class EmbeddingPass:
    """Embeds those of a catalogue's pictures that neither the previous index nor the journal knows.

    `fresh` are the hashes of the pictures whose embeddings no index has held yet.
    """

    def __init__(
        self,
        embedder: EmbedderLike,
        previous: PreviousIndex,
        journal: EmbeddingJournal,
        full: bool,
        tell: ProgressCallback,
        private_hosts: Sequence[str] = (),
        pictures_per_product: int = 1,
    ) -> None:
        self._embedder = embedder
        self._pictures_per_product = pictures_per_product
        self._private_hosts = private_hosts
        self._journal = journal
        self._tell = tell
        # What may be kept: nothing of another embedder's, and nothing at all in a full run.
        self._previous = {} if full or not previous.same_embedder else previous.by_id
        if full:
            journal.forget()
            self._vectors: dict[str, np.void] = {}
        else:
            self._vectors = journal.read() | previous.vectors
        self.fresh: set[str] = set() if full else set(self._vectors) - set(previous.vectors)

    def embed(self, products: Sequence[Product], left_out: list[LeftOut]) -> tuple[list[IndexedProduct], np.ndarray]:
        """The rows of the new index, in the catalogue's order, and what is kept of their pictures (`row_dtype`), in the
        order of `picture_hashes`.

        Adds to `left_out`.
        """
        wanted = [wanted_pictures(each, self._previous.get(each.id), self._pictures_per_product) for each in products]
        flat = list(chain.from_iterable(wanted))
        found: list[PictureFingerprint | LeftOut | None] = [unchanged_on_disk(each) for each in flat]
        pending = [place for place, known in enumerate(found) if known is None]
        self._embed_pending([flat[place] for place in pending], pending, found, left_out)
        settled = iter(found)
        rows = []
        for product, ones in zip(products, wanted, strict=True):
            row = row_of(product, [each for _ in ones if (each := next(settled)) is not None], left_out)
            rows += [row] if row is not None else []
        hashes = picture_hashes(rows)
        vectors = np.zeros(len(hashes), row_dtype(self._embedder))
        for place, digest in enumerate(hashes):
            vectors[place] = self._vectors[digest]
        return rows, vectors

    def _embed_pending(
        self,
        pending: Sequence[WantedPicture],
        places: Sequence[int],
        found: list[PictureFingerprint | LeftOut | None],
        left_out: list[LeftOut],
    ) -> None:
        waiting: dict[str, np.ndarray] = {}
        for done, (place, picture) in enumerate(zip(places, self._pictures(pending), strict=True), start=1):
            if isinstance(picture, LeftOut):
                found[place] = picture
            else:
                found[place] = picture.fingerprint
                left_out += [picture.note] if picture.note is not None else []
                if picture.photo is not None and picture.fingerprint.hash not in self._vectors:
                    waiting[picture.fingerprint.hash] = picture.photo
                if len(waiting) == BATCH:
                    self._embed_batch(waiting)
            # At every batch's end, and now and then where there is nothing to embed, but to read.
            if not waiting or done % BATCH == 0:
                self._tell(Progress(Stage.EMBEDDING, done - len(waiting), len(pending)))
        if waiting:
            self._embed_batch(waiting)
        self._tell(Progress(Stage.EMBEDDING, len(pending), len(pending)))

    def _embed_batch(self, waiting: dict[str, np.ndarray]) -> None:
        output = self._embedder.predict(list(waiting.values()), thorough=False)
        vectors = np.zeros(len(output), row_dtype(self._embedder))
        vectors["embedding"], vectors["detail"] = output.embeddings, local_descriptors.strongest(output.descriptors)
        self._journal.add(waiting, vectors)
        self._vectors.update(zip(waiting, vectors, strict=True))
        self.fresh.update(waiting)
        waiting.clear()

    def _pictures(self, pending: Sequence[WantedPicture]) -> Iterator[LoadedPicture | LeftOut]:
        """In the order of `pending`, while the next ones are being read."""
        remote = any(is_url(each.image) for each in pending)
        fetcher = Fetcher(self._private_hosts) if remote else None
        workers = _FETCHERS if remote else min(4, os.cpu_count() or 1)
        pool = ThreadPoolExecutor(workers, thread_name_prefix="pictures")
        ahead: deque[Future[LoadedPicture | LeftOut]] = deque()
        try:
            for each in pending:
                while len(ahead) >= _AHEAD or _bytes_in(ahead) > _AHEAD_BYTES:
                    yield ahead.popleft().result()
                ahead.append(pool.submit(take_picture, each, self._vectors.__contains__, fetcher))
            while ahead:
                yield ahead.popleft().result()
        finally:
            if fetcher is not None:
                fetcher.close()
            pool.shutdown(wait=True, cancel_futures=True)


def _bytes_in(ahead: deque[Future[LoadedPicture | LeftOut]]) -> int:
    done = (future.result() for future in ahead if future.done() and future.exception() is None)
    return sum(one.photo.nbytes for one in done if isinstance(one, LoadedPicture) and one.photo is not None)
