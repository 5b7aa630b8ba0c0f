"""The second classifier: type, gender and colour by another network than the one whose embeddings are indexed.

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
    """A network that shares in what is said of type, gender and colour. As thread-safe as its network."""

    # Of what it sees: the middle of what the first does, so that it looks nearer and costs no scaling.
    size: int
    share: float  # how much of the mean is its
    # Per kind of attribute, where its words are among the first's. -1 where they aren't.
    places: tuple[np.ndarray, ...]
    _network: _Network = field(repr=False)

    @classmethod
    def from_manifest(cls, entry: dict[str, Any], words: dict[str, list[str]], network: _Network) -> SecondClassifier:
        """From its entry in a manifest. Its own words are `words`, those of the first, unless the entry has others.
        Raises LookupError, TypeError or ValueError if that makes no sense."""
        own = entry.get("words", words)
        places = tuple(
            np.array([words[kind].index(word) if word in words[kind] else -1 for word in own[kind]]) for kind in KINDS
        )
        return cls(int(entry["size"]), float(entry["share"]), places, network)

    def combined(self, seen: np.ndarray, logits: Sequence[np.ndarray], asked: np.ndarray) -> list[np.ndarray]:
        """Both networks' mean per kind of attribute, as logarithms of probabilities, (n, words).

        `seen` are the first network's inputs, (n, s, s, 3) uint8, s not below `size`; `logits` its outputs per kind,
        (n, words). Only the first counts for words that the second doesn't know, and for photos that are not `asked`
        about, (n,) bool.
        """
        first = [_log_softmax(part) for part in logits]
        if not asked.any():
            return first
        outputs = self._network(middle(seen[asked], self.size).astype(np.float32))
        for mine, theirs, places in zip(first, outputs, self.places, strict=True):
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


def middle(seen: np.ndarray, size: int) -> np.ndarray:
    """What the second network sees of the first's inputs: (n, s, s, 3), s not below `size` -> (n, size, size, 3)."""
    aside = (seen.shape[1] - size) // 2
    return seen[:, aside : aside + size, aside : aside + size]


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
