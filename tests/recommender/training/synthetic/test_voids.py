"""Photos without a product."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommender.training.synthetic.voids import DRAWN, corner, synthetic_void


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("size", [32, 130])
def test_each_kind_is_drawn(draw: Callable[[int, np.random.Generator], np.ndarray], size: int) -> None:
    """Each kind gives a square of the asked size, uint8, the same for the same seed and different for others."""
    pictures = [draw(size, np.random.default_rng(seed)) for seed in range(6)]
    for picture in pictures:
        assert picture.shape == (size, size, 3)
        assert picture.dtype == np.uint8
    np.testing.assert_array_equal(pictures[2], draw(size, np.random.default_rng(2)))
    assert len({picture.tobytes() for picture in pictures}) == 6


def test_a_corner_is_cut_from_a_corner() -> None:
    """Of a phone photo only a piece that touches two edges is taken, never its middle, where the garment lies."""
    photo = np.zeros((100, 80, 3), np.uint8)
    photo[30:70, 25:55] = 255
    for seed in range(30):
        assert corner(photo, 48, np.random.default_rng(seed)).max() == 0


def test_with_phone_photos_and_without() -> None:
    """With phone photos, some are cut from them and some drawn; without, all are drawn."""
    floor = np.full((90, 90, 3), (11, 77, 33), np.uint8)
    made = [synthetic_void([floor], 40, np.random.default_rng(seed)) for seed in range(80)]
    cut = sum(bool((picture == (11, 77, 33)).all()) for picture in made)
    assert 20 < cut < 55
    assert not any((synthetic_void([], 40, np.random.default_rng(seed)) == (11, 77, 33)).all() for seed in range(20))
