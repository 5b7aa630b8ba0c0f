"""The heads for phone photos (recommender.network.phone_heads), learnt from words that a person gave some of them.

A word allows several of the catalogue's: the likelihood of all of them together counts (Cour, Sapp & Taskar, "Learning
from Partial Labels", JMLR 2011). The prior are the embedder's own probabilities, so that a few hundred photos are
enough; how much these are worth is learnt too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import minimize
from tqdm import tqdm

from recommender.network.embedder import Embedder
from recommender.network.phone_heads import LEAST, PhoneHeads, WordHead
from recommender.training.data import PhonePhoto, load_shrunk
from recommender.training.phone_words.table import FAMILIES, KIND_LOOKS, PATTERNS, PhoneWords

_BATCH, _LONG_SIDE = 16, 1600
# Of the squared lengths of the directions; by five-fold cross-validation over senders.
_PENALTIES = {"types": 6e-5, "genders": 1e-4, "colours": 1e-4, "looks": 3e-5}
_OF_OFFSETS = 0.1  # they are held back less


def learn_phone_heads(
    photos: Sequence[PhonePhoto], words: Mapping[str, PhoneWords], embedder: Embedder, shop: np.ndarray
) -> PhoneHeads | None:
    """From those of the photos that have words, and the embeddings of a `shop`'s pictures; None where there are none
    of either."""
    told = [photo for photo in photos if photo.path.stem in words]
    if not told or not len(shop):
        return None
    bare = embedder.without_phone_heads()
    kept: list[PhoneWords] = []
    labels: list[tuple[str, ...]] = []
    outputs = []
    for start in tqdm(range(0, len(told), _BATCH), desc="phone photos", unit="batch", mininterval=2):
        loaded = [(photo, load_shrunk(photo.path, _LONG_SIDE)) for photo in told[start : start + _BATCH]]
        shown = [(photo, pixels) for photo, pixels in loaded if pixels is not None]
        outputs.append(bare.predict([pixels for _, pixels in shown]))
        kept += [words[photo.path.stem] for photo, _ in shown]
        labels += [photo.allowed for photo, _ in shown]
    embeddings = np.concatenate([output.embeddings for output in outputs])
    # Where a label and an eye quarrel, the label is right: who gave it had the garment in their hands.
    types = [
        tuple(word for word in one.types if word in label) or label for one, label in zip(kept, labels, strict=True)
    ]
    genders, colours = [one.genders for one in kept], [one.colours for one in kept]
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
            heads[kind] += (fit_word_head(those, embeddings, seen, allowed, _PENALTIES[kind]),)
    looks = tuple(look for look in (*PATTERNS, *KIND_LOOKS) if look in embedder.looks.looks)
    # As many of either: what is next to be sent is not known.
    some = shop[np.linspace(0, len(shop) - 1, min(len(shop), len(embeddings))).astype(np.intp)]
    taken = [True] * len(embeddings) + [False] * len(some)
    return PhoneHeads(
        heads,
        _logistic(looks, embeddings, [[photo.has(look) for photo in kept] for look in looks]),
        _logistic(("taken",), np.concatenate([embeddings, some]), [taken]),
    )


def fit_word_head(
    known: Sequence[str], embeddings: np.ndarray, seen: np.ndarray, allowed: np.ndarray, penalty: float
) -> WordHead:
    """From embeddings (n, dim) and the network's probabilities (n, known) of photos, and which words are right of
    each, (n, known) bool. A row without a right word says nothing; a word that is never right is seldom said then."""
    rows = allowed.any(axis=1)
    embeddings, allowed = embeddings[rows].astype(np.float64), allowed[rows]
    prior = np.log(np.maximum(seen[rows].astype(np.float64), LEAST))
    dim = embeddings.shape[1]

    def surprise(numbers: np.ndarray) -> tuple[float, np.ndarray]:
        sharpness, directions, offsets = _unpacked(numbers, dim)
        logits = sharpness * prior + embeddings @ directions + offsets
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances = weights / weights.sum(axis=1, keepdims=True)
        right = np.maximum((chances * allowed).sum(axis=1, keepdims=True), 1e-12)
        loss = -np.log(right).mean() + penalty * ((directions**2).sum() + _OF_OFFSETS * (offsets**2).sum())
        slope = (chances - chances * allowed / right) / max(1, len(right))
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
