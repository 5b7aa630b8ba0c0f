"""What else the model wears in a shop's picture: a strip of trousers under a shirt, a shirt's hem over trousers, shoes.

A picture shows one piece for sale; of the rest of the outfit it shows a strip. Where the one ends and the other begins
is where, row by row down the middle of the person, the colour changes most (Otsu 1979, with a mean colour in place of a
grey value). Strips stand on white, as a shop's own pictures do, which is what the embedder has learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from recommender.network.crops import crop
from recommender.taxonomy import GarmentType
from recommender.training.synthetic.cutout import foreground_mask
from recommender.training.synthetic.segmentation import HEIGHT, LOWER, UPPER, box_of, is_worn, skin

Place = Literal["upper", "lower", "feet"]
# Where a hem may be, as shares of the person's height from the top: of a top, and of trousers' upper edge.
_HEM, _WAIST = (0.62, 0.96), (0.03, 0.35)
_LEAST_CHANGE = 14.0  # of colour (Lab, 8 bits): less is a fold
_SEAM = 3  # rows to which a hem is known
_SHOES = 0.1  # of the person's height
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class WornStrip:
    """A part of another garment than the picture is of. `picture` (h, w, 3) uint8, white around it, or shoes with their
    ground. `reach`: how far down the picture it goes, 0 to 1."""

    place: Place
    picture: np.ndarray
    reach: float


@dataclass(frozen=True, slots=True)
class WornPicture:
    """One picture of a model: whose product it is, what is to be seen without the strips, and these."""

    product_id: str
    garment: np.ndarray
    strips: tuple[WornStrip, ...]


def worn_picture(product_id: str, garment: GarmentType, photo: np.ndarray) -> WornPicture | None:
    """The picture (H, W, 3) uint8 taken apart; None where nobody wears the product, or nothing else is to be seen."""
    if garment not in (*UPPER, *LOWER):
        return None
    picture, person = _person(photo)
    if person.min() == 255 or not person.any() or not is_worn(picture, person, garment):
        return None
    _, top, _, bottom = box_of(person)
    tall = bottom - top
    rows = np.arange(len(person))[:, None]
    cloth = (person > 0) & ~skin(picture)
    strips: list[WornStrip | None] = []
    if garment in LOWER:
        waist = _change(picture, cloth, top, tall, _WAIST, (0.0, 0.5))
        strips.append(None if waist is None else _strip("upper", picture, cloth & (rows < waist - _SEAM)))
        if bottom < len(person) - _SEAM:
            left, right = np.flatnonzero((person > 0)[bottom - round(_SHOES * tall) : bottom].any(axis=0))[[0, -1]]
            high, wide = person.shape
            box = (left / wide, (bottom - _SHOES * tall) / high, (right + 1) / wide, bottom / high)
            strips.append(WornStrip("feet", np.ascontiguousarray(crop(photo, box)), bottom / high))
        rest = person > 0 if waist is None else (person > 0) & (rows >= waist)
    else:
        hem = _change(picture, cloth, top, tall, _HEM, (0.33, 1.0))
        strips.append(None if hem is None else _strip("lower", picture, cloth & (rows >= hem + _SEAM)))
        rest = person > 0 if hem is None else (person > 0) & (rows < hem)
    found = tuple(strip for strip in strips if strip is not None)
    return WornPicture(product_id, np.where(rest[..., None], picture, np.uint8(255)), found) if found else None


def thigh_strip(photo: np.ndarray, share: float) -> np.ndarray | None:
    """What would be seen of these trousers under somebody's top, (h, w, 3) uint8: so much of their height, 0 to 1."""
    picture, person = _person(photo)
    _, top, _, bottom = box_of(person)
    rows, start = np.arange(len(person))[:, None], top + 0.15 * (bottom - top)
    part = (person > 0) & ~skin(picture) & (rows >= start) & (rows < start + share * (bottom - top))
    strip = _strip("lower", picture, part)
    return None if strip is None else strip.picture


def _person(photo: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The photo, HEIGHT pixels high, and where it is not ground, (h, w) uint8."""
    size = (max(8, round(photo.shape[1] * HEIGHT / photo.shape[0])), HEIGHT)
    picture = cv2.resize(photo, size, interpolation=cv2.INTER_AREA if photo.shape[0] > HEIGHT else cv2.INTER_CUBIC)
    return picture, foreground_mask(picture)


def _change(
    picture: np.ndarray,
    cloth: np.ndarray,
    top: int,
    tall: int,
    between: tuple[float, float],
    among: tuple[float, float],
) -> int | None:
    """The row at which the colour of the cloth changes most, of those `between` two heights, looking at all `among`
    two: shares of the person's height from the top. None where it hardly does."""
    low, high, first, last = (top + round(share * tall) for share in (*between, *among))
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)
    columns = np.flatnonzero(cloth.any(axis=0))
    if not len(columns):
        return None
    middle, half = (columns[0] + columns[-1]) // 2, max(3, (columns[-1] - columns[0]) // 4)
    part = cloth[:, middle - half : middle + half]
    counts = part.sum(axis=1)
    means = (lab[:, middle - half : middle + half] * part[..., None]).sum(axis=1) / np.maximum(counts, 1)[:, None]
    rows = np.flatnonzero(counts > 2)
    rows = rows[(rows >= first) & (rows < last)]
    best: tuple[float, int] | None = None
    for split in rows[(rows >= low) & (rows < high)].tolist():
        over, under = means[rows[rows < split]], means[rows[rows >= split]]
        if len(over) < 2 or len(under) < 2:
            continue
        apart = float(np.linalg.norm(over.mean(axis=0) - under.mean(axis=0)))
        weight = len(over) * len(under) / len(rows) ** 2
        if apart >= _LEAST_CHANGE and (best is None or weight * apart**2 > best[0]):
            best = weight * apart**2, split
    return None if best is None else best[1]


def _strip(place: Place, picture: np.ndarray, part: np.ndarray) -> WornStrip | None:
    mask = cv2.morphologyEx(part.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    left, top, right, bottom = box_of(mask)
    if bottom - top < 2 * _SEAM or right - left < 2 * _SEAM:
        return None
    shown = np.where(mask[..., None], picture, np.uint8(255))[top:bottom, left:right]
    padded = np.pad(shown, ((_MARGIN, _MARGIN), (_MARGIN, _MARGIN), (0, 0)), constant_values=255)
    return WornStrip(place, padded, bottom / len(mask))
