"""What Shopify's and WooCommerce's own JSON means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.catalogue.catalogue import Catalogue, read_catalogue
from recommender.product import Product


def catalogue(folder: Path, value: object, name: str) -> Catalogue:
    """Of a file that holds this; it is recognised as this platform's."""
    path = folder / "export"
    path.write_text(json.dumps(value), encoding="utf-8")
    found = read_catalogue(path)
    assert found.format == name
    return found


def shopify(**changes: object) -> dict[str, object]:
    """A product as /products.json has it."""
    return {
        "id": 7,
        "title": "Tarn shirt",
        "handle": "tarn-shirt",
        "vendor": "Fell",
        "product_type": "Shirts",
        "tags": ["New"],
        "variants": [{"id": 1, "price": "20.00", "compare_at_price": "30.00", "available": True}],
        "images": [{"src": "https://cdn.example/1.jpg", "position": 1}],
        "options": [{"name": "Title", "values": ["Default Title"]}],
    } | changes


def test_a_shopify_product(tmp_path: Path) -> None:
    """The lowest price, in stock if a variant is, the colours of its option, all pictures by their position."""
    variants = [{"price": "22.00", "available": False}, {"price": "20.00", "available": True}]
    images = [{"src": "//cdn.example/2.jpg", "position": 2}, {"src": "https://cdn.example/1.jpg", "position": 1}]
    options = [{"name": "Farbe", "values": ["Sky", "Plum"]}, {"name": "Size", "values": ["S"]}]
    shop = {
        "currency": "SEK",
        "url": "https://fell.example/",
        "products": [shopify(variants=variants, images=images, options=options)],
    }
    assert list(catalogue(tmp_path, shop, "shopify")) == [
        Product(
            id="tarn-shirt",
            title="Tarn shirt",
            link="https://fell.example/products/tarn-shirt",
            image="https://cdn.example/1.jpg",
            additional_images=("https://cdn.example/2.jpg",),
            price=20.0,
            currency="SEK",
            type="Shirts",
            colour="Sky, Plum",
            brand="Fell",
        )
    ]


@pytest.mark.parametrize(
    ("variant", "is_there"),
    [
        ({"available": False}, False),
        ({"inventory_management": "shopify", "inventory_policy": "deny", "inventory_quantity": 0}, False),
        ({"inventory_management": "shopify", "inventory_policy": "deny", "inventory_quantity": 2}, True),
        ({"inventory_management": "shopify", "inventory_policy": "continue", "inventory_quantity": -3}, True),
        ({"inventory_management": None, "inventory_policy": "deny", "inventory_quantity": 0}, True),
        ({}, True),
    ],
)
def test_what_shopify_has_in_stock(tmp_path: Path, variant: dict[str, object], is_there: bool) -> None:
    """By its own word, else by the count, where there is one and nothing is sold beyond it."""
    (product,) = catalogue(tmp_path, [shopify(variants=[{"price": "5"} | variant])], "shopify")
    assert product.in_stock is is_there


def test_what_shopify_does_not_show(tmp_path: Path) -> None:
    """Drafts, archived and unpublished products are no faults, and not shown."""
    hidden = [shopify(status="draft"), shopify(status="archived"), shopify(published_at=None)]
    found = catalogue(tmp_path, {"products": [*hidden, shopify(status="active", published_at="2025-01-01")]}, "shopify")
    assert [product.id for product in found] == ["tarn-shirt"]
    assert [each.reason.value for each in found.left_out] == ["not published"] * 3


def test_shopify_as_graphql_tells_it(tmp_path: Path) -> None:
    """Lists are edges and nodes, prices are objects."""
    node = {
        "id": "gid://shopify/Product/1",
        "title": "Beck hat",
        "handle": "beck-hat",
        "productType": "Hats",
        "vendor": "Fell",
        "onlineStoreUrl": "https://fell.example/products/beck-hat",
        "options": [{"name": "Color", "values": ["Tan"]}],
        "images": {"edges": [{"node": {"url": "https://cdn.example/h.jpg"}}]},
        "variants": {"nodes": [{"availableForSale": False, "price": {"amount": "9.5", "currencyCode": "EUR"}}]},
    }
    (product,) = catalogue(tmp_path, {"data": {"products": {"edges": [{"node": node}]}}}, "shopify")
    assert (product.id, product.price, product.currency, product.in_stock) == ("beck-hat", 9.5, "EUR", False)
    assert (product.image, product.colour, product.type) == ("https://cdn.example/h.jpg", "Tan", "Hats")


def woocommerce(**changes: object) -> dict[str, Any]:
    """A product as wc/v3 has it."""
    return {
        "id": 11,
        "name": "Caf&eacute; tee",
        "type": "variable",
        "status": "publish",
        "catalog_visibility": "visible",
        "permalink": "https://wolle.example/tee",
        "price": "15",
        "regular_price": "20",
        "stock_status": "instock",
        "categories": [{"id": 1, "name": "Sale"}, {"id": 2, "name": "T-Shirts"}],
        "images": [{"src": "https://wolle.example/a.jpg"}, {"src": "https://wolle.example/b.jpg"}],
        "attributes": [{"name": "Colour", "options": ["Blue", "Green"]}, {"name": "Gender", "options": ["Women"]}],
        "variations": [12, 13],
    } | changes


def test_a_woocommerce_product(tmp_path: Path) -> None:
    """What the REST API says of it."""
    (product,) = catalogue(tmp_path, [woocommerce()], "woocommerce")
    assert (product.id, product.title, product.price, product.link) == (
        "11",
        "Café tee",
        15.0,
        "https://wolle.example/tee",
    )
    assert (product.colour, product.gender, product.in_stock) == ("Blue, Green", "Women", True)
    assert (product.image, product.additional_images) == (
        "https://wolle.example/a.jpg",
        ("https://wolle.example/b.jpg",),
    )
    assert product.garment == "top"


def test_what_woocommerce_does_not_show(tmp_path: Path) -> None:
    """Drafts, private and hidden products; a variation is no product of its own."""
    hidden = [woocommerce(status="draft"), woocommerce(status="private"), woocommerce(catalog_visibility="hidden")]
    found = catalogue(
        tmp_path, [*hidden, woocommerce(id=12, type="variation"), woocommerce(stock_status="outofstock")], "woocommerce"
    )
    assert [(product.id, product.in_stock) for product in found] == [("11", False)]
    assert [each.reason.value for each in found.left_out] == ["not published"] * 3


def test_the_open_api_of_woocommerce(tmp_path: Path) -> None:
    """Prices are in the currency's smallest unit, attributes have terms."""
    prices = {"price": "1550", "regular_price": "2000", "currency_code": "EUR", "currency_minor_unit": 2}
    product = {
        "id": 11,
        "name": "Tee",
        "permalink": "https://wolle.example/tee",
        "prices": prices,
        "images": [{"src": "https://wolle.example/a.jpg"}],
        "categories": [{"name": "T-Shirts"}],
        "attributes": [{"name": "Farbe", "terms": [{"id": 3, "name": "Blau"}]}],
        "is_in_stock": False,
    }
    (found,) = catalogue(tmp_path, [product], "woocommerce")
    assert (found.price, found.currency, found.colour, found.in_stock) == (15.5, "EUR", "Blau", False)


def test_magento_by_its_api(tmp_path: Path) -> None:
    """What it keeps among its attributes; disabled products and those without a page are not shown."""
    product = {
        "sku": "24-MB01",
        "name": "Joust Duffle Bag",
        "price": 34,
        "status": 1,
        "visibility": 4,
        "extension_attributes": {"stock_item": {"qty": 0, "is_in_stock": False}},
        "media_gallery_entries": [{"file": "/m/b/0.jpg", "disabled": False}, {"file": "/m/b/1.jpg", "disabled": True}],
        "custom_attributes": [
            {"attribute_code": "image", "value": "/m/b/0.jpg"},
            {"attribute_code": "special_price", "value": "29.00"},
        ],
    }
    hidden = [product | {"sku": "x", "status": 2}, product | {"sku": "y", "visibility": 1}]
    (found,) = catalogue(tmp_path, {"items": [product, *hidden], "total_count": 3}, "magento")
    assert (found.id, found.price, found.in_stock, found.image) == ("24-MB01", 29.0, False, "/m/b/0.jpg")
    assert found.additional_images == ()


PICTURE = "https://a.example/1.jpg"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            [
                {
                    "id": 4,
                    "title": "Boot",
                    "price": 7,
                    "category": {"id": 5, "name": "Shoes", "image": "x"},
                    "images": [f'["{PICTURE}"', '"b"]'],
                }
            ],
            Product("4", "Boot", image=PICTURE, price=7.0, type="Shoes"),
        ),
        (
            {
                "@graph": [
                    {
                        "@type": "Product",
                        "name": "Dress",
                        "sku": "D",
                        "image": {"@type": "ImageObject", "url": PICTURE},
                        "offers": [
                            {
                                "@type": "Offer",
                                "price": "49.00",
                                "priceCurrency": "EUR",
                                "availability": "https://schema.org/OutOfStock",
                            }
                        ],
                    }
                ]
            },
            Product("D", "Dress", image=PICTURE, price=49.0, currency="EUR", in_stock=False),
        ),
        (
            {"products": {"101": {"title": "Scarf", "price": 5, "image": PICTURE}}},
            Product("101", "Scarf", image=PICTURE, price=5.0),
        ),
        (
            [{"parent_asin": "B0", "title": "Socks", "images": [{"thumb": "t", "large": "l", "hi_res": PICTURE}]}],
            Product("B0", "Socks", image=PICTURE),
        ),
        (
            [{"id": 1, "title": "Hat", "out_of_stock": True, "images": [PICTURE]}],
            Product("1", "Hat", image=PICTURE, in_stock=False),
        ),
        (
            {"data": [{"id": 7, "name": "Top", "is_visible": True, "images": [{"url_standard": PICTURE}]}]},
            Product("7", "Top", image=PICTURE),
        ),
    ],
    ids=["lists-in-texts", "schema.org", "by-number", "sizes-of-a-picture", "sold-out", "standard-size"],
)
def test_json_of_anybody(tmp_path: Path, value: object, expected: Product) -> None:
    """Whatever it is nested in: names, prices, pictures and stock are found."""
    (found,) = catalogue(tmp_path, value, "csv")
    fields = ("id", "title", "image", "price", "currency", "type", "in_stock")
    assert [getattr(found, name) for name in fields] == [getattr(expected, name) for name in fields]
