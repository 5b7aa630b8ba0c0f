"""The words of all titles, and in which titles each of them is: what a filter by words is answered from.

A word is a run of letters, digits and underscores, plain (see recommender.folding). The index of a text by its words is
called inverted; this one is a column of words for each title, and the same turned round.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from recommender.folding import plain

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_HIGHEST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class TitleWords:
    """`words`, ascending. Those of title n are `codes[ends[n - 1] : ends[n]]`, each once; the titles with word w,
    ascending, are `rows[starts[w] : starts[w + 1]]`."""

    words: tuple[str, ...]
    codes: np.ndarray  # int32
    ends: np.ndarray  # (n,) int64
    rows: np.ndarray  # int32
    starts: np.ndarray  # (words + 1,) int64

    @classmethod
    def of(cls, titles: Iterable[str]) -> TitleWords:
        """Of these titles, as the catalogue has them."""
        said = [words_of(title) for title in titles]
        return cls.of_words(said)

    @classmethod
    def of_words(cls, said: list[tuple[str, ...]]) -> TitleWords:
        """Of each title's words."""
        words = tuple(sorted(set(chain.from_iterable(said))))
        places = {word: place for place, word in enumerate(words)}
        ends = np.cumsum([len(each) for each in said], dtype=np.int64)
        codes = np.fromiter((places[word] for each in said for word in each), np.int32, int(ends[-1]) if said else 0)
        return cls(words, codes, ends, *_turned_round(codes, ends, len(words)))

    def at(self, rows: np.ndarray) -> TitleWords:
        """These titles alone, of the same words."""
        lengths = np.diff(self.ends, prepend=0)[rows]
        ends = np.cumsum(lengths)
        places = np.repeat(self.ends[rows] - ends, lengths) + np.arange(int(ends[-1]) if len(ends) else 0)
        return _compacted(self.words, self.codes[places], ends)

    def joined(self, other: TitleWords) -> TitleWords:
        """The titles of both."""
        words = tuple(sorted({*self.words, *other.words}))
        places = {word: place for place, word in enumerate(words)}
        mine, theirs = (np.array([places[word] for word in each.words], np.int32) for each in (self, other))
        codes = np.concatenate((mine[self.codes], theirs[other.codes]))
        ends = np.concatenate((self.ends, other.ends + len(self.codes)))
        return TitleWords(words, codes, ends, *_turned_round(codes, ends, len(words)))

    def titled(self, stem: str, title_of: Callable[[int], str]) -> np.ndarray:
        """The rows whose title has a word that begins with the stem, or is one that ends with "$", or its plural. The
        stem is plain. Where it is more than one word, the titles that have its words are looked through, by
        `title_of` a row."""
        meant = words_meant(self.words, stem)
        if meant.exact:
            return self._rows_of(meant.words[0])
        found = np.arange(len(self.ends), dtype=np.int32)
        for words in meant.words:
            found = np.intersect1d(found, self._rows_of(words), assume_unique=True)
        bare, whole = stem.removesuffix("$"), stem.endswith("$")
        pattern = re.compile(rf"(?<!\w){re.escape(bare)}" + (r"(?:'?e?s)?(?!\w)" if whole else ""))
        return np.array([row for row in found.tolist() if pattern.search(plain(title_of(row)))], dtype=np.int32)

    def counts(self) -> dict[str, int]:
        """In how many titles each word is."""
        return dict(zip(self.words, np.diff(self.starts).tolist(), strict=True))

    def frequencies(self) -> Counter[str]:
        """In how many titles each run of three letters and more occurs."""
        by_letters: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            for letters in set(_LETTERS.findall(word)):
                by_letters.setdefault(letters, []).append(place)
        counts = np.diff(self.starts)
        return Counter(
            {
                letters: int(counts[places[0]]) if len(places) == 1 else len(self._rows_of(places))
                for letters, places in by_letters.items()
            }
        )

    def _rows_of(self, words: list[int] | range) -> np.ndarray:
        """Those in which one of the words is, ascending."""
        each = [self.rows[self.starts[word] : self.starts[word + 1]] for word in words]
        if len(each) == 1:
            return each[0]
        return np.unique(np.concatenate(each)) if each else np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class WordsMeant:
    """What a stem asks of a title: of each of the `words`, places of words, one at least. Not `exact`: of the titles
    that have them, only those where they stand as in the stem are meant."""

    words: tuple[list[int] | range, ...]
    exact: bool


def words_meant(words: tuple[str, ...], stem: str) -> WordsMeant:
    """Of all words, ascending, those that a plain stem means."""

    def exactly(word: str) -> list[int]:
        place = bisect_left(words, word)
        return [place] if words[place : place + 1] == (word,) else []

    def meant(word: str) -> list[int] | range:
        if whole:
            return [*exactly(word), *exactly(f"{word}s"), *exactly(f"{word}es")]
        return range(bisect_left(words, word), bisect_left(words, word + _HIGHEST))

    bare, whole = stem.removesuffix("$"), stem.endswith("$")
    parts = _WORD.findall(bare)
    if parts == [bare]:
        return WordsMeant((meant(bare),), exact=True)
    last = [meant(part) if bare.endswith(part) else exactly(part) for part in parts[-1:]]
    return WordsMeant((*map(exactly, parts[:-1]), *last), exact=False)


def words_of(title: str) -> tuple[str, ...]:
    """Each of its words once, plain."""
    return tuple(dict.fromkeys(_WORD.findall(plain(title))))


def _compacted(words: tuple[str, ...], codes: np.ndarray, ends: np.ndarray) -> TitleWords:
    """Without the words that no title has."""
    there = np.bincount(codes, minlength=len(words)) > 0
    if not there.all():
        codes = (np.cumsum(there, dtype=np.int32) - 1).astype(np.int32)[codes]
        words = tuple(word for word, is_there in zip(words, there.tolist(), strict=True) if is_there)
    return TitleWords(words, codes, ends, *_turned_round(codes, ends, len(words)))


def _turned_round(codes: np.ndarray, ends: np.ndarray, words: int) -> tuple[np.ndarray, np.ndarray]:
    rows = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(ends, prepend=0))
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=words)))).astype(np.int64)
    return rows[order], starts
