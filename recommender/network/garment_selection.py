"""The selection of garments: from what the detector takes for garments, each cloth once, in order.

The detector says of each place how probably a garment of a type is there. What comes after is the little that it cannot
know. A box is one garment, two shoes are a pair, and who wears a dress does not wear the same cloth as a top and a
skirt. Where it cannot decide, both stay: the shopper sees which is meant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recommender.answers import Garment
from recommender.network.crops import fills
from recommender.taxonomy import neighbours

Box = tuple[float, float, float, float]  # left, top, right, bottom as fractions of the photo

_ONE_PLACE = 0.5  # overlap (IoU) from which on two boxes are in one place
# Overlap (IoU) with the surest garment from which on another one is that piece, and confidence beside it below which it
# is not worth a look. Most shoppers' photos are of one piece, and each look at a crop costs as much as the photo's own.
_SAME_PIECE, _FAINT = 0.5, 0.5
_BODY = ("top", "outerwear", "dress", "trousers", "shorts", "skirt")


@dataclass(frozen=True, slots=True)
class FindingRules:
    """What counts as found; set by scripts/train_garments --tune on held-out products and kept in the manifest.

    Places warmer than `glimpse` are considered, no more than `most` of them. A garment counts from the confidence
    `least` on, per type, `otherwise` that of types not named. A second garment of a type, which most photos do not
    have, needs `again` times as much. Two boxes of one type are one garment from an overlap of `same` on, or where one
    holds that share `within` of the other.

    Two boxes of neighbouring types are one garment from an overlap of `rival` on. Both are there, one under the other,
    where the weaker is at least `either` times as sure as the stronger, or where one is outerwear and the weaker surer
    than `layer`.
    """

    least: Mapping[str, float] = field(default_factory=dict)
    otherwise: float = 0.3
    glimpse: float = 0.3
    again: float = 1.0
    same: float = 0.4
    within: float = 0.75
    rival: float = 0.55
    layer: float = 1.0
    either: float = 1.0
    most: int = 6


def distinct_candidates(found: Sequence[Garment], rules: FindingRules) -> tuple[Garment, ...]:
    """Of each type each cloth once, two shoes as a pair, the surest first."""
    kept: list[Garment] = []
    for garment in found:
        if not any(garment.type == other.type and _is_same(garment, other, rules) for other in kept):
            kept.append(garment)
    return tuple(sorted(_paired(kept), key=lambda garment: -garment.confidence)[: rules.most])


def select_garments(found: Sequence[Garment], rules: FindingRules) -> tuple[Garment, ...]:
    """Each cloth once, the most prominent first: what takes much of the photo, and surely. `found` has the surest
    first."""
    kept: list[Garment] = []
    for garment in found:
        least = rules.least.get(garment.type, rules.otherwise)
        if any(garment.type == one.type for one in kept):
            least *= rules.again
        if garment.confidence >= least and not any(_is_same(garment, other, rules) for other in kept):
            kept.append(garment)
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


def _is_same(weaker: Garment, stronger: Garment, rules: FindingRules) -> bool:
    shared = overlap(weaker.box, stronger.box)
    smaller = min(area(weaker.box), area(stronger.box))
    inside = _shared(weaker.box, stronger.box) / max(1e-9, smaller)
    if weaker.type == stronger.type:
        return shared >= rules.same or inside >= rules.within
    if stronger.type not in neighbours(weaker.type):
        return False
    if "outerwear" in (weaker.type, stronger.type) and weaker.confidence >= rules.layer:
        # Both are there: what is worn under an open jacket shares much of its box.
        return False
    if weaker.confidence >= rules.either * stronger.confidence:
        return False
    if {weaker.type, stronger.type} == {"top", "outerwear"}:
        return shared >= 0.65
    if "dress" in (weaker.type, stronger.type) and "outerwear" not in (weaker.type, stronger.type):
        # A dress is no top and no skirt, though its upper half looks like one.
        return shared >= 0.35 and inside >= rules.within
    if {weaker.type, stronger.type} <= {"trousers", "skirt", "shorts"}:
        # Trousers' upper half looks like shorts.
        return shared >= rules.rival or (shared >= 0.25 and inside >= rules.within)
    return shared >= rules.rival


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


def _shared(a: Box, b: Box) -> float:
    return area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    both = _shared(a, b)
    return both / max(1e-9, area(a) + area(b) - both)


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
