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
# the first that is not empty counts. Compared without case, accents and punctuation.
COLUMNS: Mapping[str, str] = {
    "id": "id product_id sku item_id article_id product_code article_number code handle",
    "title": "title name product_name product_title item_name display_name product_display_name",
    "link": "link url product_url product_link page_url deep_link href",
    "image": (
        "image image_url image_link image_path image_src image_file main_image picture picture_url photo photo_url "
        "img img_url thumbnail filename file"
    ),
    "price": "price current_price unit_price amount cost",
    "currency": "currency currency_code price_currency",
    "gender": "gender sex target_gender",
    "type": (
        "type article_type product_type item_type garment_type category product_category sub_category "
        "google_product_category"
    ),
    "colour": "colour color base_colour base_color main_colour main_color colour_name color_name",
    "in_stock": "in_stock availability available is_available stock_status",
    "quantity": "stock quantity qty inventory",
    "brand": "brand brand_name manufacturer vendor designer label",
}
NEEDED = ("id", "title", "image")
# Whose columns are read one beside the other: all pictures, and the first type that says something.
_ALL_COUNT = frozenset({"additional_images"})
_WITH_CURRENCY = re.compile(r"(.*?)[\s_(\[-]+(?:in\s+)?([^\s()\[\]_]{1,4})[)\]]?\s*")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field -> its columns, the surest first. `further` are the columns that are no field's first choice.
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
    """Raises CatalogueError where id, title or image has no column, with the nearest that there is."""
    missing = [field for field in NEEDED if field not in found.fields]
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
