"""Looks, learnt on a finished embedder: from the words of titles, and from the labels of phone photos.

Titles are incomplete. Where many name a look, every other product of such garments counts as one without it. What comes
out is how probable it is that a title *names* the look. Divided by how often titles name it where it is, that is how
probable the look *is* (Elkan & Noto, "Learning Classifiers from Only Positive and Unlabeled Data", KDD 2008). Where few
do, only labels and contrary words count: a long sleeve, learnt from phone photos, is seen in a shop's pictures too.

Products learn as the shop shows them and re-taken as a shopper might, or a T-shirt on a bed is a polo. Of looks of
which no label says anything, a shopper's photos are taken to show them as often as the shop's products of that garment.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from recommender.looks import LOOKS
from recommender.network.look_heads import LookHeads
from recommender.training.looks.examples import LookExamples

# From so many titles on that name a look, silence counts against it; a look that fewer photos show is not learnt.
_MANY, _FEW = 100, 30
# Said twice: what is graphic is printed, and short is what is neither long nor without sleeves.
_NOT_SEEN = ("graphic", "short sleeve")
_SLEEVES = frozenset({"sleeveless", "short sleeve", "long sleeve"})
_LABELLED = 2.0  # what a phone photo counts
_SCALE, _PENALTY = 16.0, 0.1  # of embeddings, whose values are a sixteenth; scikit-learn's C
_LEAST_NAMED = 0.2
_FARTHEST = 8.0  # log odds


def learn_looks(shop: LookExamples, re_taken: LookExamples, phone: LookExamples | None) -> LookHeads:
    """The heads of all looks of which enough is known."""
    found = [(look, *head) for look in LOOKS if look not in _NOT_SEEN and (head := _head(look, shop, re_taken, phone))]
    looks, directions, offsets, shopper_offsets, named = zip(*found, strict=True) if found else ((),) * 5
    dim = shop.embeddings.shape[1]
    ways = np.array(directions, dtype=np.float32).reshape(len(looks), dim)
    shop_s, shoppers, share = (np.array(part, dtype=np.float32) for part in (offsets, shopper_offsets, named))
    heads = LookHeads(tuple(looks), "", ways, shop_s, shoppers, share)
    return LookHeads.from_bytes(heads.to_bytes(), dim)  # with their version


def _head(
    look: str, shop: LookExamples, re_taken: LookExamples, phone: LookExamples | None
) -> tuple[np.ndarray, float, float, float] | None:
    """Direction, offsets of a shop's pictures and of shoppers', and the share that titles name."""
    from sklearn.linear_model import LogisticRegression

    place = LOOKS.index(look)
    of_garment = shop.can_have(look)
    names = shop.known[:, place] == 1
    by_titles = int(names.sum()) >= _MANY
    parts: list[tuple[np.ndarray, np.ndarray, float]] = []
    if by_titles:
        for one in (shop, re_taken):
            those = one.can_have(look)
            parts.append((one.embeddings[those], one.known[those, place] == 1, 1.0))
    else:
        contrary = np.zeros(len(names), dtype=bool)
        if look in _SLEEVES:
            contrary = (shop.known[:, [LOOKS.index(other) for other in _SLEEVES - {look}]] == 1).any(axis=1)
        those = of_garment & (names | contrary)
        parts.append((shop.embeddings[those], names[those], 1.0))
    labelled = np.zeros(0) if phone is None else phone.known[:, place]
    told = ~np.isnan(labelled)
    if phone is not None:
        parts.append((phone.embeddings[told], labelled[told] == 1, _LABELLED))
    if not by_titles and int((labelled == 1).sum()) < _FEW:
        return None
    embeddings, answers = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    weights = np.concatenate([np.full(len(part[1]), part[2]) for part in parts])
    if answers.all() or not answers.any():
        return None
    fitted = LogisticRegression(C=_PENALTY, max_iter=300, tol=1e-3).fit(embeddings * _SCALE, answers, weights)
    direction, offset = fitted.coef_[0] * _SCALE, float(fitted.intercept_[0])
    if not by_titles:
        return direction, offset, offset, 1.0
    seen = _sigmoid(shop.embeddings @ direction + offset)
    share = float(np.clip(seen[names].mean(), _LEAST_NAMED, 1.0))
    shopper_offset = offset
    if phone is not None and not told.any() and phone.can_have(look).any():
        those = phone.can_have(look)
        usual = {garment: seen[shop.garments == garment].mean() for garment in set(shop.garments)}
        wanted = float(np.mean([usual.get(garment, 0.0) for garment in phone.garments[those]]))
        logits = phone.embeddings[those] @ direction + offset
        shopper_offset += _shift(logits, wanted)
    return direction, offset, shopper_offset, share


def _shift(logits: np.ndarray, wanted: float) -> float:
    """What to add to the logits so that their probabilities' mean is as wanted."""

    def excess(shift: float) -> float:
        return float(_sigmoid(logits + shift).mean()) - wanted

    if excess(-_FARTHEST) >= 0 or excess(_FARTHEST) <= 0:
        return -_FARTHEST if excess(0.0) > 0 else _FARTHEST
    return float(brentq(excess, -_FARTHEST, _FARTHEST))


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))
