"""Filters as masks over all products: which of them may be a hit.

What a word admits is found once for each index (`ProductTable.once`); filters, and filters that give way step by step,
are masks put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from recommender.answers import AnyOf, Filters
from recommender.folding import folded, plain
from recommender.genders import usual_gender
from recommender.index.columns.look_column import LookColumn
from recommender.index.product_table import ProductTable
from recommender.looks import can_have, looks_meant
from recommender.shop_words.type_words import types_called
from recommender.taxonomy import GARMENT_TYPES, garment_of

# Of pictures whose titles name one pattern and not the others, 2 % to 8 % show another with .5, 1 % to 5 % with .7.
LIKELY, SURELY = 0.5, 0.7
# Who asks for one is served by the other, too.
_ALSO_FITS = {"men": "Unisex", "women": "Unisex", "girls": "Kids", "boys": "Kids"}


def admitted(table: ProductTable, filters: Filters, looks: LookColumn | None = None) -> np.ndarray | None:
    """(n,) bool: which products the filters admit; None when they admit all.

    Words are compared without regard to case and composition, genders by their usual words. Men and Women admit
    Unisex, Girls and Boys Kids; a `type` is one of the catalogue's or, if the catalogue has none of that name, one of
    the ten garments. A price that is unknown fits no limit. A product without a colour is left out by a colour that has
    to be there, and kept by one that must not. A word that means one of the `looks` is also had by what surely shows
    it, and must not be had by what more likely shows it than not.
    """
    if filters == Filters():
        return None
    allowed = np.ones(len(table), dtype=bool)
    if filters.gender:
        allowed &= _having(table, "genders", genders_admitted(filters.gender))
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
        ("genders", genders_meant(filters.not_gender)),
        ("types", filters.not_type),
        ("colours", filters.not_colour),
    )
    for column, words in excluded:
        if words:
            allowed &= ~_having(table, column, tuple(words))
    for word in filters.words:
        allowed &= titled(table, (word,)) | _seen(table, looks, word, SURELY)
    if filters.not_words:
        allowed &= ~titled(table, filters.not_words)
        for word in filters.not_words:
            allowed &= ~_seen(table, looks, word, LIKELY)
    return allowed


def _seen(table: ProductTable, looks: LookColumn | None, word: str, least: float) -> np.ndarray:
    """(n,) bool: the products whose pictures show what the word means with at least this probability, as far as such a
    garment can have it."""
    shown = np.zeros(len(table), dtype=bool)
    if looks is None:
        return shown
    column = looks

    def find(look: str) -> np.ndarray:
        types = [word for word in table.types.words if not can_have(look, garment_of(word))]
        return np.asarray(column.shown(look, least) & ~table.types.matching(types))

    for look in looks_meant(word):
        if look in looks.looks:
            shown |= table.once(("seen", looks.version, look, least), partial(find, look))
    return shown


def genders_admitted(asked: AnyOf) -> tuple[str, ...]:
    """The words of the products that these words ask for."""
    wanted = genders_meant(asked)
    return (*wanted, *(_ALSO_FITS[folded(word)] for word in wanted if folded(word) in _ALSO_FITS))


def genders_meant(words: AnyOf) -> tuple[str, ...]:
    """With the usual words, which the index knows its products by."""
    asked = (words,) if isinstance(words, str) else words or ()
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
        elif not same:
            same = [word for word in known if garment in types_called(word)]
        found.update(dict.fromkeys(same))
    return tuple(found)


def titled(table: ProductTable, stems: Iterable[str]) -> np.ndarray:
    """(n,) bool: the products whose title has a word that begins with one of these, or is one that ends with "$", or
    its plural; "|" parts alternatives."""
    found = np.zeros(len(table), dtype=bool)
    for stem in stems_of(stems):
        found |= table.once(("titles", stem), partial(_titled, table, stem))
    return found


def stems_of(given: Iterable[str]) -> tuple[str, ...]:
    """Each of the alternatives once, plain."""
    return tuple(dict.fromkeys(each for stems in given for each in plain(stems).split("|") if each.strip("$")))


def _titled(table: ProductTable, stem: str) -> np.ndarray:
    found = np.zeros(len(table), dtype=bool)
    found[table.title_words.titled(stem, table.lines.title)] = True
    return found
