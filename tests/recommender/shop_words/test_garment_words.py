"""Garments of shops that do not write English."""

from __future__ import annotations

import pytest

from recommender.product import Product
from recommender.shop_words.garment_words import foreign_garment
from recommender.taxonomy import garment_named


@pytest.mark.parametrize(
    ("text", "garment"),
    [
        ("Sommerkleid mit Blumen", "dress"),
        ("Herren > Hemden", "top"),
        ("Damen > Röcke", "skirt"),
        ("Lederschuhe", "footwear"),
        ("Mujer > Faldas", "skirt"),
        ("Zapatillas de deporte", "footwear"),
        ("Femme > Chaussures", "footwear"),
        ("Veste en jean", "outerwear"),
        ("Худи оверсайз", "top"),
        ("Женщинам > Платья", "dress"),
        ("Куртка зимняя", "outerwear"),
        ("Calçados", "footwear"),
        ("Bolsa de couro", "bag"),
        ("महिलाओं की ड्रेस", "dress"),
        ("ショルダーバッグ", None),
        ("バッグ", "bag"),
        ("Spódnica midi", "skirt"),
        ("Zeppelin", None),
    ],
)
def test_words_of_other_languages_name_garments(text: str, garment: str | None) -> None:
    """Compounds by their ends, inflected words by their beginnings, the last level of a path first."""
    assert foreign_garment(text) == garment


@pytest.mark.parametrize(
    ("text", "garment"), [("Bathrobe", "outerwear"), ("Rock & Roll vest", "top"), ("Watch strap", "accessory")]
)
def test_english_is_asked_first(text: str, garment: str) -> None:
    """What means another garment there keeps its English meaning."""
    assert garment_named(text) == garment


@pytest.mark.parametrize("text", ["Chemises", "Chemise à carreaux", "Homme > Chemises"])
def test_a_word_that_is_rare_in_english_is_left_to_the_language_that_uses_it(text: str) -> None:
    """A French shop's shirts are no nightdresses."""
    assert garment_named(text) == "top"


def test_a_product_is_found_by_its_title_in_another_language() -> None:
    """Where its type says nothing."""
    assert Product("1", "Vestido rojo", type="Novedades").garment == "dress"
