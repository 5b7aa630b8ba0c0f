"""Google Merchant's product data, which most shops export for advertising, and Meta's, which has the same names.

As TSV or CSV, RSS or Atom, with or without Google's "g:". Every variant is an item of its own; what belongs together
has one `item_group_id`.
"""

from __future__ import annotations

from dataclasses import replace

from recommender.catalogue.feeds.generic import ColumnPlatform

GOOGLE = ColumnPlatform(
    name="google",
    looks_like="Google Merchant's fields: id, title, image_link, price, availability",
    signature="id title|name imagelink",
    columns={
        "id": "id",
        "title": "title structured_title",
        "link": "link canonical_link mobile_link",
        "image": "image_link",
        "additional_images": "additional_image_link",
        "price": "price",
        "sale_price": "sale_price",
        "type": "product_type product_types fb_product_category google_product_category",
        "colour": "color colour",
        "in_stock": "availability",
        "quantity": "quantity_to_sell_on_facebook inventory",
        "published": "status visibility",
    },
)
META = replace(
    GOOGLE,
    name="meta",
    looks_like="Meta's catalogue: Google's fields, and fb_product_category",
    signature=f"{GOOGLE.signature} fbproductcategory|quantitytosellonfacebook",
)
