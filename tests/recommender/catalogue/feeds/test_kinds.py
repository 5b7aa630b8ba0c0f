"""What real shops' files do, whatever the platform: each test is one kind, in an invented file of the real form."""

# ruff: noqa: E501  (a header stands in one line, as it is exported)
from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.answers import LeftOutReason
from recommender.catalogue.catalogue import Catalogue
from tests.recommender.catalogue.feeds.test_tables import PICTURE, table


def document(folder: Path, value: object) -> Catalogue:
    """A catalogue of this JSON."""
    path = folder / "export.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return read_catalogue(path)


def test_values_protected_from_spreadsheets(tmp_path: Path) -> None:
    """WooCommerce writes '-1 for a draft, so that no spreadsheet takes it for a formula; a title may begin with one."""
    shirts = table(
        tmp_path,
        "ID,Type,SKU,Name,Published,Visibility in catalog,Regular price,Images",
        "1,simple,a,'47 cap,1,visible,20,@1",
        "2,simple,b,Draft,'-1,visible,20,@2",
        "3,simple,'+c,'@home shirt,1,visible,20,@3",
    )
    assert [product.title for product in shirts] == ["'47 cap", "@home shirt"]
    assert [entry.reason for entry in shirts.left_out] == [LeftOutReason.UNPUBLISHED]


def test_shopifys_metafields_in_the_shops_language(tmp_path: Path) -> None:
    """Their names are translated, the keys behind are not."""
    (shirt,) = table(
        tmp_path,
        "Handle,Title,Variant Price,Image Src,Färg (product.metafields.shopify.color-pattern),Avsett för (product.metafields.shopify.target-gender)",
        "skjorta,Skjorta,200,@1,blå; vit,herrar",
    )
    assert (shirt.colour, shirt.gender) == ("blå, vit", "herrar")


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            "ID,Type,SKU,Name,Published,Regular price,Images,Grouped products",
            ('9,grouped,set,Set,1,,@3,"a, id:2"', "1,simple,a,Hat,1,20,@1,", "2,simple,b,Scarf,1,15,@2,"),
        ),
        (
            "ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis,Bilder,Gruppierte Produkte",
            ("1,simple,a,Hat,1,20,@1,", "2,simple,b,Scarf,1,15,@2,", '9,grouped,set,Set,1,,@3,"a, b"'),
        ),
        (
            "sku,store_view_code,product_type,name,product_online,visibility,price,base_image,associated_skus",
            (
                'set,,grouped,Set,1,"Catalog, Search",,@3,"a=1.0000,b=2.0000"',
                'a,,simple,Hat,1,"Catalog, Search",20,@1,',
                "b,,simple,Scarf,1,Not Visible Individually,15,@2,",
            ),
        ),
    ],
    ids=["woocommerce", "translated", "magento"],
)
def test_a_set_costs_what_its_cheapest_part_does(tmp_path: Path, header: str, rows: tuple[str, ...]) -> None:
    """Grouped products have no price of their own, and may stand before their parts."""
    prices = {product.title: product.price for product in table(tmp_path, header, *rows)}
    assert prices["Set"] == 15
    assert prices["Hat"] == 20


def test_variations_of_products_without_numbers(tmp_path: Path) -> None:
    """A table for WooCommerce's import needs no ids: variations name their parent by its article number."""
    tees = table(
        tmp_path,
        "Type,SKU,Name,Published,Regular price,Images,Parent,Attribute 1 name,Attribute 1 value(s)",
        'variable,t1,Tee,1,,@1,,Color,"Red, Blue"',
        "variation,t1-r,Tee - Red,1,20,@2,t1,Color,Red",
        'variable,t2,Vest,1,,@3,,Color,"Red, Blue"',
        "variation,t2-r,Vest - Red,1,30,@4,t2,Color,Red",
    )
    assert [(product.title, product.price) for product in tees] == [("Tee", 20.0), ("Vest", 30.0)]


def test_magentos_list_of_products(tmp_path: Path) -> None:
    """What the list in the administration hands out: variants are invisible, stock is told by place, the type is none."""
    shirts = table(
        tmp_path,
        "ID,Thumbnail,Name,Type,Attribute Set,SKU,Price,Quantity per Source,Salable Quantity,Visibility,Status,Websites",
        '1, -,Shirt-45,Simple Product,Default,s-45,€64.99,"Main: 1, Supplier: 0","Main: 1, Supplier: 0",Not Visible Individually,Enabled,Shop',
        '2,@2,Shirt-46,Simple Product,Default,s-46,€64.99,"Main: 1","Main: 1",Not Visible Individually,Enabled,Shop',
        '3,@3,Shirt,Configurable Product,Default,s,€64.99, -,,"Catalog, Search",Enabled,Shop',
        '4,@4,Belt,Simple Product,Default,b,€19.99,"Main: 0, Supplier: 2","Main: 0, Supplier: 2","Catalog, Search",Enabled,Shop',
        '5,@5,Hat,Simple Product,Default,h,€9.99,"Main: 0, Supplier: 0","Main: 0, Supplier: 0","Catalog, Search",Enabled,Shop',
        '6,@6,Old hat,Simple Product,Default,o,€9.99,"Main: 1","Main: 1","Catalog, Search",Disabled,Shop',
    )
    assert [(product.id, product.price, product.in_stock, product.type) for product in shirts] == [
        ("s", 64.99, True, ""),
        ("b", 19.99, True, ""),
        ("h", 9.99, False, ""),
    ]
    assert shirts.format == "magento"
    assert [entry.reason for entry in shirts.left_out] == [LeftOutReason.UNPUBLISHED]


def test_options_in_columns_of_their_own(tmp_path: Path) -> None:
    """Etsy's variations, and whoever else writes an option's name in one column and its values in another."""
    etsy = table(
        tmp_path,
        "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,IMAGE1,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,VARIATION 2 NAME,VARIATION 2 VALUES,SKU",
        'Linen dress,x,49,EUR,3,linen,@1,Custom,Size,"S,M",Colour,"Sand,Plum",d',
    )
    assert [product.colour for product in etsy] == ["Sand, Plum"]
    anybody = table(tmp_path, "id,name,image,option_name_1,option_value_1", "1,Shirt,@1,Farbe,Blau | Rot")
    assert [product.colour for product in anybody] == ["Blau, Rot"]


def test_kinds_of_records_are_no_types(tmp_path: Path) -> None:
    """ "variable" says how WooCommerce keeps a product; the category says what it is."""
    (shirt,) = table(tmp_path, "id,name,image,type,categories", "1,Tarn,@1,variable,Shirts")
    assert shirt.type == "Shirts"


def test_article_numbers_are_missing_here_and_there(tmp_path: Path) -> None:
    """Not every product need have one; the id is made of what else there is then, and stays the same."""
    shirts = table(tmp_path, "SKU,Name,Images", "a,Shirt,@1", ",Dress,@2")
    first, second = shirts
    assert (first.id, len(second.id), shirts.left_out) == ("a", 16, ())
    assert [product.id for product in shirts] == [first.id, second.id]


@pytest.mark.parametrize(
    ("link", "template", "expected"),
    [
        ("/p/1", "https://shop.example/products/{id}", "https://shop.example/p/1"),
        ("shirts/1.html?a=b", "https://shop.example/{id}", "https://shop.example/shirts/1.html?a=b"),
        ("linen-shirt", "https://shop.example/{id}", "https://shop.example/7"),
        ("/p/1", "", ""),
        ("javascript:alert(1)/x", "https://shop.example/{id}", "https://shop.example/7"),
        ("n/a", "", ""),
    ],
)
def test_links_that_are_paths(tmp_path: Path, link: str, template: str, expected: str) -> None:
    """They lead into the shop, where the file or the admin says which that is; a word alone says nothing."""
    (shirt,) = table(tmp_path, "id,title,image,link", f"7,Shirt,@1,{link}", link_template=template)
    assert shirt.link == expected


def test_paths_below_the_feeds_own_address(tmp_path: Path) -> None:
    """A feed's own link, or a YML's own url, is the shop."""
    path = tmp_path / "feed"
    item = (
        "<item><id>1</id><title>Shirt</title><link>/p/1</link><image_link>https://a.example/1.jpg</image_link></item>"
    )
    path.write_text(f"<rss><channel><title>x</title><link>https://shop.example/</link>{item}{item}</channel></rss>")
    assert [product.link for product in read_catalogue(path)] == ["https://shop.example/p/1"]


def test_lists_by_gender(tmp_path: Path) -> None:
    """All that hold the like are the catalogue, and their names say what is in them."""
    shirt = {"id": 1, "name": "Tarn", "image": "https://a.example/1.jpg", "price": 20}
    questions = [{"q": "x", "a": "y"}] * 9
    shop = document(tmp_path, {"women": [shirt, shirt | {"id": 2}], "men": [shirt | {"id": 3}], "faq": questions})
    assert [(product.id, product.type, product.audience) for product in shop] == [
        ("1", "women", "Women"),
        ("2", "women", "Women"),
        ("3", "men", "Men"),
    ]
    deeper = {"women": {"dresses": [shirt]}, "men": {"shirts": [shirt | {"id": 2}], "shorts": [shirt | {"id": 3}]}}
    assert [(product.garment, product.audience) for product in document(tmp_path, {"catalog": deeper})] == [
        ("dress", "Women"),
        ("top", "Men"),
        ("shorts", "Men"),
    ]


def test_numbered_files_are_one_catalogue(tmp_path: Path) -> None:
    """Shopify splits large exports, and pages of an API are kept as files; a fault is told with its file."""
    header = "Handle,Title,Variant Price,Image Src\n"
    (tmp_path / "products_export_1.csv").write_text(f"{header}a,Shirt,20,https://a.example/1.jpg\n")
    (tmp_path / "products_export_2.csv").write_text(f"{header}b,Dress,30,https://a.example/2.jpg\nc,Hat,9,\n")
    shop = read_catalogue(tmp_path)
    assert [product.id for product in shop] == ["a", "b"]
    assert [entry.where for entry in shop.left_out] == ["products_export_2.csv, line 3"]


def test_which_currency_is_asked_for(tmp_path: Path) -> None:
    """Only where there are prices, and none is said."""
    header = "Handle,Title,Variant Price,Image Src"
    shop = table(tmp_path, header, "a,Shirt,20,@1")
    assert [product.currency for product in shop] == [""]
    assert [each for each in shop.advice if 'currency = "EUR"' in each]
    assert table(tmp_path, header, "a,Shirt,20,@1", currency="EUR").advice == ()
    assert PICTURE.format(1) in [product.image for product in table(tmp_path, "id,title,image", "1,Shirt,@1")]
    assert table(tmp_path, "id,title,image", "1,Shirt,@1").advice == ()
