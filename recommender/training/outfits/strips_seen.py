"""Strips of what else is worn, as the network sees them: embedding, colours and, from both, which types they may be.

A strip of trousers says "capris" to a network that has learned from whole pictures: it is short. What a strip can tell
is whether it is denim, by logistic regression on strips that are cut from the shop's own trousers, and whether it ends
above bare legs. Between trousers and track pants of the same cloth the usage decides, as such things are sold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.network.embedder import Embedder
from recommender.outfits.places import place_of
from recommender.product import Product
from recommender.training.outfits.worn_strips import Place, WornPicture

# What a strip can tell apart, and the types that each may be.
DENIM, CLOTH, SHORT = "denim", "cloth", "short"
STRIP_KINDS: Mapping[str, tuple[str, ...]] = {
    DENIM: ("Jeans", "Jeggings"),
    CLOTH: ("Trousers", "Track Pants", "Leggings", "Churidar", "Tights", "Salwar", "Patiala"),
    SHORT: ("Shorts", "Capris", "Skirts"),
}
_CUT_OFF = 0.97  # a strip that reaches so far down the picture goes on beyond it
_SCALE, _PENALTY = 16.0, 0.1  # as for looks: of embeddings, whose values are a sixteenth; scikit-learn's C
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class SeenStrip:
    """`kinds` are types with their probabilities; `colours` (C,) sums to 1, in the order of the embedder's words."""

    place: Place
    embedding: np.ndarray
    colours: np.ndarray
    kinds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WornPiece:
    """A product as a model wears it, seen without the rest, and what else of the outfit is to be seen."""

    product: Product
    embedding: np.ndarray
    strips: tuple[SeenStrip, ...]


@dataclass(frozen=True, slots=True)
class DenimTeller:
    """The log odds that a strip is denim: a direction (dim,) and an offset."""

    direction: np.ndarray
    offset: float

    @classmethod
    def learned(cls, types: Sequence[str], embeddings: np.ndarray) -> DenimTeller:
        """From strips of which it is known what they are of."""
        ways, offsets = fit_softmax(embeddings, [int(type in STRIP_KINDS[DENIM]) for type in types], 2)
        return cls(ways[1] - ways[0], float(offsets[1] - offsets[0]))

    def __call__(self, embedding: np.ndarray, reach: float) -> dict[str, float]:
        """The kinds' probabilities for a strip whose lower edge is there, as a share of the picture's height."""
        if reach < _CUT_OFF:
            return {SHORT: 1.0}
        denim = float(1 / (1 + np.exp(-np.clip(embedding @ self.direction + self.offset, -30, 30))))
        return {DENIM: denim, CLOTH: 1 - denim}


def fit_softmax(embeddings: np.ndarray, answers: Sequence[int], classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Directions (classes, dim) and offsets (classes,); a class of which there is no answer is next to impossible."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=_PENALTY, max_iter=500, tol=1e-3).fit(embeddings * _SCALE, np.asarray(answers))
    directions, offsets = np.zeros((classes, embeddings.shape[1])), np.full(classes, -50.0)
    # Of two classes scikit-learn gives the second's log odds alone.
    ways, starts = fitted.coef_ * _SCALE, fitted.intercept_
    there = fitted.classes_ if len(ways) > 1 else fitted.classes_[1:]
    if len(ways) == 1:
        offsets[fitted.classes_[0]] = 0.0
    directions[there], offsets[there] = ways, starts
    return directions, offsets


def is_long(type: str) -> bool:
    """Whether strips of such a type are worth learning from."""
    return type in (*STRIP_KINDS[DENIM], *STRIP_KINDS[CLOTH])


def see_strips(
    pictures: Iterable[tuple[Product, WornPicture]], embedder: Embedder, denim: DenimTeller
) -> list[WornPiece]:
    """All that is to be seen of the outfits, in the pictures' order."""
    pairs = list(pictures)
    shown = [one for _, picture in pairs for one in (picture.garment, *(strip.picture for strip in picture.strips))]
    parts = [embedder.predict(shown[at : at + _AT_ONCE], thorough=False) for at in range(0, len(shown), _AT_ONCE)]
    if not parts:
        return []
    embeddings, colours, types = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("embeddings", "colours", "types")
    )
    feet = [place for place, word in enumerate(embedder.types) if place_of(word) == "feet"]
    at, pieces = 0, []
    for product, picture in pairs:
        own, strips = embeddings[at], []
        for row, strip in enumerate(picture.strips, start=at + 1):
            names: Mapping[str, float] = {}
            if strip.place == "lower":
                names = denim(embeddings[row], strip.reach)
            elif strip.place == "feet":
                shares = types[row, feet] / max(float(types[row, feet].sum()), 1e-9)
                names = {embedder.types[place]: float(share) for place, share in zip(feet, shares, strict=True)}
            strips.append(SeenStrip(strip.place, embeddings[row], colours[row], names))
        pieces.append(WornPiece(product, own, tuple(strips)))
        at += 1 + len(picture.strips)
    return pieces
