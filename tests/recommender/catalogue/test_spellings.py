"""Names that are spelt in another way than the files, and prices that are none."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.catalogue.meaning.prices import price_of
from recommender.product import Product


@pytest.mark.parametrize(("on_disk", "in_file"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_pictures_composed_and_decomposed(tmp_path: Path, on_disk: str, in_file: str) -> None:
    """A Mac's archive beside a spreadsheet's names: folder and file are found however they are composed."""
    name = "Été/crème.jpg"
    path = tmp_path / unicodedata.normalize(on_disk, name)  # type: ignore[arg-type]
    path.parent.mkdir()
    path.write_bytes(b"x")
    csv = tmp_path / "products.csv"
    csv.write_text(f"id,title,image\n1,Crème,{unicodedata.normalize(in_file, name)}\n", encoding="utf-8")  # type: ignore[arg-type]
    (product,) = read_catalogue(csv)
    assert Path(product.image).is_file()


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "-5", "–5", "— 5 €", "-€5", "-Rs. 500", "- EUR 5", "39.90-", "1e5"]
)
def test_no_price(text: str) -> None:
    """Not a number, not finite, below nothing: with every dash, before the currency and behind the number."""
    with pytest.raises(ValueError, match="price"):
        price_of(text)


@pytest.mark.parametrize(
    ("text", "price"), [("CHF 1'299.–", 1299), ("1299.-", 1299), ("39,-", 39), ("T-shirt 39", 39), ("0", 0)]
)
def test_dashes_that_are_no_minus(text: str, price: float) -> None:
    """Whole sums, as Switzerland and Germany write them."""
    assert price_of(text)[0] == price


@pytest.mark.parametrize("price", [float("nan"), float("inf"), float("-inf"), -0.01, 1e12])
def test_a_product_has_a_price_or_none(price: float) -> None:
    """Whichever feed, index or database it comes from."""
    assert Product("1", "Tee", price=price).price is None
    assert Product("1", "Tee", price=0.0).price == 0.0
