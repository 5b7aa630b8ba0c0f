"""Approximate search for many products, by faiss: the pictures in lists around centres, a byte for each dimension.

A query looks through the lists whose centres are the closest; what is found there is measured anew, exactly, by who
asks. At 1,000,000 x 256 an eighth of 2,048 lists holds 99.97 % of the 1,500 closest to a phone photo, a thirty-second
98.9 %. That takes a few ms of a core, comparing all 65 (docs/scale.md). faiss is an extra; this is the only file that
imports it.

J. Johnson, M. Douze, H. Jégou: "Billion-scale similarity search with GPUs", 2017; H. Jégou, M. Douze, C. Schmid:
"Product quantization for nearest neighbor search", 2011 (the inverted file).
"""

from __future__ import annotations

import importlib.util
import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from recommender.errors import IndexCorruptError
from recommender.index.columns.arrays import BLOCK, ArrayLike
from recommender.index.engines.exact import ExactSearch, lowest_of

FAISS_FILE = "faiss.index"
FROM_PICTURES = 100_000  # so many, it serves unless the setting says otherwise; fewer are compared as quickly

# Of the lists one in so many is looked through, or as many as hold so many times what is wanted, if those are more.
_SHARE, _TIMES = 8, 30
# Of so many pictures that filters admit, or so many times what is wanted, each is compared, picked out.
_PICKED, _PICKED_TIMES = 10_000, 7
_TRAINED_ON = 64  # pictures for each list
_ROUNDS = 8  # of k-means


def is_installed() -> bool:
    """Whether there is faiss, without loading it."""
    return importlib.util.find_spec("faiss") is not None


class ApproximateSearch:
    """Of `embeddings`, (n, dim) float32, by the file that a reindex has made of them."""

    def __init__(self, path: Path, embeddings: ArrayLike) -> None:
        self._path = path
        self._exact = ExactSearch(embeddings)
        self._size = len(embeddings)
        self._embeddings = embeddings
        self._index: Any = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Raises IndexCorruptError."""
        self._open()

    def closest(self, queries: np.ndarray, count: int) -> np.ndarray:
        """(q, count or more): the closest pictures to each query, in no order. Raises IndexCorruptError."""
        if count * _TIMES > self._size:  # a large part of all
            return self._exact.closest(queries, count)
        return self._found(queries, _with_margin(count), _lists_for(count, self._open()))

    def closest_among(self, query: np.ndarray, count: int, pictures: np.ndarray) -> np.ndarray:
        """(count or more,): the closest of these. Raises IndexCorruptError."""
        if len(pictures) <= max(_PICKED, count * _PICKED_TIMES):
            return lowest_of(pictures, self._embeddings[pictures] @ query, count)
        import faiss

        admitted = np.zeros(self._size, dtype=bool)
        admitted[pictures] = True
        bits = np.packbits(admitted, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits)
        # Filters may well leave out what is around the query: the fewer they admit, the farther it is to those.
        lists = _lists_for(count, self._open()) * self._size // len(pictures)
        return np.asarray(self._found(query[None], _with_margin(count), lists, selector)[0])

    def _found(self, queries: np.ndarray, count: int, lists: int, selector: object = None) -> np.ndarray:
        import faiss

        index = self._open()
        faiss.omp_set_num_threads(1)  # threads wait for each other where the cores are taken
        while True:
            lists = min(lists, index.nlist)
            wanted = {"nprobe": lists} | ({} if selector is None else {"sel": selector})
            _, found = index.search(queries, count, params=faiss.SearchParametersIVF(**wanted))
            if lists == index.nlist or (found >= 0).all():
                return np.asarray(found)
            lists *= 4

    def _open(self) -> Any:  # noqa: ANN401 - faiss has no types
        with self._lock:
            if self._index is None:
                self._index = opened(self._path)
                if (self._index.ntotal, self._index.d) != self._embeddings.shape:
                    raise IndexCorruptError(f"{self._path} is of other embeddings than those beside it")
            return self._index


def opened(path: Path) -> Any:  # noqa: ANN401
    """The file, mapped into memory. Raises IndexCorruptError."""
    import faiss

    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        lists = faiss.downcast_InvertedLists(index.invlists)
    except (RuntimeError, AttributeError) as error:
        raise IndexCorruptError(f"{path} cannot be read: {str(error).splitlines()[-1]}") from error
    if hasattr(lists, "prefetch_nthread"):
        lists.prefetch_nthread = 0  # the pages are in memory, or soon; no thread has to fetch them
    return index


def made_of(embeddings: ArrayLike, before: Path | None = None, sources: np.ndarray | None = None) -> Iterator[bytes]:
    """The content of a file for these embeddings, (n, dim).

    Where there is one of `before`, centres are taken over from it, and for those of the embeddings that it has their
    places, too: `sources`, (n,), are their rows there, below 0 for new ones.
    """
    import faiss

    count, dim = embeddings.shape
    lists = _lists_of(count)
    old = None if before is None else opened(before)
    if old is not None and (old.nlist, old.d) == (lists, dim) and sources is not None:
        index, places = _emptied(old), _places(old, sources)
    else:
        metric = faiss.METRIC_INNER_PRODUCT
        kind = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, lists, kind, metric)
        index.cp.niter, index.cp.max_points_per_centroid, index.cp.spherical = _ROUNDS, _TRAINED_ON, True
        sample = np.sort(np.random.default_rng(0).choice(count, min(count, lists * _TRAINED_ON), replace=False))
        index.train(embeddings[sample])
        places = np.full(count, -1, dtype=np.int64)
    for start in range(0, count, BLOCK):
        rows = np.arange(start, min(start + BLOCK, count), dtype=np.int64)
        block, near = np.ascontiguousarray(embeddings[rows]), places[rows].copy()
        if (near < 0).any():
            near[near < 0] = index.quantizer.search(block[near < 0], 1)[1][:, 0]
        # The arrays have names, because faiss gets nothing but their addresses.
        index.add_core(len(rows), *(faiss.swig_ptr(each) for each in (block, rows, near)), None)
    content = faiss.serialize_index(index)
    for start in range(0, len(content), BLOCK * dim):
        yield content[start : start + BLOCK * dim].tobytes()


def _with_margin(count: int) -> int:
    """With a byte for each dimension a few of the last ones change places with the first that are not wanted."""
    return count + count // 12 + 4


def _lists_of(pictures: int) -> int:
    return 1 << round(math.log2(2 * math.sqrt(max(4, pictures))))


def _lists_for(count: int, index: Any) -> int:  # noqa: ANN401
    return math.ceil(float(index.nlist) * max(1 / _SHARE, _TIMES * count / int(index.ntotal)))


def _emptied(old: Any) -> Any:  # noqa: ANN401
    """Of the same centres and ranges, in memory."""
    import faiss

    index = faiss.IndexIVFScalarQuantizer(
        faiss.clone_index(old.quantizer), old.d, old.nlist, old.sq.qtype, old.metric_type
    )
    index.sq.trained = old.sq.trained
    index.is_trained = True
    return index


def _places(old: Any, sources: np.ndarray) -> np.ndarray:  # noqa: ANN401
    """(n,) the lists in which these are, -1 for new ones."""
    import faiss

    where = np.full(old.ntotal + 1, -1, dtype=np.int64)
    for number in range(old.nlist):
        size = old.invlists.list_size(number)
        if size:
            where[faiss.rev_swig_ptr(old.invlists.get_ids(number), size)] = number
    return np.asarray(where[np.maximum(sources, -1)])
