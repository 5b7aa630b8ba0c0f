"""One garment of a photo: its crop, and the types it may be."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from recommender.answers import Garment, Guess
from recommender.network.crops import WHOLE, condition_on_garment, crop, garment_seen, looked_at
from recommender.network.glimpses import glimpse

TYPES = ("Tshirts", "Jackets", "Jeans", "Handbags")


def test_a_crop_is_the_box_and_a_little_more() -> None:
    """The crop holds all of the box and some ground around it; a senseless box gives something."""
    photo = np.arange(100 * 80 * 3, dtype=np.uint32).reshape(100, 80, 3).astype(np.uint8)
    part = crop(photo, (0.25, 0.2, 0.75, 0.7))
    assert 56 <= part.shape[0] <= 68
    assert 44 <= part.shape[1] <= 54
    assert np.array_equal(crop(photo, WHOLE), photo)
    for box in ((0.9, 0.9, 0.1, 0.1), (1.0, 1.0, 1.0, 1.0), (-5.0, 7.0, 9.0, 8.0)):
        assert min(crop(photo, box).shape[:2]) >= 16


def test_of_a_pair_one_shoe_is_looked_at() -> None:
    """Shoes on feet: the left one, with little around it. Boots, a shoe that fills the photo, and all that are no shoes
    are looked at whole."""
    photo = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 300, axis=0).repeat(3, axis=2)
    pair, boots, large = (0.3, 0.9, 0.6, 0.98), (0.4, 0.7, 0.55, 0.98), (0.1, 0.3, 0.9, 0.6)
    one = looked_at(photo, Garment(pair, "footwear", 0.8))
    assert 56 <= one[0, 0, 0] < 60 < 90 <= one[0, -1, 0] < 95
    for garment in (Garment(boots, "footwear", 0.8), Garment(large, "footwear", 0.8), Garment(pair, "bag", 0.8)):
        assert np.array_equal(looked_at(photo, garment), crop(photo, garment.box))


def test_types_lean_towards_the_garment_softly() -> None:
    """Known to be a top, a T-shirt gains on a jacket, a jacket on jeans; nothing becomes impossible; the sum is 1."""
    even = np.full(4, 0.25, np.float32)
    leant = condition_on_garment(TYPES, even, "top")
    assert leant[0] > leant[1] > leant[2] == leant[3] > 0
    assert leant.sum() == pytest.approx(1)
    sure = condition_on_garment(TYPES, np.array([0.001, 0.001, 0.997, 0.001]), "top")
    assert sure.argmax() == 2, "a detector's mistake does not outvote a network that is sure"


def test_the_photos_garment_is_the_sum_of_its_types() -> None:
    """0.35 Shirts and 0.25 T-shirts are a top though Jeans are likelier than either; no guess, no garment."""
    seen = garment_seen([Guess("Jeans", 0.4), Guess("Shirts", 0.35), Guess("Tshirts", 0.25)])
    assert seen is not None
    assert (seen.type, seen.box) == ("top", WHOLE)
    assert seen.confidence == pytest.approx(0.6)
    assert garment_seen([]) is None


def test_a_glimpse_shows_all_and_frames_one() -> None:
    """Side by side at one height, what is not meant half transparent, without a frame where there is nothing else."""
    photo = np.full((400, 300, 3), (200, 30, 40), np.uint8)
    strip = Image.open(io.BytesIO(glimpse(photo, [(0.0, 0.0, 0.5, 0.5), (0.5, 0.0, 1.0, 1.0)], meant=1)))
    alone = Image.open(io.BytesIO(glimpse(photo, [])))
    assert strip.size[0] > alone.size[0] and strip.size[1] == alone.size[1] == 138
    pixels = np.asarray(strip.convert("RGBA"))
    assert pixels[69, 40, 3] < 200 < pixels[69, -40, 3]
    assert pixels[69, -1, 2] > 150 > pixels[69, 40, 2]
    assert np.asarray(alone.convert("RGBA"))[0, 0, 3] == 0
