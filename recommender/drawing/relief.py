"""Height into light: soft blurs, noise, folds, and the shading of a surface lit from the upper left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Field = NDArray[np.float32]  # (h, w)

_LIGHT = np.array([-0.38, -0.52, 0.765], np.float32)  # towards the lamp: left, up, and to the viewer
_HALFWAY = (_LIGHT + np.array([0, 0, 1], np.float32)) / np.linalg.norm(_LIGHT + np.array([0, 0, 1], np.float32))


@dataclass(frozen=True, slots=True)
class Fold:
    """A ridge (or, with negative height, a valley) from one point to another, `bend` units off the straight line.
    `sharp`: how much steeper one flank is than the other, 0 to 1."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 8
    height: float = 2.5
    bend: float = 0
    sharp: float = 0.45
    taper: tuple[float, float] = (0.0, 0.0)  # how much of it is left at the start and at the end


@dataclass(frozen=True, slots=True)
class Wrinkles:
    """Random unevenness: cells of `along` x `across` units, turned so that `along` points `angle` degrees clockwise
    from down."""

    height: float
    along: float
    across: float
    angle: float = 0


def resized(field: Field, width: int, height: int) -> Field:
    image = Image.fromarray(field).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32)


def blur(field: Field, radius: float) -> Field:
    """A near-Gaussian blur of a field of 0 to 1. Small radii have 8 bits, which nobody sees in them; large ones work
    on a smaller copy with float precision, since their slopes are faint."""
    h, w = field.shape
    shrink = int(radius // 3)
    if shrink >= 2 and min(h, w) >= 4 * shrink:
        small = Image.fromarray(np.ascontiguousarray(field)).resize(
            (-(-w // shrink), -(-h // shrink)), Image.Resampling.BOX
        )
        soft = _boxes(np.asarray(small, np.float32), radius / shrink)
        return np.asarray(Image.fromarray(soft).resize((w, h), Image.Resampling.BICUBIC), np.float32)
    image = Image.fromarray((field * 255 + 0.5).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(image, np.float32) * np.float32(1 / 255)


def _boxes(field: Field, radius: float) -> Field:
    """Three running means each way."""
    reach = max(1, round(radius * 0.9))
    out = field
    for axis in (0, 1):
        for _ in range(3):
            padded = np.pad(out, [(reach, reach), (0, 0)] if axis == 0 else [(0, 0), (reach, reach)], mode="edge")
            n = field.shape[axis]
            # Few steps over a small field: adding shifted copies is faster than running sums, and loses nothing.
            shifted = (padded[k : k + n] if axis == 0 else padded[:, k : k + n] for k in range(2 * reach + 1))
            out = np.asarray(sum(shifted, np.float32(0)) / np.float32(2 * reach + 1), np.float32)
    return out


def noise(rng: np.random.Generator, width: int, height: int, cell_x: float, cell_y: float, angle: float = 0) -> Field:
    """Smooth noise of about unit strength with cells of the given size, turned by `angle` degrees."""
    reach = math.hypot(width, height)
    nx, ny = math.ceil(reach / cell_x) + 4, math.ceil(reach / cell_y) + 4
    grid = Image.fromarray(rng.standard_normal((ny, nx), np.float32))
    a = math.radians(angle)
    c, s = math.cos(a), math.sin(a)
    # From a pixel to its place in the grid: turn about the centre, then divide by the cell.
    matrix = (
        c / cell_x,
        s / cell_x,
        nx / 2 - (c * width / 2 + s * height / 2) / cell_x,
        -s / cell_y,
        c / cell_y,
        ny / 2 - (-s * width / 2 + c * height / 2) / cell_y,
    )
    out = grid.transform((width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    return np.asarray(out, np.float32)


def folded(folds: Sequence[Fold], left: float, top: float, width: int, height: int) -> Field:
    """The height that folds add to a field whose upper left corner lies at (left, top)."""
    out = np.zeros((height, width), np.float32)
    for fold in folds:
        dx, dy = fold.x1 - fold.x0, fold.y1 - fold.y0
        length = math.hypot(dx, dy)
        if length < 1:
            continue
        margin = fold.width * 3 + abs(fold.bend)
        x0 = int(max(0, min(fold.x0, fold.x1) - margin - left))
        x1 = int(min(width, max(fold.x0, fold.x1) + margin - left))
        y0 = int(max(0, min(fold.y0, fold.y1) - margin - top))
        y1 = int(min(height, max(fold.y0, fold.y1) + margin - top))
        if x1 <= x0 or y1 <= y0:
            continue
        x = np.arange(x0, x1, dtype=np.float32)[None] + (left - fold.x0)
        y = np.arange(y0, y1, dtype=np.float32)[:, None] + (top - fold.y0)
        t = (x * dx + y * dy) / (length * length)
        inside = np.clip(t, 0, 1)
        off = (-x * dy + y * dx) / length - fold.bend * 4 * inside * (1 - inside)
        off = off / (fold.width * np.where(off > 0, 1 - fold.sharp * 0.6, 1 + fold.sharp))
        a, b = fold.taper
        ends = np.minimum(1, a + np.clip(t * 3.2, 0, 1)) * np.minimum(1, b + np.clip((1 - t) * 3.2, 0, 1))
        ends = ends * ends * (3 - 2 * ends)
        # Beyond its ends a fold fades instead of stopping with an edge.
        beyond = np.maximum(0, np.abs(t - 0.5) - 0.5) * length / fold.width
        out[y0:y1, x0:x1] += fold.height * np.exp(-off * off - beyond * beyond) * ends
    return out


@dataclass(frozen=True, slots=True)
class Light:
    """How a surface catches the lamp: `diffuse` is 1 where it is flat, `gloss` 0 to 1 is the mirror-like part;
    `slope_x`, `slope_y` are the surface's slopes, by which patterns are bent."""

    diffuse: Field
    gloss: Field
    slope_x: Field
    slope_y: Field


def lit(height: Field, hardness: float = 24) -> Light:
    """The light on a height field given in units; without hardness there is no gloss."""
    slope_y, slope_x = (np.asarray(slope, np.float32) for slope in np.gradient(height))
    size = np.sqrt(slope_x * slope_x + slope_y * slope_y + 1)
    diffuse = (slope_x * -_LIGHT[0] + slope_y * -_LIGHT[1] + _LIGHT[2]) / size
    gloss = np.zeros_like(diffuse)
    if hardness:
        mirror = np.clip((slope_x * -_HALFWAY[0] + slope_y * -_HALFWAY[1] + _HALFWAY[2]) / size, 0, 1)
        gloss = np.clip(mirror**hardness - _HALFWAY[2] ** hardness, 0, 1)
    # Cloth faces the lamp on one side and turns away on the other; 0.95 keeps its mean at its own colour.
    return Light(diffuse * np.float32(0.95 / _LIGHT[2]), gloss, slope_x, slope_y)
