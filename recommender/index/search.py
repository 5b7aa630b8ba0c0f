"""The searchable embeddings of a catalogue: cosine nearest neighbours, and what they are of.

scikit-learn's `NearestNeighbors` searches (the only file that imports it). Importing it takes 1.4 s on 2 cores, which
nobody who has just sent a photo should wait for. Until `warm` has run, the same distances come from a plain product
with the matrix of embeddings. Both rank alike; a test compares them.

"sqeuclidean" ranks like "cosine" on rows of length 1, and on one thread it is the steadiest. Measured on 2 cores with
36,684 x 256, one query, median ms on a quiet machine and beside two busy processes:

- "cosine": 32 and 78
- "sqeuclidean": 8 and 256, because its OpenMP threads wait for each other when the cores are taken
- "sqeuclidean" held to one thread: 13 and 16
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from recommender.answers import Guess
from recommender.errors import IndexCorruptError, IndexMismatchError
from recommender.index.files import Manifest
from recommender.index.look_column import LOOKS_FILE, LookColumn
from recommender.index.product_table import ProductTable
from recommender.protocols import EmbedderLike

if TYPE_CHECKING:
    from sklearn.neighbors import NearestNeighbors
    from threadpoolctl import ThreadpoolController

EMBEDDINGS_FILE = "embeddings.npy"
DESCRIPTORS_FILE = "details.npy"
OWNERS_FILE = "owners.npy"

_UNIT_TOLERANCE = 1e-3
_ready: threading.Event = threading.Event()  # set once scikit-learn is imported in this process


@dataclass(slots=True)
class Index:
    """Products and their embeddings, row by row; unchanging, and safe to search from several threads.

    A product is as close as the closest of its pictures. The first n rows of `embeddings` and `descriptors` are the
    products' first pictures, so that a row of the table is one of theirs; then come m further pictures.
    """

    embeddings: np.ndarray  # (n + m, dim) float32, rows of length 1
    table: ProductTable
    manifest: Manifest
    # (n + m, places, d) int8, see recommender.network.local_descriptors; None where none are kept
    descriptors: np.ndarray | None = None
    # (m,) int32, ascending: the further pictures' products, as rows of the table
    owners: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    looks: LookColumn | None = None  # of the products, by their first pictures; None in an index of before
    _neighbours: NearestNeighbors | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
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
        lengths = np.einsum("nd,nd->n", self.embeddings, self.embeddings)
        # Written so that NaN fails, too.
        if not bool(np.all(np.abs(lengths - 1.0) < _UNIT_TOLERANCE)):
            raise IndexCorruptError("embeddings that are not of length 1")
        if _ready.is_set():
            self.warm()

    def __len__(self) -> int:
        return len(self.table)

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
        """Hand searching over to NearestNeighbors. Imports scikit-learn (seconds), so call it off the serving path."""
        from sklearn.neighbors import NearestNeighbors

        if self._neighbours is None:
            estimator = NearestNeighbors(metric="sqeuclidean", algorithm="brute")
            self._neighbours = estimator.fit(self.embeddings)
        _ready.set()

    @property
    def warmed(self) -> bool:
        """Whether NearestNeighbors does the searching."""
        return self._neighbours is not None

    def nearest(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The `count` closest products (all, if there are fewer) to each of q queries, (q, dim) float32 unit rows.

        Returns cosine distances (q, count) float32 and rows of the table (q, count), closest first; equal distances
        come in the catalogue's order.
        """
        count = max(1, min(count, len(self)))
        asked = self._asked_for(count, len(self.embeddings), len(self))
        while True:
            found = [self._products(pictures) for pictures in self._closest(queries, asked)]
            if asked == len(self.embeddings) or min(map(len, found)) >= count:
                break
            asked = min(2 * asked, len(self.embeddings))
        ordered = [self._ordered(query, rows, count) for query, rows in zip(queries, found, strict=True)]
        return np.stack([distances for distances, _ in ordered]), np.stack([rows for _, rows in ordered])

    def nearest_among(self, query: np.ndarray, count: int, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `nearest` for one query, (dim,), among the rows that `allowed`, (n,) bool, admits: (count,) or fewer."""
        among = np.flatnonzero(allowed)
        count = min(count, len(among))
        if count == 0:
            return np.empty(0, np.float32), np.empty(0, np.intp)
        # NearestNeighbors cannot be asked for some of its rows; asking it for so many that enough are among them took
        # 30 to 50 ms of a core, the plain product 10.
        if count == len(among):
            return self._ordered(query, among, count)
        pictures = among
        if len(self.owners):
            pictures = np.concatenate((among, len(self) + np.flatnonzero(allowed[self.owners])))
        far = self._all(query[None])[:, pictures]
        asked = self._asked_for(count, len(pictures), len(among))
        while True:
            rows = self._products(pictures[_lowest(far, asked)[0]])
            if asked == len(pictures) or len(rows) >= count:
                return self._ordered(query, rows, count)
            asked = min(2 * asked, len(pictures))

    def looks_of(self, row: int) -> tuple[Guess, ...]:
        """What the product's title names and its picture shows."""
        if self.looks is None:
            return ()
        return tuple(map(Guess, self.looks.looks, self.looks.probabilities(row).tolist()))

    def distances(self, query: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Cosine distances, 0 to 2, from one query to these products."""
        return self.closest_pictures(query, rows)[0]

    def closest_pictures(self, query: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How close these products are to one query, and of each the picture that is, as a row of the embeddings."""
        pictures = rows
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

    def _closest(self, queries: np.ndarray, count: int) -> np.ndarray:
        """(m, count): the closest pictures to each query, in no order."""
        if self._neighbours is None:
            return _lowest(self._all(queries), count)
        with _openmp().limit(limits=1):
            return np.asarray(self._neighbours.kneighbors(queries, count, return_distance=False))

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
        distances = self.distances(query, rows)
        order = np.lexsort((rows, distances))[:count]
        return distances[order], rows[order]

    def _all(self, queries: np.ndarray) -> np.ndarray:
        far = (self.embeddings @ queries[0])[None] if len(queries) == 1 else queries @ self.embeddings.T
        return np.asarray(np.negative(far, out=far))

    def to_files(self) -> dict[str, bytes]:
        """Name and content of all files that hold the index, but the manifest."""
        arrays = {EMBEDDINGS_FILE: self.embeddings}
        if self.descriptors is not None:
            arrays[DESCRIPTORS_FILE] = self.descriptors
        if len(self.owners):
            arrays[OWNERS_FILE] = self.owners
        looks = {} if self.looks is None else {LOOKS_FILE: self.looks.to_file()}
        return {**{name: _saved(array) for name, array in arrays.items()}, **looks, **self.table.to_files()}

    @classmethod
    def from_files(cls, manifest: Manifest, files: dict[str, bytes]) -> Index:
        """The contrary of `to_files`, of bytes whose hashes are checked. Raises IndexCorruptError."""
        if EMBEDDINGS_FILE not in files:
            raise IndexCorruptError(f"index {manifest.version} has no {EMBEDDINGS_FILE}")
        arrays = {
            field: _array(name, files[name])
            for field, name in (("descriptors", DESCRIPTORS_FILE), ("owners", OWNERS_FILE))
            if name in files
        }
        embeddings = _array(EMBEDDINGS_FILE, files[EMBEDDINGS_FILE])
        table = ProductTable.from_files(files)
        looks = LookColumn.from_file(files[LOOKS_FILE], len(table)) if LOOKS_FILE in files else None
        return cls(embeddings, table, manifest, **arrays, looks=looks)


def _lowest(values: np.ndarray, count: int) -> np.ndarray:
    """Columns of the `count` lowest values of each row, in no order."""
    if count == 1:
        return np.asarray(values.argmin(axis=1)[:, None])
    if count == values.shape[1]:
        return np.broadcast_to(np.arange(count), values.shape)
    return np.asarray(np.argpartition(values, count - 1, axis=1)[:, :count])


def _saved(array: np.ndarray) -> bytes:
    content = io.BytesIO()
    np.save(content, array, allow_pickle=False)
    return content.getvalue()


def _array(name: str, content: bytes) -> np.ndarray:
    """A .npy file's array over the bytes themselves, without copying them."""
    stream = io.BytesIO(content)
    try:
        np.lib.format.read_magic(stream)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
        if fortran or dtype.hasobject:
            raise ValueError("of an unexpected layout")
        return np.frombuffer(content, dtype, offset=stream.tell()).reshape(shape)
    except Exception as error:
        # numpy raises several kinds over a damaged header; all mean the same here.
        raise IndexCorruptError(f"{name} is no array: {error}") from error


@cache
def _openmp() -> ThreadpoolController:
    """The switch for the calling thread's number of OpenMP threads. Finding the libraries takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="openmp")
