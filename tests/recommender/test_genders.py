"""A shop's words for whom its products are, brought to the usual ones."""

from __future__ import annotations

import pytest

from recommender.genders import usual_gender
from recommender.product import Product


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        (
            "Women",
            "Women women female F w Women's WOMENS Ladieswear Ladies' Damen femme Mujer donna feminino Женский महिला",
        ),
        ("Men", "Men male M Men's Menswear Herren homme hombre uomo masculino Мужской पुरुष erkek"),
        ("Unisex", "unisex Unisexe Men/Women female,male унисекс U"),
        ("Girls", "Girls girl Mädchen fille Девочкам Kids/Girls"),
        ("Boys", "Boys boy garçon Jungen мальчикам"),
        ("Kids", "Kids Baby/Children Boys&Girls Kinder enfants дети toddlers"),
    ],
)
def test_the_usual_word_for_a_shops_own(usual: str, words: str) -> None:
    """In Google's words, those of departments, and seven languages."""
    assert {word: usual_gender(word) for word in words.split()} == dict.fromkeys(words.split(), usual)


def test_what_says_no_gender_stays() -> None:
    """A department of the shop's own is nobody's gender, and a product keeps the word that its shop wrote."""
    assert [usual_gender(word) for word in ("", "Divided", "Mannequin", "Home > Kitchen")] == [
        "",
        "Divided",
        "Mannequin",
        "Home > Kitchen",
    ]
    product = Product("1", "Tee", gender="Ladieswear")
    assert (product.gender, product.audience) == ("Ladieswear", "Women")
