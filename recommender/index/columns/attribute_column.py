"""One text attribute of many products: the words that occur, and each product's place among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np

from recommender.colours import colours_in
from recommender.folding import folded

UNKNOWN = -1  # the code of an attribute that the catalogue leaves empty


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    """The words that occur, and each row's place among them (UNKNOWN if empty)."""

    words: tuple[str, ...]
    codes: np.ndarray

    @classmethod
    def of(cls, values: Iterable[str]) -> Self:
        """Of each row's word, "" for none."""
        codes: dict[str, int] = {}
        rows = [codes.setdefault(value, len(codes)) if value else UNKNOWN for value in values]
        return cls(tuple(codes), np.array(rows, dtype=np.int32))

    def at(self, rows: np.ndarray) -> Self:
        """These rows of it, of the same words."""
        return replace(self, codes=self.codes[rows])

    def matching(self, wanted: Iterable[str]) -> np.ndarray:
        """(n,) bool: the rows that have one of the words, in whatever case or composition."""
        known = np.zeros(len(self.words) + 1, dtype=bool)
        known[self.meant(wanted)] = True
        return np.asarray(known[self.codes])

    def meant(self, wanted: Iterable[str]) -> list[int]:
        """The codes of those of its words that are one of these, in whatever case or composition."""
        looked_for = {folded(word) for word in wanted}
        return [code for code, senses in enumerate(self.senses()) if not looked_for.isdisjoint(senses)]

    def counts(self) -> np.ndarray:
        """(words,): how many rows have each."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.words))

    def senses(self) -> tuple[tuple[str, ...], ...]:
        """By what each of the words is found, folded."""
        return _senses(self.words)

    def joined(self, other: Self) -> Self:
        """The rows of both."""
        both = replace(self, words=tuple(dict.fromkeys((*self.words, *other.words))))
        return replace(both, codes=np.concatenate((self.codes, other.codes_in(both)[other.codes])))

    def codes_in(self, other: Self) -> np.ndarray:
        """(words + 1,): the code of each of its words there, UNKNOWN where it is not, and last for no word."""
        there = {word: place for place, word in enumerate(other.words)}
        return np.array([*(there.get(word, UNKNOWN) for word in self.words), UNKNOWN], dtype=np.int32)

    def compacted(self) -> Self:
        """Without the words that no row has, the others in the order of their first rows."""
        codes, first = np.unique(self.codes, return_index=True)
        codes = codes[np.argsort(first)]
        codes = codes[codes >= 0]
        places = np.full(len(self.words) + 1, UNKNOWN, dtype=np.int32)
        places[codes] = np.arange(len(codes))
        return type(self)(tuple(self.words[code] for code in codes.tolist()), places[self.codes])


class ColourColumn(AttributeColumn):
    """Colours, of which a shop may write several in one word."""

    __slots__ = ()

    def senses(self) -> tuple[tuple[str, ...], ...]:
        return _colour_senses(self.words)


# An index has four columns; there may be two indexes while one takes the other's place.
@lru_cache(16)
def _senses(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((folded(word),) for word in words)


@lru_cache(16)
def _colour_senses(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(dict.fromkeys(map(folded, (word, *colours_in(word))))) for word in words)
