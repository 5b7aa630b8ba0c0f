"""Wrist watches, seen straight on with the strap running out of the frame above and below."""

from __future__ import annotations

import math

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Points, ellipse, line, moved, ribbon, rounded, smooth
from recommender.drawing.palette import Colour, colour, contrast, darker, lighter
from recommender.drawing.relief import Fold
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth

CENTRE = 320.0


def watch(studio: Studio, design: Design) -> None:
    """Cuts: dress, chrono, diver (bezel), square. `colour`: the dial; `second`: the strap's colour, or a metal for a
    bracelet; `third`: the case."""
    case = design.third or "Silver"
    square = design.cut == "square"
    radius = 112 if design.cut != "dress" else 104
    metal_strap = design.second in ("Silver", "Gold", "Rose Gold", "Steel")
    for side in (-1, 1):
        (_bracelet if metal_strap else _strap)(studio, design, side, radius)
    for side in (-1, 1):  # lugs
        for x in (-46, 46):
            lug = smooth(
                [
                    (MIDDLE + x - 13, CENTRE + side * (radius - 26), 1),
                    (MIDDLE + x + 13, CENTRE + side * (radius - 26), 1),
                    (MIDDLE + x + 9, CENTRE + side * (radius + 24), 1),
                    (MIDDLE + x - 9, CENTRE + side * (radius + 24), 1),
                ]
            )
            studio.part(lug, cloth("metal", case), puff=1.2, cast=0.4)
    crown = rounded(MIDDLE + radius - 4, CENTRE - 13, MIDDLE + radius + 17, CENTRE + 13, 4)
    studio.part(crown, cloth("metal", case), puff=1.2)
    for k in range(6):
        studio.shade(
            rounded(MIDDLE + radius, CENTRE - 11 + k * 4, MIDDLE + radius + 17, CENTRE - 9.6 + k * 4, 0.5), 0.4, 0.3
        )
    if design.cut == "chrono":
        for dy in (-44, 44):
            studio.part(
                rounded(MIDDLE + radius * 0.88, CENTRE + dy - 9, MIDDLE + radius + 12, CENTRE + dy + 9, 4),
                cloth("metal", case),
                puff=1.2,
            )

    def face(r: float) -> Points:
        return (
            rounded(MIDDLE - r, CENTRE - r, MIDDLE + r, CENTRE + r, r * 0.28)
            if square
            else ellipse(MIDDLE, CENTRE, r, r, n=120)
        )

    studio.part(face(radius), cloth("metal", case), puff=1.0, cast=0.45, edge=2.2)
    if design.cut == "diver":
        ring = studio.part(face(radius - 6), cloth("patent", design.colour), puff=0.5, edge=1.4, cast=0.3)
        _marks(studio, radius - 17, 60, (2, 6), lighter(colour("Silver"), 0.5), only=5, long=9)
        del ring
    inner = radius - (27 if design.cut == "diver" else 15)
    studio.part(face(inner + 4), cloth("metal", case), puff=-0.5, cast=0.4)
    dial = studio.part(face(inner), cloth("satin", design.colour), puff=0.1, cast=0, edge=0.1)
    studio.shade([face(inner)], 0.0)
    ink = (
        contrast(colour(design.colour))
        if design.colour not in ("White", "Silver", "Cream")
        else np.array([0.16, 0.17, 0.2], np.float32)
    )
    if float(colour(design.colour).mean()) < 0.5:
        ink = lighter(ink, 0.6)
    _marks(studio, inner - 6, 60, (1.2, 5), ink)
    _marks(studio, inner - 8, 12, (4.4, 17), colour(case) if design.cut == "dress" else ink)
    if design.cut == "chrono":
        for dx, dy in ((-40, 0), (40, 0), (0, 42)):
            sub = ellipse(MIDDLE + dx, CENTRE + dy, 23, 23)
            studio.fill(
                sub,
                darker(colour(design.colour), 0.25)
                if float(colour(design.colour).mean()) > 0.3
                else lighter(colour(design.colour), 0.12),
                1,
                dial,
            )
            studio.stroke(ellipse(MIDDLE + dx, CENTRE + dy, 23, 23, 0, 361), 1.4, ink, 0.8)
            _marks(studio, 20, 12, (1, 4), ink, x=MIDDLE + dx, y=CENTRE + dy)
            _hand(studio, MIDDLE + dx, CENTRE + dy, 15, 1.8, float(studio.rng.uniform(0, 360)), ink)
    else:
        window = rounded(MIDDLE + inner * 0.52, CENTRE - 9, MIDDLE + inner * 0.74, CENTRE + 9, 2)
        studio.fill(window, colour("White"), 1, dial)
        studio.stroke(
            line(
                (MIDDLE + inner * 0.6, CENTRE - 5),
                (MIDDLE + inner * 0.66, CENTRE - 5),
                (MIDDLE + inner * 0.62, CENTRE + 5),
            ),
            1.6,
            np.zeros(3, np.float32),
            0.9,
        )
    studio.fill(rounded(MIDDLE - 15, CENTRE - inner * 0.46, MIDDLE + 15, CENTRE - inner * 0.46 + 3, 1), ink, 0.8, dial)
    for length, width, angle in ((inner * 0.52, 7.5, 305), (inner * 0.8, 5.2, 54)):  # ten past ten, as shops set them
        _hand(studio, MIDDLE, CENTRE, length, width, angle, ink)
    _hand(studio, MIDDLE, CENTRE, inner * 0.84, 1.5, 212, colour("Red") if design.cut in ("diver", "chrono") else ink)
    studio.button(MIDDLE, CENTRE, 5, colour(case), holes=False)
    glare = np.array(
        [
            (MIDDLE - inner, CENTRE - inner),
            (MIDDLE - inner * 0.1, CENTRE - inner),
            (MIDDLE - inner * 0.8, CENTRE + inner),
            (MIDDLE - inner * 1.4, CENTRE + inner),
        ],
        np.float32,
    )
    studio.shade(glare, -0.10, 3, dial)


def _marks(
    studio: Studio,
    radius: float,
    count: int,
    size: tuple[float, float],
    ink: Colour,
    *,
    only: int = 0,
    long: float = 0,
    x: float = MIDDLE,
    y: float = CENTRE,
) -> None:
    bars = []
    for k in range(count):
        a = math.radians(k * 360 / count)
        length = long if only and k % only == 0 else size[1]
        c, s = math.sin(a), -math.cos(a)
        bars.append(
            ribbon(
                np.array(
                    [(x + c * radius, y + s * radius), (x + c * (radius - length), y + s * (radius - length))],
                    np.float32,
                ),
                size[0],
            )
        )
    studio.fill(bars, ink, 0.95)


def _hand(studio: Studio, x: float, y: float, length: float, width: float, angle: float, ink: Colour) -> None:
    a = math.radians(angle)
    path = np.array(
        [
            (x - math.sin(a) * length * 0.16, y + math.cos(a) * length * 0.16),
            (x + math.sin(a) * length * 0.8, y - math.cos(a) * length * 0.8),
            (x + math.sin(a) * length, y - math.cos(a) * length),
        ],
        np.float32,
    )
    studio.shade(ribbon(moved(path, 2, 3), width), 0.35, 1.5)
    studio.fill(ribbon(path, [width, width, width * 0.3]), ink)


def _strap(studio: Studio, design: Design, side: int, radius: float) -> None:
    shade = design.second or "Black"
    end = CENTRE + side * 262
    start = CENTRE + side * (radius - 8)
    shape = smooth(
        [
            (MIDDLE - 50, start, 1),
            (MIDDLE + 50, start, 1),
            (MIDDLE + 44, CENTRE + side * 190),
            (MIDDLE + 38, end, 1),
            (MIDDLE - 38, end, 1),
            (MIDDLE - 44, CENTRE + side * 190),
        ]
    )
    fabric = "rubber" if design.cut == "diver" else "leather"
    folds = [Fold(MIDDLE - 60, end, MIDDLE + 60, end, 40, -14, 0, 0, (1, 1))]
    part = studio.part(shape, cloth(fabric, shade), puff=1.5, folds=folds, cast=0, edge=1.3)
    thread = lighter(colour(shade), 0.45) if float(colour(shade).mean()) < 0.6 else darker(colour(shade), 0.3)
    for x in (-1, 1):
        studio.stitches(
            line((MIDDLE + x * 42, start), (MIDDLE + x * 37, CENTRE + side * 190), (MIDDLE + x * 31, end)),
            thread,
            part,
            4.4,
            2.6,
            1.2,
            0.7,
        )
    if design.cut == "diver":
        for k in range(4):
            studio.seam(
                line((MIDDLE - 26, CENTRE + side * (150 + k * 24)), (MIDDLE + 26, CENTRE + side * (150 + k * 24))),
                part,
                0.4,
                3,
            )


def _bracelet(studio: Studio, design: Design, side: int, radius: float) -> None:
    for k in range(9):
        y0, y1 = CENTRE + side * (radius - 6 + k * 18), CENTRE + side * (radius + 11 + k * 18)
        wide = 50 - k * 1.3
        low, high = min(y0, y1), max(y0, y1)
        for x0, x1 in ((-wide, -wide * 0.38), (-wide * 0.36, wide * 0.36), (wide * 0.38, wide)):
            studio.part(
                rounded(MIDDLE + x0, low, MIDDLE + x1, high, 3),
                cloth("metal", design.second),
                puff=1.4,
                cast=0.3,
                edge=1.5,
            )
        if k > 5:
            studio.shade(rounded(MIDDLE - wide, low, MIDDLE + wide, high, 3), 0.12 * (k - 5), 1)
