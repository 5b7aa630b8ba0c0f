"""Products: what many of them say alike is in memory once."""

from __future__ import annotations

from types import MappingProxyType

from recommender.product import Product, SharedWords


def _product(number: int, year: str = "2012") -> Product:
    # Built when the test runs, so that no two of these strings are one by themselves.
    words = {name: f"{name} of {number % 1}" for name in ("currency", "gender", "type", "colour", "brand")}
    return Product(str(number), f"Title {number}", extra=MappingProxyType({f"{'year':>5}": f"{year:>5}"}), **words)


def test_words_are_shared_and_products_stay_what_they_are() -> None:
    """Equal words and equal further values are one object; what differs is kept, and all compares as before."""
    words, products = SharedWords(), [_product(0), _product(1), _product(2, "2013")]
    for product in products:
        words.share(product)
    assert products == [_product(0), _product(1), _product(2, "2013")]
    first, second, third = products
    for name in ("currency", "gender", "type", "colour", "brand"):
        assert getattr(first, name) is getattr(third, name)
    assert first.extra is second.extra
    assert next(iter(first.extra)) is next(iter(third.extra))


def test_what_is_remembered_is_bounded() -> None:
    """Where every product says something else, it keeps what it has."""
    words, products = SharedWords(most=1), [_product(0), _product(1, "2013"), _product(2, "2014")]
    for product in products:
        words.share(product)
    assert [each.extra for each in products] == [_product(n, y).extra for n, y in enumerate(("2012", "2013", "2014"))]
    assert (len(words._words), len(words._extras)) == (1, 1)
