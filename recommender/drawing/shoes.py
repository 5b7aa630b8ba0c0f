"""Closed shoes from the side and slightly from the front, the toe to the right as shops show them."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import ellipse, line, moved, ribbon, smooth
from recommender.drawing.lasts import (
    LASTS,
    creases,
    eyestay,
    heel_tab,
    laces,
    opening_behind,
    sole_band,
    tongue_part,
    upper_outline,
)
from recommender.drawing.palette import colour, contrast, darker, lighter
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


def sneaker(studio: Studio, design: Design) -> None:
    """Cuts: canvas (rubber toe), court (leather), high, runner (mesh, thick sole), slip."""
    last = LASTS[{"canvas": "sneaker", "court": "sneaker", "skate": "sneaker"}.get(design.cut, design.cut)]
    base = colour(design.colour)
    second = design.second or ("White" if float(base.mean()) < 0.75 else "Grey")
    fabric = {"court": "leather", "runner": "mesh", "skate": "suede"}.get(design.cut, "canvas")
    main = cloth(fabric, design.colour, design.pattern, design.third, "")
    sole = design.second if design.cut == "runner" and design.second in ("White", "Black", "Grey") else "White"
    opening_behind(studio, last, "Grey" if float(base.mean()) < 0.5 else "Beige")
    laced = design.cut != "slip"
    if laced:
        tongue_part(studio, last, fabric, design.colour)
    upper = studio.part(
        upper_outline(last),
        main,
        puff=1.35,
        wrinkles=(Wrinkles(0.6, 60, 40), Wrinkles(0.15, 16, 16)),
        cast=0.35,
        edge=1.3,
        folds=[Fold(290, 380, 340, 326, 10, 1.6, 6), Fold(318, 390, 362, 340, 8, -1.4, 6)],
    )
    thread = contrast(base)
    if design.cut in ("canvas", "high"):
        cap = smooth([(366, 330, 1), (352, 366), (350, 430, 1), (446, 440, 1), (452, 380, 1)])
        studio.part(
            cap,
            cloth("rubber", "White" if design.colour != "White" else "Off White"),
            puff=1.0,
            clip=upper,
            cast=0.3,
            edge=0.8,
        )
        studio.part(heel_tab(last, 0.5, 26), cloth("canvas", design.colour), clip=upper, puff=0.5, cast=0.25)
    elif design.cut in ("court", "skate"):
        toe = smooth([(330, 312, 1), (322, 352), (312, 420, 1), (450, 440, 1), (452, 370, 1)])
        part = studio.part(toe, cloth(fabric, design.colour), puff=0.9, clip=upper, cast=0.3)
        studio.stitches(line((330, 318), (326, 356), (318, 412)), thread, part, alpha=0.5)
        tab = studio.part(heel_tab(last, 0.45, 34), cloth("leather", second), clip=upper, puff=0.6, cast=0.3)
        studio.stitches(line((112, 258), (112, 300), (106, 360)), thread, tab, alpha=0.4)
        if design.cut == "court":
            for k in range(5):
                for j in range(2):
                    studio.shade(ellipse(366 + k * 11 + j * 4, 362 + k * 7 - j * 9, 1.7, 1.5), 0.6, 0.4, upper)
        else:
            wave = line((110, 330), (190, 352), (240, 318), (300, 356), (338, 372))
            studio.stroke(wave, 7, colour(second), 0.95, upper)
    elif design.cut == "runner":
        accent = design.third or second
        studio.part(heel_tab(last, 0.55, 48), cloth("leather", accent), clip=upper, puff=0.7, cast=0.3)
        guard = smooth([(352, 318, 1), (372, 372), (330, 396), (250, 392), (240, 420, 1), (450, 446, 1), (456, 366, 1)])
        studio.part(guard, cloth("leather", second), clip=upper, puff=0.7, cast=0.3)
        for k in range(3):
            bar = smooth(
                [
                    (172 + k * 40, 300 + k * 6, 1),
                    (196 + k * 40, 296 + k * 8, 1),
                    (182 + k * 44, 378 + k * 9, 1),
                    (156 + k * 44, 374 + k * 8, 1),
                ]
            )
            studio.part(bar, cloth("leather", accent), clip=upper, puff=0.3, cast=0.2, edge=0.4)
    elif design.cut == "slip":
        for side in (0, 1):
            gore = smooth([(196 + side * 4, 284, 1), (238, 282, 1), (248, 326, 1), (214, 330, 1)])
            studio.part(
                gore, cloth("rib", "Black" if float(base.mean()) > 0.3 else "Charcoal"), clip=upper, puff=0.3, cast=0.2
            )
        studio.seam(line((248, 276), (262, 330), (244, 396)), upper, 0.4, 1.5)
    if laced:
        eyestay(
            studio,
            last,
            "leather" if design.cut != "canvas" else "canvas",
            design.third if design.cut == "runner" and design.third else design.colour,
            upper,
        )
    edge = line(last.heel_top, last.collar_dip, last.throat)
    studio.part(ribbon(moved(edge, 0, 4), 9), cloth(fabric, design.colour), puff=1.2, cast=0.2, edge=1.3)
    if design.cut in ("canvas", "high"):
        studio.stitches(
            line((112, 250 if design.cut == "canvas" else 190), (150, 330), (146, 376)), thread, upper, alpha=0.6
        )
        if design.cut == "high":
            studio.fill(ellipse(142, 246, 21, 21), colour("White"), 1, upper)
            studio.fill(ellipse(142, 246, 15, 15), colour("Blue" if design.colour != "Blue" else "Red"), 0.9, upper)
            studio.fill(ellipse(142, 246, 7, 7), colour("White"), 1, upper)
    if laced:
        dark = design.colour in ("White", "Off White", "Cream", "Grey", "Black") and design.cut == "runner"
        laces(
            studio,
            last,
            colour(second if dark else "White") if design.cut != "skate" else colour(second),
            7 if design.cut == "high" else 5,
        )
    creases(studio, last, upper)
    if design.cut == "runner":
        sole_band(studio, last, sole, (46, 34, 27), tread=design.third if design.third else "Charcoal", flare=9)
        for k in range(7):
            x = 96 + k * 44
            studio.shade(ribbon(line((x, 380 + k * 8.5), (x + 26, 372 + k * 8.8)), 3), 0.2, 1)
    else:
        band = sole_band(studio, last, sole, (28, 26, 24), tread="Tan" if design.cut == "court" else "")
        if design.cut in ("canvas", "high", "slip"):
            top = line(
                *[(x, y + 8) for x, y in reversed(last.feather)],
                (last.toe[-1][0], last.toe[-1][1] + 8),
                (last.toe[-2][0] + 2, last.toe[-2][1] + 8),
            )
            studio.stroke(top, 2.6, darker(base, 0.1) if design.colour != "White" else colour("Navy Blue"), 0.9, band)
        else:
            studio.stitches(
                line(*[(x, y + 7) for x, y in reversed(last.feather)], (last.toe[-1][0] + 4, last.toe[-1][1] + 6)),
                colour("Grey"),
                band,
                2.4,
                1.6,
                0.8,
                0.6,
            )


def formal(studio: Studio, design: Design) -> None:
    """Cuts: derby, oxford (toe cap), brogue, loafer, chelsea (a boot)."""
    boot = design.cut == "chelsea"
    last = LASTS["boot" if boot else "formal" if design.cut != "loafer" else "slip"]
    base = colour(design.colour)
    fabric = design.fabric or "polished"
    main = cloth(fabric, design.colour)
    opening_behind(studio, last, "Tan" if design.colour != "Tan" else "Beige", 18)
    laced = design.cut in ("derby", "oxford", "brogue")
    if laced:
        tongue_part(studio, last, fabric, design.colour, 10)
    upper = studio.part(
        upper_outline(last),
        main,
        puff=1.6,
        wrinkles=(Wrinkles(0.7, 70, 46), Wrinkles(0.12, 18, 18)),
        cast=0.35,
        edge=1.3,
    )
    thread = lighter(base, 0.3)
    quarter = (
        line((206, 262), (232, 316), (196, 346), (160, 376))
        if not boot
        else line((200, 200), (236, 300), (190, 352), (160, 374))
    )
    studio.seam(quarter, upper, 0.5, 1.8)
    studio.stitches(moved(quarter, -4, 0), thread, upper, 2, 1.4, 0.6, 0.45)
    if design.cut in ("oxford", "brogue"):
        cap = line((384, 352), (372, 382), (366, 424))
        studio.seam(cap, upper, 0.55, 1.8)
        for dx in (-4.0, -7.0):
            studio.stitches(moved(cap, dx, 0), thread, upper, 2, 1.4, 0.6, 0.45)
    if design.cut == "brogue":
        wing = line((330, 330), (338, 362), (290, 380), (236, 396))
        studio.seam(wing, upper, 0.5, 1.8)
        for path in (moved(wing, 0, 6), moved(quarter, -7, 3)):
            for x, y in path[::3]:
                studio.fill(ellipse(float(x), float(y), 1.6, 1.6), darker(base, 0.6), 0.9, upper)
        for k in range(9):
            a = k * 0.7
            studio.fill(ellipse(404 + np.cos(a) * 9, 390 + np.sin(a) * 7, 1.5, 1.4), darker(base, 0.6), 0.9, upper)
    studio.seam(
        line((96, 262), (104, 312), (98, 356)) if not boot else line((98, 150), (86, 260), (92, 352)), upper, 0.45, 1.6
    )
    if design.cut == "loafer":
        apron = line((236, 272), (292, 322), (352, 346), (404, 372), (396, 388), (330, 386), (252, 350))
        studio.seam(apron, upper, 0.55, 2.2)
        studio.stitches(moved(apron, 0, 4), thread, upper, 3.4, 2.2, 1.4, 0.5)
        strap = smooth([(238, 292, 1), (262, 280, 1), (308, 326), (296, 372, 1), (262, 372, 1), (272, 330)])
        part = studio.part(strap, main, puff=0.9, cast=0.45, clip=upper)
        studio.fill(smooth([(268, 318, 1), (288, 320, 1), (284, 332, 1), (266, 331, 1)]), darker(base, 0.7), 0.9, part)
    if boot:
        gore = smooth([(126, 142, 1), (172, 142, 1), (164, 250), (146, 276), (128, 246)])
        part = studio.part(
            gore, cloth("rib", "Black" if float(base.mean()) > 0.25 else "Charcoal"), puff=0.5, cast=0.25, clip=upper
        )
        studio.seam(gore, part, 0.4)
        for x in (88, 190):
            studio.part(
                ribbon(line((x, 138), (x + 1, 112), (x + 9, 112), (x + 9, 138)), 5),
                cloth("canvas", "Black"),
                puff=0.6,
                cast=0.2,
            )
    edge = line(last.heel_top, last.collar_dip, last.throat)
    studio.part(ribbon(moved(edge, 0, 3), 6), main, puff=1.0, cast=0.2, edge=1.1)
    if laced:
        laces(
            studio,
            last,
            darker(base, 0.35) if float(base.mean()) > 0.2 else np.array([0.17, 0.17, 0.18], np.float32),
            4,
            18,
            0.8,
            4.2,
        )
    creases(studio, last, upper)
    sole = "Coffee Brown" if design.colour in ("Tan", "Brown") else "Black"
    fx, fy = last.feather[-1]
    heel = smooth([(fx - 2, fy - 2, 1), (fx + 92, fy + 21, 1), (fx + 88, fy + 46, 1), (fx - 3, fy + 28, 1)])
    studio.part(heel, cloth("rubber", sole), puff=0.6, cast=0.2, edge=1.0)
    studio.shade(
        line((fx, fy + 12), (fx + 90, fy + 34), steps=4)[[0, -1, -1, 0]]
        + np.array([[0, 0], [0, 0], [0, 1], [0, 1]], np.float32),
        0.3,
        0.4,
    )
    welt = sole_band(studio, last, sole, (13, 11, 12), fabric="leather", flare=3)
    studio.stitches(
        line(*[(x, y + 2) for x, y in reversed(last.feather)], (last.toe[-1][0] + 2, last.toe[-1][1])),
        lighter(colour(sole), 0.4),
        welt,
        2,
        1.6,
        0.8,
        0.6,
    )
