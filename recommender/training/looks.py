"""Looks, learnt on a finished embedder: from the words of titles, and from the labels of phone photos.

Titles are incomplete. Where many name a look, every other product of such garments counts as one without it, and what
comes out is how probable it is that a title *names* the look; divided by how often titles do of what they name, it is
how probable the look *is* (Elkan & Noto, "Learning Classifiers from Only Positive and Unlabeled Data", KDD 2008). Where
few do, only labels and contrary words count: a long sleeve, learnt from phone photos, is seen in a shop's pictures too.

Products learn as the shop shows them and re-taken as a shopper might, or a T-shirt on a bed is a polo. Of looks of
which no label says anything, a shopper's photos are taken to show them as often as the shop's products of that garment.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from tqdm import tqdm

from recommender.looks import LOOKS, can_have, looks_named
from recommender.network.embedder import Embedder
from recommender.network.look_heads import LookHeads
from recommender.product import Product
from recommender.taxonomy import GarmentType, garment_of
from recommender.training.data import PhonePhoto, load_shrunk
from recommender.training.labels import PHONE_LABELS, PHONE_LOOKS
from recommender.training.synthetic.augmentation import retaken

_BATCH = 16
_LONG_SIDE = 352  # pixels
# From so many titles on that name a look, silence counts against it; a look that fewer photos show is not learnt.
_MANY, _FEW = 100, 30
# Said twice: what is graphic is printed, and short is what is neither long nor without sleeves.
_NOT_SEEN = ("graphic", "short sleeve")
_SLEEVES = frozenset({"sleeveless", "short sleeve", "long sleeve"})
_RETAKEN = 0.3  # of the products whose titles name a look
_LABELLED = 2.0  # what a phone photo counts
_SCALE, _PENALTY = 16.0, 0.1  # of embeddings, whose values are a sixteenth; scikit-learn's C
_LEAST_NAMED = 0.2
_FARTHEST = 8.0  # log odds


class LookExamples:
    """Embeddings of products or phone photos, with what is known of their looks: yes, no, or (NaN) nothing."""

    def __init__(self, embeddings: np.ndarray, garments: Sequence[GarmentType], known: np.ndarray) -> None:
        self.embeddings, self.garments, self.known = embeddings, np.array(garments), known

    def can_have(self, look: str) -> np.ndarray:
        return np.array([can_have(look, garment) for garment in self.garments], dtype=bool)


def product_examples(
    products: Sequence[Product], embedder: Embedder, grounds: Sequence[np.ndarray], seed: int = 3
) -> tuple[LookExamples, LookExamples]:
    """The products as the shop shows them, and some whose titles name a look re-taken on a ground."""
    rng = np.random.default_rng(seed)
    parts: tuple[list[np.ndarray], list[np.ndarray]] = [], []
    kept: tuple[list[Product], list[Product]] = [], []
    for start in tqdm(range(0, len(products), _BATCH), desc="products", unit="batch", mininterval=2):
        loaded = [(p, load_shrunk(Path(p.image), _LONG_SIDE)) for p in products[start : start + _BATCH]]
        shown = [(product, photo) for product, photo in loaded if photo is not None]
        named = [(product, photo) for product, photo in shown if looks_named(product.title, product.garment)]
        again = [(product, _retaken(photo, grounds, rng)) for product, photo in named if rng.random() < _RETAKEN]
        for place, pairs in enumerate((shown, again)):
            parts[place].append(embedder.embed([photo for _, photo in pairs]))
            kept[place].extend(product for product, _ in pairs)
    shop, re_taken = (
        LookExamples(np.concatenate(part), [p.garment for p in those], np.array([_named(p) for p in those]))
        for part, those in zip(parts, kept, strict=True)
    )
    return shop, re_taken


def phone_examples(photos: Sequence[PhonePhoto], embedder: Embedder) -> LookExamples:
    """Phone photos, with the looks that their labels have or cannot have."""
    kept, parts = [], []
    for start in tqdm(range(0, len(photos), _BATCH), desc="phone photos", unit="batch", mininterval=2):
        loaded = [(photo, load_shrunk(photo.path, _LONG_SIDE)) for photo in photos[start : start + _BATCH]]
        shown = [(photo, pixels) for photo, pixels in loaded if pixels is not None]
        parts.append(embedder.embed([pixels for _, pixels in shown]))
        kept += [photo for photo, _ in shown]
    known = np.full((len(kept), len(LOOKS)), np.nan)
    for row, photo in enumerate(kept):
        has, lacks = PHONE_LOOKS.get(photo.label, ((), ()))
        known[row, [LOOKS.index(look) for look in has]] = 1
        known[row, [LOOKS.index(look) for look in lacks]] = 0
    return LookExamples(np.concatenate(parts), [_label_garment(photo.label) for photo in kept], known)


def learn_looks(shop: LookExamples, re_taken: LookExamples, phone: LookExamples | None) -> LookHeads:
    """The heads of all looks of which enough is known."""
    found = [(look, *head) for look in LOOKS if look not in _NOT_SEEN and (head := _head(look, shop, re_taken, phone))]
    looks, directions, offsets, shopper_offsets, named = zip(*found, strict=True) if found else ((),) * 5
    dim = shop.embeddings.shape[1]
    numbers = (np.array(part, dtype=np.float32) for part in (offsets, shopper_offsets, named))
    heads = LookHeads(tuple(looks), "", np.array(directions, dtype=np.float32).reshape(len(looks), dim), *numbers)
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


def _retaken(photo: np.ndarray, grounds: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    return retaken(photo, grounds[int(rng.integers(len(grounds)))] if grounds else None, rng)


def _shift(logits: np.ndarray, wanted: float) -> float:
    """What to add to the logits so that their probabilities' mean is as wanted."""

    def excess(shift: float) -> float:
        return float(_sigmoid(logits + shift).mean()) - wanted

    if excess(-_FARTHEST) >= 0 or excess(_FARTHEST) <= 0:
        return -_FARTHEST if excess(0.0) > 0 else _FARTHEST
    return float(brentq(excess, -_FARTHEST, _FARTHEST))


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def _named(product: Product) -> list[float]:
    said = looks_named(product.title, product.garment)
    return [1.0 if look in said else np.nan for look in LOOKS]


def _label_garment(label: str) -> GarmentType:
    garments = [garment_of(type) for type in PHONE_LABELS[label]]
    return max(garments, key=garments.count)
