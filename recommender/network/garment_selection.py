"""The selection of garments: from what the detector takes for garments, each cloth once, in order.

The detector says of each place how probably a garment of a type is there. What comes after is the little that it cannot
know. A box is one garment, two shoes are a pair, and what is worn tells what else is (worn_together.py). Where it
cannot be decided, both stay: the shopper sees which is meant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recommender.answers import Garment
from recommender.boxes import area, inside, overlap
from recommender.network.crops import fills
from recommender.network.worn_together import MOST, TogetherRules

_ONE_PLACE = 0.5  # overlap (IoU) from which on two boxes are in one place
# Overlap (IoU) with the surest garment from which on another one is that piece, and confidence beside it below which it
# is not worth a look. Most shoppers' photos are of one piece, and each look at a crop costs as much as the photo's own.
_SAME_PIECE, _FAINT = 0.5, 0.5
_BODY = ("top", "outerwear", "dress", "trousers", "shorts", "skirt")


@dataclass(frozen=True, slots=True)
class FindingRules:
    """What counts as found; set by scripts/train_garments --tune on held-out products and kept in the manifest.

    Places warmer than `glimpse` are considered. Two boxes of one type are one garment from an overlap of `same` on, or
    where one holds that share `within` of the other. A garment is listed from the probability `listed` on, that
    `belief` and `together` give it (see TogetherRules), and what covers little of a body from `small` on, if that is
    more; no more than `most` of them.
    """

    listed: float = 0.2
    small: float = 0.0
    glimpse: float = 0.1
    same: float = 0.4
    within: float = 0.75
    most: int = 6
    belief: Mapping[str, Sequence[float]] = field(default_factory=dict)
    together: Mapping[str, float] = field(default_factory=dict)

    @property
    def worn_together(self) -> TogetherRules:
        return TogetherRules(self.belief, self.together)

    def least(self, garment: Garment) -> float:
        """The probability from which on it is listed."""
        return self.listed if garment.type in _BODY else max(self.listed, self.small)


def distinct_candidates(found: Sequence[Garment], rules: FindingRules) -> tuple[Garment, ...]:
    """Of each type each cloth once, two shoes as a pair, the surest first, no more than are weighed together."""
    kept: list[Garment] = []
    for garment in found:
        if not any(_is_same(garment, other, rules) for other in kept):
            kept.append(garment)
    return tuple(sorted(_paired(kept), key=lambda garment: -garment.confidence)[:MOST])


def select_garments(found: Sequence[Garment], rules: FindingRules) -> tuple[Garment, ...]:
    """Those of some distinct candidates that are listed, the most prominent first: what takes much of the photo, and
    surely."""
    probable = zip(found, rules.worn_together.probabilities(found), strict=True)
    kept = [garment for garment, probability in probable if probability >= rules.least(garment)]
    return tuple(sorted(kept, key=lambda garment: -_standing(garment, kept))[: rules.most])


def is_alone(garments: Sequence[Garment]) -> bool:
    """Whether one piece fills the photo, if there is any: what else is found is the same place or a faint guess."""
    if not garments:
        return True
    surest = max(garments, key=lambda garment: garment.confidence)
    return fills(surest.box) and all(
        overlap(one.box, surest.box) >= _SAME_PIECE or one.confidence < _FAINT * surest.confidence for one in garments
    )


def _standing(garment: Garment, among: Sequence[Garment]) -> float:
    """Its prominence, but that of a surer one in its place at most: it is the second guess of what is there."""
    surer = [
        one for one in among if one.confidence > garment.confidence and overlap(one.box, garment.box) >= _ONE_PLACE
    ]
    return min([prominence(garment), *(0.999 * prominence(one) for one in surer)])


def prominence(garment: Garment) -> float:
    """How much somebody who looks at the photo would take it to be about this garment."""
    weight = 1.0 if garment.type in _BODY else 0.5
    return weight * garment.confidence * math.sqrt(area(garment.box))


def _is_same(one: Garment, other: Garment, rules: FindingRules) -> bool:
    if one.type != other.type:
        return False
    return overlap(one.box, other.box) >= rules.same or inside(one.box, other.box) >= rules.within


def _paired(garments: Sequence[Garment]) -> list[Garment]:
    """Shoes side by side, or one before the other, are a pair: one garment around both."""
    shoes = [garment for garment in garments if garment.type == "footwear"]
    if len(shoes) < 2 or shoes[1].confidence < 0.5 * shoes[0].confidence:
        return list(garments)
    first, second = shoes[:2]
    a, b = first.box, second.box
    wide, high = max(a[2] - a[0], b[2] - b[0]), max(a[3] - a[1], b[3] - b[1])
    near = abs(a[0] + a[2] - b[0] - b[2]) / 2 < 2.5 * wide and abs(a[3] - b[3]) < 1.2 * high
    if not near or max(wide, high) > 0.4:
        return list(garments)
    both = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    rest = [garment for garment in garments if garment is not first and garment is not second]
    return [*rest, Garment(both, "footwear", first.confidence)]
