"""A second opinion on a photo's type, gender and colour, by another network than the one whose embeddings are indexed.

Networks that were trained apart err apart, so the mean of what they say is right more often than any of them (Hansen &
Salamon, "Neural Network Ensembles", PAMI 1990).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

KINDS = ("types", "genders", "colours")
_Network = Callable[[np.ndarray], list[np.ndarray]]


@dataclass(frozen=True)
class SecondClassifier:
    """Ready to serve; as thread-safe as its network."""

    size: int  # of what it sees: the middle of what the first does, so that it looks nearer and costs no scaling
    share: float  # how much of the mean is its
    places: tuple[np.ndarray, ...]  # per kind of attribute, where its words are among the first's; -1 where they aren't
    _network: _Network = field(repr=False)

    @classmethod
    def from_manifest(cls, told: dict[str, Any], words: dict[str, list[str]], network: _Network) -> SecondClassifier:
        """As a manifest tells. Its own words are `words`, those of the first, unless the manifest has others. Raises
        LookupError, TypeError or ValueError if that makes no sense."""
        own = told.get("words", words)
        places = tuple(
            np.array([words[kind].index(word) if word in words[kind] else -1 for word in own[kind]]) for kind in KINDS
        )
        return cls(int(told["size"]), float(told["share"]), places, network)

    def combined(self, seen: np.ndarray, logits: Sequence[np.ndarray], asked: np.ndarray) -> list[np.ndarray]:
        """What the first saw of photos, (n, s, s, 3) uint8, s not below `size`, and per kind of attribute what it said,
        logits (n, words) -> per kind both's mean, as logarithms of probabilities. Of words that the second doesn't know
        it's the first's that count, and so it is of photos that are not `asked` about, (n,) bool."""
        first = [_log_softmax(part) for part in logits]
        if not asked.any():
            return first
        aside = (seen.shape[1] - self.size) // 2
        middle = seen[asked, aside : aside + self.size, aside : aside + self.size]
        said = self._network(middle.astype(np.float32))
        for mine, theirs, places in zip(first, said, self.places, strict=True):
            mine[asked] = self._mean(mine[asked], theirs, places)
        return first

    def _mean(self, first: np.ndarray, second: np.ndarray, places: np.ndarray) -> np.ndarray:
        known = places[places >= 0]
        mean = first.copy()
        # As probable as the first has them are the words that both know; how that is shared out, both say.
        whole = np.log(np.exp(first[:, known]).sum(axis=1, keepdims=True))
        theirs = _log_softmax(second[:, places >= 0]) + whole
        mean[:, known] = (1 - self.share) * first[:, known] + self.share * theirs
        return mean


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
