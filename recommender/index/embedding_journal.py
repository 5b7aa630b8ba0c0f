"""A journal of the embeddings of a running reindex, so that an interrupted one does not begin again from nothing.

Appended to one file after each batch: the picture's hash (16 bytes), its row of the index, and a CRC of both. A
process killed in the middle of an append leaves a tail that does not fit; it is cut off when the file is read again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from recommender.network.local_descriptors import count_kept
from recommender.protocols import EmbedderLike

_FOLDER = "partial"
_HASH_BYTES, _CRC_BYTES = 16, 4


def row_dtype(embedder: EmbedderLike) -> np.dtype[np.void]:
    """What an index keeps of one picture: its "embedding" (dim,) float32 and, as "detail", its local descriptors
    (places, d) int8. The names go into the journal's own, so another would not find what an earlier release left."""
    high, wide, width = embedder.descriptor_shape
    return np.dtype([("embedding", "<f4", (embedder.dim,)), ("detail", "i1", (count_kept(high, wide), width - 1))])


class EmbeddingJournal:
    """Rows of the index (`row_dtype`) by picture hash, of one embedder; what another one left behind is removed."""

    def __init__(self, index_dir: Path, embedder: EmbedderLike) -> None:
        """Raises OSError."""
        self._type = row_dtype(embedder)
        self._folder = index_dir / _FOLDER
        name = hashlib.blake2b(f"{embedder.version} {self._type}".encode(), digest_size=8).hexdigest()
        self._path = self._folder / f"{name}.bin"
        self._folder.mkdir(exist_ok=True)
        for other in self._folder.iterdir():
            if other != self._path:
                other.unlink()
        self._file: BinaryIO | None = None

    def read(self) -> dict[str, np.void]:
        """All that is whole. Raises OSError."""
        size = _HASH_BYTES + self._type.itemsize + _CRC_BYTES
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        found: dict[str, np.void] = {}
        good = 0
        for start in range(0, len(content) - size + 1, size):
            entry, crc = content[start : start + size - _CRC_BYTES], content[start + size - _CRC_BYTES : start + size]
            if zlib.crc32(entry) != int.from_bytes(crc, "little"):
                break
            found[entry[:_HASH_BYTES].hex()] = np.frombuffer(entry, self._type, offset=_HASH_BYTES)[0]
            good = start + size
        if good < len(content):
            with self._path.open("r+b") as file:
                file.truncate(good)
        return found

    def add(self, hashes: Iterable[str], rows: np.ndarray) -> None:
        """Keep these; they outlive this process from here on. Raises OSError."""
        if self._file is None:
            self._file = self._path.open("ab")
        for digest, row in zip(hashes, rows, strict=True):
            entry = bytes.fromhex(digest) + row.tobytes()
            self._file.write(entry + zlib.crc32(entry).to_bytes(_CRC_BYTES, "little"))
        self._file.flush()

    def forget(self) -> None:
        """Remove them: they are in an index now, or not wanted. Raises OSError."""
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
