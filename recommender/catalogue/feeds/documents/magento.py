"""Magento's products as JSON, of its REST API (/rest/V1/products): half of what is known are `custom_attributes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.record import Record, Value, first_text, objects_in, text_of
from recommender.catalogue.meaning.dates import span_of
from recommender.catalogue.meaning.prices import offer_now
from recommender.catalogue.meaning.stock import in_stock


class MagentoJson(Platform):
    """Pictures are paths below the shop's media address; colours are numbers of options, which say nothing."""

    name = "magento"
    looks_like = "Magento's products as JSON, from /rest/V1/products"
    signature = "sku name customattributes"

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        for record in records:
            attributes = objects_in(record.fields.get("custom_attributes", ""))
            own = {text_of(each.get("attribute_code", "")): each.get("value", "") for each in attributes}
            fields = {**own, **record.fields}
            if text_of(fields.get("status", "")) == "2" or text_of(fields.get("visibility", "")) == "1":
                yield LeftOut(record.where, LeftOutReason.UNPUBLISHED, "disabled, or not visible by itself")
            else:
                yield _draft(record.where, fields, context).entry(context)


def _draft(where: str, fields: Mapping[str, Value], context: FeedContext) -> Draft:
    said = partial(first_text, fields)
    gallery = objects_in(fields.get("media_gallery_entries", ""))
    images = [text_of(each.get("file", "")) for each in gallery if text_of(each.get("disabled", "")) != "true"]
    main = said("image")
    more = fields.get("extension_attributes", "")
    stock = more.get("stock_item", "") if isinstance(more, dict) else ""
    dates = span_of(said("special_from_date"), said("special_to_date"))
    return Draft(
        where,
        id=said("sku"),
        title=said("name"),
        images=[*([main] if main and main != "no_selection" else []), *images],
        offers=[offer_now(said("price"), said("special_price"), "", dates, context.now)],
        stocks=[in_stock(text_of(stock.get("is_in_stock", "")))] if isinstance(stock, dict) else [],
        are_remote=True,
    )
