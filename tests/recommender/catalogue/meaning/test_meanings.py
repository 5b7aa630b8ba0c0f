"""What single values mean, in whatever shop's words: dates of sales, prices, stock, pictures, types, what is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.catalogue.meaning.dates import span_of
from recommender.catalogue.meaning.google_categories import google_category
from recommender.catalogue.meaning.pictures import PictureFinder, addresses_in, link_of
from recommender.catalogue.meaning.prices import currency_of, offer_now
from recommender.catalogue.meaning.publishing import is_shown
from recommender.catalogue.meaning.stock import in_stock
from recommender.catalogue.meaning.texts import cleaned, said
from recommender.catalogue.meaning.types import chosen_type
from recommender.taxonomy import garment_named

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "price"),
    [
        ("", "", 5.0),
        ("2026-06-01T00:00+0100/2026-07-01T00:00+0100", "", 5.0),
        ("2026-01-01T00:00Z/2026-02-01T00:00Z", "", 9.0),
        ("2026-06-01", "2026-06-15", 5.0),  # its last day counts whole
        ("2026-06-01 00:00:00", "2026-06-14 23:59:59", 9.0),
        ("6/1/26", "6/30/2026, 5:00 PM", 5.0),
        ("15.7.2026", "", 9.0),
        ("soon", "31.31.2026", 5.0),  # what is no date is as good as none
    ],
)
def test_a_sale_has_its_days(starts: str, ends: str, price: float) -> None:
    """The reduced price counts within them, in Google's, WooCommerce's and Magento's way of writing."""
    assert offer_now("9 EUR", "5 EUR", "", span_of(starts, ends), NOW).price == price


def test_a_sale_price_that_is_none() -> None:
    """0.00, nothing, a word, or more than the usual price: the usual price counts, with its currency."""
    always = span_of("")
    for sale in ("0.00", "", "none", "12"):
        assert offer_now("9 EUR", sale, "", always, NOW).price == 9.0
    reduced = offer_now("9 EUR", "5", "", always, NOW)
    assert (reduced.price, reduced.currency) == (5.0, "EUR")
    assert offer_now("", "5", "USD", always, NOW).price == 5.0


def test_currencies_are_told_by_signs_and_words() -> None:
    """Of the dollars each, what is no ISO code any more, and nothing within words."""
    written = ("RUR", "US$5", "AU$ 5", "5 $ CA", "HK$5", "5 руб.", "kr 5", "Shirt 5", "EURO 5", "zł5", "AUS$5")
    assert list(map(currency_of, written)) == [
        *("RUB", "USD", "AUD", "CAD", "HKD", "RUB", "", "", "EUR", "PLN", "USD"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ausverkauft",
        "Nicht lieferbar",
        "agotado",
        "Sin existencias",
        "épuisé",
        "Rupture de stock",
        "esaurito",
        "esgotado",
        "fora de estoque",
        "нет в наличии",
        "Распродано",
        "स्टॉक में नहीं",
        "uitverkocht",
        "tükendi",
        "在庫切れ",
        "Temporarily out of stock",
        "currently unavailable",
        "https://schema.org/SoldOut",
        "OUT_OF_STOCK",
        "0 in stock",
        "false",
        "Nein",
        "discontinued",
        "-3",
    ],
)
def test_sold_out_in_many_words(text: str) -> None:
    """In the bot's languages and more, with adverbs, as an address, as a number within words."""
    assert not in_stock(text)
    assert not in_stock(text, "7")  # the word comes before the quantity


@pytest.mark.parametrize(
    "text",
    [
        "auf Lager",
        "disponible",
        "en stock",
        "в наличии",
        "backorder",
        "preorder",
        "Only 2 left in stock",
        "limited",
        "unsold",
        "5 pcs",
    ],
)
def test_what_can_be_had(text: str) -> None:
    """Also what is ordered for later, and what only looks like a word for sold out."""
    assert in_stock(text)
    assert in_stock(text, "0")


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("https://a.example/1.jpg?x=1;y=2|https://a.example/2.jpg", ["https://a.example/1.jpg?x=1;y=2", "https://a.example/2.jpg"]),
        ("//a.example/1.jpg , //a.example/2.jpg", ["//a.example/1.jpg", "//a.example/2.jpg"]),
        ("https://a.example/f_auto,q_80/my pic.jpg", ["https://a.example/f_auto,q_80/my pic.jpg"]),
        ("1.jpg;2.png, 3.webp", ["1.jpg", "2.png", "3.webp"]),
        ("my, picture.jpg", ["my, picture.jpg"]),
        ('[{"src": "https://a.example/1.jpg"}]', ["https://a.example/1.jpg"]),
        ("{https://a.example/1.jpg,https://a.example/2.jpg}", ["https://a.example/1.jpg", "https://a.example/2.jpg"]),
        ("https://a.example/1.jpg?a=1&amp;b=2", ["https://a.example/1.jpg?a=1&b=2"]),
        ("N/A", []),
        ("-", []),
    ],
)  # fmt: skip
def test_what_parts_pictures(cell: str, addresses: list[str]) -> None:
    """Signs that belong to an address stay in it; lists of JSON and Python are lists."""
    assert addresses_in(cell) == addresses


def test_where_a_path_leads(tmp_path: Path) -> None:
    """To the file beside the feed, else below the base, be it an address or a folder; an address needs no scheme."""
    (tmp_path / "img").mkdir()
    for name in ("img/1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(b"x")
    finder = PictureFinder(tmp_path, "https://shop.example/media")
    found, missing = finder.find(["img/1.jpg", "/l/k/3.jpg", "cdn.example/4.jpg", "//cdn.example/5.jpg"])
    assert missing == ""
    assert found == (
        str(tmp_path / "img" / "1.jpg"),
        "https://shop.example/media/l/k/3.jpg",
        "https://cdn.example/4.jpg",
        "https://cdn.example/5.jpg",
    )
    assert PictureFinder(tmp_path / "img", str(tmp_path)).find(["2.jpg", "9.jpg"])[0] == (str(tmp_path / "2.jpg"),)
    assert PictureFinder(tmp_path).find(["3.jpg"]) == ((), "3.jpg is not there")


def test_links_lead_to_the_web_or_nowhere() -> None:
    """Without a scheme and with entities too; never a script, a path or something with spaces."""
    good = {"//a.example/1": "https://a.example/1", "www.a.example": "https://www.a.example"}
    good |= {"https://a.example/?a=1&amp;b=2": "https://a.example/?a=1&b=2", "HTTPS://A.example/": "HTTPS://A.example/"}
    assert {text: link_of(text) for text in good} == good
    assert [link_of(text) for text in ("javascript:alert(1)", "/p/1", "p/1.html", "https://a.example/a b", "")] == [
        ""
    ] * 5


def test_texts_are_read_as_people_read_them() -> None:
    """Entities, twice escaped ones and tags are resolved; what only looks like them stays."""
    assert cleaned("<p>Linen&nbsp;shirt<br>blue</p> &amp;amp; &lt;b&gt;more&lt;/b&gt;") == "Linen shirt blue & more"
    assert cleaned("R&D tee, 5 < 6 & AT&T&copy 2") == "R&D tee, 5 < 6 & AT&T&copy 2"
    assert [said(text) for text in ("N/A", " - ", "null", "Nana", "None of it")] == ["", "", "", "Nana", "None of it"]


def test_the_type_that_names_a_garment() -> None:
    """Before one that does not, whatever comes first; Google's numbers have names, others say nothing."""
    assert chosen_type(["New arrivals", "", "Women > Shirts"]) == "Women > Shirts"
    assert chosen_type(["212", "Sale"]) == google_category("212") == "Shirts & Tops"
    assert chosen_type(["4711", "Sale"]) == "Sale"
    assert chosen_type(['["Clothing >> Shorts", "x"]']) == "Clothing >> Shorts"
    assert chosen_type([]) == ""
    names = {number: google_category(number) for number in ("2271", "187", "3032", "173", "204", "5598", "1581", "207")}
    assert [garment_named(name) for name in names.values()] == [
        *("dress", "footwear", "bag", "headwear", "trousers", "outerwear", "skirt", "shorts"),
    ]


def test_what_the_shop_shows() -> None:
    """Switched off in any of the systems' words is not shown; what nobody knows is."""
    assert [is_shown(text) for text in ("0", "-1", "FALSE", "Draft", "archived", "hidden", "нет")] == [False] * 7
    assert [is_shown(text) for text in ("1", "true", "active", "visible", "Catalog, Search", "", "whatever")] == [
        True
    ] * 7
