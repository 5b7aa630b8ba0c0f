"""The words of a catalogue, by how often they occur: what a shopper can name, complete and choose from."""

from __future__ import annotations

import numpy as np

from recommender.answers import CatalogueWords
from recommender.product_table import ProductTable, Words


def catalogue_words(table: ProductTable) -> CatalogueWords:
    """Of all products of the table; words that differ only in case are one."""
    return CatalogueWords(*(_by_frequency(words) for words in (table.types, table.genders, table.colours)))


def _by_frequency(words: Words) -> tuple[str, ...]:
    counts = np.bincount(words.codes[words.codes >= 0], minlength=len(words.words))
    order = np.argsort(-counts, kind="stable")
    first: dict[str, str] = {}
    for code in order:
        if counts[code]:
            first.setdefault(words.words[code].casefold(), words.words[code])
    return tuple(first.values())
