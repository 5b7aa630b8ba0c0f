"""Preprocessing: what the network is given of a photo."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from recommender.network import preprocessing
from recommender.network.preprocessing import border_colour, network_input, shrunk

RED, BLUE = (220, 30, 40), (20, 40, 200)


def framed(
    width: int, height: int, inside: tuple[int, int, int] = RED, ground: tuple[int, int, int] = BLUE
) -> np.ndarray:
    """A block of one colour on a ground of another, a tenth of the photo wide all round."""
    photo = np.empty((height, width, 3), np.uint8)
    photo[:] = ground
    edge = max(1, min(width, height) // 10)
    photo[edge:-edge, edge:-edge] = inside
    return photo


@pytest.mark.parametrize("width,height", [(60, 80), (80, 60), (64, 64), (1, 1), (3, 200), (200, 3), (1, 5000)])
@pytest.mark.parametrize("size", [32, 128])
def test_shape(width: int, height: int, size: int) -> None:
    """Whatever the photo's size, the result is a square of the asked size, uint8, with three channels."""
    photo = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    prepared = network_input(photo, size)
    assert prepared.shape == (size, size, 3)
    assert prepared.dtype == np.uint8


def test_proportions_are_kept() -> None:
    """A block twice as high as wide is so afterwards, and lies in the middle."""
    prepared = network_input(framed(100, 200), 128)
    red = (prepared[..., 0] > 130) & (prepared[..., 2] < 110)
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    assert height / width == pytest.approx(180 / 80, rel=0.05)
    assert (rows[0] + rows[-1]) / 2 == pytest.approx(63.5, abs=1)
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(63.5, abs=1)


def test_the_rest_is_filled_with_the_border_colour() -> None:
    """A tall photo is padded at its sides, a wide one above and below, with the colour of its own border."""
    tall, wide = network_input(framed(50, 100), 64), network_input(framed(100, 50), 64)
    for strip in (tall[:, :15], tall[:, -15:], wide[:15], wide[-15:]):
        assert (strip == BLUE).all()


def test_the_border_colour_is_the_median() -> None:
    """A garment that touches the edge does not colour the padding as long as it takes less than half of the border."""
    photo = framed(90, 60)
    photo[0:2, 30:60] = RED
    assert border_colour(photo) == BLUE
    assert border_colour(np.full((1, 1, 3), 7, np.uint8)) == (7, 7, 7)


def test_a_huge_photo_looks_as_its_thumbnail() -> None:
    """Three megapixels and their own thumbnail give nearly the same input: shrinking filters, it does not pick."""
    stripes = np.tile(np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8), (1500, 1000, 1))
    assert np.abs(network_input(stripes, 64)[32, 16:48].astype(int) - 127).max() < 12
    large = framed(1500, 2000)
    small = np.asarray(Image.fromarray(large).resize((150, 200), Image.Resampling.BOX))
    difference = np.abs(network_input(large, 64).astype(int) - network_input(small, 64))
    assert difference.mean() < 2


def test_views_are_as_good_as_copies() -> None:
    """Crops, mirrored, turned and read-only arrays give what their contiguous copies give, and stay as they are."""
    photo = np.random.default_rng(2).integers(0, 256, (90, 70, 3), dtype=np.uint8)
    before = photo.copy()
    for view in (
        photo[10:60, 5:40],
        photo[:, ::-1],
        photo[::-1],
        photo.transpose(1, 0, 2),
        photo[::2, ::3],
        photo[..., ::-1],
    ):
        np.testing.assert_array_equal(network_input(view, 48), network_input(np.ascontiguousarray(view), 48))
    photo.flags.writeable = False
    np.testing.assert_array_equal(network_input(photo, 48), network_input(before, 48))


def test_a_photo_of_the_right_size_stays() -> None:
    """A square of the asked size is passed on pixel by pixel."""
    photo = np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    np.testing.assert_array_equal(network_input(photo, 64), photo)


def test_framing_nearer_and_farther() -> None:
    """Nearer shows the middle alone, farther the whole with a margin in the border's colour; the smallest photo has a
    frame, too."""
    photo = np.full((40, 20, 3), 200, dtype=np.uint8)
    photo[10:30, 5:15] = 30
    nearer, farther = preprocessing.zoomed(photo, 2.0), preprocessing.zoomed(photo, 0.5)
    assert nearer.shape == (20, 10, 3)
    assert (nearer == 30).all()
    assert farther.shape == (80, 40, 3)
    np.testing.assert_array_equal(farther[20:60, 10:30], photo)
    assert (farther[:20] == 200).all() and (farther[:, 30:] == 200).all()
    assert preprocessing.zoomed(photo[:1, :1], 3.0).shape == (1, 1, 3)
    np.testing.assert_array_equal(preprocessing.zoomed(photo, 1.0), photo)


def test_a_shops_picture_is_told_from_a_shoppers() -> None:
    """Light and even all around is a studio's, though the piece touches an edge; a grey or an uneven ground is not."""
    photo = np.full((40, 30, 3), 250, dtype=np.uint8)
    photo[5:40, 10:18] = (20, 40, 90)
    assert preprocessing.is_studio(photo)
    assert not preprocessing.is_studio(np.where(photo == 250, 180, photo).astype(np.uint8))
    half = photo.copy()
    half[20:] = (120, 110, 100)
    assert not preprocessing.is_studio(half)


def test_a_large_photo_is_reduced_once() -> None:
    """A large photo becomes smaller by a whole factor, still twice as large as the network sees it, and looks the
    same to it as without that step; a photo that is not so large stays as it is."""
    rows, columns = np.mgrid[0:1200, 0:900].astype(np.float32)
    photo = np.stack([rows / 5, columns / 4, 127 + 100 * np.sin(rows / 90)], axis=2).astype(np.uint8)
    small = shrunk(photo, 176)
    assert small.shape == (400, 300, 3)
    assert np.abs(network_input(small, 176).astype(int) - network_input(photo, 176)).max() <= 2
    assert shrunk(small, 176) is small
