"""What a colour looks like to the network: mean embeddings by colour, each from the middle of its type.

Counted when the index is made, as sums for each type in each colour, of which the means for any types follow: over a
million products they take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from recommender.index.columns.arrays import BLOCK, ArrayLike


@dataclass(frozen=True, slots=True)
class ColourSums:
    """`pairs`, (p, 3) int32: the code of a type (UNKNOWN: none), that of a colour, and how many products have both;
    `sums`, (p, dim) float32: the sum of their embeddings."""

    pairs: np.ndarray
    sums: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, embeddings: ArrayLike, colours: np.ndarray, types: np.ndarray) -> ColourSums:
        """Of the products' embeddings, (n or more, dim), and codes, (n,); looked at in blocks of rows."""
        rows = np.flatnonzero(colours >= 0)
        width = int(types.max(initial=0)) + 2
        keys, places, counts = np.unique(
            colours[rows].astype(np.int64) * width + types[rows] + 1, return_inverse=True, return_counts=True
        )
        sums = np.zeros((len(keys), embeddings.shape[1]))
        for start in range(0, len(rows), BLOCK):
            of_block = places[start : start + BLOCK]
            order = np.argsort(of_block, kind="stable")
            present, begins = np.unique(of_block[order], return_index=True)
            vectors = embeddings[rows[start : start + BLOCK][order]]
            sums[present] += np.add.reduceat(vectors, begins, axis=0, dtype=np.float64) if len(vectors) else 0.0
        pairs = np.column_stack((keys % width - 1, keys // width, counts)).astype(np.int32)
        return cls(pairs, sums.astype(np.float32))

    @classmethod
    def joined(cls, parts: Iterable[tuple[ColourSums, np.ndarray, np.ndarray, int]]) -> ColourSums:
        """Of several, each with what its types' and its colours' codes are now (AttributeColumn.codes_in), and with 1
        to be added or -1 to be taken away."""
        pairs, sums = [], []
        for part, types, colours, sign in parts:
            old = part.pairs
            pairs.append(np.column_stack((types[old[:, 0]], colours[old[:, 1]], sign * old[:, 2])))
            sums.append(sign * part.sums)
        all_pairs = np.concatenate(pairs)
        keys, places = np.unique(all_pairs[:, :2], axis=0, return_inverse=True)
        counts = _added(all_pairs[:, 2:].astype(np.float64), places, len(keys)).astype(np.int32)
        kept = counts[:, 0] > 0
        total = _added(np.concatenate(sums).astype(np.float64), places, len(keys))
        return cls(np.column_stack((keys, counts))[kept].astype(np.int32), total[kept].astype(np.float32))

    def means(self, colours: int, types: Iterable[int] | None) -> np.ndarray:
        """(colours, dim + 1) float32: of each colour the mean embedding of its products (of these types, or of all)
        from the middle of their types, and last how many there are."""
        chosen = slice(None) if types is None else np.isin(self.pairs[:, 0], list(types))
        pairs, sums = self.pairs[chosen], self.sums[chosen].astype(np.float64)
        counts = pairs[:, 2].astype(np.float64)
        each, of_type = np.unique(pairs[:, 0], return_inverse=True)
        middles = _added(sums, of_type, len(each)) / np.maximum(_added(counts[:, None], of_type, len(each)), 1.0)
        total = _added(counts[:, None], pairs[:, 1], colours)
        means = _added(sums - counts[:, None] * middles[of_type], pairs[:, 1], colours) / np.maximum(total, 1.0)
        return np.column_stack((means, total)).astype(np.float32)


def _added(values: np.ndarray, places: np.ndarray, size: int) -> np.ndarray:
    total = np.zeros((size, values.shape[1]))
    np.add.at(total, places, values)
    return total
