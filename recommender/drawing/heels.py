"""Pumps, heeled sandals and ballet flats."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import ellipse, line, moved, ribbon, smooth
from recommender.drawing.palette import colour, darker, lighter
from recommender.drawing.relief import Wrinkles
from recommender.drawing.sandals import buckle
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


def heels(studio: Studio, design: Design) -> None:
    """Cuts: pump (stiletto), block (a block-heeled sandal), wedge."""
    {"pump": _pump, "block": _heeled_sandal, "wedge": _heeled_sandal}[design.cut](studio, design)


def _pump(studio: Studio, design: Design) -> None:
    fabric = design.fabric or "patent"
    main = cloth(fabric, design.colour, design.pattern, design.second)
    heel = smooth([(66, 236, 1), (126, 270, 1), (98, 320), (88, 398), (88, 432, 1), (74, 432, 1), (72, 380), (58, 292)])
    studio.part(heel, main, puff=1.4, cast=0, edge=1.2)
    studio.part(smooth([(73, 426, 1), (89, 426, 1), (89, 437, 1), (73, 437, 1)]), cloth("rubber", "Black"), puff=0.4)
    sole = smooth(
        [
            (70, 258, 1),
            (130, 282),
            (214, 350),
            (296, 410),
            (384, 432),
            (430, 426, 1),
            (430, 436, 1),
            (374, 441),
            (286, 421),
            (204, 362),
            (120, 296),
            (70, 272, 1),
        ]
    )
    inside = smooth(
        [
            (82, 196, 1),
            (118, 178),
            (170, 206),
            (240, 282),
            (318, 330),
            (362, 348),
            (346, 380),
            (262, 362),
            (176, 292),
            (110, 238),
        ]
    )
    inner = studio.part(inside, cloth("leather", "Beige"), puff=-0.7)
    studio.shade(
        smooth([(84, 200), (150, 230), (240, 310), (340, 362), (300, 330), (200, 250), (120, 190)]), 0.3, 8, inner
    )
    far = smooth(
        [
            (82, 196, 1),
            (106, 172),
            (146, 190),
            (226, 270),
            (306, 322),
            (366, 346, 1),
            (306, 332),
            (220, 286),
            (140, 208),
            (104, 190),
        ]
    )
    studio.part(far, main, puff=0.8, cast=0.3)
    upper = smooth(
        [
            (82, 194, 1),
            (104, 228),
            (168, 286),
            (236, 344),
            (306, 370),
            (352, 366),
            (368, 346, 1),
            (414, 372),
            (446, 408),
            (432, 430, 1),
            (380, 430),
            (294, 408),
            (212, 350),
            (128, 284),
            (68, 264, 1),
            (60, 236),
            (70, 206),
        ]
    )
    part = studio.part(upper, main, puff=1.7, cast=0.4, edge=1.3, wrinkles=(Wrinkles(0.4, 60, 60),))
    edge = line((82, 195), (104, 229), (168, 287), (236, 345), (306, 371), (352, 367), (368, 347))
    studio.stroke(moved(edge, 0.5, 2), 1.0, darker(colour(design.colour), 0.5), 0.7, part)
    studio.part(sole, cloth("leather", "Tan" if design.colour in ("Black", "Red") else "Black"), puff=0.5, cast=0.1)


def _heeled_sandal(studio: Studio, design: Design) -> None:
    main = cloth(design.fabric or "leather", design.colour, design.pattern, design.second)
    wedge = design.cut == "wedge"
    foot = cloth("leather", design.third or "Tan")
    if wedge:
        heel = smooth(
            [
                (70, 262, 1),
                (160, 310),
                (260, 392),
                (420, 424, 1),
                (438, 436, 1),
                (420, 448, 1),
                (300, 446),
                (92, 436, 1),
                (76, 380),
            ]
        )
        block = studio.part(heel, cloth("canvas", "Khaki", "lines", "Tan"), puff=1.0, turn=90)
        for k in range(9):
            y = 300 + k * 16
            studio.seam(line((70, y), (250, y + 26), (430, y + 60)), block, 0.22, 1.6)
    else:
        heel = smooth([(66, 258, 1), (142, 292, 1), (132, 350), (134, 434, 1), (84, 434, 1), (80, 360)])
        studio.part(heel, cloth("polished", "Coffee Brown" if design.colour != "Black" else "Black"), puff=1.4)
    bed = smooth(
        [
            (68, 246),
            (96, 230),
            (156, 260),
            (236, 330),
            (330, 376),
            (424, 392),
            (452, 414),
            (428, 432),
            (330, 428),
            (236, 392),
            (150, 310),
            (76, 270),
        ]
    )
    platform = moved(bed, 0, 11)
    studio.part(platform, cloth("rubber", "Coffee Brown" if design.colour != "Black" else "Black"), puff=0.5)
    inner = studio.part(bed, foot, puff=0.4)
    studio.stitches(
        moved(bed * 0.96 + np.array([260, 340], np.float32) * 0.04, 0, 0),
        lighter(colour("Tan"), 0.4),
        inner,
        2.4,
        1.6,
        0.7,
        0.6,
    )
    back = smooth([(70, 250, 1), (66, 196), (78, 168, 1), (104, 170, 1), (112, 210), (122, 268, 1)])
    studio.part(back, main, puff=1.0, cast=0.35)
    far = ribbon(line((86, 172), (130, 150), (184, 164), (204, 186)), 17)
    studio.part(far, main, puff=0.9, cast=0.3)
    studio.shade(far, 0.28, 4)
    near = ribbon(line((80, 180), (124, 214), (176, 214), (206, 184)), 18)
    strap = studio.part(near, main, puff=1.0, cast=0.45)
    studio.stitches(
        line((84, 188), (124, 220), (176, 220), (204, 192)),
        lighter(colour(design.colour), 0.4),
        strap,
        2.2,
        1.6,
        0.6,
        0.5,
    )
    buckle(studio, 152, 216, 11, 13)
    for points, width in (
        ([(302, 376), (318, 326), (372, 322), (418, 392)], 25),
        ([(250, 352), (286, 304), (338, 308), (372, 380)], 21),
    ):
        shape = line(*[(float(x), float(y)) for x, y in points])
        studio.part(ribbon(moved(shape, 4, 8), width), cloth("leather", "Beige"), puff=0.2, cast=0.4)
        studio.part(ribbon(shape, [width * 0.8, width, width, width * 0.85]), main, puff=1.3, cast=0.4, edge=1.2)


def flats(studio: Studio, design: Design) -> None:
    """A ballet flat with a bow; cuts: bow, plain."""
    main = cloth(design.fabric or "leather", design.colour, design.pattern, design.second)
    inside = smooth([(82, 282, 1), (128, 258), (208, 268), (296, 306), (352, 334), (340, 372), (262, 366), (160, 338)])
    inner = studio.part(inside, cloth("leather", "Beige"), puff=-0.8)
    studio.shade(smooth([(90, 286), (200, 300), (340, 352), (300, 330), (200, 278)]), 0.28, 9, inner)
    far = smooth([(82, 282, 1), (120, 250), (206, 258), (298, 298), (360, 332, 1), (296, 312), (206, 276), (126, 268)])
    studio.part(far, main, puff=0.8, cast=0.3)
    upper = smooth(
        [
            (80, 280, 1),
            (106, 312),
            (178, 348),
            (256, 374),
            (318, 372),
            (344, 354),
            (358, 332, 1),
            (410, 362),
            (446, 398),
            (430, 424, 1),
            (366, 426),
            (258, 410),
            (152, 384),
            (68, 356, 1),
            (60, 322),
            (68, 296),
        ]
    )
    part = studio.part(upper, main, puff=1.5, cast=0.4, edge=1.3, wrinkles=(Wrinkles(0.5, 40, 40),))
    edge = line((80, 281), (106, 313), (178, 349), (256, 375), (318, 373), (344, 355), (358, 333))
    studio.part(ribbon(edge, 6), main, puff=1.2, cast=0.3)
    studio.seam(line((96, 306), (100, 330), (94, 362)), part, 0.35)
    if design.cut == "bow":
        for side in (-1, 1):
            loop = smooth(
                [
                    (352, 354, 1),
                    (352 + side * 20 - 4, 336 + side * 4),
                    (352 + side * 36, 344 + side * 14),
                    (352 + side * 24, 362 + side * 12),
                    (352, 358, 1),
                ]
            )
            studio.part(loop, main, puff=1.5, cast=0.45)
        studio.part(ellipse(352, 356, 7, 6), main, puff=1.4, cast=0.4)
    sole = smooth(
        [
            (62, 348, 1),
            (152, 376),
            (258, 402),
            (366, 420),
            (436, 416, 1),
            (440, 426, 1),
            (366, 434),
            (256, 419),
            (150, 394),
            (64, 366, 1),
        ]
    )
    studio.part(sole, cloth("rubber", "Coffee Brown" if design.colour != "Black" else "Black"), puff=0.5, cast=0.2)
