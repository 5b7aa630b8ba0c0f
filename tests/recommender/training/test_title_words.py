"""The words that a shop tells of its products: which are learned, and which are told of which."""

from __future__ import annotations

import numpy as np

from recommender.product import Product
from recommender.training.title_words import frequent_title_words, title_word_targets

SHIRTS = [
    Product("1", "Acme Men's STRIPED Shirt", extra={"season": "Summer", "year": "2012"}),
    Product("2", "Acme striped striped polo", extra={"season": "Winter", "year": ""}),
    Product("3", "Plain Hemd für Männer", extra={"season": "Summer"}),
]


def test_what_is_told_often_enough() -> None:
    """Words of titles in any case and script, once per product, and what else the catalogue has, under its name."""
    assert frequent_title_words(SHIRTS, 2) == ("acme", "season: Summer", "striped")
    assert {"männer", "season: Winter", "polo", "year: 2012"} < set(frequent_title_words(SHIRTS, 1))
    assert not any(word.startswith("year") for word in frequent_title_words(SHIRTS[1:], 1))
    assert frequent_title_words([], 1) == ()


def test_what_is_told_of_which() -> None:
    """A row a product, a column a word; words that nobody learns are passed over."""
    told = title_word_targets(SHIRTS, ("acme", "season: Summer", "striped"))
    np.testing.assert_array_equal(told, [[1, 1, 1], [1, 0, 1], [0, 1, 0]])
    assert title_word_targets(SHIRTS, ()).shape == (3, 0)
