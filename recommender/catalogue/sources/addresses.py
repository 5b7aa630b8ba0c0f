"""Catalogues by address: downloaded into the cache, whole or not at all, and only if they have changed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from recommender.catalogue.containers.marked_text import is_page, text_of_head
from recommender.catalogue.sources.archives import MOST_BYTES
from recommender.catalogue.sources.shared_links import file_behind
from recommender.catalogue.sources.shop_pages import PUBLIC_LISTS, ShopPages, has_pages
from recommender.catalogue.sources.written import shown
from recommender.errors import CatalogueError
from recommender.fetching import Fetcher, FetchError, NotModified

_SECONDS = 1800.0
_HEAD = 16 * 1024
_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,80})", re.IGNORECASE)
_FEED, _NOTES = "feed", "feed.json"


def downloaded(address: str, cache: Path, private_hosts: Sequence[str] = ()) -> Path:
    """The catalogue's file, in the folder `cache`. An address of a Shopify or WooCommerce shop, or of its
    list of products, brings all pages. Raises CatalogueError, OutboundError and OSError; what was there before
    stays then."""
    cache.mkdir(parents=True, exist_ok=True)
    with Fetcher(private_hosts) as fetcher:
        download = _Download(address, cache, fetcher)
        if has_pages(address) and download.of_pages(address):
            return cache / _FEED
        page = download.of_file()
        is_home = not urlsplit(address).path.strip("/")
        lists = [address.rstrip("/") + each for each in PUBLIC_LISTS] if is_home else []
        if page is None or any(map(download.of_pages, lists)):
            return cache / _FEED
    raise CatalogueError(
        f"{shown(address)} answers a web page{page}, no catalogue; if it asks for a login, take the address of the "
        "feed itself, which opens in a private window too"
    )


class _Download:
    def __init__(self, address: str, cache: Path, fetcher: Fetcher) -> None:
        self._address = file_behind(address)
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

    def of_pages(self, address: str) -> bool:
        """Whether a shop's list answers there: then the feed holds all its products, and what is known of the shop."""
        pages = ShopPages(self._fetcher, address)
        products = pages.products()
        if products is None:
            return False
        try:
            with self._part.open("w", encoding="utf-8") as file:
                file.write(json.dumps({**pages.about(), "products": []})[:-2])
                comma = ""
                for product in products:
                    file.write(f"{comma}\n{json.dumps(product)}")
                    comma = ","
                file.write("\n]}\n")
            self._notes.unlink(missing_ok=True)
            self._part.replace(self._feed)
        finally:
            self._part.unlink(missing_ok=True)
        return True
