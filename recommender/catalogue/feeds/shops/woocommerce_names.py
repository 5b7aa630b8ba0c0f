"""WooCommerce's column names as its own translations have them: English, German, French, Spanish, Italian, Portuguese,
Dutch, Polish, Russian, and in part Swedish, Danish, Czech and Turkish. Hindi's exports have the English ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from recommender.catalogue.feeds.feed import is_signed
from recommender.catalogue.feeds.record import plain_name, word_table

# The last are known, and of no use to a shopper.
_NAMES = """
    id: id
    type: type typ tipo тип tür produkttyp produkttype
    sku: sku artikelnummer artikelnummer_(sku) ugs référence артикул varenummer varenr katalogové_číslo art.-nr.
    title: name nom nombre nome naam nazwa имя название namn navn název isim ad
    published: published veröffentlicht publié publicado pubblicato gepubliceerd opublikowano опубликован опубликовано
    published: publicerad udgivet publicerat publikováno yayımlanmış visibility_in_catalog catalog_visibility
    published: sichtbarkeit_im_katalog katalogsichtbarkeit visibilité_dans_le_catalogue visibilidad_en_el_catálogo
    published: visibilità_nel_catalogo visibilidade_no_catálogo zichtbaarheid_in_catalogus widoczność_w_katalogu
    published: видимость_в_каталоге synlighet_i_katalogen synlighed_i_kataloget viditelnost_v_katalogu
    published: katalogda_görünürlük
    in_stock: in_stock? stock_status vorrätig? auf_lager? lagerstatus en_stock_? en_inventaire? ¿existencias?
    in_stock: ¿en_inventario? en_inventario in_stock em_estoque? em_estoque op_voorraad? w_magazynie? в_наличии?
    in_stock: наличие i_lager? på_lager? skladem? stokta?
    quantity: stock bestand lager lagerbestand stock_quantity inventaire inventario magazzino estoque voorraad
    quantity: stan_magazynowy запасы остаток lagersaldo lagerbeholdning sklad stok
    sale_price: sale_price angebotspreis tarif_promo prix_promo prix_de_vente precio_rebajado precio_de_oferta
    sale_price: prezzo_in_offerta prezzo_scontato preço_promocional actieprijs cena_promocyjna цена_распродажи
    sale_price: акционная_цена reapris extrapris udsalgspris tilbudspris akční_cena výprodejová_cena indirimli_fiyat
    price: regular_price regulärer_preis normaler_preis tarif_régulier prix_régulier prix_de_base precio_normal
    price: precio_regular prezzo_di_listino preço reguliere_prijs cena cena_regularna базовая_цена обычная_цена
    price: ordinarie_pris normalpris běžná_cena normal_fiyat price
    sale_starts: date_sale_price_starts datum,_an_dem_angebotspreis_beginnt datum,_an_dem_der_angebotspreis_beginnt
    sale_starts: angebotspreis_gültig_ab date_de_début_de_promo día_en_que_empieza_el_precio_rebajado
    sale_starts: data_de_preço_promocional_começa_em data_di_partenza_del_prezzo_in_saldo startdatum_actieprijs
    sale_starts: data_rozpoczęcia_promocji дата_начала_действия_продажной_цены
    sale_ends: date_sale_price_ends datum,_an_dem_angebotspreis_endet datum,_an_dem_der_angebotspreis_endet
    sale_ends: angebotspreis_gültig_bis date_de_fin_de_promo día_en_que_termina_el_precio_rebajado
    sale_ends: data_de_preço_promocional_termina_em data_in_cui_termina_l'offerta einddatum_actieprijs
    sale_ends: data_zakończenia_promocji дата_окончания_действия_продажной_цены
    category: categories kategorien catégories categorías categorie categorias categorieën kategorie категории
    category: kategorier kategoriler
    image: images bilder imágenes immagini immagine imagens afbeeldingen obrazki изображения bilder billeder obrázky
    image: görseller
    parent: parent übergeordnet übergeordnetes_produkt eltern superior genitore ascendente produto_ascendente hoofd
    parent: element_nadrzędny родительский överordnad forælder nadřazený ebeveyn
    brand: brands brand marken marques marcas marchi merken marki бренды бренд varumärken mærker značky markalar
    brand: meta:_brand meta:__brand meta:_product_brand
    link: permalink external_url externe_url url_externe url_externa url_esterno zewnętrzny_adres_url внешний_url
    currency: currency
    parts: grouped_products gruppierte_produkte produits_groupés productos_agrupados prodotti_raggruppati
    parts: produtos_agrupados gegroepeerde_producten zgrupowane_produkty produkty_grupowe сгруппированные_товары
    parts: grupperade_produkter grupperede_produkter seskupené_produkty
    unused: is_featured? short_description description tax_status tax_class low_stock_amount backorders_allowed?
    unused: sold_individually? weight_(kg) length_(cm) width_(cm) height_(cm) allow_customer_reviews? purchase_note
    unused: tags shipping_class download_limit download_expiry_days upsells cross-sells button_text position
"""
COLUMNS: Mapping[str, str] = word_table(_NAMES)
# What plugins call the same: Product CSV Import Suite and WP All Export.
_OF_PLUGINS: Mapping[str, str] = {
    "type": "post_type tax:product_type product_type",
    "title": "post_title title",
    "published": "post_status status product_visibility visibility",
    "image": "image_url",
    "category": "tax:product_cat product_categories",
    "parent": "parent_sku",
    "parent_id": "post_parent parent_product_id",
    "link": "product_url",
    "unused": "post_name post_content post_excerpt content post_date comment_status menu_order image_filename slug",
}
_SIGNATURE_OF_PLUGINS = "posttitle poststatus regularprice; posttype producttype title imageurl"
_NEEDED = (
    *(COLUMNS[field] for field in ("title", "type", "image", "price")),
    f"{COLUMNS['parent']} {COLUMNS['published']}",
)
SIGNATURE = f"{_SIGNATURE_OF_PLUGINS};" + " ".join("|".join(map(plain_name, names.split())) for names in _NEEDED)
# "attribute:pa_color", "Attribute Value (pa_color)", "meta:attribute_pa_color"
_NAMED_ATTRIBUTE = re.compile(r"(?:meta:)?attribute(?:[:_]| value \()(?:pa_)?([^)]+)\)?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"att?r[iy]b|eigenschap|а[т]+рибут|özellik|vlastnost|egenskap", re.IGNORECASE)
_NAME = re.compile(r"\b(?:name|nom|nombre|nome|naam|nazwa|namn|navn|název|имя|adı)\b", re.IGNORECASE)
_VALUE = re.compile(r"val(?:u|eur|or)|wert|waarde|warto|värde|værdi|hodnot|значени|değer", re.IGNORECASE)


def attribute_columns(names: Iterable[str]) -> list[tuple[str, str]]:
    """For each attribute the column of its name and that of its values: "Attribute 1 name", "Attributwert(e) 1"."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        number = re.search(r"\d+", name)
        if number and _ATTRIBUTE.search(name):
            kind = "value" if _VALUE.search(name) else "name" if _NAME.search(name) else ""
            found.setdefault(number[0], {}).setdefault(kind, name)
    return [(each["name"], each["value"]) for each in found.values() if {"name", "value"} <= {*each}]


def columns_of(names: Collection[str]) -> Mapping[str, str]:
    """The names that are to be looked for in a file with these plain names."""
    if not is_signed(_SIGNATURE_OF_PLUGINS, names):
        return COLUMNS
    return {field: f"{COLUMNS.get(field, '')} {_OF_PLUGINS.get(field, '')}" for field in {**COLUMNS, **_OF_PLUGINS}}


def named_attributes(names: Iterable[str]) -> list[tuple[str, str]]:
    """The attributes that have a column each: what it is called in there, and the column."""
    return [(found[1], name) for name in names if (found := _NAMED_ATTRIBUTE.fullmatch(name))]
