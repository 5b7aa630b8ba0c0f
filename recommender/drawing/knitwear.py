"""Jumpers and cardigans, and the ribs and zips that sweatshirts and jackets share with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.drawing.collars import neck_band, neck_hole, neckline_edge, round_neck, v_neck
from recommender.drawing.design import Design
from recommender.drawing.geometry import MIDDLE, Points, ellipse, flip, line, moved, ribbon, smooth
from recommender.drawing.masks import Part
from recommender.drawing.palette import colour, darker, lighter
from recommender.drawing.relief import Fold
from recommender.drawing.studio import Studio
from recommender.drawing.swatches import cloth
from recommender.drawing.torso import FITS, Fit, body_outline, hanging_folds, sleeves, soft_wrinkles


def welt(studio: Studio, fit: Fit, design: Design, edge: Points, shade: str, height: float = 26) -> None:
    """The ribbed hem and cuffs that knitwear ends in."""
    rib = cloth("rib", shade)
    hem = smooth(
        [
            (MIDDLE - fit.hem + 1, fit.bottom - height, 1),
            (MIDDLE, fit.bottom - height + fit.hem_curve),
            (MIDDLE + fit.hem - 1, fit.bottom - height, 1),
            (MIDDLE + fit.hem - 7, fit.bottom + 2, 1),
            (MIDDLE, fit.bottom + fit.hem_curve + 2),
            (MIDDLE - fit.hem + 7, fit.bottom + 2, 1),
        ]
    )
    part = studio.part(hem, rib, puff=0.6, cast=0.1, edge=1.2)
    studio.seam(
        moved(
            line(
                (MIDDLE - fit.hem, fit.bottom - height),
                (MIDDLE, fit.bottom - height + fit.hem_curve),
                (MIDDLE + fit.hem, fit.bottom - height),
            ),
            0,
            1,
        ),
        part,
        0.35,
    )
    for side in (1, -1):
        path = edge if side == 1 else flip(edge)
        cuff = studio.part(ribbon(moved(path, side * -2, -10), 24), rib, turn=-side * 11, puff=0.9, cast=0.15, edge=1.1)
        studio.seam(moved(path, side * -3, -21), cuff, 0.35)


def jumper(studio: Studio, design: Design) -> None:
    """Cuts: crew, v, turtle, cardigan, vest."""
    fit = replace(FITS[design.gender], hem_curve=3)
    fabric = design.fabric or "knit"
    main = cloth(fabric, design.colour, design.pattern, design.second, design.third)
    trim = design.second if design.cut == "cardigan" and design.second and design.pattern == "plain" else design.colour
    neckline = (
        v_neck(fit, 92 if design.cut != "cardigan" else 150)
        if design.cut in ("v", "cardigan", "vest")
        else round_neck(fit, 36)
    )
    if design.cut == "turtle":
        neckline = round_neck(fit, 16)
    neck_hole(studio, fit, "rib", replace(design, colour=trim))
    women = design.gender in ("Women", "Girls")
    if design.cut != "vest":
        length, cuff = (345, 44) if not women else (322, 36)
        if design.gender in ("Boys", "Girls"):
            length = 270
        edge = sleeves(studio, fit, main, length, cuff, soft=1.1)[2]
    body = studio.part(
        body_outline(fit, neckline),
        main,
        folds=hanging_folds(studio.rng, fit, 1.0, 4),
        wrinkles=soft_wrinkles(1.1),
        puff=1.1,
    )
    for side in (-1, 1):
        studio.seam(
            line(
                (MIDDLE + side * (fit.shoulder - 3), fit.top + fit.drop),
                (MIDDLE + side * (fit.shoulder - 11), fit.top + 78),
                (MIDDLE + side * (fit.chest - 3), fit.armpit),
            ),
            body,
            0.3,
            1.6,
        )
    if design.cut == "vest":
        for side in (-1, 1):
            arm = line(
                (MIDDLE + side * (fit.shoulder - 2), fit.top + fit.drop),
                (MIDDLE + side * (fit.shoulder - 11), fit.top + 78),
                (MIDDLE + side * (fit.chest - 2), fit.armpit),
            )
            studio.part(ribbon(arm, 10), cloth("rib", trim), puff=0.6, cast=0.2)
        _hem_only(studio, fit, design)
    else:
        welt(studio, fit, design, edge, trim)
    if design.cut == "cardigan":
        _front_bands(studio, fit, design, trim, neckline_edge(fit, neckline))
    elif design.cut == "turtle":
        _roll_neck(studio, fit, design)
    else:
        neck_band(studio, neckline_edge(fit, neckline), design, "rib", 12)


def _hem_only(studio: Studio, fit: Fit, design: Design) -> None:
    band = np.array(
        [
            (MIDDLE - fit.hem, fit.bottom - 20),
            (MIDDLE + fit.hem, fit.bottom - 20),
            (MIDDLE + fit.hem - 5, fit.bottom + 4),
            (MIDDLE - fit.hem + 5, fit.bottom + 4),
        ],
        np.float32,
    )
    studio.part(band, cloth("rib", design.colour), puff=0.6, cast=0.2)


def _roll_neck(studio: Studio, fit: Fit, design: Design) -> None:
    shape = smooth(
        [
            (MIDDLE - fit.neck - 7, fit.top + 15, 1),
            (MIDDLE - fit.neck + 1, fit.top - 18),
            (MIDDLE - fit.neck + 5, fit.top - 41, 1),
            (MIDDLE, fit.top - 47),
            (MIDDLE + fit.neck - 5, fit.top - 41, 1),
            (MIDDLE + fit.neck - 1, fit.top - 18),
            (MIDDLE + fit.neck + 7, fit.top + 15, 1),
            (MIDDLE, fit.top + 32),
        ]
    )
    folds = [
        Fold(MIDDLE - 50, fit.top - 4, MIDDLE + 50, fit.top - 2, 9, 3, 8),
        Fold(MIDDLE - 50, fit.top + 14, MIDDLE + 50, fit.top + 15, 5, -2, 12),
    ]
    part = studio.part(shape, cloth("rib", design.colour), puff=1.6, folds=folds, cast=0.35, edge=1.6)
    studio.shade(ellipse(MIDDLE, fit.top - 42, fit.neck - 8, 4), 0.4, 2, part)


def _front_bands(studio: Studio, fit: Fit, design: Design, trim: str, edge: Points) -> None:
    studio.part(ribbon(edge, 15), cloth("rib", trim), puff=0.6, cast=0.3)
    v = fit.top + 150
    band = np.array(
        [(MIDDLE - 9, v - 6), (MIDDLE + 9, v - 6), (MIDDLE + 9, fit.bottom + 6), (MIDDLE - 9, fit.bottom + 6)],
        np.float32,
    )
    studio.part(band, cloth("rib", trim), puff=0.5, cast=0.35)
    tone = darker(colour("Tan"), 0.45) if float(colour(trim).mean()) > 0.3 else np.array([0.3, 0.27, 0.25], np.float32)
    for k in range(5):
        studio.button(MIDDLE, v + 14 + k * (fit.bottom - v - 26) / 4, 5.2, tone)
    for side in (-1, 1):
        x = MIDDLE + side * 62
        studio.part(
            ribbon(line((x - 26, fit.bottom - 96), (x + 26, fit.bottom - 96)), 11),
            cloth("rib", trim),
            puff=0.5,
            cast=0.3,
        )


def zipper(studio: Studio, top: float, bottom: float, design: Design, x: float = MIDDLE, metal: bool = True) -> Part:
    """A closed zip: tape, teeth and puller."""
    tape = cloth("canvas", design.colour)
    part = studio.part(
        np.array([(x - 7, top), (x + 7, top), (x + 7, bottom), (x - 7, bottom)], np.float32),
        tape,
        puff=0.1,
        cast=0.3,
        edge=0.2,
    )
    studio.shade(np.array([(x - 7, top), (x + 7, top), (x + 7, bottom), (x - 7, bottom)], np.float32), 0.25, 0)
    tone = colour("Silver") if metal else lighter(colour(design.colour), 0.2)
    studio.stitches(line((x, top), (x, bottom)), tone, None, 1.5, 1.0, 4.2, 0.95)
    studio.stroke(line((x, top), (x, bottom)), 0.8, np.array([0.2, 0.2, 0.2], np.float32), 0.5)
    studio.shade(ellipse(x + 1.5, top + 17, 5, 12), 0.4, 2)
    studio.fill(ellipse(x, top + 7, 4.2, 5.5), tone * 0.8)
    studio.fill(ellipse(x - 0.6, top + 6, 2.6, 4), np.clip(tone * 1.15, 0, 1))
    studio.fill(
        np.array([(x - 2.6, top + 11), (x + 2.6, top + 11), (x + 3.2, top + 27), (x - 3.2, top + 27)], np.float32),
        tone * 0.72,
    )
    studio.fill(
        np.array([(x - 1.6, top + 12), (x + 1.2, top + 12), (x + 1.6, top + 25), (x - 2, top + 25)], np.float32), tone
    )
    return part
