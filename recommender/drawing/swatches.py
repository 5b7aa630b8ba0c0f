"""Materials by name: the texture of cloth and leather, with a pattern on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.drawing.palette import Colour, colour, darker, lighter, mix
from recommender.drawing.patterns import COLUMNS, PATTERNS, ROWS, SIZE, Tile, ring_noise
from recommender.drawing.studio import Cloth

_RIBBED = ("cable", "rib", "corduroy")  # structures so coarse that they show every bend


@lru_cache(maxsize=64)
def cloth(fabric: str, base: str, pattern: str = "plain", second: str = "", third: str = "") -> Cloth:
    """A material by name: `fabric` is one of FABRICS, `pattern` one of PATTERNS, the colours are the palette's
    words."""
    rng = np.random.default_rng([len(fabric), sum(map(ord, fabric + base + pattern + second))])
    ground = colour(base)
    accent = colour(second) if second else _accent(ground)
    other = colour(third) if third else mix(accent, ground, 0.5)
    tile = np.broadcast_to(ground, (SIZE, SIZE, 3)).astype(np.float32)
    tile = PATTERNS[pattern](tile, ground, accent, other, rng)
    texture, sheen, gloss, hardness, contrast = FABRICS[fabric]
    tile = texture(tile, rng)
    luminance = float(ground @ np.array([0.3, 0.59, 0.11], np.float32))
    # Black cloth shows its folds by what it reflects, white cloth by faint shade.
    sheen = sheen + max(0.0, 0.3 - luminance) * 0.35
    if luminance > 0.8:
        contrast *= 0.78
    planes = np.ascontiguousarray((np.clip(tile, 0, 1) * 255).astype(np.uint8).transpose(2, 0, 1))
    return Cloth(planes, sheen, gloss, hardness, contrast, patterned=pattern != "plain" or fabric in _RIBBED)


def _accent(ground: Colour) -> Colour:
    return lighter(ground, 0.75) if float(ground.mean()) < 0.55 else darker(ground, 0.6)


def _toned(tile: Tile, factor: NDArray[np.float32]) -> Tile:
    return np.asarray(tile * factor[..., None], np.float32)


def _woven(tile: Tile, rng: np.random.Generator) -> Tile:
    grain = ring_noise(rng, 8, 1.6) * 0.010 + ring_noise(rng, 1.6, 8) * 0.010 + ring_noise(rng, 60, 60) * 0.008
    return _toned(tile, 1 + grain)


def _jersey(tile: Tile, rng: np.random.Generator) -> Tile:
    grain = ring_noise(rng, 1.6, 5) * 0.012 + ring_noise(rng, 40, 40) * 0.010
    return _toned(tile, 1 + grain)


def _melange(tile: Tile, rng: np.random.Generator) -> Tile:
    fleck = ring_noise(rng, 5, 1.5) * 0.045 + ring_noise(rng, 2, 2) * 0.02
    return _toned(tile, 1 + fleck)


def _pique(tile: Tile, rng: np.random.Generator) -> Tile:
    bumps = np.sin(COLUMNS * np.pi / 2.5 + (np.floor(ROWS / 4) % 2) * np.pi) * np.sin(ROWS * np.pi / 4)
    return _toned(tile, 1 + bumps * 0.03 + ring_noise(rng, 40, 40) * 0.008)


def _knit(tile: Tile, rng: np.random.Generator) -> Tile:
    """Columns of small Vs, as stockinette shows them."""
    column = (COLUMNS % 8) / 8
    lean = np.abs(column - 0.5) * 2
    rows = np.sin((ROWS / 7 + lean * 0.55) * 2 * np.pi)
    light = rows * 0.07 - np.exp(-(((column - 0.5) / 0.09) ** 2)) * 0.05 - np.exp(-(((lean - 1) / 0.16) ** 2)) * 0.10
    return _toned(tile, 1.03 + light + ring_noise(rng, 12, 12) * 0.02)


def _cable(tile: Tile, rng: np.random.Generator) -> Tile:
    """Twisted ropes between plain columns."""
    period, turn = 80, 60
    column = (COLUMNS % period) / period
    phase = 2 * np.pi * ROWS / turn
    light = np.zeros_like(COLUMNS)
    for k in (0.0, np.pi):
        centre = 0.5 + 0.16 * np.sin(phase + k)
        above = 0.75 + 0.25 * np.cos(phase + k)
        rope = np.exp(-(((column - centre) / 0.105) ** 2))
        light += rope * above * (0.16 + 0.08 * np.sin((ROWS + COLUMNS * 0.7) * 2 * np.pi / 8))
    light -= 0.16 * np.exp(-(((np.abs(column - 0.5) - 0.33) / 0.035) ** 2))
    light += 0.04 * np.sin(COLUMNS * 2 * np.pi / 8) * (np.abs(column - 0.5) > 0.36)
    return _toned(tile, 0.95 + light + ring_noise(rng, 10, 10) * 0.02)


def _rib(tile: Tile, rng: np.random.Generator) -> Tile:
    return _toned(tile, 1 + np.sin(COLUMNS * 2 * np.pi / 8) * 0.11 + ring_noise(rng, 6, 6) * 0.015)


def _corduroy(tile: Tile, rng: np.random.Generator) -> Tile:
    return _toned(tile, 0.97 + np.sin(COLUMNS * 2 * np.pi / 10) * 0.13 + ring_noise(rng, 3, 12) * 0.025)


def _denim(tile: Tile, rng: np.random.Generator) -> Tile:
    twill = np.sin((COLUMNS + ROWS) * 2 * np.pi / 4.8) * 0.035
    slub = ring_noise(rng, 2, 34) * 0.032 + ring_noise(rng, 1.5, 1.5) * 0.03 + ring_noise(rng, 70, 70) * 0.03
    tile = tile * 0.8 + tile.mean(2, keepdims=True) * 0.2  # indigo fades towards grey
    thread = np.clip(ring_noise(rng, 1.6, 5) - 1.1, 0, 1) * 0.16
    return np.asarray(_toned(tile, 1 + twill + slub) + (1 - tile) * thread[..., None], np.float32)


def _twill(tile: Tile, rng: np.random.Generator) -> Tile:
    twill = np.sin((COLUMNS - ROWS) * 2 * np.pi / 4) * 0.022
    return _toned(tile, 1 + twill + ring_noise(rng, 2, 2) * 0.015 + ring_noise(rng, 50, 50) * 0.01)


def _leather(tile: Tile, rng: np.random.Generator) -> Tile:
    pores = np.abs(ring_noise(rng, 4, 4)) * -0.03 + np.abs(ring_noise(rng, 9, 9)) * -0.025
    return _toned(tile, 1.03 + pores + ring_noise(rng, 90, 90) * 0.03)


def _suede(tile: Tile, rng: np.random.Generator) -> Tile:
    return _toned(tile, 1 + ring_noise(rng, 1.6, 1.6) * 0.04 + ring_noise(rng, 26, 26) * 0.035)


def _canvas(tile: Tile, rng: np.random.Generator) -> Tile:
    weave = np.sin(COLUMNS * 2 * np.pi / 4) * np.sin(ROWS * 2 * np.pi / 4) * 0.04
    return _toned(tile, 1 + weave + ring_noise(rng, 14, 2) * 0.018 + ring_noise(rng, 2, 14) * 0.018)


def _mesh(tile: Tile, rng: np.random.Generator) -> Tile:
    x, y = (COLUMNS + (np.floor(ROWS / 4) % 2) * 3) % 6 - 3, ROWS % 4 - 2
    hole = np.exp(-(x * x + y * y) / 1.8)
    return _toned(tile, 1.03 - hole * 0.32 + ring_noise(rng, 30, 30) * 0.01)


def _smooth(tile: Tile, rng: np.random.Generator) -> Tile:
    return _toned(tile, 1 + ring_noise(rng, 2, 2) * 0.006 + ring_noise(rng, 80, 80) * 0.006)


Texture = Callable[[Tile, np.random.Generator], Tile]


# fabric: texture, sheen, gloss, hardness of the highlight, contrast of the shading
FABRICS: dict[str, tuple[Texture, float, float, float, float]] = {
    "woven": (_woven, 0.05, 0, 24, 1.0),
    "jersey": (_jersey, 0.04, 0, 24, 0.95),
    "melange": (_melange, 0.04, 0, 24, 0.95),
    "pique": (_pique, 0.04, 0, 24, 0.95),
    "knit": (_knit, 0.03, 0, 24, 0.9),
    "cable": (_cable, 0.03, 0, 24, 0.9),
    "rib": (_rib, 0.03, 0, 24, 0.9),
    "corduroy": (_corduroy, 0.05, 0, 24, 1.0),
    "denim": (_denim, 0.04, 0, 24, 1.0),
    "twill": (_twill, 0.04, 0, 24, 1.0),
    "satin": (_smooth, 0.12, 0.16, 14, 1.1),
    "nylon": (_smooth, 0.12, 0.14, 18, 1.1),
    "leather": (_leather, 0.08, 0.34, 22, 1.1),
    "polished": (_leather, 0.10, 0.62, 30, 1.15),
    "patent": (_smooth, 0.12, 0.85, 34, 1.15),
    "suede": (_suede, 0.06, 0, 24, 0.95),
    "canvas": (_canvas, 0.04, 0, 24, 1.0),
    "mesh": (_mesh, 0.05, 0.05, 20, 1.0),
    "rubber": (_smooth, 0.05, 0.12, 20, 0.9),
    "metal": (_smooth, 0.2, 0.8, 26, 1.4),
}
