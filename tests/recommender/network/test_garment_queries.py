"""What of a photo the network sees: all of it, or the crops, too. Each crop costs as much as the photo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.answers import Garment
from recommender.network.garment_queries import PhotoWithGarments

# Not light and even around the edge, as a shop's picture would be.
CLUTTER = np.random.default_rng(0).integers(0, 255, (200, 150, 3), dtype=np.uint8)
SHIRT = Garment((0.1, 0.1, 0.9, 0.9), "top", 0.8)
AS_DRESS = Garment((0.1, 0.1, 0.95, 0.95), "dress", 0.7)
PILLOW = Garment((0.0, 0.9, 0.2, 1.0), "bag", 0.2)
SHOES = Garment((0.4, 0.9, 0.6, 1.0), "footwear", 0.7)
SMALL = Garment((0.4, 0.4, 0.6, 0.6), "bag", 0.9)


@pytest.mark.parametrize(
    ("garments", "regions"),
    [
        ((), 1),
        ((SHIRT,), 1),
        ((SHIRT, AS_DRESS, PILLOW), 1),  # one piece, whatever it may be called, and a faint guess
        ((SHIRT, SHOES), 3),
        ((SMALL,), 2),
        ((SMALL, SHIRT), 3),
    ],
)
def test_one_piece_that_fills_the_photo_is_seen_once(garments: tuple[Garment, ...], regions: int) -> None:
    """Crops are seen where something else is as sure, or where the surest is but a part of the photo."""
    assert len(PhotoWithGarments(CLUTTER, garments, 0.0, chosen=False).regions) == regions


def test_the_garment_asked_for_is_all_that_is_seen() -> None:
    """Whatever else is there: the shopper has chosen."""
    assert PhotoWithGarments(CLUTTER, (SHOES,), 0.0, chosen=True).regions == [SHOES]


def test_a_large_photo_is_shrunk_once_for_finder_and_embedder() -> None:
    """What all of it is scaled from is the same before and after its garments are found; what is cut out of it is not
    shrunk."""
    pixels = np.random.default_rng(4).integers(0, 255, (1280, 960, 3), dtype=np.uint8)
    photo = PhotoWithGarments(pixels, (), 0.0, chosen=False)
    small = photo.small
    assert max(small.shape) == 427
    found = replace(photo, garments=(Garment((0.0, 0.0, 0.4, 0.4), "top", 0.9), Garment((0.5, 0.5, 1, 1), "bag", 0.9)))
    assert found.small is small
    whole, *crops = found.cut_out()
    assert whole is small
    assert all(max(crop.shape) > 427 for crop in crops)
