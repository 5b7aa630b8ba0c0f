"""Types of catalogues onto the ten garments."""

from __future__ import annotations

import csv

import pytest

from recommender.taxonomy import GARMENT_TYPES, garment_of, is_wearable, neighbours
from tests.recommender.shared_data import shared_folder

# What each articleType of Fashion Product Images is.
ARTICLE_TYPES = {
    "top": """
        Tshirts, Shirts, Tops, Kurtas, Kurtis, Kurta Sets, Tunics, Sweaters, Sweatshirts, Innerwear Vests, Camisoles,
        Bra, Shapewear, Lounge Tshirts, Night suits, Clothing Set
    """,
    "outerwear": """
        Jackets, Rain Jacket, Nehru Jackets, Blazers, Suits, Waistcoat, Shrug, Tracksuits, Bath Robe, Robe
    """,
    "dress": """
        Dresses, Sarees, Lehenga Choli, Nightdress, Baby Dolls, Jumpsuit, Rompers, Swimwear
    """,
    "trousers": """
        Jeans, Trousers, Track Pants, Lounge Pants, Rain Trousers, Leggings, Jeggings, Tights, Capris, Churidar,
        Patiala, Salwar, Salwar and Dupatta
    """,
    "shorts": """
        Shorts, Lounge Shorts, Briefs, Boxers, Trunk
    """,
    "skirt": """
        Skirts
    """,
    "footwear": """
        Casual Shoes, Sports Shoes, Formal Shoes, Heels, Flats, Sandals, Sports Sandals, Flip Flops, Booties
    """,
    "bag": """
        Handbags, Backpacks, Clutches, Laptop Bag, Duffel Bag, Messenger Bag, Rucksacks, Trolley Bag, Waist Pouch,
        Mobile Pouch, Tablet Sleeve
    """,
    "headwear": """
        Caps, Hat, Headband
    """,
    "accessory": """
        Watches, Sunglasses, Belts, Wallets, Socks, Stockings, Ties, Ties and Cufflinks, Cufflinks, Scarves, Mufflers,
        Stoles, Dupatta, Gloves, Suspenders, Wristbands, Earrings, Pendant, Necklace and Chains, Ring, Bangle,
        Bracelet, Jewellery Set, Accessory Gift Set, Hair Accessory
    """,
    "not worn": """
        Perfume and Body Mist, Deodorant, Fragrance Gift Set, Lipstick, Lip Gloss, Lip Liner, Lip Care, Lip Plumper,
        Nail Polish, Nail Essentials, Kajal and Eyeliner, Eyeshadow, Mascara, Eye Cream, Foundation and Primer,
        Compact, Concealer, Highlighter and Blush, Makeup Remover, Face Moisturisers, Face Wash and Cleanser, Face
        Scrub and Exfoliator, Face Serum and Gel, Mask and Peel, Toner, Sunscreen, Body Lotion, Body Wash and Scrub,
        Hair Colour, Mens Grooming Kit, Beauty Accessory, Free Gifts, Travel Accessory, Water Bottle, Umbrellas, Key
        chain, Basketballs, Footballs, Ipad, Cushion Covers, Shoe Accessories, Shoe Laces
    """,
}


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


@pytest.mark.parametrize(("kind", "article_types"), ARTICLE_TYPES.items())
def test_article_types_of_the_dataset_have_their_garment(kind: str, article_types: str) -> None:
    """The dataset's own types are found, whatever their words would suggest."""
    for article_type in " ".join(article_types.split()).split(", "):
        assert garment_of(article_type) == ("accessory" if kind == "not worn" else kind), article_type
        assert is_wearable(article_type) == (kind != "not worn"), article_type


def test_every_type_of_the_real_catalogue_is_in_the_table() -> None:
    """No articleType of the dataset is read word by word without a check of what it comes to."""
    with (shared_folder("data/fashion-products-small") / "styles.csv").open(encoding="utf-8", newline="") as lines:
        types = {row["articleType"].casefold() for row in csv.DictReader(lines)}
    decided = {name for names in ARTICLE_TYPES.values() for name in " ".join(names.casefold().split()).split(", ")}
    assert types <= decided
    assert len(decided) == 143


def test_french_dresses_are_no_bathrobes() -> None:
    """ "Robe" is both: a plural alone, and a noun that comes first, are French."""
    french = ("Robes", "Femme > Vêtements > Robes", "Robe longue", "robe de soirée")
    english = ("Robe", "Bath robes", "Silk robe", "Bathrobes", "Robe de chambre", "Robes & Kimonos")
    assert {garment_of(each) for each in french} == {"dress"}
    assert {garment_of(each) for each in english} == {"outerwear"}
