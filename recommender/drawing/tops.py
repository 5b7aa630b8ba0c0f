"""T-shirts, polo shirts, shirts and blouses, seen from the front."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, Points, ellipse, flip, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, contrast, darker, lighter, mix
from recommender.drawing.prints import chest_print
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import FITS, Fit, body_outline, hanging_folds, sleeves, soft_wrinkles


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


def hem_lines(studio: Studio, part: Part, fit: Fit, design: Design, up: float = 13) -> None:
    """Twin needle stitching above the hem."""
    for extra in (0.0, 3.2):
        y = fit.bottom - up + extra
        path = line((MIDDLE - fit.hem, y - 4), (MIDDLE, y + fit.hem_curve), (MIDDLE + fit.hem, y - 4))
        studio.stitches(path, darker(colour(design.colour), 0.35), part, 2.4, 1.4, 0.7, 0.6)
    studio.seam(
        line(
            (MIDDLE - fit.hem, fit.bottom - up + 1),
            (MIDDLE, fit.bottom - up + fit.hem_curve + 5),
            (MIDDLE + fit.hem, fit.bottom - up + 1),
        ),
        part,
        0.16,
    )


def cuff_lines(studio: Studio, parts: tuple[Part, Part], edge: Points, design: Design, up: float = 10) -> None:
    for side, part in ((1, parts[1]), (-1, parts[0])):
        path = moved(edge, 0, -up)
        studio.seam(path if side == 1 else flip(path), part, 0.2)
        studio.stitches(
            path if side == 1 else flip(path), darker(colour(design.colour), 0.35), part, 2.4, 1.4, 0.7, 0.6
        )


def tshirt(studio: Studio, design: Design) -> None:
    """Cuts: crew, v, long, raglan, ringer, tank."""
    fit = FITS[design.gender]
    fabric = "melange" if "Melange" in design.colour else "jersey"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    other = cloth(fabric, design.second or design.colour)
    depth = 64 if design.cut == "v" else 46 if design.gender == "Women" else 38
    neckline = v_neck(fit, depth) if design.cut == "v" else round_neck(fit, depth)
    neck_hole(studio, fit, fabric, design)
    if design.cut != "tank":
        length, cuff = (345, 34) if design.cut == "long" else (128, 62) if design.gender != "Women" else (96, 56)
        arms = sleeves(studio, fit, other if design.cut in ("raglan",) else main, length, cuff)
        cuff_lines(studio, arms[:2], arms[2], design)
        if design.cut == "ringer":
            for side in (1, -1):
                path = arms[2] if side == 1 else flip(arms[2])
                studio.part(ribbon(moved(path, 0, -4), 9), cloth("rib", design.second), puff=0.4, cast=0.1)
    body = studio.part(
        body_outline(fit, neckline), main, folds=hanging_folds(studio.rng, fit), wrinkles=soft_wrinkles()
    )
    if design.cut == "raglan":
        for side in (1, -1):
            yoke = smooth(
                [
                    (MIDDLE + side * x, y, 1)
                    for x, y in (
                        (fit.neck * 0.9, fit.top - 4),
                        (fit.shoulder + 12, fit.top + fit.drop - 6),
                        (fit.shoulder + 6, fit.armpit - 40),
                        (fit.chest + 2, fit.armpit + 3),
                        (fit.chest - 28, fit.armpit - 50),
                        (fit.neck * 0.96, fit.top + 22),
                    )
                ]
            )
            studio.part(yoke, other, puff=0.5, cast=0.1, clip=body, edge=0.3)
    if design.motif:
        chest_print(studio, body, design, MIDDLE, fit.armpit + 58)
    hem_lines(studio, body, fit, design)
    for side in (-1, 1):
        studio.seam(
            line((MIDDLE + side * fit.neck, fit.top + 3), (MIDDLE + side * (fit.shoulder - 2), fit.top + fit.drop + 2)),
            body,
            0.2,
        )
    edge = neckline_edge(fit, neckline)
    trim = design.second if design.cut in ("ringer", "raglan") else ""
    neck_band(studio, edge, design, fabric, 9, trim)


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


def polo(studio: Studio, design: Design) -> None:
    fit = FITS[design.gender]
    main = cloth("pique", design.colour, design.pattern, design.second, design.third)
    neck_hole(studio, fit, "pique", design)
    arms = sleeves(studio, fit, main, 122 if design.gender != "Women" else 84, 60 if design.gender != "Women" else 52)
    for side in (1, -1):
        path = arms[2] if side == 1 else flip(arms[2])
        band = studio.part(
            ribbon(moved(path, 0, -4), 11), cloth("rib", design.second or design.colour), puff=0.5, cast=0.12
        )
        if not design.second:
            studio.seam(moved(path, 0, -10), band, 0.3)
    body = studio.part(
        body_outline(fit, v_neck(fit, 40)), main, folds=hanging_folds(studio.rng, fit, 0.9), wrinkles=soft_wrinkles()
    )
    hem_lines(studio, body, fit, design)
    placket(studio, fit, design, "pique", fit.top + 30, fit.top + 138, 2 if design.gender == "Men" else 3, box=True)
    collar(studio, fit, design, "rib", 0.9, design.second)
    if design.motif:
        studio.fill(ellipse(MIDDLE + 52, fit.armpit - 30, 7, 8), colour(design.second or "White"), 0.9, body)


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
