"""Standing people, put together from a catalogue's pictures: a worn top over somebody else's trousers and shoes, a
jacket open over a dress, a bag at the side. Every pixel knows whose it is, so that boxes come free.

Proportions are those of a grown person as figure drawing teaches them: of the height, the collar is at 0.15, the waist
at 0.40, the crotch at 0.52, the knees at 0.73.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from recommender.training.synthetic.carried import put_bag, put_hair, put_hat, put_scarf, put_shoes
from recommender.training.synthetic.cloth import dyed, printed
from recommender.training.synthetic.figure import (
    BODY,
    GROUND,
    LEFT,
    TALL,
    TOP,
    DressedPerson,
    GarmentPieces,
    pick,
    put_flat,
    put_over,
)
from recommender.training.synthetic.habits import AS_A_SHOP, DressHabits, pick_lower, wardrobe
from recommender.training.synthetic.poses import pose
from recommender.training.synthetic.segmentation import GarmentPiece, box_of, skin


def draw_person(pieces: GarmentPieces, rng: np.random.Generator, habits: DressHabits = AS_A_SHOP) -> DressedPerson:
    """A person from head to shoes. `pieces` are keyed "worn top", "flat top" and so on; the keys "worn top", "worn
    trousers" and "worn shorts" must not be empty, any other may."""
    person = DressedPerson()
    woman = habits.women > 0 and rng.random() < habits.women
    if habits.women > 0:
        pieces = wardrobe(pieces, woman)
    chance = rng.random()
    dressed = bool(pieces.get("worn dress")) and chance < habits.dress
    jacket = rng.random() < habits.jacket
    if dressed:
        _legs(person, pieces, rng, habits, bare=True)
        _dress(person, pieces, rng, habits, with_head=not jacket)
    else:
        upper, lower = DressedPerson(), DressedPerson()
        tucked = rng.random() < habits.tucked
        _upper(upper, pieces, rng, with_head=not jacket, closed=not jacket and not tucked)
        hem = box_of(upper.owner >= 0)[3]
        waist = hem - rng.uniform(*((12, 40) if tucked else (5, 25)))
        _legs(lower, pieces, rng, habits, bare=False, waist=waist)
        for part in (upper, lower) if tucked else (lower, upper):
            put_over(person, part)
    if jacket:
        _open_jacket(person, pieces, rng)
    if woman and rng.random() < habits.hair:
        put_hair(person, rng)
    if habits.scarf and rng.random() < habits.scarf:
        put_scarf(person, pieces, rng)
    if rng.random() < habits.shoes:
        put_shoes(person, pieces, rng)
    if rng.random() < habits.bag:
        put_bag(person, pieces, rng)
    if rng.random() < habits.hat:
        put_hat(person, pieces, rng)
    pose(person, rng, habits.arms)
    return person


def _tall(piece: GarmentPiece) -> float:
    """How tall the person of a worn upper piece would be in its picture, if all of them were in it."""
    collar = piece.box[1] - box_of(piece.person)[1]
    return float(np.clip(collar / 0.15, 1.35 * 160, 1.9 * 160))


def _put_upper(
    person: DressedPerson, piece: GarmentPiece, owner: np.ndarray, rng: np.random.Generator, longer: float = 1.0
) -> None:
    left, top, right, _ = piece.box
    scale = TALL / _tall(piece) * rng.uniform(0.95, 1.06)
    wide = scale * rng.uniform(0.9, 1.06)
    middle = (left + right) / 2
    head = box_of(piece.person)[1]
    picture = piece.picture
    if longer > 1:  # a coat: from the elbows down everything is drawn out
        elbows = top + (piece.box[3] - top) * 0.55
        rows = np.arange(int(picture.shape[0] + (piece.box[3] - elbows) * (longer - 1)), dtype=np.float32)
        source = np.where(rows < elbows, rows, elbows + (rows - elbows) / longer).astype(np.float32)
        columns = np.arange(picture.shape[1], dtype=np.float32)
        maps = np.meshgrid(columns, source)
        picture = cv2.remap(picture, *maps, cv2.INTER_LINEAR)
        owner = owner[np.clip(np.round(source).astype(int), 0, len(owner) - 1)]
    person.put(picture, owner, (wide, scale), (LEFT - middle * wide, TOP - head * scale))


def _upper_owner(piece: GarmentPiece, mine: int, with_head: bool) -> np.ndarray:
    """Whose each pixel of a worn upper piece's picture is; without head and arms if another picture brings them."""
    owner = np.full(piece.garment.shape, GROUND, np.int16)
    if with_head:
        hem = piece.box[3]
        rows = np.arange(len(owner))[:, None]
        body = (piece.person > 0) & (rows < hem)
        hands = (piece.person > 0) & skin(piece.picture) & (rows < hem + 24)
        owner[body | hands] = BODY
    owner[piece.garment > 0] = mine
    return owner


def _upper(
    person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator, with_head: bool, closed: bool
) -> None:
    """`closed`: it may be a closed jacket."""
    keys = ["worn top"] * 6 + (["worn outerwear"] if closed else [])
    piece = pick(pieces, rng, *keys)
    if piece is None:
        return
    flat = pick(pieces, rng, "flat top") if rng.random() < 0.2 and with_head else None
    if flat is None:
        owner = _upper_owner(piece, person.add(piece.type), with_head)
        _put_upper(person, piece, owner, rng)
        return
    # A garment laid flat is put over the one that somebody wears.
    _put_upper(person, piece, _upper_owner(piece, BODY, True), rng)
    put_flat(person, flat, 0.16, rng.uniform(0.34, 0.42), rng)


def _dress(
    person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator, habits: DressHabits, with_head: bool
) -> None:
    if habits.one_cloth and rng.random() < habits.one_cloth and _of_one_cloth(person, pieces, rng, habits, with_head):
        return
    flat = pick(pieces, rng, "flat dress") if rng.random() < 0.2 and with_head else None
    if flat is not None:
        body = pick(pieces, rng, "worn top")
        if body is not None:
            _put_upper(person, body, _upper_owner(body, BODY, True), rng)
        put_flat(person, flat, 0.16, rng.uniform(0.42, 0.75), rng)
        return
    # Of a tunic over bare legs a shop says "kurta", everybody else a dress.
    piece = pick(pieces, rng, *["worn dress"] * 3, "worn tunic")
    if piece is None:
        return
    owner = _upper_owner(piece, person.add("dress"), with_head)
    _put_upper(person, piece, owner, rng, longer=rng.uniform(1, 1.5) if rng.random() < 0.3 else 1.0)


def _of_one_cloth(
    person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator, habits: DressHabits, with_head: bool
) -> bool:
    """A dress from a top, cut off at the waist, and a skirt in its cloth; False where the shop has no skirt."""
    upper, skirt = pick(pieces, rng, "worn top"), pick(pieces, rng, "flat skirt")
    if upper is None or skirt is None:
        return False
    waist = rng.uniform(0.34, 0.42)
    cloth = GarmentPiece(skirt.id, "dress", printed(skirt, upper, rng), skirt.person, skirt.garment, False)
    flare = rng.uniform(1, 1.9) if rng.random() < habits.flare else 1.0
    put_flat(person, cloth, waist - 0.01, rng.uniform(0.16, 0.5), rng, flare)
    owner = _upper_owner(upper, len(person.types) - 1, with_head)
    below = np.arange(len(owner))[:, None] > box_of(upper.person)[1] + waist * _tall(upper)
    owner[below & (upper.garment > 0)] = GROUND
    _put_upper(person, upper, owner, rng)
    return True


def _legs(
    person: DressedPerson,
    pieces: GarmentPieces,
    rng: np.random.Generator,
    habits: DressHabits,
    bare: bool,
    waist: float = 0,
) -> None:
    """From the waist down, `waist` being its row on the sheet. `bare`: under a dress; what is worn under it counts only
    where it shows."""
    keys = pick_lower(habits, bare, rng)
    piece = pick(pieces, rng, *keys)
    if piece is None:
        return
    flat = None
    if not bare and piece.type != "trousers" and rng.random() < 0.5:
        flat = pick(pieces, rng, "flat skirt", "flat skirt", "flat shorts")
    _, begin, _, bottom = piece.box
    left, _, right, sole = box_of(piece.person)
    tall = max(1, sole - begin)
    rows = np.arange(len(piece.garment))[:, None]
    body, garment = piece.person > 0, piece.garment > 0
    owner = np.full(piece.garment.shape, GROUND, np.int16)
    hands = skin(piece.picture) & (rows < begin + 0.4 * tall) & ~garment
    owner[body & (rows >= begin) & ~hands] = BODY
    # Under a dress only trousers show; somebody else's shorts would be a second garment at its hem.
    if flat is None and (not bare or piece.type == "trousers"):
        owner[garment] = person.add(piece.type)
    elif bare or flat is not None:
        legs = skin(piece.picture) & (rows > bottom) & body
        if legs.any():
            bared = piece.picture.copy()
            bared[garment] = np.median(piece.picture[legs], axis=0).astype(np.uint8)
            if rng.random() < habits.tights:  # tights: no garment of their own that could be searched by
                dark = dyed(bared, legs | garment, rng)
                bared = (dark * rng.uniform(0.3, 1.0)).astype(np.uint8) if rng.random() < 0.7 else bared
            piece = GarmentPiece(piece.id, piece.type, bared, piece.person, piece.garment, True)
            # Legs go on upwards as wide as they come out of the hem.
            below = np.any(legs[bottom : bottom + max(4, round(0.08 * tall))], axis=0, keepdims=True).astype(np.uint8)
            beside = np.asarray(cv2.dilate(below, np.ones((1, 7), np.uint8))) == 0
            owner[garment & beside] = GROUND
    feet = body & ~garment & (rows > (bottom - 0.03 * tall if piece.type == "trousers" else sole - 0.09 * tall))
    if feet.sum() > 20:
        shoes = person.add("footwear")
        owner[feet & (rows > sole - 0.12 * tall)] = shoes
        if piece.type != "trousers" and habits.boots and rng.random() < habits.boots:
            leather = body & ~garment & (rows > sole - rng.uniform(0.15, 0.42) * tall) & (owner != GROUND)
            boots = (dyed(piece.picture, leather, rng) * rng.uniform(0.35, 1.0)).astype(np.uint8)
            piece = replace(piece, picture=np.where(leather[..., None], boots, piece.picture))
            owner[leather] = shoes
    share = rng.uniform(0.54, 0.6) if waist <= 0 else float(np.clip((TOP + TALL - waist) / TALL, 0.48, 0.68))
    scale = share * TALL / tall
    middle = (left + right) / 2
    wide = scale * rng.uniform(0.9, 1.08)
    person.put(piece.picture, owner, (wide, scale), (LEFT - middle * wide, TOP + TALL - sole * scale))
    if flat is not None:
        long = rng.uniform(0.16, 0.24) if flat.type == "shorts" else rng.uniform(0.16, 0.45)
        flare = rng.uniform(1, 1.9) if habits.flare and rng.random() < habits.flare else 1.0
        put_flat(person, flat, 1 - share + rng.uniform(-0.02, 0.02), long, rng, flare)


def _open_jacket(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    """A second upper piece over everything, open in front: its picture brings the head and the arms."""
    piece = pick(pieces, rng, "worn outerwear", "worn top")
    if piece is None:
        return
    left, top, right, bottom = piece.box
    picture = dyed(piece.picture, piece.garment > 0, rng) if rng.random() < 0.7 else piece.picture
    piece = GarmentPiece(piece.id, "outerwear", picture, piece.person, piece.garment, True)
    owner = _upper_owner(piece, person.add("outerwear"), True)
    middle, wide, high = (left + right) / 2, right - left, bottom - top
    at_neck, at_hem = rng.uniform(0.06, 0.14) * wide, rng.uniform(0.04, 0.28) * wide
    if rng.random() < 0.25:  # buttoned below
        at_hem, bottom = 0.0, top + int(high * rng.uniform(0.5, 0.8))
    aside = rng.uniform(-0.06, 0.06) * wide
    opening = np.array(
        [
            (middle - at_neck, top - 6),
            (middle + at_neck, top - 6),
            (middle + at_neck * 1.2 + aside, top + high * 0.35),
            (middle + at_hem + aside, bottom + 4),
            (middle - at_hem + aside, bottom + 4),
            (middle - at_neck * 1.2 + aside, top + high * 0.35),
        ]
    )
    hole = np.zeros(owner.shape, np.uint8)
    cv2.fillPoly(hole, [opening.astype(np.int32)], 1)
    neck = (owner == BODY) & (hole > 0) & (np.arange(len(owner))[:, None] < top + 0.12 * high)
    owner[(hole > 0) & ~neck] = GROUND
    # A coat ends somewhere between hips and calves.
    hem, elbows = (0.15 + (bottom_of / _tall(piece)) for bottom_of in (high, 0.55 * high))
    reach = (rng.uniform(0.55, 0.85) - elbows) / max(0.05, hem - elbows)
    _put_upper(person, piece, owner, rng, longer=max(1.0, reach) if rng.random() < 0.4 else 1.0)
