"""Two searches as one: that of an index, whatever it is, and that of the few products which were added by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.index.engines import PictureSearch


class JoinedSearch:
    """Picture p of the joined is picture `sources[p]` of the first search or, below zero, `~sources[p]` of the second;
    what is not named is not found. `sizes`: how many pictures each has. In `sources` those of each ascend."""

    def __init__(
        self, first: PictureSearch, second: PictureSearch, sources: np.ndarray, sizes: tuple[int, int]
    ) -> None:
        self._first, self._second = first, second
        self._sources = sources
        self._at_first, self._at_second = (np.full(size, -1, sources.dtype) for size in sizes)
        of_second = sources < 0
        self._at_first[sources[~of_second]] = np.flatnonzero(~of_second)
        self._at_second[~sources[of_second]] = np.flatnonzero(of_second)
        self._hidden = tuple(int(np.count_nonzero(at < 0)) for at in (self._at_first, self._at_second))

    def warm(self) -> None:
        """Raises IndexCorruptError. The few that were added are compared as quickly without."""
        self._first.warm()

    def closest(self, queries: np.ndarray, count: int) -> Sequence[np.ndarray]:
        """As PictureSearch."""
        found = []
        parts = zip((self._first, self._second), (self._at_first, self._at_second), self._hidden, strict=True)
        for search, at, hidden in parts:
            rows = search.closest(queries, min(count + hidden, len(at)))
            found.append([(joined := at[each])[joined >= 0] for each in rows])
        return [np.concatenate(each) for each in zip(*found, strict=True)]

    def closest_among(self, query: np.ndarray, count: int, pictures: np.ndarray) -> np.ndarray:
        """As PictureSearch."""
        sources = self._sources[pictures]
        of_second = sources < 0
        found = []
        for search, at, rows in (
            (self._first, self._at_first, sources[~of_second]),
            (self._second, self._at_second, ~sources[of_second]),
        ):
            if len(rows):
                found.append(at[search.closest_among(query, min(count, len(rows)), rows)])
        return np.concatenate(found)
