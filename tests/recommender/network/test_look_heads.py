"""Looks by embeddings: what the heads say, and their file."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from recommender.errors import EmbedderError
from recommender.looks import LOOKS
from recommender.network.embedder import Embedder
from recommender.network.look_heads import LookHeads
from recommender.network.weight_files import SHIPPED_WEIGHTS


def heads() -> LookHeads:
    """Stripes are seen along the first of two dimensions, polos along the second; half of all stripes are named."""
    offsets, shoppers = np.array([0, -2], np.float32), np.array([0, 2], np.float32)
    named = np.array([0.5, 1], np.float32)
    return LookHeads(("striped", "polo"), "v", np.array([[-1, 0], [0, 4]], np.float32), offsets, shoppers, named)


def test_what_they_say() -> None:
    """A probability is that of the logistic function, of a shop's picture by other offsets than of a shopper's photo;
    where titles name half of a look, twice as much, never quite 1."""
    plane = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
    shop, shopper = heads().see(plane, studio=True), heads().see(plane, studio=False)
    np.testing.assert_allclose(shop[:, 0], [2 / (1 + np.e), 0.97, 0.97], atol=1e-6)
    np.testing.assert_allclose(shop[:, 1], 1 / (1 + np.exp([2.0, -2.0, 2.0])), atol=1e-6)
    np.testing.assert_allclose(shopper[:, 1], [1 / (1 + np.exp(-2)), 0.97, 1 / (1 + np.exp(-2))], atol=1e-6)
    assert LookHeads().see(plane, studio=True).shape == (3, 0)


def test_the_file() -> None:
    """Heads are read as they were written, with a version of their own; for an embedding of another size they are
    refused."""
    read = LookHeads.from_bytes(heads().to_bytes(), 2)
    assert read.looks == ("striped", "polo")
    assert read.version
    np.testing.assert_array_equal(read.see(np.eye(2), studio=True), heads().see(np.eye(2), studio=True))
    with pytest.raises(ValueError, match="3 dimensions"):
        LookHeads.from_bytes(heads().to_bytes(), 3)


def test_the_shipped_ones() -> None:
    """The package's embedder sees patterns and polos, by words that titles have."""
    shipped = Embedder.load().looks
    assert {"plain", "striped", "checked", "printed", "polo", "long sleeve"} <= set(shipped.looks) <= set(LOOKS)


def test_a_damaged_file(tmp_path: Path) -> None:
    """Looks that are not those of the manifest are refused, as any other of the weights."""
    manifest = json.loads((SHIPPED_WEIGHTS / "embedder.json").read_text())
    for name in (
        "embedder.json",
        *(entry["file"] for entry in (manifest, *(manifest[part] for part in ("second", "looks", "phone")))),
    ):
        copy(SHIPPED_WEIGHTS / name, tmp_path)
    with (tmp_path / manifest["looks"]["file"]).open("ab") as file:
        file.write(b"more")
    with pytest.raises(EmbedderError, match=r"looks\.npz is damaged"):
        Embedder.load(tmp_path)
