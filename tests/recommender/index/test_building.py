"""Catalogue in, index out: incremental, verified, swapped in whole, and never at the old one's cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import LeftOut, LeftOutReason, Progress, Stage
from recommender.errors import IndexBusyError, IndexingError
from recommender.index import embedding_pass
from recommender.index import files as index_files
from recommender.index.building import build_index
from recommender.index.files import read_current, read_version, reindexing
from recommender.index.search import Index
from recommender.product import Product
from recommender.protocols import NetworkOutput
from recommender.recommender import Recommender
from tests import ROOT
from tests.processes import running
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, picture, stock


@pytest.fixture
def products(tmp_path: Path) -> list[Product]:
    return stock(tmp_path / "shop", 40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def load(folder: Path) -> Index:
    return Index.from_files(*read_version(folder))


def test_a_first_run_adds_everything_and_tells_how_far_it_is(products: list[Product], folder: Path) -> None:
    """All products are added, in the catalogue's order, and each stage is reported up to its end."""
    told: list[Progress] = []
    report = build_index(Shelf(products), folder, ColourEmbedder(), told.append)
    assert (report.products, report.added, report.changed, report.unchanged, report.removed) == (40, 40, 0, 0, 0)
    assert tuple(load(folder).table.ids) == tuple(product.id for product in products)
    assert {one.stage for one in told if one.done == one.total} == set(Stage)
    assert [one.stage for one in told] == sorted((one.stage for one in told), key=list(Stage).index)


def test_nothing_changed_means_nothing_done(products: list[Product], folder: Path) -> None:
    """A second run embeds no picture, reads none, and leaves the version as it is."""
    first = build_index(Shelf(products), folder, ColourEmbedder())
    embedder = ColourEmbedder()
    second = build_index(Shelf(products), folder, embedder)
    assert (second.unchanged, second.added, second.changed, embedder.seen) == (40, 0, 0, 0)
    assert second.index_version == first.index_version


def test_unchanged_files_are_not_even_opened(products: list[Product], folder: Path) -> None:
    """A file of the same size and time is taken for the same: other bytes under both go unnoticed until --full."""
    build_index(Shelf(products), folder, ColourEmbedder())
    path = Path(products[3].image)
    stat = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert build_index(Shelf(products), folder, ColourEmbedder()).unchanged == 40
    report = build_index(Shelf(products), folder, ColourEmbedder(), full=True)
    assert [one.where for one in report.left_out] == ["id 3"]


def test_a_touched_file_is_hashed_not_embedded(products: list[Product], folder: Path) -> None:
    """A new time on the same bytes costs a reading, and only once."""
    build_index(Shelf(products), folder, ColourEmbedder())
    os.utime(products[3].image, ns=(1, 1))
    embedder = ColourEmbedder()
    assert build_index(Shelf(products), folder, embedder).unchanged == 40
    assert embedder.seen == 0
    before = read_current(folder)
    build_index(Shelf(products), folder, embedder)
    assert read_current(folder) == before


def test_only_what_changed_is_embedded(products: list[Product], folder: Path) -> None:
    """One new picture, one new price, one new product, one gone: the numbers say so, and two photos are looked at."""
    build_index(Shelf(products), folder, ColourEmbedder())
    Path(products[0].image).write_bytes(picture(1000, size=50))
    changed = [*products[:1], replace(products[1], price=1.0), *products[3:], *stock(folder.parent / "shop", 1, 40)]
    embedder = ColourEmbedder()
    report = build_index(Shelf(changed), folder, embedder)
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 2, 37, 1)
    assert report.products == report.added + report.changed + report.unchanged == 40
    assert embedder.seen == 2
    recommender = Recommender.open(folder, ColourEmbedder())
    assert recommender.products(["1"])["1"].price == 1.0
    assert recommender.recommend(picture(1000)).hits[0].product.id == "0"


def test_incremental_and_cold_indexes_are_the_same(products: list[Product], folder: Path, tmp_path: Path) -> None:
    """An index grown in steps holds the very embeddings and products of one built at once."""
    for count in (10, 25, 40):
        build_index(Shelf(products[:count]), folder, ColourEmbedder())
    build_index(Shelf(products), tmp_path / "cold", ColourEmbedder())
    grown, cold = load(folder), load(tmp_path / "cold")
    assert tuple(grown.table.ids) == tuple(cold.table.ids)
    assert grown.manifest.files == cold.manifest.files  # to the byte
    np.testing.assert_allclose(grown.embeddings, cold.embeddings, atol=1e-6)


def test_another_embedder_means_everything_anew(products: list[Product], folder: Path) -> None:
    """Nothing of another embedder's is kept, and the report calls the products changed."""
    build_index(Shelf(products), folder, ColourEmbedder())
    embedder = ColourEmbedder("colour-2")
    report = build_index(Shelf(products), folder, embedder)
    assert (report.changed, report.unchanged, embedder.seen) == (40, 0, 40)


def test_an_index_of_an_earlier_release(products: list[Product], folder: Path) -> None:
    """One that keeps other places of the pictures' details serves until a reindex, which embeds everything anew."""
    build_index(Shelf(products), folder, ColourEmbedder())
    index = load(folder)
    assert index.descriptors is not None
    files = replace(index, descriptors=index.descriptors[:, :7].copy()).to_files()
    manifest = replace(index.manifest, version="earlier")
    index_files.publish(folder, index_files.write_version(folder, manifest, files))
    assert Recommender.open(folder, ColourEmbedder()).recommend(picture(7)).hits[0].product.id == "7"
    embedder = ColourEmbedder()
    report = build_index(Shelf(products), folder, embedder)
    assert (report.changed, embedder.seen) == (40, 40)
    again = load(folder).descriptors
    assert again is not None
    np.testing.assert_array_equal(again, index.descriptors)


def test_half_of_the_pictures_missing(products: list[Product], folder: Path) -> None:
    """Products without a picture, and with one that is none, are left out by name; the others are indexed."""
    for product in products[1::2]:
        Path(product.image).unlink()
    Path(products[0].image).write_bytes(b"no picture at all")
    catalogue = Shelf(products, [LeftOut("line 7", LeftOutReason.NO_TITLE)])
    report = build_index(catalogue, folder, ColourEmbedder())
    reasons = [one.reason for one in report.left_out]
    assert report.products == report.added == 19
    assert reasons.count(LeftOutReason.MISSING_PICTURE) == 20
    assert [one.where for one in report.left_out if one.reason is LeftOutReason.UNREADABLE_PICTURE] == ["id 0"]
    assert report.left_out[0].reason is LeftOutReason.NO_TITLE


@pytest.mark.parametrize("image", ["", "/no/such/picture.jpg", "/", "nul\0byte.png"])
def test_a_catalogue_without_pictures(image: str, folder: Path) -> None:
    """Nothing to index is an error that names the reason and an example, and makes no index."""
    with pytest.raises(IndexingError, match="3 missing picture; first: id 1"):
        build_index(Shelf([Product(id=str(n), title="x", image=image) for n in (1, 2, 3)]), folder, ColourEmbedder())
    assert not (folder / "current").exists()


def test_a_shrunk_catalogue_is_refused_unless_meant(products: list[Product], folder: Path) -> None:
    """Less than half of the products, by fewer lines or by lost pictures, changes nothing if there is a gate."""
    before = build_index(Shelf(products), folder, ColourEmbedder()).index_version
    with pytest.raises(IndexingError, match=r"52\.5 % of the products that the index holds are gone"):
        build_index(Shelf(products[:19]), folder, ColourEmbedder())
    (folder.parent / "shop").rename(folder.parent / "unmounted")
    with pytest.raises(IndexingError, match="missing picture"):
        build_index(Shelf(products), folder, ColourEmbedder())
    (folder.parent / "unmounted").rename(folder.parent / "shop")
    assert read_current(folder) == before
    assert build_index(Shelf(products[:20]), folder, ColourEmbedder()).removed == 20
    with pytest.raises(IndexingError, match="such as 3, 4, 5, 6, 7"):
        build_index(Shelf(products[:3]), folder, ColourEmbedder(), full=True)
    assert build_index(Shelf(products[:3]), folder, ColourEmbedder(), gate=None).products == 3


def test_a_catalogue_that_ends_in_the_middle(products: list[Product], folder: Path) -> None:
    """What it lacks is not taken out of the index, unless that is meant; without an index, what is there is taken."""
    cut = LeftOut("item 38", LeftOutReason.CUT_SHORT)
    build_index(Shelf(products[:30], [cut]), folder, ColourEmbedder())
    before = build_index(Shelf(products), folder, ColourEmbedder()).index_version
    with pytest.raises(IndexingError, match=r"5 % of the products .* are gone, and the catalogue ends in the middle"):
        build_index(Shelf(products[:38], [cut]), folder, ColourEmbedder())
    assert read_current(folder) == before
    assert build_index(Shelf(products[:38], [cut]), folder, ColourEmbedder(), gate=None).products == 38


def test_a_product_id_that_comes_twice(products: list[Product], folder: Path) -> None:
    """The first one counts, the second is left out as such."""
    report = build_index(Shelf([*products, replace(products[5], title="again")]), folder, ColourEmbedder())
    assert report.products == 40
    assert [(one.where, one.reason) for one in report.left_out] == [("id 5", LeftOutReason.DUPLICATE_ID)]


def test_the_same_picture_twice_passes_verification(products: list[Product], folder: Path) -> None:
    """Products that share a picture may find each other; that is no failure."""
    Path(products[1].image).write_bytes(Path(products[0].image).read_bytes())
    assert build_index(Shelf(products), folder, ColourEmbedder()).products == 40


class BrokenEmbedder(ColourEmbedder):
    """Gives what no unit embedding is."""

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        output = super().predict(photos, thorough=thorough)
        return replace(output, embeddings=np.full_like(output.embeddings, np.nan))


def test_an_index_that_fails_verification_is_not_swapped_in(products: list[Product], folder: Path) -> None:
    """Embeddings that cannot be searched end the run; the old index serves on, and the next good run mends all."""
    before = build_index(Shelf(products), folder, ColourEmbedder()).index_version
    with pytest.raises(IndexingError):
        build_index(Shelf(products), folder, BrokenEmbedder("broken-1"))
    assert read_current(folder) == before
    assert len(load(folder)) == 40
    assert not list((folder / "partial").iterdir())
    mended = build_index(Shelf(products), folder, ColourEmbedder("broken-1"))
    assert {path.name for path in (folder / "versions").iterdir()} == {before, mended.index_version}


def test_only_one_reindex_at_a_time(products: list[Product], folder: Path) -> None:
    """While one holds the lock another is told so at once."""
    with reindexing(folder), pytest.raises(IndexBusyError):
        build_index(Shelf(products), folder, ColourEmbedder())
    assert build_index(Shelf(products), folder, ColourEmbedder()).products == 40


def test_old_versions_go_but_the_last(products: list[Product], folder: Path) -> None:
    """After several swaps the current version and the one before it are left, and nothing else."""
    versions = [build_index(Shelf(products[:n]), folder, ColourEmbedder()).index_version for n in (37, 38, 39, 40)]
    assert {path.name for path in (folder / "versions").iterdir()} == set(versions[-2:])
    assert not list((folder / "partial").iterdir())


@pytest.mark.parametrize("damage", ["current", "embeddings.npy"])
def test_a_damaged_old_index_is_rebuilt(damage: str, products: list[Product], folder: Path) -> None:
    """An index that cannot be read is no obstacle to a new one."""
    build_index(Shelf(products), folder, ColourEmbedder())
    next(folder.rglob(damage)).write_bytes(b"rubbish")
    assert build_index(Shelf(products), folder, ColourEmbedder()).added == 40
    assert len(load(folder)) == 40


def test_an_index_folder_that_cannot_be_made(products: list[Product], tmp_path: Path) -> None:
    """A file where the folder should be is an IndexingError, not a traceback."""
    (tmp_path / "file").write_text("here first")
    with pytest.raises(IndexingError):
        build_index(Shelf(products), tmp_path / "file", ColourEmbedder())


class Interrupting(ColourEmbedder):
    """Interrupted, as by Ctrl-C, after the first batch."""

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        if self.seen:
            raise KeyboardInterrupt
        return super().predict(photos, thorough=thorough)


def test_an_interrupted_run_is_taken_up(products: list[Product], folder: Path) -> None:
    """Ctrl-C leaves the old index serving, and what was embedded before it is not embedded again."""
    before = build_index(Shelf(products[:30]), folder, ColourEmbedder("colour-0")).index_version
    with pytest.raises(KeyboardInterrupt):
        build_index(Shelf(products), folder, Interrupting())
    assert read_current(folder) == before
    embedder = ColourEmbedder()
    build_index(Shelf(products), folder, embedder)
    assert embedder.seen == 40 - embedding_pass.BATCH


KILLED = """
import sys
from pathlib import Path
from recommender.index.building import build_index
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, stock
shop, index, die_at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def tell(progress):
    print(progress.stage.value, progress.done, progress.total, flush=True)
    if progress.stage.value == die_at:
        sys.stdin.readline()
build_index(Shelf(stock(shop, 100)), index, ColourEmbedder(), tell)
"""


@pytest.mark.slow  # processes
@pytest.mark.parametrize("stage", ["reading", "embedding", "verifying", "swapping"])
def test_killed_at_any_stage(stage: str, products: list[Product], folder: Path) -> None:
    """A process killed with SIGKILL in any stage leaves the old index whole, and the next run finishes and tidies."""
    before = build_index(Shelf(products), folder, ColourEmbedder()).index_version
    command = [sys.executable, "-c", KILLED, str(folder.parent / "shop"), str(folder), stage]
    with running(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(stage):
                break
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert read_current(folder) == before
    assert len(load(folder)) == 40
    report = build_index(Shelf(stock(folder.parent / "shop", 100)), folder, ColourEmbedder())
    assert (report.products, report.added, len(load(folder))) == (100, 60, 100)
    assert {path.name for path in (folder / "versions").iterdir()} == {before, report.index_version}


def test_a_torn_partial_file_is_cut_back(products: list[Product], folder: Path) -> None:
    """Half an entry at the end, or a flipped bit in it, costs that entry and nothing else."""
    with pytest.raises(KeyboardInterrupt):
        build_index(Shelf(products), folder, Interrupting())
    (path,) = (folder / "partial").iterdir()
    content = bytearray(path.read_bytes())
    content[-30] ^= 1
    path.write_bytes(bytes(content) + b"half an ent")
    embedder = ColourEmbedder()
    build_index(Shelf(products), folder, embedder)
    assert embedder.seen == 40 - embedding_pass.BATCH + 1
    np.testing.assert_allclose(np.linalg.norm(load(folder).embeddings, axis=1), 1.0, atol=1e-5)


def test_an_unchanged_shop_is_quick(tmp_path: Path, folder: Path) -> None:
    """With nothing changed, a run takes a small part of a cold one even with an embedder that costs nothing."""
    products = stock(tmp_path / "big", 600)
    began = time.perf_counter()
    build_index(Shelf(products), folder, ColourEmbedder())
    cold = time.perf_counter() - began
    began = time.perf_counter()
    build_index(Shelf(products), folder, ColourEmbedder())
    assert time.perf_counter() - began < cold / 2
