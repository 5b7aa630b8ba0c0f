"""Caps, beanies and hats."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import ellipse, line, moved, smooth
from recommender.drawing.palette import colour, contrast, darker
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


def cap(studio: Studio, design: Design) -> None:
    """Cuts: baseball, beanie, bobble (a beanie with a pompom), bucket."""
    {"baseball": _baseball, "beanie": _beanie, "bobble": _beanie, "bucket": _bucket_hat}[design.cut](studio, design)


def _baseball(studio: Studio, design: Design) -> None:
    main = cloth(design.fabric or "twill", design.colour, design.pattern, design.third)
    peak = cloth(design.fabric or "twill", design.second or design.colour)
    thread = contrast(colour(design.colour))
    crown = smooth(
        [
            (104, 402, 1),
            (104, 318),
            (140, 238),
            (206, 200),
            (278, 200),
            (342, 240),
            (374, 318),
            (378, 402, 1),
            (300, 378),
            (240, 372),
            (180, 378),
        ]
    )
    part = studio.part(crown, main, puff=1.7, edge=1.4, wrinkles=(Wrinkles(1.0, 80, 60), Wrinkles(0.15, 18, 18)))
    for x, bend in ((240, 0), (166, -44), (314, 44)):
        seam = line((240, 199), (x + bend * 0.35, 284), (x - (8 if x < 240 else -8 if x > 240 else 0), 380))
        studio.seam(seam, part, 0.32, 1.6)
        if x != 240:
            studio.stitches(moved(seam, 4, 0), thread, part, alpha=0.4)
            studio.stitches(moved(seam, -4, 0), thread, part, alpha=0.4)
    for x, y in ((192, 262), (290, 262), (138, 300), (344, 300)):
        studio.stroke(ellipse(x, y, 4.2, 4.6, 0, 361), 2, darker(colour(design.colour), 0.3), 0.8, part)
        studio.fill(ellipse(x, y, 2.2, 2.6), darker(colour(design.colour), 0.65), 0.9, part)
    if design.motif:
        shade = colour(design.second) if design.second else contrast(colour(design.colour))
        studio.shade(ellipse(241, 304, 31, 31), 0.3, 3, part)
        studio.fill(ellipse(240, 300, 30, 30), shade, 1, part)
        studio.fill(ellipse(240, 300, 24, 24), colour(design.colour), 1, part)
        studio.fill(np.array([(240, 280), (257, 312), (223, 312)], np.float32), shade, 1, part)
    visor = smooth(
        [
            (100, 398, 1),
            (160, 372),
            (240, 364),
            (322, 372),
            (382, 398, 1),
            (396, 440),
            (372, 462),
            (310, 448),
            (240, 442),
            (170, 448),
            (108, 462),
            (86, 440),
        ]
    )
    rim = studio.part(visor, peak, puff=1.5, cast=0.45, edge=1.2, folds=[Fold(240, 372, 240, 470, 90, 8, 0, 0, (1, 1))])
    for k in range(5):
        path = line(
            (106 - k * 2, 410 + k * 8),
            (170, 388 + k * 10),
            (240, 381 + k * 11),
            (310, 388 + k * 10),
            (376 + k * 2, 410 + k * 8),
        )
        studio.stitches(path, contrast(colour(design.second or design.colour)), rim, 3, 1.8, 0.8, 0.4)
    studio.button(240, 200, 8, colour(design.second or design.colour), holes=False)


def _beanie(studio: Studio, design: Design) -> None:
    fabric = design.fabric or "cable"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    rib = cloth("rib", design.second or design.colour)
    dome = smooth(
        [(112, 410, 1), (108, 330), (138, 238), (200, 190), (280, 190), (342, 238), (372, 330), (368, 410, 1)]
    )
    folds = [
        Fold(240 + x * 0.3, 194, 240 + x, 400, 13, 3.0, x * 0.12, taper=(0.5, 1)) for x in (-106, -66, -24, 22, 64, 106)
    ]
    studio.part(dome, main, puff=1.7, edge=1.4, folds=folds)
    cuff = smooth([(104, 396, 1), (240, 408), (376, 396, 1), (380, 470, 1), (240, 486), (100, 470, 1)])
    studio.part(cuff, rib, puff=1.1, cast=0.5, edge=1.6)
    if design.cut == "bobble":
        shade = cloth("suede", design.third or design.second or design.colour)
        t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
        r = 44 + studio.rng.uniform(-5, 4, 160)
        studio.part(
            np.stack([240 + r * np.cos(t), 164 + r * np.sin(t)], 1).astype(np.float32),
            shade,
            puff=2.2,
            cast=0.4,
            wrinkles=(Wrinkles(1.7, 10, 10), Wrinkles(0.6, 4, 4)),
        )


def _bucket_hat(studio: Studio, design: Design) -> None:
    main = cloth(design.fabric or "canvas", design.colour, design.pattern, design.second, design.third)
    crown = smooth([(138, 398, 1), (152, 256), (176, 232, 1), (240, 222), (304, 232, 1), (328, 256), (342, 398, 1)])
    part = studio.part(crown, main, puff=1.5, edge=1.2, wrinkles=(Wrinkles(1.2, 80, 50),))
    studio.seam(line((168, 244), (240, 254), (312, 244)), part, 0.35, 1.6)
    studio.seam(line((188, 250), (184, 376)), part, 0.3)
    brim = smooth(
        [
            (140, 368, 1),
            (240, 384),
            (340, 368, 1),
            (398, 438),
            (392, 456),
            (320, 470),
            (240, 474),
            (160, 470),
            (88, 456),
            (82, 438),
        ]
    )
    rim = studio.part(
        brim,
        main,
        puff=1.2,
        cast=0.4,
        edge=1.3,
        folds=[Fold(170, 380, 130, 470, 24, 4, 4), Fold(310, 380, 350, 470, 24, 4, -4)],
    )
    for k in range(5):
        path = line((134 - k * 11, 386 + k * 14), (240, 398 + k * 15), (346 + k * 11, 386 + k * 14))
        studio.stitches(path, contrast(colour(design.colour)), rim, 3, 1.8, 0.8, 0.4)
