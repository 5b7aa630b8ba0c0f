"""Words in the one form in which they are compared, however they were written: what is shown is never changed.

`folded` is for a catalogue's own words, `plain` for what people type and for titles.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Other shapes of the same letters (full width, ligatures, mathematical, Arabic's). NFKC does more: it makes "Nike™" a
# word with "tm" in it, and a ten squared a hundred and two.
_SHAPES = ("wide", "narrow", "compat", "font", "noBreak", "isolated", "initial", "medial", "final", "small", "vertical")
# Soft hyphens, joiners, marks of direction, variation selectors: nobody sees them.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]")


def usual(text: str) -> str:
    """Composed (NFC), in usual letters, without what nobody sees."""
    if text.isascii():
        return text
    text = UNSEEN.sub("", text)
    return text if unicodedata.is_normalized("NFKC", text) else _composed("".join(map(usual_letter, text)))


@lru_cache(maxsize=4096)
def usual_letter(letter: str) -> str:
    """The letter (or, of a ligature, the letters) that another shape stands for; itself, if it is none."""
    shape = unicodedata.decomposition(letter).partition(">")[0].removeprefix("<")
    return unicodedata.normalize("NFKC", letter) if shape in _SHAPES else letter


def folded(text: str) -> str:
    """Case, composition and width aside; accents count."""
    return text.lower() if text.isascii() else _composed(usual(text).casefold())


def plain(text: str) -> str:
    """As `folded`, and accents aside; Hindi keeps its signs."""
    if text.isascii():
        return text.lower()
    return _composed(_LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded(text))))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
