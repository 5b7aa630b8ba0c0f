"""Catalogues by address: downloaded into the cache, whole or not at all, and only if they have changed."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from recommender.catalogue.containers.marked_text import is_page, text_of_head
from recommender.catalogue.sources.archives import MOST_BYTES
from recommender.errors import CatalogueError
from recommender.fetching import Fetcher, FetchError, NotModified

_SECONDS = 1800.0
_HEAD = 16 * 1024
_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,80})", re.IGNORECASE)
_FEED, _NOTES = "feed", "feed.json"
# Shopify's list of products, page by page.
_PRODUCTS = "/products.json"
_PAGE_SIZE, _MOST_PAGES, _PAUSE_S, _MOST_PAGE_BYTES = 250, 1_000, 0.2, 64 * 1024 * 1024


def is_address(source: str) -> bool:
    """Whether a catalogue's source is to be downloaded."""
    return source.casefold().startswith(("http://", "https://"))


def shown(address: str) -> str:
    """Without the name and password that an address may hold."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)


def downloaded(address: str, cache: Path, private_hosts: Sequence[str] = ()) -> Path:
    """The catalogue's file, in the folder `cache`. An address of a Shopify shop, or of its products.json, brings all
    pages. Raises CatalogueError, OutboundError and OSError; what was there before stays then."""
    cache.mkdir(parents=True, exist_ok=True)
    with Fetcher(private_hosts) as fetcher:
        download = _Download(address, cache, fetcher)
        path = urlsplit(address).path
        if path.endswith(_PRODUCTS) and download.of_shopify(address):
            return cache / _FEED
        page = download.of_file()
        # What Shopify runs tells its products to everybody.
        if page is None or (not path.strip("/") and download.of_shopify(address.rstrip("/") + _PRODUCTS)):
            return cache / _FEED
    raise CatalogueError(
        f"{shown(address)} answers a web page{page}, no catalogue; if it asks for a login, take the address of the "
        "feed itself, which opens in a private window too"
    )


class _Download:
    def __init__(self, address: str, cache: Path, fetcher: Fetcher) -> None:
        self._address = address
        self._feed, self._notes, self._part = cache / _FEED, cache / _NOTES, cache / f"{_FEED}.{os.getpid()}.part"
        self._fetcher = fetcher

    def of_file(self) -> str | None:
        """None if the feed is there now; else what the page is called that came in its place."""
        try:
            noted: dict[str, str] = json.loads(self._notes.read_text(encoding="utf-8")) if self._feed.exists() else {}
        except (OSError, ValueError):
            noted = {}
        known = noted if noted.get("address") == self._address else {}
        try:
            with self._part.open("w+b") as file:
                found = self._fetcher.fetch(
                    self._address, known.get("etag", ""), known.get("modified", ""), MOST_BYTES, _SECONDS, file
                )
                file.seek(0)
                head = text_of_head(file.read(_HEAD))
            if is_page(head):
                title = _TITLE.search(head)
                return f" ({unescape(title[1]).strip()!r})" if title else ""
            self._notes.unlink(missing_ok=True)
            self._part.replace(self._feed)
        except NotModified:
            return None
        except FetchError as error:
            raise CatalogueError(f"{shown(self._address)}: {error}; the catalogue is not taken") from error
        finally:
            self._part.unlink(missing_ok=True)
        notes = {"address": self._address, "etag": found.etag, "modified": found.modified}
        self._notes.write_text(json.dumps(notes), encoding="utf-8")
        return None

    def of_shopify(self, address: str) -> bool:
        """Whether Shopify answers there: then the feed holds all its products, and the shop's address and currency."""
        parts = urlsplit(address)
        path = parts.path.removesuffix(_PRODUCTS).partition("/collections/")[0]
        shop = urlunsplit(parts._replace(path=path, query="", fragment=""))
        products = self._page(address, 1)
        if products is None:
            return False
        about = {"url": shown(shop), "currency": str((self._json(f"{shop}/meta.json") or {}).get("currency") or "")}
        try:
            with self._part.open("w", encoding="utf-8") as file:
                file.write(json.dumps(about)[:-1] + ', "products": [')
                comma = ""
                for product in self._all(address, products):
                    file.write(f"{comma}\n{json.dumps(product)}")
                    comma = ","
                file.write("\n]}\n")
            self._notes.unlink(missing_ok=True)
            self._part.replace(self._feed)
        finally:
            self._part.unlink(missing_ok=True)
        return True

    def _all(self, address: str, products: list[Any]) -> Iterator[object]:
        for number in range(2, _MOST_PAGES):
            if not products:
                return
            yield from products
            time.sleep(_PAUSE_S)
            first, further = products[0], self._page(address, number)
            if further is None:
                raise CatalogueError(f"{shown(address)}: page {number} is not to be had; the catalogue is not taken")
            # Who knows no pages gives the first one for ever.
            products = [] if further[:1] == [first] else further

    def _page(self, address: str, number: int) -> list[Any] | None:
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query)) | {"limit": str(_PAGE_SIZE), "page": str(number)}
        products = (self._json(urlunsplit(parts._replace(query=urlencode(query)))) or {}).get("products")
        is_shopify = isinstance(products, list) and all("variants" in each for each in products[:1])
        return products if is_shopify else None

    def _json(self, address: str) -> dict[str, Any] | None:
        try:
            found = json.loads(self._fetcher.fetch(address, max_bytes=_MOST_PAGE_BYTES).data)
        except (FetchError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None
