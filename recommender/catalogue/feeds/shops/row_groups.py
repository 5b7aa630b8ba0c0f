"""Shop systems of which several rows, one behind the other, make a product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from recommender.answers import LeftOut
from recommender.catalogue.feeds.columns import NamedFields, check_columns, named_fields
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.record import Record


@dataclass(frozen=True, slots=True)
class RowGroupPlatform(Platform):
    """`begins` says whether a row begins another product than the row above it, `entry` makes one of its rows."""

    name: str
    looks_like: str
    signature: str
    columns: Mapping[str, str]
    begins: Callable[[NamedFields, NamedFields], bool]
    entry: Callable[[list[NamedFields], FeedContext], FeedEntry | LeftOut]

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        check_columns(context.source, context.names, context.settings.columns)
        rows: list[NamedFields] = []
        for fields in named_fields(records, self.columns, context):
            if rows and self.begins(fields, rows[-1]):
                yield self.entry(rows, context)
                rows = []
            rows.append(fields)
        if rows:
            yield self.entry(rows, context)


def has_another_id(row: NamedFields, above: NamedFields) -> bool:
    """Where each row says whose it is."""
    return row.text("id") != above.text("id")
