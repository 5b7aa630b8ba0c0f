"""What the shop has of what its shoppers want."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from recommender.folding import folded, plain
from recommender.index.columns.attribute_column import AttributeColumn
from recommender.index.files import read_version
from recommender.index.product_table import ProductTable


@dataclass(frozen=True, slots=True)
class Stock:
    """How many products have a word: as type, gender or colour, else in the title. Empty where there is no index."""

    products: int = 0
    words: Counter[str] = field(default_factory=Counter)

    def count(self, word: str) -> int:
        """Products of this type, gender, colour or word of the title, in whatever case."""
        return self.words[folded(word)] or self.words[plain(word)]

    def lacks(self, wanted: int, of_all: int, word: str) -> bool:
        """Whether the word is wanted at least twice as often as products have it."""
        return bool(self.products and of_all) and wanted / of_all >= 2 * self.count(word) / self.products


def read_stock(index_dir: Path) -> Stock:
    """Of the index that serves. Raises IndexMissingError, IndexCorruptError."""
    table = ProductTable.from_files(read_version(index_dir)[1])
    words: Counter[str] = Counter()
    for title in table.titles():
        words.update(set(re.findall(r"\w+", title)))
    for column in (table.types, table.genders, table.colours):
        words |= _counts(column)
    return Stock(len(table), words)


def _counts(column: AttributeColumn) -> Counter[str]:
    found: Counter[str] = Counter()
    for code, count in Counter(column.codes[column.codes >= 0].tolist()).items():
        found[folded(column.words[code])] += count
    return found
