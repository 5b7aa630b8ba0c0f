"""BigCommerce's export of products, in the columns of its bulk edit template and of its newer one.

Rows of variants ("SKU", "Variant"), rules and further pictures ("Image") follow their product. A sale price of 0.00 is
none, and stock counts only where it is tracked. The thumbnail is the main picture, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.catalogue.feeds.columns import NamedFields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.shops.row_groups import RowGroupPlatform
from recommender.catalogue.meaning.stock import in_stock

_PICTURES = range(1, 11)
_COLUMNS = {
    "kind": "item_type item",
    "id": "product_id id product_code/sku sku",
    "title": "product_name name",
    "link": "product_url",
    "image": "internal_image_url_(export) image_url_(import) images product_images",
    "thumbnail": "image_is_thumbnail",
    "variant_image": "variant_image_url",
    **{f"image{n}": f"product_image_url_-_{n} product_image_file_-_{n}" for n in _PICTURES},
    **{f"thumbnail{n}": f"product_image_is_thumbnail_-_{n}" for n in _PICTURES},
    "price": "price calculated_price",
    "sale_price": "sale_price",
    "currency": "currency",
    "quantity": "current_stock_level current_stock stock_level",
    "tracked": "track_inventory inventory_tracking",
    "for_sale": "allow_purchases?",
    "colour": "gps_color color colour",
    "published": "product_visible? visible is_visible",
    "category": "category categories category_string category_details",
    "brand": "brand_name brand",
    "options": "options",
    # Known, and of no use to a shopper.
    "unused": ("product_type type product_description description retail_price cost_price product_image_id_-_1"),
}
_YES = ("y", "yes", "true", "1")
_ADDRESS = re.compile(r"https?://[^\s,|]+")
# Of "[S]Color=Red,[RB]Size=M", the name of a variant's row
_OPTION = re.compile(r"\[\w+\]\s*([^=\[\]]+)=([^\[\],]+)")
_NOT_TRACKED = ("", "none", "n", "no", "0", "false")


def _made(product: NamedFields, rows: list[NamedFields], context: FeedContext) -> Draft:
    text = product.text
    variants = [row for row in rows[1:] if row.text("kind").casefold() in ("sku", "variant")]
    tracked = text("tracked").casefold()
    by_variant = [row for row in variants if row.text("quantity")] if tracked.endswith(("option", "variant")) else []
    is_for_sale = text("for_sale").casefold() not in ("n", "no", "false", "0")
    told = [tracked in _NOT_TRACKED or in_stock("", row.text("quantity")) for row in by_variant or [product]]
    colours = list(dict.fromkeys(colour for row in variants for colour in _colours(row, named=row in by_variant)))
    draft = product.draft()
    draft.images = _pictures(product, rows[1:])
    draft.offers = [product.offer(context.now)]
    draft.stocks = [is_for_sale and each for each in told]
    draft.colours = colours or product.texts("colour")
    draft.types = text("category").split(";")
    draft.are_remote = True
    return draft


def _pictures(product: NamedFields, further: list[NamedFields]) -> list[str]:
    """The thumbnail first. A rule's row has the picture of one choice, and comes last as a variant's does."""
    numbered = [(product.text(f"thumbnail{n}"), product.text(f"image{n}")) for n in _PICTURES]
    of_rows = [(row.text("thumbnail"), image) for row in (product, *further) for image in _named(row)]
    own = sorted([each for each in (*numbered, *of_rows) if each[1]], key=lambda each: each[0].casefold() not in _YES)
    of_variants = [row.text(field) for row in further for field in ("variant_image", "image1")]
    return list(dict.fromkeys(image for image in (*(image for _, image in own), *of_variants) if image))


def _named(row: NamedFields) -> list[str]:
    """Also in a cell that tells several: "Product Image File: 1.jpg, Product Image URL: https://..."."""
    text = row.text("image")
    return _ADDRESS.findall(text) or row.images()


def _colours(variant: NamedFields, named: bool) -> Iterator[str]:
    """Of "Type=Swatch|Name=Colour|Value=Red[#ff0000];Type=Rectangles|Name=Size|Value=S", and of the row's name, where
    that is a variant of which there is a stock: other such rows are articles of a rule, and need not name all."""
    for name, value in _OPTION.findall(variant.text("title") if named else ""):
        if meaning_of(name) == "colour":
            yield value.partition(":#")[0]
    for option in variant.text("options").split(";"):
        parts = dict(part.partition("=")[::2] for part in option.split("|"))
        if meaning_of(parts.get("Name", "")) == "colour":
            yield parts.get("Value", "").partition("[")[0]


BIGCOMMERCE = RowGroupPlatform(
    name="bigcommerce",
    looks_like="BigCommerce's export: Item Type, Product ID, Product Name, Current Stock Level, Product Visible?",
    signature="productname productvisible|itemtype; item name inventorytracking",
    columns=_COLUMNS,
    begins=lambda row, _: row.text("kind").casefold() in ("", "product"),
    made=_made,
)
