"""Cutting products out of shop pictures, against the true outlines of drawn ones."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.training.synthetic.cutout import foreground_mask
from tests.recommender.training.drawn_shop import COLOURS, TYPES, product


def _overlap(mask: np.ndarray, truth: np.ndarray) -> float:
    """Intersection over union."""
    found = mask > 127
    return float((found & truth).sum() / (found | truth).sum())


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("size", [(60, 80), (225, 300)])
@pytest.mark.parametrize("ground", [(255, 255, 255), (238, 236, 240)])
def test_the_outline_is_found(kind: str, size: tuple[int, int], ground: tuple[int, int, int]) -> None:
    """On white and on off-white, small and large, the mask is the product's outline with an overlap above 0.9."""
    for colour in COLOURS.values():
        photo, truth = product(kind, colour, size, ground)
        mask = foreground_mask(photo)
        assert mask.shape == truth.shape
        assert mask.dtype == np.uint8
        assert set(np.unique(mask)) <= {0, 255}
        assert _overlap(mask, truth) > 0.9


def test_white_inside_a_product_belongs_to_it() -> None:
    """A white print on a shirt is not cut out with the ground: the fill comes from the border."""
    photo, truth = product("Tshirts", (200, 30, 40), (225, 300))
    photo[130:170, 100:125] = 255
    assert _overlap(foreground_mask(photo), truth) > 0.95


@pytest.mark.parametrize("ground", [(40, 40, 45), (120, 170, 220), (250, 250, 150), (190, 190, 190)])
def test_other_grounds_leave_the_picture_whole(ground: tuple[int, int, int]) -> None:
    """On a dark, grey or coloured ground nothing is cut: the picture is used whole."""
    photo, _ = product("Tshirts", (200, 30, 40), ground=ground)
    assert (foreground_mask(photo) == 255).all()


def test_a_white_shirt_on_white() -> None:
    """A shirt hardly darker than the ground, with an outline that has gaps, stays in one piece for the most part."""
    photo, truth = product("Tshirts", (247, 247, 246), (225, 300))
    edge = truth & ~(np.roll(truth, 2, 0) & np.roll(truth, -2, 0) & np.roll(truth, 2, 1) & np.roll(truth, -2, 1))
    edge[::25] = False
    photo[edge] = 205
    assert (foreground_mask(photo)[truth] == 255).mean() > 0.8


@pytest.mark.parametrize("level", [255, 230])
def test_an_empty_picture_is_whole(level: int) -> None:
    """Where next to nothing would be left, nothing is cut."""
    assert (foreground_mask(np.full((80, 60, 3), level, np.uint8)) == 255).all()
    speck = np.full((80, 60, 3), level, np.uint8)
    speck[40, 30] = 0
    assert (foreground_mask(speck) == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (2, 90), (16, 16)])
def test_tiny_pictures(shape: tuple[int, int]) -> None:
    """Pictures of a few pixels give a mask of their shape."""
    photo = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert foreground_mask(photo).shape == shape
