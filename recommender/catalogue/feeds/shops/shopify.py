"""Shopify's export of products, by its column names before and since 2025.

The first row of a product has its title and all that holds for it as a whole; the rows after it are further variants,
or nothing but further pictures. Shopify writes no currency and no links: `currency` and `link_template` do.
"""

from __future__ import annotations

from recommender.catalogue.feeds.columns import NamedFields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.shops.row_groups import RowGroupPlatform, has_another_id
from recommender.catalogue.meaning.stock import in_stock

_COLUMNS = {
    "id": "handle url_handle",
    "title": "title",
    "image": "image_src product_image_url",
    "position": "image_position",
    "variant_image": "variant_image variant_image_url",
    "price": "variant_price price",
    "currency": "currency",
    "type": (
        "type custom_product_type product_category standard_product_type standardized_product_type "
        "google_shopping_google_product_category google_shopping_/_google_product_category"
    ),
    # Metafields are named in the shop's language, their keys behind: "Färg (product.metafields.shopify.color-pattern)".
    "gender": "google_shopping_gender target_gender gender",
    "colour": "color_pattern color colour",
    "brand": "vendor",
    "tracker": "variant_inventory_tracker inventory_tracker",
    "quantity": "variant_inventory_qty inventory_quantity",
    "policy": "variant_inventory_policy continue_selling_when_out_of_stock",
    "published": "published published_on_online_store status",
    "option1": "option1_name",
    "option2": "option2_name",
    "option3": "option3_name",
    "value1": "option1_value",
    "value2": "option2_value",
    "value3": "option3_value",
    # Known, and of no use to a shopper.
    "unused": (
        "variant_sku sku variant_grams variant_barcode barcode variant_compare_at_price compare-at_price "
        "body_(html) description image_alt_text seo_title seo_description tags gift_card variant_requires_shipping "
        "variant_taxable variant_fulfillment_service variant_weight_unit cost_per_item variant_id"
    ),
}


def _made(product: NamedFields, rows: list[NamedFields], context: FeedContext) -> Draft:
    variants = [row for row in rows if row.text("price")]
    colour_at = next((n for n in "123" if meaning_of(product.text(f"option{n}")) == "colour"), "")
    values = [row.text(f"value{colour_at}") for row in rows] if colour_at else []
    draft = product.draft()
    draft.images = _pictures(rows)
    draft.offers = [row.offer(context.now) for row in variants]
    draft.stocks = [_in_stock(row) for row in variants]
    draft.colours = values or product.text("colour").split(";")
    draft.types = product.all_texts("type")
    return draft


def _pictures(rows: list[NamedFields]) -> list[str]:
    """By their positions, where they have any; those of variants last."""
    placed = [
        (int(position) if (position := row.text("position")).isdecimal() else len(rows), picture)
        for row in rows
        for picture in row.images()
    ]
    variants = [picture for row in rows for picture in [row.text("variant_image")] if picture]
    return [*(picture for _, picture in sorted(placed, key=lambda one: one[0])), *variants]


def _in_stock(row: NamedFields) -> bool:
    """What nobody counts, and what is sold beyond what there is, can be had."""
    if not row.text("tracker") or row.text("policy").casefold() in ("continue", "true"):
        return True
    return in_stock("", row.text("quantity"))


SHOPIFY = RowGroupPlatform(
    name="shopify",
    looks_like="Shopify's export: Handle, Title, Variant Price, Image Src",
    signature="title handle|urlhandle variantprice|imagesrc|productimageurl|option1value",
    columns=_COLUMNS,
    begins=has_another_id,
    made=_made,
    is_main=lambda row: bool(row.text("title")),
)
