"""Heads for phone photos, learnt from words given by eye, and the table of these words."""

from __future__ import annotations

from collections import Counter

import numpy as np

from recommender.looks import LOOKS
from recommender.network.embedder import Embedder
from recommender.training.phone_words.learning import LabelledPhotos, fit_word_head
from recommender.training.phone_words.table import KIND_LOOKS, PATTERNS, words_of_photos

KNOWN = ("Jeans", "Leggings", "Tights", "Watches")


def test_what_several_words_allow_is_learnt() -> None:
    """A network that calls all trousers jeans learns which are leggings or tights, by where they lie; watches, which
    it is not taught of, keep their probability, and photos that nothing is known of change nothing."""
    rng = np.random.default_rng(3)
    embeddings = rng.normal(size=(300, 4))
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    seen = np.tile([0.7, 0.1, 0.1, 0.1], (300, 1)).astype(np.float32)
    is_jeans = embeddings[:, 1] > 0
    allowed = np.where(is_jeans[:, None], [True, False, False], [False, True, True])
    head = fit_word_head(KNOWN[:3], embeddings[:200], seen[:200, :3], allowed[:200], 1e-4)
    found = head.corrected(KNOWN, seen[200:], embeddings[200:])
    assert ((found[:, 0] > 0.45) == is_jeans[200:]).mean() > 0.9
    np.testing.assert_allclose(found[:, 3], 0.1, atol=1e-6)
    allowed[200:] = False
    silent = fit_word_head(KNOWN[:3], embeddings, seen[:, :3], allowed, 1e-4)
    np.testing.assert_allclose(silent.directions, head.directions, atol=1e-3)


def test_weights_count_as_so_many_photos() -> None:
    """A photo with weight three says what three of it would."""
    rng = np.random.default_rng(5)
    embeddings, seen = rng.normal(size=(40, 4)), np.full((40, 2), 0.5)
    allowed = np.eye(2, dtype=bool)[rng.integers(0, 2, 40)]
    weights = np.where(np.arange(40) < 10, 3.0, 1.0)
    rows = np.repeat(np.arange(40), weights.astype(np.intp))
    weighed = fit_word_head(KNOWN[:2], embeddings, seen, allowed, 1e-2, weights)
    repeated = fit_word_head(KNOWN[:2], embeddings[rows], seen[rows], allowed[rows], 1e-2)
    np.testing.assert_allclose(weighed.directions, repeated.directions, atol=1e-3)


def test_few_polos_say_as_much_as_many_t_shirts() -> None:
    """Of photos whose label is enough, each label has the same weight; of other words they say nothing."""
    types = ("Tshirts",) * 5 + ("Jeans",)
    labels = ("T-Shirt",) * 4 + ("Polo", "Jeans")
    photos = LabelledPhotos(labels, types, np.eye(6), np.full((6, 3), 1 / 3))
    found = photos.among(("Sweaters", "Tshirts"), (2, 0))
    assert found is not None
    embeddings, seen, allowed, weights = found
    assert (embeddings.shape, seen.shape) == ((5, 6), (5, 2))
    assert allowed.tolist() == [[False, True]] * 5
    assert weights.tolist() == [1, 1, 1, 1, 4]
    assert photos.among(("Heels",), (1,)) is None


def test_the_table() -> None:
    """Every word that was given leads to words of the catalogue that the shipped embedder knows, and of each pattern
    and gender there are enough photos to learn from."""
    embedder, photos = Embedder.load(), words_of_photos().values()
    for photo in photos:
        assert set(photo.types) & set(embedder.types)
        assert set(photo.genders) <= set(embedder.genders)
        assert set(photo.colours) <= set(embedder.colours)
        assert photo.pattern in PATTERNS
    assert set(PATTERNS) | set(KIND_LOOKS) <= set(LOOKS)
    assert min(Counter(photo.pattern for photo in photos).values()) >= 50
    assert min(Counter(photo.gender for photo in photos).values()) > 100
    assert [next(iter(photos)).has(look) for look in PATTERNS].count(True) == 1
