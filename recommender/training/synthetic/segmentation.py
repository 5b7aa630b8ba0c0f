"""Which pixels of a shop's picture are the garment itself, and which the model's who wears it.

A catalogue tells no boxes, but its pictures follow a few conventions. A worn top is cut off at the thighs and begins
with a head. Worn trousers are cut off above the waist and end in shoes. A garment laid flat or hung touches no edge.
With the white ground known, that is enough to start GrabCut (Rother et al. 2004), which finds the seam by colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from recommender.network.preprocessing import border_colour
from recommender.taxonomy import GarmentType
from recommender.training.synthetic.cutout import foreground_mask

HEIGHT = 160  # pixels: a person cut out at this size still fills a detector's photo
UPPER = ("top", "outerwear")
LOWER = ("trousers", "shorts", "skirt")
_LONG = ("dress",)


@dataclass(frozen=True, slots=True)
class GarmentPiece:
    """A product's picture taken apart. `picture` (h, w, 3) uint8; `person` (h, w) uint8, 255 where anything is that is
    no ground; `garment` likewise, 255 where the product itself is. `worn`: by somebody; then person holds more than
    garment."""

    id: str
    type: GarmentType
    picture: np.ndarray
    person: np.ndarray
    garment: np.ndarray
    worn: bool
    gender: str = ""  # a shop's department, where it is known

    @property
    def box(self) -> tuple[int, int, int, int]:
        """left, top, right, bottom of the garment, in pixels."""
        return box_of(self.garment)


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    """left, top, right, bottom (exclusive) of what is set in a mask; zeros where nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def segment_garment(id: str, type: GarmentType, photo: np.ndarray) -> GarmentPiece | None:
    """None where the picture does not come apart: no plain ground, or no garment found where one must be."""
    scale = HEIGHT / photo.shape[0]
    size = (max(8, round(photo.shape[1] * scale)), HEIGHT)
    picture = cv2.resize(photo, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    person = foreground_mask(picture)
    if person.min() == 255:
        return None
    if type in (*UPPER, *LOWER, *_LONG):
        person = _largest(_without_gaps(picture, person))
    if not is_worn(picture, person, type):
        return GarmentPiece(id, type, picture, person, person, worn=False)
    garment = _garment(picture, person, type)
    if garment is None:
        return None
    # Now that it is known where the garment is, what is nearly white beside it is ground: skin, hair and shoes are not.
    body = cv2.medianBlur(np.where(_near_ground(picture, 24), 0, person).astype(np.uint8), 3)
    return GarmentPiece(id, type, picture, np.asarray(body, np.uint8) | garment, garment, worn=True)


def skin(picture: np.ndarray) -> np.ndarray:
    """(h, w) bool: pixels of a colour that skin has (Chai & Ngan 1999, bounds in YCrCb), and some that only look so."""
    y, cr, cb = cv2.split(cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb))
    return (cr > 136) & (cr < 174) & (cb > 80) & (cb < 126) & (y > 50)


def grab(picture: np.ndarray, marks: np.ndarray, rounds: int) -> np.ndarray:
    """(h, w) uint8, 1 where GrabCut sees the object; `marks` are its GC_ constants, changed in place."""
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    whole = (0, 0, picture.shape[1], picture.shape[0])  # not looked at where there are marks
    cv2.grabCut(np.ascontiguousarray(picture), marks, whole, *models, rounds, cv2.GC_INIT_WITH_MASK)
    return np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)


def is_worn(picture: np.ndarray, person: np.ndarray, type: GarmentType) -> bool:
    """Whether the picture shows somebody who wears a garment of that type; `person` (h, w) is where it is no ground."""
    if type not in (*UPPER, *LOWER, *_LONG):
        return False
    left, top, right, bottom = box_of(person)
    if type in LOWER:
        return top <= 2
    head = person[top : top + (bottom - top) // 7]
    covered = head > 0
    share = float((skin(picture[top : top + len(head)]) & covered).sum()) / max(1, int(covered.sum()))
    return share > 0.12 and float(covered.any(axis=0).sum()) < 0.75 * (right - left)


def _garment(picture: np.ndarray, person: np.ndarray, type: GarmentType) -> np.ndarray | None:
    height = picture.shape[0]
    left, top, right, bottom = box_of(person)
    tall, wide, middle = bottom - top, right - left, (left + right) // 2
    marks = np.where(person > 0, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    bare = skin(picture) & (person > 0)
    marks[bare] = cv2.GC_PR_BGD
    if type in LOWER:
        marks[: top + int(0.05 * tall)] = np.minimum(marks[: top + int(0.05 * tall)], cv2.GC_BGD)
        feet = bottom - int(0.045 * tall)
        marks[feet:] = cv2.GC_BGD
        marks[bottom - int(0.1 * tall) : feet][marks[bottom - int(0.1 * tall) : feet] == cv2.GC_PR_FGD] = cv2.GC_PR_BGD
        core = (top + int(0.24 * tall), top + int(0.36 * tall))
    else:
        whole = (tall > 2.2 * wide and bottom < height - 3) or tall > 2.9 * wide
        head = 0.13 if whole else 0.17
        marks[: top + int(head * tall)] = cv2.GC_BGD
        shoulders = top + int((head + 0.05) * tall)
        column = marks[:shoulders, :]
        column[column == cv2.GC_PR_FGD] = cv2.GC_PR_BGD
        core = (top + int((head + 0.12) * tall), top + int((0.42 if whole else 0.55) * tall))
        if type != "dress":
            low = slice(bottom - int(0.05 * tall), bottom)
            marks[low] = cv2.GC_BGD
        elif whole:
            marks[bottom - int(0.05 * tall) :] = cv2.GC_BGD
    half = max(2, int(0.11 * wide))
    # What is surely the garment: the middle of the trunk, but for skin (a neckline) and for what is no person.
    inner = marks[core[0] : core[1], middle - half : middle + half]
    inner[(inner == cv2.GC_PR_FGD)] = cv2.GC_FGD
    if not (marks == cv2.GC_FGD).any() or not (marks == cv2.GC_PR_BGD).any():
        return None
    found = grab(picture, marks, 3) * np.uint8(255)
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    closed = np.asarray(cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
    found = _largest(closed & person)
    share = float((found > 0).sum()) / float((person > 0).sum())
    box = box_of(found)
    narrow = (box[2] - box[0]) < (0.35 if type in LOWER else 0.5) * wide
    short = (box[3] - box[1]) < 0.4 * tall and type not in ("shorts", "skirt")
    return found if 0.12 < share < 0.97 and not narrow and not short else None


def _without_gaps(picture: np.ndarray, person: np.ndarray) -> np.ndarray:
    """The mask without the ground between legs or under arms, which closing white shirts' outlines has filled."""
    near = _near_ground(picture, 10).astype(np.uint8)
    gaps = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    left = np.where(gaps > 0, 0, person).astype(np.uint8)
    return left if (left > 0).sum() > 0.85 * (person > 0).sum() else person


def _near_ground(picture: np.ndarray, tolerance: int) -> np.ndarray:
    ground = np.array(border_colour(picture), dtype=np.int16)
    return np.asarray(np.abs(picture.astype(np.int16) - ground).max(axis=2) <= tolerance)


def _largest(mask: np.ndarray) -> np.ndarray:
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0).astype(np.uint8))
    if count < 2:
        return mask
    return np.where(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()), 255, 0).astype(np.uint8)
