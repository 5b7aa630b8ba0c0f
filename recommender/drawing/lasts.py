"""What closed shoes share: the last, the opening, the sole, tongue and laces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.drawing.geometry import Knot, Points, ellipse, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import Colour, colour, contrast, darker
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


def upper_outline(last: Last) -> Points:
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


def opening_behind(studio: Studio, last: Last, lining: str, rise: float = 20) -> None:
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


def sole_band(
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


def creases(studio: Studio, last: Last, part: Part) -> None:
    ball = last.instep[-2]
    for k in range(3):
        x, y = ball[0] - 16 + k * 15, ball[1] - 2 + k * 9
        studio.shade(ribbon(line((x, y), (x - 6, y + 26), (x - 18, y + 44)), [0.5, 2.6, 0.5]), 0.16, 1.4, part)
        studio.shade(ribbon(line((x + 4, y), (x - 2, y + 26), (x - 14, y + 44)), [0.5, 2.6, 0.5]), -0.10, 1.6, part)


def laces(
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


def tongue_part(studio: Studio, last: Last, fabric: str, shade: str, rise: float = 22) -> None:
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


def eyestay(studio: Studio, last: Last, fabric: str, shade: str, clip: Part, wide: float = 22) -> None:
    path = line(last.throat, *last.instep[:-1])
    band = ribbon(moved(path, -wide * 0.35, wide * 0.5), wide)
    part = studio.part(band, cloth(fabric, shade), puff=0.4, cast=0.25, edge=0.7, clip=clip, turn=40)
    studio.stitches(moved(path, -wide * 0.62, wide * 0.85), contrast(colour(shade)), part, 2.2, 1.6, 0.7, 0.5)


def heel_tab(last: Last, high: float, wide: float) -> Points:
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
