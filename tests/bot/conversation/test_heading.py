"""What stands over an answer: facts where they are surely right, else what the photo was taken for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.saying.heading import heading, unlike_photo
from bot.ports import Answer, CatalogueWords, Chip, Filters, StoredQuery
from bot.texts import Texts
from recommender.answers import Attributes, Confidence, Guess, Hit
from recommender.product import Product


def _said(
    confidence: Confidence, kind: float, gender: float = 0.0, chips: tuple[Chip, ...] = (), language: str = "en"
) -> str:
    seen = Attributes(type=(Guess("Dresses", kind),), gender=(Guess("Women", gender),), colour=(Guess("Red", 0.8),))
    answer = Answer((Hit(Product("1", "a dress"), 1, 0.2),), (), seen, confidence, b"", "e", "i")
    asked = StoredQuery("q", "photo", False, language, True, True, answer, Filters(), chips=chips)
    return heading(asked, Texts.for_locale(language))


@pytest.mark.parametrize(
    ("confidence", "kind", "gender", "wanted"),
    [
        ("close", 0.96, 0.96, "Women's red dress: close matches"),
        ("close", 0.94, 0.96, "Women's red dress, I think: close matches"),
        ("loose", 0.96, 0.94, "Women's red dress, I think: similar ones"),
        ("loose", 0.96, 0.60, "Red dress: similar ones"),
        ("loose", 0.49, 0.99, "Similar ones"),
        ("exact", 0.60, 0.99, "Women's red dress: found it"),
    ],
)
def test_facts_and_guesses(confidence: Confidence, kind: float, gender: float, wanted: str) -> None:
    """Kind and gender are facts from 95 % on; below, they are a guess and said to be one; what is hardly likelier than
    not is not said; what was found in the shop is what it is."""
    assert _said(confidence, kind, gender) == wanted


def test_what_was_asked_for_is_a_fact() -> None:
    """Who writes "dress" and "women's" knows it."""
    asked = (Chip("type", ("Dresses",), said="dress"), Chip("gender", ("Women",), said="women"))
    assert _said("close", 0.6, 0.6, asked) == "Women's red dress: close matches"


def test_a_guess_in_german() -> None:
    """Other languages put it in their own way."""
    assert _said("loose", 0.8, 0.99, language="de") == "Kleid (Damen, rot), glaube ich: Ähnliches"


def _over(products: list[tuple[str, str, str]], chips: tuple[Chip, ...] = ()) -> tuple[str, str]:
    """The heading over products of a type, colour and gender, for a photo of a man's red shirt; what the photo lost."""
    seen = Attributes((Guess("Shirts", 0.99),), (Guess("Men", 0.99),), (Guess("Red", 0.9),))
    hits = tuple(
        Hit(Product(str(n), "x", type=type, colour=colour, gender=gender), n, 0.2)
        for n, (type, colour, gender) in enumerate(products, start=1)
    )
    words = CatalogueWords(types=("Shirts", "Tshirts"), near_colours={"red": ("Maroon",)})
    answer = Answer(hits, (), seen, "close", b"", "e", "i")
    asked = StoredQuery("q", "narrowed", False, "en", True, True, answer, Filters(), chips=chips)
    texts = Texts.for_locale("en")
    return heading(asked, texts, words), unlike_photo(asked, texts, words)


SHIRT = Chip("type", ("Shirts",), said="shirt")
RED = Chip("colour", ("Red",), said="red")
WORD = Chip("word", ("polo",), said="polo")


@pytest.mark.parametrize(
    ("products", "chips", "said", "lost"),
    [
        ([("Shirts", "Red", "Men")] * 5, (), "Men's red shirt: close matches", ""),
        # What most of them are is named, not what was looked for.
        ([("Tshirts", "Red", "Men")] * 5, (), "Men's red T-shirt: close matches", ""),
        ([("Tshirts", "Red", "Men")] * 5, (SHIRT, RED), "Men's red T-shirt: close matches", ""),
        ([("Tshirts", "Blue", "Women")] * 3 + [("Shirts", "Red", "Men")] * 2, (), "T-shirt: close matches", ""),
        # A neighbour of a colour shows the colour of a photo, but not the one that was asked for.
        ([("Shirts", "Maroon", "Men")] * 5, (), "Men's red shirt: close matches", ""),
        ([("Shirts", "Maroon", "Men")] * 5, (RED,), "Men's shirt: close matches", ""),
        # Unisex is for men too; what the catalogue does not say is no contradiction.
        ([("Shirts", "", "Unisex")] * 5, (), "Men's red shirt: close matches", ""),
        # What a word of a title has pushed out is said.
        ([("Shirts", "Blue", "Women")] * 5, (WORD,), "Shirt: close matches", "Unlike your photo: not red · not men's."),
        ([("Shirts", "Blue", "Men")] * 5, (WORD, RED), "Men's shirt: close matches", ""),
        ([("Shirts", "Red", "Men")] + [("Shirts", "Blue", "Men")] * 4, (WORD,), "Men's shirt: close matches", ""),
        ([("Handbags", "Red", "")] * 5, (WORD,), "Men's red handbag: close matches", "Unlike your photo: not shirt."),
    ],
)
def test_nothing_is_named_that_is_not_shown(
    products: list[tuple[str, str, str]], chips: tuple[Chip, ...], said: str, lost: str
) -> None:
    """The heading is of the products under it; and what none of them has any more, for something else that was asked
    for, is said."""
    assert _over(products, chips) == (said, lost)


def test_kinds_of_a_catalogue_with_words_of_its_own_are_compared_by_their_garment() -> None:
    """A "Freizeithemd" is a shirt for the network's Shirts, and a bag is none."""
    assert _over([("Sneaker Low", "Red", "Men")] * 5)[0].startswith("Men's red sneaker low")


def test_a_shops_own_colours_and_types_are_what_was_recognised() -> None:
    """ "Rojo" is red and a "Freizeithemd" a shirt: nothing of the photo is lost, and what is another colour is said."""
    shirt = Product("1", "x", type="Freizeithemd", colour="rojo", gender="hombre")
    seen = Attributes((Guess("Shirts", 0.99),), (Guess("Men", 0.99),), (Guess("Red", 0.9),))
    words = CatalogueWords(types=("Freizeithemd", "T-Shirt"), called={"shirts": ("Freizeithemd",)})
    texts = Texts.for_locale("en")

    def over(product: Product) -> tuple[str, str]:
        answer = Answer((Hit(product, 1, 0.2),), (), seen, "close", b"", "e", "i")
        asked = StoredQuery("q", "narrowed", False, "en", True, True, answer, Filters(), chips=(WORD,))
        return heading(asked, texts, words), unlike_photo(asked, texts, words)

    assert over(shirt) == ("Men's red shirt: close matches", "")
    assert over(replace(shirt, colour="azul"))[1] == "Unlike your photo: not red."
    assert over(replace(shirt, type="T-Shirt"))[1] == "Unlike your photo: not shirt."
