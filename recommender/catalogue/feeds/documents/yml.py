"""Yandex Market's YML, which shops of Eastern Europe and Central Asia export, for that market and for many others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.options import meant_texts
from recommender.catalogue.feeds.record import Record, Value, first_text, objects_in, text_of, texts_of
from recommender.catalogue.meaning.prices import offer_now
from recommender.catalogue.meaning.stock import in_stock

_QUANTITIES = ("stock_quantity", "quantity_in_stock", "count", "quantity", "stock")


class YandexMarket(Platform):
    """Categories stand once, before the offers; "available" stands at the offer itself."""

    name = "yml"
    looks_like = "a YML, with offers that have a categoryId and pictures"
    signature = "id categoryid currencyid|available|typeprefix"

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        categories = _Categories(_children(context.about, "categories"))
        currency = next((text_of(each.get("@id", "")) for each in _children(context.about, "currencies")), "")
        for record in records:
            if text_of(record.fields.get("disabled", "")).lower() == "true":
                yield LeftOut(record.where, LeftOutReason.UNPUBLISHED, "disabled")
            else:
                yield _draft(record.where, record.fields, categories, currency, context.now).entry(context)


class _Categories:
    """Their names by id, and those that they lie in."""

    def __init__(self, written: Iterable[Mapping[str, Value]]) -> None:
        self._names: dict[str, list[str]] = {}
        self._by_id = {
            text_of(each.get("@id", "")): (text_of(each.get("#text", "")), text_of(each.get("@parentId", "")))
            for each in written
        }

    def names(self, category: str) -> list[str]:
        """From within outwards."""
        if category not in self._names:
            self._names[category] = self._upwards(category)
        return self._names[category]

    def _upwards(self, category: str) -> list[str]:
        names: list[str] = []
        while category in self._by_id and len(names) < 20:
            name, category = self._by_id[category]
            names.append(name)
        return names


def _draft(where: str, fields: Mapping[str, Value], categories: _Categories, currency: str, now: datetime) -> Draft:
    said = partial(first_text, fields)
    parameters = objects_in(fields.get("param", ""))
    vendor, model = said("vendor"), said("model")
    if model.casefold().startswith(vendor.casefold()):
        vendor = ""  # which the model has already
    made = " ".join(filter(None, (said("typePrefix"), vendor, model)))
    return Draft(
        where,
        id=said("@id", "id"),
        title=said("name", "name_ua") or made,
        link=said("url"),
        images=[*texts_of(fields.get("picture", ""))],
        # "price_promo" is Rozetka's sale; "oldprice" and "price_old" are what it did cost.
        offers=[offer_now(said("price"), said("price_promo"), said("currencyId") or currency, (None, None), now)],
        stocks=[_is_there(fields)],
        colours=meant_texts(parameters, "colour", "@name", "#text"),
        types=categories.names(said("categoryId")),
        gender=next(iter(meant_texts(parameters, "gender", "@name", "#text")), ""),
        brand=said("vendor", "vendor_name"),
        group_id=said("@group_id", "group_id"),
    )


def _is_there(fields: Mapping[str, Value]) -> bool:
    """By the word, else by what there is, in all places together; Prom leaves the word empty where there is none."""
    places = [text_of(each.get("@instock", "")) for each in _children(fields, "outlets")]
    counted = sorted(filter(None, places), key=lambda count: not in_stock("", count))
    quantity = first_text(fields, *_QUANTITIES) or next(iter(counted), "")
    available = first_text(fields, "@available", "available")
    return in_stock(available, quantity) if available or quantity else fields.get("@available") != ""


def _children(about: Mapping[str, Value], name: str) -> list[dict[str, Value]]:
    value = about.get(name, "")
    return [inner for each in value.values() for inner in objects_in(each)] if isinstance(value, dict) else []
