"""Ties and scarves."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import ellipse, line, moved, ribbon, smooth
from recommender.drawing.palette import Colour, colour, darker
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


def tie(studio: Studio, design: Design) -> None:
    """A tie as shops lay it: rolled at the top, the blade hanging down; cuts: classic, slim, knit."""
    main = cloth(
        "knit" if design.cut == "knit" else "satin", design.colour, design.pattern, design.second, design.third
    )
    wide = 42 if design.cut != "slim" else 30
    roll = (214, 128)
    tail = ribbon(line((roll[0] + 10, roll[1] - 30), (286, 138), (340, 158), (372, 176)), [24, 30, 36, 40])
    studio.part(tail, main, puff=0.8, turn=20, cast=0.2)
    m = 206
    if design.cut == "knit":
        tip = [(m + wide, 556, 1), (m + wide, 572, 1), (m - wide, 572, 1), (m - wide, 556, 1)]
    else:
        tip = [(m + wide, 540, 1), (m, 592, 1), (m - wide, 540, 1)]
    blade = smooth([(m - 17, 124, 1), (m + 25, 124, 1), (m + wide * 0.72, 340), *tip, (m - wide * 0.68, 340)])
    part = studio.part(
        blade, main, turn=0, puff=0.9, cast=0.35, edge=1.2, folds=[Fold(m + 6, 160, m + 4, 560, 20, 2, 3)]
    )
    if design.cut != "knit":
        studio.stitches(
            line((m - wide + 4, 540), (m, 586, 1), (m + wide - 4, 540)),
            darker(colour(design.colour), 0.3),
            part,
            2,
            1.6,
            0.6,
            0.4,
        )
    for r in (42.0, 31.0, 20.0, 10.0):
        ring = ellipse(roll[0], roll[1], r, r * 0.86)
        studio.part(ring, main, turn=35 + r * 3, puff=1.1, cast=0.45, edge=1.0)
    studio.shade(ellipse(roll[0], roll[1], 5, 4), 0.6, 1.5)


def _fringe(studio: Studio, x0: float, x1: float, y: float, length: float, shade: Colour, lean: float = 0) -> None:
    for x in np.arange(x0 + 2, x1, 4.4):
        wobble = float(studio.rng.uniform(-5, 5))
        path = line(
            (float(x), y - 4),
            (float(x) + wobble * 0.5 + lean * 0.5, y + length * 0.5),
            (float(x) + wobble + lean, y + length + float(studio.rng.uniform(-5, 5))),
        )
        studio.stroke(moved(path, 0.8, 0.8), 3.2, darker(shade, 0.35))
        studio.stroke(path, 2.0, shade)


def scarf(studio: Studio, design: Design) -> None:
    """Looped around an absent neck, both ends hanging; cuts: wool (fringed), light, knit."""
    fabric = {"wool": "woven", "light": "satin", "knit": "knit"}[design.cut]
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    shade = colour(design.colour)
    back = ribbon(line((158, 204), (172, 138), (240, 106), (308, 138), (322, 204)), [50, 60, 62, 60, 50])
    folds = [Fold(160, 190, 320, 190, 7, 3, -86), Fold(170, 196, 310, 196, 7, -3, -68)]
    part = studio.part(back, main, puff=1.3, folds=folds, turn=-10)
    studio.shade(ellipse(240, 206, 66, 52), 0.4, 14, part)
    for side, low in ((1, 560), (-1, 530)):
        x = 240 + side * 34
        end = smooth(
            [
                (x - side * 30, 240, 1),
                (x + side * 34, 236, 1),
                (x + side * 52, 380),
                (x + side * 66, low, 1),
                (x - side * 34, low + 8, 1),
                (x - side * 34, 380),
            ]
        )
        folds = [
            Fold(x + side * d, 240, x + side * e, low + 20, 10, h, side * 6, 0.4, (0.5, 1))
            for d, e, h in ((-18, -20, 4), (2, 8, -4), (14, 30, 4.4), (28, 50, -3))
        ]
        if design.cut == "wool":
            _fringe(
                studio, min(x - side * 34, x + side * 66), max(x - side * 34, x + side * 66), low, 34, shade, side * 3
            )
        studio.part(end, main, turn=-side * 7, puff=1.1, folds=folds, wrinkles=(Wrinkles(0.6, 60, 24),), cast=0.45)
    front = smooth(
        [
            (148, 176),
            (176, 222),
            (240, 250),
            (304, 222),
            (332, 176),
            (338, 216),
            (312, 268),
            (240, 300),
            (168, 268),
            (142, 216),
        ]
    )
    folds = [
        Fold(150, 196, 330, 196, 8, 4, 62),
        Fold(150, 206, 330, 206, 7, -4, 74),
        Fold(156, 226, 324, 226, 8, 3, 66),
        Fold(160, 180, 320, 180, 7, 3, 52),
    ]
    studio.part(front, main, turn=24, puff=1.5, folds=folds, wrinkles=(Wrinkles(0.6, 50, 24, 60),), cast=0.5, edge=1.4)
    knot = smooth([(198, 262), (240, 248), (284, 262), (290, 304), (262, 334), (218, 334), (192, 304)])
    studio.part(
        knot,
        main,
        turn=-30,
        puff=1.6,
        cast=0.5,
        edge=1.4,
        folds=[
            Fold(204, 270, 236, 330, 8, 3.4, 6),
            Fold(240, 256, 248, 330, 8, -3, 4),
            Fold(276, 268, 262, 328, 8, 3, -4),
        ],
    )
