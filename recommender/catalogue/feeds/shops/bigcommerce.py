"""BigCommerce's export of products, in the columns of its bulk edit template and of its newer one.

Rows of variants ("SKU", "Variant"), rules and further pictures ("Image") follow their product. A sale price of 0.00 is
none, and stock counts only where it is tracked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import NamedFields, check_columns, named_fields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.record import Record
from recommender.catalogue.meaning.stock import in_stock

_COLUMNS = {
    "kind": "item_type item",
    "id": "product_id id product_code/sku sku",
    "title": "product_name name",
    "link": "product_url",
    "image": ("product_image_file_-_1 product_image_url_-_1 internal_image_url_(export) image_url_(import)"),
    "additional_images": " ".join(f"product_image_file_-_{n} product_image_url_-_{n}" for n in range(2, 10)),
    "price": "price calculated_price",
    "sale_price": "sale_price",
    "currency": "currency",
    "quantity": "current_stock_level current_stock stock_level",
    "tracked": "track_inventory inventory_tracking",
    "published": "product_visible? visible is_visible",
    "category": "category categories category_string category_details",
    "brand": "brand_name brand",
    "options": "options",
    # Known, and of no use to a shopper.
    "unused": ("product_type type product_description description retail_price cost_price product_image_id_-_1"),
}
_NOT_TRACKED = ("", "none", "n", "no", "0", "false")


class BigCommerce:
    """Reads the rows of BigCommerce's CSV."""

    name = "bigcommerce"
    looks_like = "BigCommerce's export: Item Type, Product ID, Product Name, Current Stock Level, Product Visible?"
    table = ""

    def recognises(self, names: Collection[str]) -> bool:
        of_bulk_edit = {"productname", "productvisible"} <= {*names} or {"itemtype", "productname"} <= {*names}
        return of_bulk_edit or {"item", "name", "inventorytracking"} <= {*names}

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        check_columns(context.source, context.names, context.settings.columns)
        rows: list[NamedFields] = []
        for fields in named_fields(records, _COLUMNS, context):
            if rows and fields.text("kind").casefold() in ("", "product"):
                yield _entry(rows, context)
                rows = []
            rows.append(fields)
        if rows:
            yield _entry(rows, context)


def _entry(rows: list[NamedFields], context: FeedContext) -> FeedEntry | LeftOut:
    product = rows[0]
    text = product.text
    if not product.is_published:
        return LeftOut(product.where, LeftOutReason.UNPUBLISHED, f"id {text('id')}")
    variants = [row for row in rows[1:] if row.text("kind").casefold() in ("sku", "variant")]
    tracked = text("tracked").casefold()
    by_variant = [row for row in variants if row.text("quantity")] if tracked.endswith(("option", "variant")) else []
    categories = text("category").split(";")
    return Draft(
        product.where,
        id=text("id"),
        title=text("title"),
        link=text("link"),
        images=[image for row in rows for image in row.images()],
        offers=[product.offer(context.now)],
        stocks=[tracked in _NOT_TRACKED or in_stock("", row.text("quantity")) for row in by_variant or [product]],
        colours=list(dict.fromkeys(colour for row in variants for colour in _colours(row.text("options")))),
        types=categories,
        brand=text("brand"),
        extra=product.extra(),
        are_remote=True,
    ).entry(context)


def _colours(options: str) -> Iterator[str]:
    """Of "Type=Swatch|Name=Colour|Value=Red[#ff0000];Type=Rectangles|Name=Size|Value=S"."""
    for option in options.split(";"):
        parts = dict(part.partition("=")[::2] for part in option.split("|"))
        if meaning_of(parts.get("Name", "")) == "colour":
            yield parts.get("Value", "").partition("[")[0]
