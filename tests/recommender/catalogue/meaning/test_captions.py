"""Captions of posts, as shops write them, read into title, price, link and stock."""

from __future__ import annotations

import time

import pytest

from recommender.catalogue.meaning.captions import read_caption


@pytest.mark.parametrize(
    ("caption", "title", "price", "currency"),
    [
        ("Linen dress, 49 €, https://shop.example/linen", "Linen dress", 49.0, "EUR"),
        ("Linen dress 49€", "Linen dress", 49.0, "EUR"),
        ('🌸 Linen dress "Anna" 🌸\nPrice: 49 €\nSizes S-XL\n#dress #linen', 'Linen dress "Anna"', 49.0, "EUR"),
        ("Kleid blau, Damen, 39,95 €", "Kleid blau, Damen", 39.95, "EUR"),
        ("ab 49 €: Sommerkleid", "Sommerkleid", 49.0, "EUR"),
        ("Preis: 49\nRock", "Rock", 49.0, ""),
        ("Jeans 34/32, 79.-", "Jeans 34/32", 79.0, ""),
        ("CHF 49.– Rock", "Rock", 49.0, "CHF"),
        ("T-Shirt 100% cotton 19,99€", "T-Shirt 100% cotton", 19.99, "EUR"),
        ("Dress 2024 collection 120 USD", "Dress 2024 collection", 120.0, "USD"),
        ("Robe en lin – 49,90 €", "Robe en lin", 49.9, "EUR"),
        ("Sac à main 1 299,00 €", "Sac à main", 1299.0, "EUR"),
        ("Vestido 25 euros envío gratis", "Vestido", 25.0, "EUR"),
        ("Zapatos\n\n👉 Precio: $450 MXN\nTallas 22 al 26", "Zapatos", 450.0, "MXN"),
        ("R$ 89,90 Vestido de linho", "Vestido de linho", 89.9, "BRL"),
        ("Платье 1500 руб. Размеры 42-48", "Платье", 1500.0, "RUB"),
        ("Шорты - 990р", "Шорты", 990.0, "RUB"),
        ("Платье льняное, 1 500 ₽", "Платье льняное", 1500.0, "RUB"),
        ("लिनन ड्रेस ₹499", "लिनन ड्रेस", 499.0, "INR"),
        ("Linen saree ₹1,299/- only", "Linen saree", 1299.0, "INR"),
        ("Rs. 1,29,999 lehenga", "lehenga", 129_999.0, "INR"),
        ("Blouse - 15.000 Ft", "Blouse", 15_000.0, "HUF"),
        # What it once cost is not what it costs.
        ("Leinenkleid statt 69 € nur 49 €", "Leinenkleid", 49.0, "EUR"),
        ("Dress $59.90 (was $80)", "Dress", 59.9, "USD"),
        ("Robe, avant 80 €, maintenant 60 €", "Robe", 60.0, "EUR"),
    ],
)
def test_a_caption_is_a_product(caption: str, title: str, price: float, currency: str) -> None:
    """Title, price and currency of captions in seven languages."""
    found = read_caption(caption)
    assert (found.title, found.price, found.currency, found.is_priced) == (title, price, currency, True)


@pytest.mark.parametrize(
    "caption", ["", "Red dress", "size 38", "dress like this but red", "Call +49 170 1234567", "100% linen", "navy, 40"]
)
def test_what_names_no_price_is_not_priced(caption: str) -> None:
    """Sizes, telephone numbers and shares are no prices; a number by itself may be one, but is not sure to be."""
    assert not read_caption(caption).is_priced


def test_a_number_by_itself_may_be_the_price() -> None:
    """In the shop's currency, for whoever knows that the caption is a product's."""
    found = read_caption("Linen dress, 49", "EUR")
    assert (found.title, found.price, found.currency, found.is_priced) == ("Linen dress", 49.0, "EUR", False)


@pytest.mark.parametrize(
    "caption",
    [
        *("SOLD OUT! Linen dress 49 €", "Linen dress – sold", "Linen dress (ausverkauft)", "Linen dress, agotado"),
        *("Linen dress épuisée", "Linen dress: esgotado", "Linen dress. Продано!", "Linen dress बिक गया"),
    ],
)
def test_sold_out_is_understood(caption: str) -> None:
    """In seven languages, and it is no part of the title."""
    found = read_caption(caption)
    assert (found.title, found.in_stock) == ("Linen dress", False)


def test_links_are_web_addresses() -> None:
    """The first one counts, without the full stop behind it; www. is one, too."""
    assert read_caption("Dress, see www.shop.example/t. or https://other.example").link == "https://www.shop.example/t"
    assert read_caption("Dress 5 €").link == ""


def test_an_endless_caption_is_read_at_once() -> None:
    """Thousands of numbers and words take milliseconds, and the title ends at a word."""
    for text in ("1 22 333 " * 5000, "€" * 50_000, "dress 5 € " * 9000, "((((" * 9000, "word " * 9000):
        began = time.process_time()
        found = read_caption(text)
        assert time.process_time() - began < 0.5
        assert len(found.title) <= 120
