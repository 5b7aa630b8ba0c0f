"""What a new index is made of: rows of the one before, as they are, and rows that are new.

A million products of which a few have another price take no more than their columns: what is as it was is not parsed,
copied or written again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from recommender.index.columns.arrays import ArrayLike, GatheredRows, HalfRows
from recommender.index.columns.attribute_column import UNKNOWN
from recommender.index.columns.colour_means import ColourSums
from recommender.index.columns.look_column import LOOKS_FILE, LookColumn
from recommender.index.columns.title_words import TitleWords
from recommender.index.content.index_content import EMBEDDINGS_FILE, LOOK_SUMS_FILE
from recommender.index.engines.approximate import FAISS_FILE, made_of
from recommender.index.files import FORMAT
from recommender.index.indexed_product import IndexedProduct
from recommender.index.previous import PreviousIndex
from recommender.index.product_table import ProductTable, mark, searched_words, variant_key, words_of_variants
from recommender.product import Product
from recommender.protocols import LooksLike


class IndexedRows:
    """The rows of a new index, in its order."""

    def __init__(self, previous: PreviousIndex, dtype: np.dtype[np.void]) -> None:
        """`previous`: of which rows may be kept."""
        self._previous = previous
        self._dtype = dtype
        self.products: list[Product] = []
        # Those that are not rows of before, in their order.
        self.fresh: list[IndexedProduct] = []
        self._kept: list[int] = []
        self._places: list[int] = []
        # Of pictures that the index of before does not have.
        self._vectors: list[np.void] = []
        # Of fresh rows: the row of their picture before, or -1 less its place in _vectors. And by row of further ones.
        self._own: list[int] = []
        self._further: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self.products)

    def keep(self, before: int, product: Product) -> None:
        """The next row is one of before, but for price and stock."""
        self.products.append(product)
        self._kept.append(before)
        self._places.append(before)

    def add(self, record: IndexedProduct, before: int, vectors: Mapping[str, np.void]) -> None:
        """The next row is this one. `before`: that of the product before, UNKNOWN if it had none. `vectors`: those of
        pictures that the index of before does not have, by their hashes."""
        if self._previous and before != UNKNOWN and self._previous.record(before, record.product) == record:
            self.keep(before, record.product)
            return
        first, *more = (self._source(digest, vectors) for digest in record.hashes)
        if more:
            self._further[len(self.products)] = more
        self._own.append(first)
        self.fresh.append(record)
        self.products.append(record.product)
        self._kept.append(UNKNOWN)
        self._places.append(before)

    def _source(self, digest: str, vectors: Mapping[str, np.void]) -> int:
        known = self._previous.picture(digest)
        if known == UNKNOWN:
            self._vectors.append(vectors[digest])
            return -len(self._vectors)
        return known

    @cached_property
    def places(self) -> np.ndarray:
        """(n,) the products' rows in the index of before; UNKNOWN where they had none."""
        return np.array(self._places, dtype=np.int64)

    @cached_property
    def kept(self) -> np.ndarray:
        """(n,) the rows of before that these are, but for price and stock; UNKNOWN for others."""
        return np.array(self._kept, dtype=np.int64)

    @cached_property
    def owners(self) -> np.ndarray:
        """(m,) int32, see Index.owners."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self._counts)

    @cached_property
    def _counts(self) -> np.ndarray:
        counts = np.zeros(len(self), dtype=np.int64)
        old = self._owners_before
        there = self.kept != UNKNOWN
        rows = self.kept[there]
        counts[there] = np.searchsorted(old, rows, side="right") - np.searchsorted(old, rows)
        for row, more in self._further.items():
            counts[row] = len(more)
        return counts

    @property
    def _owners_before(self) -> np.ndarray:
        return self._previous.index.owners if self._previous.index is not None else np.empty(0, np.int32)

    @cached_property
    def sources(self) -> np.ndarray:
        """(n + m,) for each row of the embeddings: that of before, or below 0 for a picture that is new."""
        own = self.kept.copy()
        own[own == UNKNOWN] = self._own
        ends = np.cumsum(self._counts)
        further = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
        there = np.flatnonzero((self.kept != UNKNOWN) & (self._counts > 0))
        counts = self._counts[there]
        begins = len(self._previous) + np.searchsorted(self._owners_before, self.kept[there])
        steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        further[np.repeat(ends[there] - counts, counts) + steps] = np.repeat(begins, counts) + steps
        for row, more in self._further.items():
            further[int(ends[row]) - len(more) : int(ends[row])] = more
        return np.concatenate((own, further))

    @cached_property
    def _are_as_before(self) -> bool:
        return len(self) == len(self._previous) and bool((self.kept == np.arange(len(self))).all())

    def is_unchanged(self) -> bool:
        """Whether they are those of before, prices and stock included."""
        if self._previous.index is None or not self._are_as_before:
            return False
        table, before = self.table, self._previous.index.table
        same_prices = np.array_equal(table.prices, before.prices, equal_nan=True)
        return same_prices and np.array_equal(table.in_stock, before.in_stock)

    def count_unchanged(self, previous: PreviousIndex) -> int:
        """How many products are what they were, with the pictures of before."""
        if previous.index is None:
            return 0
        prices, stock = previous.index.table.prices, previous.index.table.in_stock
        there = self.kept != UNKNOWN
        rows, table = self.kept[there], self.table
        same_price = (table.prices[there] == prices[rows]) | (np.isnan(table.prices[there]) & np.isnan(prices[rows]))
        same = int(np.count_nonzero(same_price & (table.in_stock[there] == stock[rows])))
        for record, place in zip(self.fresh, self.places[~there].tolist(), strict=True):
            before = previous.record(place) if place != UNKNOWN else None
            same += before is not None and (before.product, before.hashes) == (record.product, record.hashes)
        return same

    @cached_property
    def table(self) -> ProductTable:
        """Their columns."""
        colours = {product.colour for product in self.products}
        fresh = ProductTable.of(self.fresh, colours) if self.fresh or not self.products else None
        before = self._previous.index.table if self._previous.index is not None else None
        if before is None or not (self.kept != UNKNOWN).any():
            return fresh or ProductTable.of([])
        table = before
        if not self._are_as_before:
            order = self.kept.copy()
            order[order == UNKNOWN] = len(before) + np.arange(len(self.fresh))
            table = (before.joined(fresh) if fresh is not None else before).at(order)
        dropped = words_of_variants(colours)
        if dropped != words_of_variants(before.colours.words):
            marks = [mark(variant_key(product, dropped)) for product in self.products]
            table = replace(table, variants=np.array(marks, dtype=np.int64))
        prices = np.array([np.nan if each.price is None else each.price for each in self.products], dtype=np.float64)
        in_stock = np.array([product.in_stock for product in self.products], dtype=bool)
        if not self._is_of_now:  # of before titles were more than titles
            table = replace(table, title_words=TitleWords.of(map(searched_words, self.products)))
        return replace(table, prices=prices, in_stock=in_stock)

    def vectors(self, name: str) -> ArrayLike:
        """(n + m, ...) the "embedding" or the "detail" of all their pictures."""
        new = np.array([each[name] for each in self._vectors], dtype=self._dtype[name].base)
        new = new.reshape(-1, *self._dtype[name].shape)
        index = self._previous.index
        old = None if index is None else index.embeddings if name == "embedding" else index.descriptors
        if old is None:
            old = new[:0]
        elif np.array_equal(self.sources, np.arange(len(old))):
            return old
        return GatheredRows(old, new, self.sources)

    def looks(self, heads: LooksLike, embeddings: ArrayLike) -> LookColumn:
        """Of all of them; those of before are taken over where the same heads saw them."""
        index = self._previous.index
        if index is None or index.looks is None or index.looks.version != heads.version or not len(index.looks.looks):
            return LookColumn.of(self.products, embeddings, heads)
        there = self.kept != UNKNOWN
        if there.all():
            return index.looks.at(self.kept)
        codes = np.empty((len(self), len(heads.looks)), np.uint8)
        codes[there] = index.looks.codes[self.kept[there]]
        of_fresh = embeddings[np.flatnonzero(~there)]
        codes[~there] = LookColumn.of([each.product for each in self.fresh], of_fresh, heads).codes
        return LookColumn(heads.looks, heads.version, codes)

    def colour_sums(self, embeddings: ArrayLike) -> ColourSums:
        """Of all of them."""
        if self._are_as_before and self._previous.index is not None:
            return self._previous.index.colour_sums
        return ColourSums.of(embeddings, self.table.colours.codes, self.table.types.codes)

    def kept_files(self, names: Collection[str], halves: bool) -> list[str]:
        """Those that are, of the version of before, what they would be written as: the embeddings and what is made of
        them, where all pictures are what they were; and the lines and titles, where all products are, too. `halves`:
        whether embeddings are kept in half precision."""
        index = self._previous.index
        if index is None or self._previous.files is None or not self._are_as_before or not self._is_of_now:
            return []
        changing = {f"{name}.npy" for name in ("prices", "in_stock", "variants")} | {LOOKS_FILE, LOOK_SUMS_FILE}
        if isinstance(index.embeddings, HalfRows) != halves:
            changing.add(EMBEDDINGS_FILE)
        return [name for name in names if name in self._previous.files and name not in changing]

    @property
    def _is_of_now(self) -> bool:
        index = self._previous.index
        return index is not None and index.manifest.format == FORMAT

    def lists(self, embeddings: ArrayLike) -> Iterator[bytes] | None:
        """The file that faiss searches; None: that of before."""
        files = self._previous.files
        path = None if files is None else files.path(FAISS_FILE)
        if path is None or files is None:
            return made_of(embeddings)
        if self._previous.index is not None and embeddings is self._previous.index.embeddings:
            return None
        return made_of(embeddings, path, self.sources)
