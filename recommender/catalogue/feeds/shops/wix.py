"""Wix Stores' export of products, in its columns until 2024 and since.

Rows with `fieldType` Variant follow their product. Pictures are names of Wix's own media; prices may be reduced by a
part or an amount; colours are options of the type COLOR, with or without their hexadecimal values.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod

from recommender.catalogue.feeds.columns import NamedFields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.shops.row_groups import RowGroupPlatform, has_another_id
from recommender.catalogue.meaning.pictures import WIX_MEDIA
from recommender.catalogue.meaning.prices import Offer, offer_of
from recommender.catalogue.meaning.stock import in_stock

_COLUMNS = {
    "id": "handleId handle",
    "kind": "fieldType",
    "title": "name",
    "image": "productImageUrl media",
    "price": "price",
    "surcharge": "surcharge",
    "currency": "currency",
    "discount_mode": "discountMode",
    "discount": "discountValue",
    "in_stock": "inventory",
    "published": "visible",
    "category": "collection categories",
    "brand": "brand",
    **{f"option{n}": f"productOptionName{n} productOptionName[{n}]" for n in range(1, 7)},
    **{f"kind{n}": f"productOptionType{n} productOptionType[{n}]" for n in range(1, 7)},
    **{f"values{n}": f"productOptionDescription{n} productOptionChoices[{n}]" for n in range(1, 7)},
    # Known, and of no use to a shopper.
    "unused": "description plainDescription sku ribbon weight cost mediaAltText baseUnit",
}
_ASKS = re.compile(r"\s*(?:please\s+)?(?:select|choose|pick)\b", re.IGNORECASE)  # no colour: "Select Option"


def _made(product: NamedFields, rows: list[NamedFields], _: FeedContext) -> Draft:
    # A product of which each variant is counted has 0 itself; not every variant need have a row.
    counted = [row for row in rows if row is product or (row.is_published and row.text("in_stock"))]
    surcharges = [_surcharge(row) for row in rows if row is not product and row.is_published]
    # A variant without a row costs what the product does.
    everyone = [0.0] if sum(row is not product for row in rows) < _variants(product) else []
    surcharge = min([*surcharges, *everyone], default=0.0)
    priced = [product] if product.text("price") else [row for row in rows if row.text("price")]
    draft = product.draft()
    draft.images = [image if "/" in image else WIX_MEDIA + image for image in product.images()]
    draft.offers = [_reduced(row, product, surcharge) for row in priced]
    draft.stocks = [in_stock(row.text("in_stock")) for row in counted]
    draft.colours = _colours(product)
    draft.types = product.text("category").split(";")
    return draft


def _surcharge(variant: NamedFields) -> float:
    """Below zero where a variant costs less than its product."""
    text = variant.text("surcharge")
    amount = offer_of(text.removeprefix("-")).price or 0.0
    return -amount if text.startswith("-") else amount


def _reduced(row: NamedFields, product: NamedFields, surcharge: float) -> Offer:
    """`surcharge`: the least that a variant costs more than the product, whose own price may be 0."""
    offer = offer_of(row.text("price"), row.text("currency"))
    if offer.price is not None:
        offer = replace(offer, price=max(0.0, round(offer.price + surcharge, 3)))
    discount = offer_of(product.text("discount")).price
    if not offer.price or not discount:
        return offer
    is_share = product.text("discount_mode").casefold() == "percent"
    return replace(offer, price=max(0.0, offer.price * (1 - discount / 100) if is_share else offer.price - discount))


def _variants(product: NamedFields) -> int:
    """How many its options make."""
    choices = [product.text(f"values{n}") for n in range(1, 7)]
    return prod(len([choice for choice in each.split(";") if choice.strip()]) for each in choices if each.strip())


def _colours(product: NamedFields) -> list[str]:
    for n in range(1, 7):
        kind = product.text(f"kind{n}").casefold()
        if kind in ("color", "swatch_choices") or meaning_of(product.text(f"option{n}")) == "colour":
            # "#6B8E23:Olive;#000000:Black"
            values = [value.rpartition(":")[2] for value in product.text(f"values{n}").split(";")]
            return [value for value in values if not _ASKS.match(value)]
    return []


WIX = RowGroupPlatform(
    name="wix",
    looks_like="Wix's export: handleId, fieldType, name, productImageUrl, inventory, visible",
    signature="fieldtype name handleid|handle",
    columns=_COLUMNS,
    begins=has_another_id,
    made=_made,
    is_main=lambda row: row.text("kind").casefold() == "product",
)
