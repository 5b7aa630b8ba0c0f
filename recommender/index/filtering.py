"""Filters as masks over all products: which of them may be a hit.

What a word admits is found once for each index (`ProductTable.once`); filters, and filters that give way step by step,
are masks put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from recommender.answers import Filters
from recommender.folding import folded, plain
from recommender.genders import usual_gender
from recommender.index.product_table import ProductTable
from recommender.taxonomy import GARMENT_TYPES, garment_of

# Who asks for one is served by the other, too.
_ALSO_FITS = {"men": "Unisex", "women": "Unisex", "girls": "Kids", "boys": "Kids"}


def admitted(table: ProductTable, filters: Filters) -> np.ndarray | None:
    """(n,) bool: which products the filters admit; None when they admit all.

    Words are compared without regard to case and composition, genders by their usual words. Men and Women admit
    Unisex, Girls and Boys Kids; a `type` is one of the catalogue's or, if the catalogue has none of that name, one of
    the ten garments. A price that is unknown fits no limit. A product without a colour is left out by a colour that has
    to be there, and kept by one that must not.
    """
    if filters == Filters():
        return None
    allowed = np.ones(len(table), dtype=bool)
    if filters.gender:
        wanted = _genders(tuple(filters.gender))
        also = (_ALSO_FITS[folded(word)] for word in wanted if folded(word) in _ALSO_FITS)
        allowed &= _having(table, "genders", (*wanted, *also))
    if filters.type:
        allowed &= _of_types(table, tuple(filters.type))
    if filters.colour:
        allowed &= _having(table, "colours", tuple(filters.colour))
    # Comparisons with NaN are false, which is what an unknown price is to be.
    if filters.min_price is not None:
        allowed &= table.prices >= filters.min_price
    if filters.max_price is not None:
        allowed &= table.prices <= filters.max_price
    if filters.in_stock is not None:
        allowed &= table.in_stock == filters.in_stock
    excluded = (
        ("genders", _genders(tuple(filters.not_gender or ()))),
        ("types", filters.not_type),
        ("colours", filters.not_colour),
    )
    for column, words in excluded:
        if words:
            allowed &= ~_having(table, column, tuple(words))
    for word in filters.words:
        allowed &= titled(table, (word,))
    if filters.not_words:
        allowed &= ~titled(table, filters.not_words)
    return allowed


def _genders(asked: Iterable[str]) -> tuple[str, ...]:
    """With the usual words, which the index knows its products by."""
    return tuple(dict.fromkeys(each for word in asked for each in (word, usual_gender(word))))


def _having(table: ProductTable, column: str, words: tuple[str, ...]) -> np.ndarray:
    """(n,) bool: the products that have one of these words in that column."""
    return table.once((column, words), lambda: getattr(table, column).matching(words))


def _of_types(table: ProductTable, wanted: tuple[str, ...]) -> np.ndarray:
    return table.once(("garments", wanted), lambda: table.types.matching(types_meant(table.types.words, wanted)))


def types_meant(known: tuple[str, ...], wanted: Iterable[str]) -> tuple[str, ...]:
    """Of the catalogue's types those that filters for these types admit."""
    found: dict[str, None] = {}
    for each in wanted:
        garment = folded(each)
        same = [word for word in known if folded(word) == garment]
        if not same and garment in GARMENT_TYPES:
            same = [word for word in known if garment_of(word) == garment]
        found.update(dict.fromkeys(same))
    return tuple(found)


def titled(table: ProductTable, stems: Iterable[str]) -> np.ndarray:
    """(n,) bool: the products whose title has a word that begins with one of these, or is one that ends with "$", or
    its plural; "|" parts alternatives."""
    found = np.zeros(len(table), dtype=bool)
    for stem in dict.fromkeys(each for given in stems for each in plain(given).split("|") if each.strip("$")):
        found |= table.once(("titles", stem), partial(_titled, table, stem))
    return found


def _titled(table: ProductTable, stem: str) -> np.ndarray:
    found = np.zeros(len(table), dtype=bool)
    found[table.title_words.titled(stem, table.lines.title)] = True
    return found
