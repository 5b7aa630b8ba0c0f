"""Backpacks and wallets, and the leatherwork that bags share."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Points, ellipse, line, moved, ribbon, rounded, smooth, symmetric
from recommender.drawing.masks import Part
from recommender.drawing.palette import Colour, colour, darker, lighter
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.sandals import buckle
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth

SOFT_LEATHER = (Wrinkles(1.4, 120, 90), Wrinkles(0.4, 40, 34), Wrinkles(0.12, 16, 16))


def metal_ring(studio: Studio, x: float, y: float, metal: Colour, radius: float = 9) -> None:
    for r, shade in ((radius, metal * 0.62), (radius - 0.8, metal), (radius - 3, metal * 0.7)):
        studio.stroke(ellipse(x, y, r, r, 0, 361), 2.2, shade)


def topstitch(studio: Studio, part: Part, outline: Points, base: Colour, inset: float = 0.955) -> None:
    centre = (outline.max(0) + outline.min(0)) / 2
    studio.stitches(
        ((outline - centre) * inset + centre).astype(np.float32),
        lighter(base, 0.35) if float(base.mean()) < 0.6 else darker(base, 0.3),
        part,
        3,
        1.8,
        0.8,
        0.6,
    )


def backpack(studio: Studio, design: Design) -> None:
    """Cuts: day (a front pocket), roll (a roll top), school (two pockets)."""
    fabric = design.fabric or "canvas"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    plain = design.second if design.second and design.pattern == "plain" else design.colour
    trim = cloth(fabric, plain)
    leather = cloth("leather", "Tan") if fabric == "canvas" and design.cut == "roll" else trim
    base = colour(design.colour)
    thread = lighter(base, 0.4) if float(base.mean()) < 0.6 else darker(base, 0.35)
    for side in (-1, 1):
        strap = line(
            (MIDDLE + side * 70, 190),
            (MIDDLE + side * 168, 300),
            (MIDDLE + side * 164, 420),
            (MIDDLE + side * 128, 512),
        )
        studio.part(ribbon(strap, [22, 30, 24, 12]), trim, puff=1.3, edge=1.3)
        studio.shade(ribbon(strap, 30), 0.22, 3)
    loop = line((MIDDLE - 24, 132), (MIDDLE - 18, 92), (MIDDLE + 18, 92), (MIDDLE + 24, 132))
    studio.part(ribbon(loop, 11), trim, puff=1.5, edge=1.4)
    if design.cut == "roll":
        outline = symmetric(
            [(0, 150), (104, 150, 1), (112, 200), (136, 260), (144, 420), (138, 520), (120, 542, 1), (0, 546)]
        )
    else:
        outline = symmetric(
            [(0, 116), (56, 120), (112, 162), (136, 250), (146, 400), (142, 510), (122, 540, 1), (0, 546)]
        )
    folds = [
        Fold(MIDDLE - 112, 200, MIDDLE - 122, 470, 16, 2.6, 8),
        Fold(MIDDLE + 112, 200, MIDDLE + 122, 470, 16, 2.6, -8),
    ]
    body = studio.part(outline, main, puff=1.35, folds=folds, wrinkles=SOFT_LEATHER, edge=1.3, cast=0.35)
    if design.cut == "roll":
        studio.part(
            symmetric([(0, 140), (112, 142), (120, 164), (112, 190), (0, 194)]), main, puff=1.5, cast=0.45, edge=1.5
        )
        for side in (-1, 1):
            x = MIDDLE + side * 62
            studio.part(
                np.array([(x - 10, 136), (x + 10, 136), (x + 10, 310), (x, 322), (x - 10, 310)], np.float32),
                leather,
                puff=0.9,
                cast=0.45,
            )
            buckle(studio, x, 262, 14, 11)
    else:
        arch = line(
            (MIDDLE - 138, 330),
            (MIDDLE - 128, 220),
            (MIDDLE - 92, 162),
            (MIDDLE, 138),
            (MIDDLE + 92, 162),
            (MIDDLE + 128, 220),
            (MIDDLE + 138, 330),
        )
        studio.seam(moved(arch, 0, 4), body, 0.4, 2)
        studio.stroke(arch, 4, darker(base, 0.5), 0.8, body)
        studio.stitches(arch, colour("Grey"), body, 1.5, 1.1, 2.4, 0.8)
        studio.part(
            ribbon(line((MIDDLE + 96, 164), (MIDDLE + 106, 192), (MIDDLE + 102, 210)), [5, 9]), trim, puff=1.2, cast=0.4
        )
    pockets = [(344, 520)] if design.cut != "school" else [(262, 352), (372, 522)]
    for top, bottom in pockets:
        wide = 106 if bottom > 400 else 84
        shape = symmetric(
            [
                (0, top - 4),
                (wide - 12, top, 0),
                (wide, top + 22),
                (wide + 5, bottom - 22),
                (wide - 8, bottom, 1),
                (0, bottom + 4),
            ]
        )
        pocket = studio.part(
            shape,
            trim if design.cut == "school" and bottom < 400 else main,
            puff=1.2,
            cast=0.45,
            edge=1.4,
            wrinkles=SOFT_LEATHER,
        )
        zip_line = line((MIDDLE - wide + 4, top + 30), (MIDDLE, top + 22), (MIDDLE + wide - 4, top + 30))
        studio.stroke(zip_line, 6, darker(base, 0.5), 0.85, pocket)
        studio.stitches(zip_line, colour("Grey"), pocket, 1.5, 1.1, 2.6, 0.8)
        studio.part(
            ribbon(line((MIDDLE + wide - 26, top + 27), (MIDDLE + wide - 24, top + 50)), [5, 8]),
            trim,
            puff=1.2,
            cast=0.4,
        )
        topstitch(studio, pocket, shape, base, 0.95)
    if design.second and design.pattern == "plain" and design.cut == "day":
        studio.part(
            symmetric([(0, 496), (160, 486, 1), (160, 556, 1), (0, 556)]),
            cloth("leather", design.second),
            clip=body,
            puff=0.6,
            cast=0.3,
        )
    badge = rounded(MIDDLE - 20, 226, MIDDLE + 20, 254, 4)
    if design.cut == "day":
        part = studio.part(badge, cloth("leather", "Tan"), puff=0.5, cast=0.35)
        studio.stitches(rounded(MIDDLE - 17, 229, MIDDLE + 17, 251, 3), thread, part, 2, 1.5, 0.6, 0.7)


def wallet(studio: Studio, design: Design) -> None:
    """A folded wallet; cuts: bifold, long."""
    long = design.cut == "long"
    w, h = (152, 84) if long else (116, 92)
    main = cloth(design.fabric or "leather", design.colour, design.pattern, design.second)
    cy = 340
    studio.part(rounded(MIDDLE - w + 5, cy - h + 5, MIDDLE + w + 5, cy + h + 6, 10), main, puff=0.5)
    studio.shade(rounded(MIDDLE - w + 5, cy - h + 5, MIDDLE + w + 5, cy + h + 6, 10), 0.35, 2)
    outline = rounded(MIDDLE - w, cy - h, MIDDLE + w, cy + h, 12)
    part = studio.part(outline, main, puff=0.7, cast=0.4, wrinkles=SOFT_LEATHER, edge=1.2)
    inner = rounded(MIDDLE - w + 7, cy - h + 7, MIDDLE + w - 7, cy + h - 7, 8)
    thread = lighter(colour(design.colour), 0.35)
    studio.stitches(np.concatenate([inner, inner[:1]]), thread, part, 3, 1.8, 0.8, 0.7)
    if long:
        flap = smooth(
            [
                (MIDDLE - w, cy - h + 12),
                (MIDDLE - w + 12, cy - h),
                (MIDDLE + w - 12, cy - h),
                (MIDDLE + w, cy - h + 12),
                (MIDDLE + w - 4, cy + 4),
                (MIDDLE + 40, cy + 26),
                (MIDDLE - 40, cy + 26),
                (MIDDLE - w + 4, cy + 4),
            ]
        )
        studio.part(flap, main, puff=0.8, cast=0.5, edge=1.1)
        studio.button(MIDDLE, cy + 12, 7, colour("Gold"), holes=False)
    else:
        studio.seam(line((MIDDLE - w, cy + 30), (MIDDLE + w, cy + 30)), part, 0.25)
        studio.shade(rounded(MIDDLE + 52, cy + 46, MIDDLE + 92, cy + 64, 3), 0.18, 0.5, part)
