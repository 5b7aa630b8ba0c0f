"""Collars, plackets and necklines."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, Points, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, contrast, darker, lighter, mix
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import Fit


def round_neck(fit: Fit, depth: float) -> list[Knot]:
    return [(fit.neck * 0.93, fit.top + depth * 0.5), (fit.neck * 0.6, fit.top + depth * 0.88), (0, fit.top + depth)]


def v_neck(fit: Fit, depth: float) -> list[Knot]:
    return [(fit.neck * 0.62, fit.top + depth * 0.45), (0, fit.top + depth, 1)]


def neck_hole(studio: Studio, fit: Fit, fabric: str, design: Design, rise: float = 9) -> None:
    """The inside of the back, seen through the neckline, with its neck tape and label."""
    inside = cloth(fabric, design.colour)
    outline = smooth(
        [
            (MIDDLE - fit.neck - 2, fit.top + 1, 1),
            (MIDDLE, fit.top + rise),
            (MIDDLE + fit.neck + 2, fit.top + 1, 1),
            (MIDDLE + fit.neck + 10, fit.top + 60, 1),
            (MIDDLE, fit.top + 130, 1),
            (MIDDLE - fit.neck - 10, fit.top + 60, 1),
        ],
    )
    part = studio.part(outline, inside, puff=0.2)
    studio.shade(outline, 0.38, 6, part)
    studio.fill(
        np.array(
            [
                [MIDDLE - 11, fit.top + rise + 7],
                [MIDDLE + 11, fit.top + rise + 7],
                [MIDDLE + 11, fit.top + rise + 19],
                [MIDDLE - 11, fit.top + rise + 19],
            ],
            np.float32,
        ),
        mix(colour("White"), colour(design.colour), 0.25),
        0.9,
    )
    studio.seam(
        moved(line((MIDDLE - fit.neck, fit.top + 1), (MIDDLE, fit.top + rise), (MIDDLE + fit.neck, fit.top + 1)), 0, 5),
        part,
    )


def neck_band(studio: Studio, edge: Points, design: Design, fabric: str, width: float = 9, shade: str = "") -> Part:
    """The ribbed band along the neckline."""
    band = cloth("rib" if fabric != "woven" else fabric, shade or design.colour)
    part = studio.part(ribbon(edge, width), band, puff=0.5, cast=0.28, edge=0.7)
    studio.seam(moved(edge, 0, width * 0.5), depth=0.3)
    return part


def neckline_edge(fit: Fit, neckline: list[Knot]) -> Points:
    """The whole front neckline as an open curve, from left to right."""
    left: list[Knot] = [(MIDDLE - fit.neck, fit.top, 1)]
    left += [(MIDDLE - k[0], *k[1:]) for k in neckline]
    right: list[Knot] = [(MIDDLE + k[0], *k[1:]) for k in reversed(neckline[:-1])]
    right.append((MIDDLE + fit.neck, fit.top, 1))
    return line(*left, *right)


def collar(studio: Studio, fit: Fit, design: Design, fabric: str, spread: float = 1, shade: str = "") -> None:
    """A turned-down shirt collar: the stand at the back, and two points that fall to the front."""
    material = cloth(fabric, shade or design.colour, "plain" if shade else design.pattern, design.second, design.third)
    back = smooth(
        [
            (MIDDLE - fit.neck - 6, fit.top + 6, 1),
            (MIDDLE - fit.neck + 6, fit.top - 19),
            (MIDDLE, fit.top - 24),
            (MIDDLE + fit.neck - 6, fit.top - 19),
            (MIDDLE + fit.neck + 6, fit.top + 6, 1),
            (MIDDLE, fit.top + 10),
        ]
    )
    part = studio.part(back, material, puff=0.35, cast=0, edge=0.7)
    studio.shade(
        smooth(
            [
                (MIDDLE - fit.neck + 4, fit.top, 1),
                (MIDDLE, fit.top - 9),
                (MIDDLE + fit.neck - 4, fit.top, 1),
                (MIDDLE, fit.top + 34),
            ]
        ),
        0.42,
        4,
        part,
    )
    low = fit.top + 56
    for side in (1, -1):
        leaf = smooth(
            [
                (MIDDLE + side * (fit.neck + 5), fit.top - 6, 1),
                (MIDDLE + side * (fit.neck + 15), fit.top + 18),
                (MIDDLE + side * (30 + 8 * spread), low + 9, 1),
                (MIDDLE + side * 13, low - 12),
                (MIDDLE + side * 1.5, fit.top + 33, 1),
                (MIDDLE + side * 20, fit.top + 18),
                (MIDDLE + side * (fit.neck - 6), fit.top - 16, 1),
            ]
        )
        flap = studio.part(leaf, material, turn=side * 28, puff=0.4, cast=0.4, edge=0.7)
        inner = line(
            (MIDDLE + side * (fit.neck + 10), fit.top + 16),
            (MIDDLE + side * (29 + 7 * spread), low + 3, 1),
            (MIDDLE + side * 5, fit.top + 34),
        )
        studio.stitches(inner, contrast(colour(shade or design.colour)), flap, 2.2, 1.5, 0.6, 0.35)


def placket(
    studio: Studio,
    fit: Fit,
    design: Design,
    fabric: str,
    top: float,
    bottom: float,
    buttons: int,
    box: bool = False,
    width: float = 21,
) -> None:
    """The strip that the buttons sit on."""
    base = colour(design.colour)
    strip = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    outline = np.array(
        [
            [MIDDLE - width / 2, top],
            [MIDDLE + width / 2, top],
            [MIDDLE + width / 2, bottom],
            [MIDDLE - width / 2, bottom],
        ],
        np.float32,
    )
    part = studio.part(outline, strip, puff=0.25, cast=0.25, edge=0.35)
    for x in (MIDDLE - width / 2 + 2.6, MIDDLE + width / 2 - 2.6):
        studio.stitches(line((x, top), (x, bottom)), darker(base, 0.4), part, 2.2, 1.6, 0.6, 0.45)
    if box:
        studio.seam(line((MIDDLE - width / 2, bottom - 9), (MIDDLE + width / 2, bottom - 9)), part, 0.3)
        studio.seam(line((MIDDLE - width / 2, bottom - 1), (MIDDLE + width / 2, bottom - 1)), part, 0.4)
    shade = colour("White") if design.pattern != "plain" or float(base.mean()) > 0.75 else lighter(base, 0.25)
    if float(base.mean()) > 0.85:
        shade = np.array([0.86, 0.85, 0.82], np.float32)
    for k in range(buttons):
        y = top + 22 + k * (bottom - top - 34) / max(1, buttons - (0 if box else 1))
        studio.stroke(line((MIDDLE - 0.2, y - 5.5), (MIDDLE - 0.2, y + 5.5)), 1.0, darker(base, 0.45), 0.5)
        studio.button(MIDDLE, y, 3.7, shade)
