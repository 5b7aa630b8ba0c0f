"""Ways to find the closest of many pictures: each engine behind one Protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import numpy as np

EngineName = Literal["auto", "exact", "faiss"]


class PictureSearch(Protocol):
    """Finds the closest of an index's pictures, n rows of length 1. Safe to call from several threads.

    What it finds comes in no order, and is measured anew by who asks; an engine may miss some of the farthest.
    """

    def warm(self) -> None:
        """Get ready what the first search does not wait for."""

    def closest(self, queries: np.ndarray, count: int) -> Iterable[np.ndarray]:
        """Of each of q queries, (q, dim) float32 unit rows, the closest: (count or more,); 1 <= count <= n."""

    def closest_among(self, query: np.ndarray, count: int, pictures: np.ndarray) -> np.ndarray:
        """(count or more,): the closest to one query, (dim,), of m `pictures`, ascending; 1 <= count <= m."""
