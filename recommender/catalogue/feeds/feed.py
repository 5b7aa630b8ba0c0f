"""What a platform has to offer that reads records, and what it hands over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

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


def is_signed(signature: str, names: Collection[str]) -> bool:
    """Whether a file with fields of these plain names has a platform's signature."""
    kinds = (kind.split() for kind in signature.split(";"))
    return any(all(any(each in names for each in word.split("|")) for word in kind) for kind in kinds)


class Platform(ABC):
    """A reader of one platform's records. A new one is a file with such an object, entered in `feeds.platforms`.

    `name` is what the config calls it, `looks_like` how its files look, for error messages. `signature`: plain names of
    fields, of which alternatives are parted by "|"; a file is this platform's if it has one of each. Of several kinds
    of files, parted by ";", each has a signature. `table` is the name that its file has within a folder, "" if none of
    its own."""

    name: str
    looks_like: str
    signature: str
    table: str = ""

    def recognises(self, names: Collection[str]) -> bool:
        """By the plain names of the first record's fields, whatever the file is called."""
        return is_signed(self.signature, names)

    @abstractmethod
    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        """Every product in order, as they are read; a record that holds none is a LeftOut. Raises CatalogueError before
        the first entry when the source as a whole is not what the platform asks for."""
