"""The colours of the sample shop, by the names that the Fashion Product Images dataset uses (`baseColour`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float32]  # (3,) RGB, 0 to 1

_HEX = {
    "Black": "26262a",
    "White": "f1f1ef",
    "Off White": "ece5d5",
    "Cream": "efe3c2",
    "Beige": "d8c4a0",
    "Khaki": "a8966a",
    "Tan": "c08a55",
    "Brown": "6b4429",
    "Coffee Brown": "4a3024",
    "Grey": "8d9095",
    "Grey Melange": "a3a6aa",
    "Charcoal": "45484d",
    "Silver": "c4c8cc",
    "Steel": "9ba3aa",
    "Gold": "cfa453",
    "Rose Gold": "d49f88",
    "Copper": "b06c3f",
    "Red": "c41f2b",
    "Maroon": "6f1a2a",
    "Burgundy": "5f1730",
    "Rust": "a94a22",
    "Orange": "e8741e",
    "Peach": "f5b596",
    "Pink": "ec8bab",
    "Rose": "d9566f",
    "Magenta": "c02678",
    "Purple": "6a3d94",
    "Lavender": "b7a3da",
    "Mauve": "a87a96",
    "Blue": "2c66b5",
    "Light Blue": "93bde3",
    "Turquoise Blue": "2bb1bf",
    "Teal": "11737a",
    "Navy Blue": "202c52",
    "Green": "2a8050",
    "Sea Green": "54b196",
    "Olive": "69703a",
    "Lime Green": "9ccb3b",
    "Yellow": "f2c928",
    "Mustard": "cf9a22",
}


def colour(name: str) -> Colour:
    """The colour of that name. KeyError for a name that the shop does not know."""
    digits = _HEX[name]
    return np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def names() -> tuple[str, ...]:
    return tuple(_HEX)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a."""
    return np.asarray(a * (1 - share) + b * share, np.float32)


def darker(a: Colour, by: float = 0.25) -> Colour:
    return np.asarray(a * (1 - by), np.float32)


def lighter(a: Colour, by: float = 0.25) -> Colour:
    return np.asarray(a + (1 - a) * by, np.float32)


def contrast(a: Colour) -> Colour:
    """A thread or print colour that can be seen on this one."""
    dark = float(a @ np.array([0.3, 0.59, 0.11], np.float32)) < 0.45
    return lighter(a, 0.55) if dark else darker(a, 0.5)
