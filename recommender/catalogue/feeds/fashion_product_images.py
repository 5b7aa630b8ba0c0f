"""Fashion Product Images, the dataset as Kaggle hands it out: a folder with `styles.csv` and `images/ID.jpg`.

Both sizes have this layout; Kaggle's archives hold it a level or two down (`myntradataset/`, `fashion-dataset/`). In
the original, some lines have commas in the title and no quotes round it: the title is the last column, so the surplus
fields belong to it. The dataset knows neither prices nor links.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from sys import intern
from types import MappingProxyType

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.delimited_text import Row, TextEncoding, encoding_of, rows
from recommender.catalogue.feeds.feed import FeedEntry
from recommender.errors import CatalogueError
from recommender.product import Product

_TABLE = "styles.csv"
_PICTURES = "images"
_NEEDED = ("id", "gender", "articleType", "baseColour", "productDisplayName")
# How far below the given folder the dataset may lie.
_MAX_DEPTH = 3


class FashionProductImages:
    """Reads the dataset's folder, the folder that it was unpacked into, or its styles.csv."""

    name = "fashion-product-images"
    looks_like = "a folder with styles.csv and images/ID.jpg"

    def matches(self, source: Path) -> bool:
        try:
            return _is_table(source) or _find_table(source) is not None
        except OSError:
            return False

    def read(self, source: Path, encoding: str = "") -> Iterator[FeedEntry | LeftOut | TextEncoding]:
        table = source if source.is_file() else _find_table(source)
        if table is None:
            raise CatalogueError(f"{source} is no {self.name} catalogue: there is no {_TABLE} in it")
        written = encoding_of(table, encoding)
        yield written
        lines = rows(table, multiline=False, written=written)
        columns = _columns(table, next(lines, Row(1, [])))
        pictures = _pictures(table.parent / _PICTURES)
        for row in lines:
            yield _entry(row, columns, pictures)


def _entry(row: Row, columns: dict[str, int], pictures: dict[str, str]) -> FeedEntry | LeftOut:
    where = f"line {row.line}"
    width = len(columns)
    values = [field.strip() for field in row.fields]
    if len(values) > width and columns["productDisplayName"] == width - 1:
        values[width - 1 :] = [",".join(row.fields[width - 1 :]).strip().rstrip(",")]
    if len(values) != width:
        return LeftOut(where, LeftOutReason.MALFORMED_LINE, f"{len(values)} fields instead of {width}")
    record = dict(zip(columns, values, strict=True))
    product_id = record.pop("id")
    # The id names a file: nothing but digits may get into that path.
    if product_id and not (product_id.isascii() and product_id.isdigit()):
        return LeftOut(where, LeftOutReason.MALFORMED_LINE, f"the id is no number: {product_id[:40]!r}")
    image = pictures.get(product_id, "")
    gender, type_, colour = (_known(record.pop(name)) for name in ("gender", "articleType", "baseColour"))
    # The dataset forgot two titles, of products that are otherwise whole: what they are is title enough.
    described = " ".join(word for word in (gender, colour, type_) if word) if type_ else ""
    product = Product(
        id=product_id,
        title=record.pop("productDisplayName") or described,
        image=image,
        gender=gender,
        type=type_,
        colour=colour,
        extra=MappingProxyType({intern(key): intern(value) for key, value in record.items() if _known(value)}),
    )
    missing = "" if image else f"{_PICTURES}/{product_id}.jpg is not there"
    return FeedEntry(where, product, missing_picture=missing)


def _known(value: str) -> str:
    # A few dozen distinct values over tens of thousands of products: one copy of each is enough.
    return "" if value == "NA" else intern(value)


def _columns(table: Path, header: Row) -> dict[str, int]:
    names = [name.strip() for name in header.fields]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise CatalogueError(f"{table} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}")
    if len(set(names)) != len(names):
        raise CatalogueError(f"{table} names a column twice: {', '.join(names)}")
    return {name: place for place, name in enumerate(names)}


def _pictures(folder: Path) -> dict[str, str]:
    """id -> path, from one listing of the folder: asking the disk for each of 44,441 files takes seconds."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name[:-4]: entry.path for entry in entries if entry.name.casefold().endswith(".jpg")}
    except FileNotFoundError:
        return {}


def _is_table(path: Path) -> bool:
    if path.name != _TABLE or not path.is_file():
        return False
    header = next(rows(path, multiline=False, written=TextEncoding()), Row(1, []))
    return {"id", "productDisplayName"} <= {name.strip() for name in header.fields}


def _find_table(folder: Path) -> Path | None:
    """The styles.csv nearest to `folder`, one with pictures beside it before one without."""
    level, without = [folder], None
    for _ in range(_MAX_DEPTH):
        for candidate in level:
            if (candidate / _TABLE).is_file():
                if (candidate / _PICTURES).is_dir():
                    return candidate / _TABLE
                without = without or candidate / _TABLE
        level = [below for candidate in level for below in _folders(candidate)]
    return without


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir() or folder.name == _PICTURES:
        return []
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_dir() and not entry.name.startswith("."))
