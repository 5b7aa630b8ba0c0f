"""Standing people, put together from a catalogue's pictures: a worn top over somebody else's trousers and shoes, a
jacket open over a dress, a bag at the side. Every pixel knows whose it is, so that boxes come free.

Proportions are those of a grown person as figure drawing teaches them: of the height, the collar is at 0.15, the waist
at 0.40, the crotch at 0.52, the knees at 0.73.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from recommender.taxonomy import GarmentType
from recommender.training.synthetic.cloth import dyed, in_another_cloth
from recommender.training.synthetic.segmentation import GarmentPiece, box_of, skin

TALL = 250  # pixels of a person from head to sole
_SHEET = (300, 240)  # height and width of what a person is drawn on
_LEFT, _TOP = 120, 20  # where the middle of the head's top is
GROUND, BODY = -1, -2  # whose a pixel is, if no garment's

GarmentPieces = Mapping[str, Sequence[GarmentPiece]]


@dataclass
class DressedPerson:
    """A sheet that garments are put on one over the other. `owner` (h, w) int16: the garment's place in `types`, or
    BODY or GROUND."""

    picture: np.ndarray = field(default_factory=lambda: np.zeros((*_SHEET, 3), np.uint8))
    owner: np.ndarray = field(default_factory=lambda: np.full(_SHEET, GROUND, np.int16))
    types: list[GarmentType] = field(default_factory=list)

    def add(self, type: GarmentType) -> int:
        self.types.append(type)
        return len(self.types) - 1

    def put(self, picture: np.ndarray, owner: np.ndarray, scale: tuple[float, float], at: tuple[float, float]) -> None:
        """Put a picture on, scaled by (x, y), its top left corner at (x, y); where its owner is GROUND it is clear."""
        width, height = (max(2, round(side * by)) for side, by in zip(owner.shape[::-1], scale, strict=True))
        shown = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
        whose = cv2.resize(owner, (width, height), interpolation=cv2.INTER_NEAREST)
        left, top = round(at[0]), round(at[1])
        from_x, from_y = max(0, -left), max(0, -top)
        to_x, to_y = min(width, _SHEET[1] - left), min(height, _SHEET[0] - top)
        if to_x <= from_x or to_y <= from_y:
            return
        shown, whose = shown[from_y:to_y, from_x:to_x], whose[from_y:to_y, from_x:to_x]
        here = np.s_[top + from_y : top + to_y, left + from_x : left + to_x]
        there = whose != GROUND
        # The outermost pixels hold white of the studio's ground.
        there = cv2.erode(there.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        self.picture[here][there] = shown[there]
        self.owner[here][there] = whose[there]


def draw_person(pieces: GarmentPieces, rng: np.random.Generator) -> DressedPerson:
    """A person from head to shoes. `pieces` are keyed "worn top", "flat top" and so on; the keys "worn top", "worn
    trousers" and "worn shorts" must not be empty, any other may."""
    person = DressedPerson()
    chance = rng.random()
    dressed = bool(pieces.get("worn dress")) and chance < 0.3
    jacket = rng.random() < 0.4
    if dressed:
        _legs(person, pieces, rng, bare=True)
        _dress(person, pieces, rng, with_head=not jacket)
    else:
        upper, lower = DressedPerson(), DressedPerson()
        tucked = rng.random() < 0.35
        _upper(upper, pieces, rng, with_head=not jacket, closed=not jacket and not tucked)
        hem = box_of(upper.owner >= 0)[3]
        _legs(lower, pieces, rng, bare=False, waist=hem - rng.uniform(*((12, 40) if tucked else (5, 25))))
        for part in (upper, lower) if tucked else (lower, upper):
            _over(person, part)
    if jacket:
        _open_jacket(person, pieces, rng)
    if rng.random() < 0.35:
        _shoes(person, pieces, rng)
    if rng.random() < 0.55:
        _bag(person, pieces, rng)
    if rng.random() < 0.12:
        _hat(person, pieces, rng)
    _pose(person, rng)
    return person


def _pose(person: DressedPerson, rng: np.random.Generator) -> None:
    """Nobody stands as straight as a shop's model: the body sways from side to side, and the legs are apart or one."""
    rows, columns = _SHEET
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    down = np.clip((y - _TOP) / TALL, 0, 1)
    sway = sum(
        float(rng.normal(0, 0.016)) * TALL * np.sin(np.pi * bends * down + float(rng.uniform(0, 6)))
        for bends in (1, 2, 3)
    )
    legs = 1 + float(rng.uniform(-0.25, 0.7)) * np.clip((down - 0.52) / 0.48, 0, 1)
    waist = 1 + float(rng.normal(0, 0.06)) * np.exp(-(((down - 0.38) / 0.12) ** 2))
    source = (_LEFT + (x - _LEFT - sway) / (legs * waist)).astype(np.float32)
    person.picture = cv2.remap(person.picture, source, y, cv2.INTER_LINEAR)
    # 0 is a garment's number, so that what comes from outside is told apart by adding one.
    person.owner = np.asarray(cv2.remap(person.owner + 1, source, y, cv2.INTER_NEAREST) - 1, np.int16)


def _pick(pieces: GarmentPieces, rng: np.random.Generator, *keys: str) -> GarmentPiece | None:
    lists = [pieces[key] for key in keys if pieces.get(key)]
    if not lists:
        return None
    chosen = lists[int(rng.integers(len(lists)))]
    return in_another_cloth(chosen[int(rng.integers(len(chosen)))], chosen, rng)


def _over(person: DressedPerson, other: DressedPerson) -> None:
    """Put all of another person over this one."""
    there = other.owner != GROUND
    person.picture[there] = other.picture[there]
    person.owner[there] = np.where(other.owner[there] >= 0, other.owner[there] + len(person.types), BODY)
    person.types += other.types


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
    person.put(picture, owner, (wide, scale), (_LEFT - middle * wide, _TOP - head * scale))


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
    piece = _pick(pieces, rng, *keys)
    if piece is None:
        return
    flat = _pick(pieces, rng, "flat top") if rng.random() < 0.2 and with_head else None
    if flat is None:
        owner = _upper_owner(piece, person.add(piece.type), with_head)
        _put_upper(person, piece, owner, rng)
        return
    # A garment laid flat is put over the one that somebody wears.
    _put_upper(person, piece, _upper_owner(piece, BODY, True), rng)
    _put_flat(person, flat, 0.16, rng.uniform(0.34, 0.42), rng)


def _cut_out(person: DressedPerson, piece: GarmentPiece) -> tuple[np.ndarray, np.ndarray]:
    """The garment alone, which the person now has, too: its picture cut to its box, and whose each pixel is."""
    left, top, right, bottom = piece.box
    mask = piece.garment[top:bottom, left:right] > 0
    owner = np.where(mask, person.add(piece.type), GROUND).astype(np.int16)
    return piece.picture[top:bottom, left:right], owner


def _put_flat(person: DressedPerson, piece: GarmentPiece, top: float, long: float, rng: np.random.Generator) -> None:
    """From `top` of the person on, `long` of its height."""
    picture, owner = _cut_out(person, piece)
    height, width = owner.shape
    scale = long * TALL / height
    wide = min(scale * rng.uniform(0.85, 1.05), 0.42 * TALL / width)
    person.put(picture, owner, (wide, scale), (_LEFT - wide * width / 2, _TOP + top * TALL))


def _dress(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator, with_head: bool) -> None:
    flat = _pick(pieces, rng, "flat dress") if rng.random() < 0.2 and with_head else None
    if flat is not None:
        body = _pick(pieces, rng, "worn top")
        if body is not None:
            _put_upper(person, body, _upper_owner(body, BODY, True), rng)
        _put_flat(person, flat, 0.16, rng.uniform(0.42, 0.75), rng)
        return
    # Of a tunic over bare legs a shop says "kurta", everybody else a dress.
    piece = _pick(pieces, rng, *["worn dress"] * 3, "worn tunic")
    if piece is None:
        return
    owner = _upper_owner(piece, person.add("dress"), with_head)
    _put_upper(person, piece, owner, rng, longer=rng.uniform(1, 1.5) if rng.random() < 0.3 else 1.0)


def _legs(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator, bare: bool, waist: float = 0) -> None:
    """From the waist down, `waist` being its row on the sheet. `bare`: under a dress; what is worn under it counts only
    where it shows."""
    if bare:
        keys = ["worn shorts", "worn skirt", "worn skirt"] + (["worn trousers"] if rng.random() < 0.25 else [])
    else:
        keys = ["worn trousers"] * 5 + ["worn shorts"] * 2 + ["worn skirt"] * 4
    piece = _pick(pieces, rng, *keys)
    if piece is None:
        return
    flat = None
    if not bare and piece.type != "trousers" and rng.random() < 0.5:
        flat = _pick(pieces, rng, "flat skirt", "flat skirt", "flat shorts")
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
            if rng.random() < 0.25:  # tights: no garment of their own that could be searched by
                dark = dyed(bared, legs | garment, rng)
                bared = (dark * rng.uniform(0.3, 1.0)).astype(np.uint8) if rng.random() < 0.7 else bared
            piece = GarmentPiece(piece.id, piece.type, bared, piece.person, piece.garment, True)
            # Legs go on upwards as wide as they come out of the hem.
            below = np.any(legs[bottom : bottom + max(4, round(0.08 * tall))], axis=0, keepdims=True).astype(np.uint8)
            beside = np.asarray(cv2.dilate(below, np.ones((1, 7), np.uint8))) == 0
            owner[garment & beside] = GROUND
    feet = body & ~garment & (rows > (bottom - 0.03 * tall if piece.type == "trousers" else sole - 0.09 * tall))
    if feet.sum() > 20:
        owner[feet & (rows > sole - 0.12 * tall)] = person.add("footwear")
    share = rng.uniform(0.54, 0.6) if waist <= 0 else float(np.clip((_TOP + TALL - waist) / TALL, 0.48, 0.68))
    scale = share * TALL / tall
    middle = (left + right) / 2
    wide = scale * rng.uniform(0.9, 1.08)
    person.put(piece.picture, owner, (wide, scale), (_LEFT - middle * wide, _TOP + TALL - sole * scale))
    if flat is not None:
        long = rng.uniform(0.16, 0.24) if flat.type == "shorts" else rng.uniform(0.16, 0.45)
        _put_flat(person, flat, 1 - share + rng.uniform(-0.02, 0.02), long, rng)


def _open_jacket(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    """A second upper piece over everything, open in front: its picture brings the head and the arms."""
    piece = _pick(pieces, rng, "worn outerwear", "worn top")
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


def _shoes(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    """A pair in the place of the feet: the shop's one shoe and its mirror image."""
    piece = _pick(pieces, rng, "flat footwear")
    if piece is None:
        return
    picture, owner = _cut_out(person, piece)
    height, width = owner.shape
    wide = rng.uniform(0.075, 0.115) * TALL / width
    high = min(wide * rng.uniform(0.8, 1.3), 0.1 * TALL / height)
    apart = rng.uniform(0.0, 0.05) * TALL
    shoe = wide * width
    facing = rng.random() < 0.5
    for side in (-1, 1):
        turned = (side > 0) if facing else rng.random() < 0.5
        one, whose = (picture[:, ::-1], owner[:, ::-1]) if turned else (picture, owner)
        x = _LEFT + side * apart - (shoe if side < 0 else 0) + rng.uniform(-4, 4)
        y = _TOP + TALL - high * height + rng.uniform(-5, 2)
        person.put(np.ascontiguousarray(one), np.ascontiguousarray(whose), (wide, high), (x, y))
    # What is left to see of the feet that were there belongs to the new pair.
    shoes = [place for place, kind in enumerate(person.types) if kind == "footwear"]
    person.owner[np.isin(person.owner, shoes)] = shoes[-1]


def _bag(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    piece = _pick(pieces, rng, "flat bag")
    if piece is None:
        return
    picture, owner = _cut_out(person, piece)
    height, width = owner.shape
    wide = rng.uniform(0.1, 0.26) * TALL / width * rng.uniform(0.7, 1)
    high = wide * rng.uniform(0.95, 1.25)
    side = -1 if rng.random() < 0.5 else 1
    x = _LEFT + side * rng.uniform(0.06, 0.24) * TALL
    y = _TOP + rng.uniform(0.38, 0.66) * TALL
    before = person.owner.copy(), person.picture.copy()
    corner = x - wide * width / 2, y - high * height / 2
    person.put(picture, owner, (wide, high), corner)
    if rng.random() < 0.3:  # half behind the body
        hidden = before[0] != GROUND
        person.owner[hidden], person.picture[hidden] = before[0][hidden], before[1][hidden]
    if rng.random() < 0.4:  # a strap up to the shoulder
        shoulder = (round(_LEFT + (side if rng.random() < 0.6 else -side) * 0.07 * TALL), round(_TOP + 0.17 * TALL))
        colour = np.median(piece.picture[piece.garment > 0], axis=0)
        cv2.line(person.picture, shoulder, (round(x), round(corner[1] + 3)), colour.tolist(), int(rng.integers(1, 4)))


def _hat(person: DressedPerson, pieces: GarmentPieces, rng: np.random.Generator) -> None:
    piece = _pick(pieces, rng, "flat headwear")
    if piece is None:
        return
    picture, owner = _cut_out(person, piece)
    width = owner.shape[1]
    wide = rng.uniform(0.1, 0.15) * TALL / width
    person.put(picture, owner, (wide, wide), (_LEFT - wide * width / 2, _TOP - rng.uniform(0.01, 0.035) * TALL))
