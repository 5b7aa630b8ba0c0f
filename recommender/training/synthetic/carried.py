"""What a dressed person carries besides: shoes, a bag, a hat, a scarf, and long hair."""

from __future__ import annotations

import cv2
import numpy as np

from recommender.training.synthetic.figure import (
    BODY,
    GROUND,
    LEFT,
    SHEET,
    TALL,
    TOP,
    DressedPerson,
    GarmentPieces,
    cut_out,
    pick,
)


def put_shoes(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    """A pair in the place of the feet: the shop's one shoe and its mirror image."""
    piece = pick(pieces, rng, "flat footwear")
    if piece is None:
        return
    picture, owner = cut_out(person, piece)
    height, width = owner.shape
    wide = rng.uniform(0.075, 0.115) * TALL / width
    high = min(wide * rng.uniform(0.8, 1.3), 0.1 * TALL / height)
    apart = rng.uniform(0.0, 0.05) * TALL
    shoe = wide * width
    facing = rng.random() < 0.5
    for side in (-1, 1):
        turned = (side > 0) if facing else rng.random() < 0.5
        one, whose = (picture[:, ::-1], owner[:, ::-1]) if turned else (picture, owner)
        x = LEFT + side * apart - (shoe if side < 0 else 0) + rng.uniform(-4, 4)
        y = TOP + TALL - high * height + rng.uniform(-5, 2)
        person.put(np.ascontiguousarray(one), np.ascontiguousarray(whose), (wide, high), (x, y))
    # What is left to see of the feet that were there belongs to the new pair.
    shoes = [place for place, kind in enumerate(person.types) if kind == "footwear"]
    person.owner[np.isin(person.owner, shoes)] = shoes[-1]


def put_bag(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    piece = pick(pieces, rng, "flat bag")
    if piece is None:
        return
    picture, owner = cut_out(person, piece)
    height, width = owner.shape
    wide = rng.uniform(0.1, 0.26) * TALL / width * rng.uniform(0.7, 1)
    high = wide * rng.uniform(0.95, 1.25)
    side = -1 if rng.random() < 0.5 else 1
    x = LEFT + side * rng.uniform(0.06, 0.24) * TALL
    y = TOP + rng.uniform(0.38, 0.66) * TALL
    before = person.owner.copy(), person.picture.copy()
    corner = x - wide * width / 2, y - high * height / 2
    person.put(picture, owner, (wide, high), corner)
    if rng.random() < 0.3:  # half behind the body
        hidden = before[0] != GROUND
        person.owner[hidden], person.picture[hidden] = before[0][hidden], before[1][hidden]
    if rng.random() < 0.4:  # a strap up to the shoulder
        shoulder = (round(LEFT + (side if rng.random() < 0.6 else -side) * 0.07 * TALL), round(TOP + 0.17 * TALL))
        colour = np.median(piece.picture[piece.garment > 0], axis=0)
        cv2.line(person.picture, shoulder, (round(x), round(corner[1] + 3)), colour.tolist(), int(rng.integers(1, 4)))


def put_hat(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    piece = pick(pieces, rng, "flat headwear")
    if piece is None:
        return
    picture, owner = cut_out(person, piece)
    width = owner.shape[1]
    wide = rng.uniform(0.1, 0.15) * TALL / width
    person.put(picture, owner, (wide, wide), (LEFT - wide * width / 2, TOP - rng.uniform(0.01, 0.035) * TALL))


def put_scarf(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    """Around the neck, in any top's cloth, one end hanging down: none of the garments that are searched for."""
    piece = pick(pieces, rng, "worn top")
    if piece is None:
        return
    left, top, right, bottom = piece.box
    cloth = piece.picture[(2 * top + bottom) // 3 : bottom, (2 * left + right) // 3 : (left + 2 * right) // 3]
    there = np.zeros(SHEET, np.uint8)
    middle = LEFT, round(TOP + 0.16 * TALL)
    cv2.ellipse(there, middle, (round(rng.uniform(0.05, 0.09) * TALL), round(0.025 * TALL)), 0, 0, 360, 1, -1)
    x, wide = round(LEFT + rng.uniform(-0.05, 0.03) * TALL), round(rng.uniform(0.02, 0.05) * TALL)
    cv2.rectangle(there, (x, middle[1]), (x + wide, round(TOP + rng.uniform(0.22, 0.42) * TALL)), 1, -1)
    if min(cloth.shape[:2]) >= 4:
        person.picture[there > 0] = cv2.resize(cloth, SHEET[::-1])[there > 0]
        person.owner[there > 0] = BODY


def put_hair(person: DressedPerson, rng: np.random.Generator) -> None:
    """Over the shoulders, on one side or both."""
    colour = np.array([(35, 28, 24), (70, 45, 30), (110, 75, 45), (185, 150, 100)][int(rng.integers(4))])
    there = np.zeros(SHEET, np.uint8)
    for side in (-1, 1):
        if rng.random() < 0.8:
            long, wide = rng.uniform(0.06, 0.15) * TALL, rng.uniform(0.012, 0.026) * TALL
            middle = round(LEFT + side * rng.uniform(0.045, 0.06) * TALL), round(TOP + 0.05 * TALL + long)
            size = round(wide), round(long)
            cv2.ellipse(there, middle, size, float(rng.normal(0, 4)), 0, 360, 1, -1)
    strands = rng.normal(1, 0.18, (1, SHEET[1], 1)) * rng.uniform(0.8, 1.2)
    hair = np.clip(np.broadcast_to(colour * strands, person.picture.shape), 0, 255).astype(np.uint8)
    person.picture[there > 0], person.owner[there > 0] = hair[there > 0], BODY
