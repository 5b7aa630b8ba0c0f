"""Parquet, with pyarrow where it is installed, and one sentence where it is not."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from recommender.catalogue.containers.parquet import ParquetRows
from recommender.catalogue.feeds.record import Record
from recommender.errors import CatalogueError


def table(path: Path) -> Path:
    """Two rows, as data sets have them."""
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra parquet")
    from pyarrow.parquet import write_table

    rows = {"id": [1.0, 2.0], "price": [9.5, None], "ok": [True, None], "images": [["a", "b"], []], "raw": [b"x", b"y"]}
    write_table(pyarrow.table(rows), path)
    return path


def test_rows_are_records(tmp_path: Path) -> None:
    """Texts throughout; an id that pandas made a decimal is whole again."""
    found = list(ParquetRows().open(table(tmp_path / "t"), "", ()).records)
    assert found == [
        Record("row 1", {"id": "1", "price": "9.5", "ok": "true", "images": ["a", "b"], "raw": ""}),
        Record("row 2", {"id": "2", "price": "", "ok": "", "images": [], "raw": ""}),
    ]


def test_a_file_that_is_not_whole(tmp_path: Path) -> None:
    """Its index is at its end: nothing of it can be read, and that is said."""
    path = table(tmp_path / "t")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CatalogueError, match="is no whole Parquet file"):
        ParquetRows().open(path, "", ())


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the extra."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CatalogueError, match=r"pip install '.\[parquet\]'"):
        ParquetRows().open(tmp_path / "t", "", ())
