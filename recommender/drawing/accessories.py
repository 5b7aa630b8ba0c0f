"""Caps, beanies, ties, scarves, belts, sunglasses and socks."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import Points, ellipse, line, moved, ribbon, smooth, turned
from recommender.drawing.masks import Part
from recommender.drawing.palette import Colour, colour, contrast, darker, lighter, mix
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Cloth, Studio
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
