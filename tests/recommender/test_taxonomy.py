"""Types of catalogues onto the ten garments."""

from __future__ import annotations

import csv

import pytest

from recommender.taxonomy import GARMENT_TYPES, garment_of, is_wearable, neighbours
from tests.recommender.shared_data import shared_folder

# One line per articleType of Fashion Product Images that tells a decision, not the table again.
DECISIONS = {
    "Tshirts": "top",
    "Sweatshirts": "top",
    "Kurta Sets": "top",
    "Bra": "top",
    "Jackets": "outerwear",
    "Waistcoat": "outerwear",
    "Nehru Jackets": "outerwear",
    "Sarees": "dress",
    "Jumpsuit": "dress",
    "Track Pants": "trousers",
    "Capris": "trousers",
    "Briefs": "shorts",
    "Skirts": "skirt",
    "Flip Flops": "footwear",
    "Mobile Pouch": "bag",
    "Caps": "headwear",
    "Wallets": "accessory",
    "Socks": "accessory",
    "Perfume and Body Mist": "accessory",
}


@pytest.mark.parametrize(("article_type", "garment"), DECISIONS.items())
def test_article_types_of_the_dataset_have_their_garment(article_type: str, garment: str) -> None:
    """The dataset's own types are found by name, whatever their words would suggest."""
    assert garment_of(article_type) == garment


@pytest.mark.parametrize(
    ("free_text", "garment"),
    [
        ("Men's running shoes", "footwear"),
        ("sneakers", "footwear"),
        ("hoodie", "top"),
        ("Hoodies & Sweatshirts", "top"),
        ("chinos", "trousers"),
        ("puffer jacket", "outerwear"),
        ("jeans (slim)", "trousers"),
        ("T-Shirt", "top"),
        ("MEN’S T-SHIRTS", "top"),
        ("dress shirt", "top"),
        ("shirt dress", "dress"),
        ("shirtdress / midi dress", "dress"),
        ("dress shoes", "footwear"),
        ("polo shirt short sleeve", "top"),
        ("dress long sleeve", "dress"),
        ("skirt, maxi", "skirt"),
        ("shorts", "shorts"),
        ("shirt with hood", "top"),
        ("Handbag for dresses", "bag"),
        ("Shoes, running", "footwear"),
        ("Women > Clothing > Dresses", "dress"),
        ("Apparel/Shoes/Boots", "footwear"),
        ("Accessories > Hats", "headwear"),
        ("Flip-Flops", "footwear"),
        ("scarves", "accessory"),
        ("puffer vest", "outerwear"),
        ("Crêpe blouse", "top"),
        ("high top", "footwear"),
        ("bow ties", "accessory"),
        ("", "accessory"),
        ("   ", "accessory"),
        ("Gizmo", "accessory"),
        ("👗", "accessory"),
        ("x " * 100_000, "accessory"),
    ],
)
def test_free_text_is_read_by_its_head_noun(free_text: str, garment: str) -> None:
    """Types of other catalogues, singular or plural, with possessives, asides and paths, come to the right garment."""
    assert garment_of(free_text) == garment


@pytest.mark.parametrize(
    "type_", ["Lipstick", "Perfume and Body Mist", "Footballs", "eau de parfum 50 ml", "Shoe Laces"]
)
def test_what_nobody_wears_is_told_apart(type_: str) -> None:
    """Goods sold beside clothes are known not to be wearable, and still have a garment to be filed under."""
    assert not is_wearable(type_)
    assert garment_of(type_) == "accessory"


@pytest.mark.parametrize("type_", ["Tshirts", "Watches", "Accessory Gift Set", "", "Gizmo"])
def test_unknown_types_have_the_benefit_of_the_doubt(type_: str) -> None:
    """Garments, and types that nothing is known of, count as wearable."""
    assert is_wearable(type_)


def test_neighbours_are_symmetric_and_never_the_garment_itself() -> None:
    """Whoever is taken for another may be taken for it in turn."""
    for garment in GARMENT_TYPES:
        assert garment not in neighbours(garment)
        for other in neighbours(garment):
            assert garment in neighbours(other)


def test_every_type_of_the_real_catalogue_is_in_the_table() -> None:
    """No articleType of the dataset falls through to the word-by-word reading, where it would be guessed."""
    from recommender.taxonomy import _article_types

    with (shared_folder("data/fashion-products-small") / "styles.csv").open(encoding="utf-8", newline="") as lines:
        types = {row["articleType"].casefold() for row in csv.DictReader(lines)}
    assert types <= _article_types().keys()
    assert len(_article_types()) == 143
