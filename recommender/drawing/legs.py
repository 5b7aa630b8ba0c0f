"""Two legs, a waistband and a fly: what trousers, jeans and shorts share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Points, flip, line, moved, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import Colour
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


@dataclass(frozen=True, slots=True)
class Leg:
    """Half a pair of trousers: offsets from the middle line and heights, in units."""

    waist: float = 72
    hip: float = 92
    knee_out: float = 88
    knee_in: float = 20
    hem_out: float = 86
    hem_in: float = 26
    top: float = 70
    seat: float = 165
    crotch: float = 222
    knee: float = 390
    bottom: float = 588


LEGS = {
    "straight": Leg(),
    "slim": Leg(knee_out=78, knee_in=16, hem_out=70, hem_in=24),
    "skinny": Leg(waist=64, hip=86, knee_out=70, knee_in=16, hem_out=56, hem_in=20),
    "wide": Leg(waist=66, hip=92, knee_out=104, knee_in=14, hem_out=122, hem_in=10),
    "flared": Leg(waist=64, hip=87, knee_out=74, knee_in=18, hem_out=102, hem_in=14),
    "leggings": Leg(waist=60, hip=84, knee_out=64, knee_in=17, hem_out=47, hem_in=20),
    "shorts": Leg(
        waist=84,
        hip=104,
        knee_out=118,
        knee_in=14,
        hem_out=124,
        hem_in=12,
        top=180,
        seat=260,
        crotch=318,
        knee=370,
        bottom=438,
    ),
    "bermuda": Leg(
        waist=80,
        hip=100,
        knee_out=106,
        knee_in=14,
        hem_out=108,
        hem_in=16,
        top=140,
        seat=230,
        crotch=292,
        knee=370,
        bottom=466,
    ),
    "hot": Leg(
        waist=82,
        hip=108,
        knee_out=118,
        knee_in=10,
        hem_out=122,
        hem_in=8,
        top=200,
        seat=286,
        crotch=350,
        knee=376,
        bottom=410,
    ),
}


def leg_outline(leg: Leg) -> Points:
    """The right-hand leg."""
    m = MIDDLE
    short = leg.bottom - leg.crotch < 200
    knots: list[tuple[float, float] | tuple[float, float, int]] = [
        (m - 1, leg.top + 5, 1),
        (m + leg.waist * 0.6, leg.top + 3),
        (m + leg.waist, leg.top - 2, 1),
        (m + leg.hip - 2, leg.seat - 20),
        (m + leg.hip, leg.seat + 18),
    ]
    if not short:
        knots.append((m + leg.knee_out, leg.knee))
    knots += [
        (m + leg.hem_out, leg.bottom - 4, 1),
        (m + (leg.hem_out + leg.hem_in) / 2, leg.bottom + 3),
        (m + leg.hem_in, leg.bottom, 1),
    ]
    if not short:
        knots.append((m + leg.knee_in, leg.knee))
    knots += [(m + 5, leg.crotch + 24), (m - 2, leg.crotch, 1)]
    return smooth(knots)


def _folds(rng: np.random.Generator, leg: Leg, soft: float, crease: bool) -> list[Fold]:
    def j(by: float) -> float:
        return float(rng.uniform(-by, by))

    m = MIDDLE
    folds = [
        Fold(m + 2, leg.crotch - 4, m + leg.hip * 0.72, leg.crotch - 34 + j(6), 6, 2.4 * soft, 5, taper=(0.7, 0)),
        Fold(m + 4, leg.crotch + 8, m + leg.hip * 0.66, leg.crotch - 4 + j(8), 6, 2.2 * soft, 6, taper=(0.7, 0)),
        Fold(m + 6, leg.crotch + 22, m + leg.hip * 0.6, leg.crotch + 34 + j(8), 7, 1.8 * soft, 5, taper=(0.7, 0)),
        Fold(m + leg.hip, leg.seat + 10, m + leg.hip * 0.5, leg.seat + 34 + j(8), 8, 1.6 * soft, -5),
    ]
    if leg.bottom - leg.crotch > 200:
        middle = m + (leg.knee_in + leg.knee_out) / 2
        half = (leg.knee_out - leg.knee_in) / 2
        for dy in (-26, -6, 16):
            folds.append(
                Fold(
                    middle - half + 4,
                    leg.knee + dy + j(7),
                    middle + half * 0.7,
                    leg.knee + dy + 9 + j(9),
                    5.5,
                    (1.9 + j(0.7)) * soft,
                    5 + j(3),
                )
            )
        for dy in (-62, -44, -28):
            folds.append(
                Fold(
                    middle - half + 8,
                    leg.bottom + dy + j(5),
                    middle + half,
                    leg.bottom + dy + j(9),
                    6,
                    (2.0 + j(0.8)) * soft,
                    6 + j(3),
                )
            )
        if crease:
            folds.append(
                Fold(
                    m + leg.waist * 0.55,
                    leg.top + 60,
                    m + (leg.hem_in + leg.hem_out) / 2,
                    leg.bottom + 4,
                    4,
                    3.0,
                    0,
                    0.6,
                    (0.2, 1),
                )
            )
        folds.append(Fold(m + leg.hip * 0.45, leg.crotch + 60, middle + j(8), leg.knee - 30, 12, 2.0 * soft, j(8)))
    else:
        for k in range(3):
            x = m + leg.hem_in + (leg.hem_out - leg.hem_in) * (0.25 + 0.25 * k) + j(6)
            folds.append(
                Fold(
                    x - 6,
                    leg.crotch - 20 + j(14),
                    x + j(6),
                    leg.bottom + 12,
                    10,
                    (2.4 + j(0.6)) * soft,
                    j(6),
                    taper=(0, 1),
                )
            )
    return folds


def _mirror(fold: Fold) -> Fold:
    return Fold(
        2 * MIDDLE - fold.x0,
        fold.y0,
        2 * MIDDLE - fold.x1,
        fold.y1,
        fold.width,
        fold.height,
        -fold.bend,
        fold.sharp,
        fold.taper,
    )


def legs(
    studio: Studio, design: Design, leg: Leg, fabric: str, soft: float = 1, crease: bool = False
) -> tuple[Part, Part]:
    """Both legs, with the inside of the back waistband above them; returns the left and the right (as seen)."""
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    back = smooth(
        [
            (MIDDLE - leg.waist + 3, leg.top + 2, 1),
            (MIDDLE, leg.top - 12),
            (MIDDLE + leg.waist - 3, leg.top + 2, 1),
            (MIDDLE, leg.top + 24),
        ]
    )
    inside = studio.part(back, main, puff=0.2)
    studio.shade(back, 0.42, 3, inside)
    parts = []
    outline = leg_outline(leg)
    for side in (-1, 1):
        folds = _folds(studio.rng, leg, soft, crease)
        waves = (
            Wrinkles(1.3 * soft, 110, 30, side * 4),
            Wrinkles(0.5 * soft, 34, 26, 0),
            Wrinkles(0.12 * soft, 14, 12),
        )
        shape = outline if side == 1 else flip(outline)
        parts.append(
            studio.part(
                shape,
                main,
                turn=-side * 2,
                folds=folds if side == 1 else [_mirror(f) for f in folds],
                wrinkles=waves,
                puff=1.25,
                cast=0.28,
            )
        )
    return parts[0], parts[1]


def waistband(
    studio: Studio, leg: Leg, design: Design, fabric: str, height: float, thread: Colour | None, loops: bool = True
) -> None:
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    top = line((MIDDLE - leg.waist, leg.top - 2), (MIDDLE, leg.top + 6), (MIDDLE + leg.waist, leg.top - 2))
    band = studio.part(
        np.concatenate([top, moved(top, 0, height)[::-1] * np.array([1, 1], np.float32)]),
        main,
        puff=0.5,
        cast=0.3,
        edge=0.8,
    )
    if thread is not None:
        for dy in (2.5, height - 2.5):
            studio.stitches(moved(top, 0, dy), thread, band)
    if loops:
        for x in (-0.62, 0.62):
            cx = MIDDLE + x * leg.waist
            studio.part(
                np.array(
                    [
                        (cx - 4, leg.top - 3),
                        (cx + 4, leg.top - 3),
                        (cx + 4, leg.top + height + 7),
                        (cx - 4, leg.top + height + 7),
                    ],
                    np.float32,
                ),
                main,
                puff=0.5,
                cast=0.45,
            )


def fly_front(studio: Studio, leg: Leg, thread: Colour, parts: tuple[Part, Part], double: bool) -> None:
    curve = line(
        (MIDDLE + 19, leg.top + 20),
        (MIDDLE + 18, leg.top + 84),
        (MIDDLE + 11, leg.top + 108),
        (MIDDLE - 1, leg.top + 116),
    )
    for dx in (0.0, 3.5) if double else (0.0,):
        studio.stitches(moved(curve, -dx, -dx * 0.6), thread, parts[1])
    studio.seam(line((MIDDLE - 1, leg.top + 14), (MIDDLE - 1, leg.crotch)), None, 0.4, 1.6)
