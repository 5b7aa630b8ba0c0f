"""Types of shops in the network's words."""

from __future__ import annotations

import pytest

from recommender.index.filtering import types_meant
from recommender.ranking.type_words import of_garment, of_type, types_meant_by
from recommender.shop_words.type_words import types_called

KNOWN = frozenset({"tshirts", "shirts", "casual shoes", "sports shoes", "dresses", "jeans", "trousers"})


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("Women > Clothing > T-Shirts", "tshirts"),
        ("Camisetas", "tshirts"),
        ("Men's Trainers", "casual shoes|sports shoes"),
        ("Running Shoes", "sports shoes"),
        ("Polo Shirts", "tshirts"),
        ("Dress Shirts", "shirts"),
        ("Shirt Dresses", "dresses"),
        ("Hoodies & Sweatshirts", "sweatshirts"),
        ("Tops & T-shirts", "tops|tshirts"),
        ("Handbags, Wallets & Cases", "handbags|wallets"),
        (
            "Apparel & Accessories > Clothing > Shirts & Tops",
            "kurtas|shirts|sweaters|sweatshirts|tops|tshirts|tunics",
        ),
        ("Blusas y tops", "shirts|tops"),
        ("Knitwear", "sweaters"),
        ("Robes longues", "dresses"),
        ("Pantalones vaqueros", "jeans"),
        ("Pantalones cortos", "shorts"),
        ("Herrenhemden", "shirts"),
        ("Sommerkleider", "dresses"),
        ("Turnschuhe", "casual shoes|sports shoes"),
        ("Платья", "dresses"),
        ("女装/连衣裙", "dresses"),
        ("レディース > ワンピース", "dresses"),
        ("여성 > 셔츠", "shirts"),
        ("Odzież damska > Sukienki", "dresses"),
        ("نساء > فساتين", "dresses"),
        ("Belt Bags", "backpacks|clutches|duffel bag|handbags|laptop bag|messenger bag"),
        ("Sale", ""),
        ("New arrivals", ""),
        ("Varios", ""),
    ],
)
def test_what_shops_call_types(called: str, meant: str) -> None:
    """In English of another kind and in other languages; the last level of a path, the head noun of an English name."""
    assert types_called(called) == frozenset(meant.split("|") if meant else ())


def test_the_very_word_counts_before_what_it_may_mean() -> None:
    """Signs, number and path aside; a type of the network's is no other one, and what it does not know is none."""
    assert types_meant_by("Casual Shoes", KNOWN) == {"casual shoes"}
    assert types_meant_by("Men > T-Shirt", KNOWN) == {"tshirts"}
    assert types_meant_by("Zapatillas", KNOWN) == {"casual shoes", "sports shoes"}
    assert types_meant_by("Sarees", KNOWN) == frozenset()
    assert types_meant_by("top", KNOWN) == {"tshirts", "shirts"}  # a garment, told by a title


def test_probabilities_of_a_shops_words() -> None:
    """A word for several types is as likely as they are together, and none is less likely than the least."""
    told = {"casual shoes": 0.5, "sports shoes": 0.3, "tshirts": 0.1}
    assert of_type("Sneakers", told, KNOWN, 0.01) == pytest.approx(0.8)
    assert of_type("Vestidos", told, KNOWN, 0.01) == 0.01
    assert of_type("Sarees", told, KNOWN, 0.01) is None
    assert of_garment("Overshirts", told, 0.01) == pytest.approx(0.1)
    assert of_garment("Varios", told, 0.01) is None


def test_a_filter_by_the_networks_word_finds_the_shops() -> None:
    """Where the shop has no type of that name."""
    shop = ("Camisetas", "Vestidos", "Zapatillas")
    assert types_meant(shop, ("Tshirts",)) == ("Camisetas",)
    assert types_meant((*shop, "Tshirts"), ("tshirts",)) == ("Tshirts",)
    assert types_meant(shop, ("dress",)) == ("Vestidos",)
    assert types_meant(shop, ("Umbrellas",)) == ()
