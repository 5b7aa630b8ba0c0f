"""Belts, sunglasses and socks."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import Points, ellipse, line, moved, ribbon, smooth, turned
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, lighter, mix
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Cloth, Studio
from recommender.drawing.swatches import cloth


def belt(studio: Studio, design: Design) -> None:
    """A belt rolled to a loop, the buckle in front; cuts: pin, plate, woven."""
    main = cloth(
        "canvas" if design.cut == "woven" else design.fabric or "leather", design.colour, design.pattern, design.second
    )
    metal = "Silver" if design.colour in ("Black", "Navy Blue", "White", "Grey") else "Gold"
    wide = 52
    inner = np.concatenate([ellipse(240, 290, 168, 42, 180, 360.1), ellipse(240, 290 + wide, 166, 38, 0, -180.1)])
    back = studio.part(inner, cloth("suede", "Tan" if design.colour != "Tan" else "Brown"), puff=0.4)
    studio.shade(inner, 0.3, 8, back)
    for k in range(5):
        studio.fill(ellipse(200 + k * 26, 278 - abs(k - 2) * 0.6, 3, 3.4), np.zeros(3, np.float32), 0.55, back)
    front = np.concatenate([ellipse(240, 290, 172, 56, 180, -0.1), ellipse(240, 290 + wide, 170, 52, 0, 180.1)])
    folds = [Fold(240, 330, 240, 410, 70, 10, 0, 0, (1, 1))]
    part = studio.part(front, main, puff=0.7, edge=1.0, cast=0.4, folds=folds)
    for dy in (5.0, wide - 5.0):
        studio.stitches(
            ellipse(240, 290 + dy, 171, 55, 178, 2), lighter(colour(design.colour), 0.35), part, 3.4, 2, 0.9, 0.6
        )
    if design.cut == "woven":
        for a in range(4, 178, 5):
            x, y = 240 + 171 * np.cos(np.radians(a)), 290 + 55 * np.sin(np.radians(a))
            studio.seam(line((x - 6, y), (x + 6, y + wide)), part, 0.3)
            studio.seam(line((x + 6, y), (x - 6, y + wide)), part, 0.3)
    keeper = np.array([(306, 328), (326, 322), (326, 388), (306, 394)], np.float32)
    studio.part(keeper, main, puff=1.0, cast=0.5)
    tone = colour(metal)
    if design.cut == "plate":
        plate = np.array([(196, 338), (290, 334), (290, 400), (196, 404)], np.float32)
        studio.part(plate, cloth("metal", metal), puff=0.8, cast=0.5)
        studio.stroke(line((204, 346), (282, 342), (282, 392), (204, 396), (204, 346), steps=1), 1.2, tone * 0.6)
        return
    frame = line((198, 330, 1), (290, 326, 1), (290, 408, 1), (198, 412, 1), (198, 330, 1))
    studio.shade(ribbon(moved(frame, 3, 5), 12), 0.45, 3)
    studio.stroke(frame, 11, tone * 0.62)
    studio.stroke(moved(frame, -0.8, -1), 8, tone)
    studio.stroke(moved(frame, -1.8, -2.2), 2.4, np.clip(tone * 1.3, 0, 1))
    prong = line((288, 366), (240, 362), (196, 371))
    studio.shade(ribbon(moved(prong, 2, 4), 7), 0.4, 2)
    studio.stroke(prong, 7, tone * 0.7)
    studio.stroke(moved(prong, -0.4, -1), 4, np.clip(tone * 1.1, 0, 1))


def sunglasses(studio: Studio, design: Design) -> None:
    """Seen from the front and a little from the left; cuts: wayfarer, aviator, round, cat."""
    frame = colour(design.colour)
    lens = colour(design.second) if design.second else np.array([0.17, 0.18, 0.2], np.float32)
    wire = design.cut in ("aviator", "round")
    shapes: dict[str, list[tuple[float, float] | tuple[float, float, int]]] = {
        "wayfarer": [(-82, -40), (-40, -47), (40, -46), (78, -38), (72, 8), (52, 42), (0, 50), (-48, 44), (-74, 10)],
        "aviator": [(-78, -38), (-20, -46), (52, -46), (74, -34), (66, 12), (28, 54), (-22, 58), (-64, 30)],
        "round": [(-66, 0), (-47, -47), (0, -66), (47, -47), (66, 0), (47, 47), (0, 66), (-47, 47)],
        "cat": [(-92, -56), (-40, -44), (40, -40), (74, -30), (68, 14), (44, 42), (-4, 48), (-52, 34), (-78, -6)],
    }
    outline = smooth(shapes[design.cut])
    arm = 6.0 if wire else 13.0
    far = line((404, 300), (384, 252), (346, 226), (322, 226), (310, 240))
    studio.part(ribbon(far, arm * 0.8), cloth("patent", design.colour), puff=1.0, cast=0)
    near = line((74, 300), (64, 246), (108, 202), (182, 190), (216, 196), (226, 216))
    studio.part(ribbon(near, [arm, arm, arm * 0.8, arm * 1.1]), cloth("patent", design.colour), puff=1.2, cast=0)
    for cx, flip, size in ((154.0, 1, 1.0), (326.0, -1, 0.97)):
        rim = outline * np.array([flip * size, size], np.float32) + np.array([cx, 318], np.float32)
        inner = outline * np.array(
            [flip * size * (0.95 if wire else 0.84), size * (0.94 if wire else 0.80)], np.float32
        ) + np.array([cx, 318], np.float32)
        part = studio.part(inner, cloth("patent", "Black"), puff=0.1, cast=0)
        low, high = float(inner[:, 1].min()), float(inner[:, 1].max())
        studio.fill(inner, lens, 1, part)
        for k in range(12):  # a lens is darker at the top
            y0, y1 = low + (high - low) * k / 12, high + 2
            studio.fill(
                np.array([(cx - 100, y0), (cx + 100, y0), (cx + 100, y1), (cx - 100, y1)], np.float32),
                lighter(lens, 0.5),
                0.075,
                part,
            )
        glare = np.array([(cx - 34, low - 4), (cx - 4, low - 4), (cx - 50, high + 4), (cx - 74, high + 4)], np.float32)
        studio.shade(glare, -0.16, 2, part)
        studio.shade(
            np.array([(cx + 8, low - 4), (cx + 16, low - 4), (cx - 30, high + 4), (cx - 38, high + 4)], np.float32),
            -0.12,
            1.5,
            part,
        )
        studio.part(
            [rim], cloth("metal" if wire else "patent", design.colour), puff=0.7, cast=0, holes=[inner], edge=1.4
        )
    bridge = line((206, 296 if not wire else 286), (240, 284 if not wire else 276), (276, 296 if not wire else 286))
    studio.part(ribbon(bridge, [arm * 1.3, arm * 1.1, arm * 1.3]), cloth("patent", design.colour), puff=1.2, cast=0.2)
    if design.cut == "aviator":
        studio.part(
            ribbon(line((192, 272), (240, 268), (290, 272)), 5), cloth("metal", design.colour), puff=1.0, cast=0
        )
    for x in (82.0, 396.0):
        studio.fill(ellipse(x, 290, 3, 2.2), mix(frame, colour("Silver"), 0.8))


def _sock_outline(x: float, y: float, tall: float) -> Points:
    return smooth(
        [
            (x, y, 1),
            (x + 88, y - 4, 1),
            (x + 90, y + tall * 0.6),
            (x + 98, y + tall),
            (x + 140, y + tall + 50),
            (x + 196, y + tall + 94),
            (x + 206, y + tall + 128),
            (x + 176, y + tall + 148),
            (x + 110, y + tall + 130),
            (x + 30, y + tall + 96),
            (x - 4, y + tall + 50),
            (x + 2, y + tall),
        ]
    )


def socks(studio: Studio, design: Design) -> None:
    """A pair, one behind the other; cuts: crew, ankle."""
    main = cloth("knit", design.colour, design.pattern, design.second, design.third)
    rib = cloth("rib", design.second or design.colour)
    tall = 210 if design.cut == "crew" else 84
    for dx, dy, dark in ((52.0, -14.0, 0.14), (0.0, 0.0, 0.0)):
        x, y = 110 + dx, 180 + dy + (60 if tall < 100 else 0)
        outline = turned(_sock_outline(x, y, tall), 6, 240, 320)
        folds = [
            Fold(x + 20, y + tall + 30, x + 96, y + tall + 6, 9, 2.4, 6),
            Fold(x + 30, y + tall + 54, x + 112, y + tall + 30, 9, 2, 6),
            Fold(x + 10, y + tall - 10, x + 84, y + tall - 24, 9, 1.8, 5),
        ]
        part = studio.part(
            outline, main, turn=6, puff=1.2, folds=folds, cast=0.4, edge=1.3, wrinkles=(Wrinkles(0.8, 70, 40),)
        )
        _sock_ends(studio, x, y, tall, part, rib)
        if dark:
            studio.shade(outline, dark, 2, part)


def _sock_ends(studio: Studio, x: float, y: float, tall: float, part: Part, rib: Cloth) -> None:
    clip = part
    cuff = turned(
        np.array([(x - 10, y - 10), (x + 100, y - 12), (x + 100, y + 44), (x - 10, y + 46)], np.float32), 6, 240, 320
    )
    studio.part(cuff, rib, turn=6, clip=clip, puff=0.6, cast=0.25)
    toe = turned(
        smooth(
            [
                (x + 160, y + tall + 50, 1),
                (x + 146, y + tall + 100),
                (x + 142, y + tall + 160, 1),
                (x + 230, y + tall + 170, 1),
                (x + 230, y + tall + 60, 1),
            ]
        ),
        6,
        240,
        320,
    )
    studio.part(toe, rib, turn=50, clip=clip, puff=0.8, cast=0.2)
    heel = turned(
        smooth(
            [
                (x - 20, y + tall + 6, 1),
                (x + 46, y + tall + 40),
                (x + 50, y + tall + 120, 1),
                (x - 20, y + tall + 110, 1),
            ]
        ),
        6,
        240,
        320,
    )
    studio.part(heel, rib, turn=30, clip=clip, puff=0.8, cast=0.2)
