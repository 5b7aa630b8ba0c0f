"""Handbags: totes, satchels, bucket, crossbody and hobo bags."""

from __future__ import annotations

import numpy as np

from recommender.drawing.bags import SOFT_LEATHER, metal_ring, topstitch
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, ellipse, line, moved, ribbon, rounded, smooth, symmetric
from recommender.drawing.palette import Colour, colour, lighter
from recommender.drawing.relief import Fold
from recommender.drawing.sandals import buckle
from recommender.drawing.studio import Cloth, Studio
from recommender.drawing.swatches import cloth


def handbag(studio: Studio, design: Design) -> None:
    """Cuts: tote, satchel, bucket, crossbody, hobo."""
    {"tote": _tote, "satchel": _satchel, "bucket": _bucket, "crossbody": _crossbody, "hobo": _hobo}[design.cut](
        studio, design
    )


def _materials(design: Design) -> tuple[Cloth, Cloth, Colour]:
    fabric = design.fabric or "leather"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    trim = cloth(
        "leather",
        design.second
        if design.second and design.pattern == "plain"
        else design.third
        if design.third
        else design.colour,
    )
    return main, trim, colour("Gold")


def _handles(
    studio: Studio, trim: Cloth, x: float, top: float, height: float, width: float = 12, dark: float = 0.3
) -> None:
    """Two arched handles, the far one in shade."""
    for dx, shade in ((7.0, dark), (0.0, 0.0)):
        arch = line(
            (MIDDLE - x + dx, top + 46),
            (MIDDLE - x + 5 + dx, top - height * 0.45),
            (MIDDLE - x * 0.55 + dx, top - height * 0.92),
            (MIDDLE + dx, top - height - 2),
            (MIDDLE + x * 0.55 + dx, top - height * 0.92),
            (MIDDLE + x - 5 + dx, top - height * 0.45),
            (MIDDLE + x + dx, top + 46),
        )
        band = moved(ribbon(arch, width), 0, -9 if shade else 0)
        studio.part(band, trim, puff=1.6, cast=0.35, edge=1.4)
        if shade:
            studio.shade(band, shade, 1)


def _tote(studio: Studio, design: Design) -> None:
    main, trim, metal = _materials(design)
    back = symmetric([(0, 254), (118, 252, 1), (122, 290, 1), (0, 300)])
    _handles(studio, trim, 56, 262, 138, dark=0.35)
    inner = studio.part(back, main, puff=0.2)
    studio.shade(back, 0.4, 4, inner)
    outline = symmetric([(0, 268), (70, 265), (126, 258, 1), (134, 380), (148, 512), (140, 526, 1), (0, 532)])
    folds = [
        Fold(MIDDLE - 124, 262, MIDDLE - 104, 480, 14, 3, 10),
        Fold(MIDDLE + 124, 262, MIDDLE + 108, 470, 14, 3, -10),
        Fold(MIDDLE - 60, 300, MIDDLE + 20, 500, 26, 2, 12),
    ]
    part = studio.part(outline, main, puff=1.0, folds=folds, wrinkles=SOFT_LEATHER)
    studio.stitches(
        line((MIDDLE - 130, 272), (MIDDLE, 281), (MIDDLE + 130, 272)),
        lighter(colour(design.colour), 0.35),
        part,
        3,
        1.8,
        0.8,
        0.6,
    )
    base = studio.part(
        symmetric([(0, 482), (150, 474, 1), (150, 540, 1), (0, 540)]), trim, clip=part, puff=0.5, cast=0.3
    )
    studio.stitches(
        line((MIDDLE - 150, 481), (MIDDLE, 489), (MIDDLE + 150, 481)),
        lighter(colour(design.colour), 0.35),
        base,
        3,
        1.8,
        0.8,
        0.6,
    )
    for side in (-1, 1):
        x = MIDDLE + side * 56
        tab = studio.part(
            smooth([(x - 11, 272, 1), (x + 11, 272, 1), (x + 11, 326), (x, 340, 1), (x - 11, 326)]),
            trim,
            puff=0.8,
            cast=0.4,
        )
        topstitch(
            studio,
            tab,
            smooth([(x - 11, 272, 1), (x + 11, 272, 1), (x + 11, 326), (x, 340, 1), (x - 11, 326)]),
            colour(design.colour),
            0.84,
        )
        studio.button(x, 320, 3.6, metal, holes=False)
    _handles_front(studio, trim)


def _handles_front(studio: Studio, trim: Cloth) -> None:
    arch = line(
        (MIDDLE - 56, 296),
        (MIDDLE - 52, 206),
        (MIDDLE - 32, 142),
        (MIDDLE, 122),
        (MIDDLE + 32, 142),
        (MIDDLE + 52, 206),
        (MIDDLE + 56, 296),
    )
    studio.part(ribbon(arch, 12), trim, puff=1.7, cast=0.4, edge=1.4)


def _satchel(studio: Studio, design: Design) -> None:
    main, trim, metal = _materials(design)
    _handles(studio, trim, 66, 268, 104, 13)
    outline = symmetric([(0, 264), (104, 262), (134, 274), (150, 330), (160, 470), (148, 492, 1), (0, 498)])
    folds = [
        Fold(MIDDLE - 130, 300, MIDDLE - 118, 470, 14, 3, 8),
        Fold(MIDDLE + 130, 300, MIDDLE + 118, 470, 14, 3, -8),
    ]
    part = studio.part(outline, main, puff=1.3, folds=folds, wrinkles=SOFT_LEATHER, edge=1.3)
    topstitch(studio, part, outline, colour(design.colour))
    for side in (-1, 1):
        strap = np.array(
            [
                (MIDDLE + side * 66 - 11, 268),
                (MIDDLE + side * 66 + 11, 268),
                (MIDDLE + side * 66 + 11, 402),
                (MIDDLE + side * 66, 414),
                (MIDDLE + side * 66 - 11, 402),
            ],
            np.float32,
        )
        tab = studio.part(strap, trim, puff=0.8, cast=0.4)
        studio.stitches(
            line((MIDDLE + side * 66 - 8, 270), (MIDDLE + side * 66 - 8, 400)),
            lighter(colour(design.colour), 0.35),
            tab,
            3,
            1.8,
            0.7,
            0.6,
        )
        studio.stitches(
            line((MIDDLE + side * 66 + 8, 270), (MIDDLE + side * 66 + 8, 400)),
            lighter(colour(design.colour), 0.35),
            tab,
            3,
            1.8,
            0.7,
            0.6,
        )
        buckle(studio, MIDDLE + side * 66, 362, 15, 12)
        metal_ring(studio, MIDDLE + side * 66, 276, metal)
    studio.seam(line((MIDDLE - 140, 284), (MIDDLE, 280), (MIDDLE + 140, 284)), part, 0.5, 2)
    studio.stitches(line((MIDDLE - 120, 277), (MIDDLE, 273), (MIDDLE + 120, 277)), metal, part, 1.6, 1, 3.4, 0.85)
    studio.part(symmetric([(0, 452), (168, 446, 1), (168, 504, 1), (0, 504)]), trim, clip=part, puff=0.6, cast=0.3)
    studio.fill(rounded(MIDDLE - 18, 420, MIDDLE + 18, 434, 3), metal * 0.8)
    studio.fill(rounded(MIDDLE - 17, 420, MIDDLE + 16, 432, 3), metal)


def _bucket(studio: Studio, design: Design) -> None:
    main, trim, metal = _materials(design)
    strap = line((MIDDLE - 92, 292), (MIDDLE - 70, 160), (MIDDLE - 4, 92), (MIDDLE + 66, 152), (MIDDLE + 92, 292))
    studio.part(ribbon(strap, 14), trim, puff=1.4, cast=0.3, edge=1.3)
    mouth = ellipse(MIDDLE, 280, 96, 20)
    inner = studio.part(mouth, main, puff=0.2)
    studio.shade(mouth, 0.45, 4, inner)
    outline = symmetric([(0, 298), (60, 292), (96, 276, 1), (104, 380), (118, 500), (104, 526), (0, 536)])
    folds = [
        Fold(MIDDLE + x, 292, MIDDLE + x * 1.15, 420, 12, 3.2 * (1 if k % 2 else -1), 4, taper=(1, 0))
        for k, x in enumerate((-84, -60, -34, -10, 14, 38, 62, 86))
    ]
    part = studio.part(outline, main, puff=1.3, folds=folds, wrinkles=SOFT_LEATHER)
    cord = line((MIDDLE - 100, 318), (MIDDLE, 338), (MIDDLE + 100, 318))
    studio.part(ribbon(cord, 6), trim, puff=1.5, cast=0.5)
    for k in range(6):
        metal_ring(studio, MIDDLE - 85 + k * 34, 324 + 12 * (1 - ((k - 2.5) / 2.5) ** 2), metal, 5)
    for dx, dy in ((-14, 96), (12, 112)):
        end = line((MIDDLE, 338), (MIDDLE + dx * 0.5, 338 + dy * 0.5), (MIDDLE + dx, 338 + dy))
        studio.part(ribbon(end, 5), trim, puff=1.4, cast=0.45)
        studio.part(
            ribbon(line((MIDDLE + dx, 334 + dy), (MIDDLE + dx * 1.1, 366 + dy)), [7, 13]), trim, puff=1.4, cast=0.45
        )
    studio.part(symmetric([(0, 490), (126, 480, 1), (126, 546, 1), (0, 546)]), trim, clip=part, puff=0.6, cast=0.3)


def _crossbody(studio: Studio, design: Design) -> None:
    main, trim, metal = _materials(design)
    strap = line(
        (MIDDLE - 112, 352),
        (MIDDLE - 96, 200),
        (MIDDLE - 20, 86),
        (MIDDLE + 40, 92),
        (MIDDLE + 100, 208),
        (MIDDLE + 112, 352),
    )
    studio.part(ribbon(strap, 9), trim, puff=1.4, cast=0.2, edge=1.3)
    outline = rounded(MIDDLE - 122, 328, MIDDLE + 122, 500, 22)
    studio.part(outline, main, puff=1.1, wrinkles=SOFT_LEATHER, edge=1.4)
    flap_line = symmetric([(0, 322), (118, 322), (126, 340), (120, 410), (70, 444), (0, 456)])
    flap = studio.part(flap_line, main, puff=1.0, cast=0.5, edge=1.2, wrinkles=SOFT_LEATHER)
    topstitch(studio, flap, flap_line, colour(design.colour), 0.94)
    studio.shade(rounded(MIDDLE - 15, 432, MIDDLE + 18, 466, 4), 0.4, 3)
    studio.fill(rounded(MIDDLE - 16, 430, MIDDLE + 16, 462, 5), metal * 0.75)
    studio.fill(rounded(MIDDLE - 15, 430, MIDDLE + 14, 459, 5), metal)
    studio.fill(rounded(MIDDLE - 5, 438, MIDDLE + 5, 452, 3), metal * 0.6)
    for side in (-1, 1):
        metal_ring(studio, MIDDLE + side * 113, 346, metal)


def _hobo(studio: Studio, design: Design) -> None:
    main, trim, metal = _materials(design)
    strap = line(
        (MIDDLE - 124, 330),
        (MIDDLE - 96, 220),
        (MIDDLE - 34, 148),
        (MIDDLE + 34, 148),
        (MIDDLE + 96, 220),
        (MIDDLE + 124, 330),
    )
    studio.part(
        ribbon(strap, [34, 24, 22, 24, 34]),
        trim,
        puff=1.4,
        cast=0.3,
        edge=1.3,
        folds=[Fold(MIDDLE - 110, 300, MIDDLE - 60, 180, 6, 2, 4)],
    )
    outline = smooth(
        [
            (MIDDLE - 138, 308, 1),
            (MIDDLE - 60, 352),
            (MIDDLE, 360),
            (MIDDLE + 60, 352),
            (MIDDLE + 138, 308, 1),
            (MIDDLE + 164, 400),
            (MIDDLE + 138, 492),
            (MIDDLE + 60, 522),
            (MIDDLE - 60, 522),
            (MIDDLE - 138, 492),
            (MIDDLE - 164, 400),
        ]
    )
    folds = [
        Fold(MIDDLE + s * 128, 322, MIDDLE + s * b, e, 12, 3.4 * k, s * 14, taper=(0.7, 0))
        for s in (-1, 1)
        for b, e, k in ((96, 470, 1), (50, 460, -1), (16, 430, 1))
    ]
    part = studio.part(outline, main, puff=1.4, folds=folds, wrinkles=SOFT_LEATHER, edge=1.4)
    edge = line((MIDDLE - 138, 308), (MIDDLE - 60, 352), (MIDDLE, 360), (MIDDLE + 60, 352), (MIDDLE + 138, 308))
    studio.stitches(moved(edge, 0, 10), lighter(colour(design.colour), 0.35), part, 3, 1.8, 0.8, 0.6)
    studio.stitches(moved(edge, 0, 4), metal, part, 1.6, 1, 2.6, 0.8)
    for side in (-1, 1):
        metal_ring(studio, MIDDLE + side * 130, 318, metal, 12)
