"""Shopify's products as JSON: what every shop tells under /products.json, and what the Admin API and GraphQL export.

A product has variants; its price is the lowest of them, and it is in stock if one of them is. What a shop's pages are
given (/products/HANDLE.js) counts in cents. Shopline's products look alike, but for a list that is written as a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.options import meant_texts
from recommender.catalogue.feeds.record import Record, Value, first_text, objects_in, plain_name, text_of, texts_of
from recommender.catalogue.meaning.prices import Offer, offer_of
from recommender.catalogue.meaning.stock import in_stock

_NOT_SHOWN = ("draft", "archived", "unlisted")


class ShopifyJson(Platform):
    """The id is the handle, which makes the link."""

    name = "shopify"
    looks_like = "Shopify's /products.json, or its products as JSON"
    signature = "title variants handle|bodyhtml|vendor"
    table = "products.json"

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        shop, currency = text_of(context.about.get("url", "")), text_of(context.about.get("currency", ""))
        for record in records:
            fields = {plain_name(name): value for name, value in record.fields.items()}
            status = text_of(fields.get("status", "")).lower()
            # Without a date, it is not in the shop; files that know no dates say nothing.
            if status in _NOT_SHOWN or fields.get("publishedat", "now") == "":
                yield LeftOut(record.where, LeftOutReason.UNPUBLISHED, status)
            else:
                yield _draft(record.where, fields, shop, currency).entry(context)


def _draft(where: str, fields: Mapping[str, Value], shop: str, currency: str) -> Draft:
    said = partial(first_text, fields)
    variants = [
        {plain_name(name): value for name, value in each.items()} for each in objects_in(fields.get("variants", ""))
    ]
    handle = said("handle")
    link = said("onlinestoreurl", "url")
    if not link and shop and handle:
        link = f"{shop.rstrip('/')}/products/{handle}"
    colours = meant_texts(objects_in(fields.get("options", "")), "colour", "name", "values")
    return Draft(
        where,
        id=handle or said("id"),
        title=said("title"),
        link=link,
        images=_images(fields),
        offers=[_offer(each, currency, in_cents="pricevaries" in fields) for each in variants],
        stocks=[_is_there(each) for each in variants] or [in_stock(said("available", "availableforsale"))],
        colours=[colour for text in colours for colour in _listed(text)],
        types=[said("producttype"), said("category", "productcategory"), said("type")],
        brand=said("vendor"),
    )


def _images(fields: Mapping[str, Value]) -> list[str]:
    images = objects_in(fields.get("images", ""))
    images.sort(
        key=lambda image: (
            int(text_of(image.get("position", "")) or 0) if text_of(image.get("position", "")).isdigit() else 0
        )
    )
    found = [text_of(image.get("src", "") or image.get("url", "") or image.get("originalSrc", "")) for image in images]
    found += [*texts_of(fields.get("images", ""))] if not images else []
    return [each for each in found or [*texts_of(fields.get("image", ""))] if each]


def _listed(text: str) -> list[str]:
    """Of '["Red", "Green"]', both."""
    return [each.strip(' "') for each in text[1:-1].split('",')] if text.startswith('["') else [text]


def _offer(variant: Mapping[str, Value], currency: str, in_cents: bool) -> Offer:
    price = variant.get("price", "")
    if isinstance(price, dict):
        return offer_of(text_of(price.get("amount", "")), text_of(price.get("currencyCode", "")) or currency)
    text = text_of(price)
    return offer_of(f"{int(text) / 100:.2f}" if in_cents and text.isdecimal() else text, currency)


def _is_there(variant: Mapping[str, Value]) -> bool:
    """As the shop says; else, where stock is counted, by the count, unless it is sold beyond that."""
    for name in ("available", "availableforsale"):
        if text := text_of(variant.get(name, "")):
            return in_stock(text)
    is_counted = variant.get("inventorymanagement", "yes") != "" and variant.get("inventorytracker", "") != "false"
    if not is_counted or text_of(variant.get("inventorypolicy", "")).lower() == "continue":
        return True
    return in_stock("", text_of(variant.get("inventoryquantity", "")))
