"""What a platform has to offer that reads records, and what it hands over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Protocol

from recommender.answers import LeftOut
from recommender.catalogue.feeds.record import Record, Value
from recommender.catalogue.meaning.pictures import PictureFinder
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


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What no file says, and the admin may: the prices' currency, where relative picture paths lead (an address or a
    folder), how the text is encoded, and which column holds which field."""

    currency: str = ""
    image_base: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What a platform reads records with. `advise` takes a sentence for the admin, to be told once, `leave_out` a
    record that is no product. `about` is what the file says outside its records: the categories of a YML, the currency
    of a JSON. `home` is the shop's address, as far as that is known, for links that are paths. `understood` is told
    which columns hold which field, where a platform finds them by their names."""

    source: str  # as errors call it
    names: tuple[str, ...]  # of the first records' fields
    settings: FeedSettings
    pictures: PictureFinder
    advise: Callable[[str], None]
    leave_out: Callable[[LeftOut], None]
    about: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    home: str = ""
    understood: Callable[[Mapping[str, Sequence[str]]], None] = lambda _: None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


class Platform(Protocol):
    """A reader of one platform's records. A new one is a file with such an object, entered in `feeds.platforms`."""

    @property
    def name(self) -> str:
        """What the config calls it."""

    @property
    def looks_like(self) -> str:
        """On disk, for error messages."""

    @property
    def table(self) -> str:
        """The name that its file has within a folder, "" if it has none of its own."""

    def recognises(self, names: Collection[str]) -> bool:
        """By the plain names of the first record's fields, whatever the file is called."""

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        """Every product in order, as they are read; a record that holds none is a LeftOut. Raises CatalogueError before
        the first entry when the source as a whole is not what the platform asks for."""
