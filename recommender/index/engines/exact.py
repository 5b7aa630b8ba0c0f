"""Exact search: every picture is compared. scikit-learn's `NearestNeighbors` does it (the only file that imports it).

Importing it takes 1.4 s on 2 cores, which nobody who has just sent a photo should wait for. Until `warm` has run, the
same comes from a plain product with the matrix of embeddings. Both rank alike; a test compares them.

"sqeuclidean" ranks like "cosine" on rows of length 1, and on one thread it is the steadiest. Measured on 2 cores with
36,684 x 256, one query, median ms on a quiet machine and beside two busy processes:

- "cosine": 32 and 78
- "sqeuclidean": 8 and 256, because its OpenMP threads wait for each other when the cores are taken
- "sqeuclidean" held to one thread: 13 and 16
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache

from recommender.index.columns.arrays import BLOCK, ArrayLike

if TYPE_CHECKING:
    from sklearn.neighbors import NearestNeighbors
    from threadpoolctl import ThreadpoolController

# Share of the pictures up to which multiplying those alone, picked out, is quicker than multiplying all.
_PICKED = 0.07
_AT_ONCE = 1_000_000  # distances in memory
_REMEMBERED = 4  # queries: one that is asked again with other filters is not multiplied again
_ready: threading.Event = threading.Event()  # set once scikit-learn is imported in this process


class ExactSearch:
    """Of `embeddings`, (n, dim) float32; what is no plain array is compared block by block, without scikit-learn, which
    would need all of it in memory."""

    def __init__(self, embeddings: ArrayLike) -> None:
        self._embeddings = embeddings
        self._neighbours: NearestNeighbors | None = None
        self._far: LRUCache[bytes, np.ndarray] = LRUCache(_REMEMBERED)
        self._lock = threading.Lock()
        if _ready.is_set():
            self.warm()

    def warm(self) -> None:
        """Hand searching over to NearestNeighbors. Imports scikit-learn (seconds), so call it off the serving path."""
        if not isinstance(self._embeddings, np.ndarray):
            return
        from sklearn.neighbors import NearestNeighbors

        if self._neighbours is None:
            estimator = NearestNeighbors(metric="sqeuclidean", algorithm="brute")
            self._neighbours = estimator.fit(self._embeddings)
        _ready.set()

    def closest(self, queries: np.ndarray, count: int) -> np.ndarray:
        """(q, count): the closest pictures to each query, in no order."""
        if self._neighbours is not None:
            with _openmp().limit(limits=1):
                return np.asarray(self._neighbours.kneighbors(queries, count, return_distance=False))
        if len(queries) == 1:
            return _lowest(self._all(queries[0])[None], count)
        return self._in_blocks(queries, count)

    def closest_among(self, query: np.ndarray, count: int, pictures: np.ndarray) -> np.ndarray:
        """(count,): the closest of these. NearestNeighbors cannot be asked for some of its rows; asking it for so many
        that enough are among them took 30 to 50 ms of a core, the plain product 10."""
        if len(pictures) < _PICKED * len(self._embeddings):
            return lowest_of(pictures, self._embeddings[pictures] @ query, count)
        return lowest_of(pictures, -self._all(query)[pictures], count)

    def _in_blocks(self, queries: np.ndarray, count: int) -> np.ndarray:
        """The same, with memory for so many distances at most."""
        rows = max(count, _AT_ONCE // len(queries))
        best = np.empty((len(queries), 0), np.float32)
        found = np.empty((len(queries), 0), np.intp)
        for start in range(0, len(self._embeddings), rows):
            far = queries @ self._embeddings[start : start + rows].T
            np.negative(far, out=far)
            best = np.concatenate((best, far), axis=1)
            found = np.concatenate((found, np.broadcast_to(np.arange(start, start + far.shape[1]), far.shape)), axis=1)
            chosen = _lowest(best, min(count, best.shape[1]))
            best, found = np.take_along_axis(best, chosen, axis=1), np.take_along_axis(found, chosen, axis=1)
        return found

    def _all(self, query: np.ndarray) -> np.ndarray:
        key = query.tobytes()
        with self._lock:
            known = self._far.get(key)
        if known is None:
            # Not by BLAS, which spreads this little over threads that wait for each other where the cores are taken:
            # 2 ms instead of 30 at 36,684, and no slower where they are not.
            blocks = (self._embeddings[start : start + BLOCK] for start in range(0, len(self._embeddings), BLOCK))
            known = np.concatenate([np.einsum("nd,d->n", block, -query) for block in blocks])
            with self._lock:
                self._far[key] = known
        return known


def lowest_of(pictures: np.ndarray, similarities: np.ndarray, count: int) -> np.ndarray:
    """(count,): those of the pictures that are the most similar, in no order."""
    return np.asarray(pictures[_lowest(-similarities[None], count)[0]])


def _lowest(values: np.ndarray, count: int) -> np.ndarray:
    """Columns of the `count` lowest values of each row, in no order."""
    if count == 1:
        return np.asarray(values.argmin(axis=1)[:, None])
    if count == values.shape[1]:
        return np.broadcast_to(np.arange(count), values.shape)
    return np.asarray(np.argpartition(values, count - 1, axis=1)[:, :count])


@cache
def _openmp() -> ThreadpoolController:
    """The switch for the calling thread's number of OpenMP threads. Finding the libraries takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="openmp")
