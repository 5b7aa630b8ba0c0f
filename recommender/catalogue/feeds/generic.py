"""A file of no platform in particular: named columns, which any shop system, script or spreadsheet writes.

Columns may be called by any of the usual names and come in any order; what is not known here goes into `Product.extra`
under its own name. A platform that differs by the names of its columns alone is another `ColumnPlatform`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import (
    NEEDED,
    NamedFields,
    check_columns,
    check_needed,
    column_map,
    named_fields,
)
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.record import Record, plain_name
from recommender.catalogue.feeds.usual_names import COLUMNS
from recommender.catalogue.meaning.stock import in_stock
from recommender.genders import usual_gender

_YES = ("true", "yes", "y", "1", "ja", "si", "sí", "oui", "sim")
_ARTICLE_NUMBERS = frozenset({"sku", "code", "reference", "referencia", "artikelnummer", "artikelnr", "ugs", "артикул"})
_NO_IDS = (
    "no column holds ids or links: ids are made of title and picture, so that a product with another title is another "
    'product; if a column does hold them, write under [catalogue.columns] id = "COLUMN"'
)


@dataclass(frozen=True, slots=True)
class ColumnPlatform(Platform):
    """A platform of which each record is a product. `columns` come before the usual ones; a field with none there has
    none at all. With `are_remote`, relative pictures are on the shop's server."""

    name: str
    looks_like: str
    signature: str
    columns: Mapping[str, str]
    table: str = ""
    are_remote: bool = False
    usual_genders: bool = False  # a vocabulary of its own is kept, anybody's words are brought to the usual ones

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        own, aliases = context.settings.columns, self.aliases()
        check_columns(context.source, context.names, own)
        guess = not self.signature
        everything = column_map(context.names, aliases, own, guess)
        check_needed(context.source, context.names, everything)
        if not {"id", "link"} & everything.fields.keys():
            context.advise(_NO_IDS)
        needed = [field for field in NEEDED if field in everything.fields]
        for fields in named_fields(records, aliases, context, needed, guess):
            if not fields.is_published:
                yield LeftOut(fields.where, LeftOutReason.UNPUBLISHED)
            else:
                draft = draft_of(fields, context)
                draft.are_remote = self.are_remote
                if self.usual_genders:
                    draft.gender = usual_gender(draft.gender)
                yield draft.entry(context)

    def aliases(self) -> dict[str, str]:
        """The names of all fields, the platform's own before the usual ones."""
        own = self.columns
        return {
            field: f"{own[field]} {usual}" if own.get(field) else "" if field in own else usual
            for field, usual in COLUMNS.items()
        }


def draft_of(fields: NamedFields, context: FeedContext) -> Draft:
    """What these columns say of one product."""
    text = fields.text
    draft, images = fields.draft(), fields.images()
    draft.id = draft.id or ("" if _has_to_have_id(fields) else draft.link or _made_id(draft.title, images))
    draft.images = images
    draft.spare_images = fields.spare_images(images)
    draft.offers = [fields.offer(context.now)]
    draft.stocks = [in_stock(text("in_stock"), text("quantity")) and text("sold_out").casefold() not in _YES]
    draft.colours = fields.texts("colour") or fields.option("colour")
    draft.types = fields.all_texts("type")
    draft.gender = draft.gender or next(iter(fields.option("gender")), "")
    draft.group_id = group if (group := text("group_id")) != "0" else ""
    return draft


def _has_to_have_id(fields: NamedFields) -> bool:
    """Where ids are article numbers, which not every product need have, one without is no broken row."""
    return any(plain_name(name) not in _ARTICLE_NUMBERS for name in fields.columns.fields.get("id", ()))


def _made_id(title: str, images: list[str]) -> str:
    """Of a file that knows no ids and no links; "" for what has neither title nor picture."""
    told = "\n".join((title, *images[:1]))
    return hashlib.sha256(told.encode()).hexdigest()[:16] if told.strip() else ""


GENERIC = ColumnPlatform(
    name="csv",
    looks_like="a file with a header that names at least id, title and image",
    signature="",
    columns={},
    usual_genders=True,
)
