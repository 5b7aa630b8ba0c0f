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


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        ("Women", "Dámské dámska Ženy жіночий жінкам femei レディース 女装"),
        ("Men", "Pánské muži чоловічий bărbați メンズ 男装"),
        ("Unisex", "унісекс 男女兼用"),
        ("Girls", "dívčí дівчинка 女の子 女童"),
        ("Boys", "chlapecké chlapčenské хлопчик 男の子"),
        ("Kids", "dětské detské дитячий キッズ"),
    ],
)
def test_where_other_shop_systems_are_at_home(usual: str, words: str) -> None:
    """Heureka's Czech and Slovak, Prom's and Rozetka's Ukrainian, and some more."""
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
