"""The index: what it finds, and that it opens whole or not at all."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexMissingError,
    RecommenderError,
    UnknownProductError,
)
from recommender.index.building import build_index
from recommender.index.content.index_content import DESCRIPTORS_FILE
from recommender.index.files import Manifest, check_hashes, read_version
from recommender.index.indexed_product import PRODUCTS_FILE, IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product
from tests import ROOT
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, stock

FILES = ("manifest.json", "embeddings.npy", "products.jsonl", "types.npy", "title_rows.npy", "words.json")


def content_of(index: Index) -> dict[str, bytes]:
    return {name: b"".join(pieces) for name, pieces in index.to_files().items()}


def random_index(count: int, dim: int = 24) -> Index:
    embeddings = np.random.default_rng(3).standard_normal((count, dim)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    records = [IndexedProduct(Product(str(n), f"title {n}"), PictureFingerprint(str(n))) for n in range(count)]
    manifest = Manifest("v", "e", dim, count, "", "", {}, {})
    return Index(embeddings, ProductTable.of(records), manifest)


def load(folder: Path) -> Index:
    return Index.from_files(*read_version(folder))


def load_checked(folder: Path) -> Index:
    """As a version is taken up beside another, or taken over by a reindex."""
    manifest, files = read_version(folder)
    check_hashes(manifest, files)
    return Index.from_files(manifest, files)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_index(Shelf(stock(folder / "shop", 30)), folder / "index", ColourEmbedder())
    return folder / "index"


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


@pytest.mark.parametrize("warmed", [False, True])
def test_nearest_is_the_sorted_cosine_distance(warmed: bool) -> None:
    """Before scikit-learn is there and after, the rows and distances are those of a plain sort in double precision."""
    index = random_index(500)
    if warmed:
        index.warm()
    assert index.engine._neighbours or not warmed
    queries = index.embeddings[[7, 99]] + np.float32(0.05)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    truth = 1.0 - queries.astype(np.float64) @ index.embeddings.T.astype(np.float64)
    for count in (1, 20, 500, 9999):
        distances, rows = index.nearest(queries, count)
        assert rows.shape == (2, min(count, 500))
        np.testing.assert_array_equal(rows, np.argsort(truth, axis=1)[:, :count])
        np.testing.assert_allclose(distances, np.sort(truth, axis=1)[:, :count], atol=1e-6)


@pytest.mark.parametrize("warmed", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_nearest_among_is_exact(warmed: bool, share: float) -> None:
    """However few rows are allowed, the closest of them are found, and no other."""
    index = random_index(500)
    if warmed:
        index.warm()
    allowed = np.random.default_rng(1).random(500) < share
    truth = 1.0 - index.embeddings @ index.embeddings[3]
    expected = [row for row in np.argsort(truth, kind="stable") if allowed[row]][:20]
    distances, rows = index._nearest_allowed(index.embeddings[3], 20, allowed)
    assert list(rows) == expected
    np.testing.assert_allclose(distances, np.clip(truth[expected], 0, 2), atol=1e-6)


def test_equal_distances_come_in_the_catalogues_order() -> None:
    """Ten copies of one embedding are listed as the catalogue lists them, whichever way they were found."""
    index = random_index(50)
    same = Index(np.repeat(index.embeddings[:5], 10, axis=0), index.table, index.manifest)
    cold = same.nearest(same.embeddings[20:21], 10)[1]
    same.warm()
    assert list(cold[0]) == list(same.nearest(same.embeddings[20:21], 10)[1][0]) == list(range(20, 30))


def test_an_index_comes_back_as_it_was_saved(built: Path) -> None:
    """All of a product survives the disk, as do the embeddings, to the bit."""
    extra = {"season": "été", "note": 'a "quoted"\nline'}
    product = Product(
        "ü/1", "Títle\n2", "https://x", "a.jpg", 9.99, "EUR", "Men", "Jeans", "Blue", False, "Bränd", extra
    )
    plain = Product("2", "t")
    table = ProductTable.of(
        [
            IndexedProduct(product, PictureFingerprint("h", 1, 2, "e", "m")),
            IndexedProduct(plain, PictureFingerprint("i")),
        ]
    )
    index = Index(np.eye(2, dtype=np.float32), table, Manifest("v", "e", 2, 2, "", "", {}, {}))
    again = Index.from_files(index.manifest, content_of(index))
    assert [record.product for record in again.table.records()] == [product, plain]
    assert again.table.record(0).picture == PictureFingerprint("h", 1, 2, "e", "m")
    assert np.isnan(again.table.prices[1])
    np.testing.assert_array_equal(again.embeddings, index.embeddings)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="no telling what the system was told")
def test_what_is_read_here_and_there_is_not_read_ahead(built: Path) -> None:
    """Details and lines of a few candidates are all that a warm index reads of their files: 40 answers after a restart
    had 287 MB read of an index of 200,000, and now 12."""
    index = Index.from_files(*read_version(built))
    index.warm()
    flags, name = {}, ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if str(built) in line:
            name = line.rpartition("/")[2]
        elif line.startswith("VmFlags:") and name:
            flags[name], name = "rr" in line.split(), ""
    assert (flags["details.npy"], flags["products.jsonl"], flags["embeddings.npy"]) == (True, True, False)
    del index


def test_products_by_id(built: Path) -> None:
    """An id leads to its product; one that is not there is an UnknownProductError."""
    table = load(built).table
    assert table.product(table.row("17")).title == "Article number17"
    assert table.rows(["17", "nobody"]) == [17]
    with pytest.raises(UnknownProductError):
        table.row("nobody")


def test_no_index_yet(tmp_path: Path) -> None:
    """An empty folder and no folder are both a missing index, not a corrupt one."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissingError):
            load(folder)


@pytest.mark.parametrize("name", [*FILES, "current"])
@pytest.mark.parametrize("harm", ["missing", "empty", "truncated", "flipped", "longer", "folder"])
def test_any_damage_is_noticed(name: str, harm: str, copy: Path) -> None:
    """Each file missing, emptied, cut, one bit flipped, grown or replaced by a folder: a typed error every time. A
    flipped bit is seen where hashes are checked, all else whenever an index is opened."""
    path = next(copy.rglob(name))
    content = bytearray(path.read_bytes())
    path.unlink()
    if harm == "folder":
        path.mkdir()
    elif harm == "flipped":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif harm != "missing":
        path.write_bytes({"empty": b"", "truncated": content[:-3], "longer": bytes(content) + b"x"}[harm])
    expected = IndexMissingError if (name, harm) == ("current", "missing") else IndexCorruptError
    with pytest.raises(expected):
        (load_checked if harm == "flipped" else load)(copy)


@pytest.mark.parametrize("place", range(0, 600, 7))
def test_no_bit_of_the_manifest_can_crash_it(place: int, copy: Path) -> None:
    """A bit flipped anywhere in the manifest gives an index of the same products or a typed error, nothing else."""
    path = next(copy.rglob("manifest.json"))
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 4
    path.write_bytes(content)
    with contextlib.suppress(RecommenderError):
        assert len(load(copy)) == 30


def test_current_cannot_lead_elsewhere(copy: Path) -> None:
    """A version that is a path is refused."""
    for name in ("../versions", "/etc", ".hidden", ""):
        (copy / "current").write_text(name)
        with pytest.raises(IndexCorruptError):
            load(copy)


def test_a_future_format_says_so(copy: Path) -> None:
    """An index of a format that this code does not know names both formats."""
    path = next(copy.rglob("manifest.json"))
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 9}))
    with pytest.raises(IndexCorruptError, match="format 9, known are 1, 2, 3, 4"):
        load(copy)


def test_another_embedders_index(built: Path) -> None:
    """The version and the dimension both have to be the embedder's; the error names both versions."""
    index = load(built)
    index.check_embedder(ColourEmbedder())
    with pytest.raises(IndexMismatchError, match=r"colour-1.*colour-2"):
        index.check_embedder(ColourEmbedder("colour-2"))
    wider = ColourEmbedder()
    wider.dim = 33
    with pytest.raises(IndexMismatchError):
        index.check_embedder(wider)


@pytest.mark.parametrize("wrong", [np.nan, 0.0, 2.0])
def test_embeddings_that_are_no_unit_vectors(wrong: float) -> None:
    """NaN, zero and long rows are refused when an index is made, not found out by shoppers."""
    index = random_index(5)
    embeddings = index.embeddings.copy()
    embeddings[3] *= wrong
    with pytest.raises(IndexCorruptError):
        Index(embeddings, index.table, index.manifest)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux says what of a file a process holds")
def test_what_is_read_here_and_there_is_not_held(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Details and lines of a large index: once an answer has them, their pages are the system's cache, not ours."""
    monkeypatch.setattr("recommender.index.files._LARGE", 1)
    index = load(built)
    held = index.descriptors[:].sum(), _held(built, DESCRIPTORS_FILE)  # type: ignore[index]
    assert held[1] > 0
    details = index.details_of(np.arange(len(index)))
    assert details is not None and details.sum() == held[0]
    assert len(index.products(range(len(index)))) == len(index)
    assert (_held(built, DESCRIPTORS_FILE), _held(built, PRODUCTS_FILE)) == (0, 0)


def _held(folder: Path, name: str) -> int:
    """kB of that file in this process's memory."""
    held, of_it = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        first = line.split(maxsplit=1)[0]
        if not first.endswith(":"):
            of_it = str(folder) in line and line.endswith(f"/{name}")
        elif of_it and first == "Rss:":
            held += int(line.split()[1])
    return held


@pytest.mark.slow
def test_a_first_search_waits_for_no_scikit_learn(built: Path) -> None:
    """Opening and searching imports no scikit-learn; warming does."""
    code = (
        "import sys; from pathlib import Path; from recommender.index.search import Index\n"
        "from recommender.index.files import read_version\n"
        "index = Index.from_files(*read_version(Path(sys.argv[1]))); index.nearest(index.embeddings[:1], 5)\n"
        "assert 'sklearn' not in sys.modules; index.warm(); assert 'sklearn' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code, str(built)], cwd=ROOT).returncode == 0
