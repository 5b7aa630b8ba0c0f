"""What is known of an index version in Milvus as a whole, and how it is kept there: a text in pieces."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from recommender.answers import CatalogueWords
from recommender.errors import IndexCorruptError
from recommender.index.columns.attribute_column import UNKNOWN, AttributeColumn, ColourColumn
from recommender.index.columns.colour_means import ColourSums
from recommender.index.content.catalogue_words import joined_words, related
from recommender.index.files import Manifest
from recommender.index.milvus.connection import MilvusConnection
from recommender.index.milvus.layout import ATTRIBUTES, FORMAT, PIECE, compounds_of
from recommender.index.search import Index
from recommender.taxonomy import GARMENT_TYPES, garment_of


@dataclass(frozen=True)
class Vocabulary:
    """The words that the rows' codes stand for, by their places. Once there, a word keeps its place, so that a row that
    is what it was is written as it was."""

    columns: Mapping[str, tuple[str, ...]]
    title_words: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()  # of titles, see `compounds_of`

    @classmethod
    def none(cls) -> Vocabulary:
        """Not a word."""
        return cls(dict.fromkeys(ATTRIBUTES, ()))

    def with_words_of(self, index: Index, rows: np.ndarray) -> Vocabulary:
        """And those that are new, last; `rows` are the products that may have brought some."""
        table = index.table
        compounds = sorted({each for row in rows.tolist() for each in compounds_of(table.lines.title(row))})
        return Vocabulary(
            {name: tuple(dict.fromkeys((*words, *getattr(table, name).words))) for name, words in self.columns.items()},
            tuple(dict.fromkeys((*self.title_words, *table.title_words.words))),
            tuple(dict.fromkeys((*self.compounds, *compounds))),
        )

    def codes_of(self, column: AttributeColumn, name: str) -> np.ndarray:
        """(words + 1,): the code of each of a column's words, and last for no word."""
        return column.codes_in(AttributeColumn(self.columns[name], column.codes[:0]))

    @cached_property
    def title_codes(self) -> Mapping[str, int]:
        """In the field `title` of rows."""
        return {word: 2 * place for place, word in enumerate(self.title_words)}

    @cached_property
    def compound_codes(self) -> Mapping[str, int]:
        """In the same field."""
        return {word: 2 * place + 1 for place, word in enumerate(self.compounds)}


@dataclass(frozen=True)
class Part:
    """What is known as a whole of the catalogue's products, or of those that were added by hand. Its codes are the
    vocabulary's."""

    version: str
    products: int
    pictures: int
    counts: Mapping[str, np.ndarray]  # by column: how many products have each word
    colour_sums: ColourSums
    garments: np.ndarray  # (garments,): how many products
    look_sums: np.ndarray  # (garments, looks)
    words: CatalogueWords

    @classmethod
    def of(cls, index: Index, vocabulary: Vocabulary) -> Part:
        """Of a local version, as it lies on the disk."""
        table = index.table
        codes = {name: vocabulary.codes_of(getattr(table, name), name) for name in ATTRIBUTES}
        counts = {name: np.zeros(len(vocabulary.columns[name]), np.int64) for name in ATTRIBUTES}
        for name, each in counts.items():
            each[codes[name][:-1]] = getattr(table, name).counts()
        return cls(
            index.version,
            len(index),
            len(index.embeddings),
            counts,
            ColourSums.joined([(index.colour_sums, codes["types"], codes["colours"], 1)]),
            of_garments(table.types, np.append(table.types.counts(), np.count_nonzero(table.types.codes < 0))),
            of_garments(table.types, index.look_sums) if index.looks else np.zeros((len(GARMENT_TYPES), 0)),
            index.catalogue_words(),
        )

    def to_json(self) -> dict[str, object]:
        """Of what JSON knows."""
        sums = self.colour_sums
        return {
            "version": self.version,
            "products": self.products,
            "pictures": self.pictures,
            "counts": {name: counts.tolist() for name, counts in self.counts.items()},
            "colour_sums": [sums.pairs.tolist(), _packed(sums.sums)],
            "garments": self.garments.tolist(),
            "look_sums": _packed(self.look_sums),
            "words": _plain(self.words),
        }

    @classmethod
    def of_json(cls, values: Mapping[str, Any], dim: int) -> Part:
        """The contrary."""
        pairs, sums = values["colour_sums"]
        return cls(
            values["version"],
            values["products"],
            values["pictures"],
            {name: np.array(counts, np.int64) for name, counts in values["counts"].items()},
            ColourSums(np.array(pairs, np.int32).reshape(-1, 3), _unpacked(sums).reshape(-1, dim)),
            np.array(values["garments"], np.int64),
            _unpacked(values["look_sums"]).reshape(len(GARMENT_TYPES), -1).astype(np.float64),
            _words_of(values["words"]),
        )


@dataclass(frozen=True)
class About:
    """What is known of a version as a whole: all that is not one product's.

    Its rows are those of the collection `rows` that were born by its moment and had not died then; but for the products
    of the catalogue in whose places others were `added` by hand.
    """

    manifest: Manifest  # the catalogue's
    rows: str
    moment: int  # counts the versions that these rows have been
    highest: int  # no picture has a higher number
    published: float  # seconds since 1970, by the clock of who did it
    vocabulary: Vocabulary
    looks: tuple[str, ...]
    looks_version: str
    details: tuple[int, ...]  # (places, channels) of each picture's; () where none are kept
    catalogue: Part
    added: Part | None = None
    hidden: tuple[int, ...] = ()
    replaced: Part | None = None  # what is known of the hidden, which the catalogue's part counts, too

    @property
    def version(self) -> str:
        return "+".join(part.version for part in self._parts)

    @property
    def products(self) -> int:
        return sum(part.products for part in self._parts) - len(self.hidden)

    @property
    def pictures(self) -> int:
        """At most: those of the hidden are counted, too."""
        return sum(part.pictures for part in self._parts)

    @property
    def _parts(self) -> tuple[Part, ...]:
        return (self.catalogue,) if self.added is None else (self.catalogue, self.added)

    @property
    def _counted(self) -> tuple[tuple[Part, int], ...]:
        """With 1 what is to be added, with -1 what is to be taken away."""
        replaced = () if self.replaced is None else ((self.replaced, -1),)
        return (*((part, 1) for part in self._parts), *replaced)

    def shown(self) -> str:
        """What is true of its rows, in Milvus' words."""
        there = f"born <= {self.moment} and died > {self.moment}"
        return f"{there} and product not in {list(self.hidden)}" if self.hidden else there

    def holds(self, index: Index) -> bool:
        """Whether rows of this index can lie beside its own."""
        looks, details = index.looks, index.descriptors
        return (
            (self.manifest.embedder_version, self.manifest.dim) == (index.manifest.embedder_version, index.dim)
            and (self.looks, self.looks_version) == ((looks.looks, looks.version) if looks else ((), ""))
            and self.details == (details.shape[1:] if details is not None else ())
        )

    @cached_property
    def _all_counts(self) -> Mapping[str, np.ndarray]:
        total = {name: np.zeros(len(words), np.int64) for name, words in self.vocabulary.columns.items()}
        for part, sign in self._counted:
            for name, counts in part.counts.items():
                total[name][: len(counts)] += sign * counts
        return total

    @cached_property
    def codes(self) -> Mapping[str, np.ndarray]:
        """Of the words that any product has, by column: their codes in the rows."""
        return {name: np.flatnonzero(counts) for name, counts in self._all_counts.items()}

    @cached_property
    def places(self) -> Mapping[str, np.ndarray]:
        """The other way round, and last for no word: by code, the place among `columns`' words."""
        found = {}
        for name, codes in self.codes.items():
            found[name] = np.full(len(self.vocabulary.columns[name]) + 1, UNKNOWN, np.int32)
            found[name][codes] = np.arange(len(codes))
        return found

    @cached_property
    def columns(self) -> Mapping[str, AttributeColumn]:
        """The words that any product has, and no rows."""
        kinds = {name: ColourColumn if name == "colours" else AttributeColumn for name in ATTRIBUTES}
        words = {name: [self.vocabulary.columns[name][code] for code in codes] for name, codes in self.codes.items()}
        return {name: kinds[name](tuple(each), np.empty(0, np.int32)) for name, each in words.items()}

    @cached_property
    def counts(self) -> Mapping[str, np.ndarray]:
        """How many products have each of these."""
        return {name: self._all_counts[name][codes] for name, codes in self.codes.items()}

    @cached_property
    def title_words(self) -> tuple[str, ...]:
        """Ascending."""
        return tuple(sorted(self.vocabulary.title_words))

    @cached_property
    def compounds(self) -> tuple[str, ...]:
        """Ascending."""
        return tuple(sorted(self.vocabulary.compounds))

    @cached_property
    def words(self) -> CatalogueWords:
        """How the products are described."""
        many = self.catalogue.words
        return many if self.added is None else replace(joined_words(many, self.added.words), looks=many.looks)

    @cached_property
    def colour_sums(self) -> ColourSums:
        """By places."""
        at = self.places
        return ColourSums.joined((part.colour_sums, at["types"], at["colours"], sign) for part, sign in self._counted)

    @cached_property
    def usual_looks(self) -> np.ndarray:
        """(garments, looks): the mean probability; NaN where there is no such garment."""
        sizes = np.sum([sign * part.garments for part, sign in self._counted], axis=0)[:, None]
        sums = np.sum([sign * part.look_sums for part, sign in self._counted], axis=0)
        return np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)

    def to_pieces(self) -> Iterator[str]:
        """As texts that Milvus can keep."""
        values = {
            "format": FORMAT,
            "manifest": asdict(self.manifest) | {"files": {}, "sizes": {}},
            "vocabulary": asdict(self.vocabulary),
            **{name: getattr(self, name) for name in _AS_THEY_ARE},
            "catalogue": self.catalogue.to_json(),
            **{name: part and part.to_json() for name, part in (("added", self.added), ("replaced", self.replaced))},
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
            manifest, said = Manifest(**values["manifest"]), values["vocabulary"]
            columns = {name: tuple(words) for name, words in said["columns"].items()}
            kept: dict[str, Any] = {name: values[name] for name in _AS_THEY_ARE}
            kept |= {name: tuple(each) for name, each in kept.items() if isinstance(each, list)}
            about = cls(
                manifest,
                vocabulary=Vocabulary(columns, tuple(said["title_words"]), tuple(said["compounds"])),
                catalogue=Part.of_json(values["catalogue"], manifest.dim),
                added=Part.of_json(values["added"], manifest.dim) if values["added"] else None,
                # An earlier release kept nothing of what is replaced.
                replaced=Part.of_json(values["replaced"], manifest.dim) if values.get("replaced") else None,
                **kept,
            )
            # What does not hold together is told now, not to a shopper.
            about.colour_sums, about.usual_looks, about.counts, about.words  # noqa: B018
            return about
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise IndexCorruptError(f"what Milvus keeps of the index cannot be read: {error}") from error


_AS_THEY_ARE = ("rows", "moment", "highest", "published", "looks", "looks_version", "details", "hidden")


def about_in(connection: MilvusConnection, collection: str) -> About:
    """What a collection of pieces says. Raises IndexUnavailableError, IndexCorruptError."""
    pieces: list[Mapping[str, Any]] = []
    while found := connection.query(
        collection, f"piece >= {len(pieces)} and piece < {len(pieces) + 200}", ["piece", "content"], strongly=True
    ):
        pieces += sorted(found, key=lambda each: int(each["piece"]))
    if not pieces:
        raise IndexCorruptError(f"{collection} in Milvus is not complete; a reindex writes it anew")
    return About.of_pieces([str(each["content"]) for each in pieces])


def of_garments(types: AttributeColumn, values: np.ndarray) -> np.ndarray:
    """(garments, ...): the sums of values, (words + 1, ...), of a column's types and last of no type."""
    garments = [*map(garment_of, types.words), "accessory"]
    total = np.zeros((len(GARMENT_TYPES), *values.shape[1:]), values.dtype)
    np.add.at(total, [GARMENT_TYPES.index(each) for each in garments], values)
    return total


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
        kind = getattr(empty, each.name)
        value = values.get(each.name, kind)  # one that an earlier version did not know follows from the others
        if isinstance(kind, Mapping):
            value = MappingProxyType({key: tuple(words) for key, words in value.items()})
        made[each.name] = type(kind)(value) if isinstance(kind, frozenset | tuple) else value
    return related(CatalogueWords(**made))
