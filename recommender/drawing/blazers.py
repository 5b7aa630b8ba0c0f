"""Tailored jackets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.drawing.collars import neck_hole
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, flip, line, ribbon, smooth
from recommender.drawing.palette import colour, darker
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import FITS, hanging_folds, sleeves, soft_wrinkles


def blazer(studio: Studio, design: Design) -> None:
    """A tailored jacket with notched lapels over a white shirt's front; cuts: two, one (buttons)."""
    fit = replace(FITS[design.gender], hem_curve=0)
    fit = replace(
        fit,
        chest=fit.chest + 2,
        waist=fit.waist - 5,
        hem=fit.hem + 6,
        bottom=fit.bottom + 4,
        top=fit.top - 6,
        shoulder=fit.shoulder + 2,
    )
    fabric = design.fabric or "twill"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    lining = cloth("satin", design.third or "Charcoal")
    neck_hole(studio, fit, "satin", replace(design, colour=design.third or "Charcoal"), 4)
    length = {"Women": 322}.get(design.gender, 350)
    edge = sleeves(studio, fit, main, length, 42 if design.gender == "Women" else 50, soft=0.9, angle=9)[2]
    for side in (1, -1):
        path = edge if side == 1 else flip(edge)
        middle = path.mean(0)
        for k in range(3):
            studio.button(
                float(middle[0]) + side * 12,
                float(middle[1]) - 12 - k * 9,
                2.8,
                darker(colour(design.colour), 0.3),
                holes=False,
            )
    close = fit.top + (196 if design.gender != "Women" else 178)
    opening = smooth(
        [
            (MIDDLE - fit.neck, fit.top, 1),
            (MIDDLE + fit.neck, fit.top, 1),
            (MIDDLE + 3, close, 1),
            (MIDDLE - 3, close, 1),
        ]
    )
    studio.part(opening, lining, puff=0.2, cast=0)
    studio.shade(opening, 0.25, 8)
    body: list[Knot] = [
        (4, close, 1),
        (fit.neck, fit.top, 1),
        (fit.shoulder, fit.top + fit.drop, 1),
        (fit.shoulder - 8, fit.top + fit.drop + 45),
        (fit.chest, fit.armpit, 1),
        (fit.waist, fit.middle - 24),
        (fit.hem, fit.bottom - 2, 1),
        (fit.hem * 0.5, fit.bottom + 4),
        (40, fit.bottom, 0),
        (18, fit.bottom - 36),
        (-2, close + 40, 1),
    ]
    folds = hanging_folds(studio.rng, fit, 0.75, 3)
    for side in (-1, 1):
        # The man's left front (right as seen) lies above; for women the other way round.
        order = side if design.gender == "Women" else -side
        half = smooth([(MIDDLE - order * k[0], *k[1:2], *((1,) if len(k) > 2 and k[2] else ())) for k in body])
        part = studio.part(half, main, folds=folds, wrinkles=soft_wrinkles(0.7), puff=1.0, cast=0.35)
        s = -order
        pocket = smooth(
            [
                (MIDDLE + s * 42, fit.bottom - 104, 1),
                (MIDDLE + s * 92, fit.bottom - 110, 1),
                (MIDDLE + s * 92, fit.bottom - 92, 1),
                (MIDDLE + s * 42, fit.bottom - 86, 1),
            ]
        )
        studio.part(pocket, main, puff=0.4, cast=0.4, edge=0.5)
        studio.seam(
            line((MIDDLE + s * 66, fit.armpit - 6), (MIDDLE + s * 58, fit.middle), (MIDDLE + s * 62, fit.bottom - 108)),
            part,
            0.25,
        )
        studio.seam(
            line(
                (MIDDLE + s * (fit.shoulder - 3), fit.top + fit.drop),
                (MIDDLE + s * (fit.shoulder - 10), fit.top + 78),
                (MIDDLE + s * (fit.chest - 3), fit.armpit),
            ),
            part,
            0.35,
            1.5,
        )
    welt = smooth(
        [
            (MIDDLE + 48, fit.armpit - 36, 1),
            (MIDDLE + 84, fit.armpit - 42, 1),
            (MIDDLE + 84, fit.armpit - 32, 1),
            (MIDDLE + 48, fit.armpit - 26, 1),
        ]
    )
    studio.part(welt, main, puff=0.3, cast=0.35, edge=0.4)
    for side in (-1, 1):
        lapel = smooth(
            [
                (MIDDLE + side * (fit.neck + 3), fit.top - 3, 1),
                (MIDDLE + side * (fit.neck + 17), fit.top + 44, 1),
                (MIDDLE + side * (fit.neck + 34), fit.top + 52, 1),
                (MIDDLE + side * (fit.neck + 8), fit.top + 126),
                (MIDDLE + side * 2, close + 2, 1),
                (MIDDLE + side * 18, fit.top + 90),
                (MIDDLE + side * (fit.neck - 9), fit.top + 10, 1),
            ]
        )
        studio.part(lapel, main, turn=side * 14, puff=0.7, cast=0.45, edge=0.8)
        notch = smooth(
            [
                (MIDDLE + side * (fit.neck - 6), fit.top - 17, 1),
                (MIDDLE + side * (fit.neck + 9), fit.top + 2),
                (MIDDLE + side * (fit.neck + 26), fit.top + 32, 1),
                (MIDDLE + side * (fit.neck + 17), fit.top + 45, 1),
                (MIDDLE + side * (fit.neck - 7), fit.top + 27, 1),
            ]
        )
        studio.part(notch, main, turn=side * 40, puff=0.7, cast=0.35, edge=0.7)
    studio.part(
        ribbon(
            line((MIDDLE - fit.neck + 4, fit.top - 9), (MIDDLE, fit.top - 15), (MIDDLE + fit.neck - 4, fit.top - 9)), 13
        ),
        main,
        puff=0.6,
        cast=0.1,
    )
    count = 2 if design.cut == "two" else 1
    for k in range(count):
        studio.button(
            MIDDLE + 1,
            close + 10 + k * 46,
            5.4,
            darker(colour(design.colour), 0.35) if design.colour != "Black" else np.array([0.2, 0.2, 0.21], np.float32),
        )
