"""Photos to learn garments from, with boxes: standing people on streets and floors, single pieces, several laid out.

Of a photo of a model in which only the one product is known, the rest of the person is left out of the loss ("ignore"):
the trousers below the shirt for sale are trousers all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from recommender.boxes import Box
from recommender.network.garment_finder import INPUT, letterbox
from recommender.taxonomy import GARMENT_TYPES, GarmentType
from recommender.training.synthetic.augmentation import camera
from recommender.training.synthetic.backgrounds import draw_background
from recommender.training.synthetic.figure import BODY, GROUND, DressedPerson, GarmentPieces
from recommender.training.synthetic.habits import IN_THE_STREET
from recommender.training.synthetic.people import draw_person
from recommender.training.synthetic.segmentation import GarmentPiece, box_of

SIDE = 256  # of the square that a scene is drawn on before it is framed
_ASPECTS = (0.5, 0.5625, 0.6, 0.667, 0.667, 0.667, 0.667, 0.667, 0.75, 0.75, 1.0, 1.33)
# What is covered but for this share is not there to be found.
_SHOWN = 0.0009


@dataclass(frozen=True, slots=True)
class BoxedPhoto:
    """A photo framed as the detector takes it, (*INPUT, 3) uint8; `boxes` (n, 4) float32: left, top, right, bottom as
    fractions of it; `types` (n,) places in GARMENT_TYPES; `ignore` (INPUT / 8) bool, where nothing is known."""

    photo: np.ndarray
    boxes: np.ndarray
    types: np.ndarray
    ignore: np.ndarray


@dataclass(frozen=True, slots=True)
class SegmentedPhoto:
    """A photo in its own shape, (h, w, 3) uint8, and whose each of its pixels is: `owner` (h, w) int16, a place in
    `types` or people.BODY or GROUND."""

    photo: np.ndarray
    owner: np.ndarray
    types: Sequence[GarmentType]

    def boxes(self) -> list[tuple[GarmentType, Box]]:
        """What is there to be found, with its box in fractions; without what is covered but for specks."""
        height, width = self.owner.shape
        found = []
        for number, kind in enumerate(self.types):
            mask = self.owner == number
            if mask.sum() < _SHOWN * mask.size:
                continue
            left, top, right, bottom = box_of(_solid(mask))
            if right - left >= 2 and bottom - top >= 2:
                found.append((kind, (left / width, top / height, right / width, bottom / height)))
        return found


@dataclass(frozen=True, slots=True)
class BoxedPhonePhoto:
    """A shopper's real photo of one garment with the box that GrabCut drew around it, in pixels."""

    photo: np.ndarray
    type: GarmentType
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class CompositeMaterial:
    """What scenes are made of. `pieces` by "worn TYPE" and "flat TYPE"; `grounds` are phone photos whose edges make
    backgrounds, `backgrounds` such backgrounds made already: drawing one takes as long as dressing a person."""

    pieces: GarmentPieces
    grounds: Sequence[np.ndarray] = ()
    snapshots: Sequence[BoxedPhonePhoto] = ()
    backgrounds: Sequence[np.ndarray] = ()


def compose(material: CompositeMaterial, rng: np.random.Generator, street: float = 0.0) -> BoxedPhoto:
    """One scene; the same seed makes the same. `street` is how many of the people are in `street_photo`s."""
    chance = rng.random()
    if chance < 0.68:
        drawn = street_photo if street and rng.random() < street else person_photo
        return _framed(drawn(material, rng), rng)
    if chance < 0.76:
        return _laid_out(material, rng)
    if chance < 0.84:
        return _worn(material, rng)
    if chance < 0.95 and material.snapshots:
        return _snapshot(material, rng)
    empty = np.full((SIDE, SIDE), GROUND, np.int16)
    return _framed(_taken(_ground(material, rng), empty, [], rng, 1.0), rng)


def person_photo(material: CompositeMaterial, rng: np.random.Generator) -> SegmentedPhoto:
    """Somebody standing on a street or in a room, mostly seen whole."""
    figure = draw_person(material.pieces, rng)
    ground = _ground(material, rng)
    owner = np.full((SIDE, SIDE), GROUND, np.int16)
    aspect = float(rng.choice(_ASPECTS))
    left, top, right, bottom = box_of(figure.owner != GROUND)
    if rng.random() < 0.8:  # from head to feet
        scale = rng.uniform(0.66, 0.99) * SIDE / (bottom - top)
        x, y = SIDE / 2, SIDE / 2 + rng.uniform(-1, 1) * (SIDE - scale * (bottom - top)) / 2
        centre = (left + right) / 2, (top + bottom) / 2
    else:  # a part only, as in a mirror or on a screen
        scale = rng.uniform(1.0, 2.0) * SIDE / (bottom - top)
        x, y = SIDE / 2, SIDE / 2
        centre = (left + right) / 2, rng.uniform(top + 0.25 * (bottom - top), top + 0.75 * (bottom - top))
    x += rng.normal(0, 0.08) * SIDE * min(1.0, aspect)
    picture, moved = _moved(figure, centre, (x, y), rng.normal(0, 2.5), scale)
    photo = _lay(picture, moved != GROUND, ground, rng)
    owner[moved != GROUND] = moved[moved != GROUND]
    return _taken(photo, owner, figure.types, rng, aspect)


def street_photo(material: CompositeMaterial, rng: np.random.Generator) -> SegmentedPhoto:
    """Somebody, or a few, dressed and standing as people are in the street (habits.IN_THE_STREET): near or far, with
    passers-by behind them, who are nobody's question, something in front of them, the light behind them."""
    photo, aspect = _ground(material, rng), float(rng.choice(_ASPECTS))
    if rng.random() < 0.35:
        photo = _passers_by(material, photo, rng)
    owner = np.full((SIDE, SIDE), GROUND, np.int16)
    types: list[GarmentType] = []
    count = int(rng.choice([1, 1, 1, 1, 1, 2]) if rng.random() < 0.95 else 3)
    for place in range(count):
        figure = draw_person(material.pieces, rng, IN_THE_STREET)
        left, top, right, bottom = box_of(figure.owner != GROUND)
        tall = rng.uniform(0.58, 0.98) if count == 1 else rng.uniform(0.5, 0.85)
        y = 0.5 + rng.uniform(-0.5, 0.5) * (1 - tall)
        if count == 1 and rng.random() < 0.15:  # not all of the person
            tall, y = rng.uniform(1.0, 1.7), rng.uniform(0.3, 0.7)
        x = 0.5 + ((place - (count - 1) / 2) * rng.uniform(0.25, 0.4) + rng.normal(0, 0.1)) * min(1.0, aspect)
        centre = (left + right) / 2, (top + bottom) / 2
        scale = tall * SIDE / (bottom - top)
        picture, moved = _moved(figure, centre, (x * SIDE, y * SIDE), rng.normal(0, 4), scale)
        if rng.random() < 0.3:  # the light is behind
            picture = (picture * rng.uniform(0.5, 0.95)).astype(np.uint8)
        photo = _lay(picture, moved != GROUND, photo, rng)
        owner[moved != GROUND] = np.where(moved >= 0, moved + len(types), moved)[moved != GROUND]
        types += figure.types
    if rng.random() < 0.15:
        _in_front(photo, owner, rng)
    return _taken(photo, owner, types, rng, aspect)


def _passers_by(material: CompositeMaterial, photo: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    for _ in range(int(rng.integers(1, 4))):
        figure = draw_person(material.pieces, rng, IN_THE_STREET)
        left, top, right, bottom = box_of(figure.owner != GROUND)
        at = rng.uniform(0.1, 0.9) * SIDE, rng.uniform(0.35, 0.7) * SIDE
        centre = (left + right) / 2, (top + bottom) / 2
        picture, moved = _moved(figure, centre, at, 0.0, rng.uniform(0.1, 0.28) * SIDE / (bottom - top))
        photo = _lay(picture, moved != GROUND, photo, rng)
    return cv2.GaussianBlur(photo, (0, 0), float(rng.uniform(0.6, 3)))


def _in_front(photo: np.ndarray, owner: np.ndarray, rng: np.random.Generator) -> None:
    """A post, or a table or wall at the bottom."""
    wide, from_x = int(rng.uniform(0.02, 0.09) * SIDE), int(rng.uniform(0.15, 0.85) * SIDE)
    here = np.s_[:, from_x : from_x + wide] if rng.random() < 0.6 else np.s_[SIDE - 2 * wide :, :]
    photo[here] = np.clip(rng.uniform(20, 220, 3) + rng.normal(0, 6, photo[here].shape), 0, 255).astype(np.uint8)
    owner[here] = GROUND


def _moved(
    figure: DressedPerson,
    centre: tuple[float, float],
    to: tuple[float, float],
    degrees: float,
    scale: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Picture and owner of a figure on a scene, its `centre` at `to`."""
    matrix = cv2.getRotationMatrix2D(centre, degrees, scale)
    matrix[:, 2] += np.array(to) - np.array(centre)
    picture = cv2.warpAffine(figure.picture, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA)
    owner = cv2.warpAffine(
        figure.owner,
        matrix,
        (SIDE, SIDE),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=GROUND,
    )
    return picture, np.asarray(owner, np.int16)


def _laid_out(material: CompositeMaterial, rng: np.random.Generator) -> BoxedPhoto:
    """One piece or a few on a bed or floor, turned as they fell."""
    count = int(rng.choice([1, 1, 1, 2, 3]))
    photo, owner = _ground(material, rng), np.full((SIDE, SIDE), GROUND, np.int16)
    types: list[GarmentType] = []
    keys = [key for key in material.pieces if key.startswith("flat") and material.pieces[key]]
    for place in range(count):
        piece = _any(material.pieces, str(rng.choice(keys)), rng)
        width = SIDE * (rng.uniform(0.5, 0.95) if count == 1 else rng.uniform(0.28, 0.5))
        at = (0.5, 0.5) if count == 1 else (rng.uniform(0.2, 0.8), (place + 0.5) / count)
        photo = _put(photo, owner, piece, len(types), width, at, rng.normal(0, 15), rng)
        types.append(piece.type)
    return _framed(_taken(photo, owner, types, rng, float(rng.choice(_ASPECTS)) if count == 1 else 0.75), rng)


def _worn(material: CompositeMaterial, rng: np.random.Generator) -> BoxedPhoto:
    """A shop's own picture, as it is or on another ground, as in a screenshot."""
    keys = [key for key in material.pieces if material.pieces[key] and (key.startswith("worn") or rng.random() < 0.4)]
    piece = _any(material.pieces, str(rng.choice(keys)), rng)
    plain = rng.random() < 0.25
    photo = np.full((SIDE, SIDE, 3), 255, np.uint8) if plain else _ground(material, rng)
    owner = np.full((SIDE, SIDE), GROUND, np.int16)
    photo = _put(photo, owner, piece, 0, SIDE * rng.uniform(0.8, 1.15), (0.5, 0.5), rng.normal(0, 3), rng)
    return _framed(_taken(photo, owner, [piece.type], rng, 0.75), rng, ignore=piece.worn)


def _snapshot(material: CompositeMaterial, rng: np.random.Generator) -> BoxedPhoto:
    shot = material.snapshots[int(rng.integers(len(material.snapshots)))]
    height, width = shot.photo.shape[:2]
    scale = SIDE / max(height, width)
    photo = cv2.resize(shot.photo, (max(1, round(width * scale)), max(1, round(height * scale))))
    left, top, right, bottom = (round(side * scale) for side in shot.box)
    owner = np.full(photo.shape[:2], GROUND, np.int16)
    owner[top:bottom, left:right] = 0
    return _framed(SegmentedPhoto(_lit(photo, rng), owner, [shot.type]), rng)


def _any(pieces: GarmentPieces, key: str, rng: np.random.Generator) -> GarmentPiece:
    return pieces[key][int(rng.integers(len(pieces[key])))]


def _put(
    photo: np.ndarray,
    owner: np.ndarray,
    piece: GarmentPiece,
    mine: int,
    width: float,
    at: tuple[float, float],
    degrees: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Lay a piece on the photo; whose the pixels are is written into `owner`."""
    left, top, right, bottom = box_of(piece.person)
    scale = width / max(right - left, bottom - top)
    centre = (left + right) / 2, (top + bottom) / 2
    matrix = cv2.getRotationMatrix2D(centre, degrees, scale)
    matrix[:, 2] += np.array(at) * SIDE - np.array(centre)
    flags = cv2.INTER_LINEAR
    picture = cv2.warpAffine(piece.picture, matrix, (SIDE, SIDE), flags=flags)
    body = cv2.warpAffine(cv2.erode(piece.person, np.ones((3, 3), np.uint8)), matrix, (SIDE, SIDE)) > 127
    own = cv2.warpAffine(piece.garment, matrix, (SIDE, SIDE)) > 127
    owner[body] = BODY
    owner[own & body] = mine
    return _lay(picture, body, photo, rng)


def _lay(picture: np.ndarray, there: np.ndarray, ground: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    soft = cv2.GaussianBlur(there.astype(np.float32), (0, 0), float(rng.uniform(0.4, 0.9)))[..., None]
    under = ground.astype(np.float32)
    if rng.random() < 0.4:
        shadow = cv2.GaussianBlur(there.astype(np.float32), (0, 0), float(rng.uniform(3, 12)))[..., None]
        under = under * (1 - float(rng.uniform(0.1, 0.5)) * shadow)
    return (picture * soft + under * (1 - soft)).astype(np.uint8)


def _ground(material: CompositeMaterial, rng: np.random.Generator) -> np.ndarray:
    """One of the material's grounds, turned and zoomed, or a new one where it has none."""
    if not material.backgrounds:
        return draw_background(material.grounds, SIDE, rng)
    ground = material.backgrounds[int(rng.integers(len(material.backgrounds)))]
    if rng.random() < 0.5:
        ground = ground[:, ::-1]
    side = int(SIDE * rng.uniform(0.5, 1.0))
    left, top = (int(rng.integers(0, SIDE - side + 1)) for _ in range(2))
    return cv2.resize(np.ascontiguousarray(ground[top : top + side, left : left + side]), (SIDE, SIDE))


def _lit(photo: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    gain, offset = rng.uniform(0.75, 1.25), rng.uniform(-20, 20)
    return np.clip(photo * gain + offset, 0, 255).astype(np.uint8)


def _taken(
    photo: np.ndarray, owner: np.ndarray, types: Sequence[GarmentType], rng: np.random.Generator, aspect: float
) -> SegmentedPhoto:
    """A square scene seen by a camera, cut to its shape (width / height)."""
    photo = camera(photo, rng) if rng.random() < 0.6 else _lit(photo, rng)
    width, height = (round(SIDE * min(1.0, side)) for side in (aspect, 1 / aspect))
    left, top = (SIDE - width) // 2, (SIDE - height) // 2
    cut = np.s_[top : top + height, left : left + width]
    return SegmentedPhoto(np.ascontiguousarray(photo[cut]), owner[cut], types)


def _framed(shot: SegmentedPhoto, rng: np.random.Generator, ignore: bool = False) -> BoxedPhoto:
    """As the detector takes it, mirrored half of the time; `ignore` what belongs to a body."""
    if rng.random() < 0.5:
        shot = SegmentedPhoto(np.ascontiguousarray(shot.photo[:, ::-1]), shot.owner[:, ::-1], shot.types)
    framed, place = letterbox(shot.photo, INPUT)
    found = shot.boxes()
    boxes = np.array([place.into(box) for _, box in found], np.float32).reshape(-1, 4)
    unknown = np.zeros((INPUT[0] // 8, INPUT[1] // 8), bool)
    if ignore:
        mask = np.repeat((shot.owner == BODY)[..., None] * np.uint8(255), 3, axis=2)
        unknown = cv2.resize(place.paste(mask)[..., 0], unknown.shape[::-1], interpolation=cv2.INTER_AREA) > 40
    return BoxedPhoto(framed, boxes, np.array([GARMENT_TYPES.index(kind) for kind, _ in found], np.int32), unknown)


def _solid(mask: np.ndarray) -> np.ndarray:
    """Without specks, which would blow up the box; the mask itself where nothing else is left."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return opened if opened.any() else mask
