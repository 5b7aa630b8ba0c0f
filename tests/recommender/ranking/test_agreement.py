"""How far an answer agrees with what was recognised, in the words of the shop."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.answers import Attributes, Guess
from recommender.colours import passes_for
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.product import Product
from recommender.protocols import ConfidenceThresholds
from recommender.ranking.agreement import agreement
from recommender.ranking.ranking import KnownWords, confidence_of

KNOWN = KnownWords.of(["Shirts", "Jeans"], ["Men", "Women", "Unisex"], ["Blue", "Navy Blue", "Red"])
SEEN = Attributes(
    type=(Guess("Shirts", 0.8), Guess("Jeans", 0.2)),
    gender=(Guess("Men", 0.6), Guess("Women", 0.3), Guess("Unisex", 0.1)),
    colour=(Guess("Blue", 0.5), Guess("Navy Blue", 0.3), Guess("Red", 0.2)),
)


def _table(*words: tuple[str, str, str]) -> ProductTable:
    products = [Product(str(n), f"t{n}", type=t, gender=g, colour=c) for n, (t, g, c) in enumerate(words)]
    return ProductTable.of([IndexedProduct(product, PictureFingerprint(product.id)) for product in products])


def test_by_hand() -> None:
    """For each hit the product of what its words are worth, on average: near colours count together, and what is for
    everybody suits everyone."""
    table = _table(("Shirts", "Men", "Blue"), ("Jeans", "Unisex", "Red"))
    assert agreement(table.columns(np.array([0], int)), SEEN, KNOWN) == pytest.approx(0.8 * (0.6 + 0.1) * (0.5 + 0.3))
    assert agreement(table.columns(np.array([1], int)), SEEN, KNOWN) == pytest.approx(0.2 * 1.0 * 0.2)
    assert agreement(table.columns(np.array([0, 1], int)), SEEN, KNOWN) == pytest.approx((0.448 + 0.04) / 2)


def test_what_is_not_known() -> None:
    """A word that the network does not know agrees; where it knows no type, or has seen none, there is no telling."""
    table = _table(("Shirts", "", "Plaid"), ("Spacesuit", "Men", "Blue"), ("", "Men", "Blue"))
    assert agreement(table.columns(np.array([0], int)), SEEN, KNOWN) == pytest.approx(0.8)
    assert agreement(table.columns(np.array([1, 2], int)), SEEN, KNOWN) is None
    assert agreement(table.columns(np.array([0, 1], int)), SEEN, KNOWN) == pytest.approx(0.8)
    assert agreement(table.columns(np.array([0], int)), Attributes(), KNOWN) is None
    assert agreement(table.columns(np.array([], int)), SEEN, KNOWN) is None


def test_colours_that_pass_for_each_other() -> None:
    """Both ways round, in any case, and what a room's light does not tell apart; black is not white."""
    assert passes_for("Maroon", "red")
    assert passes_for("Red", "Maroon")
    assert passes_for("NAVY BLUE", "Black")
    assert not passes_for("Black", "White")
    assert passes_for("a shop's own", "A shop's own")


def test_close_is_what_agrees() -> None:
    """Where it was calibrated the agreement decides, each kind of photo by its own, however far or near; else, or where
    it is not known, distance does."""
    calibrated = ConfidenceThresholds(exact=0.01, close=0.1, agreement=0.6, studio_agreement=0.7)
    assert confidence_of([0.5], calibrated, agreement=0.6) == "close"
    assert confidence_of([0.05], calibrated, agreement=0.59) == "loose"
    assert confidence_of([0.5], calibrated, agreement=0.6, studio=True) == "loose"
    assert confidence_of([0.5], calibrated, agreement=0.7, studio=True) == "close"
    assert confidence_of([0.5], calibrated, agreement=0.42, is_instance=True) == "close"
    assert confidence_of([0.5], calibrated, agreement=0.41, is_instance=True) == "loose"
    assert confidence_of([0.01], calibrated, agreement=0.1) == "exact"
    assert confidence_of([0.05], calibrated) == "close"
    assert confidence_of([0.5], ConfidenceThresholds(exact=0.01, close=0.1), agreement=0.9) == "loose"
