"""What stands over an answer: facts where they are surely right, else what the photo was taken for."""

from __future__ import annotations

import pytest

from bot.conversation.saying.render import heading
from bot.ports import Answer, Chip, Filters, StoredQuery
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
