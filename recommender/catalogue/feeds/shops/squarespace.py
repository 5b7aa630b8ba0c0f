"""Squarespace's export of products: the rows of further variants follow the first, with nothing of the product's own.

A sale price counts where `On Sale` says so; stock is a number or "Unlimited".
"""

from __future__ import annotations

from recommender.catalogue.feeds.columns import NamedFields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.shops.row_groups import RowGroupPlatform
from recommender.catalogue.meaning.prices import Offer, offer_of
from recommender.catalogue.meaning.publishing import is_shown
from recommender.catalogue.meaning.stock import in_stock

_COLUMNS = {
    "id": "product_id_[non_editable] product_id product_url sku",
    "title": "title",
    "link": "product_link",
    "image": "hosted_image_urls image_urls",
    "price": "price",
    "sale_price": "sale_price",
    "on_sale": "on_sale",
    "currency": "currency",
    "quantity": "stock",
    "published": "visible",
    "category": "categories",
    "brand": "brand",
    **{f"option{n}": f"option_name_{n}" for n in range(1, 7)},
    **{f"value{n}": f"option_value_{n}" for n in range(1, 7)},
    # Known, and of no use to a shopper.
    "unused": (
        "variant_id_[non_editable] product_type_[non_editable] product_page product_url description tags weight"
    ),
}


def _made(product: NamedFields, rows: list[NamedFields], _: FeedContext) -> Draft:
    colour_at = next((n for n in range(1, 7) if meaning_of(product.text(f"option{n}")) == "colour"), 0)
    draft = product.draft()
    draft.images = [image for row in rows for image in row.images()]
    draft.offers = [_offer(row) for row in rows if row.text("price")]
    draft.stocks = [in_stock("", row.text("quantity")) for row in rows]
    draft.colours = [row.text(f"value{colour_at}") for row in rows] if colour_at else []
    draft.types = product.text("category").split(",")
    return draft


def _offer(row: NamedFields) -> Offer:
    reduced = offer_of(row.text("sale_price"), row.text("currency"))
    is_reduced = reduced.price and row.text("on_sale") and is_shown(row.text("on_sale"))
    return reduced if is_reduced else offer_of(row.text("price"), row.text("currency"))


SQUARESPACE = RowGroupPlatform(
    name="squarespace",
    looks_like="Squarespace's export: Product ID [Non Editable], Title, Option Name 1, Price, Hosted Image URLs",
    signature="title hostedimageurls",
    columns=_COLUMNS,
    begins=lambda row, _: bool(row.text("title")),
    made=_made,
)
