"""WooCommerce's export of products, in whatever language the shop's administration speaks.

A variable product's row has its name and pictures, its variations follow in rows of their own (`Parent` is the SKU or
"id:11"), mostly but not always behind it, with the prices. Only its type's words are never translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import NamedFields, check_columns, named_fields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.record import Record, plain_name, text_of
from recommender.catalogue.feeds.shops.woocommerce_names import (
    SIGNATURE,
    attribute_columns,
    columns_of,
    named_attributes,
)
from recommender.catalogue.meaning.prices import Offer
from recommender.catalogue.meaning.stock import in_stock

_APART = re.compile(r"(?<!\\)[,|]\s*")


@dataclass(frozen=True, slots=True)
class _AttributeColumns:
    """Columns: of names and of values, and of values whose name is in the column's own."""

    told: list[tuple[str, str]]
    named: list[tuple[str, str]]


@dataclass(slots=True)
class _Family:
    """A variable product, and what its variations say. Without a parent, it is in another file, or not published."""

    parent: Draft | None = None
    is_published: bool = True
    variations: list[Draft] = field(default_factory=list)


class WooCommerce(Platform):
    """Reads the rows of WooCommerce's CSV."""

    name = "woocommerce"
    looks_like = "WooCommerce's export: ID, Type, SKU, Name, Published, Regular price, Categories, Images, Parent"
    signature = SIGNATURE

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        """Simple products as they come, those made of others when all of these must have been seen: at the end."""
        check_columns(context.source, context.names, context.settings.columns)
        families: dict[str, _Family] = {}
        by_sku: dict[str, str] = {}
        costs: dict[str, Offer] = {}
        grouped: list[tuple[Draft, list[str]]] = []
        attributes = _AttributeColumns(attribute_columns(context.names), named_attributes(context.names))
        columns = columns_of(frozenset(map(plain_name, context.names)))
        for fields in named_fields(records, columns, context):
            sku = fields.text("sku")
            key = f"id:{fields.text('id')}" if fields.text("id") else sku
            told = ",".join(fields.all_texts("type")).casefold().removeprefix("product_")
            kinds = {kind.strip() for kind in told.split(",")}
            parent = fields.text("parent") or f"id:{fields.text('parent_id')}"
            if "variation" in kinds or (not told and parent not in ("id:", "id:0")):
                if fields.is_published:
                    draft = _draft(fields, attributes, context)
                    draft.extra = {}  # these are kept to the end
                    draft.group_id = parent.removeprefix("id:")
                    families.setdefault(parent, _Family()).variations.append(draft)
            elif not fields.is_published:
                families.setdefault(key, _Family()).is_published = False
                by_sku[sku] = key
                yield LeftOut(fields.where, LeftOutReason.UNPUBLISHED, f"id {key.removeprefix('id:')}")
            elif kinds & {"variable", "variable-subscription"}:
                families.setdefault(key, _Family()).parent = _draft(fields, attributes, context)
                by_sku[sku] = key
            else:
                draft = _draft(fields, attributes, context)
                if parts := fields.text("parts"):
                    grouped.append((draft, _APART.split(parts)))
                else:
                    costs[key] = costs[sku] = draft.offers[0]
                    yield draft.entry(context)
        for family in _gathered(families, by_sku):
            yield from _entries(family, context)
        for draft, parts_of in grouped:
            draft.offers = [costs[part] for part in parts_of if part in costs] or draft.offers
            yield draft.entry(context)


def _gathered(families: dict[str, _Family], by_sku: dict[str, str]) -> list[_Family]:
    """All families; variations that name their parent by its SKU are with those that name it by its id."""
    for named in [name for name in families if by_sku.get(name, name) != name]:
        families.setdefault(by_sku[named], _Family()).variations += families.pop(named).variations
    return list(families.values())


def _entries(family: _Family, context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
    product = family.parent
    if product is None:
        if family.is_published:
            yield from (each.entry(context) for each in family.variations)
        return
    if family.variations:
        product.offers = [offer for each in family.variations for offer in each.offers]
        product.stocks = [product.stocks[0] and any(stock for each in family.variations for stock in each.stocks)]
        product.images += [image for each in family.variations for image in each.images]
        product.colours = product.colours or [colour for each in family.variations for colour in each.colours]
    yield product.entry(context)


def _draft(fields: NamedFields, attributes: _AttributeColumns, context: FeedContext) -> Draft:
    meant: dict[str, list[str]] = {}
    told = [(text_of(fields.values.get(name, "")), value) for name, value in attributes.told]
    for name, value in (*told, *attributes.named):
        values = text_of(fields.values.get(value, ""))
        if values and (kind := meaning_of(name)):
            meant.setdefault(kind, _APART.split(values))
    text = fields.text
    draft = fields.draft()
    draft.id = draft.id or text("sku")
    draft.images = fields.images()
    draft.offers = [fields.offer(context.now)]
    draft.stocks = [in_stock(text("in_stock"), text("quantity"))]
    draft.colours = meant.get("colour", [])
    draft.types = _APART.split(text("category"))
    draft.gender = " ".join(meant.get("gender", []))
    draft.brand = draft.brand or ", ".join(meant.get("brand", []))
    return draft
