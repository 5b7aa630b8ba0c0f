"""What a reader of one catalogue format has to offer, and what it hands over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recommender.answers import LeftOut
from recommender.catalogue.feeds.delimited_text import TextEncoding
from recommender.product import Product


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One product as its feed states it, not yet judged: id or title may be empty, an id may come twice.

    `where` names it as its admin would look it up ("line 17"). `missing_picture` says what was looked for in vain,
    and is empty when there is a picture. `bad_price` is the text that could not be read as a price.
    """

    where: str
    product: Product
    missing_picture: str = ""
    bad_price: str = ""


class Feed(Protocol):
    """A reader of one catalogue format. A new format is one file with such an object, entered in `catalogue.FEEDS`."""

    name: str  # what the config calls it
    looks_like: str  # on disk, for error messages

    def matches(self, source: Path) -> bool:
        """Whether `source`, which exists, is of this format. Looks at names and heads only; raises nothing."""

    def read(self, source: Path, encoding: str = "") -> Iterator[FeedEntry | LeftOut | TextEncoding]:
        """How it is written (`encoding`, if one is named), then every entry in order; a line that holds none is a
        LeftOut. Raises CatalogueError before the first entry when the source as a whole is not what the format asks
        for, OSError, and LookupError for an encoding that nobody knows."""
