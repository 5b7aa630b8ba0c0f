"""An index's products as Milvus' entities, and by what it is seen that one is what it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np

from recommender.answers import CatalogueWords
from recommender.index.columns.arrays import BLOCK, ArrayLike
from recommender.index.columns.attribute_column import AttributeColumn
from recommender.index.columns.colour_means import ColourSums
from recommender.index.columns.look_column import LookColumn
from recommender.index.milvus.about import About, Part, Vocabulary, of_garments
from recommender.index.milvus.layout import (
    ALWAYS,
    ATTRIBUTES,
    NO_PRICE,
    SPREAD,
    compounds_of,
    packed_rows,
    seen_codes,
    spread,
    unpacked_rows,
)
from recommender.index.product_table import mark
from recommender.index.search import Index

MOST_WORDS = 4_096  # of a title
_FIELDS = ("type", "gender", "colour", "brand")
TO_COUNT = ("picture", *_FIELDS, "embedding", "looks")
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: multiplied by it, each bit moves many


class IndexRows:
    """A local version, row by row as it is written."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._ends = index.table.title_words.ends
        self._starts = self._ends - np.diff(self._ends, prepend=0)

    def digests(self) -> np.ndarray:
        """(n,) int64: a number for each product and all that is known of it, its pictures' embeddings included."""
        index, table = self.index, self.index.table
        found = np.fromiter(
            (int.from_bytes(blake2b(table.lines.line(row), digest_size=8).digest()) for row in range(len(index))),
            np.uint64,
            len(index),
        )
        words = np.array([*map(mark, table.title_words.words)], np.int64)
        titles = np.cumsum(np.concatenate((np.zeros(1, np.uint64), words[table.title_words.codes].view(np.uint64))))
        columns = [table.prices.view(np.uint64), table.in_stock, table.variants, table.pictures]
        columns.append(titles[self._ends] - titles[self._starts])
        for name in ATTRIBUTES:
            column = getattr(table, name)
            columns.append(np.array([*map(mark, column.words), 0], np.int64)[column.codes])
        if index.looks is not None:
            columns.append(_row_digests(index.looks.codes))
        # A product's pictures, each told from the others by its place.
        places = np.concatenate((np.arange(len(index)), index.owners))
        of_pictures = [_row_digests(each) for each in (index.embeddings, index.descriptors) if each is not None]
        for number, each in enumerate(of_pictures):
            total = np.zeros(len(index), np.uint64)
            further = np.arange(len(index.owners)) - np.searchsorted(index.owners, index.owners) + 1
            turns = np.concatenate((np.zeros(len(index), np.int64), further)).astype(np.uint64)
            np.add.at(total, places, _mixed(each, turns + np.uint64(number)))
            columns.append(total)
        for column in columns:
            found = _mixed(found, column)
        return (found >> np.uint64(1)).astype(np.int64)

    def pictures_of(self, rows: np.ndarray) -> np.ndarray:
        """Of these products, ascending: their own first, then the further ones."""
        index = self.index
        further = np.flatnonzero(np.isin(index.owners, rows)) if len(index.owners) else np.empty(0, np.intp)
        return np.concatenate((rows, len(index) + further)).astype(np.intp)

    def entities(
        self, pictures: np.ndarray, keys: np.ndarray, vocabulary: Vocabulary, digests: np.ndarray
    ) -> list[dict[str, object]]:
        """`keys`: by picture, of all of the index, what number it has in Milvus; `digests`: of all products."""
        index, table = self.index, self.index.table
        rows = index.products_of(pictures)
        columns: dict[str, list[object]] = {
            "picture": keys[pictures].tolist(),
            "product": keys[rows].tolist(),
            "price": np.where(np.isnan(table.prices[rows]), NO_PRICE, table.prices[rows]).tolist(),
            "in_stock": table.in_stock[rows].tolist(),
            "is_own": (pictures < len(index)).tolist(),
            "shown": table.pictures[rows].tolist(),
            "variant": table.variants[rows].tolist(),
            "spread": (spread(keys[rows]) % SPREAD).tolist(),
            "digest": digests[rows].tolist(),
            "died": [ALWAYS] * len(rows),
            "title": self._titles(rows, vocabulary),
            "seen": [*seen_codes(index.looks.at(rows))] if index.looks else [[]] * len(rows),
            "embedding": list(np.ascontiguousarray(index.embeddings[pictures])),
        }
        for column, name in zip(ATTRIBUTES, _FIELDS, strict=True):
            words = getattr(table, column)
            columns[name] = vocabulary.codes_of(words, column)[words.codes[rows]].tolist()
        columns["id_mark"] = [mark(table.lines.id(row)) for row in rows.tolist()]
        own = pictures[pictures < len(index)].tolist()
        further: list[object] = [""] * (len(pictures) - len(own))
        lines: list[object] = [table.lines.line(row).decode().rstrip("\n") for row in own]
        columns["line"] = lines + further
        looks: list[object] = [*packed_rows(index.looks.codes[own])] if index.looks else [""] * len(own)
        columns["looks"] = looks + further
        kept = index.descriptors
        columns["details"] = [*packed_rows(kept[pictures])] if kept is not None else [""] * len(pictures)
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def _titles(self, rows: np.ndarray, vocabulary: Vocabulary) -> list[object]:
        words, titles = self.index.table.title_words, self.index.table.lines
        found: list[object] = []
        for row in rows.tolist():
            said = [words.words[code] for code in words.codes[self._starts[row] : self._ends[row]].tolist()]
            codes = [vocabulary.title_codes[word] for word in said]
            codes += [vocabulary.compound_codes[each] for each in compounds_of(titles.title(row))]
            found.append(codes[:MOST_WORDS])
        return found


def part_of(rows: Sequence[Mapping[str, Any]], about: About) -> Part:
    """What these come to as a whole: entities with TO_COUNT, products' own pictures."""
    columns = {
        name: AttributeColumn(about.vocabulary.columns[name], np.array([each[field] for each in rows], np.int32))
        for name, field in zip(ATTRIBUTES, _FIELDS, strict=True)
    }
    types, colours = columns["types"], columns["colours"]
    embeddings = np.array([each["embedding"] for each in rows], np.float32)
    codes = unpacked_rows([each["looks"] for each in rows], np.uint8, (len(about.looks),))
    return Part(
        about.manifest.version,
        len(rows),
        len(rows),
        {name: column.counts() for name, column in columns.items()},
        ColourSums.of(embeddings, colours.codes, types.codes),
        of_garments(types, np.append(types.counts(), np.count_nonzero(types.codes < 0))),
        of_garments(types, LookColumn(about.looks, about.looks_version, codes).sums(types)),
        CatalogueWords(),
    )


def _mixed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n,) uint64 of two columns."""
    joined = (one ^ other.astype(np.uint64, copy=False)) * _ODD
    return np.asarray(joined ^ (joined >> np.uint64(29)))


def _row_digests(array: ArrayLike) -> np.ndarray:
    """(n,) uint64 of the bytes of each row."""
    found = np.empty(len(array), np.uint64)
    for start in range(0, len(array), BLOCK):
        block = np.ascontiguousarray(array[start : min(start + BLOCK, len(array))])
        rows = block.reshape(len(block), -1).view(np.uint8)
        padded = np.zeros((len(rows), -(-rows.shape[1] // 8) * 8), np.uint8)
        padded[:, : rows.shape[1]] = rows
        numbers = padded.view(np.uint64)
        odd = np.random.default_rng(0).integers(0, 2**63, numbers.shape[1], np.uint64) * np.uint64(2) + np.uint64(1)
        mixed = numbers * odd
        found[start : start + len(block)] = (mixed ^ (mixed >> np.uint64(32))).sum(axis=1, dtype=np.uint64)
    return found
