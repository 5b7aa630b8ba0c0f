"""PrestaShop's tables of products, in the columns of its own import and of its SQL manager's usual exports.

Reductions stand beside the price, as an amount or in per cent, with their dates; colours are features
("Color:Blue:1,Size:M:2").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

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
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.record import Record
from recommender.catalogue.meaning.dates import span_of
from recommender.catalogue.meaning.prices import Offer, offer_now, offer_of
from recommender.catalogue.meaning.stock import in_stock

_COLUMNS = {
    "id": "product_id id id_product reference_# reference",
    "title": "name product_name",
    "link": "product_link link url",
    "image": "image_urls image_url image images cover",
    "price": (
        "price_tax_included price_tax_incl price_incl_tax final_price_tax_included price_tax_excluded "
        "price_tax_excl price_excl_tax price price_tax_excluded_or_price_tax_included"
    ),
    "amount_off": "discount_amount reduction_amount",
    "share_off": "discount_percent reduction_percent",
    "sale_starts": "discount_from",
    "sale_ends": "discount_to",
    "currency": "currency",
    "category": "categories category",
    "quantity": "quantity",
    "for_order": "available_for_order",
    "when_sold_out": "action_when_out_of_stock out_of_stock_action out_of_stock",
    "published": "active status",
    "visibility": "visibility",
    "features": "feature features",
    "brand": "manufacturer brand",
    # Known, and of no use to a shopper.
    "unused": (
        "on_sale wholesale_price tax_rules_id ean13 upc isbn mpn ecotax width height depth weight description "
        "summary short_description tags meta_title meta_keywords meta_description url_rewritten text_when_in_stock "
        "delete_existing_images text_when_backorder_allowed supplier_reference supplier condition minimal_quantity "
        "image_alt_texts"
    ),
}
_FEATURE = re.compile(r"\s*([^:,;|]+):([^:]+?)(?::\d*)?(?::\d)?\s*(?:[,;|]|$)")


class PrestaShop:
    """Reads the rows of PrestaShop's CSV."""

    name = "prestashop"
    looks_like = "PrestaShop's columns: Product ID, Active (0/1), Name *, Price tax included, Image URLs (x,y,z...)"
    table = ""

    def recognises(self, names: Collection[str]) -> bool:
        of_import = {"active01", "imageurlsxyz", "categoriesxyz", "featurenamevalueposition"} & {*names}
        return "name" in names and len(of_import) > 1

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        own = context.settings.columns
        check_columns(context.source, context.names, own)
        check_needed(context.source, context.names, column_map(context.names, _COLUMNS, own))
        for fields in named_fields(records, _COLUMNS, context, NEEDED):
            if not fields.is_published or fields.text("visibility").casefold() == "none":
                yield LeftOut(fields.where, LeftOutReason.UNPUBLISHED, f"id {fields.text('id')}")
            else:
                yield _draft(fields, context).entry(context)


def _draft(fields: NamedFields, context: FeedContext) -> Draft:
    text = fields.text
    features = [(meaning_of(name), value.strip()) for name, value in _FEATURE.findall(text("features"))]
    is_sold_on = text("when_sold_out") == "1" or not text("quantity")
    return Draft(
        fields.where,
        id=text("id"),
        title=text("title"),
        link=text("link"),
        images=fields.images(),
        offers=[_reduced(fields, context)],
        stocks=[text("for_order") != "0" and (is_sold_on or in_stock("", text("quantity")))],
        colours=[value for meant, value in features if meant == "colour"],
        types=[text("category")],
        gender=next((value for meant, value in features if meant == "gender"), ""),
        brand=text("brand"),
        extra=fields.extra(),
        are_remote=True,
    )


def _reduced(fields: NamedFields, context: FeedContext) -> Offer:
    offer = offer_of(fields.text("price"), fields.text("currency"))
    amount, share = (offer_of(fields.text(field).rstrip("% ")).price or 0.0 for field in ("amount_off", "share_off"))
    if not offer.price or not (amount or share):
        return offer
    reduced = offer.price * (1 - share / 100) - amount
    dates = span_of(fields.text("sale_starts"), fields.text("sale_ends"))
    then = offer_now(fields.text("price"), f"{reduced:.2f}" if reduced > 0 else "", offer.currency, dates, context.now)
    return replace(then, currency=offer.currency)
