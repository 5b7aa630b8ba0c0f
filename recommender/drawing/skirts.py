"""Skirts, and the hanging cloth that dresses share with them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, darker, mix
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Cloth, Studio
from recommender.drawing.swatches import cloth


def skirt_part(
    studio: Studio,
    main: Cloth,
    top: float,
    bottom: float,
    waist: float,
    hem: float,
    *,
    hip: float = 0,
    folds: int = 7,
    depth: float = 5,
    wave: float = 5,
    sharp: float = 0.3,
    cast: float = 0.25,
) -> Part:
    """A hanging skirt whose folds spread from the waist to a waving hem."""
    rng = studio.rng
    at = np.linspace(-1, 1, max(2, folds * 2 + 1))
    if folds:
        at[1:-1] += rng.uniform(-0.3, 0.3, len(at) - 2) / folds
    lower: list[Knot] = []
    for k, a in enumerate(at):
        drop = 7 * (1 - a * a) + (wave if k % 2 else -wave) * (1 - 0.4 * a * a)
        lower.append((MIDDLE + a * hem, bottom + drop, *((1,) if k in (0, len(at) - 1) else ())))
    side = (
        [(MIDDLE + hip, top + (bottom - top) * 0.38)]
        if hip
        else [(MIDDLE + waist + (hem - waist) * 0.36, top + (bottom - top) * 0.36)]
    )
    outline = smooth(
        [
            (MIDDLE - waist, top, 1),
            (MIDDLE, top + 5),
            (MIDDLE + waist, top, 1),
            *side,
            *reversed(lower),
            (2 * MIDDLE - side[0][0], side[0][1]),
        ]
    )
    ridges: list[Fold] = []
    for k, a in enumerate(at[1:-1], 1):
        width = hem / max(1, folds) * 0.42
        sign = 1 if k % 2 else -0.9
        start = top + (bottom - top) * float(rng.uniform(0.0, 0.22))
        ridges.append(
            Fold(
                MIDDLE + a * waist * 0.95,
                start,
                MIDDLE + a * hem,
                bottom + 26,
                width,
                depth * sign * float(rng.uniform(0.75, 1.2)),
                a * -6,
                sharp,
                (0.1, 1),
            )
        )
    waves = (Wrinkles(1.2, 170, 30, 0), Wrinkles(0.4, 50, 24, 10), Wrinkles(0.12, 18, 12))
    return studio.part(outline, main, folds=ridges, wrinkles=waves, puff=1.0, cast=cast, bend=2.5)


def pleats(studio: Studio, main: Cloth, top: float, bottom: float, waist: float, hem: float, count: int) -> Part:
    """A pleated skirt: sharp knife folds from the waistband to the hem."""
    at = np.linspace(-1, 1, count + 1)
    lower: list[Knot] = []
    for a, b in pairwise(at):
        lower += [
            (MIDDLE + a * hem, bottom + 7 * (1 - a * a), 1),
            (MIDDLE + b * hem, bottom + 7 * (1 - b * b) + 4.5, 1),
        ]
    outline = smooth([(MIDDLE - waist, top, 1), (MIDDLE, top + 4), (MIDDLE + waist, top, 1), *reversed(lower)])
    ridges = [
        Fold(MIDDLE + a * waist, top + 2, MIDDLE + a * hem, bottom + 30, hem / count * 0.55, 4.6, 0, 0.95, (0.7, 1))
        for a in at
    ]
    part = studio.part(
        outline,
        main,
        folds=ridges,
        wrinkles=(Wrinkles(0.6, 160, 40), Wrinkles(0.12, 18, 12)),
        puff=0.9,
        cast=0.25,
        bend=2.5,
    )
    for a in at[1:-1]:
        studio.shade(
            ribbon(line((MIDDLE + a * waist, top), (MIDDLE + a * hem, bottom + 8)), [0.8, 2.6]), 0.34, 0.6, part
        )
        studio.shade(
            ribbon(line((MIDDLE + a * waist + 2, top), (MIDDLE + a * hem + 5, bottom + 8)), [2, 8]), 0.14, 2, part
        )
    return part


def skirt(studio: Studio, design: Design) -> None:
    """Cuts: flared, pleated, pencil, mini, denim, maxi, tiered."""
    fabric = design.fabric or ("denim" if design.cut == "denim" else "satin" if design.cut == "pleated" else "woven")
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    top, bottom, waist, hem, folds = {
        "flared": (170, 440, 74, 158, 6),
        "pleated": (130, 480, 68, 140, 15),
        "pencil": (130, 490, 76, 84, 0),
        "mini": (200, 400, 90, 142, 4),
        "denim": (190, 400, 92, 124, 0),
        "maxi": (70, 590, 64, 150, 6),
        "tiered": (150, 470, 74, 160, 6),
    }[design.cut]
    back = smooth(
        [(MIDDLE - waist + 2, top - 10, 1), (MIDDLE, top - 21), (MIDDLE + waist - 2, top - 10, 1), (MIDDLE, top + 12)]
    )
    inside = studio.part(back, main, puff=0.2)
    studio.shade(back, 0.42, 3, inside)
    if design.cut == "pleated":
        pleats(studio, main, top, bottom, waist, hem, folds)
    elif design.cut == "tiered":
        for k in (2, 1, 0):
            y0, y1 = top + k * 100, top + (k + 1) * 102
            skirt_part(
                studio,
                main,
                y0 - 6,
                y1,
                waist + (hem - waist) * k / 3,
                waist + (hem - waist) * (k + 1) / 3,
                folds=6 + k * 2,
                depth=3.4,
                wave=4,
                cast=0.4,
            )
    elif folds:
        skirt_part(studio, main, top, bottom, waist, hem, folds=folds, depth=5.5, wave=6)
    else:
        part = skirt_part(
            studio,
            main,
            top,
            bottom,
            waist,
            hem,
            hip=waist + 24 if design.cut == "pencil" else waist + 22,
            folds=2,
            depth=2.2,
            wave=1.5,
        )
        _straight_details(studio, design, part, top, bottom, waist, hem)
    band = line((MIDDLE - waist - 1, top - 10), (MIDDLE, top - 4), (MIDDLE + waist + 1, top - 10))
    strip = studio.part(np.concatenate([band, moved(band, 0, 21)[::-1]]), main, puff=0.6, cast=0.35)
    if design.cut == "denim":
        thread = mix(colour("Tan"), colour("Orange"), 0.3)
        for dy in (2.5, 18.5):
            studio.stitches(moved(band, 0, dy), thread, strip)
        studio.button(MIDDLE, top + 6, 5.4, colour("Copper"), holes=False)


def _straight_details(
    studio: Studio, design: Design, part: Part, top: float, bottom: float, waist: float, hem: float
) -> None:
    if design.cut == "pencil":
        for side in (-1, 1):
            studio.seam(line((MIDDLE + side * 38, top + 10), (MIDDLE + side * 34, top + 78)), part, 0.25)
        studio.stitches(
            line((MIDDLE - hem, bottom - 12), (MIDDLE, bottom - 5), (MIDDLE + hem, bottom - 12)),
            darker(colour(design.colour), 0.4),
            part,
            2.2,
            1.6,
            0.6,
            0.4,
        )
        return
    thread = mix(colour("Tan"), colour("Orange"), 0.3)
    studio.seam(line((MIDDLE, top + 8), (MIDDLE, bottom)), part, 0.35)
    studio.stitches(line((MIDDLE + 18, top + 8), (MIDDLE + 17, top + 60), (MIDDLE + 2, top + 86)), thread, part)
    studio.stitches(line((MIDDLE - 3, top + 86), (MIDDLE - 3, bottom)), thread, part)
    for side in (-1, 1):
        pocket = line(
            (MIDDLE + side * waist * 0.42, top + 8),
            (MIDDLE + side * waist * 0.56, top + 38),
            (MIDDLE + side * (waist + 16), top + 54),
        )
        studio.seam(pocket, part, 0.45, 1.6)
        for dy in (3.0, 6.5):
            studio.stitches(moved(pocket, 0, dy), thread, part)
        studio.shade(
            np.asarray(
                moved(ribbon(line((MIDDLE + side * 56, top + 70), (MIDDLE + side * 62, bottom - 30)), 40), 0, 0)
            ),
            -0.17,
            16,
            part,
        )
    studio.stitches(line((MIDDLE - hem, bottom - 12), (MIDDLE, bottom - 5), (MIDDLE + hem, bottom - 12)), thread, part)
