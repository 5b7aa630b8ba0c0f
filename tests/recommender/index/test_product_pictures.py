"""Pictures of products: by address, several of one product, and those that are not what they should be."""

from __future__ import annotations

from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from recommender import fetching
from recommender.answers import LeftOutReason
from recommender.index.additions import build_additions
from recommender.index.building import build_index
from recommender.index.files import Manifest, read_version
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, picture, stock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def products(tmp_path: Path) -> list[Product]:
    """Twelve; of each even one there are two further pictures, 100 + n and 200 + n."""
    made = stock(tmp_path / "shop", 12)
    for seed in (*range(100, 112), *range(200, 212)):
        (tmp_path / f"shop/{seed}.png").write_bytes(picture(seed))
    further = [tuple(str(tmp_path / f"shop/{n + int(each.id)}.png") for n in (100, 200)) for each in made]
    return [
        replace(each, additional_images=more if int(each.id) % 2 == 0 else ())
        for each, more in zip(made, further, strict=True)
    ]


def hits(folder: Path, seed: int) -> list[str]:
    answer = Recommender.open(folder, ColourEmbedder()).recommend(picture(seed))
    return [hit.product.id for hit in answer.hits]


class PictureServer(BaseHTTPRequestHandler):
    """Serves picture(n) at /n, with an ETag; does at other paths what their names say."""

    etags = True
    down = False
    log: list[str] = []  # noqa: RUF012 - shared by the handlers on purpose

    def do_GET(self) -> None:
        type(self).log.append(self.path)
        if self.path == "/login":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<html>Log in</html>")
            return
        if self.down or not self.path[1:].isdecimal():
            self.send_error(404 if self.path == "/gone" else 503)
            return
        if self.headers.get("If-None-Match") == f'"{self.path}"':
            self.send_response(304)
            self.end_headers()
            return
        body = picture(int(self.path[1:]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{self.path}"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> object:
    class Handler(PictureServer):
        log: list[str] = []  # noqa: RUF012

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_pictures_by_url(server: ThreadingHTTPServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetched once, asked for by ETag after that, kept while the server is down, left out when it says gone."""
    monkeypatch.setattr(fetching, "_FIRST_REST_S", 0.0)
    url = f"http://127.0.0.1:{server.server_port}"
    products = [Product(id=str(n), title=f"t{n}", image=f"{url}/{n}") for n in range(10)]
    lost = Product(id="lost", title="lost", image=f"{url}/gone")
    report = build_index(Shelf([*products, lost]), folder, ColourEmbedder())
    assert (report.products, [one.where for one in report.left_out]) == (10, ["id lost"])
    embedder = ColourEmbedder()
    assert build_index(Shelf(products), folder, embedder).unchanged == 10
    server.RequestHandlerClass.down = True  # type: ignore[attr-defined]
    new = Product(id="new", title="new", image=f"{url}/77")
    report = build_index(Shelf([*products, new]), folder, embedder)
    kept = [one.where for one in report.left_out if one.reason is LeftOutReason.PICTURE_OF_BEFORE]
    assert (report.unchanged, kept, embedder.seen) == (10, [f"id {n}" for n in range(10)], 0)
    assert [one.where for one in report.left_out if not one.reason.is_kept] == ["id new"]
    moved = replace(products[0], image=f"{url}/gone")
    report = build_index(Shelf([moved, *products[1:]]), folder, embedder)
    assert (report.products, report.removed) == (9, 1)


def test_a_web_page_is_no_picture(server: ThreadingHTTPServer, folder: Path) -> None:
    """The report says what was sent instead; a product that was indexed stays as it was."""
    url = f"http://127.0.0.1:{server.server_port}"
    build_index(
        Shelf([Product("a", "a", image=f"{url}/1"), Product("b", "b", image=f"{url}/2")]), folder, ColourEmbedder()
    )
    asked = [
        Product("a", "a", image=f"{url}/login"),
        Product("c", "c", image=f"{url}/login"),
        Product("b", "b", image=f"{url}/2"),
    ]
    report = build_index(Shelf(asked), folder, ColourEmbedder())
    assert [(each.where, each.reason) for each in report.left_out] == [
        ("id a", LeftOutReason.PICTURE_OF_BEFORE),
        ("id c", LeftOutReason.UNREADABLE_PICTURE),
    ]
    assert all("sent as text/html" in each.detail for each in report.left_out)
    assert report.products == 2


@pytest.mark.parametrize("warmed", [False, True])
def test_a_product_is_found_by_each_of_its_pictures(warmed: bool, products: list[Product], folder: Path) -> None:
    """And is one hit, at the distance of the closest."""
    report = build_index(Shelf(products), folder, ColourEmbedder())
    assert report.products == 12
    recommender = Recommender.open(folder, ColourEmbedder())
    if warmed:
        recommender.warm()
    for seed, product_id in ((4, "4"), (104, "4"), (204, "4"), (7, "7")):
        answer = recommender.recommend(picture(seed), k=12)
        ids = [hit.product.id for hit in answer.hits]
        assert (ids[0], answer.hits[0].distance, answer.confidence) == (product_id, pytest.approx(0, abs=1e-5), "exact")
        assert len(set(ids)) == len(ids) == 12
    assert hits(folder, 107) != ["7"]


def test_only_so_many_are_looked_at(products: list[Product], folder: Path) -> None:
    """Another number is a change of the index, in which no picture is embedded again."""
    build_index(Shelf(products), folder, ColourEmbedder(), pictures_per_product=2)
    assert hits(folder, 104)[0] == "4"
    assert len(Index.from_files(*read_version(folder)).embeddings) == 12 + 6
    embedder = ColourEmbedder()
    report = build_index(Shelf(products), folder, embedder, pictures_per_product=3)
    assert (report.changed, report.unchanged, embedder.seen) == (6, 6, 6)
    assert build_index(Shelf(products), folder, embedder, pictures_per_product=3).unchanged == 12
    assert hits(folder, 204)[0] == "4"
    build_index(Shelf(products), folder, embedder, pictures_per_product=1)
    assert (len(Index.from_files(*read_version(folder)).embeddings), embedder.seen) == (12, 6)


def test_a_picture_that_cannot_be_used_costs_that_picture(
    products: list[Product], folder: Path, tmp_path: Path
) -> None:
    """A further one, or the first: then the next one that can be is shown. Only without any is the product left out."""
    for name in (104, 0, 2, 102, 202):
        (tmp_path / f"shop/{name}.png").write_bytes(b"no picture")
    report = build_index(Shelf(products), folder, ColourEmbedder())
    assert [(each.where, each.reason.is_kept) for each in report.left_out] == [
        ("id 0", True),
        ("id 2", False),
        ("id 4", True),
    ]
    found = Recommender.open(folder, ColourEmbedder()).products(["0", "2", "4"])
    assert found["0"].image == products[0].additional_images[0]
    assert set(found) == {"0", "4"}
    assert (hits(folder, 100)[0], hits(folder, 200)[0], hits(folder, 204)[0]) == ("0", "0", "4")
    embedder = ColourEmbedder()
    assert build_index(Shelf(products), folder, embedder).unchanged == 11
    assert embedder.seen == 0


def test_additions_bring_their_pictures(products: list[Product], folder: Path) -> None:
    """Beside an index whose products have several, and in place of one of them."""
    build_index(Shelf(products[:8]), folder, ColourEmbedder())
    moved = replace(products[2], title="another", additional_images=products[2].additional_images[1:])
    build_additions([moved, *products[8:]], folder, ColourEmbedder())
    for seed, product_id in (
        (104, "4"),
        (204, "4"),
        (106, "6"),
        (202, "2"),
        (108, "8"),
        (210, "10"),
        (7, "7"),
        (2, "2"),
    ):
        assert hits(folder, seed)[0] == product_id
    lost = Recommender.open(folder, ColourEmbedder()).recommend(picture(102))
    assert lost.hits[0].distance > 0.01


def random_index(products: int, further: int) -> Index:
    random = np.random.default_rng(3)
    embeddings = random.standard_normal((products + further, 8)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    owners = np.sort(random.integers(0, products // 3, further)).astype(np.int32)
    records = [IndexedProduct(Product(str(n), f"title {n}"), PictureFingerprint(str(n))) for n in range(products)]
    return Index(embeddings, ProductTable.of(records), Manifest("v", "e", 8, products, "", "", {}, {}), None, owners)


@pytest.mark.parametrize("warmed", [False, True])
@pytest.mark.parametrize("share", [0.05, 0.7, 1.0])
def test_the_nearest_by_any_picture(warmed: bool, share: float) -> None:
    """Are those of a plain sort, also where a third of the products has twenty pictures each."""
    index = random_index(300, 2000)
    if warmed:
        index.warm()
    query = index.embeddings[250]
    far = 1.0 - index.embeddings.astype(np.float64) @ query
    best = far[:300].copy()
    np.minimum.at(best, index.owners, far[300:])
    allowed = np.random.default_rng(1).random(300) < share
    for count in (1, 10, 250):
        distances, rows = index.nearest(query[None], count)
        np.testing.assert_array_equal(rows[0], np.argsort(best, kind="stable")[:count])
        np.testing.assert_allclose(distances[0], np.sort(best)[:count], atol=1e-6)
        expected = [row for row in np.argsort(best, kind="stable") if allowed[row]][:count]
        assert index._nearest_allowed(query, count, allowed)[1].tolist() == expected
