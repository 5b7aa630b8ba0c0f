"""Trousers, jeans, leggings and shorts, seen from the front."""

from __future__ import annotations

import numpy as np

from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, ellipse, line, moved, ribbon
from recommender.drawing.legs import LEGS, fly_front, leg_outline, legs, waistband
from recommender.drawing.palette import colour, contrast, darker, mix
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth


def jeans(studio: Studio, design: Design) -> None:
    """Cuts as in LEGS; `third` "torn" is not offered: washes come from the colour and a fade on thighs and knees."""
    leg = LEGS[design.cut]
    base = colour(design.colour)
    short = leg.bottom - leg.crotch < 200
    parts = legs(studio, design, leg, "denim", 1.15)
    thread = (
        mix(colour("Tan"), colour("Orange"), 0.35)
        if design.colour not in ("Black", "White", "Grey")
        else contrast(base)
    )
    fade = -0.22 if design.colour != "Black" else -0.10
    for side, part in ((1, parts[1]), (-1, parts[0])):
        x = MIDDLE + side * (leg.hip * 0.5)
        if short:
            studio.shade(ellipse(x + side * 6, (leg.crotch + leg.bottom) / 2 - 10, 26, 40), fade, 16, part)
        else:
            studio.shade(ellipse(x + side * 3, leg.crotch + 74, 24, 96), fade, 18, part)
            studio.shade(
                ellipse(MIDDLE + side * (leg.knee_in + leg.knee_out) / 2, leg.knee + 6, 19, 38), fade * 0.8, 14, part
            )
            for k in range(4):  # whiskers
                y = leg.crotch - 26 + k * 13
                studio.shade(
                    ribbon(
                        line((MIDDLE + side * 12, y + 6), (MIDDLE + side * 40, y - 2), (MIDDLE + side * 66, y - 12)),
                        [1, 4, 1],
                    ),
                    fade * 0.7,
                    1.4,
                    part,
                )
        pocket = line(
            (MIDDLE + side * leg.waist * 0.42, leg.top + 15),
            (MIDDLE + side * (leg.waist * 0.55), leg.top + 42),
            (MIDDLE + side * (leg.hip + 2), leg.top + 58),
        )
        studio.seam(pocket, part, 0.45, 1.6)
        for dy in (3.0, 6.5):
            studio.stitches(moved(pocket, 0, dy), thread, part)
        outer = leg_outline(leg)
        hem = line(
            (MIDDLE + side * leg.hem_out, leg.bottom - 15),
            (MIDDLE + side * (leg.hem_in + leg.hem_out) / 2, leg.bottom - 9),
            (MIDDLE + side * leg.hem_in, leg.bottom - 11),
        )
        studio.stitches(hem, thread, part)
        studio.seam(hem, part, 0.2)
        del outer
        studio.seam(
            line(
                (MIDDLE + side * (leg.hip - 5), leg.seat + 30),
                (MIDDLE + side * (leg.knee_out - 6), leg.knee),
                (MIDDLE + side * (leg.hem_out - 6), leg.bottom),
            )
            if not short
            else line((MIDDLE + side * (leg.hip - 5), leg.seat + 10), (MIDDLE + side * (leg.hem_out - 7), leg.bottom)),
            part,
            0.25,
        )
        for x, y in ((leg.waist * 0.45, leg.top + 21), (leg.waist * 0.93, leg.top + 55)):
            studio.button(MIDDLE + side * x, y, 1.9, colour("Copper"), holes=False)
    fly_front(studio, leg, thread, parts, True)
    waistband(studio, leg, design, "denim", 19, thread)
    studio.button(
        MIDDLE, leg.top + 15, 5.2, colour("Copper") if design.colour != "Black" else colour("Silver"), holes=False
    )


def trousers(studio: Studio, design: Design) -> None:
    """Cuts as in LEGS; leggings are plain stretch."""
    leg = LEGS[design.cut]
    if design.cut == "leggings":
        legs(studio, design, leg, "jersey", 0.9)
        waistband(studio, leg, design, "jersey", 26, None, loops=False)
        return
    fabric = design.fabric or "twill"
    parts = legs(
        studio, design, leg, fabric, 0.85, crease=design.cut in ("straight", "slim", "wide") and fabric != "jersey"
    )
    thread = darker(colour(design.colour), 0.4)
    for side, part in ((1, parts[1]), (-1, parts[0])):
        pocket = line((MIDDLE + side * leg.waist * 0.58, leg.top + 17), (MIDDLE + side * (leg.hip - 5), leg.top + 84))
        studio.seam(pocket, part, 0.45, 1.6)
        studio.stitches(moved(pocket, -side * 4, 1), thread, part, alpha=0.5)
        hem = line(
            (MIDDLE + side * leg.hem_out, leg.bottom - 18),
            (MIDDLE + side * (leg.hem_in + leg.hem_out) / 2, leg.bottom - 12),
            (MIDDLE + side * leg.hem_in, leg.bottom - 14),
        )
        studio.stitches(hem, thread, part, alpha=0.35)
        if design.second and design.pattern == "plain":  # track pants: a stripe down the side
            stripe = line(
                (MIDDLE + side * (leg.hip - 9), leg.seat - 30),
                (MIDDLE + side * (leg.hip - 7), leg.seat + 20),
                (MIDDLE + side * (leg.knee_out - 9), leg.knee),
                (MIDDLE + side * (leg.hem_out - 9), leg.bottom + 5),
            )
            studio.stroke(stripe, 8, colour(design.second), 0.95, part)
    if fabric == "jersey":
        studio.seam(line((MIDDLE, leg.top + 14), (MIDDLE, leg.crotch)), None, 0.3)
        waistband(studio, leg, design, "rib", 22, None, loops=False)
        for side in (-1, 1):
            path = line(
                (MIDDLE + side * 5, leg.top + 16), (MIDDLE + side * 13, leg.top + 46), (MIDDLE + side * 9, leg.top + 76)
            )
            studio.stroke(moved(path, 1.5, 2), 4, np.zeros(3, np.float32), 0.3)
            studio.stroke(path, 3.4, colour(design.second or "White"))
        return
    fly_front(studio, leg, thread, parts, False)
    waistband(studio, leg, design, fabric, 20, None)
    studio.button(MIDDLE, leg.top + 15, 4.2, darker(colour(design.colour), 0.3))


def shorts(studio: Studio, design: Design) -> None:
    """Cuts: shorts (drawstring sports), bermuda (chino), cargo, hot (denim)."""
    if design.cut == "hot" or design.fabric == "denim":
        jeans(studio, design)
        return
    if design.cut in ("bermuda", "cargo"):
        leg = LEGS["bermuda"]
        parts = legs(studio, design, leg, design.fabric or "twill", 0.95)
        thread = darker(colour(design.colour), 0.4)
        for side, part in ((1, parts[1]), (-1, parts[0])):
            pocket = line(
                (MIDDLE + side * leg.waist * 0.55, leg.top + 17), (MIDDLE + side * (leg.hip - 2), leg.top + 78)
            )
            studio.seam(pocket, part, 0.45, 1.6)
            studio.stitches(moved(pocket, -side * 4, 1), thread, part)
            hem = line(
                (MIDDLE + side * leg.hem_out, leg.bottom - 20),
                (MIDDLE + side * 60, leg.bottom - 14),
                (MIDDLE + side * leg.hem_in, leg.bottom - 16),
            )
            studio.stitches(hem, thread, part)
            studio.seam(hem, part, 0.2)
            if design.cut == "cargo":
                cx, cy = MIDDLE + side * 78, leg.crotch + 74
                box = np.array(
                    [(cx - 25, cy - 28), (cx + 25, cy - 30), (cx + 26, cy + 34), (cx - 24, cy + 36)], np.float32
                )
                main = cloth(design.fabric or "twill", design.colour, design.pattern, design.second, design.third)
                bag = studio.part(box, main, puff=0.8, cast=0.4, edge=1.2)
                studio.seam(line((cx - 9, cy - 28), (cx - 8, cy + 36)), bag, 0.3)
                flap = studio.part(
                    np.array(
                        [(cx - 27, cy - 32), (cx + 27, cy - 34), (cx + 27, cy - 14), (cx - 27, cy - 12)], np.float32
                    ),
                    main,
                    puff=0.5,
                    cast=0.45,
                )
                studio.stitches(line((cx - 26, cy - 15), (cx + 26, cy - 17)), thread, flap)
        fly_front(studio, leg, thread, parts, False)
        waistband(studio, leg, design, design.fabric or "twill", 20, None)
        studio.button(MIDDLE, leg.top + 15, 4.4, darker(colour(design.colour), 0.35))
        return
    leg = LEGS["shorts"]
    parts = legs(studio, design, leg, design.fabric or "nylon", 1.3)
    for side, part in ((1, parts[1]), (-1, parts[0])):
        if design.second and design.pattern == "plain":
            studio.stroke(
                line(
                    (MIDDLE + side * (leg.hip - 8), leg.seat - 40),
                    (MIDDLE + side * (leg.hip - 5), leg.seat + 10),
                    (MIDDLE + side * (leg.hem_out - 9), leg.bottom + 4),
                ),
                10,
                colour(design.second),
                0.95,
                part,
            )
        hem = line(
            (MIDDLE + side * leg.hem_out, leg.bottom - 14),
            (MIDDLE + side * 66, leg.bottom - 8),
            (MIDDLE + side * leg.hem_in, leg.bottom - 10),
        )
        studio.seam(hem, part, 0.3)
    studio.seam(line((MIDDLE, leg.top + 14), (MIDDLE, leg.crotch)), None, 0.35)
    plain = Design("shorts", colour=design.colour)
    waistband(studio, leg, plain if design.pattern != "plain" else design, "rib", 24, None, loops=False)
    for side in (-1, 1):
        path = line(
            (MIDDLE + side * 5, leg.top + 16), (MIDDLE + side * 16, leg.top + 44), (MIDDLE + side * 11, leg.top + 72)
        )
        studio.stroke(moved(path, 1.5, 2), 4, np.zeros(3, np.float32), 0.3)
        studio.stroke(
            path, 3.6, colour(design.second) if design.second and design.pattern == "plain" else colour("White")
        )
