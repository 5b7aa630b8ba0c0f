"""Which column holds which field: by the names that shops use, and by the admin's own word for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from recommender.catalogue.feeds.record import name_without_asides, plain_name
from recommender.catalogue.meaning.prices import currency_of
from recommender.errors import CatalogueError

# Field -> the names that its column may have, the surest first: where a feed has two of them ("type" and "category"),
# the first that is not empty counts. Compared without case, accents and punctuation. Other languages come last.
COLUMNS: Mapping[str, str] = {
    "id": (
        "id product_id sku item_id article_id product_code article_number item_number style_id p_id pid asin code "
        "handle uniq_id artikelnummer artikelnr art_nr referencia reference codigo ugs артикул"
    ),
    "title": (
        "title name product_name product_title item_name display_name product_display_name prod_name item_title "
        "titel bezeichnung artikelname produktname nombre titulo nom titre nome название наименование naam nazwa"
    ),
    "link": (
        "link url product_url product_link page_url deep_link href permalink canonical_url web_url item_url uri "
        "enlace lien ссылка"
    ),
    "image": (
        "image image_url image_link image_path image_src image_file main_image main_image_url primary_image "
        "primary_image_url featured_image default_image cover_image product_image product_image_url images "
        "image_urls image_links images_url product_images picture picture_url pictures photo photo_url photos img "
        "img_url img_src img_link imgs thumbnail thumbnail_url filename file large_image image_large bild bilder "
        "bild_url bildlink imagen imagenes image_principale imagem imagens foto fotos изображение изображения "
        "картинка фото afbeelding obrazek"
    ),
    "additional_images": (
        "additional_image_link additional_image_links additional_images additional_image other_images gallery "
        "gallery_images image_gallery media_gallery alternate_images alternate_image_urls more_images images"
    ),
    "price": (
        "price current_price unit_price price_info.price amount cost selling_price final_price regular_price "
        "list_price actual_price original_price retail_price price_amount mrp rrp preis verkaufspreis precio prix "
        "preco prezzo цена prijs cena"
    ),
    "sale_price": (
        "sale_price discounted_price discount_price special_price offer_price promo_price price_sale "
        "reduced_price angebotspreis sonderpreis precio_rebajado precio_oferta prix_promo preco_promocional "
        "акционная_цена"
    ),
    "sale_dates": "sale_price_effective_date",
    "sale_starts": "sale_price_start_date sale_start_date special_price_from_date date_sale_price_starts",
    "sale_ends": "sale_price_end_date sale_end_date special_price_to_date date_sale_price_ends",
    "currency": (
        "currency currency_code price_currency price_info.currency_code price.currency price.currency_code "
        "currency_id waehrung moneda devise валюта"
    ),
    "gender": "gender sex target_gender suitable_for audience geschlecht genero sexo genre sexe пол",
    "type": (
        "type article_type product_type item_type garment_type category product_category sub_category subcategory "
        "individual_category category_name fb_product_category google_product_category categories "
        "product_categories category_path product_type_name breadcrumbs kategorie kategorien categoria categorias "
        "categorie категория"
    ),
    "colour": (
        "colour color base_colour base_color primary_colour primary_color main_colour main_color dominant_color "
        "colour_name color_name colours colors color_info.colors colour_family color_family farbe couleur cor "
        "цвет kleur"
    ),
    "in_stock": (
        "in_stock availability available is_available is_in_stock instock stock_status stock_availability "
        "availability_status verfuegbarkeit verfügbarkeit disponibilidad disponibilite disponibilidade наличие"
    ),
    "quantity": (
        "quantity stock qty inventory stock_quantity inventory_quantity quantity_available available_quantity "
        "stock_level bestand lagerbestand existencias cantidad quantite estoque количество остаток"
    ),
    "brand": "brand brand_name manufacturer vendor designer label brands make marke hersteller marca marque бренд merk",
    "group_id": "item_group_id group_id product_group_id parent_sku parent_id parent_product_id",
    "published": "published is_published active is_active enabled visible is_visible status product_status visibility",
}
NEEDED = ("id", "title", "image")
# Whose columns are all read, one beside the other.
_ALL_COUNT = frozenset({"additional_images", "type", "published", "sale_dates", "sale_starts", "sale_ends"})
# "image2", "Image URL 3", "product_image_4_url"
_NUMBERED_IMAGE = re.compile(
    r"(?:product|item|extra|additional|alternate|other)?(?:image|picture|photo|img|bild|imagen|imagem|foto)s?"
    r"(?:url|link|src|file|path)?\d{1,2}(?:url|link|src)?"
)
_WITH_CURRENCY = re.compile(r"(.*?)[\s_(\[-]+(?:in\s+)?([^\s()\[\]_]{1,4})[)\]]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field -> its columns, the surest first. `further` are the columns that hold no field by their first name.
    `currencies`: by column, what its name says of the currency of its prices."""

    fields: Mapping[str, tuple[str, ...]]
    further: tuple[str, ...]
    currencies: Mapping[str, str]


def column_map(names: Iterable[str], aliases: Mapping[str, str], own: Mapping[str, str] | None = None) -> ColumnMap:
    """`own` is the admin's table: field -> column; it comes first."""
    places: dict[str, str] = {}
    currencies: dict[str, str] = {}
    ordered = [name for name in names if name]
    for name in ordered:
        places.setdefault(plain_name(name), name)
    for name in ordered:
        places.setdefault(name_without_asides(name), name)
        if (parts := _WITH_CURRENCY.fullmatch(name)) and (code := currency_of(parts[2], is_column=False)):
            currencies[name] = code
            places.setdefault(plain_name(parts[1]), name)
    fields: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for field, known in aliases.items():
        found = [places[plain] for alias in known.split() if (plain := plain_name(alias)) in places]
        if field == "additional_images":
            found += [name for name in ordered if _NUMBERED_IMAGE.fullmatch(plain_name(name))]
        if own and field in own:
            found.insert(0, places.get(plain_name(own[field]), own[field]))
        if found:
            fields[field] = tuple(dict.fromkeys(found))
            taken.update(fields[field] if field in _ALL_COUNT else fields[field][:1])
    return ColumnMap(fields, tuple(name for name in ordered if name not in taken), currencies)


def check_columns(source: object, names: Collection[str], own: Mapping[str, str]) -> None:
    """Raises CatalogueError for a field that there is none of, and for a column that the source does not have."""
    for field, column in own.items():
        if field not in COLUMNS:
            raise CatalogueError(
                f"[catalogue.columns] names the field {field!r}, which is none; known are {', '.join(COLUMNS)}"
            )
        if plain_name(column) not in map(plain_name, names):
            near = process.extractOne(column, [*names], scorer=fuzz.WRatio)
            raise CatalogueError(
                f"{source} has no column {column!r}, which [catalogue.columns] names; "
                + (f'the nearest is {near[0]!r}: write {field} = "{near[0]}"; ' if near else "")
                + f"it has {listed(names)}"
            )


def check_needed(source: object, names: Collection[str], found: ColumnMap) -> None:
    """Raises CatalogueError where id, title or image has no column, with the nearest that there is. An address does in
    an id's place, a numbered image in the main one's."""
    instead = {"id": "link", "image": "additional_images"}
    missing = [field for field in NEEDED if field not in found.fields and instead.get(field) not in found.fields]
    if not missing:
        return
    hints = []
    for field in missing:
        free = {plain_name(name): name for name in found.further}
        near = [process.extractOne(plain_name(a), free, scorer=fuzz.ratio) for a in COLUMNS[field].split()]
        best = max((each for each in near if each), key=lambda each: each[1], default=None)
        # Of names that do not resemble any, the first is as good as another: it shows how the line is written.
        column = free[best[2]] if best and best[1] >= 50 else next(iter(found.further), "")
        if column:
            hints.append(f'{field} = "{" ".join(column[:60].split())}"')
    hint = f". If another column holds it, write under [catalogue.columns], for instance: {'; '.join(hints)}"
    raise CatalogueError(
        f"{source} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; it has {listed(names)}"
        + (hint if hints else "")
    )


def listed(names: Collection[str]) -> str:
    """The names in short, as an error shows them."""
    return ", ".join(" ".join(name[:40].split()) for name in [*names][:30] if name) or "none at all"
