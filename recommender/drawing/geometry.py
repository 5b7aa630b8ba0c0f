"""Outlines: smooth curves through points, mirrored halves, ribbons.

Units everywhere are those of the finished picture: x to the right 0 to 480, y down 0 to 640.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]  # (n, 2)
Knot = tuple[float, float] | tuple[float, float, int]  # a third member marks a corner

MIDDLE = 240.0


def smooth(knots: Sequence[Knot], closed: bool = True, steps: int = 9) -> Points:
    """A Catmull-Rom curve through the knots; it is sharp at knots that carry a third member, and at the ends."""
    n = len(knots)
    at = np.array([knot[:2] for knot in knots], np.float32)
    corner = [len(knot) > 2 for knot in knots]
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    pieces = []
    for i in range(n if closed else n - 1):
        j = (i + 1) % n
        before = (i - 1) % n if closed or i > 0 else i
        after = (j + 1) % n if closed or j < n - 1 else j
        p1, p2 = at[i], at[j]
        if corner[i] and corner[j]:
            pieces.append(p1[None])
            continue
        # A knot that ends a smooth run borrows the direction of the run instead of the far side of its corner.
        p0 = at[before] if not corner[i] else 2 * p1 - p2
        p3 = at[after] if not corner[j] else 2 * p2 - p1
        reach = float(np.hypot(*(p2 - p1)))
        m1, m2 = _tangent(p0, p1, p2, reach), _tangent(p1, p2, p3, reach)
        t2, t3 = t * t, t * t * t
        pieces.append(
            (2 * t3 - 3 * t2 + 1) * p1 + (t3 - 2 * t2 + t) * m1 + (-2 * t3 + 3 * t2) * p2 + (t3 - t2) * m2,
        )
    if not closed:
        pieces.append(at[-1:])
    return np.concatenate(pieces).astype(np.float32)


def _tangent(p0: Points, p1: Points, p2: Points, reach: float) -> Points:
    """The direction at p1, as long as this piece is: uneven knots then give no loops."""
    d1, d2 = float(np.hypot(*(p1 - p0))), float(np.hypot(*(p2 - p1)))
    if d1 < 1e-6 or d2 < 1e-6:
        return np.asarray(p2 - p0, np.float32)
    direction = (p1 - p0) / d1 * d2 + (p2 - p1) / d2 * d1
    size = float(np.hypot(*direction)) or 1.0
    return np.asarray(direction / size * reach * 0.95, np.float32)


def line(*knots: Knot, steps: int = 9) -> Points:
    """An open smooth curve."""
    return smooth(knots, closed=False, steps=steps)


def symmetric(half: Sequence[Knot], middle: float = MIDDLE) -> Points:
    """A closed outline from its right half, given as offsets from the middle line, from the top to the bottom."""
    right: list[Knot] = [(middle + k[0], *k[1:]) for k in half]
    left: list[Knot] = [(middle - k[0], *k[1:]) for k in reversed(half) if abs(k[0]) > 1e-6]
    return smooth(right + left)


def flip(points: Points, middle: float = MIDDLE) -> Points:
    """The mirror image on the other side of the middle line."""
    mirrored = points.copy()
    mirrored[:, 0] = 2 * middle - mirrored[:, 0]
    return mirrored


def ribbon(path: Points, width: float | Sequence[float]) -> Points:
    """The outline of a band along a path; several widths are spread evenly along it."""
    widths = [width] if isinstance(width, int | float) else list(width)
    half = np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, len(widths)), widths) / 2
    tangent = np.gradient(path, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1) / (np.hypot(tangent[:, 0], tangent[:, 1])[:, None] + 1e-6)
    side = normal * half[:, None]
    return np.concatenate([path + side, (path - side)[::-1]]).astype(np.float32)


def ellipse(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360, n: int = 72) -> Points:
    """An ellipse or a part of one, angles in degrees clockwise from the right."""
    a = np.radians(np.linspace(start, end, n, endpoint=end - start < 360))
    return np.stack([x + rx * np.cos(a), y + ry * np.sin(a)], 1).astype(np.float32)


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
    """A rectangle with round corners."""
    r = min(radius, (right - left) / 2, (bottom - top) / 2)
    corners = (
        (right - r, top + r, -90),
        (right - r, bottom - r, 0),
        (left + r, bottom - r, 90),
        (left + r, top + r, 180),
    )
    return np.concatenate([ellipse(x, y, r, r, a, a + 90.001, 9) for x, y, a in corners])


def moved(points: Points, dx: float = 0, dy: float = 0) -> Points:
    return points + np.array([dx, dy], np.float32)


def turned(points: Points, degrees: float, x: float, y: float) -> Points:
    """Rotated clockwise (as seen) about a point."""
    a = math.radians(degrees)
    matrix = np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]], np.float32)
    about = np.array([x, y], np.float32)
    return np.asarray((points - about) @ matrix + about, np.float32)
