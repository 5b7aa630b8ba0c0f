"""An index that version 0.1.0 wrote: it serves, and a reindex takes over what it and an interrupted run of it hold."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from recommender.answers import Filters, RankingRequest
from recommender.catalogue.catalogue import read_catalogue
from recommender.index.building import build_index
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, stock

# Eight products of the shop beside it, indexed by 0.1.0 from this folder (so that no path is absolute), and what a
# reindex of all 13 had embedded when it was interrupted.
WRITTEN = Path(__file__).with_name("written_by_0_1_0.zip")
VERSION = "20261128-223211-c92e69"


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with index and shop, which is also where the process stands."""
    with zipfile.ZipFile(WRITTEN) as archive:
        archive.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_serves(unpacked: Path) -> None:
    """Every product's own picture finds that product first, with all that the index knows of it."""
    recommender = Recommender.open(Path("index"), ColourEmbedder())
    assert (recommender.index_version, recommender.product_count) == (VERSION, 8)
    for number in range(8):
        answer = recommender.recommend((unpacked / f"shop/{number}.jpg").read_bytes())
        assert (answer.hits[0].product.id, answer.confidence) == (f"p{number}", "exact")
    product = recommender.products(["p1"])["p1"]
    assert (product.title, product.price, product.currency) == ("Birch pattern", 11.5, "EUR")


def test_a_reindex_embeds_nothing_anew(unpacked: Path) -> None:
    """The index's eight embeddings and the interrupted run's five are taken over, and all thirteen are found."""
    embedder = ColourEmbedder()
    report = build_index(read_catalogue(Path("shop/products.csv")), "index", embedder)
    assert (report.products, report.unchanged, report.added, embedder.seen) == (13, 8, 5, 0)
    assert not list((unpacked / "index/partial").iterdir())
    recommender = Recommender.open(Path("index"), embedder)
    assert recommender.recommend(Path("shop/12.jpg").read_bytes()).hits[0].product.id == "p12"


def test_a_shop_that_has_moved(unpacked: Path) -> None:
    """Pictures in another folder are known by their bytes: the products count as changed, and none is embedded."""
    (unpacked / "shop").rename(unpacked / "goods")
    embedder = ColourEmbedder()
    report = build_index(read_catalogue(unpacked / "goods/products.csv"), "index", embedder)
    assert (report.products, report.changed, report.added, embedder.seen) == (13, 8, 5, 0)


def test_what_things_are_worn_for_is_known_after_a_reindex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shop says of use and season is found like words of titles; an index from before it was serves on, and a
    reindex of the same products takes it in and embeds nothing."""
    usages = {"Usage": "Formal", "season": "Summer", "Rise": "mid"}
    formal, *others = stock(tmp_path / "shop", 4)
    shelf = Shelf([replace(formal, extra=usages), *others])
    with monkeypatch.context() as before:
        before.setattr("recommender.index.product_table.searched_words", lambda product: product.title)
        build_index(shelf, tmp_path / "index", ColourEmbedder())
        (manifest,) = (tmp_path / "index").rglob("manifest.json")
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 2}))
        assert found(tmp_path / "index", "formal") == []
    assert len(found(tmp_path / "index", "article")) == 4
    embedder = ColourEmbedder()
    report = build_index(shelf, tmp_path / "index", embedder)
    assert (report.unchanged, embedder.seen) == (4, 0)
    for word in ("formal|wedding", "summer"):
        assert found(tmp_path / "index", word) == [formal.id]
    assert found(tmp_path / "index", "mid") == []


def found(index: Path, word: str) -> list[str]:
    """The products that a filter for the word admits."""
    answer = Recommender.open(index, ColourEmbedder()).named(RankingRequest(Filters(words=(word,))))
    return [hit.product.id for hit in answer.hits]
