"""The words of a catalogue, by how often they occur: what a shopper can name, complete and choose from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from recommender.answers import CatalogueWords
from recommender.colours import NEAR_COLOURS, colours_in, usual_colour
from recommender.folding import folded
from recommender.index.columns.attribute_column import AttributeColumn, ColourColumn
from recommender.index.product_table import ProductTable
from recommender.shop_words.type_words import types_called
from recommender.taxonomy import garment_of

_SHARED = 3  # titles that a word has to occur in: what stands in one title alone narrows to that product
_CURRENCY_SAMPLE = 50


def catalogue_words(table: ProductTable) -> CatalogueWords:
    """Of all products of the table; words that differ only in case are one. Takes as long as several searches."""
    counted = CatalogueWords(
        _by_frequency(table.types),
        _by_frequency(table.genders),
        _single_colours(table.colours),
        titles=_of_titles(table),
        currency=_currency(table),
        has_stock=not bool(table.in_stock.all()),
        has_prices=not bool(np.isnan(table.prices).all()),
    )
    return related(counted)


def joined_words(many: CatalogueWords, few: CatalogueWords) -> CatalogueWords:
    """Of a catalogue and of a few products beside it, whose new words come last."""

    def both(name: str) -> tuple[str, ...]:
        first: dict[str, str] = {}
        for word in (*getattr(many, name), *getattr(few, name)):
            first.setdefault(folded(word), word)
        return tuple(first.values())

    joined = replace(
        many,
        types=both("types"),
        genders=both("genders"),
        colours=both("colours"),
        titles=many.titles | few.titles,
        currency=many.currency or few.currency,
        has_stock=many.has_stock or few.has_stock,
        has_prices=many.has_prices or few.has_prices,
    )
    return related(joined)


def related(words: CatalogueWords) -> CatalogueWords:
    """With what follows from the words themselves, anew."""
    of_garment: dict[str, tuple[str, ...]] = {}
    for word in words.types:
        of_garment[garment_of(word)] = (*of_garment.get(garment_of(word), ()), word)
    called: dict[str, tuple[str, ...]] = {}
    for word in words.types:
        for meant in types_called(word):
            called[meant] = (*called.get(meant, ()), word)
    near_types = {folded(word): tuple(w for w in of_garment[garment_of(word)] if w != word) for word in words.types}
    return replace(
        words,
        near_colours=MappingProxyType(_near(words.colours)),
        near_types=MappingProxyType(near_types),
        garments=MappingProxyType(of_garment),
        called=MappingProxyType(called),
        usual_colours=tuple(word for word in words.colours if not usual_colour(word)),
    )


def _near(colours: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    there = {folded(colour): colour for colour in colours}
    return {
        word: tuple(there[folded(near)] for near in NEAR_COLOURS.get(word, ()) if folded(near) in there)
        for word in {*NEAR_COLOURS, *there}
    }


def _by_frequency(words: AttributeColumn) -> tuple[str, ...]:
    counts = words.counts()
    order = np.argsort(-counts, kind="stable")
    first: dict[str, str] = {}
    for code in order:
        if counts[code]:
            first.setdefault(folded(words.words[code]), words.words[code])
    return tuple(first.values())


def _single_colours(column: ColourColumn) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for code, count in enumerate(column.counts().tolist()):
        for colour in colours_in(column.words[code]):
            counts[written.setdefault(folded(colour), colour)] += count
    return tuple(colour for colour, count in counts.most_common() if count)


def _of_titles(table: ProductTable) -> frozenset[str]:
    least = min(_SHARED, len(table))
    return frozenset(word for word, count in table.title_words.frequencies().items() if count >= least)


def _currency(table: ProductTable) -> str:
    step = max(1, len(table) // _CURRENCY_SAMPLE)
    found = Counter(table.product(row).currency for row in range(0, len(table), step))
    return found.most_common(1)[0][0] if found else ""
