"""Local descriptors: whether two photos show the very same product, by the places in them.

An embedding says what a product is like; twenty striped shirts are like each other. What tells them apart is where and
how. So of every product some dozens of places are kept, each a short unit vector. A photo's places look for their best
match among a product's, wherever it is, turned and on another ground. This is late interaction (Khattab & Zaharia 2020,
"ColBERT"; for pictures Cao et al. 2020, "Unifying Deep Local and Global Features").

Places of the ground count little: the network says of each how much it is worth. Those worth most are kept, as Cao et
al. keep them by attention. 32 of 121 find what all do, and two products in a hundred more than as many means of
neighbouring places did. Only the few closest products by embedding are compared like this.
"""

from __future__ import annotations

import numpy as np

_KEPT = 32
_LEVELS = 127.0


def strongest(maps: np.ndarray) -> np.ndarray:
    """What an index keeps of the network's maps, (n, h, w, d + 1) float32: (n, places, d) int8.

    Directions only, of the places that are worth most, the best first.
    """
    count, high, wide, width = maps.shape
    every = maps.reshape(count, high * wide, width)
    best = np.argsort(-every[..., -1], axis=1, kind="stable")[:, : count_kept(high, wide)]
    directions = _unit(np.take_along_axis(every[..., :-1], best[..., None], axis=1))
    return np.rint(directions * _LEVELS).astype(np.int8)


def count_kept(high: int, wide: int) -> int:
    """How many places are kept of a map of that size."""
    return min(_KEPT, high * wide)


def agreement(seen: np.ndarray, products: np.ndarray) -> np.ndarray:
    """How well a photo's places, (h, w, d + 1) float32, are found again in each of the products, (m, places, d) int8.

    Returns (m,) float32: the mean cosine of the best matches, weighed by the softmax of the places' last channel.
    """
    places_seen = seen.reshape(-1, products.shape[2] + 1)
    worth = np.exp(places_seen[:, -1] - places_seen[:, -1].max())
    directions = _unit(places_seen[:, :-1]) * (worth / worth.sum() / _LEVELS)[:, None]
    # Product by product: as one larger product BLAS would spread it over threads, which wait for each other where the
    # cores are taken (30 ms instead of half a one).
    cosines = directions @ products.astype(np.float32).transpose(0, 2, 1)
    return np.asarray(cosines.max(axis=2).sum(axis=1), dtype=np.float32)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))
