"""Dresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recommender.drawing.collars import collar, neck_hole, neckline_edge, placket, round_neck, v_neck
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, Points, line, moved, ribbon, smooth
from recommender.drawing.palette import colour, darker, mix
from recommender.drawing.relief import Fold
from recommender.drawing.skirts import skirt_part
from recommender.drawing.studio import Cloth, Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import Fit, hanging_folds, sleeves, soft_wrinkles

BODICE = Fit(
    neck=46, shoulder=78, chest=80, waist=62, hem=62, top=60, drop=20, armpit=162, middle=254, bottom=256, hem_curve=0
)


def _bodice(fit: Fit, neckline: Sequence[Knot], straps: float = 0) -> Points:
    """The upper part; with straps it ends below bare shoulders."""
    if straps:
        half: list[Knot] = [
            (0, fit.top + 66, 1) if neckline[-1][1] < fit.top + 70 else (0, neckline[-1][1], 1),
            (26, fit.top + 50),
            (straps, fit.top + 36, 1),
            (straps + 14, fit.top + 42, 1),
            (fit.chest - 12, fit.armpit - 22),
            (fit.chest, fit.armpit, 1),
        ]
    else:
        half = [
            *reversed(list(neckline)),
            (fit.neck, fit.top, 1),
            (fit.shoulder, fit.top + fit.drop, 1),
            (fit.shoulder - 10, fit.top + fit.drop + 38),
            (fit.chest, fit.armpit, 1),
        ]
    half += [
        (fit.waist + (fit.chest - fit.waist) * 0.4, fit.armpit + (fit.bottom - fit.armpit) * 0.5),
        (fit.waist, fit.bottom - 3, 1),
        (0, fit.bottom + 3),
    ]
    right: list[Knot] = [(MIDDLE + k[0], *k[1:]) for k in half]
    left: list[Knot] = [(MIDDLE - k[0], *k[1:]) for k in reversed(half) if k[0] > 0]
    return smooth(right + left)


def dress(studio: Studio, design: Design) -> None:
    """Cuts: skater, maxi, wrap, sheath, shirt, slip, knit."""
    child = design.gender in ("Girls", "Boys")
    fit = (
        BODICE
        if not child
        else replace(BODICE, chest=74, waist=70, hem=70, shoulder=74, bottom=232, middle=230, top=80, armpit=172)
    )
    fabric = design.fabric or (
        "satin" if design.cut in ("slip", "wrap") else "knit" if design.cut == "knit" else "woven"
    )
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    if design.cut in ("sheath", "knit"):
        _sheath(studio, design, fit, main, fabric)
        return
    straps = 44.0 if design.cut in ("maxi", "slip") else 0
    neckline = (
        v_neck(fit, 100) if design.cut == "wrap" else v_neck(fit, 34) if design.cut == "shirt" else round_neck(fit, 44)
    )
    if straps:
        for side in (-1, 1):
            studio.part(
                ribbon(
                    line(
                        (MIDDLE + side * (straps + 7), fit.top + 44),
                        (MIDDLE + side * (straps + 3), fit.top + 8),
                        (MIDDLE + side * (straps - 2), fit.top - 22),
                    ),
                    13 if design.cut == "maxi" else 5,
                ),
                main,
                puff=0.6,
            )
        back = smooth(
            [
                (MIDDLE - 54, fit.top + 46, 1),
                (MIDDLE, fit.top + 58),
                (MIDDLE + 54, fit.top + 46, 1),
                (MIDDLE + 60, fit.top + 120),
                (MIDDLE - 60, fit.top + 120),
            ]
        )
        studio.shade(back, 0.0)
        inner = studio.part(back, main, puff=0.2)
        studio.shade(back, 0.4, 5, inner)
    else:
        neck_hole(studio, fit, fabric if fabric != "satin" else "woven", design, 6)
    if not straps and design.cut != "sleeveless":
        long = design.cut in ("wrap", "shirt") and not child
        sleeves(studio, fit, main, 216 if long else 84, 44 if long else 52, soft=1.2, angle=14 if long else 24)
    bottom, hem, folds = {
        "skater": (505, 158, 6),
        "maxi": (604, 150, 7),
        "wrap": (520, 132, 5),
        "shirt": (500, 116, 4),
        "slip": (540, 104, 4),
        "sleeveless": (505, 150, 6),
    }[design.cut]
    if child:
        bottom, hem = 470, 150
    skirt = skirt_part(
        studio,
        main,
        fit.bottom - 6,
        bottom,
        fit.waist - 2,
        hem,
        folds=folds,
        depth=5 if design.cut != "slip" else 3.4,
        wave=5,
    )
    body = studio.part(
        _bodice(fit, neckline, straps),
        main,
        folds=hanging_folds(studio.rng, fit, 0.9, 3),
        wrinkles=soft_wrinkles(0.8),
        puff=1.05,
        cast=0.2,
    )
    for side in (-1, 1):
        studio.seam(line((MIDDLE + side * 40, fit.armpit + 8), (MIDDLE + side * 32, fit.bottom)), body, 0.22)
        if not straps:
            studio.seam(
                line(
                    (MIDDLE + side * (fit.shoulder - 3), fit.top + fit.drop),
                    (MIDDLE + side * (fit.shoulder - 11), fit.top + 60),
                    (MIDDLE + side * (fit.chest - 3), fit.armpit),
                ),
                body,
                0.25,
            )
    thread = darker(colour(design.colour), 0.35)
    if design.cut == "wrap":
        over = line((MIDDLE + fit.neck, fit.top), (MIDDLE + 20, fit.top + 76), (MIDDLE - fit.waist + 4, fit.bottom - 8))
        studio.shade(ribbon(moved(over, -2, 4), 8), 0.4, 3, body)
        studio.part(ribbon(over, 7), main, puff=0.5, cast=0.3, clip=None)
        edge = line((MIDDLE - 26, fit.bottom), (MIDDLE - 8, 390), (MIDDLE - 34, bottom + 12))
        studio.shade(ribbon(moved(edge, -5, 0), 10), 0.32, 4, skirt)
        studio.seam(edge, skirt, 0.3)
    elif design.cut == "shirt":
        placket(studio, fit, design, fabric, fit.top + 32, bottom + 6, 8, width=20)
        collar(studio, fit, design, fabric, 1)
    elif not straps:
        edge = neckline_edge(fit, neckline)
        studio.part(ribbon(edge, 6), main, puff=0.5, cast=0.25)
    if design.cut in ("skater", "wrap", "shirt", "maxi", "sleeveless"):
        belt_cloth = cloth("satin", design.third) if design.third and design.pattern == "plain" else main
        band = studio.part(
            ribbon(
                line(
                    (MIDDLE - fit.waist + 1, fit.bottom - 4),
                    (MIDDLE, fit.bottom + 2),
                    (MIDDLE + fit.waist - 1, fit.bottom - 4),
                ),
                15,
            ),
            belt_cloth,
            puff=0.7,
            cast=0.35,
        )
        studio.seam(
            line((MIDDLE - fit.waist, fit.bottom + 2), (MIDDLE, fit.bottom + 8), (MIDDLE + fit.waist, fit.bottom + 2)),
            band,
            0.2,
        )
        if design.cut in ("wrap", "shirt"):
            _bow(studio, belt_cloth, MIDDLE - 26, fit.bottom)
    studio.stitches(
        line((MIDDLE - hem, bottom - 14), (MIDDLE, bottom - 4), (MIDDLE + hem, bottom - 14)),
        thread,
        skirt,
        2.2,
        1.6,
        0.6,
        0.4,
    )


def _bow(studio: Studio, material: Cloth, x: float, y: float) -> None:
    for dx, dy, length in ((-14, 78, 1), (6, 92, 1)):
        studio.part(
            ribbon(line((x, y), (x + dx * 0.4, y + dy * 0.5), (x + dx, y + dy)), [7, 12, 14]),
            material,
            puff=0.8,
            cast=0.35,
        )
        del length
    for side in (-1, 1):
        loop = smooth(
            [(x, y - 3, 1), (x + side * 22, y - 14), (x + side * 30, y - 2), (x + side * 20, y + 9), (x, y + 4, 1)]
        )
        studio.part(loop, material, puff=1.4, cast=0.35, edge=1.2)
    studio.part(smooth([(x - 6, y - 7), (x + 6, y - 7), (x + 7, y + 8), (x - 7, y + 8)]), material, puff=1.4, cast=0.4)


def _sheath(studio: Studio, design: Design, fit: Fit, main: Cloth, fabric: str) -> None:
    """A close dress in one piece from the shoulder to the knee."""
    neck_hole(studio, fit, fabric, design, 6)
    sleeves(
        studio,
        fit,
        main,
        78 if design.cut == "sheath" else 260,
        50 if design.cut == "sheath" else 36,
        angle=22 if design.cut == "sheath" else 11,
    )
    neckline = round_neck(fit, 38)
    half: list[Knot] = [
        *reversed(neckline),
        (fit.neck, fit.top, 1),
        (fit.shoulder, fit.top + fit.drop, 1),
        (fit.shoulder - 9, fit.top + fit.drop + 38),
        (fit.chest, fit.armpit, 1),
        (fit.waist + 4, fit.bottom - 8),
        (92, fit.bottom + 90),
        (88, 420),
        (78, 506, 1),
        (0, 512),
    ]
    right: list[Knot] = [(MIDDLE + k[0], *k[1:]) for k in half]
    left: list[Knot] = [(MIDDLE - k[0], *k[1:]) for k in reversed(half) if k[0] > 0]
    m = MIDDLE
    folds = [
        *hanging_folds(studio.rng, fit, 0.8, 0),
        Fold(m - 62, 262, m + 10, 284, 8, 2, 6),
        Fold(m + 64, 258, m - 4, 272, 8, 2, -6),
        Fold(m - 86, 330, m - 20, 372, 9, 2, 6),
        Fold(m + 88, 326, m + 26, 366, 9, 2, -6),
        Fold(m - 30, 370, m - 36, 520, 14, 3, 4, taper=(0, 1)),
        Fold(m + 34, 360, m + 40, 520, 14, 3, -4, taper=(0, 1)),
    ]
    body = studio.part(smooth(right + left), main, folds=folds, wrinkles=soft_wrinkles(0.9), puff=1.15)
    for side in (-1, 1):
        studio.seam(
            line((m + side * 42, fit.armpit + 6), (m + side * 33, fit.bottom), (m + side * 40, 350)), body, 0.22
        )
        studio.seam(
            line(
                (m + side * (fit.shoulder - 3), fit.top + fit.drop),
                (m + side * (fit.shoulder - 11), fit.top + 60),
                (m + side * (fit.chest - 3), fit.armpit),
            ),
            body,
            0.25,
        )
    edge = neckline_edge(fit, neckline)
    studio.part(ribbon(edge, 8), cloth("rib", design.colour) if design.cut == "knit" else main, puff=0.5, cast=0.25)
    if design.third:
        band = line((m - fit.waist - 2, fit.bottom - 10), (m, fit.bottom - 4), (m + fit.waist + 2, fit.bottom - 10))
        studio.part(ribbon(band, 13), cloth("leather", design.third), puff=0.8, cast=0.4, clip=body)
        studio.stroke(
            line(
                (m - 9, fit.bottom - 14),
                (m + 9, fit.bottom - 14),
                (m + 9, fit.bottom + 5),
                (m - 9, fit.bottom + 5),
                (m - 9, fit.bottom - 14),
            ),
            2.6,
            mix(colour("Gold"), colour("White"), 0.2),
        )
