"""The shop's goods, whatever format they come in: `read_catalogue` and what it returns.

A container says what is written, a platform what it means; here it is judged, by the same rules for every format: no
id, no title, an id that came before, no picture. Whatever is left out is remembered with its line and the reason; no
single line stops the reading.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from rapidfuzz import process

from recommender.answers import GuessedEncoding, LeftOut, LeftOutReason
from recommender.catalogue.containers.container import Container, Opened
from recommender.catalogue.containers.json_records import JsonDocument, JsonLines
from recommender.catalogue.containers.marked_text import is_page, text_of_head
from recommender.catalogue.containers.parquet import ParquetRows
from recommender.catalogue.containers.spreadsheets import Spreadsheet
from recommender.catalogue.containers.tables import DelimitedText
from recommender.catalogue.containers.xml_records import XmlRecords
from recommender.catalogue.feeds.columns import column_map
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry, FeedSettings, Platform
from recommender.catalogue.feeds.generic import GENERIC, ColumnPlatform
from recommender.catalogue.feeds.platforms import PLATFORMS
from recommender.catalogue.feeds.record import Record, Value, plain_name, texts_of
from recommender.catalogue.feeds.usual_names import COLUMNS
from recommender.catalogue.meaning.pictures import PictureFinder
from recommender.catalogue.sources.arrival import on_disk
from recommender.catalogue.sources.folders import find_tables
from recommender.catalogue.sources.written import is_address, shown
from recommender.errors import CatalogueError
from recommender.product import Product

AUTO = "auto"
# In the order in which they are asked; the last takes any text.
CONTAINERS: tuple[Container, ...] = (
    ParquetRows(),
    Spreadsheet(),
    XmlRecords(),
    JsonLines(),
    JsonDocument(),
    DelimitedText(),
)
_HOMES = ("link", "url", "home_page_url", "store_url", "website")
_HEAD = 64 * 1024  # in which the first lines end, be they long
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


class Catalogue:
    """An iterable of Product that can be gone through again: each time the source is read anew, product by product.

    `source` is as given, `container` what kind of file it is, `format` the platform's name, `guessed_encoding` how it
    was read if nothing told. `columns` are the source's own names, `fields` which of them hold which field (empty for a
    platform with names of its own). `advice`: sentences on settings that would make more of it. Iterating raises
    CatalogueError when the source goes away or changes its kind meanwhile.
    """

    def __init__(
        self, source: str, path: Path, platforms: Sequence[Platform], link_template: str, settings: FeedSettings
    ) -> None:
        """Takes what is already checked, and the `path` at which it is read; `read_catalogue` is the way to get one. Of
        the platforms, the first is taken that recognises what is there, or the very first."""
        self.source = shown(source)
        self.guessed_encoding: GuessedEncoding | None = None
        self.container = ""
        self.columns: tuple[str, ...] = ()
        self.fields: Mapping[str, Sequence[str]] = {}
        self._path = path
        self._platforms = platforms
        self._platform = platforms[0] if len(platforms) == 1 else None
        self._link_template = link_template
        self._settings = settings
        self._left_out: tuple[LeftOut, ...] | None = None
        self._advice: dict[str, None] = {}

    @property
    def format(self) -> str:
        return self._platform.name if self._platform else AUTO

    @property
    def advice(self) -> tuple[str, ...]:
        """What the readings so far had to say to the admin."""
        return tuple(self._advice)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the last complete reading left out, in the source's order; reads once through if there was none yet.

        With BAD_PRICE only the price was left out: the product is there, its price unknown.
        """
        if self._left_out is None:
            for _ in self:
                pass
        return self._left_out or ()

    def __iter__(self) -> Iterator[Product]:
        left_out: list[LeftOut] = []
        seen: set[str] = set()
        try:
            for entry in self._entries(left_out):
                found = _accept(entry, seen, left_out)
                if found is not None:
                    if (guess := self.guessed_encoding) and not guess.example and not found.title.isascii():
                        self.guessed_encoding = replace(guess, example=found.title[:60])
                    seen.add(found.id)
                    if self._link_template and not found.link:
                        found = replace(found, link=self._link_template.format(id=quote(found.id, safe="")))
                    yield found
        except OSError as error:
            raise CatalogueError(f"{self.source} cannot be read: {error.strerror or error}") from error
        except UnicodeError as error:
            raise CatalogueError(f"{self.source} is not written in {self._settings.encoding}: {error}") from error
        except LookupError as error:
            raise CatalogueError(
                f"no encoding is called {self._settings.encoding!r}; correct [catalogue] encoding"
            ) from error
        self._left_out = tuple(left_out)
        if not seen:
            raise CatalogueError(_why_empty(self.source, left_out))

    def _entries(self, left_out: list[LeftOut]) -> Iterator[FeedEntry | LeftOut]:
        named = [platform.table for platform in self._platforms if platform.table]
        tables = find_tables(self._path, named, self._is_catalogue)
        if not tables:
            raise CatalogueError(_nothing_in(self.source, self._platform))
        parts = [self._open(table) for table in tables]
        opened = parts[0]
        self.guessed_encoding = next((part.guessed_encoding for part in parts if part.guessed_encoding), None)
        self.columns = tuple(dict.fromkeys(name for part in parts for name in part.names))
        if self._platform is None:
            names = frozenset(map(plain_name, opened.names))
            found = (platform for platform in self._platforms if platform.recognises(names))
            self._platform = next(found, self._platforms[0])

        def records() -> Iterator[Record]:
            for table, part in zip(tables, parts, strict=True):
                for record in part.records:
                    placed = replace(record, where=f"{table.name}, {record.where}") if len(parts) > 1 else record
                    if isinstance(placed, LeftOut):
                        left_out.append(placed)
                    else:
                        yield placed

        page = self.source if is_address(self.source) else ""
        pictures = PictureFinder(tables[0].parent, self._settings.image_base, page)
        named_by = str(tables[0]) if str(tables[0]).startswith(self.source) else self.source
        context = FeedContext(
            named_by,
            self.columns,
            self._settings,
            pictures,
            self._advise,
            left_out.append,
            opened.about,
            self._home(opened.about),
            self._understand,
        )
        return self._platform.entries(records(), context)

    def _home(self, about: Mapping[str, Value]) -> str:
        """The shop's address, as the feed tells it, or that of the admin's template, or the feed's own."""
        told = (text for name in _HOMES for text in texts_of(about.get(name, "")))
        return next((each for each in (*told, self._link_template, self.source) if is_address(each)), "")

    def _is_catalogue(self, path: Path) -> bool:
        try:
            names = self._open(path).names
        except (CatalogueError, OSError, UnicodeError):
            return False
        plain = frozenset(map(plain_name, names))
        is_known = any(platform.recognises(plain) for platform in PLATFORMS if platform is not GENERIC)
        return is_known or not {"title", "image"} - column_map(names, COLUMNS, words=True).fields.keys()

    def _understand(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = fields

    def _advise(self, sentence: str) -> None:
        self._advice[sentence] = None

    def _open(self, table: Path) -> Opened:
        with table.open("rb") as file:
            head = file.read(_HEAD)
        if is_page(text_of_head(head)):
            raise CatalogueError(
                f"{self.source} is a web page, no catalogue; the shop's feed has an address of its own"
            )
        container = next((each for each in CONTAINERS if each.holds(head)), None)
        if container is None and self._platform is None:
            raise CatalogueError(_nothing_in(self.source, None))
        container = container or CONTAINERS[-1]
        self.container = container.name
        return container.open(table, self._settings.encoding, _known_names())


def _known_names() -> frozenset[str]:
    """The plain names of columns by which a header is told from other lines."""
    tables = [COLUMNS, *(platform.columns for platform in PLATFORMS if isinstance(platform, ColumnPlatform))]
    return frozenset(plain_name(name) for table in tables for names in table.values() for name in names.split())


def read_catalogue(
    source: str | Path,
    format: str = AUTO,
    link_template: str = "",
    encoding: str = "",
    *,
    currency: str = "",
    image_base: str = "",
    columns: Mapping[str, str] = _NO_COLUMNS,
    cache: Path | None = None,
    private_hosts: Sequence[str] = (),
) -> Catalogue:
    """The catalogue at `source`, a file, a folder or an http(s) address, also packed as .gz or .zip.

    `format` is a platform's name, or "auto" to have it recognised. `link_template` ("https://shop.example/p/{id}")
    makes the link of each product whose feed gives none. The settings after it are those of `FeedSettings`. Downloads
    and what was packed are kept in `cache`, by default a folder of the user's, each in its own place. An address is
    fetched here, once, and from private networks only if they are among `private_hosts`.

    Raises CatalogueError when there is no such source, format or `encoding`, a column is missing, the template is no
    template, or not one product is usable (none has a picture, say), and OutboundError.
    """
    _check_template(link_template)
    platforms = [each for each in PLATFORMS if format in (AUTO, each.name)]
    if not platforms:
        known = list(dict.fromkeys(each.name for each in PLATFORMS))
        near, *_ = process.extractOne(format, known)
        listed = f"{', '.join(known)} and {AUTO}"
        raise CatalogueError(f"no catalogue format is called {format!r}; known are {listed}; the nearest is {near!r}")
    path = on_disk(str(source), cache, private_hosts)
    settings = FeedSettings(currency, image_base, encoding, columns)
    catalogue = Catalogue(str(source), path, platforms, link_template, settings)
    # Whatever is wrong with the whole shows by the first product, so that no caller starts work that cannot end well.
    next(iter(catalogue), None)
    return catalogue


def _nothing_in(source: str, platform: Platform | None) -> str:
    if platform is None:
        wanted = "; ".join(f"{each.name}: {each.looks_like}" for each in PLATFORMS)
        return f"{source} is no catalogue of a known format ({wanted})"
    if platform.table:
        return f"{source} is no {platform.name} catalogue: there is no {platform.table} in it"
    return f"{source} holds no single catalogue; name the file itself"


def _accept(entry: FeedEntry | LeftOut, seen: set[str], left_out: list[LeftOut]) -> Product | None:
    if isinstance(entry, LeftOut):
        left_out.append(entry)
        return None
    product = entry.product
    reason, detail = None, f"id {product.id}"
    if not product.id:
        reason, detail = LeftOutReason.NO_ID, ""
    elif not product.title:
        if product.id in seen and not product.image:
            return None  # a row of a product that was told already: of one of its sizes, say
        reason = LeftOutReason.NO_TITLE
    elif product.id in seen:
        reason = LeftOutReason.DUPLICATE_ID
    elif entry.missing_picture:
        reason, detail = LeftOutReason.MISSING_PICTURE, entry.missing_picture
    elif entry.bad_price:
        reason, detail = LeftOutReason.BAD_PRICE, f"{entry.bad_price[:60]!r}: kept without a price"
    if reason is not None:
        left_out.append(LeftOut(entry.where, reason, detail))
    return product if reason in (None, LeftOutReason.BAD_PRICE) else None


def _why_empty(source: str, left_out: list[LeftOut]) -> str:
    if not left_out:
        return f"{source} holds no product, only a header"
    counts = Counter(entry.reason for entry in left_out)
    first = left_out[0]
    example = f"{first.where}, {first.detail or first.reason.value}"
    if set(counts) == {LeftOutReason.MISSING_PICTURE}:
        hint = "" if "no picture is named" in example else "; where they are, [catalogue] image_base can say"
        return f"none of the {len(left_out)} products of {source} has a picture (first: {example}{hint})"
    reasons = ", ".join(f"{count} {reason.value}" for reason, count in counts.most_common())
    return f"no product of {source} is usable: {reasons} (first: {example})"


def _check_template(template: str) -> None:
    if not template:
        return
    wrong = f"the link template {template!r} must be a web address with {{id}} where the product's id goes"
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise CatalogueError(f"{wrong}: {error}") from error
    fields = [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]
    is_web_address = template.startswith(("https://", "http://"))
    if not is_web_address or set(fields) != {("id", "", None)}:
        raise CatalogueError(wrong)
