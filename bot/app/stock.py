"""What the shop has of what its shoppers want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.reports import Counted, Report
from recommender.folding import folded, plain
from recommender.index.columns.attribute_column import AttributeColumn
from recommender.index.files import read_version
from recommender.index.search import Index


def with_stock(report: Report, index_dir: Path) -> Report:
    """The same beside the index that serves: how many products have a word as type, gender or colour, else in the
    title. Raises IndexMissingError, IndexCorruptError."""
    table = Index.from_files(*read_version(index_dir)).table
    words = Counter(table.title_words.counts())
    for column in (table.types, table.genders, table.colours):
        words |= _counts(column)
    return counted_by(report, len(table), words)


def counted_by(report: Report, products: int, words: Counter[str]) -> Report:
    """The same beside these: `words` are folded."""

    def known(wanted: Iterable[Counted]) -> tuple[Counted, ...]:
        return tuple(replace(each, has=words[folded(each.name)] or words[plain(each.name)]) for each in wanted)

    return replace(
        report,
        products=products,
        types=known(report.types),
        colours=known(report.colours),
        filters=known(report.filters),
    )


def _counts(column: AttributeColumn) -> Counter[str]:
    found: Counter[str] = Counter()
    for code, count in Counter(column.codes[column.codes >= 0].tolist()).items():
        found[folded(column.words[code])] += count
    return found
