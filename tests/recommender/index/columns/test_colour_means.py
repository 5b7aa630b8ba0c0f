"""Colour means: those of the sums are those of the embeddings themselves, for whatever types."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.index.columns import colour_means
from recommender.index.columns.colour_means import ColourSums


@pytest.mark.parametrize("block", [7, 1000])
@pytest.mark.parametrize("chosen", [None, [0], [1, 3], [-1], []])
def test_the_means_are_those_of_the_products(
    chosen: list[int] | None, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the middle of each type, products without a type being one of their own; without a colour none counts."""
    monkeypatch.setattr(colour_means, "BLOCK", block)
    rng = np.random.default_rng(2)
    vectors = rng.standard_normal((200, 8)).astype(np.float32)
    colours, types = rng.integers(-1, 5, 200), rng.integers(-1, 4, 200)
    found = ColourSums.of(vectors, colours, types).means(6, chosen)
    among = (colours >= 0) & (np.ones(200, bool) if chosen is None else np.isin(types, chosen))
    for colour in range(6):
        rows = np.flatnonzero(among & (colours == colour))
        middles = [vectors[among & (types == types[row])].mean(axis=0) for row in rows]
        mean = (vectors[rows] - middles).mean(axis=0) if len(rows) else np.zeros(8)
        np.testing.assert_allclose(found[colour], [*mean, len(rows)], atol=1e-5)
