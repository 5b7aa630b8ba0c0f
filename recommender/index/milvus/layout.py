"""How an index version lies in Milvus: one collection of its pictures, and one of what is known of it as a whole.

`NAME_VERSION` has an entity for each picture with the columns of its product, `NAME_VERSION_about` files in pieces, as
entities of text. The alias NAME stands for the version that serves.
"""

from __future__ import annotations

import base64
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from recommender.answers import CatalogueWords
from recommender.errors import IndexCorruptError
from recommender.folding import plain
from recommender.index.columns.attribute_column import AttributeColumn, ColourColumn
from recommender.index.columns.colour_means import ColourSums
from recommender.index.columns.look_column import LookColumn
from recommender.index.files import Manifest
from recommender.index.filtering import LIKELY, SURELY
from recommender.index.search import Index

FORMAT = 1  # of this layout
ABOUT = "_about"
PIECE = 48_000  # bytes of a piece, as base64 below the longest text that Milvus takes
NO_PRICE = -1.0  # Milvus has no NaN to compare with
SPREAD = 1 << 31
_WORD = re.compile(r"\w+")
ATTRIBUTES = ("types", "genders", "colours", "brands")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a version as a whole: all that is not one product's."""

    manifest: Manifest
    pictures: int
    columns: Mapping[str, AttributeColumn]  # their words, and no rows
    counts: Mapping[str, np.ndarray]  # (words,) how many products have each
    title_words: tuple[str, ...]
    compounds: tuple[str, ...]  # of all titles, ascending, see `compounds_of`; their codes follow the words'
    words: CatalogueWords
    looks: tuple[str, ...]
    looks_version: str
    details: tuple[int, ...]  # (places, channels) of each picture's; () where none are kept
    colour_sums: ColourSums
    usual_looks: np.ndarray

    @classmethod
    def of(cls, index: Index) -> About:
        """Of a local version, as it lies on the disk."""
        columns = {name: getattr(index.table, name) for name in ATTRIBUTES}
        looks, details = index.looks, index.descriptors
        return cls(
            index.manifest,
            len(index.embeddings),
            {name: type(column)(column.words, column.codes[:0]) for name, column in columns.items()},
            {name: column.counts() for name, column in columns.items()},
            tuple(index.table.title_words.words),
            tuple(sorted({each for row in range(len(index)) for each in compounds_of(index.table.lines.title(row))})),
            index.catalogue_words(),
            looks.looks if looks else (),
            looks.version if looks else "",
            details.shape[1:] if details is not None else (),
            index.colour_sums,
            index.usual_looks(),
        )

    def to_pieces(self) -> Iterator[str]:
        """As texts that Milvus can keep."""
        sums = self.colour_sums
        values = {
            "format": FORMAT,
            "manifest": asdict(self.manifest) | {"files": {}, "sizes": {}},
            "pictures": self.pictures,
            "columns": {name: column.words for name, column in self.columns.items()},
            "counts": {name: counts.tolist() for name, counts in self.counts.items()},
            "title_words": self.title_words,
            "compounds": self.compounds,
            "words": _plain(self.words),
            "looks": [self.looks, self.looks_version],
            "details": self.details,
            "colour_sums": [sums.pairs.tolist(), _packed(sums.sums)],
            "usual_looks": [self.usual_looks.shape, _packed(self.usual_looks.astype(np.float32))],
        }
        content = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        for start in range(0, len(content), PIECE):
            yield base64.b64encode(content[start : start + PIECE]).decode()

    @classmethod
    def of_pieces(cls, pieces: list[str]) -> About:
        """The contrary of `to_pieces`. Raises IndexCorruptError."""
        try:
            values = json.loads(b"".join(map(base64.b64decode, pieces)))
            if values["format"] != FORMAT:
                raise IndexCorruptError(f"format {values['format']!r} in Milvus, known is {FORMAT}; a reindex mends it")
            empty = np.empty(0, np.int32)
            columns = {
                name: (ColourColumn if name == "colours" else AttributeColumn)(tuple(words), empty)
                for name, words in values["columns"].items()
            }
            manifest = Manifest(**values["manifest"])
            pairs, sums = values["colour_sums"]
            shape, usual = values["usual_looks"]
            return cls(
                manifest,
                values["pictures"],
                columns,
                {name: np.array(counts, np.int64) for name, counts in values["counts"].items()},
                tuple(values["title_words"]),
                tuple(values["compounds"]),
                _words_of(values["words"]),
                tuple(values["looks"][0]),
                values["looks"][1],
                tuple(values["details"]),
                ColourSums(np.array(pairs, np.int32).reshape(-1, 3), _unpacked(sums).reshape(-1, manifest.dim)),
                _unpacked(usual).reshape(shape).astype(np.float64),
            )
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise IndexCorruptError(f"what Milvus keeps of the index cannot be read: {error}") from error


def collection_of(name: str, version: str) -> str:
    """The collection of a version."""
    return f"{name}_{re.sub(r'[^A-Za-z0-9_]', '_', version)}"


def compounds_of(title: str) -> tuple[str, ...]:
    """Its words that are written with more than letters, "t-shirt", plain; and the same from each of their parts on."""
    found: dict[str, None] = {}
    for token in plain(title).split():
        if not _WORD.fullmatch(token):
            found.update(dict.fromkeys(token[part.start() :] for part in _WORD.finditer(token)))
    return tuple(found)


def compounds_meant(compounds: tuple[str, ...], stem: str) -> list[int] | None:
    """The places of those that a plain stem means, None where it is no such word."""
    bare = stem.removesuffix("$")
    if not _WORD.match(bare) or bare.split() != [bare]:
        return None
    places = range(bisect_left(compounds, bare), bisect_left(compounds, bare + chr(0x10FFFF)))
    ending = re.compile(r"(?:'?e?s)?(?!\w)") if stem.endswith("$") else re.compile("")
    return [place for place in places if ending.match(compounds[place], len(bare))]


def seen_code(looks: tuple[str, ...], look: str, least: float) -> int:
    """What stands in the field `seen` for a look that is there with at least this probability, one of the filters'."""
    return 2 * looks.index(look) + (least == SURELY)


def seen_codes(column: LookColumn) -> list[list[int]]:
    """Of each row."""
    steps = [(look, least) for look in column.looks for least in (LIKELY, SURELY)]
    masks = [column.shown(look, least) for look, least in steps]
    codes = np.array([seen_code(column.looks, *step) for step in steps])
    return [codes[row].tolist() for row in np.stack(masks, axis=1)] if masks else [[] for _ in column.codes]


def spread(rows: np.ndarray) -> np.ndarray:
    """(m,) for each row a number below SPREAD, evenly spread whatever rows are picked (Knuth's multiplicative hash)."""
    return np.asarray((rows.astype(np.int64) * 2_654_435_761) % SPREAD)


def packed_rows(array: np.ndarray) -> list[str]:
    """Each row of an array of bytes, as text."""
    return [base64.b64encode(row.tobytes()).decode() for row in array]


def unpacked_rows(texts: list[str], dtype: type[np.generic], shape: tuple[int, ...]) -> np.ndarray:
    """The contrary of `packed_rows`. Raises IndexCorruptError."""
    try:
        content = b"".join(map(base64.b64decode, texts))
        return np.frombuffer(content, dtype).reshape(len(texts), *shape)
    except ValueError as error:
        raise IndexCorruptError(f"what Milvus keeps of a picture cannot be read: {error}") from error


def _packed(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def _unpacked(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4").astype(np.float32)


def _plain(words: CatalogueWords) -> dict[str, object]:
    """Of what JSON knows."""
    values = {each.name: getattr(words, each.name) for each in fields(words)}
    for name, value in values.items():
        if isinstance(value, frozenset):
            values[name] = sorted(value)
        elif isinstance(value, Mapping):
            values[name] = dict(value)
    return values


def _words_of(values: Mapping[str, Any]) -> CatalogueWords:
    made: dict[str, Any] = {}
    for each in fields(empty := CatalogueWords()):
        value, kind = values[each.name], getattr(empty, each.name)
        if isinstance(kind, Mapping):
            value = MappingProxyType({key: tuple(words) for key, words in value.items()})
        made[each.name] = type(kind)(value) if isinstance(kind, frozenset | tuple) else value
    return CatalogueWords(**made)
