"""The shop's goods, whatever format they come in: `read_catalogue` and what it returns.

A feed says what is written; here it is judged, by the same rules for every format: no id, no title, an id that came
before, no picture. Whatever is left out is remembered with its line and the reason; no single line stops the reading.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from recommender.answers import GuessedEncoding, LeftOut, LeftOutReason
from recommender.catalogue.feeds.delimited_text import TextEncoding
from recommender.catalogue.feeds.fashion_product_images import FashionProductImages
from recommender.catalogue.feeds.feed import Feed, FeedEntry
from recommender.catalogue.feeds.plain_csv import PlainCsv
from recommender.errors import CatalogueError
from recommender.product import Product

AUTO = "auto"
FEEDS: tuple[Feed, ...] = (FashionProductImages(), PlainCsv())  # in the order in which "auto" asks them


class Catalogue:
    """An iterable of Product that can be gone through again: each time the source is read anew, product by product.

    `source` is the path as given, `format` the feed's name, `guessed_encoding` how it was read
    if nothing told. Iterating raises CatalogueError when the source goes away or changes its kind meanwhile.
    """

    def __init__(self, source: Path, feed: Feed, link_template: str = "", encoding: str = "") -> None:
        """Takes what is already checked; `read_catalogue` is the way to get one."""
        self.source = str(source)
        self.format = feed.name
        self._path = source
        self._feed = feed
        self._link_template = link_template
        self._encoding = encoding
        self.guessed_encoding: GuessedEncoding | None = None
        self._left_out: tuple[LeftOut, ...] | None = None

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
            for entry in self._feed.read(self._path, self._encoding):
                if isinstance(entry, TextEncoding):
                    self.guessed_encoding = _guessed(entry)
                    continue
                found = _accept(entry, seen, left_out)
                if found is not None:
                    if (guess := self.guessed_encoding) and not guess.example and not found.title.isascii():
                        self.guessed_encoding = replace(guess, example=found.title[:60])
                    seen.add(found.id)
                    if self._link_template and not found.link:
                        found = replace(found, link=self._link_template.format(id=quote(found.id, safe="")))
                    yield found
        except OSError as error:
            raise CatalogueError(f"{self._path} cannot be read: {error.strerror or error}") from error
        except UnicodeError as error:
            raise CatalogueError(f"{self._path} is not written in {self._encoding}: {error}") from error
        except LookupError as error:
            raise CatalogueError(f"no encoding is called {self._encoding!r}; correct [catalogue] encoding") from error
        self._left_out = tuple(left_out)
        if not seen:
            raise CatalogueError(_why_empty(self._path, left_out))


def read_catalogue(source: str | Path, format: str = AUTO, link_template: str = "", encoding: str = "") -> Catalogue:
    """The catalogue at `source`, a file or folder. `format` is a feed's name, or "auto" to have it recognised.

    `link_template` ("https://shop.example/p/{id}") makes the link of each product whose feed gives none. Raises
    CatalogueError when there is no such source, format or `encoding`, a column is missing, the template is no template,
    or not one product is usable (none has a picture, say).
    """
    _check_template(link_template)
    path = Path(source).expanduser()
    known = ", ".join(feed.name for feed in FEEDS)
    feeds = [feed for feed in FEEDS if format in (AUTO, feed.name)]
    if not feeds:
        raise CatalogueError(f"no catalogue format is called {format!r}; known are {known} and {AUTO}")
    if "://" in str(source):
        raise CatalogueError(f"{source} is a web address; a catalogue is a file or folder on this machine")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        raise CatalogueError(f"there is no catalogue at {source}: {getattr(error, 'strerror', '') or error}") from error
    if format == AUTO:
        feeds = [feed for feed in feeds if feed.matches(path)]
        if not feeds:
            wanted = "; ".join(f"{feed.name}: {feed.looks_like}" for feed in FEEDS)
            raise CatalogueError(f"{source} is no catalogue of a known format ({wanted})")
    catalogue = Catalogue(path, feeds[0], link_template, encoding)
    # Whatever is wrong with the whole shows by the first product, so that no caller starts work that cannot end well.
    next(iter(catalogue), None)
    return catalogue


def _guessed(written: TextEncoding) -> GuessedEncoding | None:
    return GuessedEncoding(written.otherwise, written.guessed_lines) if written.guessed_lines else None


def _accept(entry: FeedEntry | LeftOut, seen: set[str], left_out: list[LeftOut]) -> Product | None:
    if isinstance(entry, LeftOut):
        left_out.append(entry)
        return None
    product = entry.product
    reason, detail = None, f"id {product.id}"
    if not product.id:
        reason, detail = LeftOutReason.NO_ID, ""
    elif not product.title:
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


def _why_empty(source: Path, left_out: list[LeftOut]) -> str:
    if not left_out:
        return f"{source} holds no product, only a header"
    counts = Counter(entry.reason for entry in left_out)
    first = left_out[0]
    example = f"{first.where}, {first.detail or first.reason.value}"
    if set(counts) == {LeftOutReason.MISSING_PICTURE}:
        return f"none of the {len(left_out)} products of {source} has a picture (first: {example})"
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
