"""The heads for phone photos (recommender.network.phone_heads), learnt from words that a person gave some of them.

A word allows several of the catalogue's: the likelihood of all of them together counts (Cour, Sapp & Taskar, "Learning
from Partial Labels", JMLR 2011). The prior are the embedder's own probabilities, so that a few hundred photos are
enough; how much these are worth is learnt too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from recommender.network.embedder import Embedder
from recommender.network.phone_heads import LEAST, PhoneHeads, WordHead
from recommender.protocols import NetworkOutput
from recommender.training.data import PhonePhoto, phone_photo_batches
from recommender.training.phone_words.table import FAMILIES, KIND_LOOKS, PATTERNS, PhoneWords

_BATCH, _LONG_SIDE = 16, 1600
# Of the squared lengths of the directions; by five-fold cross-validation over senders. Where labels add photos, less.
_PENALTIES = {"types": 6e-5, "labelled": 1e-5, "genders": 1e-4, "colours": 1e-4, "looks": 1e-5}
_OF_OFFSETS = 0.1  # they are held back less
# Embeddings, what is seen in them, which words are right, and weights, row by row.
_Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def learn_phone_heads(
    photos: Sequence[PhonePhoto], words: Mapping[str, PhoneWords], embedder: Embedder, shop: np.ndarray
) -> PhoneHeads | None:
    """From those of the photos that have words, and the embeddings of a `shop`'s pictures; None where there are none
    of either."""
    told = [photo for photo in photos if photo.path.stem in words]
    if not told or not len(shop):
        return None
    bare = replace(embedder.without_phone_heads(), nearer=True)
    shown, outputs = _seen(bare, told)
    kept, labels = [words[photo.path.stem] for photo in shown], [photo.allowed for photo in shown]
    embeddings = np.concatenate([output.embeddings for output in outputs])
    near, both = _seen_nearer(embeddings, outputs)
    unnamed = [photo for photo in photos if photo.path.stem not in words or words[photo.path.stem].by_third]
    labelled = LabelledPhotos.of(bare, unnamed)
    # Where a label and an eye quarrel, the label is right: who gave it had the garment in their hands.
    types = [
        () if one.by_third else tuple(word for word in one.types if word in label) or label
        for one, label in zip(kept, labels, strict=True)
    ]
    genders, colours = [one.genders for one in kept], [() if one.by_third else one.colours for one in kept]
    kinds = [
        *(("types", family, types) for family in FAMILIES),
        ("genders", embedder.genders, genders),
        ("colours", embedder.colours, colours),
    ]
    heads: dict[str, tuple[WordHead, ...]] = {"types": (), "genders": (), "colours": ()}
    for kind, family, right in kinds:
        known = getattr(embedder, kind)
        # Of types all of the family, of others those that were said of any photo: caps that suit all stay so.
        those = [word for word in family if word in known and (kind == "types" or any(word in one for one in right))]
        allowed = np.array([[word in one for word in those] for one in right], dtype=bool)
        seen = np.concatenate([getattr(output, kind) for output in outputs])[:, [known.index(word) for word in those]]
        if allowed.any():
            more = labelled.among(those, [known.index(word) for word in those]) if kind == "types" else None
            heads[kind] += (_fitted(kind, those, embeddings, seen, allowed, more),)
            if kind == "genders" and len(near):
                heads["near genders"] = (_fitted(kind, those, both, seen[near], allowed[near], None),)
    looks = tuple(look for look in (*PATTERNS, *KIND_LOOKS) if look in embedder.looks.looks)
    # As many of either: what is next to be sent is not known.
    some = shop[np.linspace(0, len(shop) - 1, min(len(shop), len(embeddings))).astype(np.intp)]
    taken = [True] * len(embeddings) + [False] * len(some)
    has = [[photo.has(look) for photo in kept] for look in looks]
    return PhoneHeads(
        heads,
        _logistic(looks, embeddings, has),
        _logistic(("taken",), np.concatenate([embeddings, some]), [taken]),
        _logistic(looks, both, [[one[row] for row in near] for one in has]) if len(near) else None,
    )


def _seen(embedder: Embedder, photos: Sequence[PhonePhoto]) -> tuple[list[PhonePhoto], list[NetworkOutput]]:
    """Those of the photos that can be read, and what the network says of them, batch by batch."""
    kept, outputs = [], []
    for shown, pixels in phone_photo_batches(photos, _BATCH, _LONG_SIDE):
        outputs.append(embedder.predict(pixels))
        kept += shown
    return kept, outputs


def _seen_nearer(embeddings: np.ndarray, outputs: Sequence[NetworkOutput]) -> tuple[np.ndarray, np.ndarray]:
    """The rows of the photos that were looked at nearer, and (rows, 2 dim), their embeddings beside those of that."""
    near = np.concatenate([np.zeros_like(one.embeddings) if one.near is None else one.near for one in outputs])
    rows = np.flatnonzero(near.any(axis=1))
    return rows, np.concatenate([embeddings, near], axis=1)[rows]


@dataclass(frozen=True)
class LabelledPhotos:
    """Photos whose label allows one type alone: of T-shirts and polos nobody needs to say what they are."""

    labels: tuple[str, ...]
    types: tuple[str, ...]
    embeddings: np.ndarray
    seen: np.ndarray  # (n, all types)

    @classmethod
    def of(cls, embedder: Embedder, photos: Sequence[PhonePhoto]) -> LabelledPhotos:
        families = {word for family in FAMILIES for word in family}
        those = [photo for photo in photos if len(photo.allowed) == 1 and photo.allowed[0] in families]
        kept, outputs = _seen(embedder, those)
        empty = np.zeros((0, embedder.dim)), np.zeros((0, len(embedder.types)))
        embeddings = np.concatenate([empty[0], *(output.embeddings for output in outputs)])
        seen = np.concatenate([empty[1], *(output.types for output in outputs)])
        return cls(tuple(photo.label for photo in kept), tuple(photo.allowed[0] for photo in kept), embeddings, seen)

    def among(self, words: Sequence[str], columns: Sequence[int]) -> _Rows | None:
        """Those of these words, each label of them with as much weight as the one that most have; None of none."""
        rows = [row for row, word in enumerate(self.types) if word in words]
        if not rows:
            return None
        counts = Counter(self.labels[row] for row in rows)
        weights = np.array([max(counts.values()) / counts[self.labels[row]] for row in rows])
        allowed = np.array([[self.types[row] == word for word in words] for row in rows])
        return self.embeddings[rows], self.seen[rows][:, list(columns)], allowed, weights


def _fitted(
    kind: str, words: Sequence[str], embeddings: np.ndarray, seen: np.ndarray, allowed: np.ndarray, more: _Rows | None
) -> WordHead:
    """From what a person described and, where there are any, labelled photos."""
    if more is None:
        return fit_word_head(words, embeddings, seen, allowed, _PENALTIES[kind])
    weights = np.concatenate([np.ones(len(embeddings)), more[3]])
    embeddings, seen, allowed = (
        np.concatenate(pair) for pair in zip((embeddings, seen, allowed), more[:3], strict=True)
    )
    return fit_word_head(words, embeddings, seen, allowed, _PENALTIES["labelled"], weights)


def fit_word_head(
    known: Sequence[str],
    embeddings: np.ndarray,
    seen: np.ndarray,
    allowed: np.ndarray,
    penalty: float,
    weights: np.ndarray | None = None,
) -> WordHead:
    """From embeddings (n, dim) and the network's probabilities (n, known) of photos, and which words are right of
    each, (n, known) bool; `weights` (n,): how much each counts. A row without a right word says nothing; a word that
    is never right is seldom said then."""
    rows = allowed.any(axis=1)
    counts = np.ones(len(allowed)) if weights is None else weights
    counts = (counts[rows] / max(1.0, counts[rows].sum()))[:, None]
    embeddings, allowed = embeddings[rows].astype(np.float64), allowed[rows]
    prior = np.log(np.maximum(seen[rows].astype(np.float64), LEAST))
    dim = embeddings.shape[1]

    def surprise(numbers: np.ndarray) -> tuple[float, np.ndarray]:
        sharpness, directions, offsets = _unpacked(numbers, dim)
        logits = sharpness * prior + embeddings @ directions + offsets
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances = odds / odds.sum(axis=1, keepdims=True)
        right = np.maximum((chances * allowed).sum(axis=1, keepdims=True), 1e-12)
        loss = -(counts * np.log(right)).sum() + penalty * ((directions**2).sum() + _OF_OFFSETS * (offsets**2).sum())
        slope = (chances - chances * allowed / right) * counts
        by_direction = embeddings.T @ slope + 2 * penalty * directions
        by_offset = slope.sum(axis=0) + 2 * penalty * _OF_OFFSETS * offsets
        return float(loss), np.concatenate([[(slope * prior).sum() * sharpness], by_direction.ravel(), by_offset])

    start = np.zeros(1 + (dim + 1) * len(known))
    found = minimize(surprise, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    sharpness, directions, offsets = _unpacked(found, dim)
    return WordHead(tuple(known), directions.T, offsets, sharpness)


def _unpacked(numbers: np.ndarray, dim: int) -> tuple[float, np.ndarray, np.ndarray]:
    words = (len(numbers) - 1) // (dim + 1)
    return float(np.exp(numbers[0])), numbers[1 : 1 + dim * words].reshape(dim, words), numbers[1 + dim * words :]


def _logistic(looks: Sequence[str], embeddings: np.ndarray, known: Sequence[Sequence[bool | None]]) -> WordHead:
    """A logistic regression for each of the looks; `known` says of each which embeddings have it."""
    directions, offsets = np.zeros((len(looks), embeddings.shape[1])), np.zeros(len(looks))
    even = np.full((len(embeddings), 2), 0.5)
    for place, has in enumerate(known):
        allowed = np.array([(one is False, one is True) for one in has], dtype=bool)
        head = fit_word_head(("no", "yes"), embeddings, even, allowed, _PENALTIES["looks"] / 2)
        directions[place] = head.directions[1] - head.directions[0]
        offsets[place] = head.offsets[1] - head.offsets[0]
    return WordHead(tuple(looks), directions, offsets)
