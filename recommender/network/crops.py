"""One garment of a photo: its crop, and what the network's guesses of its type become once it is known to be that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from recommender.answers import Garment, Guess
from recommender.taxonomy import GarmentType, garment_of, neighbours

WHOLE = (0.0, 0.0, 1.0, 1.0)
LEAST_SIDE = 16  # pixels of a crop, as of a photo
# Around the box, as a share of it, on each side: shops leave some ground around their pieces, too. Measured with boxes
# that are as far off as the detector's (docs/garments.md). The type is seen right in 41 % with none, 44 % with 0.04,
# 49 % with 0.15, 45 % with 0.3.
_MARGIN = 0.15
# Shoes are a pair from this width on, in heights, if they take no more than this share of the photo's width; what is
# left around one of them. Of 137 pairs on people drawn at 1024 pixels the type is seen right in 63 % by one shoe, in
# 35 % by both. As shoes are seen 98 instead of 77 %. With 0.2 around it the type is seen in 56 %.
_PAIR, _ON_FEET, _SHOE_MARGIN = 1.2, 0.5, 0.08
# Share of a photo from which on a garment is what it is of: what little is around it does no harm.
_FILLS = 0.4
# How probable a type of the garment's neighbours, and of any other, remains beside the garment's own.
_NEIGHBOUR, _OTHER = 0.1, 0.04
# The type's probabilities are calibrated on whole pictures; of a crop out of a street the network is surer than it is
# right. On 200 composites 67 % of the hits are of the garment's type with 0.3, 0.03 and all its certainty, 78 % with
# 0.1, 0.04 and half its certainty (as a power). With less for the others a sure network could not outvote the detector.
_CERTAINTY = 0.5


def fills(box: tuple[float, float, float, float]) -> bool:
    """Whether a garment with this box is what the photo is of."""
    return (box[2] - box[0]) * (box[3] - box[1]) >= _FILLS


def crop(photo: np.ndarray, box: tuple[float, float, float, float], margin: float = _MARGIN) -> np.ndarray:
    """The part of a photo that a box names, with a margin, and never so little that nothing can be seen in it. All of
    it, untouched, where the box is all of it."""
    height, width = photo.shape[:2]
    left, right = _span(box[0], box[2], width, margin)
    top, bottom = _span(box[1], box[3], height, margin)
    return photo[top:bottom, left:right]


def looked_at(photo: np.ndarray, garment: Garment) -> np.ndarray:
    """What the network is to see of a garment in a photo: its crop, and of a pair of shoes on somebody's feet the one
    on the left, for shops show one shoe."""
    left, top, right, bottom = garment.box
    height, width = photo.shape[:2]
    wide = (right - left) * width >= _PAIR * (bottom - top) * height
    if garment.type != "footwear" or not wide or right - left > _ON_FEET:
        return crop(photo, garment.box)
    return crop(photo, (left, top, (left + right) / 2, bottom), _SHOE_MARGIN)


def condition_on_garment(words: Sequence[str], probabilities: np.ndarray, garment: GarmentType) -> np.ndarray:
    """The types' probabilities, (n,) summing to 1, given that the thing seen is such a garment: softly, for the garment
    may be mistaken, and shops draw the line between top and outerwear elsewhere."""
    near = neighbours(garment)
    kinds = [garment_of(word) for word in words]
    belief = [1.0 if kind == garment else _NEIGHBOUR if kind in near else _OTHER for kind in kinds]
    weighed = np.asarray(probabilities, dtype=np.float64) ** _CERTAINTY * np.array(belief)
    total = float(weighed.sum())
    return np.asarray(weighed / total if total > 0 else probabilities, dtype=np.float64)


def garment_seen(guesses: Sequence[Guess]) -> Garment | None:
    """What fills the photo, by the type's guesses: a shirt seen as 0.4 "Shirts" and 0.5 "Tshirts" is a top."""
    totals: defaultdict[GarmentType, float] = defaultdict(float)
    for guess in guesses:
        totals[garment_of(guess.value)] += guess.probability
    if not totals:
        return None
    kind, total = max(totals.items(), key=lambda item: item[1])
    return Garment(WHOLE, kind, min(1.0, total))


def _span(low: float, high: float, size: int, margin: float) -> tuple[int, int]:
    """Pixels from and to, at least LEAST_SIDE of them (all, if there are no more), whatever the fractions say."""
    more = margin * abs(high - low)
    start, end = (round(min(1.0, max(0.0, side)) * size) for side in (low - more, high + more))
    start = max(0, min(start, size - LEAST_SIDE))
    return start, min(size, max(end, start + LEAST_SIDE))
