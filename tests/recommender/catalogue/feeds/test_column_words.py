"""Columns in a shop's own language: what each file's names mean, word by word, without a setting."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.catalogue.feeds.column_words import in_english
from recommender.product import Product
from recommender.taxonomy import garment_of

# By language: a dress at a reduced price, and a man's shirt that is sold out.
_FILES = tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))


def read(path: Path) -> list[Product]:
    return list(read_catalogue(path))


@pytest.mark.parametrize("language", _FILES)
def test_a_file_in_its_own_language(language: str, tmp_path: Path) -> None:
    """Every field of both products is found, of prices the one that holds now, and the type is a garment."""
    file: str = _FILES[language]["file"]
    (tmp_path / "shop.csv").write_text(file, encoding="utf-8")
    dress, shirt = products = read(tmp_path / "shop.csv")
    for number, (product, row) in enumerate(zip(products, file.splitlines()[1:], strict=True), start=1):
        assert (product.id, product.brand) == (f"A-{number}", "Acme")
        assert (product.image, product.link) == (f"https://s.example/{number}.jpg", f"https://s.example/{number}")
        assert product.title in row and not product.title.startswith("http")
        assert product.currency and product.colour
    assert [product.price for product in products] == _FILES[language]["prices"]
    assert [garment_of(each.type) for each in products] == ["dress", "top"]
    assert (dress.gender, dress.in_stock, shirt.gender, shirt.in_stock) == ("Women", True, "Men", False)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Nombre de piezas", {"name", "piezas"}),  # a word more is another thing
        ("Image alt text", {"image", "alt", "text"}),
        ("商品画像2", {"product", "image"}),
        ("productName", {"product", "name"}),
        ("Titel (de)", {"title"}),
        ("de", set()),
    ],
)
def test_what_names_mean(name: str, meant: set[str]) -> None:
    """Words that are not known stand for themselves, so that nothing is taken for what it only begins like."""
    assert in_english(name) == meant


def test_further_pictures_have_numbers_in_any_language(tmp_path: Path) -> None:
    """ "Zdjęcie 2" is a further picture as "Image 2" is."""
    (tmp_path / "shop.csv").write_text(
        "Kod;Nazwa;Zdjęcie 1;Zdjęcie 2;Cena\nA-1;Sukienka;https://s.example/1.jpg;https://s.example/2.jpg;9,00 zł\n",
        encoding="utf-8",
    )
    (product,) = read(tmp_path / "shop.csv")
    assert (product.image, product.additional_images) == ("https://s.example/1.jpg", ("https://s.example/2.jpg",))


def test_pictures_that_stand_apart_in_attributes(tmp_path: Path) -> None:
    """As Ceneo's offers have them: a main picture and others within one element, a colour and a maker by name."""
    (tmp_path / "ceneo.xml").write_text(
        """<?xml version="1.0" encoding="utf-8"?>
        <offers version="1">
        <o id="1001" url="https://s.example/1001" price="199.99" avail="1"><cat>Moda/Odzież damska/Sukienki</cat>
        <name>Sukienka maxi</name><imgs><main url="https://s.example/1.jpg"/><i url="https://s.example/2.jpg"/></imgs>
        <attrs><a name="Producent">Reserved</a><a name="Kolor">czerwony</a></attrs></o>
        <o id="1002" url="https://s.example/1002" price="89.00" avail="99"><cat>Moda/Odzież męska/Koszule</cat>
        <name>Koszula</name><imgs><main url="https://s.example/3.jpg"/></imgs></o>
        </offers>""",
        encoding="utf-8",
    )
    dress, shirt = read(tmp_path / "ceneo.xml")
    assert (dress.image, dress.additional_images) == ("https://s.example/1.jpg", ("https://s.example/2.jpg",))
    assert (dress.brand, dress.colour, dress.price) == ("Reserved", "czerwony", 199.99)
    assert (shirt.image, garment_of(shirt.type)) == ("https://s.example/3.jpg", "top")
