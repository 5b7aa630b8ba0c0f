"""From a catalogue's products to what their pictures show of outfits, with one pass over the pictures."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from recommender.errors import PhotoError
from recommender.network.embedder import Embedder
from recommender.outfits.places import place_of
from recommender.photo.decoding import load_photo
from recommender.product import Product
from recommender.training.outfits.strips_seen import DenimTeller, WornPiece, is_long, see_strips
from recommender.training.outfits.worn_strips import WornPicture, thigh_strip, worn_picture

_STRIPS_EACH = 3  # of different heights, cut from one piece to learn from
_HEIGHTS = (0.08, 0.25)  # as a share of the piece


def learn_denim(products: Iterable[Product], embedder: Embedder, seed: int = 1) -> DenimTeller:
    """From strips of the long trousers among these products."""
    rng = random.Random(seed)
    types: list[str] = []
    strips: list[np.ndarray] = []
    for product, photo in _photos([each for each in products if is_long(each.type)], "strips to learn from"):
        for _ in range(_STRIPS_EACH):
            strip = thigh_strip(photo, rng.uniform(*_HEIGHTS))
            if strip is not None:
                types.append(product.type)
                strips.append(strip)
    return DenimTeller.learned(types, embedder.embed(strips))


def gather_outfits(products: Iterable[Product], embedder: Embedder, denim: DenimTeller) -> list[WornPiece]:
    """What models wear with these products, where their pictures show it."""
    worn: list[tuple[Product, WornPicture]] = []
    for product, photo in _photos([each for each in products if place_of(each.type) is not None], "models"):
        picture = worn_picture(product.id, product.garment, photo)
        if picture is not None:
            worn.append((product, picture))
    return see_strips(worn, embedder, denim)


def embedded(products: Sequence[Product], embedder: Embedder) -> tuple[list[Product], np.ndarray]:
    """Those whose pictures can be read, and their embeddings, (n, dim)."""
    known: list[Product] = []
    parts: list[np.ndarray] = []
    for product, photo in _photos(products, "products"):
        known.append(product)
        parts.append(embedder.embed([photo]))
    return known, np.concatenate(parts)


def _photos(products: Iterable[Product], said: str) -> Iterator[tuple[Product, np.ndarray]]:
    for product in tqdm(list(products), desc=said, mininterval=2):
        try:
            yield product, load_photo(Path(product.image).read_bytes())
        except (PhotoError, OSError):
            continue
