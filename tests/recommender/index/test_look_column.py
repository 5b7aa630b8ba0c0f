"""Looks in the index: named or seen, kept in its files, and brought up to other heads without embedding anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import IndexCorruptError
from recommender.index.building import build_index
from recommender.index.columns.look_column import LookColumn, joined_looks
from recommender.index.files import read_version
from recommender.index.search import Index
from recommender.product import Product
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.network.test_look_heads import heads
from tests.recommender.shop import Shelf, stock

SHIRTS = [Product("1", "A striped shirt", type="Shirts"), Product("2", "A shirt", type="Shirts")]


def column() -> LookColumn:
    return LookColumn.of(SHIRTS, np.array([[0, 1], [0, 1]], np.float32), heads())


def test_named_before_seen() -> None:
    """What a title names is there; what it does not name is as probable as it is seen, and counts for less."""
    seen = 1 / (1 + np.exp(-2.0))
    np.testing.assert_allclose(column().probabilities(slice(None)), [[1, seen], [0.97, seen]], atol=0.003)
    np.testing.assert_allclose(column().probabilities(np.array([0]), 0.5), [[1, seen / 2]], atol=0.003)


def test_the_file() -> None:
    """Read as written; what is damaged, or of another number of products, is refused."""
    read = LookColumn.from_file(column().to_file(), 2)
    assert (read.looks, read.version, read.codes.tolist()) == (("striped", "polo"), "v", column().codes.tolist())
    for data, rows in ((column().to_file(), 3), (b"no archive", 2)):
        with pytest.raises(IndexCorruptError):
            LookColumn.from_file(data, rows)


def test_with_additions() -> None:
    """An index and its additions have one column, without the rows that additions replace; none, if other heads saw
    the one than the other."""
    joined = joined_looks(column(), column(), np.array([False, True]))
    assert joined is not None
    np.testing.assert_array_equal(joined.codes, column().codes[[1, 0, 1]])
    assert joined_looks(column(), replace(column(), version="w"), np.array([True, True])) is None
    assert joined_looks(None, column(), np.array([True, True])) is None


def test_other_heads_need_no_other_embeddings(tmp_path: Path) -> None:
    """A reindex with other heads than the index's, or of one without looks, writes a new version and embeds nothing;
    the next one changes nothing."""
    products = stock(tmp_path / "shop", 6)
    embedder = ColourEmbedder()
    first = build_index(Shelf(products), tmp_path / "index", embedder)
    directions = np.eye(2, embedder.dim, dtype=np.float32)
    embedder.looks, embedder.seen = replace(heads(), version="new", directions=directions), 0
    second = build_index(Shelf(products), tmp_path / "index", embedder)
    third = build_index(Shelf(products), tmp_path / "index", embedder)
    assert embedder.seen == 0
    assert first.index_version != second.index_version == third.index_version
    looks = Index.from_files(*read_version(tmp_path / "index")).looks
    assert looks is not None
    assert (looks.version, looks.codes.shape) == ("new", (6, 2))


def test_an_index_of_before_serves() -> None:
    """Without looks in its files an index is read, and nothing is known of its products' looks."""
    index = Index.from_files(*_written(None))
    assert index.looks is None
    assert index.looks_of(0) == ()
    assert [guess.value for guess in Index.from_files(*_written(column())).looks_of(0)] == ["striped", "polo"]


def _written(looks: LookColumn | None) -> tuple:  # type: ignore[type-arg]
    from tests.recommender.ranking.test_ranking import index_of

    index = replace(index_of(SHIRTS, [0, 10]), looks=looks)
    return index.manifest, {name: b"".join(pieces) for name, pieces in index.to_files().items()}
