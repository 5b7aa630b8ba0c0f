"""Taking models' pictures apart, against the true outlines of drawn ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recommender.training.synthetic.segmentation import HEIGHT, box_of, segment_garment
from tests.recommender.training.drawn_models import Colour, flat_bag, lower, material, upper
from tests.recommender.training.drawn_shop import product

COLOURS: list[Colour] = [(190, 40, 40), (30, 120, 70), (60, 70, 160)]


def _agreement(found: np.ndarray, truth: np.ndarray) -> float:
    resized = cv2.resize(truth.astype(np.uint8), found.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return float(((found > 0) & resized).sum() / ((found > 0) | resized).sum())


@pytest.mark.parametrize("colour", COLOURS)
def test_a_worn_top_is_told_from_who_wears_it(colour: Colour) -> None:
    """Head, arms and the trousers below are the person's, the top is the garment: overlap above 0.75."""
    photo, truth = upper(colour)
    piece = segment_garment("1", "top", photo)
    assert piece is not None
    assert piece.worn
    assert piece.picture.shape[0] == HEIGHT
    assert _agreement(piece.garment, truth) > 0.75
    assert box_of(piece.person)[1] < piece.box[1] - 20, "the person has a head above the garment"
    assert not (piece.garment.astype(bool) & ~piece.person.astype(bool)).any()


@pytest.mark.parametrize("colour", COLOURS)
def test_worn_trousers_end_above_the_shoes(colour: Colour) -> None:
    """Neither the shirt above nor the shoes below are the trousers'."""
    photo, truth = lower(colour)
    piece = segment_garment("1", "trousers", photo)
    assert piece is not None
    assert piece.worn
    assert _agreement(piece.garment, truth) > 0.8


def test_what_lies_flat_is_all_garment() -> None:
    """A garment that nobody wears, and whatever is no clothing, is its own outline."""
    shirt = segment_garment("1", "top", product("Tshirts", (190, 40, 40), (180, 240))[0])
    bag = segment_garment("2", "bag", flat_bag((90, 60, 30)))
    for piece in (shirt, bag):
        assert piece is not None
        assert not piece.worn
        assert np.array_equal(piece.garment, piece.person)


def test_a_picture_without_plain_ground_does_not_come_apart() -> None:
    """Where no ground can be told from the product there is no piece, rather than a wrong one."""
    noise = np.random.default_rng(0).integers(0, 256, (240, 180, 3), dtype=np.uint8)
    assert segment_garment("1", "top", noise) is None


def test_the_drawn_models_make_material() -> None:
    """What the other tests dress people in: all of it is worn, but for the bags."""
    pieces = material().pieces
    assert all(piece.worn == key.startswith("worn") for key, found in pieces.items() for piece in found)
