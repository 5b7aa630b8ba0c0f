"""T-shirts and polo shirts, seen from the front."""

from __future__ import annotations

from recommender.drawing.collars import collar, neck_band, neck_hole, neckline_edge, placket, round_neck, v_neck
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Points, ellipse, flip, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, darker
from recommender.drawing.prints import chest_print
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import FITS, Fit, body_outline, hanging_folds, sleeves, soft_wrinkles


def hem_lines(studio: Studio, part: Part, fit: Fit, design: Design, up: float = 13) -> None:
    """Twin needle stitching above the hem."""
    for extra in (0.0, 3.2):
        y = fit.bottom - up + extra
        path = line((MIDDLE - fit.hem, y - 4), (MIDDLE, y + fit.hem_curve), (MIDDLE + fit.hem, y - 4))
        studio.stitches(path, darker(colour(design.colour), 0.35), part, 2.4, 1.4, 0.7, 0.6)
    studio.seam(
        line(
            (MIDDLE - fit.hem, fit.bottom - up + 1),
            (MIDDLE, fit.bottom - up + fit.hem_curve + 5),
            (MIDDLE + fit.hem, fit.bottom - up + 1),
        ),
        part,
        0.16,
    )


def cuff_lines(studio: Studio, parts: tuple[Part, Part], edge: Points, design: Design, up: float = 10) -> None:
    for side, part in ((1, parts[1]), (-1, parts[0])):
        path = moved(edge, 0, -up)
        studio.seam(path if side == 1 else flip(path), part, 0.2)
        studio.stitches(
            path if side == 1 else flip(path), darker(colour(design.colour), 0.35), part, 2.4, 1.4, 0.7, 0.6
        )


def tshirt(studio: Studio, design: Design) -> None:
    """Cuts: crew, v, long, raglan, ringer, tank."""
    fit = FITS[design.gender]
    fabric = "melange" if "Melange" in design.colour else "jersey"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    other = cloth(fabric, design.second or design.colour)
    depth = 64 if design.cut == "v" else 46 if design.gender == "Women" else 38
    neckline = v_neck(fit, depth) if design.cut == "v" else round_neck(fit, depth)
    neck_hole(studio, fit, fabric, design)
    if design.cut != "tank":
        length, cuff = (345, 34) if design.cut == "long" else (128, 62) if design.gender != "Women" else (96, 56)
        arms = sleeves(studio, fit, other if design.cut in ("raglan",) else main, length, cuff)
        cuff_lines(studio, arms[:2], arms[2], design)
        if design.cut == "ringer":
            for side in (1, -1):
                path = arms[2] if side == 1 else flip(arms[2])
                studio.part(ribbon(moved(path, 0, -4), 9), cloth("rib", design.second), puff=0.4, cast=0.1)
    body = studio.part(
        body_outline(fit, neckline), main, folds=hanging_folds(studio.rng, fit), wrinkles=soft_wrinkles()
    )
    if design.cut == "raglan":
        for side in (1, -1):
            yoke = smooth(
                [
                    (MIDDLE + side * x, y, 1)
                    for x, y in (
                        (fit.neck * 0.9, fit.top - 4),
                        (fit.shoulder + 12, fit.top + fit.drop - 6),
                        (fit.shoulder + 6, fit.armpit - 40),
                        (fit.chest + 2, fit.armpit + 3),
                        (fit.chest - 28, fit.armpit - 50),
                        (fit.neck * 0.96, fit.top + 22),
                    )
                ]
            )
            studio.part(yoke, other, puff=0.5, cast=0.1, clip=body, edge=0.3)
    if design.motif:
        chest_print(studio, body, design, MIDDLE, fit.armpit + 58)
    hem_lines(studio, body, fit, design)
    for side in (-1, 1):
        studio.seam(
            line((MIDDLE + side * fit.neck, fit.top + 3), (MIDDLE + side * (fit.shoulder - 2), fit.top + fit.drop + 2)),
            body,
            0.2,
        )
    edge = neckline_edge(fit, neckline)
    trim = design.second if design.cut in ("ringer", "raglan") else ""
    neck_band(studio, edge, design, fabric, 9, trim)


def polo(studio: Studio, design: Design) -> None:
    fit = FITS[design.gender]
    main = cloth("pique", design.colour, design.pattern, design.second, design.third)
    neck_hole(studio, fit, "pique", design)
    arms = sleeves(studio, fit, main, 122 if design.gender != "Women" else 84, 60 if design.gender != "Women" else 52)
    for side in (1, -1):
        path = arms[2] if side == 1 else flip(arms[2])
        band = studio.part(
            ribbon(moved(path, 0, -4), 11), cloth("rib", design.second or design.colour), puff=0.5, cast=0.12
        )
        if not design.second:
            studio.seam(moved(path, 0, -10), band, 0.3)
    body = studio.part(
        body_outline(fit, v_neck(fit, 40)), main, folds=hanging_folds(studio.rng, fit, 0.9), wrinkles=soft_wrinkles()
    )
    hem_lines(studio, body, fit, design)
    placket(studio, fit, design, "pique", fit.top + 30, fit.top + 138, 2 if design.gender == "Men" else 3, box=True)
    collar(studio, fit, design, "rib", 0.9, design.second)
    if design.motif:
        studio.fill(ellipse(MIDDLE + 52, fit.armpit - 30, 7, 8), colour(design.second or "White"), 0.9, body)
