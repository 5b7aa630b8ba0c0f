"""What the index knows of its products besides their embeddings, row by row.

Kept as JSON lines, of which a search parses only the few that it shows. What a search needs of all rows at once
(filters, attributes, words of titles, which products are variants of one) is kept as columns, too. Each is a file of
its own: it is mapped, not read, and not written again if nothing in it has changed. Price and stock, which change most,
are in their columns alone.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from cachetools import LRUCache

from recommender.errors import IndexCorruptError, UnknownProductError
from recommender.folding import folded, plain
from recommender.index.columns.arrays import array_blocks, array_of
from recommender.index.columns.attribute_column import UNKNOWN, AttributeColumn, ColourColumn
from recommender.index.columns.look_column import LookColumn
from recommender.index.columns.product_lines import ProductIds, ProductLines
from recommender.index.columns.title_words import TitleWords
from recommender.index.indexed_product import PRODUCTS_FILE, IndexedProduct
from recommender.index.protocol import ProductColumns
from recommender.product import Product

WORDS_FILE = "words.json"

_ATTRIBUTES = ("types", "genders", "colours", "brands")
_ARRAYS = ("prices", "in_stock", "pictures", "variants")
_BY_ID = ("id_marks", "id_rows")
_OF_TITLES = ("codes", "ends", "rows", "starts")

# Columns of shops' files that say for what, or when, a thing is worn.
_WORN = re.compile(
    r"(usage|occasion|season|tag)s?|keywords|anlasse?|saisons?|temporada|ocasion|ocasiao|estacao|повод|сезон"
)

_REMEMBERED_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProductTable:
    """All rows. `pictures` and `variants` are marks (`mark`): rows of one show the same picture, or are of one group
    or, without any, have the same brand and title apart from words for colour and size."""

    lines: ProductLines
    types: AttributeColumn
    genders: AttributeColumn
    colours: ColourColumn
    brands: AttributeColumn
    prices: np.ndarray  # float64, NaN where unknown
    in_stock: np.ndarray  # bool
    pictures: np.ndarray  # int64
    variants: np.ndarray  # int64
    title_words: TitleWords
    by_id: tuple[np.ndarray, np.ndarray] = field(repr=False)  # the marks of all ids, ascending, and their rows
    _found: LRUCache[Hashable, np.ndarray] = field(
        default_factory=lambda: LRUCache(_REMEMBERED_BYTES, getsizeof=lambda found: int(found.nbytes)),
        init=False,
        repr=False,
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def ids(self) -> Sequence[str]:
        """All of them, read where they are asked for."""
        return ProductIds(self.lines)

    @classmethod
    def of(cls, records: Sequence[IndexedProduct], colours: Collection[str] = ()) -> ProductTable:
        """The table of these records, in their order; `colours` are those of further products of the shop."""
        products = [record.product for record in records]
        dropped = words_of_variants([*colours, *{product.colour for product in products}])
        return cls(
            lines=ProductLines.of([record.to_line() + b"\n" for record in records]),
            types=AttributeColumn.of([product.kind for product in products]),
            genders=AttributeColumn.of([product.audience for product in products]),
            colours=ColourColumn.of([product.colour for product in products]),
            brands=AttributeColumn.of([product.brand for product in products]),
            prices=np.array([np.nan if p.price is None else p.price for p in products], dtype=np.float64),
            in_stock=np.array([product.in_stock for product in products], dtype=bool),
            pictures=np.array([mark(record.picture.hash) for record in records], dtype=np.int64),
            variants=np.array([mark(variant_key(product, dropped)) for product in products], dtype=np.int64),
            title_words=TitleWords.of(map(searched_words, products)),
            by_id=_by_id(np.array([mark(product.id) for product in products], dtype=np.int64)),
        )

    def joined(self, other: ProductTable) -> ProductTable:
        """The rows of both."""
        return ProductTable(
            lines=self.lines.joined(other.lines),
            types=self.types.joined(other.types),
            genders=self.genders.joined(other.genders),
            colours=self.colours.joined(other.colours),
            brands=self.brands.joined(other.brands),
            prices=np.concatenate((self.prices, other.prices)),
            in_stock=np.concatenate((self.in_stock, other.in_stock)),
            pictures=np.concatenate((self.pictures, other.pictures)),
            variants=np.concatenate((self.variants, other.variants)),
            title_words=self.title_words.joined(other.title_words),
            by_id=_by_id(np.concatenate((self._marks(), other._marks()))),
        )

    def at(self, rows: np.ndarray) -> ProductTable:
        """These rows alone, without words that none of them has."""
        return ProductTable(
            lines=self.lines.at(rows),
            types=self.types.at(rows).compacted(),
            genders=self.genders.at(rows).compacted(),
            colours=self.colours.at(rows).compacted(),
            brands=self.brands.at(rows).compacted(),
            prices=self.prices[rows],
            in_stock=self.in_stock[rows],
            pictures=self.pictures[rows],
            variants=self.variants[rows],
            title_words=self.title_words.at(rows),
            by_id=_by_id(self._marks()[rows]),
        )

    def columns(self, rows: np.ndarray, looks: LookColumn | None = None) -> ProductColumns:
        """What a ranking weighs of these rows."""
        return ProductColumns(
            self.types.at(rows),
            self.genders.at(rows),
            self.colours.at(rows),
            self.brands.at(rows),
            self.prices[rows],
            self.in_stock[rows],
            self.pictures[rows],
            self.variants[rows],
            looks,
        )

    def product(self, row: int) -> Product:
        """Raises IndexCorruptError."""
        return self.record(row).product

    def record(self, row: int) -> IndexedProduct:
        """Raises IndexCorruptError."""
        price = float(self.prices[row])
        return IndexedProduct.from_line(self.lines.line(row), price, bool(self.in_stock[row]))

    def records(self) -> Iterator[IndexedProduct]:
        """All of them, in order."""
        return (self.record(row) for row in range(len(self)))

    def row(self, product_id: str) -> int:
        """Raises UnknownProductError."""
        rows = self.rows([product_id])
        if not rows:
            raise UnknownProductError(product_id)
        return rows[0]

    def rows(self, product_ids: Iterable[str]) -> list[int]:
        """The rows of those of the ids that are here."""
        asked = list(product_ids)
        return [row for row in self.places(asked).tolist() if row != UNKNOWN]

    def places(self, product_ids: Sequence[str]) -> np.ndarray:
        """(m,) the row of each of these ids, UNKNOWN where it is not here."""
        marks = np.array([mark(each) for each in product_ids], dtype=np.int64)
        known, rows_known = self.by_id
        found = np.searchsorted(known, marks)
        rows = np.full(len(marks), UNKNOWN, dtype=np.int64)
        for place in np.flatnonzero(known[np.minimum(found, len(self) - 1)] == marks).tolist():
            at = int(found[place])
            while at < len(self) and known[at] == marks[place]:
                if self.lines.id(row := int(rows_known[at])) == product_ids[place]:
                    rows[place] = row
                    break
                at += 1
        return rows

    def once(self, key: Hashable, find: Callable[[], np.ndarray]) -> np.ndarray:
        """What `find` found when this key was first asked for, as long as it is remembered. Not to be written to."""
        with self._lock:
            known = self._found.get(key)
        if known is None:
            known = find()
            known.flags.writeable = False
            if known.nbytes < _REMEMBERED_BYTES // 8:
                with self._lock:
                    self._found[key] = known
        return known

    def _marks(self) -> np.ndarray:
        marks = np.empty(len(self), np.int64)
        marks[self.by_id[1]] = self.by_id[0]
        return marks

    def to_files(self) -> dict[str, Iterable[bytes]]:
        """Name and content, in pieces, of the files that hold the table."""
        columns: dict[str, AttributeColumn] = {name: getattr(self, name) for name in _ATTRIBUTES}
        ends = np.cumsum(self.lines.lengths(), dtype=np.int64)
        arrays: dict[str, np.ndarray] = {name: getattr(self, name) for name in _ARRAYS} | {"ends": ends}
        arrays |= dict(zip(_BY_ID, self.by_id, strict=True))
        arrays |= {name: column.codes for name, column in columns.items()}
        arrays |= {f"title_{name}": getattr(self.title_words, name) for name in _OF_TITLES}
        words = {name: column.words for name, column in columns.items()} | {"titles": self.title_words.words}
        return {
            PRODUCTS_FILE: self.lines.blocks(),
            **{f"{name}.npy": array_blocks(array) for name, array in arrays.items()},
            WORDS_FILE: [json.dumps(words, ensure_ascii=False).encode()],
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> ProductTable:
        """The contrary of `to_files`. Raises IndexCorruptError when the files do not agree with each other."""
        try:
            words = {name: tuple(map(str, each)) for name, each in json.loads(files[WORDS_FILE][:]).items()}
            codes = {name: array_of(name, files[f"{name}.npy"]) for name in _ATTRIBUTES}
            arrays = {name: array_of(name, files[f"{name}.npy"]) for name in _ARRAYS}
            ends, *by_id = (array_of(name, files[f"{name}.npy"]) for name in ("ends", *_BY_ID))
            titles = [array_of(name, files[f"title_{name}.npy"]) for name in _OF_TITLES]
            attributes = {
                name: (ColourColumn if name == "colours" else AttributeColumn)(words[name], codes[name])
                for name in _ATTRIBUTES
            }
            lines, said = ProductLines.stored(files[PRODUCTS_FILE], ends), TitleWords(words["titles"], *titles)
            table = cls(lines, **attributes, **arrays, title_words=said, by_id=(by_id[0], by_id[1]))  # type: ignore[arg-type]
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise IndexCorruptError(f"the table of products cannot be read: {error}") from error
        table._check(len(files[PRODUCTS_FILE]))
        return table

    def _check(self, size: int) -> None:
        attributes = (self.types, self.genders, self.colours, self.brands)
        columns = (*(column.codes for column in attributes), self.prices, self.in_stock, self.pictures, self.variants)
        columns += (*self.by_id, self.title_words.ends)
        if any(column.shape != (len(self),) for column in columns):
            raise IndexCorruptError("the columns of the table of products differ in length")
        if len(self) and int(self.lines.ends[-1]) != size:
            raise IndexCorruptError(f"{PRODUCTS_FILE} and its ends do not agree")
        for words in attributes:
            if len(self) and not -1 <= words.codes.min() <= words.codes.max() < len(words.words):
                raise IndexCorruptError(f"the columns and {WORDS_FILE} do not agree")
        titles = self.title_words
        if len(titles.starts) != len(titles.words) + 1 or titles.starts[-1] != len(titles.rows) != len(titles.codes):
            raise IndexCorruptError(f"the words of titles and {WORDS_FILE} do not agree")


def mark(text: str) -> int:
    """A number that only this text has, as good as certainly; UNKNOWN for none."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1 if text else UNKNOWN


def _by_id(marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(marks, kind="stable").astype(np.int32)
    return marks[order], order


def searched_words(product: Product) -> str:
    """Its title, and for what and when the shop says that it is worn: "Formal", "Summer"."""
    said = [value for name, value in product.extra.items() if _WORN.fullmatch(plain(name))]
    return " ".join((product.title, *said))


_COLOURS = (
    "beige black blue bronze brown burgundy charcoal coffee copper cream dark gold golden green grey gray khaki "
    "lavender light lime magenta maroon mauve melange mint multi mustard navy nude off olive orange peach pink "
    "purple red rose rust sea silver skin steel tan taupe teal turquoise violet white yellow colour color"
)
_SIZES = "xxs xs s m l xl xxl xxxl 2xl 3xl 4xl small medium large size uk us eu one plus"


def words_of_variants(colours: Iterable[str]) -> frozenset[str]:
    """What the variants of one product do not share: the words for colour, this shop's too, and for size."""
    return frozenset({*_COLOURS.split(), *_SIZES.split(), *re.findall(r"\w+", folded(" ".join(colours)))})


def variant_key(product: Product, dropped: frozenset[str]) -> str:
    """What its variants share with it: the group or, without one, brand and title without the words that are `dropped`.
    Empty where nothing is left to compare by."""
    if product.group_id:
        return f"{product.group_id}\n"
    words = re.findall(r"\w+", folded(product.title))
    kept = [word for word in words if word not in dropped and not word.isdecimal()]
    return " ".join((folded(product.brand), "|", *kept)) if kept else ""
