"""Shop systems of which several rows, one behind the other, make a product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import NamedFields, check_columns, named_fields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.record import Record


@dataclass(frozen=True, slots=True)
class RowGroupPlatform(Platform):
    """`begins` says whether a row begins another product than the row above it. The first of its rows that `is_main`,
    or the very first, tells what holds for all; of it and all of them `made` makes a draft."""

    name: str
    looks_like: str
    signature: str
    columns: Mapping[str, str]
    begins: Callable[[NamedFields, NamedFields], bool]
    made: Callable[[NamedFields, list[NamedFields], FeedContext], Draft]
    is_main: Callable[[NamedFields], bool] = lambda _: True

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        check_columns(context.source, context.names, context.settings.columns)
        rows: list[NamedFields] = []
        for fields in named_fields(records, self.columns, context):
            if rows and self.begins(fields, rows[-1]):
                yield self._entry(rows, context)
                rows = []
            rows.append(fields)
        if rows:
            yield self._entry(rows, context)

    def _entry(self, rows: list[NamedFields], context: FeedContext) -> FeedEntry | LeftOut:
        product = next(filter(self.is_main, rows), rows[0])
        if not product.is_published:
            return LeftOut(product.where, LeftOutReason.UNPUBLISHED, f"id {product.text('id')}")
        return self.made(product, rows, context).entry(context)


def has_another_id(row: NamedFields, above: NamedFields) -> bool:
    """Where each row says whose it is."""
    return row.text("id") != above.text("id")
