"""The embedding pass of a reindex: which pictures are known already, and the embeddings of those that are not.

A picture is known by its file's size and time, failing that by the hash of its bytes. Pictures are read, fetched and
decoded in a few threads ahead of the network, which sees them in batches.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from recommender.answers import LeftOut, LeftOutReason, Progress, Stage
from recommender.fetching import Fetcher, is_url
from recommender.index.columns.attribute_column import UNKNOWN
from recommender.index.embedding_journal import EmbeddingJournal, row_dtype
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.previous import PreviousIndex
from recommender.index.product_pictures import (
    LoadedPicture,
    WantedPicture,
    row_of,
    take_picture,
    unchanged_on_disk,
    wanted_pictures,
)
from recommender.index.renewal import IndexedRows
from recommender.network import local_descriptors
from recommender.product import Product, SharedWords
from recommender.protocols import CatalogueLike, EmbedderLike

BATCH = 32
_AHEAD = 2 * BATCH  # pictures read before the network gets to them
_AHEAD_BYTES = 256 * 1024 * 1024  # decoded; large pictures make the way ahead shorter
_FETCHERS = 8

ProgressCallback = Callable[[Progress], None]


def read_products(catalogue: CatalogueLike, tell: ProgressCallback) -> tuple[list[Product], list[LeftOut]]:
    """A catalogue's products, of each id the first, and what was left out."""
    products: dict[str, Product] = {}
    words = SharedWords()
    twice: list[LeftOut] = []
    for product in catalogue:
        if product.id in products:
            twice.append(LeftOut(f"id {product.id}", LeftOutReason.DUPLICATE_ID))
        words.share(product)
        products.setdefault(product.id, product)
        if len(products) % 1000 == 0:
            tell(Progress(Stage.READING, len(products), 0))
    tell(Progress(Stage.READING, len(products), len(products)))
    return list(products.values()), [*catalogue.left_out, *twice]


class EmbeddingPass:
    """Embeds those of a catalogue's pictures that neither the previous index nor the journal knows."""

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
        self._previous = PreviousIndex() if full or not previous.same_embedder else previous
        if full:
            journal.forget()
        self._vectors: dict[str, np.void] = {} if full else journal.read()

    def embed(self, products: Sequence[Product], places: np.ndarray, left_out: list[LeftOut]) -> IndexedRows:
        """The rows of the new index, in the catalogue's order. `places`, (n,), are the products' rows in the previous
        index, UNKNOWN where they have none. Adds to `left_out`."""
        previous = self._previous
        rows = IndexedRows(previous, row_dtype(self._embedder))
        pending: dict[int, list[WantedPicture]] = {}
        known: dict[int, list[PictureFingerprint | LeftOut | None]] = {}
        for place, (product, before) in enumerate(zip(products, places.tolist(), strict=True)):
            record = previous.record(before, product) if before != UNKNOWN and previous else None
            if record is None or not self._is_unchanged(product, record):
                wanted = wanted_pictures(product, record, self._pictures_per_product)
                pending[place], known[place] = wanted, [unchanged_on_disk(each) for each in wanted]
        self._embed_pending(pending, known, left_out)
        for place, (product, before) in enumerate(zip(products, places.tolist(), strict=True)):
            if place not in pending:
                rows.keep(before, product)
                continue
            found = row_of(product, [each for each in known.pop(place) if each is not None], left_out)
            if found is not None:
                rows.add(found, before, self._vectors)
        return rows

    def _is_unchanged(self, product: Product, record: IndexedProduct) -> bool:
        """Whether a product is in the index with all pictures by which it is to be found, and their files are those of
        before, as far as can be told without reading them."""
        images = (product.image, *product.additional_images)[: self._pictures_per_product]
        prints = (record.picture, *record.more)
        if product != record.product or len(images) != len(prints) or not all(each.hash for each in prints):
            return False
        pairs = zip(images, prints, strict=True)
        return all(unchanged_on_disk(WantedPicture(product.id, image, each)) for image, each in pairs)

    def _embed_pending(
        self,
        wanted: Mapping[int, Sequence[WantedPicture]],
        found: Mapping[int, list[PictureFingerprint | LeftOut | None]],
        left_out: list[LeftOut],
    ) -> None:
        """Fills in what is not `found` yet of the pictures that are `wanted`."""
        places = [(row, n) for row, each in found.items() for n, known in enumerate(each) if known is None]
        pending = [wanted[row][n] for row, n in places]
        waiting: dict[str, np.ndarray] = {}
        for done, ((row, n), picture) in enumerate(zip(places, self._pictures(pending), strict=True), start=1):
            if isinstance(picture, LeftOut):
                found[row][n] = picture
            else:
                found[row][n] = picture.fingerprint
                left_out += [picture.note] if picture.note is not None else []
                if picture.photo is not None and not self._knows(picture.fingerprint.hash):
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
        waiting.clear()

    def _knows(self, digest: str) -> bool:
        return digest in self._vectors or self._previous.picture(digest) != UNKNOWN

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
                ahead.append(pool.submit(take_picture, each, self._knows, fetcher))
            while ahead:
                yield ahead.popleft().result()
        finally:
            if fetcher is not None:
                fetcher.close()
            pool.shutdown(wait=True, cancel_futures=True)


def _bytes_in(ahead: deque[Future[LoadedPicture | LeftOut]]) -> int:
    done = (future.result() for future in ahead if future.done() and future.exception() is None)
    return sum(one.photo.nbytes for one in done if isinstance(one, LoadedPicture) and one.photo is not None)
