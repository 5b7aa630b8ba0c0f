"""Which of a product's types says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from recommender.catalogue.meaning.google_categories import google_category
from recommender.catalogue.meaning.texts import said
from recommender.taxonomy import garment_named

# What shop systems call the kinds of their records.
_OF_RECORDS = re.compile(
    r"(?:simple|normal|variable|variation|grouped|external|configurable|bundled?|virtual|downloadable|physical|subscription)"
    r"(?: product)?|(?:parent |child )?products?|uncategori[sz]ed",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


def chosen_type(candidates: Iterable[str]) -> str:
    """The first that names a garment; if none does, the first that says anything at all. Google's numbers have names,
    other numbers say nothing."""
    spare = ""
    for candidate in candidates:
        text, names_one = _understood(candidate)
        if names_one:
            return text
        spare = spare or text
    return spare


@lru_cache(maxsize=4096)
def _understood(candidate: str) -> tuple[str, bool]:
    text = said(candidate)
    if text.startswith("[") and text.endswith("]"):  # a list within a table, of which the first is the main one
        text = said(re.split(r"""["'],\s*["']""", text)[0].strip("[]\"' "))
    if _NUMBER.fullmatch(text):
        text = google_category(text)
    if _OF_RECORDS.fullmatch(text):
        text = ""
    return text, garment_named(text) is not None
