"""What scripts and scrapers write, that no shop system does: names, nests and gaps of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.errors import CatalogueError
from recommender.product import Product

PICTURE = "https://a.example/1.jpg"


def in_json(folder: Path, *products: object) -> list[Product]:
    """What a list of these holds."""
    path = folder / "products.json"
    path.write_text(json.dumps(products), encoding="utf-8")
    return list(read_catalogue(path))


def in_csv(folder: Path, text: str) -> list[Product]:
    """What a table of this text holds."""
    path = folder / "products.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_catalogue(path))


def shirt(**changes: object) -> dict[str, object]:
    """A product as a script writes it."""
    return {"id": "1", "name": "Tarn shirt", "image": PICTURE, "price": 20} | changes


@pytest.mark.parametrize(
    "price",
    [
        {"mrp": 30, "selling_price": 20},
        {"original": "$30", "discounted": "$20"},
        {"regular": 30, "sale": 20},
        {"$numberInt": "20"},
        {"current": {"value": 20}, "previous": {"value": 30}},
    ],
)
def test_a_price_of_several_parts(tmp_path: Path, price: object) -> None:
    """What is to be paid, whatever it was before."""
    (product,) = in_json(tmp_path, shirt(price=price))
    assert product.price == 20.0


@pytest.mark.parametrize(
    "changes",
    [
        {"specifications": {"fit": "Slim", "color": "Plum"}},
        {"product_details": [{"Style Code": "7"}, {"Color": "Plum"}]},
        {"attributes": [{"name": "Fit", "value": "Slim"}, {"name": "Farbe", "value": "Plum"}]},
        {"variants": [{"size": "S", "color": "Plum"}, {"size": "M", "color": "Plum"}]},
        {"colors": [{"name": "Plum", "hex": "#501"}]},
        {"product_color": "Plum"},
    ],
)
def test_a_colour_among_attributes(tmp_path: Path, changes: dict[str, object]) -> None:
    """In a dict, in lists of pairs, of the variants, or in a column of a longer name."""
    (product,) = in_json(tmp_path, shirt(**changes))
    assert product.colour == "Plum"


def test_variants_of_no_platform(tmp_path: Path) -> None:
    """The lowest price, in stock if one is, the pictures of all."""
    variants = [
        {"color": "Sky", "price": "39", "stock": 0, "image": PICTURE},
        {"color": "Plum", "price": "35", "stock": 3, "image": "https://a.example/2.jpg"},
    ]
    (product,) = in_json(tmp_path, {"id": "1", "name": "Tarn skirt", "variants": variants})
    assert (product.price, product.in_stock, product.colour) == (35.0, True, "Sky, Plum")
    assert (product.image, product.additional_images) == (PICTURE, ("https://a.example/2.jpg",))
    (product,) = in_json(tmp_path, {"id": "1", "name": "Tarn skirt", "variants": variants[:1]})
    assert not product.in_stock


@pytest.mark.parametrize(("said", "in_stock"), [(True, False), (False, True), ("", True), ("No", True), ("1", False)])
def test_out_of_stock_says_the_opposite(tmp_path: Path, said: object, in_stock: bool) -> None:
    """A column that is called what it denies."""
    (product,) = in_json(tmp_path, shirt(out_of_stock=said))
    assert product.in_stock is in_stock


def test_a_file_without_ids(tmp_path: Path) -> None:
    """Each product has an id of its own, the same at every reading; what it costs is told."""
    path = tmp_path / "products.json"
    products = [{"name": name, "price": 20, "image": PICTURE} for name in ("Tarn shirt", "Fell coat")]
    path.write_text(json.dumps(products), encoding="utf-8")
    catalogue = read_catalogue(path)
    ids = [product.id for product in catalogue]
    assert len(set(ids)) == 2
    assert [product.id for product in read_catalogue(path)] == ids
    assert "no column holds ids" in " ".join(catalogue.advice)


def test_a_picture_that_is_not_on_this_disk_is_on_the_web(tmp_path: Path) -> None:
    """Of a dataset that comes with and without its pictures: the file if it is there, else the next column."""
    table = "ProductId,ProductTitle,Image,ImageURL\n1,Tarn shirt,1.jpg,https://a.example/1.jpg\n"
    (product,) = in_csv(tmp_path, table)
    assert (product.image, product.additional_images) == (PICTURE, ())
    (tmp_path / "1.jpg").write_bytes(b"x")
    (product,) = in_csv(tmp_path, table)
    assert (product.image, product.additional_images) == (str(tmp_path / "1.jpg"), ())


def test_names_that_resemble_the_usual_ones(tmp_path: Path) -> None:
    """A scraper's prefixes and a pandas index; what things cost before is not what they cost."""
    (product,) = in_csv(
        tmp_path,
        ",asin_ref,listing_title,old_price,sales_price,listing_photo,item_colour,seller_name\n"
        "0,B1,Tarn shirt,$30,$20,https://a.example/1.jpg,Plum,Fell\n",
    )
    assert (product.title, product.price, product.image, product.colour) == ("Tarn shirt", 20.0, PICTURE, "Plum")


def test_a_description_is_the_title_where_nothing_else_is(tmp_path: Path) -> None:
    """Some datasets call it so."""
    (product,) = in_csv(tmp_path, "sku,Description,image\n1,Tarn shirt,https://a.example/1.jpg\n")
    assert product.title == "Tarn shirt"
    with pytest.raises(CatalogueError, match="lacks the column title"):
        in_csv(tmp_path, "sku,colour,image\n1,Plum,https://a.example/1.jpg\n")


def test_a_list_of_pictures_that_was_cut_at_its_commas(tmp_path: Path) -> None:
    """Brackets and quotation marks are no part of an address."""
    pictures = ['["https://a.example/1.jpg"', '"https://a.example/2.jpg"]']
    (product,) = in_json(tmp_path, shirt(image="", images=pictures))
    assert (product.image, product.additional_images) == (PICTURE, ("https://a.example/2.jpg",))


def test_wix_counts_the_variants(tmp_path: Path) -> None:
    """Where they are counted, the product's own number is 0; those that are not shown do not count."""
    header = "handleId,fieldType,name,productImageUrl,price,visible,inventory\n"
    (product,) = in_csv(tmp_path, f"{header}p1,Product,Tarn top,a~mv2.jpg,80,true,0\np1,Variant,,,,true,8\n")
    assert product.in_stock
    (product,) = in_csv(tmp_path, f"{header}p1,Product,Tarn top,a~mv2.jpg,80,true,0\np1,Variant,,,,false,8\n")
    assert not product.in_stock
