"""A file of no platform in particular: named columns, which any shop system, script or spreadsheet writes.

Columns may be called by any of the usual names and come in any order; what is not known here goes into `Product.extra`
under its own name. A platform that differs by the names of its columns alone is another `ColumnPlatform`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import COLUMNS, ColumnMap, check_columns, check_needed, column_map
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry
from recommender.catalogue.feeds.record import Record, Value, flattened, text_of, texts_of
from recommender.catalogue.meaning.pictures import addresses_in
from recommender.catalogue.meaning.prices import offer_of
from recommender.catalogue.meaning.stock import in_stock


@dataclass(frozen=True, slots=True)
class ColumnPlatform:
    """A platform of which each record is a product. `signature`: names of columns, in words of which each has
    alternatives parted by "|"; a file is this platform's if it has one of each. Its columns come before the usual."""

    name: str
    looks_like: str
    signature: str
    columns: Mapping[str, str]
    table: str = ""

    def recognises(self, names: Collection[str]) -> bool:
        return all(any(each in names for each in word.split("|")) for word in self.signature.split())

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        own = context.settings.columns
        check_columns(context.source, context.names, own)
        maps: dict[tuple[str, ...], ColumnMap] = {}
        for record in records:
            fields = flattened(record.fields)
            names = tuple(fields)
            if (columns := maps.get(names)) is None:
                columns = maps[names] = column_map(names, self.columns, own)
                if len(maps) == 1:
                    check_needed(context.source, names, columns)
            if record.surplus:
                found = len(fields) + len(record.surplus)
                # Which of the fields holds the stray separator is anybody's guess.
                detail = f"{found} fields instead of {len(fields)}"
                yield LeftOut(record.where, LeftOutReason.MALFORMED_LINE, detail)
                continue
            yield draft_of(record.where, fields, columns, context).entry(context)
        if not maps:
            check_needed(context.source, context.names, column_map(context.names, self.columns, own))


def draft_of(where: str, fields: Mapping[str, Value], columns: ColumnMap, context: FeedContext) -> Draft:
    """What these columns say of one product."""

    def said_in(field: str) -> str:
        for name in columns.fields.get(field, ()):
            if text := text_of(fields[name]):
                return text
        return ""

    def all_in(field: str) -> list[str]:
        return [text for name in columns.fields.get(field, ()) for text in texts_of(fields[name])]

    images = next((found for text in all_in("image") if (found := addresses_in(text))), [])
    return Draft(
        where,
        id=said_in("id"),
        title=said_in("title"),
        link=said_in("link"),
        images=images,
        offers=[offer_of(said_in("price"), said_in("currency"))],
        stocks=[in_stock(said_in("in_stock"), said_in("quantity"))],
        colours=all_in("colour"),
        types=all_in("type"),
        gender=said_in("gender"),
        brand=said_in("brand"),
        extra={name: text for name in columns.further if (text := text_of(fields[name]))},
    )


GENERIC = ColumnPlatform(
    name="csv", looks_like="a file with a header that names at least id, title and image", signature="", columns=COLUMNS
)
