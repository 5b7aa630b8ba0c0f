"""Shops' own lists of products, which come page by page: Shopify's products.json, WooCommerce's REST API."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from recommender.catalogue.sources.written import shown
from recommender.errors import CatalogueError
from recommender.fetching import Fetcher, FetchError

SHOPIFYS_LIST = "/products.json"
# What such shops tell everybody, below their own address.
PUBLIC_LISTS = (SHOPIFYS_LIST, "/wp-json/wc/store/v1/products")
_WOOCOMMERCES = re.compile(r"/wp-json/wc/(?:v\d+|store(?:/v\d+)?)/products/?")
_MOST_PAGES, _PAUSE_S, _MOST_PAGE_BYTES = 1_000, 0.2, 64 * 1024 * 1024
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next\b')


def has_pages(address: str) -> bool:
    """Whether the address is that of such a list."""
    path = urlsplit(address).path
    return path.endswith(SHOPIFYS_LIST) or _WOOCOMMERCES.search(path) is not None


@dataclass(frozen=True, slots=True)
class _Page:
    products: list[Any]
    link: str  # to the next, "" where the server tells none


class ShopPages:
    """The list at an address. What follows a page is told by a link (Shopify's Admin API, WooCommerce), or has the next
    number (what every Shopify shop shows)."""

    def __init__(self, fetcher: Fetcher, address: str) -> None:
        self._fetcher = fetcher
        self._address = address
        parts = urlsplit(address)
        self._is_shopifys = parts.path.endswith(SHOPIFYS_LIST)
        self._has_numbers = "/admin/" not in parts.path
        self._size = 250 if self._is_shopifys else 100
        path = parts.path.removesuffix(SHOPIFYS_LIST).partition("/collections/")[0].partition("/admin/")[0]
        self._shop = urlunsplit(parts._replace(path=path, query="", fragment=""))

    def about(self) -> dict[str, str]:
        """The shop's address and currency, as far as they are known."""
        if not self._is_shopifys:
            return {}
        said = self._json(f"{self._shop}/meta.json")[0]
        currency = said.get("currency") if isinstance(said, dict) else ""
        return {"url": shown(self._shop), "currency": str(currency or "")}

    def products(self) -> Iterator[Any] | None:
        """All of them, None if there is no such list. Raises CatalogueError when a page fails."""
        first = self._page(self._numbered(1))
        return None if first is None else self._all(first)

    def _all(self, page: _Page) -> Iterator[Any]:
        has_links = bool(page.link)
        for number in range(2, _MOST_PAGES):
            if not page.products:
                return
            yield from page.products
            is_last = len(page.products) < self._size and not self._is_shopifys
            if not page.link and (has_links or is_last or not self._has_numbers):
                return
            time.sleep(_PAUSE_S)
            further = self._page(self._beside(page.link) if page.link else self._numbered(number))
            if further is None:
                raise CatalogueError(
                    f"{shown(self._address)}: page {number} is not to be had; the catalogue is not taken"
                )
            # Who knows no pages gives the first one for ever.
            page = _Page([], "") if further.products[:1] == page.products[:1] else further

    def _numbered(self, number: int) -> str:
        parts = urlsplit(self._address)
        query = dict(parse_qsl(parts.query)) | {"limit" if self._is_shopifys else "per_page": str(self._size)}
        if self._has_numbers:
            query["page"] = str(number)
        return urlunsplit(parts._replace(query=urlencode(query)))

    def _beside(self, link: str) -> str:
        """With the name and password of the list's own address, which no link repeats. No link leads elsewhere."""
        parts, own = urlsplit(urljoin(self._address, link)), urlsplit(self._address)
        return urlunsplit(parts._replace(scheme=own.scheme, netloc=own.netloc))

    def _page(self, address: str) -> _Page | None:
        said, link = self._json(address)
        products = said.get("products") if self._is_shopifys and isinstance(said, dict) else said
        needed = "variants" if self._is_shopifys else "name"
        if not isinstance(products, list):
            return None
        is_known = all(isinstance(each, dict) and needed in each for each in products[:1])
        return _Page(products, link) if is_known else None

    def _json(self, address: str) -> tuple[Any, str]:
        try:
            found = self._fetcher.fetch(address, max_bytes=_MOST_PAGE_BYTES)
            link = _NEXT.search(found.links)
            return json.loads(found.data), link[1] if link else ""
        except (FetchError, ValueError, RecursionError):
            return None, ""
