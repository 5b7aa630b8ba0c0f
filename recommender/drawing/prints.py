"""Prints on a chest: invented pictures, no words and no real marks."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import ellipse, line, ribbon, rounded, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import Colour, colour, contrast, lighter, mix
from recommender.drawing.studio import Studio


def chest_print(studio: Studio, body: Part, design: Design, x: float, y: float, size: float = 62) -> None:
    """Print the design's motif, centred on (x, y), about `size` units from its middle to its edge."""
    base = colour(design.colour)
    ink = colour(design.second) if design.second else contrast(base)
    tint = colour(design.third) if design.third else mix(ink, colour("Mustard"), 0.6)
    {
        "sunset": _sunset,
        "peaks": _peaks,
        "wave": _wave,
        "palm": _palm,
        "circles": _circles,
        "chest stripe": _chest_stripe,
        "bolt": _bolt,
        "number": _number,
        "badge": _badge,
    }[design.motif](studio, body, x, y, size, ink, tint, base)


def _sunset(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    studio.fill(ellipse(x, y, s, s), tint, 0.92, body)
    studio.fill(ellipse(x, y, s * 0.72, s * 0.72), mix(tint, ink, 0.5), 0.9, body)
    for k in range(6):
        top = y + s * (0.05 + k * 0.17)
        studio.fill(rounded(x - s * 1.05, top, x + s * 1.05, top + 2.5 + k * 1.3, 1), base, 1, body)


def _peaks(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    studio.fill(ellipse(x + s * 0.35, y - s * 0.45, s * 0.3, s * 0.3), tint, 0.9, body)
    for cx, h, w in ((-0.45, 0.9, 0.75), (0.4, 1.15, 0.8)):
        tip = (x + cx * s, y + s * (0.6 - h))
        studio.fill(
            np.array([tip, (x + (cx + w) * s, y + s * 0.6), (x + (cx - w) * s, y + s * 0.6)], np.float32),
            ink,
            0.92,
            body,
        )
        cap = [
            tip,
            (tip[0] + w * s * 0.3, tip[1] + h * s * 0.3),
            (tip[0] + w * s * 0.1, tip[1] + h * s * 0.24),
            (tip[0] - w * s * 0.05, tip[1] + h * s * 0.36),
            (tip[0] - w * s * 0.3, tip[1] + h * s * 0.3),
        ]
        studio.fill(np.array(cap, np.float32), lighter(tint, 0.6), 0.95, body)
    for k in range(3):
        studio.fill(rounded(x - s, y + s * (0.68 + k * 0.13), x + s, y + s * (0.68 + k * 0.13) + 3, 1), ink, 0.8, body)


def _wave(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    for k in range(5):
        t = np.linspace(-1, 1, 60)
        path = np.stack([x + t * s * 1.1, y + (k - 2) * s * 0.3 + np.sin(t * 7 + k * 0.7) * s * 0.13], 1).astype(
            np.float32
        )
        studio.fill(ribbon(path, [1, 8, 8, 1]), mix(ink, tint, k / 4), 0.92, body)


def _palm(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    studio.fill(ellipse(x, y - s * 0.1, s * 0.85, s * 0.85), tint, 0.9, body)
    studio.fill(
        ribbon(line((x - s * 0.1, y + s * 0.9), (x + s * 0.02, y + s * 0.3), (x + s * 0.2, y - s * 0.35)), [8, 5]),
        ink,
        0.95,
        body,
    )
    for a in (-160, -125, -80, -45, -10, 20, 165):
        r = np.radians(a)
        tip = (x + s * 0.2 + np.cos(r) * s * 0.72, y - s * 0.35 + np.sin(r) * s * 0.5 + s * 0.2)
        middle = (x + s * 0.2 + np.cos(r) * s * 0.4, y - s * 0.42 + np.sin(r) * s * 0.42)
        studio.fill(
            ribbon(line((x + s * 0.2, y - s * 0.35), middle, (float(tip[0]), float(tip[1]))), [3, 11, 1]),
            ink,
            0.95,
            body,
        )
    studio.fill(rounded(x - s, y + s * 0.88, x + s, y + s * 0.95, 2), ink, 0.9, body)


def _circles(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    for dx, dy, r, shade in ((-0.4, -0.25, 0.55, ink), (0.4, -0.25, 0.55, tint), (0, 0.4, 0.55, mix(ink, tint, 0.5))):
        studio.fill(ellipse(x + dx * s, y + dy * s, r * s, r * s), shade, 0.8, body)


def _chest_stripe(
    studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour
) -> None:
    for top, height, shade in ((-0.25, 0.42, ink), (0.25, 0.16, tint)):
        band = smooth(
            [
                (x - 160, y + s * top - 3, 1),
                (x, y + s * top + 3),
                (x + 160, y + s * top - 3, 1),
                (x + 160, y + s * (top + height) - 3, 1),
                (x, y + s * (top + height) + 3),
                (x - 160, y + s * (top + height) - 3, 1),
            ]
        )
        studio.fill(band, shade, 0.94, body)


def _bolt(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    shape = (
        np.array([(0.15, -1), (-0.55, 0.15), (-0.08, 0.15), (-0.25, 1), (0.55, -0.25), (0.08, -0.25)], np.float32) * s
    )
    studio.fill(shape + np.array([x + 5, y + 4], np.float32), ink, 0.9, body)
    studio.fill(shape + np.array([x, y], np.float32), tint, 0.95, body)


def _number(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    seven = line((x - s * 0.62, y - s * 0.7, 1), (x - s * 0.08, y - s * 0.7, 1), (x - s * 0.4, y + s * 0.75, 1))
    four = line((x + s * 0.42, y - s * 0.75, 1), (x + s * 0.1, y + s * 0.25, 1), (x + s * 0.75, y + s * 0.25, 1))
    for path in (seven, four, line((x + s * 0.55, y - s * 0.1), (x + s * 0.55, y + s * 0.75))):
        studio.fill(ribbon(path, 17), ink, 0.93, body)


def _badge(studio: Studio, body: Part, x: float, y: float, s: float, ink: Colour, tint: Colour, base: Colour) -> None:
    cx, cy = x + 50, y - 74
    studio.fill(rounded(cx - 11, cy - 11, cx + 11, cy + 11, 3), ink, 0.95, body)
    studio.fill(np.array([(cx - 6, cy + 6), (cx, cy - 7), (cx + 6, cy + 6)], np.float32), tint, 0.95, body)
