"""Whatever is written: it ends soon, sets a bounded number of filters, and says what was too much."""

from __future__ import annotations

import math
import sys
import unicodedata
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.words.chips import filters_of, merged, relaxation_steps, within
from bot.conversation.words.grammar import MOST, understand
from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.conversation.words.understood import Understood
from bot.ports import Chip
from bot.texts import LANGUAGES
from bot.texts.lexicon import lexicon
from tests.bot.conversation.words.test_grammar import WORDS

TITLES = tuple("".join(chr(97 + n // 26**k % 26) for k in (2, 1, 0)) + "word" for n in range(200))
SHOP = replace(WORDS, titles=frozenset({*WORDS.titles, *TITLES, "creme"}))
LEXICONS = {language: ShopLexicon(language, SHOP) for language in LANGUAGES}
pytestmark = pytest.mark.timeout(3600)  # LOOKALIKE_FUZZ=long takes its time
LONGEST = 6000  # characters of an option on Discord, the longest that a platform takes
_PHRASES = [" ".join(p) for lang in LANGUAGES for p in (*lexicon(lang).phrases, *lexicon(lang).endings)]

anything = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.one_of(
            st.sampled_from(_PHRASES),
            st.sampled_from(TITLES),
            st.sampled_from(
                ["40", "-40", "1.299,50", "nan", "inf", "€", "-", "'", "blck", "shirtaaaa", "٤٠", "½", "\0"]
            ),
            st.text(max_size=8),
        ),
        max_size=120,
    ).map(" ".join),
)


def check(found: Understood) -> None:
    """What holds for every text."""
    assert len(found.chips) <= MOST
    for chip in found.chips:
        assert len(chip.words) <= max(MOST, len(WORDS.colours), len(WORDS.types)) * 2
        assert len(chip.said) < 200
        assert not chip.is_empty
        for limit in (chip.low, chip.high):
            assert limit is None or (math.isfinite(limit) and limit >= 0)
    assert len(relaxation_steps(found.chips, SHOP)) <= 3 * MOST
    filters_of(found.chips)


@pytest.mark.slow  # many examples
@given(anything, st.sampled_from(LANGUAGES))
def test_any_text_in_any_language(text: str, language: str) -> None:
    """It never fails, and composed or not it means the same."""
    found = understand(text, LEXICONS[language])
    check(found)
    other = understand(unicodedata.normalize("NFD", text), LEXICONS[language])
    assert (other.chips, other.places) == (found.chips, found.places)


@given(st.lists(anything, max_size=6), st.integers(1, 12))
def test_several_texts_of_one_chat(texts: list[str], most: int) -> None:
    """Together they hold no more filters than are configured, the last text's among them."""
    chips: tuple[Chip, ...] = ()
    for text in texts:
        chips = merged(chips, understand(text, LEXICONS["en"], most).chips)
        kept, dropped = within(chips, most, newest=True)
        assert len(kept) <= most
        assert sorted(map(str, (*kept, *dropped))) == sorted(map(str, chips))
        chips = tuple(kept)


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize(
    "pattern",
    ["a ", "x", "shirta", "striped ", "red or ", "pump or ", "9", "1.111", "not ", "under 4 ", "blck whte gren ",
     "save 1 ", "a-", "'", "€", "e\u0301", "kurtas ", "ａ ", "aaaword or ", "नहीं ", "between ", "size M ",
     "🙂", "\u200b", "ﷺ "],
)  # fmt: skip
def test_the_longest_text_is_read_in_few_steps(pattern: str, language: str) -> None:
    """However a text of the platforms' greatest length is made, reading it takes a bounded number of steps: calls of
    functions, counted, of which Python does some ten million a second."""
    text = (pattern * LONGEST)[:LONGEST]
    understand(text, LEXICONS[language])  # what is found once for each word is found
    found, calls = counted(text, language)
    check(found)
    assert calls < 250_000


def counted(text: str, language: str) -> tuple[Understood, int]:
    """What is understood, and how many calls it took."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        return understand(text, LEXICONS[language]), calls
    finally:
        sys.setprofile(None)


def test_a_pasted_description_sets_eight_filters() -> None:
    """What a shopper states comes first, wherever it stands; then the words in their order; the others are named."""
    text = f"{' '.join(TITLES[:40])} for men, under 40"
    found = understand(text, LEXICONS["en"])
    assert [chip.said for chip in found.chips] == [*TITLES[:6], "men", ""]
    assert found.chips[-1].high == 40
    assert [chip.said for chip in found.left_out] == [*TITLES[6:8], *TITLES[8:40]]
    assert understand(" ".join(TITLES[:8]), LEXICONS["en"]).left_out == []


def test_alternatives_are_bounded_too() -> None:
    """ "Puma or ponte or ..." is one filter of at most eight words."""
    found = understand(" or ".join(TITLES[:40]), LEXICONS["en"])
    (chip,) = found.chips
    assert chip.words == tuple(f"{word}$" for word in TITLES[:8])
    assert [each.said for each in found.left_out] == list(TITLES[8:40])


def test_a_word_too_many_is_not_turned_into_its_contrary() -> None:
    """In Hindi "not" stands behind its word: behind one that is left out it is meant for no other."""
    found = understand(f"{' '.join(TITLES[:9])} नहीं लाल", LEXICONS["hi"])
    assert not any(chip.negated for chip in found.chips)


def test_what_is_not_read_is_said() -> None:
    """From the first word that is beyond all bounds."""
    found = understand("a " * 1500 + "wibble", LEXICONS["en"])
    assert [chip.said for chip in found.left_out] == ["wibble …"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème", "creme$"),
        (unicodedata.normalize("NFD", "Crème"), "creme$"),
        ("ｐｕｍａ", "puma$"),
        ("pu\u00adma", "puma$"),
        ("𝐩𝐮𝐦𝐚", "puma$"),
    ],
)
def test_words_of_titles_however_they_are_typed(text: str, words: str) -> None:
    """And they are shown as they were typed."""
    (chip,) = understand(text, LEXICONS["en"]).chips
    assert chip.words == (words,)
    assert chip.said == unicodedata.normalize("NFC", text.replace("\u00ad", ""))


def test_wide_digits_and_signs() -> None:
    """As keyboards for Chinese and Japanese have them."""
    assert understand("＜４０", LEXICONS["en"]).chips == [Chip("price", high=40)]
    assert understand("＄４０", LEXICONS["en"]).chips == [Chip("price", high=40)]


@pytest.mark.parametrize("none", [math.nan, math.inf, -math.inf, -5.0, 1e300])
def test_what_is_no_price_is_no_price(none: float) -> None:
    """Wherever it comes from: a filter that has only such limits is empty."""
    assert Chip("price", high=none).is_empty
    assert Chip("price", low=none, high=40.0) == Chip("price", high=40.0)
    for word in ("nan", "inf", "-inf", "-5"):
        assert understand(f"under {word}", LEXICONS["en"]).chips == []
