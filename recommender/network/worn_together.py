"""What is worn together: how probably each of a photo's candidates is there, given all the others.

The detector sees each place by itself: half a dress is a skirt to it, tights are trousers. Whoever wears a dress wears
neither. So the candidates are joined in a Markov random field: what the confidence of each says alone (its log-odds,
calibrated for its type), and for two of one person by how much it is less probable that both are there. A photo has ten
candidates at most; all their subsets are weighed, so the probabilities are exact.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from recommender.answers import Garment
from recommender.boxes import inside

MOST = 10  # candidates that are weighed together
# Two garments are in one place from the first on, as the share of the smaller that lies in the other, and on one person
# from the second on, as that share of their widths.
_ONE_PLACE, _ONE_PERSON = 0.5, 0.5
_LOWER = frozenset({"trousers", "shorts", "skirt"})
# Who wears the first wears none of the second, but for layers.
_RIVALS: Mapping[str, frozenset[str]] = {
    "dress": _LOWER | {"top", "outerwear"},
    "outerwear": frozenset({"top", "dress"}),
    "top": frozenset({"dress", "outerwear"}),
    **{lower: (_LOWER - {lower}) | {"dress"} for lower in _LOWER},
}
_LEAST = 1e-3  # of a confidence, and of its distance from 1


@dataclass(frozen=True, slots=True)
class TogetherRules:
    """`belief`: by type, offset and slope of the log-odds that it is there, as a function of the confidence's log-odds.
    `together`: by what `relation` says of two garments, what is added to the log-odds of both being there. Fitted by
    scripts/train_garments --tune."""

    belief: Mapping[str, Sequence[float]] = field(default_factory=dict)
    together: Mapping[str, float] = field(default_factory=dict)

    def probabilities(self, found: Sequence[Garment]) -> list[float]:
        """How probable each is, given the others; no more than MOST of them. Without rules, their confidences."""
        alone = np.array([self._log_odds(garment) for garment in found])
        both = np.zeros((len(found), len(found)))
        for i, j, named in related(found):
            both[i, j] = self.together.get(named, 0.0)
        subsets, probable, _ = weighed(alone, both)
        return [float(one) for one in probable @ subsets]

    def _log_odds(self, garment: Garment) -> float:
        offset, slope = self.belief.get(garment.type, (0.0, 1.0))
        return offset + slope * log_odds(garment.confidence)


def weighed(alone: np.ndarray, both: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """(n,) log-odds and (n, n) what pairs add, each pair once -> all subsets (2 ** n, n), the probability of each, and
    the logarithm of what they were divided by."""
    subsets = _subsets(len(alone))
    energy = subsets @ alone + ((subsets @ both) * subsets).sum(axis=1)
    most = energy.max()
    weights = np.exp(energy - most)
    total = float(weights.sum())
    return subsets, weights / total, float(most) + math.log(total)


def related(found: Sequence[Garment]) -> list[tuple[int, int, str]]:
    """The places of each two that there is a rule for, and its name."""
    pairs = ((i, j, relation(found[i], found[j])) for i in range(len(found)) for j in range(i))
    return [(i, j, named) for i, j, named in pairs if named is not None]


def relation(a: Garment, b: Garment) -> str | None:
    """What two garments are to each other: "dress, skirt in one place", "skirt, trousers on one person"; None where one
    says nothing of the other."""
    if b.type not in _RIVALS.get(a.type, ()):
        return None
    names = ", ".join(sorted((a.type, b.type)))
    if inside(a.box, b.box) >= _ONE_PLACE:
        return f"{names} in one place"
    shared = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    narrower = min(a.box[2] - a.box[0], b.box[2] - b.box[0])
    return f"{names} on one person" if shared >= _ONE_PERSON * narrower else None


def log_odds(confidence: float) -> float:
    bounded = min(1 - _LEAST, max(_LEAST, confidence))
    return math.log(bounded / (1 - bounded))


@cache
def _subsets(count: int) -> np.ndarray:
    """(2 ** count, count): every choice among so many."""
    return np.array([[choice >> place & 1 for place in range(count)] for choice in range(1 << count)], np.float64)
