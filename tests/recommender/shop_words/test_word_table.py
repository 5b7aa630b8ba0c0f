"""Tables of words: stars, the very word first, longer ones before shorter ones; and that each table is well formed."""

from __future__ import annotations

from types import ModuleType

import pytest

from recommender import genders
from recommender.shop_words import colour_words, garment_words, type_words
from recommender.shop_words.word_table import WordTable

TABLE = WordTable({"dress": "*kleid kleid* ワンピース", "top": "hemd *hemd kleidchenhemd* ド", "bag": "tasche"})


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("kleid", "dress"),
        ("sommerkleid", "dress"),
        ("kleider", "dress"),
        ("kleidchenhemden", "top"),  # the longer beginning
        ("hemd", "top"),
        ("hemden", None),
        ("tasche", "bag"),
        ("taschen", None),
        ("", None),
    ],
)
def test_what_a_word_means(word: str, meaning: str | None) -> None:
    """The very word, then how it begins, then how it ends."""
    assert TABLE.meaning(word) == meaning


def test_within_a_text_without_spaces() -> None:
    """Where a language has none between words, and nowhere else."""
    assert TABLE.within("リネンワンピース") == "dress"
    assert TABLE.within("eine tasche") is None


@pytest.mark.parametrize("module", [genders, garment_words, colour_words, type_words])
def test_a_star_stands_at_one_end(module: ModuleType) -> None:
    """Of a word with two only one would count."""
    words = " ".join(module._WORDS.values()).split()
    assert [word for word in words if word.count("*") > 1 or "*" in word[1:-1] or word == "*"] == []
