"""PrestaShop's tables of products, in the columns of its own import, its SQL manager's usual exports and its list.

Reductions stand beside the price, as an amount or in per cent, with their dates; colours are features
("Color:Blue:1,Size:M:2").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.columns import (
    NEEDED,
    NamedFields,
    check_columns,
    check_needed,
    column_map,
    named_fields,
)
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.record import Record, plain_name, word_table
from recommender.catalogue.meaning.dates import span_of
from recommender.catalogue.meaning.prices import Offer, offer_now, offer_of
from recommender.catalogue.meaning.stock import in_stock

# The last of each are French, Spanish, Italian, German and Polish, as the import of that language has them. What is
# "unused" is known, and of no use to a shopper.
_NAMES = """
    id: product_id id id_product reference_# reference
    title: name product_name nom nombre nome nazwa
    link: product_link link url
    image: image_urls image_url image images cover url_des_images urls_des_images url_d_images url_de_las_imágenes
    image: urls_de_las_imágenes url_imágenes url_immagini url_delle_immagini bild-urls bild-url adresy_url_zdjęcia
    price: price_tax_included price_tax_incl price_incl_tax final_price_tax_included price_tax_excluded price_tax_excl
    price: price_excl_tax price price_tax_excluded_or_price_tax_included prix_ttc prix_ht prix
    price: precio_impuestos_incluidos precio_impuestos_excluidos precio prezzo_tasse_incl prezzo_tasse_escl prezzo
    price: preis_inkl_mwst preis_zzgl_mwst preis cena_brutto cena_netto cena
    amount_off: discount_amount reduction_amount reduction_price montant_de_la_remise importe_de_descuento
    amount_off: importo_dello_sconto importo_sconto rabattbetrag kwota_rabatu
    share_off: discount_percent reduction_percent pourcentage_de_la_remise pourcentage_de_remise
    share_off: porcentaje_de_descuento percentuale_di_sconto percentuale_sconto rabatt_in_prozent procent_rabatu
    sale_starts: discount_from reduction_from remise_à_partir_de remise_du descuento_desde sconto_dal rabatt_ab
    sale_ends: discount_to reduction_to remise_jusquà remise_au descuento_hasta sconto_al rabatt_bis
    currency: currency
    category: categories category catégories categorías categorie kategorien kategorie
    quantity: quantity quantité cantidad quantità menge ilość
    for_order: available_for_order disponible_à_la_commande disponible_para_pedidos disponible_a_la_vente
    when_sold_out: action_when_out_of_stock out_of_stock_action out_of_stock
    published: active status actif activo attivo aktiv aktywny
    visibility: visibility visibilité visibilidad visibilità sichtbarkeit widoczność
    features: feature features caractéristique caractéristiques característica caratteristica eigenschaft cecha
    brand: manufacturer brand marque marca marke marka fabricant fabricante
    unused: on_sale wholesale_price tax_rules_id ean13 upc isbn mpn ecotax width height depth weight description
    unused: summary short_description tags meta_title meta_keywords meta_description url_rewritten text_when_in_stock
    unused: delete_existing_images text_when_backorder_allowed supplier_reference supplier condition minimal_quantity
    unused: image_alt_texts id_tax_rules_group description_short
"""
_COLUMNS = word_table(_NAMES)
_FEATURE = re.compile(r"\s*([^:,;|]+):([^:]+?)(?::\d*)?(?::\d)?\s*(?:[,;|]|$)")


class PrestaShop(Platform):
    """Reads the rows of PrestaShop's CSV."""

    name = "prestashop"
    looks_like = "PrestaShop's columns: Product ID, Active (0/1), Name *, Price tax included, Image URLs (x,y,z...)"
    signature = "idproduct active reference name; productid reference pricetaxincl name"  # of tables

    def recognises(self, names: Collection[str]) -> bool:
        """The import's columns say in any language how they are written: "(0/1)", "(x,y,z...)"."""
        of_import = [name for name in names if name.endswith(("xyz", "01"))]
        is_named = not {*map(plain_name, _COLUMNS["title"].split())}.isdisjoint(names)
        is_import = is_named and len(of_import) > 1 and any(name.endswith("xyz") for name in of_import)
        return is_import or super().recognises(names)

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        own = context.settings.columns
        check_columns(context.source, context.names, own)
        check_needed(context.source, context.names, column_map(context.names, _COLUMNS, own))
        for fields in named_fields(records, _COLUMNS, context, NEEDED):
            if not fields.is_published or fields.text("visibility").casefold() == "none":
                yield LeftOut(fields.where, LeftOutReason.UNPUBLISHED, f"id {fields.text('id')}")
            else:
                yield _draft(fields, context).entry(context)


def _draft(fields: NamedFields, context: FeedContext) -> Draft:
    text = fields.text
    features = [(meaning_of(name), value.strip()) for name, value in _FEATURE.findall(text("features"))]
    is_sold_on = text("when_sold_out") == "1" or not text("quantity")
    draft = fields.draft()
    draft.images = fields.images()
    draft.offers = [_reduced(fields, context)]
    draft.stocks = [text("for_order") != "0" and (is_sold_on or in_stock("", text("quantity")))]
    draft.colours = [value for meant, value in features if meant == "colour"]
    draft.types = [text("category")]
    draft.gender = next((value for meant, value in features if meant == "gender"), "")
    draft.are_remote = True
    return draft


def _reduced(fields: NamedFields, context: FeedContext) -> Offer:
    offer = offer_of(fields.text("price"), fields.text("currency"))
    amount, share = (offer_of(fields.text(field).rstrip("% ")).price or 0.0 for field in ("amount_off", "share_off"))
    if not offer.price or not (amount or share):
        return offer
    reduced = offer.price * (1 - share / 100) - amount
    dates = span_of(fields.text("sale_starts"), fields.text("sale_ends"))
    then = offer_now(fields.text("price"), f"{reduced:.2f}" if reduced > 0 else "", offer.currency, dates, context.now)
    return replace(then, currency=offer.currency)
