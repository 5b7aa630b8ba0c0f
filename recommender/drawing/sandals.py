"""Sandals and flip flops, and the buckle that they share with others."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import Points, ellipse, line, moved, ribbon, smooth
from recommender.drawing.palette import colour, lighter, mix
from recommender.drawing.studio import Cloth, Studio
from recommender.drawing.swatches import cloth


def buckle(studio: Studio, x: float, y: float, w: float, h: float, metal: str = "Gold") -> None:
    """A small frame with its prong."""
    tone = colour(metal)
    path = line((x - w, y - h, 1), (x + w, y - h, 1), (x + w, y + h, 1), (x - w, y + h, 1), (x - w, y - h, 1))
    studio.shade(ribbon(moved(path, 1.2, 2), 4), 0.4, 1.2)
    studio.stroke(path, 3.6, tone * 0.72)
    studio.stroke(moved(path, -0.5, -0.6), 2.0, np.clip(tone * 1.12, 0, 1))
    studio.stroke(line((x - w, y), (x + w, y)), 2.4, tone * 0.85)


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
