"""What a colour looks like to the network: mean embeddings by colour, each from the middle of its type."""

from __future__ import annotations

import numpy as np

from recommender.index.columns.attribute_column import AttributeColumn


def colour_means(
    embeddings: np.ndarray, colours: AttributeColumn, types: AttributeColumn, among: np.ndarray | None
) -> np.ndarray:
    """(colours, dim + 1) float32: of each colour the mean of its products (`among` these, (n,) bool, or of all) from
    the middle of their types, and last how many there are."""
    rows = np.flatnonzero(colours.codes >= 0 if among is None else among & (colours.codes >= 0))
    size = len(colours.words)
    if not len(rows):
        return np.zeros((size, embeddings.shape[1] + 1), np.float32)
    codes = types.codes[rows] + 1  # products without a type are one of their own
    centred = embeddings[rows] - _by_code(embeddings[rows], codes, int(codes.max()) + 1)[0][codes]
    means, counts = _by_code(centred, colours.codes[rows], size)
    return np.column_stack((means, counts.astype(np.float32)))


def _by_code(vectors: np.ndarray, codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean vector of each code (zeros where there is none), and how many there are."""
    counts = np.bincount(codes, minlength=size).astype(np.float64)
    order = np.argsort(codes, kind="stable")
    present = np.flatnonzero(counts)
    starts = np.searchsorted(codes[order], present)
    means = np.zeros((size, vectors.shape[1]), np.float32)
    means[present] = np.add.reduceat(vectors[order], starts, axis=0) / counts[present, None]
    return means, counts
