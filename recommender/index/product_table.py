"""What the index knows of its products besides their embeddings, row by row.

Kept as JSON lines, of which a search parses only the few that it shows. What a search needs of all rows at once
(filters, attributes, which products are variants of one) is kept as columns of codes and numbers, too. Parsing
36,684 lines takes 0.3 s here, opening the columns 15 ms: a bot that is ready at once, or one that is not.
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from cachetools import LRUCache

from recommender.errors import IndexCorruptError, UnknownProductError
from recommender.folding import folded, plain
from recommender.index.columns.attribute_column import UNKNOWN, AttributeColumn, ColourColumn
from recommender.index.columns.look_column import LookColumn
from recommender.index.indexed_product import PRODUCTS_FILE, IndexedProduct
from recommender.index.protocol import ProductColumns
from recommender.product import MOST_PRICE, Product
from recommender.taxonomy import garment_named

COLUMNS_FILE, WORDS_FILE = "columns.npz", "words.json"

_ATTRIBUTES = ("types", "genders", "colours", "brands")
_OTHER_COLUMNS = ("prices", "in_stock", "pictures", "variants")

_REMEMBERED_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProductTable:
    """All rows. `pictures` and `variants` are group codes: rows of one code show the same picture, or are of one group
    or, without any, have the same brand and title apart from words for colour and size."""

    ids: tuple[str, ...]
    types: AttributeColumn
    genders: AttributeColumn
    colours: ColourColumn
    brands: AttributeColumn
    prices: np.ndarray  # float64, NaN where unknown
    in_stock: np.ndarray  # bool
    pictures: np.ndarray
    variants: np.ndarray
    _lines: bytes = field(repr=False)
    _ends: np.ndarray = field(repr=False)
    _rows: dict[str, int] = field(default_factory=dict, repr=False)
    _titles: list[tuple[str, np.ndarray]] = field(default_factory=list, repr=False)
    _title_words: list[Counter[str]] = field(default_factory=list, repr=False)
    _parts: tuple[ProductTable, ...] = field(default=(), repr=False)  # of which it was joined: they know their titles
    _found: LRUCache[Hashable, np.ndarray] = field(
        default_factory=lambda: LRUCache(_REMEMBERED_BYTES, getsizeof=lambda found: int(found.nbytes)), repr=False
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, records: Sequence[IndexedProduct]) -> ProductTable:
        """The table of these records, in their order."""
        products = [record.product for record in records]
        lines = [record.to_line() + b"\n" for record in records]
        return cls(
            ids=tuple(product.id for product in products),
            types=AttributeColumn.of([_searched_type(product) for product in products]),
            genders=AttributeColumn.of([product.audience for product in products]),
            colours=ColourColumn.of([product.colour for product in products]),
            brands=AttributeColumn.of([product.brand for product in products]),
            prices=np.array([np.nan if p.price is None else p.price for p in products], dtype=np.float64),
            in_stock=np.array([product.in_stock for product in products], dtype=bool),
            pictures=AttributeColumn.of([record.picture.hash for record in records]).codes,
            variants=AttributeColumn.of(_variant_keys(products)).codes,
            _lines=b"".join(lines),
            _ends=np.cumsum([len(line) for line in lines], dtype=np.int64),
        )

    @classmethod
    def joined(cls, first: ProductTable, second: ProductTable) -> ProductTable:
        """The rows of both. Rows of one picture, or variants of one product, are known as such within each alone."""
        return cls(
            ids=first.ids + second.ids,
            types=first.types.joined(second.types),
            genders=first.genders.joined(second.genders),
            colours=first.colours.joined(second.colours),
            brands=first.brands.joined(second.brands),
            prices=np.concatenate((first.prices, second.prices)),
            in_stock=np.concatenate((first.in_stock, second.in_stock)),
            pictures=np.concatenate((first.pictures, _shifted(second.pictures, first.pictures))),
            variants=np.concatenate((first.variants, _shifted(second.variants, first.variants))),
            _lines=first._lines + second._lines,
            _ends=np.concatenate((first._ends, second._ends + len(first._lines))),
            _parts=(first, second),
        )

    def of_rows(self, rows: np.ndarray) -> ProductTable:
        """These rows alone."""
        ends = [0, *self._ends.tolist()]
        lines = [self._lines[ends[row] : ends[row + 1]] for row in rows.tolist()]
        return ProductTable(
            ids=tuple(self.ids[row] for row in rows.tolist()),
            types=self.types.at(rows),
            genders=self.genders.at(rows),
            colours=self.colours.at(rows),
            brands=self.brands.at(rows),
            prices=self.prices[rows],
            in_stock=self.in_stock[rows],
            pictures=self.pictures[rows],
            variants=self.variants[rows],
            _lines=b"".join(lines),
            _ends=np.cumsum([len(line) for line in lines], dtype=np.int64),
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
        start = int(self._ends[row - 1]) if row else 0
        return IndexedProduct.from_line(self._lines[start : int(self._ends[row])])

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
        if not self._rows:
            # Filled in one call, so that another thread sees the dictionary either empty or whole.
            self._rows.update(zip(self.ids, range(len(self.ids)), strict=True))
        return [self._rows[one] for one in product_ids if one in self._rows]

    def titles(self) -> Sequence[str]:
        """All of them, plain (see recommender.folding), row by row."""
        return self.title_text()[0].split("\n")

    def title_text(self) -> tuple[str, np.ndarray]:
        """The same in one text, a line for each, and where each line ends. The first call takes as long as a search;
        later ones nothing."""
        if not self._titles and self._parts:
            (text, ends), (more, more_ends) = (part.title_text() for part in self._parts)
            self._titles[:] = [(f"{text}\n{more}", np.concatenate((ends, more_ends + ends[-1])))]
        elif not self._titles:
            found = (_TITLE.search(line) for line in self._lines.split(b"\n")[:-1])
            lines = [plain(_text_of(one[1])).replace("\n", " ") if one else "" for one in found]
            # Put in place in one call: two threads that come at once put the same there.
            self._titles[:] = [("\n".join(lines), np.cumsum([len(line) + 1 for line in lines]))]
        return self._titles[0]

    def title_words(self) -> Counter[str]:
        """In how many titles each word of three letters and more occurs. The first call takes as long as several
        searches."""
        if not self._title_words:
            counts: Counter[str] = Counter()
            if self._parts:
                counts = sum((part.title_words() for part in self._parts), counts)
            else:
                for title in self.titles():
                    counts.update(set(re.findall(r"[^\W\d_]{3,}", title)))
            self._title_words[:] = [counts]
        return self._title_words[0]

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

    def to_files(self) -> dict[str, bytes]:
        """Name and content of the files that hold the table."""
        columns = io.BytesIO()
        attributes: dict[str, AttributeColumn] = {name: getattr(self, name) for name in _ATTRIBUTES}
        codes = {name: column.codes for name, column in attributes.items()}
        others = {name: getattr(self, name) for name in _OTHER_COLUMNS}
        np.savez(columns, allow_pickle=False, **codes, **others, ends=self._ends)
        words = {"ids": self.ids} | {name: column.words for name, column in attributes.items()}
        return {
            PRODUCTS_FILE: self._lines,
            COLUMNS_FILE: columns.getvalue(),
            WORDS_FILE: json.dumps(words, ensure_ascii=False).encode(),
        }

    @classmethod
    def from_files(cls, files: dict[str, bytes]) -> ProductTable:
        """The contrary of `to_files`. Raises IndexCorruptError when the files do not agree with each other."""
        try:
            words = json.loads(files[WORDS_FILE])
            with np.load(io.BytesIO(files[COLUMNS_FILE]), allow_pickle=False) as arrays:
                ids, lines = tuple(words["ids"]), files[PRODUCTS_FILE]
                types, genders = (AttributeColumn(tuple(words[name]), arrays[name]) for name in _ATTRIBUTES[:2])
                colours = ColourColumn(tuple(words["colours"]), arrays["colours"])
                brands = AttributeColumn(tuple(words["brands"]), arrays["brands"]) if "brands" in words else None
                prices, in_stock, pictures, variants, ends = (arrays[name] for name in (*_OTHER_COLUMNS, "ends"))
            if brands is None:  # an index of an earlier release
                brands = AttributeColumn.of(IndexedProduct.from_line(each).product.brand for each in lines.splitlines())
            columns = (_usable(prices), in_stock, pictures, variants)
            table = cls(ids, types, genders, colours, brands, *columns, lines, ends)
        except Exception as error:
            # zipfile, json and numpy raise a dozen kinds of error over damaged bytes; all mean the same here.
            raise IndexCorruptError(f"the table of products cannot be read: {error}") from error
        table._check()
        return table

    def _check(self) -> None:
        attributes = (self.types, self.genders, self.colours, self.brands)
        columns = (*(column.codes for column in attributes), self.prices, self.in_stock)
        if any(column.shape != (len(self),) for column in (*columns, self.pictures, self.variants, self._ends)):
            raise IndexCorruptError("the columns of the table of products differ in length")
        if len(self) and int(self._ends[-1]) != len(self._lines):
            raise IndexCorruptError(f"{PRODUCTS_FILE} and {COLUMNS_FILE} do not agree")
        for words in attributes:
            if len(self) and not -1 <= words.codes.min() <= words.codes.max() < len(words.words):
                raise IndexCorruptError(f"{COLUMNS_FILE} and {WORDS_FILE} do not agree")


# Of a line that we have written: the title stands before all that could look like one.
_TITLE = re.compile(rb'"title":"((?:[^"\\]|\\.)*)"')


def _usable(prices: np.ndarray) -> np.ndarray:
    """As Product has them, whatever an earlier version wrote."""
    return np.where((prices >= 0) & (prices < MOST_PRICE), prices, np.nan)


def _text_of(raw: bytes) -> str:
    return str(json.loads(b'"' + raw + b'"')) if b"\\" in raw else raw.decode()


def _searched_type(product: Product) -> str:
    """The shop's word; where that says no garment, the garment that the title names."""
    return product.type if garment_named(product.type) else garment_named(product.title) or product.type


def _shifted(codes: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Codes that stand for other groups than those of `after`."""
    return np.where(codes == UNKNOWN, UNKNOWN, codes + after.max(initial=UNKNOWN) + 1).astype(np.int32)


_COLOURS = (
    "beige black blue bronze brown burgundy charcoal coffee copper cream dark gold golden green grey gray khaki "
    "lavender light lime magenta maroon mauve melange mint multi mustard navy nude off olive orange peach pink "
    "purple red rose rust sea silver skin steel tan taupe teal turquoise violet white yellow colour color"
)
_SIZES = "xxs xs s m l xl xxl xxxl 2xl 3xl 4xl small medium large size uk us eu one plus"


def _variant_keys(products: Sequence[Product]) -> list[str]:
    """For each product a key that its variants share: its group or, without one, brand and title without the words for
    colour and size. Empty where nothing is left to compare by."""
    catalogue_colours = " ".join({product.colour for product in products})
    dropped = {*_COLOURS.split(), *_SIZES.split(), *re.findall(r"\w+", folded(catalogue_colours))}
    keys = []
    for product in products:
        words = re.findall(r"\w+", folded(product.title))
        kept = [word for word in words if word not in dropped and not word.isdecimal()]
        titled = " ".join((folded(product.brand), "|", *kept)) if kept else ""
        keys.append(f"{product.group_id}\n" if product.group_id else titled)
    return keys
