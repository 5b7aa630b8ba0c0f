"""Catalogues by address, over real HTTP: whole or not at all, and only what has changed."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from recommender import fetching
from recommender.catalogue.catalogue import read_catalogue
from recommender.catalogue.sources import addresses, shop_pages
from recommender.errors import CatalogueError

TABLE = b"id,title,image\n1,Shirt,https://img.example/1.jpg\n"


class Shop:
    """A server that answers by path; `asked` are the paths with their queries, `etag` what it knows its feed by."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.links: dict[str, str] = {}
        self.etag = ""
        self.cut = 0
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.asked.append(self.path)
                parts = urlsplit(self.path)
                query = parse_qs(parts.query)
                page = query.get("page_info", query.get("page", ["1"]))[0]
                body = shop.pages.get(f"{parts.path}?{page}", shop.pages.get(parts.path, b""))
                known = shop.etag and self.headers.get("If-None-Match") == shop.etag
                self.send_response(304 if known else 200 if body else 404)
                if shop.etag:
                    self.send_header("ETag", shop.etag)
                if link := shop.links.get(f"{parts.path}?{page}"):
                    self.send_header("Link", link)
                if not known:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if not known:
                    self.wfile.write(body[: len(body) - shop.cut])
                self.close_connection = bool(shop.cut)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Nobody waits long for it."""
    monkeypatch.setattr(fetching, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(shop_pages, "_PAUSE_S", 0.0)
    made = Shop()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], list[str]]:
    """The ids of the products at an address."""
    return lambda address: [product.id for product in read_catalogue(address, cache=tmp_path / "cache")]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_only_what_has_changed(shop: Shop, read: Callable[[str], list[str]], pack: Callable[[bytes], bytes]) -> None:
    """The second time the server is asked with the ETag of the first; a new feed is taken."""
    shop.pages["/feed"], shop.etag = pack(TABLE), '"one"'
    assert read(f"{shop.url}/feed?key=1") == ["1"]
    shop.pages["/feed"] = b"what nobody may see"
    assert read(f"{shop.url}/feed?key=1") == ["1"]
    shop.pages["/feed"], shop.etag = pack(TABLE + b"2,Dress,https://img.example/2.jpg\n"), '"two"'
    assert read(f"{shop.url}/feed?key=1") == ["1", "2"]


def test_a_download_that_breaks_off(shop: Shop, read: Callable[[str], list[str]]) -> None:
    """Is not taken for the whole; when the server is well again, the feed is."""
    shop.pages["/feed"] = TABLE * 100
    shop.cut = 500
    with pytest.raises(CatalogueError, match=rf"{shop.url}/feed: cannot be fetched.*; the catalogue is not taken"):
        read(f"{shop.url}/feed")
    shop.cut = 0
    assert read(f"{shop.url}/feed") == ["1"]


@pytest.mark.parametrize("path", ["/feed", ""])
def test_a_login_page(shop: Shop, read: Callable[[str], list[str]], tmp_path: Path, path: str) -> None:
    """A web page in the feed's place is named, and the feed of before stays in the cache."""
    shop.pages["/feed"] = TABLE
    assert read(f"{shop.url}/feed") == ["1"]
    shop.pages["/feed"] = shop.pages["/"] = b"\n<!DOCTYPE html><html><title>Please log in &amp; wait</title>"
    with pytest.raises(CatalogueError, match=r"answers a web page \('Please log in & wait'\), no catalogue"):
        read(shop.url + path)
    assert [file.read_bytes() for file in tmp_path.rglob("feed")] == [TABLE]


def test_an_address_that_is_not_there(shop: Shop, read: Callable[[str], list[str]]) -> None:
    """With what the server said, and without the password that the address held."""
    with pytest.raises(CatalogueError) as raised:
        read(shop.url.replace("//", "//me:secret@") + "/feed")
    assert str(raised.value) == f"{shop.url}/feed: the server answers 404; the catalogue is not taken"


def test_a_feed_beyond_all_measure(
    shop: Shop, read: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two gigabytes are more than is taken; a hundredth part shows it."""
    monkeypatch.setattr(addresses, "MOST_BYTES", 1000)
    shop.pages["/feed"] = TABLE * 100
    with pytest.raises(CatalogueError, match=r"more than 1,000 bytes; the catalogue is not taken"):
        read(f"{shop.url}/feed")


def test_pictures_that_are_paths(shop: Shop, tmp_path: Path) -> None:
    """They lead from the feed's own address, as on a page, unless the admin says where they are."""
    shop.pages["/out/feed"] = b"id,title,image\n1,Shirt,/media/1.jpg\n2,Shirt,2.jpg\n3,Shirt,none\n"
    found = read_catalogue(f"{shop.url}/out/feed", cache=tmp_path / "cache")
    assert [product.image for product in found] == [f"{shop.url}/media/1.jpg", f"{shop.url}/out/2.jpg"]
    base = "https://cdn.example/p"
    elsewhere = read_catalogue(f"{shop.url}/out/feed", cache=tmp_path / "cache", image_base=base)
    assert [product.image for product in elsewhere][:2] == [f"{base}/media/1.jpg", f"{base}/2.jpg"]


def test_a_server_that_is_not_there(shop: Shop, read: Callable[[str], list[str]]) -> None:
    """In words, and not as Python shows it; neither is what is no address at all."""
    shop.server.shutdown()
    shop.server.server_close()
    with pytest.raises(CatalogueError) as raised:
        read(f"{shop.url}/feed")
    assert str(raised.value) == f"{shop.url}/feed: cannot be fetched: Connection refused; the catalogue is not taken"
    with pytest.raises(CatalogueError, match=r"^https://\[shop/feed is no address: "):
        read("https://me:secret@[shop/feed")


@pytest.mark.parametrize("address", ["ftp://shop.example/feed", "s3://bucket/feed"])
def test_addresses_of_another_kind(read: Callable[[str], list[str]], address: str) -> None:
    """They are not fetched."""
    with pytest.raises(CatalogueError, match="begins with https://"):
        read(address)


def shopify(*numbers: int) -> bytes:
    """A page of a shop's products."""
    return json.dumps(
        {
            "products": [
                {
                    "id": n,
                    "title": f"Shirt {n}",
                    "handle": f"shirt-{n}",
                    "vendor": "Fell",
                    "product_type": "Shirts",
                    "variants": [{"id": n, "price": "20.00", "available": True}],
                    "images": [{"src": f"https://cdn.example/{n}.jpg"}],
                    "options": [],
                }
                for n in numbers
            ]
        }
    ).encode()


@pytest.mark.parametrize("path", ["", "/", "/products.json", "/products.json?limit=5"])
def test_all_pages_of_a_shopify_shop(shop: Shop, tmp_path: Path, path: str) -> None:
    """By the shop's address or that of its list; prices are in the shop's currency."""
    shop.pages |= {"/": b"<!doctype html><title>Shop</title>", "/meta.json": b'{"currency": "SEK"}'}
    shop.pages |= {"/products.json?1": shopify(1, 2), "/products.json?2": shopify(3), "/products.json": shopify()}
    products = list(read_catalogue(shop.url + path, cache=tmp_path))
    assert [product.title for product in products] == ["Shirt 1", "Shirt 2", "Shirt 3"]
    assert [each for each in shop.asked if "page=" in each] == [
        f"/products.json?limit=250&page={number}" for number in (1, 2, 3)
    ]


def test_the_pages_that_links_lead_to(shop: Shop, tmp_path: Path) -> None:
    """Shopify's Admin API knows no numbers of pages; name and password are sent along, and no link leads elsewhere."""
    path = "/admin/api/2026-01/products.json"
    shop.pages |= {f"{path}?1": shopify(1, 2), f"{path}?abc": shopify(3)}
    shop.links[f"{path}?1"] = (
        f'<https://elsewhere.example{path}?limit=250&page_info=xyz>; rel="previous", '
        f'<https://elsewhere.example{path}?limit=250&page_info=abc>; rel="next"'
    )
    address = shop.url.replace("://", "://me:secret@") + path
    assert [product.id for product in read_catalogue(address, cache=tmp_path)] == ["shirt-1", "shirt-2", "shirt-3"]
    assert [each for each in shop.asked if "limit" in each] == [
        f"{path}?limit=250",
        f"{path}?limit=250&page_info=abc",
    ]


@pytest.mark.parametrize(("links", "is_home"), [(True, False), (False, False), (True, True)])
def test_all_pages_of_woocommerces_api(shop: Shop, tmp_path: Path, links: bool, is_home: bool) -> None:
    """By its address or the shop's.

    It hands out ten products where nobody asks for more, and a link to the next page if no proxy takes it away.
    """

    def page(first: int, last: int) -> bytes:
        return json.dumps(
            [
                {
                    "id": n,
                    "name": f"Shirt {n}",
                    "permalink": f"https://shop.example/{n}",
                    "images": [{"src": f"https://shop.example/{n}.jpg"}],
                    "prices": {"price": "1999", "currency_code": "EUR", "currency_minor_unit": 2},
                }
                for n in range(first, last)
            ]
        ).encode()

    path = "/wp-json/wc/store/v1/products"
    shop.pages |= {f"{path}?1": page(1, 101), f"{path}?2": page(101, 105)}
    if links:
        shop.links[f"{path}?1"] = f'<{shop.url}{path}?per_page=100&page=2>; rel="next"'
    shop.pages["/"] = b"<!doctype html><title>Shop</title>"
    products = list(read_catalogue(f"{shop.url}{'' if is_home else path}", cache=tmp_path))
    assert len(products) == 104
    assert (products[-1].title, products[-1].price, products[-1].currency) == ("Shirt 104", 19.99, "EUR")
    assert [each for each in shop.asked if path in each] == [
        f"{path}?per_page=100&page=1",
        f"{path}?per_page=100&page=2",
    ]


def test_a_page_that_is_not_to_be_had(shop: Shop, read: Callable[[str], list[str]]) -> None:
    """Half of a shop is not taken."""
    shop.pages |= {"/products.json?1": shopify(1, 2), "/products.json?2": b"{"}
    with pytest.raises(CatalogueError, match=r"page 2 is not to be had; the catalogue is not taken"):
        read(f"{shop.url}/products.json")


def test_a_list_that_knows_no_pages(shop: Shop, tmp_path: Path) -> None:
    """A file of that name is read once, whether it is Shopify's or anybody's."""
    shop.pages["/products.json"] = shopify(1)
    assert len(list(read_catalogue(f"{shop.url}/products.json", cache=tmp_path))) == 1
    shop.pages["/products.json"] = b'[{"id": 1, "title": "x", "image": "https://a.example/1.jpg"}]'
    assert len(list(read_catalogue(f"{shop.url}/products.json", cache=tmp_path))) == 1
