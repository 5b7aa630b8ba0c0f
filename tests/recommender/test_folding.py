"""Letters that are the same to people are the same here, however they were typed or composed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.folding import folded, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Crème", unicodedata.normalize("NFD", "Crème")),
        ("ｒｅｄ", "RED"),
        ("Ｎｉｋｅ", "nike"),
        ("ﬁne", "FINE"),
        ("𝐫𝐞𝐝", "red"),
        ("re\u00add", "red"),
        ("Straße", "STRASSE"),
        ("क़मीज़", unicodedata.normalize("NFD", "क़मीज़")),
        ("ｶﾞ", "ガ"),
        ("ガ", unicodedata.normalize("NFD", "ガ")),
    ],
)
def test_the_same_word_is_the_same(one: str, other: str) -> None:
    """Composed and decomposed, wide and narrow, with and without case, with what nobody sees in it."""
    assert folded(one) == folded(other)
    assert plain(one) == plain(other)


def test_accents_count_for_the_catalogue_alone() -> None:
    """Two colours of a shop stay two; a shopper need not find the accent on the keyboard."""
    assert folded("Rosé") != folded("Rose")
    assert plain("Rosé") == plain("Rose") == "rose"
    assert plain("чёрный") == "черныи"
    assert plain("की") == "की"


def test_signs_make_no_other_word() -> None:
    """A trade mark is no letters, a square no figure: "Nike™" stays found as "nike"."""
    assert plain("Nike™") == "nike™"
    assert plain("10²") == "10²"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """Whatever is written; so that what was folded can be compared with what was not."""
    assert folded(folded(text)) == folded(text)
    assert plain(plain(text)) == plain(text)
    assert plain(unicodedata.normalize("NFD", text)) == plain(text)
