"""The genders of what a phone took: who sends such photos is not who the catalogue's products are for.

The head has learnt its prior from the catalogue, which is mostly men's, and is surer than it is right: a child's
clothes, without a child beside them, look like small ones of adults. So whether it is a child's, and which adult's, is
corrected apart (logistic calibration, after Platt 1999; for the priors Saerens, Latinne & Decaestecker 2002).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

KIDS = frozenset({"boys", "girls"})


@dataclass(frozen=True, slots=True)
class PhoneGenders:
    """`slope` and `offset` are those of the log odds that it is a child's, `sharpness` and `bias` (by word, for adults'
    words) those of the adults' log-probabilities. As they stand they change nothing."""

    words: tuple[str, ...]
    slope: float = 1.0
    offset: float = 0.0
    sharpness: float = 1.0
    bias: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_manifest(cls, entry: Mapping[str, Any], words: Sequence[str]) -> PhoneGenders:
        """Raises TypeError if the entry makes no sense."""
        return cls(tuple(words), **entry)

    @property
    def kids(self) -> np.ndarray:
        """(words,) bool: which of them are children's."""
        return np.array([word.casefold() in KIDS for word in self.words])

    def corrected(self, probabilities: np.ndarray) -> np.ndarray:
        """(n, words), rows summing to 1 -> the same of what phones took."""
        kids = self.kids
        seen = np.clip(np.asarray(probabilities, np.float64), 1e-6, 1.0)
        if not kids.any() or kids.all():
            return np.asarray(probabilities)
        child = np.clip(seen[:, kids].sum(axis=1, keepdims=True) / seen.sum(axis=1, keepdims=True), 1e-5, 1 - 1e-5)
        child = 1.0 / (1.0 + np.exp(-(self.slope * np.log(child / (1.0 - child)) + self.offset)))
        biases = np.array([self.bias.get(word, 0.0) for word in self.words])
        weights = np.where(kids, seen, seen**self.sharpness * np.exp(biases))
        for part, share in ((kids, child), (~kids, 1.0 - child)):
            weights[:, part] *= share / weights[:, part].sum(axis=1, keepdims=True)
        return weights.astype(np.float32)
