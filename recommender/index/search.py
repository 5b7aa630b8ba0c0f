"""The index in one machine's memory: its products' embeddings and columns, and how it answers a ranking's questions.

It is one backend of recommender.index.protocol; which engine finds the closest pictures is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass, field, replace

import numpy as np

from recommender.answers import CatalogueWords, Filters, Guess
from recommender.errors import IndexCorruptError, IndexMismatchError
from recommender.index.columns.arrays import BLOCK, ArrayLike, HalfRows, array_of
from recommender.index.columns.attribute_column import AttributeColumn
from recommender.index.columns.colour_means import ColourSums
from recommender.index.columns.look_column import LOOKS_FILE, LookColumn, usual_of_garments
from recommender.index.content.catalogue_words import catalogue_words
from recommender.index.content.earlier_format import FORMATS, table_of_before
from recommender.index.content.index_content import (
    COLOUR_PAIRS_FILE,
    COLOUR_SUMS_FILE,
    DESCRIPTORS_FILE,
    EMBEDDINGS_FILE,
    LOOK_SUMS_FILE,
    OWNERS_FILE,
    index_content,
)
from recommender.index.engines import EngineName, PictureSearch
from recommender.index.engines.approximate import FAISS_FILE
from recommender.index.engines.choice import search_of
from recommender.index.engines.exact import ExactSearch
from recommender.index.files import Manifest, VersionFiles
from recommender.index.filtering import admitted
from recommender.index.indexed_product import PRODUCTS_FILE
from recommender.index.product_table import ProductTable
from recommender.index.protocol import ColumnName, ProductColumns, Rows
from recommender.product import Product
from recommender.protocols import EmbedderLike

_UNIT_TOLERANCE = 1e-3
_SUMS_FILES = (COLOUR_PAIRS_FILE, COLOUR_SUMS_FILE, LOOK_SUMS_FILE)
_SAMPLE = 100  # embeddings whose length is looked at whenever an index is opened


@dataclass(slots=True)
class Index:
    """Products and their embeddings, row by row; unchanging, and safe to search from several threads.

    A product is as close as the closest of its pictures. The first n rows of `embeddings` and `descriptors` are the
    products' first pictures, so that a row of the table is one of theirs; then come m further pictures.
    """

    embeddings: ArrayLike  # (n + m, dim) float32, rows of length 1
    table: ProductTable
    manifest: Manifest
    # (n + m, places, d) int8, see recommender.network.local_descriptors; None where none are kept
    descriptors: ArrayLike | None = None
    # (m,) int32, ascending: the further pictures' products, as rows of the table
    owners: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    looks: LookColumn | None = None  # of the products, by their first pictures; None in an index of before
    searched_by: InitVar[Callable[[], PictureSearch] | None] = None  # called when all is well; None: what compares all
    engine: PictureSearch = field(init=False, repr=False)
    files: VersionFiles | None = field(default=None, init=False, repr=False)
    _colour_sums: ColourSums | None = field(default=None, init=False, repr=False)
    _look_sums: np.ndarray | None = field(default=None, init=False, repr=False)

    def __post_init__(self, searched_by: Callable[[], PictureSearch] | None) -> None:
        """Raises IndexCorruptError when the embeddings disagree with the table or manifest, or are not unit rows."""
        shape = (len(self.table) + len(self.owners), self.manifest.dim)
        if self.embeddings.shape != shape or self.embeddings.dtype != np.float32:
            found = f"{self.embeddings.shape} {self.embeddings.dtype}"
            raise IndexCorruptError(f"embeddings are {found} where {shape} float32 is said")
        if len(self.table) != self.manifest.products:
            raise IndexCorruptError(f"{len(self.table)} products where the manifest says {self.manifest.products}")
        kept = self.descriptors
        if kept is not None and (kept.dtype != np.int8 or len(kept) != len(self.embeddings)):
            found = f"{kept.shape} {kept.dtype}"
            raise IndexCorruptError(f"details are {found} where {len(self.embeddings)} rows of int8 are said")
        if len(self.owners) and not (
            0 <= self.owners[0] <= self.owners[-1] < len(self.table) and bool((np.diff(self.owners) >= 0).all())
        ):
            raise IndexCorruptError("further pictures of products that are not there")
        if not len(self.table):
            raise IndexCorruptError("an index without products")
        self.check_lengths(_SAMPLE)
        self.engine = searched_by() if searched_by else ExactSearch(self.embeddings[:])

    def check_lengths(self, most: int | None = None) -> None:
        """Raises IndexCorruptError where embeddings are not of length 1; looks at all, or so many, evenly spread."""
        step = 1 if most is None else -(-len(self.embeddings) // most)
        for start in range(0, len(self.embeddings), BLOCK * step):
            block = self.embeddings[start : start + BLOCK * step : step]
            # Written so that NaN fails, too.
            if not bool(np.all(np.abs(np.einsum("nd,nd->n", block, block) - 1.0) < _UNIT_TOLERANCE)):
                raise IndexCorruptError("embeddings that are not of length 1")

    def __len__(self) -> int:
        return len(self.table)

    @property
    def dim(self) -> int:
        return self.manifest.dim

    @property
    def version(self) -> str:
        return self.manifest.version

    def check_embedder(self, embedder: EmbedderLike) -> None:
        """Raises IndexMismatchError unless this embedder made the index."""
        made_by, dim = self.manifest.embedder_version, self.manifest.dim
        if (made_by, dim) != (embedder.version, embedder.dim):
            raise IndexMismatchError(
                f"index {self.version} was built by embedder {made_by} (dim {dim}), "
                f"the one in use is {embedder.version} (dim {embedder.dim}); a reindex mends it"
            )

    def warm(self) -> None:
        """Get ready what the first answer does not wait for; takes seconds, so call it off the serving path."""
        if self.files is not None:
            # Candidates lie anywhere in it: page by page from the disk the first answers would take ten times as long.
            self.files.expect(EMBEDDINGS_FILE, DESCRIPTORS_FILE, PRODUCTS_FILE)
        self.colour_means()
        self.engine.warm()

    def _release(self, scattered: str) -> None:
        """Around each page of a file that is read, the system maps fifteen more that it has: ours by its count."""
        if self.files is not None:
            self.files.release(scattered)

    def nearest(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The `count` closest products (all, if there are fewer) to each of q queries, (q, dim) float32 unit rows.

        Returns cosine distances (q, count) float32 and rows of the table (q, count), closest first; equal distances
        come in the catalogue's order.
        """
        count = max(1, min(count, len(self)))
        asked = self._asked_for(count, len(self.embeddings), len(self))
        while True:
            found = [self._products(pictures) for pictures in self.engine.closest(queries, asked)]
            if asked == len(self.embeddings) or min(map(len, found)) >= count:
                break
            asked = min(2 * asked, len(self.embeddings))
        ordered = [self._ordered(query, rows, count) for query, rows in zip(queries, found, strict=True)]
        return np.stack([distances for distances, _ in ordered]), np.stack([rows for _, rows in ordered])

    def nearest_among(
        self, query: np.ndarray, count: int, filters: Filters, without: Rows = ()
    ) -> tuple[np.ndarray, np.ndarray]:
        """As `nearest` for one query, (dim,), among what the filters admit, `without` some rows: (count,) or fewer."""
        allowed = self._admitted(filters)
        if len(without):
            allowed = allowed.copy()
            allowed[np.asarray(without, dtype=np.intp)] = False
        return self._nearest_allowed(query, count, allowed)

    def _nearest_allowed(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        among = np.flatnonzero(allowed)
        count = min(count, len(among))
        if count == 0:
            return np.empty(0, np.float32), np.empty(0, np.intp)
        if count == len(among):
            return self._ordered(query, among, count)
        pictures = among
        if len(self.owners):
            pictures = np.concatenate((among, len(self) + np.flatnonzero(allowed[self.owners])))
        asked = self._asked_for(count, len(pictures), len(among))
        while True:
            rows = self._products(self.engine.closest_among(query, asked, pictures))
            if asked == len(pictures) or len(rows) >= count:
                return self._ordered(query, rows, count)
            asked = min(2 * asked, len(pictures))

    def looks_of(self, row: int) -> tuple[Guess, ...]:
        """What the product's title names and its picture shows."""
        if self.looks is None:
            return ()
        return tuple(map(Guess, self.looks.looks, self.looks.probabilities(row).tolist()))

    def count(self, filters: Filters, beyond: Collection[Filters] = ()) -> int:
        """How many rows the filters admit that none of those `beyond` does."""
        if filters == Filters() and not beyond:
            return len(self)
        allowed = self._admitted(filters)
        for other in beyond:
            allowed = allowed & ~self._admitted(other)
        return int(np.count_nonzero(allowed))

    def sample(self, filters: Filters, most: int) -> np.ndarray:
        """So many rows at most of those that the filters admit, evenly spread."""
        rows = np.arange(len(self)) if filters == Filters() else np.flatnonzero(self._admitted(filters))
        return rows[:: -(-len(rows) // most)] if len(rows) else rows

    def rows(self, product_ids: Iterable[str]) -> list[int]:
        """The rows of those of the ids that are here."""
        return self.table.rows(product_ids)

    def row(self, product_id: str) -> int:
        """Raises UnknownProductError."""
        return self.table.row(product_id)

    def ids(self, rows: Rows) -> list[str]:
        """The products' ids."""
        return [self.table.lines.id(row) for row in rows]

    def products(self, rows: Rows) -> list[Product]:
        """Raises IndexCorruptError."""
        found = [self.table.product(row) for row in rows]
        self._release(PRODUCTS_FILE)
        return found

    def columns(self, rows: Rows) -> ProductColumns:
        """What is known of these rows."""
        rows = np.asarray(rows, dtype=np.intp)
        return self.table.columns(rows, self.looks and self.looks.at(rows))

    def embeddings_of(self, pictures: Rows) -> np.ndarray:
        """(m, dim) float32."""
        return self.embeddings[np.asarray(pictures, dtype=np.intp)]

    def details_of(self, pictures: Rows) -> np.ndarray | None:
        """(m, places, d) int8, or None."""
        found = None if self.descriptors is None else self.descriptors[np.asarray(pictures, dtype=np.intp)]
        self._release(DESCRIPTORS_FILE)
        return found

    def column_words(self, column: ColumnName) -> tuple[str, ...]:
        """The words that the column's codes stand for."""
        words: AttributeColumn = getattr(self.table, column)
        return words.words

    def column_counts(self, column: ColumnName) -> np.ndarray:
        """(words,): how many products have each."""
        words: AttributeColumn = getattr(self.table, column)
        return self.table.once(("counts", column), words.counts)

    def colour_means(self, types: tuple[str, ...] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """By colour: (colours, dim) mean embeddings from the middle of their types, and (colours,) counts."""
        table = self.table

        def find() -> np.ndarray:
            return self.colour_sums.means(len(table.colours.words), None if types is None else table.types.meant(types))

        found = table.once(("means", types), find)
        return found[:, :-1], found[:, -1].astype(np.float64)

    def usual_looks(self) -> np.ndarray:
        """(garments, looks): the mean probability; NaN where there is no such garment."""
        return self.table.once("usual looks", lambda: usual_of_garments(self.table.types, self.look_sums))

    @property
    def colour_sums(self) -> ColourSums:
        """Of all products; counted when first asked for, where the files do not hold them."""
        if self._colour_sums is None:
            table = self.table
            self._colour_sums = ColourSums.of(self.embeddings, table.colours.codes, table.types.codes)
        return self._colour_sums

    @property
    def look_sums(self) -> np.ndarray:
        """(types + 1, looks), see LookColumn.sums. Of an index with looks."""
        if self._look_sums is None:
            types = self.table.types
            self._look_sums = self.looks.sums(types) if self.looks else np.zeros((len(types.words) + 1, 0))
        return self._look_sums

    def know(self, colour_sums: ColourSums | None = None, look_sums: np.ndarray | None = None) -> None:
        """What else would be counted when it is first asked for."""
        self._colour_sums, self._look_sums = colour_sums, look_sums

    def catalogue_words(self) -> CatalogueWords:
        """How the catalogue describes its products. Takes as long as several searches."""
        return replace(catalogue_words(self.table), looks=frozenset(self.looks.looks if self.looks else ()))

    def _admitted(self, filters: Filters) -> np.ndarray:
        allowed = admitted(self.table, filters, self.looks)
        return np.ones(len(self), dtype=bool) if allowed is None else allowed

    def closest_pictures(self, query: np.ndarray, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        """How close these products are to one query, and of each the picture that is, as a row of the embeddings."""
        pictures = rows = np.asarray(rows, dtype=np.intp)
        if len(self.owners):
            starts = np.searchsorted(self.owners, rows)
            counts = np.searchsorted(self.owners, rows, side="right") - starts
            places = np.concatenate((np.arange(len(rows)), np.repeat(np.arange(len(rows)), counts)))
            of_each = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - starts, counts)
            pictures = np.concatenate((rows, len(self) + of_each))
        similarity = np.einsum("nd,d->n", self.embeddings[pictures], query, dtype=np.float32)
        distances = np.asarray(np.clip(1.0 - similarity, 0.0, 2.0), dtype=np.float32)
        if len(pictures) > len(rows):
            order = np.lexsort((distances, places))
            first = order[np.searchsorted(places[order], np.arange(len(rows)))]
            distances, pictures = distances[first], pictures[first]
        return distances, pictures

    def products_of(self, pictures: np.ndarray) -> np.ndarray:
        """Rows of the embeddings -> rows of the table."""
        if not len(self.owners):
            return pictures
        first = pictures < len(self)
        return np.where(first, pictures, self.owners[np.where(first, 0, pictures - len(self))])

    def _products(self, pictures: np.ndarray) -> np.ndarray:
        """Whose they are, each once."""
        return np.unique(self.products_of(pictures)) if len(self.owners) else pictures

    @staticmethod
    def _asked_for(count: int, pictures: int, products: int) -> int:
        """How many pictures are likely to be of so many products."""
        return min(-(-count * pictures // products), pictures)

    def _ordered(self, query: np.ndarray, rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        # Both ways to search differ in the last bits. Measured anew, alike for both, the order does not depend on
        # which of them found the rows.
        distances = self.closest_pictures(query, rows)[0]
        order = np.lexsort((rows, distances))[:count]
        return distances[order], rows[order]

    def to_files(self) -> dict[str, Iterable[bytes]]:
        """Name and content, in pieces, of all files that hold the index, but the manifest."""
        parts = (self.embeddings, self.descriptors, self.owners, self.table, self.looks, self.colour_sums)
        return index_content(*parts, self._look_sums, halves=isinstance(self.embeddings, HalfRows))

    @classmethod
    def from_files(cls, manifest: Manifest, files: Mapping[str, bytes], engine: EngineName = "auto") -> Index:
        """The contrary of `to_files`, over the very bytes, which may be mapped files; searched by that engine. Raises
        IndexCorruptError, IndexMismatchError."""
        for name in (EMBEDDINGS_FILE, PRODUCTS_FILE):
            if name not in files:
                raise IndexCorruptError(f"index {manifest.version} has no {name}")
        arrays = {
            field: array_of(name, files[name])
            for field, name in (("descriptors", DESCRIPTORS_FILE), ("owners", OWNERS_FILE))
            if name in files
        }
        table = table_of_before(files) if manifest.format in FORMATS else ProductTable.from_files(files)
        looks = LookColumn.from_file(files[LOOKS_FILE], len(table)) if LOOKS_FILE in files else None
        kept = array_of(EMBEDDINGS_FILE, files[EMBEDDINGS_FILE])
        embeddings = HalfRows(kept) if kept.dtype == np.float16 else kept
        mapped = files if isinstance(files, VersionFiles) else None
        search = None if mapped is None else lambda: search_of(engine, embeddings, mapped.path(FAISS_FILE))
        index = cls(embeddings, table, manifest, **arrays, looks=looks, searched_by=search)
        index.files = mapped
        sums = {name: array_of(name, files[name]) for name in _SUMS_FILES if name in files}
        pairs, of_pairs, of_looks = (sums.get(name) for name in _SUMS_FILES)
        index.know(ColourSums(pairs, of_pairs) if pairs is not None and of_pairs is not None else None, of_looks)
        return index
