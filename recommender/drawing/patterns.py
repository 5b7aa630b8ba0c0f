"""The patterns printed on or woven into cloth, as seamless tiles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from recommender.drawing.palette import Colour, colour, darker, lighter, mix

SIZE = 480  # pixels of a tile, two a unit
Tile = NDArray[np.float32]  # (SIZE, SIZE, 3), 0 to 1
ROWS, COLUMNS = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)


def ring_noise(rng: np.random.Generator, cell_x: float, cell_y: float) -> NDArray[np.float32]:
    """Seamless noise of unit strength: random values on a ring-shaped grid."""
    nx, ny = max(2, round(SIZE / cell_x)), max(2, round(SIZE / cell_y))
    grid = np.pad(rng.standard_normal((ny, nx), np.float32), 3, mode="wrap")
    image = Image.fromarray(grid).resize((SIZE, SIZE), Image.Resampling.BICUBIC, box=(3, 3, 3 + nx, 3 + ny))
    return np.asarray(image, np.float32)


def _lay(tile: Tile, shade: Colour, mask: NDArray[np.float32]) -> Tile:
    return np.asarray(tile * (1 - mask[..., None]) + shade * mask[..., None], np.float32)


def _band(at: NDArray[np.float32], period: float, start: float, width: float) -> NDArray[np.float32]:
    """1 within a stripe, 0 outside, soft over a pixel."""
    centre = np.abs((at - start - width / 2 + period / 2) % period - period / 2)
    return np.asarray(np.clip(width / 2 - centre + 0.5, 0, 1), np.float32)


def _plain(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    return tile


def _stripes(period: float, width: float, across: bool, thin: float = 0) -> Callable[..., Tile]:
    def draw(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
        at = ROWS if across else COLUMNS
        tile = _lay(tile, accent, _band(at, period, 0, width))
        return _lay(tile, other, _band(at, period, (period + width - thin) / 2, thin)) if thin else tile

    return draw


def _diagonal(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    at = COLUMNS + ROWS
    tile = _lay(tile, accent, _band(at, 60, 0, 16))
    return _lay(tile, other, _band(at, 60, 22, 4))


def _gingham(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    return _lay(_lay(tile, accent, _band(COLUMNS, 20, 0, 10) * 0.5), accent, _band(ROWS, 20, 0, 10) * 0.5)


def _plaid(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    for at in (COLUMNS, ROWS):
        tile = _lay(tile, accent, _band(at, 96, 0, 38) * 0.5)
        tile = _lay(tile, other, _band(at, 96, 56, 14) * 0.5)
        tile = _lay(tile, lighter(ground, 0.7), _band(at, 96, 81, 3) * 0.6)
        tile = _lay(tile, darker(accent, 0.5), _band(at, 96, 17, 4) * 0.5)
    return tile


def _windowpane(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    grid = np.maximum(_band(COLUMNS, 48, 0, 3), _band(ROWS, 48, 0, 3))
    return _lay(tile, accent, np.asarray(grid * 0.8, np.float32))


def _glen(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    fine = ((COLUMNS // 3 + ROWS // 3) % 2).astype(np.float32)
    zone = np.maximum(_band(COLUMNS, 60, 0, 26), _band(ROWS, 60, 0, 26))
    return _lay(tile, accent, fine * (0.14 + 0.3 * zone))


def _houndstooth(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    s = 4
    x, y = (COLUMNS // s).astype(int) % 4, (ROWS // s).astype(int) % 4
    warp = ((COLUMNS // s).astype(int) % 4 < 2).astype(int)
    weft = ((ROWS // s).astype(int) % 4 < 2).astype(int)
    return _lay(tile, accent, np.where((x - y) % 4 < 2, warp, weft).astype(np.float32))


def _zigzag(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    at = ROWS + np.abs(COLUMNS % 48 - 24)
    return _lay(_lay(tile, accent, _band(at, 48, 0, 14)), other, _band(at, 48, 24, 8))


def _argyle(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    u, v = np.abs(COLUMNS % 80 - 40) / 40, np.abs(ROWS % 120 - 60) / 60
    tile = _lay(tile, accent, np.clip((1 - u - v) * 30, 0, 1) * 0.85)
    tile = _lay(tile, other, np.clip((u + v - 1) * 30, 0, 1) * 0.45 * ((COLUMNS // 80 + ROWS // 120) % 2 == 0))
    d = np.minimum(np.abs((COLUMNS * 1.5 + ROWS) % 120 - 60), np.abs((COLUMNS * 1.5 - ROWS) % 120 - 60))
    return _lay(tile, lighter(ground, 0.8), np.clip(1.6 - d, 0, 1) * 0.8)


def _nordic(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    """Bands of knitted diamonds, dots and steps."""
    s = 6
    x, y = (COLUMNS // s).astype(int), (ROWS // s).astype(int) % 20
    dx = np.abs(x % 10 - 5)
    diamond = (np.abs(dx + np.abs(y - 9) - 4) < 1) | ((dx == 0) & (y == 9))
    dots = (y == 0) & (x % 2 == 0) | (y == 18) & (x % 2 == 0)
    steps = (y == 2) | (y == 16)
    tile = _lay(tile, accent, (diamond | dots).astype(np.float32))
    return _lay(tile, other, steps.astype(np.float32))


def _dots(period: int, radius: float) -> Callable[..., Tile]:
    def draw(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
        row = np.floor(ROWS / (period / 2)) % 2
        x, y = (COLUMNS + row * period / 2) % period - period / 2, ROWS % (period / 2) - period / 4
        return _lay(tile, accent, np.clip(radius - np.hypot(x, y) + 0.5, 0, 1))

    return draw


def _stamped(
    tile: Tile,
    rng: np.random.Generator,
    count: int,
    apart: float,
    stamp: Callable[[ImageDraw.ImageDraw, float, float], None],
) -> Tile:
    """Scatter a motif over the tile so that it goes on across the edges."""
    fine = 2
    image = Image.fromarray((np.clip(tile, 0, 1) * 255).astype(np.uint8)).resize((SIZE * fine, SIZE * fine))
    pen = ImageDraw.Draw(image)
    placed: list[tuple[float, float]] = []
    for _ in range(count * 12):
        x, y = (float(v) for v in rng.uniform(0, SIZE, 2))
        near = (min(abs(x - a), SIZE - abs(x - a)) ** 2 + min(abs(y - b), SIZE - abs(y - b)) ** 2 for a, b in placed)
        if all(d > apart * apart for d in near):
            placed.append((x, y))
        if len(placed) >= count:
            break
    for x, y in placed:
        state = rng.bit_generator.state
        for ox in (-SIZE, 0, SIZE):
            for oy in (-SIZE, 0, SIZE):
                rng.bit_generator.state = state  # the same motif on every side of the seam
                stamp(pen, (x + ox) * fine, (y + oy) * fine)
    return np.asarray(image.resize((SIZE, SIZE), Image.Resampling.LANCZOS), np.float32) * np.float32(1 / 255)


def _ink(shade: Colour) -> tuple[int, int, int]:
    r, g, b = (int(v * 255) for v in np.clip(shade, 0, 1))
    return r, g, b


def _blossom(
    pen: ImageDraw.ImageDraw, x: float, y: float, size: float, turn: float, shade: Colour, heart: Colour
) -> None:
    for k in range(5):
        a = turn + k * 2 * np.pi / 5
        for reach, tint in ((1.0, darker(shade, 0.12)), (0.8, shade)):
            px, py, r = x + np.cos(a) * size * 0.55, y + np.sin(a) * size * 0.55, size * 0.46 * reach
            pen.ellipse((px - r, py - r, px + r, py + r), fill=_ink(tint))
    r = size * 0.26
    pen.ellipse((x - r, y - r, x + r, y + r), fill=_ink(heart))


def _leaf(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, turn: float, shade: Colour) -> None:
    t = np.linspace(0, np.pi, 14)
    along, out = (1 - np.cos(t)) / 2, np.sin(t) ** 1.2 * 0.24
    c, s = np.cos(turn), np.sin(turn)
    edge = [(x + (a * c - o * s) * size, y + (a * s + o * c) * size) for a, o in zip(along, out, strict=True)]
    edge += [
        (x + (a * c + o * s) * size, y + (a * s - o * c) * size) for a, o in zip(along[::-1], out[::-1], strict=True)
    ]
    pen.polygon(edge, fill=_ink(shade))
    pen.line((x, y, x + c * size * 0.92, y + s * size * 0.92), fill=_ink(darker(shade, 0.25)), width=3)


_GREEN = np.array([0.28, 0.45, 0.27], np.float32)


def _floral(size: float, count: int) -> Callable[..., Tile]:
    def draw(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
        def stamp(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
            turn, s = float(rng.uniform(0, 6.3)), size * 2 * float(rng.uniform(0.7, 1.15))
            green = mix(_GREEN, lighter(_GREEN, 0.3), float(rng.uniform()))
            for k in (0.4, 2.6):
                _leaf(pen, x, y, s * 1.7, turn + k, green)
            shade = accent if rng.uniform() < 0.7 else other
            _blossom(pen, x, y, s, turn, shade, mix(colour("Mustard"), colour("Yellow"), 0.4))

        def sprig(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
            turn = float(rng.uniform(0, 6.3))
            _leaf(pen, x, y, size * 1.5, turn, _GREEN)
            _blossom(pen, x, y, size * 0.75, turn, lighter(other, 0.2), colour("Yellow"))

        tile = _stamped(tile, rng, count, size * 1.5, sprig)
        return _stamped(tile, rng, count, size * 2.7, stamp)

    return draw


def _tropical(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    def stamp(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
        turn = float(rng.uniform(0, 6.3))
        shade = accent if rng.uniform() < 0.6 else other
        for k in range(7):
            _leaf(pen, x, y, 96 * (1 - abs(k - 3) * 0.12), turn + (k - 3) * 0.36, darker(shade, 0.06 * (k % 2)))

    return _stamped(tile, rng, 42, 52, stamp)


def _camo(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    for shade, level in ((accent, 0.25), (other, 0.55), (darker(ground, 0.6), 0.85)):
        tile = _lay(tile, shade, np.clip((ring_noise(rng, 48, 34) + 0.35 * ring_noise(rng, 16, 14) - level) * 9, 0, 1))
    return tile


def _paisley(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    def stamp(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
        turn = float(rng.uniform(0, 6.3))
        for scale, shade in ((1.0, accent), (0.72, ground), (0.46, other)):
            for k in range(9):
                a, r = turn + k * 0.26, (15 - k * 1.5) * scale
                px, py = x + np.cos(a) * k * 4.6, y + np.sin(a) * k * 4.6
                pen.ellipse((px - r, py - r, px + r, py + r), fill=_ink(shade))

    return _stamped(tile, rng, 90, 33, stamp)


def _stars(tile: Tile, ground: Colour, accent: Colour, other: Colour, rng: np.random.Generator) -> Tile:
    def stamp(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
        turn = float(rng.uniform(0, 6.3))
        angles = turn + np.arange(10) * np.pi / 5
        radii = np.where(np.arange(10) % 2 == 0, 16, 7)
        pen.polygon(
            [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)], fill=_ink(accent)
        )

    return _stamped(tile, rng, 90, 34, stamp)


PATTERNS: dict[str, Callable[..., Tile]] = {
    "plain": _plain,
    "stripes": _stripes(48, 24, True),
    "breton": _stripes(40, 12, True),
    "bands": _stripes(96, 30, True, 12),
    "lines": _stripes(16, 6, False),
    "wide lines": _stripes(40, 18, False, 4),
    "pinstripe": _stripes(24, 2, False),
    "diagonal": _diagonal,
    "gingham": _gingham,
    "plaid": _plaid,
    "windowpane": _windowpane,
    "glen check": _glen,
    "houndstooth": _houndstooth,
    "zigzag": _zigzag,
    "argyle": _argyle,
    "nordic": _nordic,
    "dots": _dots(40, 5),
    "pin dots": _dots(20, 2.2),
    "big dots": _dots(80, 12),
    "floral": _floral(13, 60),
    "small floral": _floral(7, 150),
    "big floral": _floral(22, 24),
    "tropical": _tropical,
    "camo": _camo,
    "paisley": _paisley,
    "stars": _stars,
}
