"""Arrays as the index keeps them on disk (.npy), read without copying and written block by block."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np

from recommender.errors import IndexCorruptError

BLOCK = 16_384  # rows that are handled at once, wherever all are: what memory that takes is bounded


def npy_blocks(shape: tuple[int, ...], dtype: np.dtype[np.generic], blocks: Iterable[np.ndarray]) -> Iterator[bytes]:
    """The content of a .npy file of that shape, of which the blocks are the rows."""
    header = io.BytesIO()
    description = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, description)
    yield header.getvalue()
    for block in blocks:
        yield np.ascontiguousarray(block, dtype).reshape(-1).view(np.uint8).data  # type: ignore[misc]


class ArrayLike(Protocol):
    """Rows that are there when they are asked for."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, rows: Any, /) -> np.ndarray: ...  # noqa: ANN401 - whatever an array takes


class HalfRows:
    """Rows of an array of half precision, in single precision once they are asked for: half the memory, and between
    embeddings of length 1 distances that are wrong by 0.0001 at most."""

    dtype: np.dtype[np.generic] = np.dtype(np.float32)

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = rows
        self.shape = rows.shape

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        return self._rows[rows].astype(np.float32)


class GatheredRows:
    """Rows of two arrays, picked by `sources`: of `old`, or below 0 of `new`, -1 being its first. They are copied where
    they are asked for."""

    def __init__(self, old: ArrayLike, new: ArrayLike, sources: np.ndarray) -> None:
        self._old, self._new, self._sources = old, new, sources
        self.dtype: np.dtype[np.generic] = new.dtype
        self.shape = (len(sources), *new.shape[1:])

    def __len__(self) -> int:
        return len(self._sources)

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        sources = self._sources[rows]
        known = sources >= 0
        if known.all():
            return self._old[sources]
        found = np.empty((len(sources), *self.shape[1:]), self.dtype)
        found[known] = self._old[sources[known]]
        found[~known] = self._new[-1 - sources[~known]]
        return found


def array_blocks(array: ArrayLike, dtype: type[np.generic] | None = None) -> Iterator[bytes]:
    """The content of a .npy file of this array, of another type if one is given."""
    blocks = (array[start : start + BLOCK] for start in range(0, len(array), BLOCK))
    return npy_blocks(array.shape, array.dtype if dtype is None else np.dtype(dtype), blocks)


def array_of(name: str, content: bytes) -> np.ndarray:
    """A .npy file's array over the bytes themselves (or the mapped file). Raises IndexCorruptError."""
    stream = io.BytesIO(content[:1024])
    try:
        np.lib.format.read_magic(stream)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
        if fortran or dtype.hasobject:
            raise ValueError("of an unexpected layout")
        found = np.frombuffer(content, dtype, offset=stream.tell()) if np.prod(shape) else np.empty(shape, dtype)
        return found.reshape(shape)
    except Exception as error:
        # numpy raises several kinds over a damaged header; all mean the same here.
        raise IndexCorruptError(f"{name} is no array: {error}") from error
