"""What a new version has in common with the one before is on the disk once."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from recommender.errors import IndexCorruptError
from recommender.index import shared_files
from recommender.index.building import build_index
from recommender.index.shared_files import write_or_share
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, picture, stock


@pytest.mark.parametrize("content", [b"", b"abc", b"abcdef", b"abcdefgh", b"abXdef", b"Xbcdef", b"abcdeX"])
@pytest.mark.parametrize("before", [None, b"", b"abcdef"])
def test_the_content_is_there_whatever_was_before(content: bytes, before: bytes | None, tmp_path: Path) -> None:
    """In pieces of two bytes; a file of the very same content is shared, no other one is."""
    old = tmp_path / "old"
    if before is not None:
        old.write_bytes(before)
    pieces = [content[at : at + 2] for at in range(0, len(content), 2)]
    digest, size = write_or_share(tmp_path / "new", pieces, old)
    assert (tmp_path / "new").read_bytes() == content
    assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (before == content and content != b"") == (before is not None and old.samefile(tmp_path / "new"))


def test_where_the_disk_cannot_share_it_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without hard links has two files."""
    (tmp_path / "old").write_bytes(b"abc")

    def refused(*_: object) -> None:
        raise OSError("not here")

    monkeypatch.setattr(shared_files.os, "link", refused)
    write_or_share(tmp_path / "new", [b"abc"], tmp_path / "old")
    assert (tmp_path / "new").read_bytes() == b"abc"
    assert not (tmp_path / "old").samefile(tmp_path / "new")


def test_a_changed_price_writes_prices(tmp_path: Path) -> None:
    """And the manifest; a sold-out product the stock; a new title the lines and the words, but no embeddings."""
    products = stock(tmp_path / "shop", 30)
    folder, embedder = tmp_path / "index", ColourEmbedder()
    build_index(Shelf(products), folder, embedder)
    written = []
    for changed in (
        replace(products[3], price=999.0),
        replace(products[3], price=999.0, in_stock=not products[3].in_stock),
        replace(products[3], price=999.0, in_stock=not products[3].in_stock, title="Velvet thing"),
    ):
        report = build_index(Shelf([*products[:3], changed, *products[4:]]), folder, embedder)
        assert (report.unchanged, report.changed) == (29, 1)
        each = folder / "versions" / report.index_version
        alone = {path.name for path in each.iterdir() if path.stat().st_nlink == 1}
        written.append(alone - {"manifest.json", "gate.json"})
        assert Recommender.open(folder, embedder).products(["3"])["3"] == changed
    assert written[:2] == [{"prices.npy"}, {"in_stock.npy"}]
    assert "products.jsonl" in written[2]
    assert not {"embeddings.npy", "details.npy", "colour_sums.npy", "prices.npy"} & written[2]
    assert embedder.seen == 30


def test_a_version_that_is_damaged_is_not_taken_up(tmp_path: Path) -> None:
    """A bot that runs checks what is new of a version, in a thread beside the answers, and goes on with the old one."""
    products = stock(tmp_path / "shop", 30)
    folder, embedder = tmp_path / "index", ColourEmbedder()
    build_index(Shelf(products), folder, embedder)
    recommender = Recommender.open(folder, embedder)
    before = recommender.index_version
    report = build_index(Shelf([replace(products[0], price=1.0), *products[1:]]), folder, embedder)
    path = folder / "versions" / report.index_version / "prices.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert recommender.recommend(picture(7)).index_version == before
    assert isinstance(recommender.refresh_error, IndexCorruptError)
    os.utime(folder / "current")
    build_index(Shelf([replace(products[0], price=2.0), *products[1:]]), folder, embedder)
    assert recommender.recommend(picture(7)).index_version != before
    assert recommender.refresh_error is None
