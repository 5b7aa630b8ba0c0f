"""Small files in each platform's real form, and their right products: `cases/expected.json` says why each is here.

The files are invented; the forms are those of real ones.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from recommender import read_catalogue
from recommender.answers import Filters, LeftOutReason
from recommender.index.filtering import admitted
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.product import Product

CASES = Path(__file__).parent / "cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))
FIELDS = ("title", "link", "image", "price", "currency", "gender", "type", "colour", "in_stock", "brand")


def path_of(case: str) -> Path:
    """Where the case's file is, in one of the folders."""
    (found,) = CASES.glob(f"*/{case}")
    return found


def seen(product: Product, wanted: dict[str, Any]) -> dict[str, Any]:
    """The product's fields in the form of the expectations."""
    found = {field: getattr(product, field) for field in FIELDS}
    image = str(wanted["image"]).replace("{media}", "")
    if product.image.endswith(image):
        found["image"] = wanted["image"]  # a path on this disk, or on the shop's server
    if product.colour.casefold() == str(wanted["colour"]).casefold():
        found["colour"] = wanted["colour"]
    return found


@pytest.mark.parametrize("case", EXPECTED)
def test_all_products_are_right_in_every_field(case: str) -> None:
    """Just these products, with title, link, picture, price, currency, gender, type, colour, stock and brand."""
    if case.endswith(".parquet") and find_spec("pyarrow") is None:
        pytest.skip("Parquet is an extra: pyarrow is not installed")
    expected = EXPECTED[case]
    products = {product.id: product for product in read_catalogue(path_of(case))}
    wanted = {product.pop("id"): product for product in (dict(each) for each in expected["products"])}
    garments = expected.get("garments", {})
    assert set(products) == set(wanted)
    assert {key: products[key].garment for key in garments} == garments
    if not garments:  # of those the type's text is free
        assert {key: seen(product, wanted[key]) for key, product in products.items()} == wanted


@pytest.mark.parametrize(
    ("case", "unpublished", "others"),
    [
        ("08_shopify.csv", 2, 0),
        ("09_shopify_2025.csv", 1, 0),
        ("11_woocommerce.csv", 2, 0),
        ("13_magento2.csv", 1, 0),
        ("14_prestashop.csv", 1, 1),
        ("15_bigcommerce.csv", 1, 0),
        ("16_wix.csv", 1, 0),
        ("01_google_rss.xml", 0, 1),
    ],
)
def test_what_is_not_shown_is_no_fault(case: str, unpublished: int, others: int) -> None:
    """Drafts, archived, hidden and disabled products are counted as such; rows of variants and pictures as nothing."""
    left_out = [entry.reason for entry in read_catalogue(path_of(case)).left_out]
    assert left_out.count(LeftOutReason.UNPUBLISHED) == unpublished
    assert len(left_out) == unpublished + others


def test_a_shoppers_women_finds_every_shops() -> None:
    """Google's female, Ladieswear, Damen: what a shopper who says women or men is shown."""
    products = list(read_catalogue(path_of("30_genders.csv")))
    table = ProductTable.of([IndexedProduct(product, PictureFingerprint(product.id)) for product in products])
    for asked, ids in EXPECTED["30_genders.csv"]["finds"].items():
        allowed = admitted(table, Filters(gender=asked))
        assert allowed is not None
        assert [product.id for row, product in enumerate(products) if allowed[row]] == ids


def test_pictures_and_groups_are_kept() -> None:
    """Every picture of a product, the first as the main one, and what its variants share."""
    (shirt, *_) = read_catalogue(path_of("01_google_rss.xml"))
    assert shirt.additional_images == ("https://img.nordlicht.example/1b.jpg", "https://img.nordlicht.example/1c.jpg")
    assert shirt.group_id == "FJ"
    (tarn, *_) = read_catalogue(path_of("08_shopify.csv"))
    assert [Path(picture).name for picture in (tarn.image, *tarn.additional_images)] == [
        "tarn-front.jpg?v=1",
        "tarn-back.jpg?v=2",
        "tarn-detail.jpg?v=1",
    ]


def test_settings_say_what_no_file_does() -> None:
    """The prices' currency, and where a server's pictures are; an advice says which setting is missing."""
    (hoodie, *_) = catalogue = read_catalogue(path_of("13_magento2.csv"))
    assert hoodie.image == "/l/k/lk01.jpg"
    assert ["image_base" in catalogue.advice[0], 'currency = "EUR"' in catalogue.advice[1]] == [True, True]
    told = read_catalogue(
        path_of("13_magento2.csv"), currency="GBP", image_base="https://loch.example/media/catalog/product/"
    )
    (hoodie, *_) = told
    assert hoodie.image == "https://loch.example/media/catalog/product/l/k/lk01.jpg"
    assert hoodie.currency == "GBP"
    assert told.advice == ()
