"""Genders of phone photos: corrected for who sends them, in one place, and only for phones' photos."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from recommender.network.embedder import Embedder
from recommender.network.phone_genders import PhoneGenders
from recommender.network.weight_files import SHIPPED_WEIGHTS

WORDS = ("Boys", "Girls", "Men", "Unisex", "Women")
SEEN = np.array([[0.1, 0.1, 0.5, 0.1, 0.2], [0.0, 0.0, 1.0, 0.0, 0.0]], dtype=np.float32)


def test_as_it_stands_nothing_changes() -> None:
    """Without any correction the probabilities stay what they are."""
    assert PhoneGenders(WORDS).corrected(SEEN) == pytest.approx(SEEN, abs=1e-4)


def test_by_hand() -> None:
    """Whether it is a child's by its log odds, and which adult's by a bias; rows sum to 1."""
    found = PhoneGenders(WORDS, slope=1.0, offset=float(np.log(4)), bias={"Women": float(np.log(2.5))}).corrected(SEEN)
    assert found[0] == pytest.approx([0.25, 0.25, 0.5 * 5 / 11, 0.5 * 1 / 11, 0.5 * 5 / 11], abs=1e-3)
    assert found.sum(axis=1) == pytest.approx([1, 1])
    unsure = PhoneGenders(WORDS, slope=0.0, sharpness=0.0).corrected(SEEN)
    assert unsure[:, 2:] == pytest.approx(np.full((2, 3), 1 / 6))


def test_a_shop_without_childrens_words() -> None:
    """Where the head knows no word for children, or no other, there is nothing to part."""
    two = np.array([[0.7, 0.3]], dtype=np.float32)
    assert PhoneGenders(("Men", "Women"), offset=3.0).corrected(two) is two


def test_only_what_a_phone_took(tmp_path: Path) -> None:
    """The shipped embedder with a strong correction says other genders of a photo on a floor, and the same of a picture
    before a studio's white; a manifest that makes no sense is refused."""
    weights = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS, weights, ignore=shutil.ignore_patterns("*.h5.z", "garments*"))
    manifest = json.loads((weights / "embedder.json").read_text())
    manifest.pop("phone", None)  # whose heads know better
    plain, strong = dict(manifest), manifest | {"phone genders": {"offset": 9.0}}
    plain.pop("phone genders", None)
    rng = np.random.default_rng(3)
    studio = np.full((120, 90, 3), 255, np.uint8)
    studio[30:90, 20:70] = (30, 40, 90)
    phone = rng.integers(60, 160, (120, 90, 3), dtype=np.uint8)
    phone[30:90, 20:70] = (30, 40, 90)
    seen = []
    for entry in (plain, strong):
        (weights / "embedder.json").write_text(json.dumps(entry))
        seen.append(Embedder.load(weights).predict([studio, phone]).genders)
    assert np.array_equal(seen[0][0], seen[1][0])
    kids = PhoneGenders(tuple(manifest["words"]["genders"])).kids
    assert seen[1][1][kids].sum() > 0.9 > seen[0][1][kids].sum()
