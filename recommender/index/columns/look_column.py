"""The looks of all products, row by row: what their titles name, and what the network sees in their pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recommender.errors import IndexCorruptError
from recommender.index.columns.arrays import BLOCK, ArrayLike
from recommender.index.columns.attribute_column import AttributeColumn
from recommender.looks import looks_named
from recommender.product import Product
from recommender.protocols import LooksLike
from recommender.taxonomy import GARMENT_TYPES, garment_of

LOOKS_FILE = "looks.npz"
_NAMED, _SEEN = 255, 254  # what a title names, and what is as surely seen as can be


@dataclass(frozen=True, slots=True)
class LookColumn:
    """`version` is that of the heads that saw the `looks`; `codes` (n, looks) uint8 hold both, named and seen."""

    looks: tuple[str, ...]
    version: str
    codes: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, products: Sequence[Product], embeddings: ArrayLike, heads: LooksLike) -> LookColumn:
        """Of products and their pictures' embeddings, in this order."""
        codes = np.empty((len(products), len(heads.looks)), np.uint8)
        for start in range(0, len(products), BLOCK):
            seen = heads.see(embeddings[start : min(start + BLOCK, len(products))], studio=True)
            codes[start : start + BLOCK] = np.round(seen * _SEEN)
        for row, product in enumerate(products):
            said = looks_named(product.title, product.garment)
            if said:
                codes[row, [look in said for look in heads.looks]] = _NAMED
        return cls(heads.looks, heads.version, codes)

    def at(self, rows: np.ndarray) -> LookColumn:
        """These rows of it."""
        return replace(self, codes=self.codes[rows])

    def probabilities(self, rows: np.ndarray | slice | int, unnamed: float = 1.0) -> np.ndarray:
        """(rows, looks): 1 where the title names a look, else what is seen of it, `unnamed` times."""
        codes = self.codes[rows]
        return np.where(codes == _NAMED, 1.0, unnamed * codes / _SEEN)

    def sums(self, types: AttributeColumn) -> np.ndarray:
        """(types + 1, looks): the sum of the probabilities of the products of each type, and last of those of none."""
        total = np.zeros((len(types.words) + 1, len(self.looks)))
        for start in range(0, len(self.codes), BLOCK):
            block = slice(start, start + BLOCK)
            np.add.at(total, types.codes[block], self.probabilities(block))
        return total

    def shown(self, look: str, least: float) -> np.ndarray:
        """(n,) bool: whose title names it, or whose picture shows it with at least this probability."""
        return np.asarray(self.codes[:, self.looks.index(look)] >= round(least * _SEEN))

    def to_file(self) -> bytes:
        content = io.BytesIO()
        np.savez(
            content, allow_pickle=False, looks=np.array(self.looks), version=np.array(self.version), codes=self.codes
        )
        return content.getvalue()

    @classmethod
    def from_file(cls, data: bytes, rows: int) -> LookColumn:
        """The contrary of `to_file`. Raises IndexCorruptError unless it is of so many rows."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                column = cls(tuple(map(str, arrays["looks"])), str(arrays["version"]), arrays["codes"])
        except Exception as error:
            # numpy and zipfile raise several kinds of error over damaged bytes; all mean the same here.
            raise IndexCorruptError(f"{LOOKS_FILE} cannot be read: {error}") from error
        if column.codes.shape != (rows, len(column.looks)) or column.codes.dtype != np.uint8:
            raise IndexCorruptError(
                f"{LOOKS_FILE} holds {column.codes.shape} where {(rows, len(column.looks))} is said"
            )
        return column


def usual_of_garments(types: AttributeColumn, sums: np.ndarray) -> np.ndarray:
    """(garments, looks): the mean probability, by the `sums` of each type (LookColumn.sums); NaN where there is no such
    garment."""
    garments = [GARMENT_TYPES.index(garment_of(word)) for word in types.words]
    garments.append(GARMENT_TYPES.index("accessory"))  # of products without a type
    counts = np.append(types.counts(), len(types.codes) - types.counts().sum())
    of_garment = np.equal.outer(np.arange(len(GARMENT_TYPES)), garments).astype(np.float64)
    sizes = (of_garment @ counts)[:, None]
    return np.where(sizes > 0, of_garment @ sums / np.maximum(sizes, 1), np.nan)


def joined_looks(first: LookColumn | None, second: LookColumn | None, kept: np.ndarray) -> LookColumn | None:
    """Those of an index of which some rows are `kept`, (n,) bool, and of its additions; None where these were not seen
    alike, until a reindex."""
    if first is None or second is None or first.version != second.version:
        return None
    return replace(first, codes=np.concatenate((first.codes[kept], second.codes)))
