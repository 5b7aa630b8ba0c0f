"""The gate of a reindex: what it refuses, what it lets pass, what a reindex would do, and the way back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import LeftOut, LeftOutReason
from recommender.errors import GateReason, IndexBusyError, IndexingError, IndexMissingError, IndexRefusedError
from recommender.golden import golden_set, read_golden
from recommender.index import files as index_files
from recommender.index.building import build_index
from recommender.index.gate import Gate
from recommender.index.planning import plan_index
from recommender.product import Product
from recommender.protocols import NetworkOutput
from tests import ROOT
from tests.processes import running
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, picture, stock


@pytest.fixture
def products(tmp_path: Path) -> list[Product]:
    return stock(tmp_path / "shop", 40)


@pytest.fixture
def folder(tmp_path: Path, products: list[Product]) -> Path:
    """Where they are indexed."""
    build_index(Shelf(products), tmp_path / "index", ColourEmbedder())
    return tmp_path / "index"


def refusals(folder: Path, catalogue: Shelf, **options: object) -> list[GateReason]:
    """And nothing but that has happened."""
    before = index_files.read_current(folder)
    with pytest.raises(IndexRefusedError) as raised:
        build_index(catalogue, folder, ColourEmbedder(), **options)  # type: ignore[arg-type]
    assert index_files.read_current(folder) == before
    assert {each.name for each in (folder / "versions").iterdir()} == {before}
    return [each.reason for each in raised.value.findings]


def test_what_is_gone_counts_by_its_id(products: list[Product], folder: Path) -> None:
    """As many products under other ids are another shop."""
    renamed = [replace(each, id=f"x{each.id}") for each in products]
    assert refusals(folder, Shelf(renamed)) == [GateReason.LOST]
    report = build_index(Shelf(renamed), folder, ColourEmbedder(), gate=None)
    assert (report.added, report.removed) == (40, 40)


def test_a_column_that_is_gone(products: list[Product], folder: Path) -> None:
    """Products that had price and type, and have none; up to a fifth may lose it, and who never had any may go on."""
    bare = [replace(each, price=None, type="") for each in products]
    assert refusals(folder, Shelf(bare)) == [GateReason.NO_PRICE, GateReason.NO_TYPE]
    build_index(Shelf([*bare[:8], *products[8:]]), folder, ColourEmbedder())
    build_index(Shelf(bare), folder, ColourEmbedder(), gate=None)
    assert build_index(Shelf(bare[:39]), folder, ColourEmbedder()).removed == 1


def test_pictures_that_are_gone(products: list[Product], folder: Path) -> None:
    """Those of new products, which the index of before does not miss."""
    new = [LeftOut(f"line {n}", LeftOutReason.MISSING_PICTURE) for n in range(41)]
    assert refusals(folder, Shelf(products, new)) == [GateReason.NO_PICTURE]
    kept = [LeftOut(f"line {n}", LeftOutReason.FURTHER_PICTURE) for n in range(90)]
    drafts = [LeftOut(f"line {n}", LeftOutReason.UNPUBLISHED) for n in range(90)]
    assert build_index(Shelf(products, [*kept, *drafts]), folder, ColourEmbedder()).unchanged == 40


class Blind(ColourEmbedder):
    """Sees the same in nearly every picture."""

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        output = super().predict(photos, thorough=thorough)
        return replace(output, embeddings=np.repeat(output.embeddings[:1], len(photos), axis=0))


def test_products_that_do_not_find_themselves(products: list[Product], folder: Path) -> None:
    """An embedder that tells nothing apart; copies of one picture are no such thing."""
    before = index_files.read_current(folder)
    with pytest.raises(IndexRefusedError, match=r"do not find themselves .*such as"):
        build_index(Shelf(products), folder, Blind("blind"))
    assert index_files.read_current(folder) == before
    for product in products[1:]:
        Path(product.image).write_bytes(picture(0))
    assert build_index(Shelf(products), folder, ColourEmbedder()).changed == 39


def test_a_golden_set(products: list[Product], folder: Path, tmp_path: Path) -> None:
    """Photos in a folder or a CSV, asked as shoppers ask; whatever the shop has no longer is not asked for."""
    golden = tmp_path / "golden"
    (golden / "7").mkdir(parents=True)
    for name, seed in (("3.png", 3), ("7/a.png", 7), ("7/b.png", 12), ("gone.png", 5)):
        (golden / name).write_bytes(picture(seed))
    (tmp_path / "golden.csv").write_text("photo,id\ngolden/3.png,3\n\ngolden/7/a.png,7\ngolden/7/b.png,7\n")
    assert sorted(pair[1] for pair in read_golden(golden)) == ["3", "7", "7", "gone"]
    assert [pair[1] for pair in read_golden(tmp_path / "golden.csv")] == ["3", "7", "7"]
    changed = [replace(products[0], title="another"), *products[1:]]
    for source in (golden, tmp_path / "golden.csv"):
        ask = golden_set(source, ColourEmbedder(), None)
        assert refusals(folder, Shelf(changed), golden=ask) == [GateReason.GOLDEN]
        with pytest.raises(IndexRefusedError, match=r"33.3 % of the golden photos .*b.png \(7\)"):
            build_index(Shelf(changed), folder, ColourEmbedder(), golden=ask)
    assert build_index(Shelf(changed), folder, ColourEmbedder(), golden=ask, gate=Gate(least_golden=0.6)).changed == 1


@pytest.mark.parametrize("content", [None, "", "photo,id\nnowhere.jpg,3\n", "\xff"])
def test_a_golden_set_that_is_none(content: str | None, tmp_path: Path) -> None:
    """Is said before anything is done."""
    if content is not None:
        (tmp_path / "golden.csv").write_text(content, encoding="latin-1")
    with pytest.raises(IndexingError, match="golden set"):
        golden_set(tmp_path / "golden.csv", ColourEmbedder(), None)


def test_a_plan_is_what_then_happens(products: list[Product], folder: Path, tmp_path: Path) -> None:
    """The same counts, and no picture is looked at, no version made."""
    Path(products[0].image).write_bytes(picture(1000, size=50))
    Path(products[1].image).unlink()
    catalogue = Shelf(
        [*products[:2], replace(products[2], price=1.0), *products[4:], *stock(tmp_path / "shop", 2, 40)],
        [LeftOut("line 9", LeftOutReason.NO_TITLE)],
    )
    before = sorted(path for path in folder.rglob("*"))
    plan = plan_index(catalogue, folder, ColourEmbedder())
    assert sorted(path for path in folder.rglob("*")) == before
    assert (plan.added, plan.changed, plan.removed, plan.unchanged) == (("40", "41"), ("0", "2"), ("1", "3"), 36)
    assert (plan.pictures, plan.findings) == (3, ())
    assert [one.where for one in plan.left_out] == ["line 9", "id 1"]
    report = build_index(catalogue, folder, ColourEmbedder())
    assert (report.added, report.changed, report.removed, report.unchanged) == (2, 2, 2, 36)
    assert [each.reason for each in plan_index(Shelf(products[:3]), folder, ColourEmbedder()).findings] == [
        GateReason.LOST
    ]
    assert plan_index(catalogue, tmp_path / "nowhere", ColourEmbedder()).unchanged == 0
    assert len(plan_index(catalogue, folder, ColourEmbedder("another")).changed) == 40


def test_the_way_back(products: list[Product], folder: Path) -> None:
    """The index of before serves again, and the one that was left can, too; another embedder's cannot."""
    first = index_files.read_current(folder)
    second = build_index(Shelf(products[:30]), folder, ColourEmbedder()).index_version
    for version in (first, second):
        with index_files.reindexing(folder):
            assert index_files.roll_back(folder, lambda _: True).version == version
        assert index_files.read_current(folder) == version
    with pytest.raises(IndexMissingError):
        index_files.roll_back(folder, lambda manifest: manifest.embedder_version == "another")
    assert index_files.read_current(folder) == second


@pytest.mark.slow  # a process
def test_the_second_of_two_says_who_the_first_is(folder: Path) -> None:
    """Across processes; killed, the first leaves no lock."""
    code = (
        "import sys; from pathlib import Path; from recommender.index.files import reindexing\n"
        "with reindexing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(folder)]
    with running(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with (
            pytest.raises(IndexBusyError, match=f"process {first.pid} on .*, since 20") as raised,
            index_files.reindexing(folder),
        ):
            pass
        assert (raised.value.by.split()[1], raised.value.since[:2]) == (str(first.pid), "20")
        first.kill()
    with index_files.reindexing(folder):
        assert f"process {os.getpid()}" in (folder / "lock").read_text()
