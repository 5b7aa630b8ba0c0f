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
from recommender.catalogue.meaning.dates import span_of
from recommender.catalogue.meaning.pictures import addresses_in
from recommender.catalogue.meaning.prices import Offer, offer_now, offer_of
from recommender.catalogue.meaning.publishing import is_shown
from recommender.catalogue.meaning.stock import in_stock
from recommender.genders import usual_gender


@dataclass(frozen=True, slots=True)
class ColumnPlatform:
    """A platform of which each record is a product. `signature`: plain names of columns, of which alternatives are
    parted by "|"; a file is this platform's if it has one of each. `columns` come before the usual ones; a
    field with none there has none at all. With `are_remote`, relative pictures are on the shop's server."""

    name: str
    looks_like: str
    signature: str
    columns: Mapping[str, str]
    table: str = ""
    are_remote: bool = False
    usual_genders: bool = False  # a vocabulary of its own is kept, anybody's words are brought to the usual ones

    def recognises(self, names: Collection[str]) -> bool:
        return all(any(each in names for each in word.split("|")) for word in self.signature.split())

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        own = context.settings.columns
        check_columns(context.source, context.names, own)
        aliases = self.aliases()
        maps: dict[tuple[str, ...], ColumnMap] = {}
        for record in records:
            fields = flattened(record.fields)
            names = tuple(fields)
            if (columns := maps.get(names)) is None:
                columns = maps[names] = column_map(names, aliases, own)
                if len(maps) == 1:
                    check_needed(context.source, names, columns)
            if record.surplus:
                yield surplus(record)
                continue
            if not is_published(fields, columns):
                yield LeftOut(record.where, LeftOutReason.UNPUBLISHED)
                continue
            draft = draft_of(record.where, fields, columns, context)
            draft.are_remote = self.are_remote
            if self.usual_genders:
                draft.gender = usual_gender(draft.gender)
            yield draft.entry(context)
        if not maps:
            check_needed(context.source, context.names, column_map(context.names, aliases, own))

    def aliases(self) -> dict[str, str]:
        """The names of all fields, the platform's own before the usual ones."""
        own = self.columns
        return {
            field: f"{own[field]} {usual}" if own.get(field) else "" if field in own else usual
            for field, usual in COLUMNS.items()
        }


def surplus(record: Record) -> LeftOut:
    """Which of the fields holds the stray separator is anybody's guess, and a wrong one would sell at a wrong price."""
    width = len(record.fields)
    found = f"{width + len(record.surplus)} fields instead of {width}"
    return LeftOut(record.where, LeftOutReason.MALFORMED_LINE, found)


def is_published(fields: Mapping[str, Value], columns: ColumnMap) -> bool:
    """Whether none of the columns that tell says that the product is not shown."""
    return all(is_shown(text_of(fields[name])) for name in columns.fields.get("published", ()))


def draft_of(where: str, fields: Mapping[str, Value], columns: ColumnMap, context: FeedContext) -> Draft:
    """What these columns say of one product."""
    of = columns.fields.get
    link = _first(fields, of("link"))
    images = _addresses(fields, of("image"))
    for name in of("additional_images", ()):
        images += _addresses(fields, (name,))
    return Draft(
        where,
        id=_first(fields, of("id")) if "id" in columns.fields else link,
        title=_first(fields, of("title")),
        link=link,
        images=images,
        offers=[_offer(fields, columns, context)],
        stocks=[in_stock(_first(fields, of("in_stock")), _first(fields, of("quantity")))],
        colours=_texts_of_first(fields, of("colour")),
        types=[text for name in of("type", ()) for text in texts_of(fields[name])],
        gender=_first(fields, of("gender")),
        brand=_first(fields, of("brand")),
        group_id=_first(fields, of("group_id")),
        extra={name: text for name in columns.further if (text := text_of(fields[name]))},
    )


def _first(fields: Mapping[str, Value], names: Iterable[str] | None) -> str:
    """The first text in these columns."""
    for name in names or ():
        value = fields[name]
        if value and (text := value if isinstance(value, str) else text_of(value)):
            return text
    return ""


def _texts_of_first(fields: Mapping[str, Value], names: Iterable[str] | None) -> list[str]:
    return next((texts for name in names or () if (texts := list(texts_of(fields[name])))), [])


def _addresses(fields: Mapping[str, Value], names: Iterable[str] | None) -> list[str]:
    """The pictures in the first of these columns that holds any."""
    for name in names or ():
        if found := [each for text in texts_of(fields[name]) for each in addresses_in(text)]:
            return found
    return []


def _offer(fields: Mapping[str, Value], columns: ColumnMap, context: FeedContext) -> Offer:
    of = columns.fields.get
    regular, sale = _first(fields, of("price")), _first(fields, of("sale_price"))
    currency = _first(fields, of("currency"))
    if not currency and columns.currencies:
        named = (name for name in (*of("price", ()), *of("sale_price", ())) if fields[name])
        currency = next((columns.currencies[name] for name in named if name in columns.currencies), "")
    if not sale:
        return offer_of(regular, currency)
    dates = span_of(
        _first(fields, of("sale_dates")) or _first(fields, of("sale_starts")), _first(fields, of("sale_ends"))
    )
    return offer_now(regular, sale, currency, dates, context.now)


GENERIC = ColumnPlatform(
    name="csv",
    looks_like="a file with a header that names at least id, title and image",
    signature="",
    columns={},
    usual_genders=True,
)
