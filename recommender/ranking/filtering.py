"""Filters as masks over all products: which of them may be a hit."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from recommender.answers import Filters
from recommender.index.product_table import ProductTable
from recommender.taxonomy import GARMENT_TYPES, garment_of

# Who asks for one is served by the other, too.
_ALSO_FITS = {"men": "Unisex", "women": "Unisex"}


def admitted(table: ProductTable, filters: Filters) -> np.ndarray | None:
    """(n,) bool: which products the filters admit; None when they admit all.

    Words are compared without regard to case. Men and Women admit Unisex; a `type` is one of the catalogue's or, if the
    catalogue has none of that name, one of the ten garments. A price that is unknown fits no limit. A product without
    a colour is left out by a colour that has to be there, and kept by one that must not.
    """
    if filters == Filters():
        return None
    allowed = np.ones(len(table), dtype=bool)
    if filters.gender:
        also = (_ALSO_FITS[word.casefold()] for word in filters.gender if word.casefold() in _ALSO_FITS)
        allowed &= table.genders.matching((*filters.gender, *also))
    if filters.type:
        allowed &= table.types.matching(word for wanted in filters.type for word in _types(table.types.words, wanted))
    if filters.colour:
        allowed &= table.colours.matching(filters.colour)
    # Comparisons with NaN are false, which is what an unknown price is to be.
    if filters.min_price is not None:
        allowed &= table.prices >= filters.min_price
    if filters.max_price is not None:
        allowed &= table.prices <= filters.max_price
    if filters.in_stock is not None:
        allowed &= table.in_stock == filters.in_stock
    excluded = (table.genders, filters.not_gender), (table.types, filters.not_type), (table.colours, filters.not_colour)
    for column, words in excluded:
        if words:
            allowed &= ~column.matching(words)
    for word in filters.words:
        allowed &= titled(table, (word,))
    if filters.not_words:
        allowed &= ~titled(table, filters.not_words)
    return allowed


def _types(known: tuple[str, ...], wanted: str) -> tuple[str, ...]:
    folded = wanted.casefold()
    if any(word.casefold() == folded for word in known) or folded not in GARMENT_TYPES:
        return (wanted,)
    return tuple(word for word in known if garment_of(word) == folded)


def titled(table: ProductTable, stems: Iterable[str]) -> np.ndarray:
    """(n,) bool: the products whose title has a word that begins with one of these, or is one that ends with "$", or
    its plural; "|" parts alternatives."""
    choices = "|".join(_pattern(each) for stem in stems for each in stem.casefold().split("|") if each.strip("$"))
    found = np.zeros(len(table), dtype=bool)
    if not choices:
        return found
    # One search through one long text: a search per title takes several times as long.
    titles = table.titles()
    ends = np.cumsum([len(title) + 1 for title in titles])
    places = [hit.start() for hit in re.finditer(rf"(?<!\w)(?:{choices})", "\n".join(titles))]
    found[np.searchsorted(ends, places, side="right")] = True
    return found


def _pattern(stem: str) -> str:
    return rf"{re.escape(stem[:-1])}(?:'?e?s)?(?!\w)" if stem.endswith("$") else re.escape(stem)
