"""The product feeds of affiliate networks and comparison sites, each with columns of its own."""

from __future__ import annotations

from recommender.catalogue.feeds.generic import ColumnPlatform

AWIN = ColumnPlatform(
    name="awin",
    looks_like="Awin's columns: aw_product_id, product_name, merchant_image_url",
    signature="awproductid|awdeeplink productname",
    columns={
        "id": "aw_product_id merchant_product_id",
        "link": "aw_deep_link merchant_deep_link",
        "image": "merchant_image_url large_image aw_image_url image_url merchant_thumb_url aw_thumb_url",
        "additional_images": "alternate_image alternate_image_two alternate_image_three alternate_image_four",
        "price": "search_price store_price display_price base_price product_price_old rrp_price",
        "sale_price": "",
        "gender": "fashion:suitable_for suitable_for",
        "type": ("product_type fashion:category merchant_product_category_path merchant_category category_name"),
        "colour": "colour fashion:colour",
        "in_stock": "in_stock is_for_sale stock_status",
        "quantity": "stock_quantity",
        "brand": "brand_name",
        "group_id": "parent_product_id item_group_id",
        "published": "",
    },
)
CJ = ColumnPlatform(
    name="cj",
    looks_like="Commission Junction's columns: PROGRAM_NAME, SKU, NAME, BUY_URL or BUYURL, IMAGE_URL",
    signature="programname|advertisername|catalogid buyurl|clickurl name|title",
    columns={
        "id": "id sku catalog_item_id",
        "link": "buy_url link",
        "image": "image_url image_link imageurl",
        "price": "price retail_price from_price",
        "sale_price": "sale_price",
        "type": "advertiser_category third_party_category product_type google_product_category_name",
        "in_stock": "availability in_stock",
        "brand": "manufacturer brand",
        "published": "",
    },
)
RAKUTEN = ColumnPlatform(
    name="rakuten",
    looks_like="Rakuten Advertising's columns: Product ID, Product Name, Product URL, Product Image URL, SKU Number",
    signature="skunumber|linkid productname productimageurl|imageurl",
    columns={
        "id": "product_id sku_number linkid",
        "link": "product_url linkurl",
        "image": "product_image_url imageurl",
        "price": "retail_price price",
        "sale_price": "sale_price discounted_price",
        "type": ("secondary_category secondary_categories primary_category product_type attribute_2_product_type"),
        "gender": "gender attribute_6_gender",
        "colour": "color attribute_5_color",
        "in_stock": "availability",
        "brand": "brand manufacturer_name",
        "published": "",
    },
)
TRADEDOUBLER = ColumnPlatform(
    name="tradedoubler",
    looks_like="Tradedoubler's columns: TDProductId, name, imageUrl, productUrl",
    signature="tdproductid|tdcategoryid|merchantcategoryname name imageurl|productimage",
    columns={
        "id": "sourceProductId TDProductId sku",
        "link": "productUrl deeplink",
        "image": "imageUrl productImage",
        "price": "price",
        "type": "merchantCategoryName TDCategoryName TDCategories categories",
        "in_stock": "availability inStock",
        "brand": "brand manufacturer",
        "published": "",
    },
)
WEBGAINS = ColumnPlatform(
    name="webgains",
    looks_like="Webgains' columns: product_id, product_name, deeplink, image_url, program_id",
    signature="programid|programname|merchantcategory deeplink productname imageurl|imagelargeurl",
    columns={
        "link": "deeplink",
        "image": "image_large_url image_url image_thumbnail_url",
        "type": "merchant_category categories product_type",
        "in_stock": "in_stock availability",
        "published": "",
    },
)
HEUREKA = ColumnPlatform(
    name="heureka",
    looks_like="the XML of Heureka and the like: ITEM_ID, PRODUCTNAME, IMGURL, PRICE_VAT",
    signature="itemid productname|product imgurl",
    columns={
        "id": "item_id",
        "title": "productname product",
        "image": "imgurl",
        "additional_images": "imgurl_alternative",
        "price": "price_vat price",
        "type": "categorytext",
        "group_id": "itemgroup_id",
    },
)
AFFILIATE_NETWORKS = (HEUREKA, AWIN, TRADEDOUBLER, WEBGAINS, RAKUTEN, CJ)
