"""Augmentation: views that a camera might have made, and still of the same product."""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from recommender.network.preprocessing import network_input
from recommender.training.synthetic.augmentation import (
    background_from,
    camera,
    clutter,
    phone_view,
    retaken,
    shop_view,
    shopper_view,
)
from tests.recommender.training.drawn_shop import COLOURS, TYPES, product

View = Callable[[np.ndarray, int, np.random.Generator], np.ndarray]


def _hard(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    return shopper_view(photo, clutter(size, rng), size, rng)


def _plain_hard(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    return shopper_view(photo, None, size, rng)


VIEWS: list[View] = [shop_view, _plain_hard, _hard, phone_view, background_from]


@pytest.mark.parametrize("view", VIEWS, ids=["shop", "shopper", "shopper on clutter", "phone", "background"])
@pytest.mark.parametrize("shape", [(80, 60), (300, 225), (33, 200), (16, 16)])
def test_views_are_squares(view: View, shape: tuple[int, int]) -> None:
    """Whatever the photo's size, a view is a square of the asked size, uint8; the photo itself is not changed."""
    photo = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    before = photo.copy()
    for size in (32, 97):
        for seed in range(4):
            made = view(photo, size, np.random.default_rng(seed))
            assert made.shape == (size, size, 3)
            assert made.dtype == np.uint8
    np.testing.assert_array_equal(photo, before)


@pytest.mark.parametrize("view", VIEWS, ids=["shop", "shopper", "shopper on clutter", "phone", "background"])
def test_the_seed_decides(view: View) -> None:
    """The same seed gives the same view, pixel by pixel; another one another."""
    photo = product("Tshirts", COLOURS["Red"], (90, 120), (120, 90, 60))[0]
    # Beyond a plain ground, so that each piece of it differs.
    photo = np.clip(photo + np.arange(90)[None, :, None] + np.arange(120)[:, None, None], 0, 255).astype(np.uint8)
    first, again, other = (view(photo, 64, np.random.default_rng(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", TYPES)
def test_the_shop_view_stays_close(kind: str) -> None:
    """The catalogue's view is nearly the prepared picture or its mirror image; the shopper's is farther off."""
    photo, _ = product(kind, COLOURS["Blue"], (225, 300))
    plain = network_input(photo, 64).astype(np.float32)

    def off(made: np.ndarray) -> float:
        return float(min(np.abs(made - plain).mean(), np.abs(made[:, ::-1] - plain).mean()))

    near = [off(shop_view(photo, 64, np.random.default_rng(seed))) for seed in range(20)]
    far = [off(_hard(photo, 64, np.random.default_rng(seed))) for seed in range(20)]
    assert max(near) < 45
    assert np.mean(near) < 0.4 * np.mean(far)


def test_a_background_takes_the_grounds_place() -> None:
    """Laid on a background, corners are the background's and the middle is the product's; without, the ground stays."""
    photo, _ = product("Tshirts", COLOURS["Red"], (225, 300))
    floor = np.zeros((64, 64, 3), np.uint8)
    floor[..., 1] = 150
    corners = np.zeros((64, 64), bool)
    corners[:6, :6] = corners[:6, -6:] = corners[-6:, :6] = corners[-6:, -6:] = True
    for seed in range(10):
        on_floor = shopper_view(photo, floor, 64, np.random.default_rng(seed)).astype(int)
        plain = shopper_view(photo, None, 64, np.random.default_rng(seed)).astype(int)
        green = np.median(on_floor[corners], axis=0)
        assert green[1] > 2 * green[0] and green[1] > 2 * green[2], seed
        light = np.median(plain[corners], axis=0)
        assert light.min() > 0.75 * light.max(), seed
    middles = [
        np.median(shopper_view(photo, floor, 64, np.random.default_rng(seed))[24:40, 24:40].reshape(-1, 3), axis=0)
        for seed in range(10)
    ]
    assert np.mean([middle[0] > 2 * middle[1] for middle in middles]) >= 0.8


@pytest.mark.parametrize("name", COLOURS)
@pytest.mark.parametrize("view", [shop_view, _plain_hard, phone_view], ids=["shop", "shopper", "phone"])
def test_the_colour_keeps_its_name(name: str, view: View) -> None:
    """A saturated product's hue stays within 20 degrees in each of 30 views: red never becomes orange."""
    photo, _ = product("Tshirts", COLOURS[name], (225, 300))
    wanted = colorsys.rgb_to_hsv(*(value / 255 for value in COLOURS[name]))[0]
    for seed in range(30):
        made = cv2.GaussianBlur(view(photo, 64, np.random.default_rng(seed)), (0, 0), 2)
        hsv = np.array([colorsys.rgb_to_hsv(*(pixel / 255)) for pixel in made[20:44, 20:44].reshape(-1, 3)])
        cloth = hsv[hsv[:, 1] > 0.5]
        assert len(cloth) > 100, seed
        away = np.abs((np.median((cloth[:, 0] - wanted + 0.5) % 1)) - 0.5)
        assert away < 20 / 360, seed


def test_the_camera_leaves_something_to_see() -> None:
    """Light, blur, noise and JPEG change a photo, and never to black, white or one tone."""
    photo = network_input(product("Jeans", COLOURS["Green"], (225, 300))[0], 96)
    for seed in range(60):
        made = camera(photo, np.random.default_rng(seed))
        assert made.shape == photo.shape
        assert made.std() > 20, seed
        assert 40 < made.mean() < 250, seed


@pytest.mark.parametrize("shape", [(80, 60), (300, 225)])
def test_retaken_pictures(shape: tuple[int, int]) -> None:
    """A picture taken again is 70 % of the area, at least 160 pixels before that, with or without a phone photo."""
    photo, _ = product("Handbags", COLOURS["Green"], shape[::-1])
    floor = np.full((120, 90, 3), (150, 110, 70), np.uint8)
    for ground in (None, floor):
        made = retaken(photo, ground, np.random.default_rng(3))
        scale = max(1.0, 160 / min(shape))
        assert made.shape[0] * made.shape[1] == pytest.approx(0.7 * shape[0] * shape[1] * scale**2, rel=0.03)
        np.testing.assert_array_equal(made, retaken(photo, ground, np.random.default_rng(3)))
