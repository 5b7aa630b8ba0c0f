"""Further shop systems, of which a table of column names is enough: each row is a product."""

from __future__ import annotations

from recommender.catalogue.feeds.generic import ColumnPlatform

ETSY = ColumnPlatform(
    name="etsy",
    looks_like="Etsy's listings: TITLE, DESCRIPTION, PRICE, CURRENCY_CODE, QUANTITY, TAGS, IMAGE1, SKU",
    signature="title price currencycode image1 tags",
    columns={
        "id": "listing_id sku title",
        "currency": "currency_code",
        "quantity": "quantity",
        "type": "type category",
    },
)
OPENCART = ColumnPlatform(
    name="opencart",
    looks_like="OpenCart's columns: product_id, name(en-gb), model, image_name, price, quantity, status",
    signature="productid|model imagename|image name|nameengb|nameen manufacturer|stockstatusid",
    columns={
        "id": "product_id model sku",
        "title": "name name(en-gb) name(en)",
        "image": "image_name image",
        "additional_images": "images additional_images",
        "type": "category_name categories category",
        "sale_price": "special special_price",
        "in_stock": "",
        "quantity": "quantity",
        "brand": "manufacturer manufacturer_name",
        "published": "status",
    },
    are_remote=True,
)
SHOPWARE = ColumnPlatform(
    name="shopware",
    looks_like="Shopware's product profile: id, parent_id, product_number, name, price_gross, cover_media_url",
    signature="productnumber|ordernumber name covermediaurl|imageurl|images",
    columns={
        "id": "product_number order_number ordernumber id",
        "image": "cover_media_url image_url images imageUrl",
        "additional_images": "media",
        "price": "price_gross price_net price",
        "sale_price": "",
        "type": "categories category",
        "in_stock": "",
        "quantity": "stock available_stock instock",
        "brand": "manufacturer_name manufacturer supplier",
        "group_id": "parent_id mainnumber",
        "published": "active",
    },
)
ECWID = ColumnPlatform(
    name="ecwid",
    looks_like="Ecwid's columns: product_internal_id, product_name, product_price, product_media_main_image_url",
    signature="productsku|productinternalid productname productmediamainimageurl|productimage",
    columns={
        "id": "product_internal_id product_sku",
        "title": "product_name",
        "link": "product_url",
        "image": "product_media_main_image_url product_image",
        "additional_images": " ".join(f"product_media_gallery_image_url_{n}" for n in range(1, 11)),
        "price": "product_price",
        "sale_price": "",
        "type": "product_category_1 product_category_2 product_google_category product_type",
        "in_stock": "product_is_inventory_tracked_and_sold_out",
        "quantity": "product_quantity",
        "brand": "product_brand",
        "published": "product_is_available product_is_enabled",
    },
)
LIGHTSPEED = ColumnPlatform(
    name="lightspeed",
    looks_like="Lightspeed eCom's columns: Internal_ID, Visible, Brand, Price, Images, US_Title_Short",
    signature="internalid|internalvariantid visible images",
    columns={
        "id": "internal_id internal_variant_id",
        "title": ("us_title_short us_title_long en_title_short en_title_long nl_title_short de_title_short title"),
        "link": "us_url url",
        "image": "images",
        "sale_price": "",
        "type": "us_category_2 us_category_1 us_categories categories category",
        "quantity": "stock_level stock",
        "published": "visible",
    },
)
SHOP_SYSTEMS = (ETSY, SHOPWARE, ECWID, LIGHTSPEED, OPENCART)
