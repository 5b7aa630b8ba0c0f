"""What the ranking asks of an index, as a Protocol: each backend answers it in its own way.

`recommender.index.search.Index` is the backend of one machine's memory. Nothing here is an array over all products, so
that a backend may keep them elsewhere: whoever asks gives filters or rows, and gets what is true of those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from recommender.answers import CatalogueWords, Filters, Guess
from recommender.index.columns.attribute_column import AttributeColumn, ColourColumn
from recommender.index.columns.look_column import LookColumn
from recommender.product import Product
from recommender.protocols import EmbedderLike

ColumnName = Literal["types", "genders", "colours", "brands"]
Rows = np.ndarray | Sequence[int]


@dataclass(frozen=True, slots=True)
class ProductColumns:
    """What a ranking weighs of m products, column by column. Rows of equal `pictures` show the same picture, rows of
    equal `variants` are variants of one product; UNKNOWN is like nothing."""

    types: AttributeColumn
    genders: AttributeColumn
    colours: ColourColumn
    brands: AttributeColumn
    prices: np.ndarray  # (m,) float64, NaN where unknown
    in_stock: np.ndarray  # (m,) bool
    pictures: np.ndarray  # (m,) integers
    variants: np.ndarray  # (m,) integers
    looks: LookColumn | None  # None where nothing is known of any product's looks


class IndexLike(Protocol):
    """One version of an index: unchanging, and safe to ask from several threads.

    Products are known by their row, 0 to n - 1 in the catalogue's order, pictures by theirs: the first n are the
    products' own. Distances are cosine distances, (count,) float32, 0 to 2, to the closest of a product's pictures;
    closest first, equal ones in the catalogue's order.
    """

    @property
    def version(self) -> str: ...
    @property
    def dim(self) -> int: ...
    def __len__(self) -> int: ...

    def check_embedder(self, embedder: EmbedderLike) -> None:
        """Raises IndexMismatchError unless this embedder made the index."""

    def warm(self) -> None:
        """Get ready what the first answer does not wait for; called off the serving path."""

    def nearest(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Distances and rows, (q, count) each, of the products closest to each of q queries, (q, dim) float32 rows of
        length 1; all products where there are fewer."""

    def nearest_among(
        self, query: np.ndarray, count: int, filters: Filters, without: Rows = ()
    ) -> tuple[np.ndarray, np.ndarray]:
        """Distances and rows, (count,) or fewer, of the products closest to one query, (dim,), that the filters admit
        and that are not among the rows `without`."""

    def count(self, filters: Filters, beyond: Collection[Filters] = ()) -> int:
        """How many products the filters admit that none of those `beyond` does. What filters admit is defined by
        recommender.index.filtering."""

    def sample(self, filters: Filters, most: int) -> np.ndarray:
        """So many rows at most of those that the filters admit, evenly spread."""

    def closest_pictures(self, query: np.ndarray, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        """How far these products are from one query, and of each the picture that is the closest."""

    def rows(self, product_ids: Iterable[str]) -> list[int]:
        """The rows of those of the ids that are here."""

    def row(self, product_id: str) -> int:
        """Raises UnknownProductError."""

    def ids(self, rows: Rows) -> list[str]:
        """The products' ids."""

    def products(self, rows: Rows) -> list[Product]:
        """The products as the catalogue has them. Raises IndexCorruptError."""

    def columns(self, rows: Rows) -> ProductColumns:
        """What is known of these rows."""

    def embeddings_of(self, pictures: Rows) -> np.ndarray:
        """(m, dim) float32, rows of length 1."""

    def details_of(self, pictures: Rows) -> np.ndarray | None:
        """(m, places, d) int8, see recommender.network.local_descriptors; None where none are kept."""

    def looks_of(self, row: int) -> tuple[Guess, ...]:
        """What the product's title names and its picture shows."""

    def column_words(self, column: ColumnName) -> tuple[str, ...]:
        """The words of all products in this column, by which its codes count."""

    def column_counts(self, column: ColumnName) -> np.ndarray:
        """(words,): how many products have each of them."""

    def colour_means(self, types: tuple[str, ...] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """For each of the colours' words: the mean embedding, (colours, dim), of its products (of these types, if any
        are given) from the middle of their types, and how many there are, (colours,)."""

    def usual_looks(self) -> np.ndarray:
        """(garments, looks): how usual each look is, 0 to 1, among the products of each of GARMENT_TYPES; NaN where
        there are none. Of an index with looks."""

    def catalogue_words(self) -> CatalogueWords:
        """How the catalogue describes its products. May take as long as several searches."""
