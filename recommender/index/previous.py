"""The index that serves while a new one is built: what of it may be taken over."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from recommender.errors import IndexCorruptError, IndexMissingError
from recommender.index import files as index_files
from recommender.index.columns.attribute_column import UNKNOWN
from recommender.index.embedding_journal import row_dtype
from recommender.index.engines import EngineName
from recommender.index.engines.approximate import FAISS_FILE
from recommender.index.engines.choice import wants_faiss
from recommender.index.indexed_product import IndexedProduct
from recommender.index.product_table import mark
from recommender.index.search import Index
from recommender.product import Product
from recommender.protocols import EmbedderLike

log = logging.getLogger(__name__)


@dataclass
class PreviousIndex:
    """Empty where there is no index that can be read. It stays mapped: only what is asked for is read."""

    index: Index | None = None
    same_embedder: bool = False
    same_looks: bool = False
    files: index_files.VersionFiles | None = None
    _pictures: tuple[np.ndarray, np.ndarray] | None = field(default=None, repr=False)

    @classmethod
    def read(cls, folder: Path, embedder: EmbedderLike) -> PreviousIndex:
        """The current version in the folder, every hash checked."""
        try:
            manifest, files = index_files.read_version(folder)
            index_files.check_hashes(manifest, files)
            index = Index.from_files(manifest, files, "exact")
        except IndexMissingError:
            return cls()
        except IndexCorruptError as error:
            log.warning("the index of before cannot be used, everything is embedded anew: %s", error)
            return cls()
        same = (manifest.embedder_version, manifest.dim) == (embedder.version, embedder.dim)
        # An index of an earlier release keeps other places, or none.
        places = row_dtype(embedder)["detail"].shape
        same = same and index.descriptors is not None and index.descriptors.shape[1:] == places
        looks = index.looks is not None and index.looks.version == embedder.looks.version
        return cls(index, same_embedder=same, same_looks=looks, files=files)

    def __bool__(self) -> bool:
        return self.index is not None

    def __len__(self) -> int:
        return len(self.index) if self.index is not None else 0

    @property
    def version(self) -> str:
        return self.index.version if self.index is not None else ""

    def is_of_now(self, engine: EngineName) -> bool:
        """Whether a reindex of today would write the same files."""
        if self.index is None or self.index.manifest.format != index_files.FORMAT or self.files is None:
            return False
        return wants_faiss(engine, len(self.index.embeddings)) == (FAISS_FILE in self.files)

    @property
    def manifest(self) -> index_files.Manifest | None:
        return self.index.manifest if self.index is not None else None

    def release(self) -> None:
        """What was read of its files no longer counts as this process's memory."""
        if self.files is not None:
            self.files.release()

    def places(self, products: list[Product]) -> np.ndarray:
        """(n,) the products' rows, by their ids; UNKNOWN where they have none."""
        if self.index is None or not products:
            return np.full(len(products), UNKNOWN, dtype=np.int64)
        return self.index.table.places([product.id for product in products])

    def record(self, row: int, offered: Product | None = None) -> IndexedProduct:
        """What it knows of that row; with the price and stock of now, if that is given, so that all else compares."""
        assert self.index is not None  # noqa: S101 - for the type checker: there are rows where there is an index
        table = self.index.table
        if offered is None:
            return table.record(row)
        return IndexedProduct.from_line(table.lines.line(row), offered.price, offered.in_stock)

    def gone(self, places: np.ndarray, most: int | None = 10) -> tuple[int, list[str]]:
        """How many of its products none of these rows is, and so many of their ids."""
        left = np.ones(len(self), dtype=bool)
        left[places[places != UNKNOWN]] = False
        rows = np.flatnonzero(left)
        return len(rows), self.index.ids(rows[:most]) if self.index is not None else []

    @cached_property
    def lacking(self) -> tuple[float, float]:
        """The shares of its products without a price and without a type."""
        if self.index is None:
            return 0.0, 0.0
        lines = self.index.table.lines
        typed = sum(b'"type":"' in lines.line(row).partition(b'"extra":{')[0] for row in range(len(lines)))
        return float(np.isnan(self.index.table.prices).mean()), 1.0 - typed / len(lines)

    def picture(self, digest: str) -> int:
        """The row of the picture with that hash; UNKNOWN if there is none."""
        if self.index is None:
            return UNKNOWN
        if self._pictures is None:
            with_more = np.unique(self.index.owners).tolist()
            further = [mark(each) for row in with_more for each in self.record(row).hashes[1:]]
            marks = np.concatenate((self.index.table.pictures, np.array(further, dtype=np.int64)))
            order = np.argsort(marks, kind="stable")
            self._pictures = marks[order], order
        marks, rows = self._pictures
        wanted = mark(digest)
        place = int(np.searchsorted(marks, wanted))
        return int(rows[place]) if place < len(marks) and marks[place] == wanted else UNKNOWN
