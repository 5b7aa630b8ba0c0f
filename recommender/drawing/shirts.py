"""Shirts and blouses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.drawing.collars import collar, neck_hole, placket
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, Points, flip, line, moved, ribbon, smooth
from recommender.drawing.palette import colour, darker
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.tops import cuff_lines
from recommender.drawing.torso import FITS, Fit, hanging_folds, sleeves, soft_wrinkles


def shirt(studio: Studio, design: Design) -> None:
    """Cuts: long, short, slim; with a pocket for men, a waist for women."""
    fit = replace(FITS[design.gender], hem_curve=0)
    if design.gender in ("Men", "Boys"):
        fit = replace(fit, bottom=fit.bottom + 4)
    fabric = "denim" if design.fabric == "denim" else design.fabric or "woven"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    neck_hole(studio, fit, fabric, design, 6)
    women = design.gender in ("Women", "Girls")
    if design.cut != "sleeveless":
        length, cuff = (
            (352 if not women else 330, 42)
            if design.cut == "long"
            else (132 if not women else 92, 66 if not women else 58)
        )
        arms = sleeves(studio, fit, main, length, cuff, soft=1.25)
        if design.cut == "long":
            for side in (1, -1):
                path = arms[2] if side == 1 else flip(arms[2])
                band = studio.part(
                    ribbon(moved(path, side * -2, -13), 30), main, turn=-side * 14, puff=0.7, cast=0.25, edge=0.8
                )
                studio.stitches(
                    moved(path, side * -3, -25), darker(colour(design.colour), 0.4), band, 2.2, 1.5, 0.6, 0.5
                )
                middle = path.mean(0)
                studio.button(
                    float(middle[0]) + side * 7, float(middle[1]) - 12, 2.8, np.array([0.92, 0.91, 0.88], np.float32)
                )
        else:
            cuff_lines(studio, arms[:2], arms[2], design, 14)
    outline = _shirt_tail(fit)
    folds = hanging_folds(studio.rng, fit, 1.25, 6)
    body = studio.part(outline, main, folds=folds, wrinkles=soft_wrinkles(1.2))
    for side in (-1, 1):
        yoke = line(
            (MIDDLE + side * (fit.neck + 8), fit.top + 14),
            (MIDDLE + side * (fit.shoulder - 3), fit.top + fit.drop + 17),
        )
        studio.seam(yoke, body, 0.3)
        studio.seam(
            line(
                (MIDDLE + side * (fit.shoulder - 4), fit.top + fit.drop + 4),
                (MIDDLE + side * (fit.shoulder - 12), fit.top + 78),
                (MIDDLE + side * (fit.chest - 4), fit.armpit),
            ),
            body,
            0.22,
        )
    if women:
        for side in (-1, 1):
            studio.seam(
                line(
                    (MIDDLE + side * 44, fit.armpit + 46),
                    (MIDDLE + side * 40, fit.middle),
                    (MIDDLE + side * 46, fit.middle + 90),
                ),
                body,
                0.22,
            )
    elif design.cut != "band":
        _chest_pocket(studio, fit, design, fabric, MIDDLE + 54, fit.armpit - 22, both=design.fabric == "denim")
    placket(studio, fit, design, fabric, fit.top + 36, fit.bottom + 6, 7)
    hem = moved(outline[_lower(outline, fit)], 0, -6)
    studio.stitches(hem, darker(colour(design.colour), 0.4), body, 2.2, 1.6, 0.6, 0.4)
    collar(studio, fit, design, fabric, 0.8 if not women else 1.1)


def _shirt_tail(fit: Fit) -> Points:
    """A body with a curved shirt tail."""
    half: list[Knot] = [
        (0, fit.top + 40, 1),
        (fit.neck * 0.6, fit.top + 24),
        (fit.neck, fit.top, 1),
        (fit.shoulder, fit.top + fit.drop, 1),
        (fit.shoulder - 9, fit.top + fit.drop + 45),
        (fit.chest, fit.armpit, 1),
        (fit.chest - (fit.chest - fit.waist) * 0.45, fit.armpit + (fit.middle - fit.armpit) * 0.45),
        (fit.waist, fit.middle),
        (fit.hem, fit.bottom - 42, 1),
        (fit.hem * 0.86, fit.bottom - 14),
        (fit.hem * 0.5, fit.bottom + 10),
        (0, fit.bottom + 12),
    ]
    right: list[Knot] = [(MIDDLE + k[0], *k[1:]) for k in half]
    left: list[Knot] = [(MIDDLE - k[0], *k[1:]) for k in reversed(half) if k[0] > 0]
    return smooth(right + left)


def _lower(outline: Points, fit: Fit) -> np.ndarray:
    return np.nonzero(outline[:, 1] > fit.bottom - 42)[0]


def _chest_pocket(studio: Studio, fit: Fit, design: Design, fabric: str, x: float, y: float, both: bool) -> None:
    material = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    for side in (1, -1) if both else (1,):
        cx = x if side == 1 else 2 * MIDDLE - x
        shape = smooth([(cx - 24, y, 1), (cx + 24, y, 1), (cx + 24, y + 44, 1), (cx, y + 56, 1), (cx - 24, y + 44, 1)])
        part = studio.part(shape, material, puff=0.25, cast=0.2, edge=0.3)
        inner = line((cx - 21.5, y), (cx - 21.5, y + 42, 1), (cx, y + 53, 1), (cx + 21.5, y + 42, 1), (cx + 21.5, y))
        thread = colour("Tan") if fabric == "denim" else darker(colour(design.colour), 0.4)
        studio.stitches(inner, thread, part, 2.2, 1.6, 0.7, 0.55)
        studio.seam(line((cx - 24, y + 9), (cx + 24, y + 9)), part, 0.22)
