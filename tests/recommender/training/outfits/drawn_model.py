"""Somebody in a top and trousers, drawn as shops photograph them: on white, cut off at the thighs or the waist."""

from __future__ import annotations

import numpy as np

SKIN, HAIR, SHOE = (220, 170, 140), (40, 30, 25), (90, 50, 30)
Colour = tuple[int, int, int]


def in_a_top(top: Colour, trousers: Colour, seed: int = 0) -> np.ndarray:
    """(300, 225, 3) uint8: from the head to the thighs; the hem is at 0.8."""
    picture = np.full((300, 225, 3), 255, np.uint8)
    picture[10:25, 90:135] = HAIR
    picture[25:60, 90:135] = SKIN
    picture[60:240, 55:170] = top
    picture[150:240, 45:55] = picture[150:240, 170:180] = SKIN
    picture[240:300, 65:160] = trousers
    return _grained(picture, seed)


def in_trousers(top: Colour, trousers: Colour, seed: int = 0) -> np.ndarray:
    """(300, 225, 3) uint8: from the waist, at 0.1, to the shoes."""
    picture = np.full((300, 225, 3), 255, np.uint8)
    picture[0:30, 70:155] = top
    picture[30:265, 75:110] = picture[30:265, 115:150] = trousers
    picture[30:90, 75:150] = trousers
    picture[265:285, 65:112] = picture[265:285, 113:160] = SHOE
    return _grained(picture, seed)


def _grained(picture: np.ndarray, seed: int) -> np.ndarray:
    grain = np.random.default_rng(seed).normal(0, 2, picture.shape)
    return np.where(picture == 255, picture, np.clip(picture + grain, 0, 250)).astype(np.uint8)
