"""The upper body that tops, knitwear, jackets and dresses share: its outline, sleeves, and how cloth hangs from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from recommender.drawing.geometry import MIDDLE, Knot, Points, flip, line, smooth, symmetric
from recommender.drawing.masks import Part
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Cloth, Studio


@dataclass(frozen=True, slots=True)
class Fit:
    """Half widths from the middle line and heights, in units. Straight and wide for men, waisted for women."""

    neck: float = 44
    shoulder: float = 114
    chest: float = 117
    waist: float = 113
    hem: float = 115
    top: float = 118
    drop: float = 30
    armpit: float = 258
    middle: float = 385
    bottom: float = 494
    hem_curve: float = 5


MEN = Fit()
WOMEN = Fit(neck=42, shoulder=95, chest=98, waist=85, hem=103, top=122, drop=26, armpit=245, middle=352, bottom=478)
CHILD = Fit(neck=42, shoulder=93, chest=96, waist=96, hem=102, top=152, drop=23, armpit=262, middle=370, bottom=452)

FITS = {"Men": MEN, "Women": WOMEN, "Boys": CHILD, "Girls": CHILD, "Unisex": MEN}


def body_outline(fit: Fit, neckline: list[Knot]) -> Points:
    """The front of the garment. `neckline`: offsets from the middle, from the neck's edge down to the middle line."""
    half: list[Knot] = [
        *reversed(neckline),
        (fit.neck, fit.top, 1),
        (fit.shoulder, fit.top + fit.drop, 1),
        (fit.shoulder - 9, fit.top + fit.drop + 45),
        (fit.chest, fit.armpit, 1),
        (fit.chest - (fit.chest - fit.waist) * 0.45, fit.armpit + (fit.middle - fit.armpit) * 0.45),
        (fit.waist, fit.middle),
        (fit.hem, fit.bottom - 4, 1),
        (fit.hem * 0.5, fit.bottom + fit.hem_curve),
        (0, fit.bottom + fit.hem_curve),
    ]
    return symmetric(half)


def sleeve_outline(fit: Fit, length: float, cuff: float, angle: float) -> tuple[Points, Points]:
    """The right-hand sleeve, `length` units from the shoulder and `angle` degrees off the vertical, and its cuff edge
    from outside to inside. `cuff`: the width at its end."""
    x, y = MIDDLE + fit.shoulder, fit.top + fit.drop
    a = math.radians(angle)
    along, across = np.array([math.sin(a), math.cos(a)]), np.array([math.cos(a), -math.sin(a)])
    root = np.array([x - 20, y + 38])
    end = root + along * (length - 38)
    outer, inner = end + across * cuff / 2, end - across * cuff / 2
    upper = (fit.armpit - y) * 0.44  # half the width of the sleeve at the armpit
    at = root + along * (length - 38) * 0.5
    half = cuff / 2 + (upper - cuff / 2) * 0.42
    knots: list[Knot] = [(x - 18, y - 5, 1), (x + 2, y + 3), (x + 13, y + 26)]
    if length > 200:
        knots.append((float(at[0] + across[0] * half), float(at[1] + across[1] * half)))
    knots += [(float(outer[0]), float(outer[1]), 1), (float(inner[0]), float(inner[1]), 1)]
    if length > 200:
        knots.append((float(at[0] - across[0] * half), float(at[1] - across[1] * half)))
    knots += [(MIDDLE + fit.chest - 12, fit.armpit + 8, 1), (x - 44, y + 44)]
    edge = line((float(outer[0]), float(outer[1])), (float(inner[0]), float(inner[1])))
    return smooth(knots), edge


def sleeves(
    studio: Studio, fit: Fit, cloth: Cloth, length: float, cuff: float, *, angle: float = 0, soft: float = 1
) -> tuple[Part, Part, Points]:
    """Draw both sleeves; returns their parts (left, right as seen) and the right one's cuff edge."""
    angle = angle or (11 if length > 200 else 25)
    outline, edge = sleeve_outline(fit, length, cuff, angle)
    x, y = MIDDLE + fit.shoulder, fit.top + fit.drop
    parts = []
    for side in (-1, 1):
        folds = [_mirrored(fold, side) for fold in _sleeve_folds(studio.rng, x, y, fit, length, soft)]
        shape = outline if side == 1 else flip(outline)
        turn = -side * angle
        wrinkles = (Wrinkles(0.5 * soft, 46, 15, -turn), Wrinkles(0.16 * soft, 16, 8, -turn))
        parts.append(studio.part(shape, cloth, turn=turn, folds=folds, wrinkles=wrinkles, puff=1.25, cast=0.2))
    return parts[0], parts[1], edge


def _mirrored(fold: Fold, side: int) -> Fold:
    if side == 1:
        return fold
    m = 2 * MIDDLE
    return Fold(m - fold.x0, fold.y0, m - fold.x1, fold.y1, fold.width, fold.height, -fold.bend, fold.sharp, fold.taper)


def _sleeve_folds(rng: np.random.Generator, x: float, y: float, fit: Fit, length: float, soft: float) -> list[Fold]:
    """Creases that run from the armpit up to the shoulder and, on long sleeves, around the elbow and above the cuff."""

    def j(by: float) -> float:
        return float(rng.uniform(-by, by))

    folds = [
        Fold(x - 14, fit.armpit + j(4), x + 10, y + 42 + j(8), 6, 2.2 * soft, 6),
        Fold(x - 12, fit.armpit + 14 + j(4), x + 12, y + 74 + j(8), 6, -1.8 * soft, 5),
    ]
    if length > 200:
        for at in (0.44, 0.5, 0.57):
            cy = y + length * at + j(8)
            folds.append(Fold(x - 14, cy + 10 + j(6), x + 26, cy - 8 + j(8), 5 + j(1), (2.2 + j(0.8)) * soft, 4 + j(3)))
        for at in (0.72, 0.8, 0.88, 0.95):
            cy = y + length * at + j(7)
            folds.append(
                Fold(
                    x - 6, cy + j(7), x + 34, cy + j(9), 4.2 + j(1), (1.7 + j(0.9)) * soft, 4 * (1 if at < 0.85 else -1)
                )
            )
    return folds


def hanging_folds(rng: np.random.Generator, fit: Fit, strength: float = 1, count: int = 5) -> list[Fold]:
    """How cloth hangs from two shoulders: creases from the armpits inwards, and long soft ones from the chest to the
    hem."""

    def j(by: float) -> float:
        return float(rng.uniform(-by, by))

    folds = []
    for side in (-1, 1):
        cx = MIDDLE + side * fit.chest
        folds += [
            Fold(
                cx,
                fit.armpit + 2,
                cx - side * (44 + j(10)),
                fit.armpit - 26 + j(10),
                7,
                2.4 * strength,
                side * 7,
                taper=(0.6, 0),
            ),
            Fold(
                cx,
                fit.armpit + 12,
                cx - side * (52 + j(12)),
                fit.armpit + 26 + j(10),
                8,
                2.0 * strength,
                side * 6,
                taper=(0.6, 0),
            ),
            Fold(
                cx - side * 3,
                fit.armpit + 34,
                cx - side * (34 + j(8)),
                fit.armpit + 96 + j(12),
                9,
                1.6 * strength,
                side * 6,
            ),
            Fold(
                MIDDLE + side * fit.waist,
                fit.middle + j(12),
                MIDDLE + side * (fit.waist - 48 + j(10)),
                fit.middle + 20 + j(14),
                8,
                1.9 * strength,
                side * 5,
                taper=(0.5, 0),
            ),
        ]
    for k in range(count):
        x = MIDDLE + (k - (count - 1) / 2) * (fit.hem * 1.7 / count) + j(12)
        y0 = fit.armpit + 90 + j(60)
        folds.append(
            Fold(x + j(14), y0, x + j(10), fit.bottom + 20, 12 + j(4), (2.2 + j(1.1)) * strength, j(9), taper=(0, 1))
        )
    return folds


def soft_wrinkles(strength: float = 1) -> tuple[Wrinkles, ...]:
    return (
        Wrinkles(1.6 * strength, 150, 46, 4),
        Wrinkles(0.5 * strength, 60, 22, -14),
        Wrinkles(0.12 * strength, 18, 12),
    )
