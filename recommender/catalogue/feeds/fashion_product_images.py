"""Fashion Product Images, the dataset as Kaggle hands it out: a folder with `styles.csv` and `images/ID.jpg`.

Both sizes have this layout; Kaggle's archives hold it a level or two down (`myntradataset/`, `fashion-dataset/`). In
the original, some lines have commas in the title and no quotes round it: the title is the last column, so the surplus
fields belong to it. The table knows neither prices nor links; the large size has a JSON file for each product that does
(`styles/ID.json`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from sys import intern
from types import MappingProxyType

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, Platform
from recommender.catalogue.feeds.record import Record, text_of
from recommender.catalogue.meaning.pictures import link_of
from recommender.catalogue.meaning.prices import offer_of
from recommender.errors import CatalogueError
from recommender.product import Product

_PICTURES = "images"
_DETAILS = "styles"
_SHOP, _CURRENCY = "https://www.myntra.com/", "INR"  # the dataset's own shop, to which its links are relative
_NEEDED = ("id", "gender", "articleType", "baseColour", "productDisplayName")


class FashionProductImages(Platform):
    """Reads the rows of the dataset's styles.csv; the pictures are beside it."""

    name = "fashion-product-images"
    looks_like = "a folder with styles.csv and images/ID.jpg"
    signature = "id articletype productdisplayname"
    table = "styles.csv"

    def recognises(self, names: Collection[str]) -> bool:
        return super().recognises(names) and not {"image", "link"} & {*names}

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        missing = [name for name in _NEEDED if name not in context.names]
        if missing:
            raise CatalogueError(f"{context.source} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}")
        pictures = _pictures(context.pictures.folder / _PICTURES)
        details = context.pictures.folder / _DETAILS
        has_details = details.is_dir()
        for record in records:
            entry = _entry(record, pictures, title_is_last=context.names[-1] == "productDisplayName")
            yield _detailed(entry, details) if has_details and isinstance(entry, FeedEntry) else entry


def _entry(record: Record, pictures: dict[str, str], title_is_last: bool) -> FeedEntry | LeftOut:
    fields = {name: text_of(value) for name, value in record.fields.items()}
    if record.misfit and not (record.surplus and title_is_last):
        return LeftOut(record.where, LeftOutReason.MALFORMED_LINE, record.misfit)
    if record.surplus:
        fields["productDisplayName"] = ",".join((fields["productDisplayName"], *record.surplus)).strip().rstrip(",")
    product_id = fields.pop("id", "")
    # The id names a file: nothing but digits may get into that path.
    if product_id and not (product_id.isascii() and product_id.isdigit()):
        return LeftOut(record.where, LeftOutReason.MALFORMED_LINE, f"the id is no number: {product_id[:40]!r}")
    image = pictures.get(product_id, "")
    gender, type_, colour = (_known(fields.pop(name, "")) for name in ("gender", "articleType", "baseColour"))
    # The dataset forgot two titles, of products that are otherwise whole: what they are is title enough.
    described = " ".join(word for word in (gender, colour, type_) if word) if type_ else ""
    product = Product(
        id=product_id,
        title=fields.pop("productDisplayName", "") or described,
        image=image,
        gender=gender,
        type=type_,
        colour=colour,
        extra=MappingProxyType({intern(key): intern(value) for key, value in fields.items() if _known(value)}),
    )
    missing = "" if image else f"{_PICTURES}/{product_id}.jpg is not there"
    return FeedEntry(record.where, product, missing_picture=missing)


def _detailed(entry: FeedEntry, folder: Path) -> FeedEntry:
    """With what the product's own file says, if it can be read: the price to be paid, brand and link."""
    try:
        data = json.loads((folder / f"{entry.product.id}.json").read_bytes())["data"]
        price = offer_of(str(data.get("discountedPrice") or data.get("price") or "")).price
        link, brand = str(data.get("landingPageUrl") or ""), str(data.get("brandName") or "")
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return entry
    product = replace(
        entry.product,
        price=price,
        currency=_CURRENCY if price is not None else "",
        link=link_of(link if "://" in link else _SHOP + link.lstrip("/")) if link else "",
        brand=_known(brand),
    )
    return replace(entry, product=product)


def _known(value: str) -> str:
    # A few dozen distinct values over tens of thousands of products: one copy of each is enough.
    return "" if value == "NA" else intern(value)


def _pictures(folder: Path) -> dict[str, str]:
    """id -> path, from one listing of the folder: asking the disk for each of 44,441 files takes seconds."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name[:-4]: entry.path for entry in entries if entry.name.casefold().endswith(".jpg")}
    except FileNotFoundError:
        return {}
