"""Sweatshirts and hoodies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.drawing.collars import neck_band, neck_hole, neckline_edge, round_neck
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, line, moved, ribbon, smooth
from recommender.drawing.knitwear import welt, zipper
from recommender.drawing.palette import colour, darker, lighter
from recommender.drawing.prints import chest_print
from recommender.drawing.relief import Fold
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import FITS, Fit, body_outline, hanging_folds, sleeves, soft_wrinkles


def sweatshirt(studio: Studio, design: Design) -> None:
    """Cuts: crew, hood, zip (a hood with a zip)."""
    fit = replace(FITS[design.gender], hem_curve=3)
    fit = replace(fit, chest=fit.chest + 5, waist=fit.waist + 8, hem=fit.hem + 1)
    fabric = "melange" if "Melange" in design.colour or design.colour == "Grey" else "jersey"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    hooded = design.cut in ("hood", "zip")
    neckline = round_neck(fit, 50 if hooded else 36)
    if hooded:
        _hood_back(studio, fit, design, fabric)
    else:
        neck_hole(studio, fit, fabric, design)
    length = {"Women": 325, "Boys": 268, "Girls": 268}.get(design.gender, 345)
    edge = sleeves(studio, fit, main, length, 46 if design.gender in ("Men", "Unisex") else 40, soft=1.5)[2]
    body = studio.part(
        body_outline(fit, neckline),
        main,
        folds=hanging_folds(studio.rng, fit, 1.35, 4),
        wrinkles=soft_wrinkles(1.4),
        puff=1.15,
    )
    for side in (-1, 1):
        path = line(
            (MIDDLE + side * (fit.shoulder - 3), fit.top + fit.drop),
            (MIDDLE + side * (fit.shoulder - 11), fit.top + 78),
            (MIDDLE + side * (fit.chest - 3), fit.armpit),
        )
        studio.seam(path, body, 0.3, 1.4)
        studio.stitches(moved(path, -side * 3, 0), darker(colour(design.colour), 0.35), body, 2.4, 1.4, 0.7, 0.5)
    if design.motif:
        chest_print(studio, body, design, MIDDLE, fit.armpit + 20, 54)
    if hooded:
        _pouch(studio, fit, design, main)
    welt(
        studio,
        fit,
        design,
        edge,
        design.second if design.pattern == "plain" and design.second and not design.motif else design.colour,
        28,
    )
    if design.cut == "zip":
        zipper(studio, fit.top + 38, fit.bottom + 4, design)
    if hooded:
        _hood_front(studio, fit, design, fabric)
    else:
        band = design.second if design.second and design.pattern == "plain" and not design.motif else ""
        neck_band(studio, neckline_edge(fit, neckline), design, "rib", 13, band)
        v = np.array([(MIDDLE - 13, fit.top + 43), (MIDDLE + 13, fit.top + 43), (MIDDLE, fit.top + 66)], np.float32)
        studio.stitches(np.concatenate([v, v[:1]]), darker(colour(design.colour), 0.35), None, 2.2, 1.4, 0.8, 0.7)


def _hood_back(studio: Studio, fit: Fit, design: Design, fabric: str) -> None:
    shape = smooth(
        [
            (MIDDLE - fit.neck - 26, fit.top + 32, 1),
            (MIDDLE - fit.neck - 20, fit.top - 30),
            (MIDDLE - fit.neck + 4, fit.top - 68),
            (MIDDLE, fit.top - 80),
            (MIDDLE + fit.neck - 4, fit.top - 68),
            (MIDDLE + fit.neck + 20, fit.top - 30),
            (MIDDLE + fit.neck + 26, fit.top + 32, 1),
        ]
    )
    studio.part(
        shape,
        cloth(fabric, design.colour),
        puff=1.5,
        folds=[
            Fold(MIDDLE - 40, fit.top - 66, MIDDLE - 64, fit.top + 10, 8, 3, 8),
            Fold(MIDDLE + 36, fit.top - 66, MIDDLE + 62, fit.top + 10, 8, 3, -8),
        ],
    )
    inner = smooth(
        [
            (MIDDLE - fit.neck - 2, fit.top + 40),
            (MIDDLE - fit.neck + 1, fit.top - 18),
            (MIDDLE - fit.neck + 18, fit.top - 50),
            (MIDDLE, fit.top - 57),
            (MIDDLE + fit.neck - 18, fit.top - 50),
            (MIDDLE + fit.neck - 1, fit.top - 18),
            (MIDDLE + fit.neck + 2, fit.top + 40),
            (MIDDLE, fit.top + 66),
        ]
    )
    inside = design.second if design.second and not design.motif else design.colour
    lining = studio.part(inner, cloth("jersey", inside), puff=-0.8, cast=0)
    studio.shade(inner, 0.5, 9, lining)
    studio.stitches(inner, lighter(colour(design.colour), 0.2), None, 2.6, 1.6, 0.8, 0.4)


def _hood_front(studio: Studio, fit: Fit, design: Design, fabric: str) -> None:
    """The two sides of the hood that cross below the chin, and the cords."""
    for side in (-1, 1):
        leaf = smooth(
            [
                (MIDDLE + side * (fit.neck + 25), fit.top + 28, 1),
                (MIDDLE + side * (fit.neck + 15), fit.top - 6),
                (MIDDLE + side * (fit.neck - 2), fit.top - 16, 1),
                (MIDDLE + side * (fit.neck - 7), fit.top + 18),
                (MIDDLE + side * 8, fit.top + 52),
                (MIDDLE - side * 6, fit.top + 66, 1),
                (MIDDLE + side * 26, fit.top + 62),
            ]
        )
        studio.part(
            leaf,
            cloth(fabric, design.colour),
            turn=side * 30,
            puff=1.4,
            cast=0.4,
            edge=1.3,
            folds=[Fold(MIDDLE + side * 52, fit.top, MIDDLE + side * 16, fit.top + 56, 6, 2, side * 6)],
        )
    cord = colour("White") if float(colour(design.colour).mean()) < 0.7 else colour("Grey")
    for side, length in ((-1, 92), (1, 84)):
        x = MIDDLE + side * 22
        path = line(
            (x, fit.top + 50), (x + side * 3, fit.top + 50 + length * 0.5), (x - side * 1, fit.top + 50 + length)
        )
        studio.shade(ribbon(moved(path, 2, 3), 5), 0.35, 2)
        studio.button(x, fit.top + 50, 3.4, np.array([0.72, 0.72, 0.74], np.float32), holes=False)
        studio.stroke(path, 4, cord * 0.85)
        studio.stroke(moved(path, -0.6, -0.4), 2.4, cord)
        studio.stroke(path[-5:], 4.6, darker(cord, 0.45))


def _pouch(studio: Studio, fit: Fit, design: Design, main: object) -> None:
    top, bottom = fit.bottom - 132, fit.bottom - 27
    shape = smooth(
        [
            (MIDDLE - 46, top, 1),
            (MIDDLE + 46, top, 1),
            (MIDDLE + 60, top + 34),
            (MIDDLE + 78, top + 62, 1),
            (MIDDLE + 78, bottom, 1),
            (MIDDLE - 78, bottom, 1),
            (MIDDLE - 78, top + 62, 1),
            (MIDDLE - 60, top + 34),
        ]
    )
    part = studio.part(
        shape,
        cloth("melange" if "Grey" in design.colour else "jersey", design.colour),
        puff=0.6,
        cast=0.4,
        edge=0.8,
        folds=[Fold(MIDDLE - 60, top + 60, MIDDLE + 50, bottom - 8, 10, 2, 6)],
    )
    thread = darker(colour(design.colour), 0.4)
    for side in (-1, 1):
        edge = line((MIDDLE + side * 46, top), (MIDDLE + side * 60, top + 34), (MIDDLE + side * 78, top + 62))
        studio.stitches(moved(edge, -side * 4, 1), thread, part, 2.4, 1.4, 0.7, 0.7)
    studio.stitches(line((MIDDLE - 44, top + 4), (MIDDLE + 44, top + 4)), thread, part, 2.4, 1.4, 0.7, 0.7)
