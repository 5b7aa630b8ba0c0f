"""Jackets: denim, biker, bomber, puffer and windcheater."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommender.drawing.collars import collar, neck_hole, round_neck
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Knot, flip, line, moved, ribbon, smooth
from recommender.drawing.knitwear import zipper
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, contrast, darker, mix
from recommender.drawing.relief import Fold
from recommender.drawing.studio import Cloth, Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import FITS, Fit, body_outline, hanging_folds, sleeves, soft_wrinkles


def _box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def _base(
    studio: Studio,
    design: Design,
    fit: Fit,
    fabric: str,
    folds: Sequence[Fold] = (),
    puff: float = 1.15,
    soft: float = 1.2,
    sleeve: Cloth | None = None,
) -> tuple[Part, np.ndarray]:
    """Sleeves and body of a closed jacket."""
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    neck_hole(studio, fit, fabric, design, 5)
    length = {"Women": 325, "Boys": 270, "Girls": 270}.get(design.gender, 348)
    edge = sleeves(studio, fit, sleeve or main, length, 48 if design.gender in ("Men", "Unisex") else 42, soft=soft)[2]
    folds = folds or hanging_folds(studio.rng, fit, soft, 4)
    body = studio.part(
        body_outline(fit, round_neck(fit, 30)), main, folds=folds, wrinkles=soft_wrinkles(soft * 0.9), puff=puff
    )
    for side in (-1, 1):
        studio.seam(
            line(
                (MIDDLE + side * (fit.shoulder - 3), fit.top + fit.drop),
                (MIDDLE + side * (fit.shoulder - 11), fit.top + 78),
                (MIDDLE + side * (fit.chest - 3), fit.armpit),
            ),
            body,
            0.35,
            1.5,
        )
    return body, edge


def _bands(studio: Studio, fit: Fit, edge: np.ndarray, material: Cloth, height: float = 24) -> None:
    hem = _box(MIDDLE - fit.hem + 2, fit.bottom - height + 4, MIDDLE + fit.hem - 2, fit.bottom + 6)
    studio.part(hem, material, puff=0.7, cast=0.25, edge=1.2)
    for side in (1, -1):
        path = edge if side == 1 else flip(edge)
        studio.part(ribbon(moved(path, side * -2, -8), 22), material, turn=-side * 11, puff=0.9, cast=0.25, edge=1.1)


def jacket(studio: Studio, design: Design) -> None:
    """Cuts: denim, biker, bomber, puffer, wind."""
    fit = replace(FITS[design.gender], hem_curve=0)
    fit = replace(fit, chest=fit.chest + 6, waist=fit.waist + 8, hem=fit.hem + 3, bottom=fit.bottom - 8)
    {"denim": _denim, "biker": _biker, "bomber": _bomber, "puffer": _puffer, "wind": _wind}[design.cut](
        studio, design, fit
    )


def _denim(studio: Studio, design: Design, fit: Fit) -> None:
    thread = mix(colour("Tan"), colour("Orange"), 0.3) if design.colour != "White" else colour("Grey")
    fit = replace(fit, bottom=fit.bottom - 14, hem=fit.hem - 8)
    body, edge = _base(studio, design, fit, "denim", soft=1.3)
    metal = colour("Copper") if design.colour != "Black" else colour("Silver")
    yoke_y = fit.top + 84
    yoke = line((MIDDLE - fit.chest, yoke_y - 5), (MIDDLE, yoke_y + 3), (MIDDLE + fit.chest, yoke_y - 5))
    for dy in (0.0, 4.0):
        studio.stitches(moved(yoke, 0, dy), thread, body)
    studio.seam(moved(yoke, 0, -2), body)
    for side in (-1, 1):
        for x0, x1 in ((30, 22), (62, 50)):
            path = line((MIDDLE + side * x0, yoke_y + 4), (MIDDLE + side * x1, fit.bottom))
            studio.seam(path, body, 0.3)
            studio.stitches(moved(path, side * 3, 0), thread, body)
        cx = MIDDLE + side * 56
        flap = smooth(
            [
                (cx - 25, yoke_y - 4, 1),
                (cx + 25, yoke_y - 4, 1),
                (cx + 25, yoke_y + 14, 1),
                (cx, yoke_y + 25, 1),
                (cx - 25, yoke_y + 14, 1),
            ]
        )
        part = studio.part(flap, cloth("denim", design.colour), puff=0.5, cast=0.45, edge=0.7)
        studio.stitches(
            line(
                (cx - 22, yoke_y - 2),
                (cx - 22, yoke_y + 12, 1),
                (cx, yoke_y + 21, 1),
                (cx + 22, yoke_y + 12, 1),
                (cx + 22, yoke_y - 2),
            ),
            thread,
            part,
        )
        studio.button(cx, yoke_y + 13, 3.6, metal, holes=False)
    strip = studio.part(
        _box(MIDDLE - 11, fit.top + 30, MIDDLE + 11, fit.bottom),
        cloth("denim", design.colour),
        puff=0.3,
        cast=0.35,
        edge=0.5,
    )
    for x in (-8, 8):
        studio.stitches(line((MIDDLE + x, fit.top + 30), (MIDDLE + x, fit.bottom)), thread, strip)
    _bands(studio, fit, edge, cloth("denim", design.colour))
    for side in (1, -1):
        path = edge if side == 1 else flip(edge)
        studio.stitches(moved(path, side * -3, -17), thread)
    for dy in (-17, 3):
        studio.stitches(line((MIDDLE - fit.hem + 4, fit.bottom + dy), (MIDDLE + fit.hem - 4, fit.bottom + dy)), thread)
    for k in range(6):
        studio.button(MIDDLE, fit.top + 52 + k * (fit.bottom - fit.top - 60) / 5, 4.2, metal, holes=False)
    collar(studio, fit, design, "denim", 1.5)


def _biker(studio: Studio, design: Design, fit: Fit) -> None:
    material = cloth("leather", design.colour)
    fit = replace(fit, bottom=fit.bottom - 18, hem=fit.hem - 6)
    body, _edge = _base(studio, design, fit, "leather", soft=1.5)
    zip_line = line((MIDDLE + 38, fit.top + 92), (MIDDLE + 14, fit.bottom - 120), (MIDDLE + 8, fit.bottom))
    studio.shade(ribbon(moved(zip_line, 3, 2), 9), 0.5, 3, body)
    studio.stroke(zip_line, 6, np.array([0.12, 0.12, 0.13], np.float32))
    studio.stitches(zip_line, colour("Silver"), None, 1.5, 1.1, 4.4, 0.95)
    for side in (-1, 1):
        pocket = line((MIDDLE + side * 84, fit.bottom - 96), (MIDDLE + side * 50, fit.bottom - 58))
        studio.seam(moved(pocket, -3, -2), body, 0.5)
        studio.stitches(pocket, colour("Silver"), body, 1.5, 1.1, 3.6, 0.9)
        studio.seam(
            line(
                (MIDDLE + side * (fit.neck + 6), fit.top + 18),
                (MIDDLE + side * (fit.shoulder - 3), fit.top + fit.drop + 20),
            ),
            body,
            0.4,
        )
        lapel = smooth(
            [
                (MIDDLE + side * (fit.neck + 4), fit.top - 6, 1),
                (MIDDLE + side * (fit.neck + 22), fit.top + 34),
                (MIDDLE + side * (fit.neck + 34), fit.top + 66, 1),
                (MIDDLE + side * 38, fit.top + 100, 1),
                (MIDDLE + side * 4, fit.top + 46, 1),
                (MIDDLE + side * 20, fit.top + 16),
            ]
        )
        part = studio.part(lapel, material, puff=0.9, cast=0.5, edge=0.9)
        studio.stitches(moved(lapel, -side * 3, -2), contrast(colour(design.colour)), part, 2.2, 1.6, 0.6, 0.3)
        studio.button(MIDDLE + side * (fit.neck + 24), fit.top + 58, 3.2, colour("Silver"), holes=False)
    belt = studio.part(
        _box(MIDDLE - fit.hem + 3, fit.bottom - 20, MIDDLE + fit.hem - 3, fit.bottom + 4), material, puff=0.7, cast=0.4
    )
    studio.stitches(
        line((MIDDLE - fit.hem, fit.bottom - 17), (MIDDLE + fit.hem, fit.bottom - 17)),
        contrast(colour(design.colour)),
        belt,
        2.2,
        1.6,
        0.6,
        0.3,
    )
    collar(studio, fit, replace(design, fabric="leather"), "leather", 1.2)


def _bomber(studio: Studio, design: Design, fit: Fit) -> None:
    second = cloth("leather" if design.fabric == "twill" else "nylon", design.second) if design.second else None
    body, edge = _base(studio, design, fit, design.fabric or "nylon", puff=1.3, soft=1.8, sleeve=second)
    rib = cloth("rib", design.third or design.colour)
    _bands(studio, fit, edge, rib, 28)
    zipper(studio, fit.top + 24, fit.bottom + 2, design)
    for side in (-1, 1):
        pocket = line((MIDDLE + side * 60, fit.bottom - 104), (MIDDLE + side * 84, fit.bottom - 48))
        studio.shade(ribbon(pocket, 5), 0.35, 1, body)
        studio.stitches(moved(pocket, -side * 5, -2), darker(colour(design.colour), 0.4), body)
    neck = ribbon(
        line(
            (MIDDLE - fit.neck - 2, fit.top - 4),
            (MIDDLE - fit.neck * 0.62, fit.top + 24),
            (MIDDLE, fit.top + 33),
            (MIDDLE + fit.neck * 0.62, fit.top + 24),
            (MIDDLE + fit.neck + 2, fit.top - 4),
        ),
        21,
    )
    studio.part(neck, rib, puff=0.9, cast=0.35)


def _puffer(studio: Studio, design: Design, fit: Fit) -> None:
    rows = np.arange(fit.top + 46, fit.bottom - 10, 40)
    quilt = [Fold(MIDDLE - 150, y, MIDDLE + 150, y + 1, 5, -7.5, 8, 0, (1, 1)) for y in rows]
    quilt += [
        Fold(
            MIDDLE + x + float(studio.rng.uniform(-9, 9)),
            y + 6,
            MIDDLE + x + float(studio.rng.uniform(-9, 9)),
            y + 27,
            4,
            1.6,
            2,
        )
        for y in rows
        for x in (-92, -60, -28, 30, 62, 94)
    ]
    main = cloth("nylon", design.colour)
    neck_hole(studio, fit, "nylon", design, 5)
    length = {"Women": 325, "Boys": 270, "Girls": 270}.get(design.gender, 348)
    edge = sleeves(studio, fit, main, length, 52, soft=0.8)[2]
    for side in (-1, 1):
        for k in range(1, 8):
            y = fit.top + fit.drop + k * 40 + 4
            x = MIDDLE + side * (fit.shoulder + 2 + k * 7)
            studio.shade(ribbon(line((x - side * 40, y + 8), (x, y + 3), (x + side * 40, y - 9)), 7), 0.32, 3, None)
            studio.shade(ribbon(line((x - side * 34, y + 19), (x, y + 13), (x + side * 22, y + 4)), 9), -0.13, 5, None)
    body = studio.part(body_outline(fit, round_neck(fit, 26)), main, folds=quilt, puff=1.2, edge=1.6, cast=0.4)
    for y in rows:
        studio.stitches(
            line((MIDDLE - fit.chest, y), (MIDDLE, y + 8), (MIDDLE + fit.chest, y)),
            darker(colour(design.colour), 0.5),
            body,
            2,
            1.4,
            0.7,
            0.6,
        )
    _bands(studio, fit, edge, main, 16)
    zipper(studio, fit.top - 24, fit.bottom + 2, design)
    stand = smooth(
        [
            (MIDDLE - fit.neck - 10, fit.top + 18, 1),
            (MIDDLE - fit.neck, fit.top - 30, 1),
            (MIDDLE, fit.top - 37),
            (MIDDLE + fit.neck, fit.top - 30, 1),
            (MIDDLE + fit.neck + 10, fit.top + 18, 1),
            (MIDDLE, fit.top + 34),
        ]
    )
    studio.part(
        stand,
        main,
        puff=1.8,
        cast=0.3,
        edge=1.5,
        folds=[Fold(MIDDLE - 60, fit.top - 4, MIDDLE + 60, fit.top - 4, 5, -6, 10, 0, (1, 1))],
    )
    zipper(studio, fit.top - 26, fit.top + 60, design)


def _wind(studio: Studio, design: Design, fit: Fit) -> None:
    second = cloth("nylon", design.second or design.colour)
    body, edge = _base(studio, design, fit, "nylon", puff=1.1, soft=1.7, sleeve=None)
    yoke: list[Knot] = [
        (MIDDLE - fit.shoulder - 4, fit.top - 6, 1),
        (MIDDLE + fit.shoulder + 4, fit.top - 6, 1),
        (MIDDLE + fit.chest + 4, fit.armpit - 30, 1),
        (MIDDLE, fit.armpit + 4, 1),
        (MIDDLE - fit.chest - 4, fit.armpit - 30, 1),
    ]
    if design.second:
        studio.part(
            smooth(yoke), second, puff=0.6, cast=0.15, clip=body, edge=0.3, folds=hanging_folds(studio.rng, fit, 1.2, 0)
        )
    studio.seam(
        line((MIDDLE - fit.chest, fit.armpit - 30), (MIDDLE, fit.armpit + 4, 1), (MIDDLE + fit.chest, fit.armpit - 30)),
        body,
        0.35,
    )
    for side in (-1, 1):
        pocket = line((MIDDLE + side * 58, fit.bottom - 100), (MIDDLE + side * 82, fit.bottom - 44))
        studio.stitches(pocket, darker(colour(design.colour), 0.5), body, 1.4, 1, 3, 0.9)
    _bands(studio, fit, edge, cloth("nylon", design.colour), 16)
    stand = smooth(
        [
            (MIDDLE - fit.neck - 9, fit.top + 20, 1),
            (MIDDLE - fit.neck + 2, fit.top - 28, 1),
            (MIDDLE, fit.top - 34),
            (MIDDLE + fit.neck - 2, fit.top - 28, 1),
            (MIDDLE + fit.neck + 9, fit.top + 20, 1),
            (MIDDLE, fit.top + 34),
        ]
    )
    studio.part(stand, second, puff=1.1, cast=0.3)
    zipper(studio, fit.top - 30, fit.bottom + 2, design, metal=False)
