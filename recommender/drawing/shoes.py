"""Closed shoes from the side and slightly from the front, the toe to the right as shops show them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import Knot, Points, ellipse, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import Colour, colour, contrast, darker, lighter
from recommender.drawing.relief import Fold, Wrinkles
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


@dataclass(frozen=True, slots=True)
class Last:
    """The lines of a shoe: the upper's outline is the top line, the instep, the toe and the feather line (where it
    meets the sole) from the toe back to the heel."""

    heel_top: tuple[float, float] = (78, 236)
    collar_dip: tuple[float, float] = (146, 268)
    throat: tuple[float, float] = (206, 226)
    instep: tuple[tuple[float, float], ...] = ((250, 262), (312, 312), (366, 344))
    toe: tuple[tuple[float, float], ...] = ((412, 366), (437, 396), (424, 420))
    feather: tuple[tuple[float, float], ...] = ((372, 424), (268, 404), (164, 378), (66, 350))
    heel: tuple[tuple[float, float], ...] = ((58, 318), (64, 276))


LASTS = {
    "sneaker": Last(),
    "runner": Last(
        heel_top=(72, 222), collar_dip=(142, 262), throat=(204, 214), instep=((246, 248), (308, 306), (366, 340))
    ),
    "high": Last(
        heel_top=(84, 142),
        collar_dip=(140, 152),
        throat=(208, 138),
        instep=((222, 196), (262, 262), (318, 318), (370, 346)),
        heel=((58, 318), (66, 250), (80, 190)),
    ),
    "slip": Last(
        heel_top=(76, 250), collar_dip=(150, 284), throat=(236, 268), instep=((288, 306), (338, 336), (378, 352))
    ),
    "formal": Last(
        heel_top=(76, 246),
        collar_dip=(146, 280),
        throat=(206, 250),
        instep=((250, 290), (310, 332), (368, 358)),
        toe=((428, 380), (456, 404), (440, 420)),
        feather=((378, 420), (268, 400), (164, 374), (66, 346)),
    ),
    "boot": Last(
        heel_top=(82, 128),
        collar_dip=(136, 122),
        throat=(196, 128),
        instep=((206, 196), (240, 268), (306, 318), (368, 346)),
        heel=((58, 318), (66, 250), (80, 180)),
    ),
}


def _upper(last: Last) -> Points:
    knots: list[Knot] = [
        (*last.heel_top, 1),
        last.collar_dip,
        (*last.throat, 1),
        *last.instep,
        *last.toe[:-1],
        (*last.toe[-1], 1),
        *last.feather[:-1],
        (*last.feather[-1], 1),
        *last.heel,
    ]
    return smooth(knots)


def _opening(studio: Studio, last: Last, lining: str, rise: float = 20) -> None:
    """The far side of the collar and the inside of the shoe."""
    hx, hy = last.heel_top
    tx, ty = last.throat
    far = smooth(
        [
            (hx, hy, 1),
            (hx + 18, hy - rise * 0.5),
            ((hx + tx) / 2 + 6, min(hy, ty) - rise * 0.25 + 8),
            (tx - 8, ty - 6),
            (tx + 6, ty + 6, 1),
            (*last.collar_dip, 1),
        ]
    )
    inner = studio.part(
        [
            far,
            smooth(
                [
                    (hx, hy, 1),
                    (tx, ty, 1),
                    (tx - 4, ty + 50),
                    (last.collar_dip[0], last.collar_dip[1] + 24),
                    (hx + 4, hy + 50),
                ]
            ),
        ],
        cloth("canvas", lining),
        puff=-0.5,
    )
    studio.shade(
        smooth([(hx + 8, hy + 8), ((hx + tx) / 2, min(hy, ty) + 12), (tx, ty + 10), last.collar_dip]), 0.5, 8, inner
    )


def _sole(
    studio: Studio,
    last: Last,
    shade: str,
    thick: tuple[float, float, float],
    fabric: str = "rubber",
    tread: str = "",
    flare: float = 5,
) -> Part:
    """The band below the upper; `thick`: at the heel, the waist and the ball."""
    top = line(last.feather[-1], *reversed(last.feather[:-1]), last.toe[-1])
    along = np.linspace(0, 1, len(top))
    depth = np.interp(along, [0, 0.3, 0.5, 0.9, 1], [thick[0], thick[0] * 0.92, thick[1], thick[2], thick[2] * 0.72])
    aside = np.interp(along, [0, 0.06, 0.85, 1], [-flare, 0, flare * 0.4, flare])
    low = top + np.stack([aside, depth], 1).astype(np.float32)
    high = top + np.array([0, -6], np.float32)
    high[0, 0] -= flare * 0.8
    # The sole comes up around the toe.
    (x0, y0), (x1, y1) = last.toe[-2], last.toe[-1]
    tip = line(
        (x1, y1 - 6), (x0 - 1, y0 + 8), (x0 + flare * 0.7, y0 + 12), (x0 + flare * 0.6, y1 + 4), tuple(low[-1].tolist())
    )
    outline = np.concatenate([high[:-1], tip, low[::-1]])
    if tread:
        below = low + np.array([0, -2], np.float32)
        rim = np.concatenate([below, (low + np.array([0, 6.5], np.float32))[::-1]])
        studio.part(rim, cloth("rubber", tread), puff=0.6, edge=0.6, cast=0)
    return studio.part(outline, cloth(fabric, shade), puff=0.55, cast=0.25, edge=1.1)


def _creases(studio: Studio, last: Last, part: Part) -> None:
    ball = last.instep[-2]
    for k in range(3):
        x, y = ball[0] - 16 + k * 15, ball[1] - 2 + k * 9
        studio.shade(ribbon(line((x, y), (x - 6, y + 26), (x - 18, y + 44)), [0.5, 2.6, 0.5]), 0.16, 1.4, part)
        studio.shade(ribbon(line((x + 4, y), (x - 2, y + 26), (x - 14, y + 44)), [0.5, 2.6, 0.5]), -0.10, 1.6, part)


def _laces(
    studio: Studio, last: Last, shade: Colour, count: int, reach: float = 26, spread: float = 1, width: float = 6.4
) -> None:
    """Bars across the throat, lying over the tongue from one row of eyelets to the other."""
    path = line(last.throat, *last.instep[:2]) if len(last.instep) == 3 else line(last.throat, *last.instep[:3])
    at = np.linspace(0.04, 0.9 * spread, count)
    along = np.linspace(0, 1, len(path))
    for k, t in enumerate(at):
        x, y = float(np.interp(t, along, path[:, 0])), float(np.interp(t, along, path[:, 1]))
        ahead = min(1.0, t + 0.05)
        dx, dy = float(np.interp(ahead, along, path[:, 0])) - x, float(np.interp(ahead, along, path[:, 1])) - y
        size = (dx * dx + dy * dy) ** 0.5 or 1
        nx, ny = -dy / size, dx / size
        a = (x - nx * 8 + 2, y - ny * 8 - 2)
        b = (x + nx * reach - 2, y + ny * reach + 2)
        bar = line(a, ((a[0] + b[0]) / 2 + 2, (a[1] + b[1]) / 2 - 5), b)
        studio.shade(ribbon(moved(bar, 1.5, 3), width), 0.45, 1.6)
        studio.fill(ellipse(b[0], b[1], 3.4, 3.4), darker(shade, 0.5))
        studio.fill(ribbon(bar, width), shade * 0.82)
        studio.fill(ribbon(moved(bar, -0.4, -0.8), width * 0.66), shade)
        if k % 2:
            studio.stroke(moved(bar, 0, 0.4), 0.6, darker(shade, 0.3), 0.5)
    x, y = float(path[1, 0]), float(path[1, 1])
    for ex, ey, mx, my in ((-30, 16, -22, -12), (26, -4, 18, -22)):
        loop = line((x + 6, y + 6), (x + mx + 8, y + my + 4), (x + ex + 10, y + ey + 4), (x + 2, y + 12))
        studio.shade(ribbon(moved(loop, 1.5, 3), width * 0.8), 0.3, 1.6)
        studio.stroke(loop, width * 0.8, shade * 0.8)
        studio.stroke(moved(loop, -0.3, -0.6), width * 0.5, shade)
    studio.fill(ellipse(x + 6, y + 8, 5, 4.4), shade * 0.9)


def _tongue(studio: Studio, last: Last, fabric: str, shade: str, rise: float = 22) -> None:
    tx, ty = last.throat
    ix, iy = last.instep[1]
    shape = smooth(
        [
            (tx - 24, ty - rise + 6, 1),
            (tx - 2, ty - rise - 4),
            (tx + 18, ty - rise + 8, 1),
            (tx + 30, ty + 22),
            (ix - 24, iy - 2),
            (ix - 20, iy + 14),
            (tx + 6, ty + 40),
            (tx - 12, ty + 20),
        ]
    )
    studio.part(shape, cloth(fabric, shade), puff=1.2, cast=0.35, edge=1.2)


def _eyestay(studio: Studio, last: Last, fabric: str, shade: str, clip: Part, wide: float = 22) -> None:
    path = line(last.throat, *last.instep[:-1])
    band = ribbon(moved(path, -wide * 0.35, wide * 0.5), wide)
    part = studio.part(band, cloth(fabric, shade), puff=0.4, cast=0.25, edge=0.7, clip=clip, turn=40)
    studio.stitches(moved(path, -wide * 0.62, wide * 0.85), contrast(colour(shade)), part, 2.2, 1.6, 0.7, 0.5)


def _heel_tab(last: Last, high: float, wide: float) -> Points:
    hx, hy = last.heel_top
    fx, fy = last.feather[-1]
    return smooth(
        [
            (hx - 12, hy - 6, 1),
            (hx + wide * 0.55, hy + 12),
            (hx + wide, hy + (fy - hy) * high),
            (fx + wide * 1.25, fy + 34, 1),
            (fx - 16, fy + 12, 1),
        ]
    )


def sneaker(studio: Studio, design: Design) -> None:
    """Cuts: canvas (rubber toe), court (leather), high, runner (mesh, thick sole), slip."""
    last = LASTS[{"canvas": "sneaker", "court": "sneaker", "skate": "sneaker"}.get(design.cut, design.cut)]
    base = colour(design.colour)
    second = design.second or ("White" if float(base.mean()) < 0.75 else "Grey")
    fabric = {"court": "leather", "runner": "mesh", "skate": "suede"}.get(design.cut, "canvas")
    main = cloth(fabric, design.colour, design.pattern, design.third, "")
    sole = design.second if design.cut == "runner" and design.second in ("White", "Black", "Grey") else "White"
    _opening(studio, last, "Grey" if float(base.mean()) < 0.5 else "Beige")
    laced = design.cut != "slip"
    if laced:
        _tongue(studio, last, fabric, design.colour)
    upper = studio.part(
        _upper(last),
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
        studio.part(_heel_tab(last, 0.5, 26), cloth("canvas", design.colour), clip=upper, puff=0.5, cast=0.25)
    elif design.cut in ("court", "skate"):
        toe = smooth([(330, 312, 1), (322, 352), (312, 420, 1), (450, 440, 1), (452, 370, 1)])
        part = studio.part(toe, cloth(fabric, design.colour), puff=0.9, clip=upper, cast=0.3)
        studio.stitches(line((330, 318), (326, 356), (318, 412)), thread, part, alpha=0.5)
        tab = studio.part(_heel_tab(last, 0.45, 34), cloth("leather", second), clip=upper, puff=0.6, cast=0.3)
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
        studio.part(_heel_tab(last, 0.55, 48), cloth("leather", accent), clip=upper, puff=0.7, cast=0.3)
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
        _eyestay(
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
        _laces(
            studio,
            last,
            colour(second if dark else "White") if design.cut != "skate" else colour(second),
            7 if design.cut == "high" else 5,
        )
    _creases(studio, last, upper)
    if design.cut == "runner":
        _sole(studio, last, sole, (46, 34, 27), tread=design.third if design.third else "Charcoal", flare=9)
        for k in range(7):
            x = 96 + k * 44
            studio.shade(ribbon(line((x, 380 + k * 8.5), (x + 26, 372 + k * 8.8)), 3), 0.2, 1)
    else:
        band = _sole(studio, last, sole, (28, 26, 24), tread="Tan" if design.cut == "court" else "")
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
    _opening(studio, last, "Tan" if design.colour != "Tan" else "Beige", 18)
    laced = design.cut in ("derby", "oxford", "brogue")
    if laced:
        _tongue(studio, last, fabric, design.colour, 10)
    upper = studio.part(
        _upper(last), main, puff=1.6, wrinkles=(Wrinkles(0.7, 70, 46), Wrinkles(0.12, 18, 18)), cast=0.35, edge=1.3
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
        _laces(
            studio,
            last,
            darker(base, 0.35) if float(base.mean()) > 0.2 else np.array([0.17, 0.17, 0.18], np.float32),
            4,
            18,
            0.8,
            4.2,
        )
    _creases(studio, last, upper)
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
    welt = _sole(studio, last, sole, (13, 11, 12), fabric="leather", flare=3)
    studio.stitches(
        line(*[(x, y + 2) for x, y in reversed(last.feather)], (last.toe[-1][0] + 2, last.toe[-1][1])),
        lighter(colour(sole), 0.4),
        welt,
        2,
        1.6,
        0.8,
        0.6,
    )
