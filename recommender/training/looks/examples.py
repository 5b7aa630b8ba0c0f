"""What looks are learnt from: embeddings of products and phone photos, with what is known of their looks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from recommender.looks import LOOKS, can_have, looks_named
from recommender.network.embedder import Embedder
from recommender.product import Product
from recommender.taxonomy import GarmentType, garment_of
from recommender.training.data import PhonePhoto, load_shrunk, phone_photo_batches
from recommender.training.labels import PHONE_LABELS, PHONE_LOOKS
from recommender.training.synthetic.augmentation import one_of, retaken

_BATCH = 16
_LONG_SIDE = 352  # pixels
_RETAKEN = 0.3  # of the products whose titles name a look


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
        again = [(p, retaken(photo, one_of(grounds, rng), rng)) for p, photo in named if rng.random() < _RETAKEN]
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
    for shown, pixels in phone_photo_batches(photos, _BATCH, _LONG_SIDE):
        parts.append(embedder.embed(pixels))
        kept += shown
    known = np.full((len(kept), len(LOOKS)), np.nan)
    for row, photo in enumerate(kept):
        has, lacks = PHONE_LOOKS.get(photo.label, ((), ()))
        known[row, [LOOKS.index(look) for look in has]] = 1
        known[row, [LOOKS.index(look) for look in lacks]] = 0
    return LookExamples(np.concatenate(parts), [_label_garment(photo.label) for photo in kept], known)


def _named(product: Product) -> list[float]:
    said = looks_named(product.title, product.garment)
    return [1.0 if look in said else np.nan for look in LOOKS]


def _label_garment(label: str) -> GarmentType:
    garments = [garment_of(type) for type in PHONE_LABELS[label]]
    return max(garments, key=garments.count)
