"""A person whom garments are put on, one over the other, and what every way of dressing does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from recommender.taxonomy import GarmentType
from recommender.training.synthetic.cloth import in_another_cloth
from recommender.training.synthetic.segmentation import GarmentPiece

TALL = 250  # pixels of a person from head to sole
SHEET = (300, 240)  # height and width of what a person is drawn on
LEFT, TOP = 120, 20  # where the middle of the head's top is
GROUND, BODY = -1, -2  # whose a pixel is, if no garment's

GarmentPieces = Mapping[str, Sequence[GarmentPiece]]


@dataclass
class DressedPerson:
    """A sheet that garments are put on one over the other. `owner` (h, w) int16: the garment's place in `types`, or
    BODY or GROUND."""

    picture: np.ndarray = field(default_factory=lambda: np.zeros((*SHEET, 3), np.uint8))
    owner: np.ndarray = field(default_factory=lambda: np.full(SHEET, GROUND, np.int16))
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
        to_x, to_y = min(width, SHEET[1] - left), min(height, SHEET[0] - top)
        if to_x <= from_x or to_y <= from_y:
            return
        shown, whose = shown[from_y:to_y, from_x:to_x], whose[from_y:to_y, from_x:to_x]
        here = np.s_[top + from_y : top + to_y, left + from_x : left + to_x]
        there = whose != GROUND
        # The outermost pixels hold white of the studio's ground.
        there = cv2.erode(there.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        self.picture[here][there] = shown[there]
        self.owner[here][there] = whose[there]


def pick(pieces: GarmentPieces, rng: np.random.Generator, *keys: str) -> GarmentPiece | None:
    lists = [pieces[key] for key in keys if pieces.get(key)]
    if not lists:
        return None
    chosen = lists[int(rng.integers(len(lists)))]
    return in_another_cloth(chosen[int(rng.integers(len(chosen)))], chosen, rng)


def put_over(person: DressedPerson, other: DressedPerson) -> None:
    """Put all of another person over this one."""
    there = other.owner != GROUND
    person.picture[there] = other.picture[there]
    person.owner[there] = np.where(other.owner[there] >= 0, other.owner[there] + len(person.types), BODY)
    person.types += other.types


def cut_out(person: DressedPerson, piece: GarmentPiece) -> tuple[np.ndarray, np.ndarray]:
    """The garment alone, which the person now has, too: its picture cut to its box, and whose each pixel is."""
    left, top, right, bottom = piece.box
    mask = piece.garment[top:bottom, left:right] > 0
    owner = np.where(mask, person.add(piece.type), GROUND).astype(np.int16)
    return piece.picture[top:bottom, left:right], owner


def put_flat(
    person: DressedPerson, piece: GarmentPiece, top: float, long: float, rng: np.random.Generator, flare: float = 1.0
) -> None:
    """From `top` of the person on, `long` of its height; at its hem `flare` times as wide as it was."""
    picture, owner = cut_out(person, piece)
    height, width = owner.shape
    scale = long * TALL / height
    wide = min(scale * rng.uniform(0.85, 1.05), 0.42 * TALL / width)
    if flare > 1:
        picture, owner = _flared(picture, owner, flare)
        width = owner.shape[1]
    person.put(picture, owner, (wide, scale), (LEFT - wide * width / 2, TOP + top * TALL))


def _flared(picture: np.ndarray, owner: np.ndarray, by: float) -> tuple[np.ndarray, np.ndarray]:
    """Both drawn out sideways, the more the further down."""
    height, width = owner.shape
    columns = np.arange(round(width * by), dtype=np.float32)
    widths = np.linspace(1, by, height, dtype=np.float32)[:, None]
    source = width / 2 + (columns[None] - len(columns) / 2) / widths
    rows = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], source.shape)
    whose = cv2.remap(owner + 1, source, rows, cv2.INTER_NEAREST) - 1  # what comes from outside is GROUND
    return cv2.remap(picture, source, rows, cv2.INTER_LINEAR), np.asarray(whose, np.int16)
