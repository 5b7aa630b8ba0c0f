"""Measures on phone photos of which a person said what they show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommender.product import Product
from recommender.training.phone_words.table import PhoneWords
from scripts.lib.evaluate.by_eye import by_eye_figures
from scripts.lib.evaluate.measures import EvaluatedQuery

RIGHT = Product("h", "Women Striped Navy Dress", type="Dresses", gender="Women", colour="Navy Blue")
WORDS = {"a": PhoneWords("dress", "striped", "women", "navy"), "b": PhoneWords("dress", "plain", "", "multi")}


def _answer(name: str, *hits: Product, confidence: str = "close") -> EvaluatedQuery:
    allowed = frozenset({"Dresses", "Kurtas"})
    return EvaluatedQuery(f"phone photo {name}", "Dress", allowed, None, hits, confidence=confidence)


def test_by_hand() -> None:
    """Each word counts where it is known; close is right where three of five agree in all of them, and a title that
    says nothing of patterns, like black for navy, agrees."""
    silent = replace(RIGHT, title="Dress", colour="Black", gender="Unisex")
    mens, dotted = replace(RIGHT, gender="Men"), replace(RIGHT, title="Printed dress")
    answers = [
        _answer("a", RIGHT, silent, replace(RIGHT, type="Kurtas"), mens, dotted),
        _answer("b", RIGHT, RIGHT, RIGHT, mens, mens),
        _answer("c", mens, confidence="loose"),
    ]
    found = {name: figure.value for name, figure in by_eye_figures(answers, WORDS).items()}
    assert found == pytest.approx(
        {
            "phone kind@5, by eye": 0.9,
            "phone gender@5, by eye": 0.8,
            "phone colour@5, by eye": 1.0,
            "phone pattern@5, by eye": 0.4,
            "phone photos called close": 2 / 3,
            "right, of those close": 0.5,
        }
    )
    assert by_eye_figures(answers[2:], WORDS) == {}
