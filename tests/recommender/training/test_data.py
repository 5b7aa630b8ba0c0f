"""Training data: the split, the phone photos' table, pictures in memory and their targets."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.errors import CatalogueError
from recommender.product import Product
from recommender.training.data import (
    PhonePhoto,
    held_out,
    load_all,
    phone_set,
    product_set,
    read_phone_photos,
    shrink,
    void_photos,
)
from recommender.training.labels import PHONE_LABELS, LabelVocabulary
from tests.recommender.shop import picture

WORDS = LabelVocabulary(("Jeans", "Tshirts", "(nothing)"), ("Men", "Women"), ("Blue", "Red"))


def test_the_split_depends_on_the_key_alone() -> None:
    """The same ids are held out as when the shipped weights were trained, on every machine: pinned by example."""
    assert [number for number in range(1, 101) if held_out(str(number), 0.1)] == [7, 24, 30, 41, 46, 75, 76, 86, 99]


def test_a_larger_fraction_holds_out_all_that_a_smaller_does() -> None:
    """What is held out of one run stays held out of a run that holds out more; 0 is none, 1 is all."""
    keys = [f"product {number}" for number in range(3000)]
    parts = [{key for key in keys if held_out(key, fraction)} for fraction in (0.0, 0.05, 0.1, 0.5, 1.0)]
    assert not parts[0]
    assert parts[-1] == set(keys)
    for smaller, larger in pairwise(parts):
        assert smaller < larger


@pytest.mark.parametrize("fraction", [0.05, 0.1, 0.5])
def test_the_share_is_about_right(fraction: float) -> None:
    """Of 10,000 ids, the asked share is held out, within four standard deviations."""
    share = sum(held_out(str(number), fraction) for number in range(10_000)) / 10_000
    assert share == pytest.approx(fraction, abs=4 * (fraction * (1 - fraction) / 10_000) ** 0.5)


def _table(folder: Path, text: str) -> Path:
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images.csv").write_text(text, encoding="utf-8")
    return folder


def test_phone_photos_are_read(tmp_path: Path) -> None:
    """Adults' photos with a label that says something are read; children's and those of unknown labels are left out."""
    rows = ["image,sender_id,label,kids", "a,7,T-Shirt,False", "b,7,Dress,True", "c,8,Not sure,False", "d,9,Hat,False"]
    photos = read_phone_photos(_table(tmp_path, "\n".join(rows) + "\n"))
    assert [(photo.path, photo.sender, photo.label) for photo in photos] == [
        (tmp_path / "images" / "a.jpg", "7", "T-Shirt"),
        (tmp_path / "images" / "d.jpg", "9", "Hat"),
    ]
    assert photos[1].allowed == PHONE_LABELS["Hat"]


@pytest.mark.parametrize(
    "text,said", [(None, "images.csv"), ("image,label\na,Hat\n", "kids, sender_id"), ("", "image"), ("\x00", "lacks")]
)
def test_no_phone_photos(tmp_path: Path, text: str | None, said: str) -> None:
    """A folder without the table, and a table without the columns, are a CatalogueError that says what is missing."""
    if text is not None:
        _table(tmp_path, text)
    with pytest.raises(CatalogueError, match=said):
        read_phone_photos(tmp_path)


def test_a_table_that_is_no_text(tmp_path: Path) -> None:
    """A table in bytes that are no UTF-8 is a CatalogueError."""
    (tmp_path / "images.csv").write_bytes(b"image,sender_id,label,kids\n\xff\xfe,1,Hat,False\n")
    with pytest.raises(CatalogueError, match="no table"):
        read_phone_photos(tmp_path)


def test_pictures_are_shrunk_not_enlarged() -> None:
    """The longer side comes down to the limit with the proportions kept; a smaller picture stays as it is."""
    assert shrink(np.zeros((300, 225, 3), np.uint8), 96).shape == (96, 72, 3)
    assert shrink(np.zeros((10, 1000, 3), np.uint8), 50).shape == (1, 50, 3)
    small = np.zeros((60, 80, 3), np.uint8)
    assert shrink(small, 96) is small


def test_broken_and_missing_pictures(tmp_path: Path) -> None:
    """A picture that is missing, broken or empty is None in its place; the others are loaded in order."""
    for name, data in (("a", picture(1)), ("b", b"\x89PNG\r\n\x1a\n broken off"), ("c", b""), ("e", picture(2))):
        (tmp_path / name).write_bytes(data)
    loaded = load_all([tmp_path / name for name in "abcde"], 24, "pictures")
    assert [photo is None for photo in loaded] == [False, True, True, True, False]
    assert loaded[0] is not None and loaded[4] is not None
    assert loaded[0].shape == (24, 24, 3)
    assert not np.array_equal(loaded[0], loaded[4])


def test_products_with_their_targets(tmp_path: Path) -> None:
    """Each usable product has one allowed type and the codes of gender and colour, -1 where they are not known."""
    (tmp_path / "p.png").write_bytes(picture(1))
    image = str(tmp_path / "p.png")
    products = [
        Product("1", "a", image=image, type="Tshirts", gender="Women", colour="Blue"),
        Product("2", "no picture", image=str(tmp_path / "none.png"), type="Tshirts"),
        Product("3", "no type", image=image, gender="Men"),
        Product("4", "a colour that nobody knows", image=image, type="Jeans", gender="", colour="Mauve"),
    ]
    made = product_set(products, WORDS, 32)
    assert len(made) == 2
    np.testing.assert_array_equal(made.allowed, [[False, True, False], [True, False, False]])
    np.testing.assert_array_equal(made.genders, [1, -1])
    np.testing.assert_array_equal(made.colours, [0, -1])
    assert made.genders.dtype == np.int32


def test_phone_photos_with_their_targets(tmp_path: Path) -> None:
    """A phone photo allows the catalogue's types that its label names; of what the catalogue has no type for, it is
    left out, because no answer would be right."""
    (tmp_path / "p.png").write_bytes(picture(1))
    rows = [PhonePhoto(tmp_path / "p.png", "1", label) for label in ("T-Shirt", "Hat", "Longsleeve", "Pants")]
    made = phone_set(rows, WORDS, 32)
    np.testing.assert_array_equal(made.allowed, [[False, True, False], [False, True, False], [True, False, False]])
    np.testing.assert_array_equal(made.genders, [-1, -1, -1])
    none = phone_set(rows[1:2], WORDS, 32)
    assert len(none) == 0
    assert none.allowed.shape == (0, 3)


def test_photos_without_products(tmp_path: Path) -> None:
    """Pictures are found in all folders below, shrunk, chosen by name; what is no picture is passed over."""
    (tmp_path / "cats").mkdir()
    for name in ("cats/grey.png", "hill.png", "held.png"):
        Image.fromarray(np.full((50, 100, 3), 99, dtype=np.uint8)).save(tmp_path / name)
    (tmp_path / "README.txt").write_text("no picture", encoding="utf-8")
    photos = void_photos(tmp_path, 60, lambda name: not name.startswith("held"))
    assert [photo.shape for photo in photos] == [(30, 60, 3)] * 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(CatalogueError, match="no pictures there"):
        void_photos(tmp_path / "empty", 60, lambda name: True)
