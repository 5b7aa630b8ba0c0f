"""WooCommerce's products as JSON, of its REST API (wc/v3) and of the Store API (wc/store), which is open to all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.options import meant_texts
from recommender.catalogue.feeds.record import Record, Value, first_text, objects_in, text_of, texts_of
from recommender.catalogue.meaning.prices import Offer, offer_of
from recommender.catalogue.meaning.stock import in_stock


class WooCommerceJson(Platform):
    """The price of a product with variations is the lowest already; its variations are no products of their own."""

    name = "woocommerce"
    looks_like = "WooCommerce's products as JSON, from wc/v3 or wc/store"
    signature = "name permalink images catalogvisibility|stockstatus|prices"

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        for record in records:
            fields = record.fields
            status, visibility = (text_of(fields.get(name, "")).lower() for name in ("status", "catalog_visibility"))
            if text_of(fields.get("type", "")) == "variation":
                continue
            if (status and status != "publish") or visibility == "hidden":
                yield LeftOut(record.where, LeftOutReason.UNPUBLISHED, visibility if status == "publish" else status)
            else:
                yield _draft(record.where, fields).entry(context)


def _draft(where: str, fields: Mapping[str, Value]) -> Draft:
    said = partial(first_text, fields)
    attributes = objects_in(fields.get("attributes", ""))
    # "options" in one API, "terms" in the other.
    colours, genders, brands = (
        meant_texts(attributes, meant, "name", "options", "terms") for meant in ("colour", "gender", "brand")
    )
    return Draft(
        where,
        id=said("id"),
        title=said("name"),
        link=said("permalink"),
        images=[text_of(image.get("src", "")) for image in objects_in(fields.get("images", ""))],
        offers=[_offer(fields)],
        stocks=[in_stock(said("stock_status", "is_in_stock", "in_stock"))],
        colours=colours,
        types=[*texts_of(fields.get("categories", ""))],
        gender=next(iter(genders), ""),
        brand=next(iter(brands), said("brands")),
    )


def _offer(fields: Mapping[str, Value]) -> Offer:
    prices = fields.get("prices", "")
    if not isinstance(prices, dict):
        return offer_of(text_of(fields.get("price", "")) or text_of(fields.get("regular_price", "")))
    # In hundredths, or whatever the currency has.
    amount, digits = text_of(prices.get("price", "")), text_of(prices.get("currency_minor_unit", "")) or "2"
    if amount.isdigit() and digits.isdigit():
        amount = f"{int(amount) / 10 ** int(digits):.{digits}f}"
    return offer_of(amount, text_of(prices.get("currency_code", "")))
