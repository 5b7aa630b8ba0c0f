"""Filters that admit any of several words, exclude some, or look into the titles: masks over all products."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from recommender.answers import Filters
from recommender.index.product_table import ProductTable

# Who asks for one is served by the other, too.
_ALSO_FITS = {"men": "Unisex", "women": "Unisex"}


def narrow(table: ProductTable, filters: Filters, allowed: np.ndarray) -> np.ndarray:
    """`allowed`, (n,) bool, less what the lists of the filters leave out. Words that say nothing (a product without a
    colour) are left out by what has to be there, and kept by what must not."""
    if filters.genders:
        also = [_ALSO_FITS[word.casefold()] for word in filters.genders if word.casefold() in _ALSO_FITS]
        allowed = allowed & table.genders.matching((*filters.genders, *also))
    if filters.types:
        allowed = allowed & table.types.matching(filters.types)
    if filters.colours:
        allowed = allowed & table.colours.matching(filters.colours)
    if filters.not_genders:
        allowed = allowed & ~table.genders.matching(filters.not_genders)
    if filters.not_types:
        allowed = allowed & ~table.types.matching(filters.not_types)
    if filters.not_colours:
        allowed = allowed & ~table.colours.matching(filters.not_colours)
    for word in filters.words:
        allowed = allowed & titled(table, (word,))
    if filters.not_words:
        allowed = allowed & ~titled(table, filters.not_words)
    return allowed


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
