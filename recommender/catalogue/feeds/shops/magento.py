"""Magento 2's (Adobe Commerce's) export of products.

Each variant has a row of its own, as a product that is "Not Visible Individually"; the configurable product names them.
Rows with a `store_view_code` say the same in another language. Pictures are paths below the shop's media address, which
`image_base` says (https://SHOP/media/catalog/product); colours stand within `additional_attributes`. In Magento 1 rows
without a number go on with the product above: with a further variant, picture or category.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import NamedFields, check_columns, named_fields
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.record import Record
from recommender.catalogue.meaning.prices import Offer
from recommender.catalogue.meaning.stock import in_stock
from recommender.catalogue.meaning.texts import said

_COLUMNS = {
    "id": "sku",
    "title": "name",
    "image": "base_image image small_image thumbnail_image thumbnail",
    "additional_images": "additional_images",
    "price": "price",
    "sale_price": "special_price",
    "sale_starts": "special_price_from_date special_from_date",
    "sale_ends": "special_price_to_date special_to_date",
    "currency": "currency",
    "category": "categories _category",
    "in_stock": "is_in_stock",
    "quantity": "qty salable_quantity quantity_per_source quantity",
    "colour": "color colour",
    "gender": "gender",
    "brand": "manufacturer brand",
    "view": "store_view_code _store",
    "kind": "product_type _type type",
    "attributes": "additional_attributes",
    "variations": "configurable_variations",
    "variation": "_super_products_sku",
    "media": "_media_image",
    "parts": "associated_skus",
    "online": "product_online status",
    "visibility": "visibility",
    "link": "product_url url",
    # Known, and of no use to a shopper.
    "unused": (
        "attribute_set_code attribute_set product_websites websites creation_date "
        "description short_description weight tax_class_name url_key meta_title "
        "meta_keywords meta_description base_image_label small_image_label thumbnail_image_label swatch_image "
        "swatch_image_label created_at updated_at new_from_date new_to_date display_product_options_in map_price "
        "msrp_price map_enabled gift_message_available custom_design out_of_stock_qty use_config_min_qty "
        "additional_image_labels hide_from_product_page configurable_variation_labels crosssell_skus upsell_skus"
    ),
}
# "color=Grey,material=Wool|Cotton": a comma within a value is followed by no name.
_ATTRIBUTE = re.compile(r'(?:^|,)"?([A-Za-z_][\w ]*)=(.*?)(?=,"?[A-Za-z_][\w ]*=|$)', re.DOTALL)
_INVISIBLE = re.compile(
    r"1|nowhere|not visible.*|.*nicht.*sichtbar|non visible.*|no visible.*|niet.*zichtbaar.*|не види.*", re.I
)
_APART = re.compile(r",(?=[^,]*/)|,(?=\s*Default)")


class Magento(Platform):
    """Reads the rows of Magento's CSV."""

    name = "magento"
    looks_like = "Magento 2's export: sku, store_view_code, product_type, name, base_image, additional_attributes"
    # The export, and what the list of products hands out as CSV.
    signature = (
        "sku name storeviewcode|attributesetcode|additionalattributes|productonline; sku name attributeset visibility"
    )

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        """Those with variants or parts come last: these may stand before them or behind."""
        check_columns(context.source, context.names, context.settings.columns)
        variants: dict[str, Draft] = {}
        configurable: list[tuple[Draft, list[str]]] = []
        grouped: list[tuple[Draft, list[str]]] = []
        costs: dict[str, Offer] = {}
        above: tuple[Draft, list[str]] | None = None
        for fields in named_fields(records, _COLUMNS, context):
            if fields.text("view") not in ("", "admin"):
                continue
            variation = fields.text("variation")
            if not fields.text("id"):
                if above:
                    above[0].images += [image for image in [fields.text("media")] if image]
                    above[1].extend([variation] if variation else [])
                continue
            draft, above = _draft(fields, context), None
            if _INVISIBLE.fullmatch(fields.text("visibility")):
                draft.extra = {}  # these are kept to the end
                variants[draft.id] = draft
            elif fields.text("online").casefold() not in ("", "1", "enabled"):
                yield LeftOut(fields.where, LeftOutReason.UNPUBLISHED, f"id {draft.id}")
            elif skus := re.findall(r"(?:^|\|)sku=([^,|]+)", fields.text("variations")) or [*filter(None, [variation])]:
                above = (draft, skus)
                configurable.append(above)
            elif parts := re.findall(r"(?:^|,)([^,=]+)=?", fields.text("parts")):
                grouped.append((draft, parts))
            else:
                costs[draft.id] = draft.offers[0]
                yield draft.entry(context)
        for draft, skus in configurable:
            found = [variants[sku] for sku in skus if sku in variants]
            # In Magento 1 variants cost what the product does.
            yield _with_variants(draft, found, has_own_price="_super_products_sku" in context.names).entry(context)
        costs |= {sku: draft.offers[0] for sku, draft in variants.items()}
        for draft, parts in grouped:
            draft.offers = [costs[part] for part in parts if part in costs] or draft.offers
            yield draft.entry(context)


def _in_all(quantity: str) -> str:
    """Of "Default Stock: 1, Supplier Stock: 0" the sum."""
    counts = re.findall(r":\s*(-?\d+(?:\.\d+)?)", quantity)
    return str(sum(map(float, counts))) if counts else said(quantity)


def _with_variants(draft: Draft, variants: list[Draft], has_own_price: bool) -> Draft:
    if variants:
        draft.stocks = [draft.stocks[0] and any(stock for each in variants for stock in each.stocks)]
        if not has_own_price:
            draft.offers = [offer for each in variants for offer in each.offers if offer.price] or draft.offers
        draft.colours = draft.colours or [colour for each in variants for colour in each.colours]
        draft.images += [image for each in variants for image in each.images]
    return draft


def _draft(fields: NamedFields, context: FeedContext) -> Draft:
    text = fields.text
    attributes = {name: value.strip('"') for name, value in _ATTRIBUTE.findall(text("attributes"))}
    meant = {meaning_of(name): value for name, value in attributes.items() if meaning_of(name)}
    colours = text("colour") or meant.get("colour", "")
    draft = fields.draft()
    draft.images = [image for image in fields.images() if image != "no_selection"]
    draft.offers = [fields.offer(context.now)]
    draft.stocks = [in_stock(text("in_stock"), _in_all(text("quantity")))]
    draft.colours = [colour for colour in colours.split("|") if said(colour)]
    draft.types = _APART.split(text("category"))
    draft.gender = draft.gender or meant.get("gender", "")
    draft.brand = draft.brand or meant.get("brand", "")
    draft.extra = {**draft.extra, **{name: value for name, value in attributes.items() if not meaning_of(name)}}
    draft.are_remote = True
    return draft
