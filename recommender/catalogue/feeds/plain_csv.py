"""A plain CSV with named columns, what every shop system can export.

Columns may be called by any of the usual names and come in any order; what is not known here goes into `Product.extra`
under its own name. Comma, semicolon, tab or bar separate them. Pictures are URLs or paths relative to the CSV's folder.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import unquote, urlsplit

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.delimited_text import Row, TextEncoding, encoding_of, rows
from recommender.catalogue.feeds.feed import FeedEntry
from recommender.catalogue.feeds.prices import price_of
from recommender.errors import CatalogueError
from recommender.product import Product

# Field -> the names that its column may have, the surest first: where a feed has two of them ("type" and "category"),
# the first counts and the other goes to `extra`. Compared without case, accents and punctuation.
COLUMNS: dict[str, str] = {
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
    "in_stock": "in_stock availability available is_available stock_status stock quantity qty inventory",
    "brand": "brand brand_name manufacturer vendor designer label",
}
_NEEDED = ("id", "title", "image")
_DELIMITERS = (",", ";", "\t", "|")
_SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
_MAX_ID = 200
_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")

_SOLD_OUT = "no n false f 0 none out outofstock soldout notavailable unavailable oos discontinued notinstock nostock"
_SECOND_PICTURE = re.compile(r"\s*[|;]\s*|\s*,\s*(?=https?://)|\s+(?=https?://)")
_URL = re.compile(r"https?://[^/\s]+", re.IGNORECASE)


class PlainCsv:
    """Reads a CSV file, or the folder that holds exactly one."""

    name = "csv"
    looks_like = "a CSV file with a header that names at least id, title and image"

    def matches(self, source: Path) -> bool:
        try:
            return _find(source) is not None
        except OSError:
            return False

    def read(self, source: Path, encoding: str = "") -> Iterator[FeedEntry | LeftOut | TextEncoding]:
        table = source if source.is_file() else _find(source)
        if table is None:
            raise CatalogueError(f"{source} holds no single CSV file; name the file itself")
        written = encoding_of(table, encoding)
        yield written
        delimiter, header = _header(table, written)
        columns = _columns(table, header)
        # Each folder is listed once: asking the disk for each picture takes seconds.
        find_picture = partial(_find_picture, base=table.parent, files_in=cache(_files_in))
        lines = rows(table, delimiter, written=written)
        next(lines, None)
        for row in lines:
            yield _entry(row, columns, find_picture)


def _entry(
    row: Row, columns: list[tuple[str, bool]], find_picture: Callable[[str], tuple[str, str]]
) -> FeedEntry | LeftOut:
    where = f"line {row.line}"
    values = [field.strip() for field in row.fields]
    while len(values) > len(columns) and not values[-1]:
        values.pop()
    if len(values) != len(columns):
        # Which of the fields holds the stray separator is anybody's guess, and a wrong one would sell at a wrong price.
        return LeftOut(where, LeftOutReason.MALFORMED_LINE, f"{len(values)} fields instead of {len(columns)}")
    known = {name: value for (name, is_field), value in zip(columns, values, strict=True) if is_field}
    extra = {name: value for (name, is_field), value in zip(columns, values, strict=True) if not is_field and value}
    if len(known["id"]) > _MAX_ID:
        return LeftOut(where, LeftOutReason.MALFORMED_LINE, f"an id of {len(known['id'])} characters")
    image, missing = find_picture(known["image"])
    bad_price = ""
    try:
        price, currency = price_of(known.get("price", ""), known.get("currency", ""))
    except ValueError:
        price, currency, bad_price = None, "", known["price"]
    product = Product(
        id=known["id"],
        title=" ".join(known["title"].split()),
        link=_link(known.get("link", "")),
        image=image,
        price=price,
        currency=currency,
        gender=known.get("gender", ""),
        type=known.get("type", ""),
        colour=known.get("colour", ""),
        in_stock=_in_stock(known.get("in_stock", "")),
        brand=known.get("brand", ""),
        extra=MappingProxyType(extra),
    )
    return FeedEntry(where, product, missing_picture=missing, bad_price=bad_price)


def _find_picture(named: str, base: Path, files_in: Callable[[Path], frozenset[str]]) -> tuple[str, str]:
    """(path or URL, "") of the picture that a feed in `base` names, or ("", what is missing)."""
    if not named:
        return "", "no picture is named"
    if _URL.match(named):
        return _SECOND_PICTURE.split(named)[0], ""
    if named.casefold().startswith("file://"):
        named = unquote(urlsplit(named).path)
    spelt = (named, named.replace("\\", "/"), _SECOND_PICTURE.split(named)[0])
    # What a Mac has packed is decomposed on disk, and what a spreadsheet wrote is not.
    for candidate in dict.fromkeys((*spelt, *(unicodedata.normalize(form, each) for form in _FORMS for each in spelt))):
        path = base / candidate
        if "\0" not in candidate and path.name in files_in(path.parent):
            return str(path), ""
    return "", f"{named[:200]} is not there"


def _files_in(folder: Path) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if not entry.is_dir())
    except OSError:  # no such folder, a name too long, no permission: nothing to be found there
        return frozenset()


def _link(text: str) -> str:
    """The link if it leads to a web page; shoppers are never handed `javascript:` or a path on somebody's disk."""
    if text.casefold().startswith("www."):
        text = "https://" + text
    return text if _URL.match(text) and not re.search(r"\s", text) else ""


def _in_stock(text: str) -> bool:
    """What the usual words and quantities say; True where nothing is said."""
    text = text.strip().casefold()
    if re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", ".")) > 0
    # "https://schema.org/OutOfStock", "out of stock", "out_of_stock" are one word.
    return re.sub(r"[^a-z0-9]", "", text.rsplit("/", 1)[-1]) not in _SOLD_OUT.split()


def _find(source: Path) -> Path | None:
    if source.is_file():
        return source if source.suffix.casefold() in _SUFFIXES else None
    with os.scandir(source) as entries:
        tables = [
            entry.path for entry in entries if entry.name.casefold().endswith((".csv", ".tsv")) and entry.is_file()
        ]
    return Path(tables[0]) if len(tables) == 1 else None


def _header(table: Path, written: TextEncoding) -> tuple[str, list[str]]:
    """The separator that makes the most of the first line, and that line's fields."""
    known = {_plain(name) for names in COLUMNS.values() for name in names.split()}
    headers = {delimiter: next(rows(table, delimiter, written=written), Row(1, [])).fields for delimiter in _DELIMITERS}
    delimiter = max(headers, key=lambda d: (sum(_plain(name) in known for name in headers[d]), len(headers[d])))
    return delimiter, headers[delimiter]


def _columns(table: Path, header: list[str]) -> list[tuple[str, bool]]:
    """For each column its field's name and True, or its own name and False."""
    names = [name.strip() for name in header]
    places = {_plain(name): place for place, name in reversed(list(enumerate(names)))}
    fields: dict[int, str] = {}
    for field, aliases in COLUMNS.items():
        found = [places[_plain(alias)] for alias in aliases.split() if _plain(alias) in places]
        if found:
            fields[found[0]] = field
    missing = [field for field in _NEEDED if field not in fields.values()]
    if missing:
        raise CatalogueError(
            f"{table} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; it has "
            f"{', '.join(' '.join(name[:40].split()) for name in names[:30]) or 'none at all'}"
        )
    return [(fields[place], True) if place in fields else (name, False) for place, name in enumerate(names)]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
