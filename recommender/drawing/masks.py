"""Where a drawn part lies: outlines filled to masks, at SCALE times the units of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from recommender.drawing.geometry import Points
from recommender.drawing.relief import Field

WIDTH, HEIGHT, SCALE = 480, 640, 2

# Masks are drawn twice as fine again as the picture: thin lines and slanted edges stay smooth.
_FINE = SCALE * 2


@dataclass(frozen=True, slots=True)
class Part:
    """A mask, (h, w) float32 0 to 1 at SCALE, and the place of its upper left corner in units."""

    mask: Field
    left: int
    top: int


def filled(outlines: Sequence[Points], holes: Sequence[Points] = (), margin: float = 2) -> Part:
    """The area within the outlines and outside of the holes, with `margin` units of room around it."""
    left, top, right, bottom = _bounds(outlines, margin)
    image = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
    pen = ImageDraw.Draw(image)
    for group, value in ((outlines, 255), (holes, 0)):
        for outline in group:
            at = (outline - np.array([left, top], np.float32)) * _FINE
            pen.polygon(at.ravel().tolist(), fill=value)
    return Part(np.asarray(image.reduce(2), np.float32) * np.float32(1 / 255), left, top)


def dashes(starts: Points, ends: Points, width: float) -> Part:
    """Many short straight lines at once."""
    left, top, right, bottom = _bounds((starts, ends), 2 + width)
    image = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
    pen = ImageDraw.Draw(image)
    corner = np.array([left, top], np.float32)
    for segment in (np.concatenate([starts - corner, ends - corner], 1) * _FINE).tolist():
        pen.line(segment, fill=255, width=max(1, round(width * _FINE)))
    return Part(np.asarray(image.reduce(2), np.float32) * np.float32(1 / 255), left, top)


def clipped(part: Part, clip: Part | None) -> Part:
    """The part where it lies within the clip."""
    if clip is None:
        return part
    h, w = part.mask.shape
    out = np.zeros((h, w), np.float32)
    dx, dy = (clip.left - part.left) * SCALE, (clip.top - part.top) * SCALE
    ch, cw = clip.mask.shape
    x0, y0, x1, y1 = max(0, dx), max(0, dy), min(w, dx + cw), min(h, dy + ch)
    if x1 > x0 and y1 > y0:
        out[y0:y1, x0:x1] = part.mask[y0:y1, x0:x1] * clip.mask[y0 - dy : y1 - dy, x0 - dx : x1 - dx]
    return Part(out, part.left, part.top)


def _bounds(outlines: Sequence[Points], margin: float) -> tuple[int, int, int, int]:
    """Left, top, right and bottom in whole units, within the picture, at least two units wide and high."""
    low = np.min([o.min(0) for o in outlines], 0) - margin
    high = np.max([o.max(0) for o in outlines], 0) + margin + 1
    left, top = (min(max(0, int(v)), size - 2) for v, size in zip(low, (WIDTH, HEIGHT), strict=True))
    right, bottom = min(WIDTH, int(high[0])), min(HEIGHT, int(high[1]))
    return left, top, max(right, left + 2), max(bottom, top + 2)
