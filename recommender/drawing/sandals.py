"""Open and heeled shoes: pumps, heeled sandals, ballet flats, sandals, flip flops."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import Points, ellipse, line, moved, ribbon, smooth
from recommender.drawing.palette import colour, darker, lighter, mix
from recommender.drawing.relief import Wrinkles
from recommender.drawing.studio import Cloth, Studio
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


def buckle(studio: Studio, x: float, y: float, w: float, h: float, metal: str = "Gold") -> None:
    """A small frame with its prong."""
    tone = colour(metal)
    path = line((x - w, y - h, 1), (x + w, y - h, 1), (x + w, y + h, 1), (x - w, y + h, 1), (x - w, y - h, 1))
    studio.shade(ribbon(moved(path, 1.2, 2), 4), 0.4, 1.2)
    studio.stroke(path, 3.6, tone * 0.72)
    studio.stroke(moved(path, -0.5, -0.6), 2.0, np.clip(tone * 1.12, 0, 1))
    studio.stroke(line((x - w, y), (x + w, y)), 2.4, tone * 0.85)


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


_BED: tuple[tuple[float, float], ...] = (
    (56, 300),
    (84, 272),
    (150, 282),
    (232, 318),
    (318, 336),
    (404, 366),
    (444, 404),
    (426, 436),
    (354, 442),
    (262, 420),
    (166, 380),
    (84, 340),
)


def _footbed(studio: Studio, top: Cloth, sole: Cloth, thick: float, bed: Points) -> None:
    for k in (1.0, 0.55):
        studio.part(moved(bed, -2 * k, thick * k), sole, puff=0.5, cast=0.15)
    part = studio.part(bed, top, puff=0.55, cast=0.2, edge=0.9)
    centre = bed.mean(0)
    studio.stitches((bed - centre) * 0.94 + centre, lighter(colour("Tan"), 0.2), part, 2.6, 1.8, 0.7, 0.45)
    studio.shade(ellipse(124, 312, 36, 20), 0.16, 9, part)
    studio.shade(ellipse(372, 396, 44, 24), 0.14, 10, part)


def sandal(studio: Studio, design: Design) -> None:
    """Cuts: slide (two broad straps), trek (sports straps), gladiator (fine straps)."""
    bed = smooth(list(_BED))
    leather = "canvas" if design.cut == "trek" else design.fabric or "leather"
    main = cloth(leather, design.colour, design.pattern, design.second)
    sole = cloth("rubber", "Black" if design.cut == "trek" else "Coffee Brown")
    _footbed(
        studio,
        cloth("suede", design.third or ("Charcoal" if design.cut == "trek" else "Tan")),
        sole,
        24 if design.cut == "trek" else 17,
        bed,
    )
    if design.cut in ("trek", "gladiator"):
        width = 25 if design.cut == "trek" else 13
        heel = smooth([(58, 300, 1), (56, 252), (70, 226, 1), (96, 226, 1), (100, 262), (112, 330, 1)])
        studio.part(heel, main, puff=1.0, cast=0.3)
        far = ribbon(line((86, 228), (136, 206), (190, 216), (226, 246)), width)
        studio.part(far, main, puff=0.8)
        studio.shade(far, 0.3, 4)
        near = line((72, 240), (120, 276), (186, 282), (230, 250))
        studio.part(ribbon(near, width), main, puff=1.1, cast=0.45)
        if design.cut == "trek":
            studio.part(ribbon(near[6:16], width * 0.72), cloth("rubber", design.second or "Grey"), puff=0.6, cast=0.25)
        else:
            buckle(studio, 150, 282, 8, 10, "Gold")
    if design.cut == "gladiator":
        straps = [
            ([(214, 366), (236, 300), (276, 288), (306, 336)], 13),
            ([(262, 392), (286, 318), (326, 308), (352, 356)], 13),
            ([(318, 414), (342, 344), (376, 336), (402, 380)], 13),
        ]
        centre = ribbon(line((214, 244), (262, 286), (330, 312), (392, 366)), 13)
    elif design.cut == "trek":
        straps = [
            ([(196, 372), (214, 296), (268, 278), (316, 334)], 27),
            ([(288, 418), (308, 336), (360, 322), (410, 378)], 31),
        ]
        centre = None
    else:
        straps = [
            ([(158, 374), (186, 306), (240, 286), (286, 334)], 52),
            ([(282, 428), (308, 346), (358, 332), (408, 380)], 52),
        ]
        centre = None
    for points, width in straps:
        path = line(*[(float(x), float(y)) for x, y in points])
        studio.shade(ribbon(moved(path, 5, 10), width), 0.3, 6)
        part = studio.part(
            ribbon(path, [width * 0.9, width, width, width * 0.85]),
            main,
            puff=0.7 if width > 40 else 1.5,
            cast=0.3,
            edge=1.1,
            turn=70,
        )
        for k in (-0.38, 0.38):
            normal = np.gradient(path, axis=0)
            normal = np.stack([-normal[:, 1], normal[:, 0]], 1) / np.hypot(normal[:, 0], normal[:, 1])[:, None]
            studio.stitches(
                (path + normal * width * k).astype(np.float32),
                lighter(colour(design.colour), 0.35),
                part,
                2.4,
                1.7,
                0.7,
                0.5,
            )
        if design.cut == "slide":
            buckle(studio, float(path[4, 0]) + 6, float(path[4, 1]) - 2, 12, 15, "Silver")
        elif design.cut == "trek":
            studio.part(ribbon(path[8:17], width * 0.7), cloth("rubber", design.second or "Grey"), puff=0.5, cast=0.25)
    if centre is not None:
        studio.part(centre, main, puff=1.2, cast=0.4)


def flip_flop(studio: Studio, design: Design) -> None:
    bed = smooth(list(_BED))
    top = cloth("rubber", design.colour, design.pattern, design.second, design.third)
    _footbed(studio, top, cloth("rubber", design.second or "White"), 20, bed)
    strap = cloth(
        "rubber", design.second if design.pattern == "plain" and design.second else design.third or "Navy Blue"
    )
    if colour(design.colour) @ np.ones(3, np.float32) < 0.5:
        studio.stroke(
            line((84, 296), (200, 330), (340, 380), (420, 404)), 3, mix(colour("Grey"), colour(design.colour), 0.4), 0.5
        )
    toe = (356.0, 376.0)
    for path in (line(toe, (322, 316), (262, 288), (196, 300)), line(toe, (306, 360), (246, 348), (172, 374))):
        studio.shade(ribbon(moved(path, 6, 13), 15), 0.34, 6)
        studio.part(ribbon(path, [12, 19, 20, 15]), strap, puff=1.6, cast=0.3, edge=1.4)
    studio.part(ribbon(line((352, 366), (360, 380), (362, 394)), [11, 9]), strap, puff=1.4, cast=0.35)
