"""Catalogues that come packed: unpacked within limits, into a place that stays."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.catalogue.catalogue import read_catalogue
from recommender.catalogue.sources import archives
from recommender.errors import CatalogueError

TABLE = b"id,title,image\n1,Shirt,https://img.example/1.jpg\n"
WITH_PICTURES = b"id,title,image\n1,Shirt,images/1.jpg\n2,Dress,images/2.jpg\n"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """An archive of these."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def ids(source: Path, cache: Path) -> list[str]:
    return [product.id for product in read_catalogue(source, cache=cache)]


@pytest.mark.parametrize("name", ["shop.csv.gz", "shop.gz", "shop", "export.csv"])
def test_gzip_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    """What is packed is known by its bytes."""
    source = tmp_path / name
    source.write_bytes(gzip.compress(TABLE))
    assert ids(source, tmp_path / "cache") == ["1"]


def test_a_zip_with_its_pictures(tmp_path: Path) -> None:
    """The pictures keep their places; of the next export, what is the same is not written again, and what went goes."""
    source, cache = tmp_path / "shop.zip", tmp_path / "cache"
    files = {"shop/products.csv": WITH_PICTURES, "shop/images/1.jpg": b"one", "shop/images/2.jpg": b"two"}
    aside = {"shop/images/3.jpg": b"three", "__MACOSX/shop/products.csv": b"x", "readme.md": b"# Shop"}
    zipped(source, files | aside)
    first = list(read_catalogue(source, cache=cache))
    written = {product.image: Path(product.image).stat().st_ino for product in first}
    assert [Path(image).read_bytes() for image in written] == [b"one", b"two"]
    zipped(source, files | {"shop/images/2.jpg": b"two, from the other side"})
    second = list(read_catalogue(source, cache=cache))
    assert [product.image for product in second] == [*written]
    assert [Path(image).stat().st_ino == node for image, node in written.items()] == [True, False]
    assert not list(cache.rglob("3.jpg"))


@pytest.mark.parametrize(
    "files",
    [
        {"categories.csv": b"id,parent\n1,\n", "products.csv": TABLE, "orders.csv": b"order,customer\n1,2\n"},
        {"a/b/feed.xml": b"<rss><item><id>1</id><title>x</title><image>https://a.example/1.jpg</image></item></rss>"},
        {"products.csv.gz": gzip.compress(TABLE)},
        {"products.csv": TABLE, "readme.txt": b"Thank you for your export"},
    ],
)
def test_which_file_is_the_catalogue(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The only one, or the only one that names products."""
    assert ids(zipped(tmp_path / "s.zip", files), tmp_path / "cache") == ["1"]


def test_two_catalogues_in_one(tmp_path: Path) -> None:
    """Which of them is meant is the admin's to say."""
    with pytest.raises(CatalogueError, match=r"may be in any of several files: a.csv, b.csv; "):
        ids(zipped(tmp_path / "s.zip", {"a.csv": TABLE, "b.csv": TABLE}), tmp_path / "cache")


def _escaping(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside.csv", TABLE)


def _locked(path: Path) -> None:
    data = bytearray(zipped(path, {"a.csv": TABLE}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def _nested(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.compress(gzip.compress(TABLE))))


def _damaged(path: Path) -> None:
    data = bytearray(zipped(path, {"a.csv": TABLE * 100}).read_bytes())
    data[60:70] = bytes(10)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_escaping, "holds '../outside.csv', which would land elsewhere"),
        (_locked, "is locked with a password"),
        (_nested, "is packed more than 2 times"),
        (_damaged, "cannot be unpacked"),
        (lambda path: path.write_bytes(gzip.compress(TABLE * 50)[:-30]), "ends in the middle"),
        (lambda path: path.write_bytes(zipped(path, {"a.csv": TABLE * 50}).read_bytes()[:-30]), "cannot be unpacked"),
        (
            lambda path: zipped(path, {"[Content_Types].xml": b"", "word/document.xml": b""}),
            "is an office file, but no spreadsheet; save the table as .xlsx, .ods or CSV",
        ),
        (lambda path: zipped(path, {"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "save the table as CSV"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100)), "save the table as CSV"),
        (lambda path: path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100)), "is a 7z archive; unpack it"),
        (lambda path: path.write_bytes(b"PK\x05\x06" + bytes(18)), "is an empty .zip archive"),
    ],
)
def test_archives_that_are_refused(tmp_path: Path, make: Callable[[Path], object], why: str) -> None:
    """Each in one sentence, and nothing lands outside of the cache."""
    source = tmp_path / "shop.bin"
    make(source)
    with pytest.raises(CatalogueError) as raised:
        ids(source, tmp_path / "cache")
    assert why in str(raised.value)
    assert str(raised.value).startswith(str(source))
    assert not list(tmp_path.rglob("outside.csv"))
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    """What is larger than a catalogue can be is given up on the way, not when the disk is full."""
    monkeypatch.setattr(archives, "MOST_BYTES", 1024 * 1024)
    source = tmp_path / "bomb"
    if pack == "gz":
        source.write_bytes(gzip.compress(bytes(5 * 1024 * 1024)))
    else:
        zipped(source, {"a.csv": bytes(5 * 1024 * 1024)})
    with pytest.raises(CatalogueError, match=r"holds a file of more than 1,048,576 bytes, which is not unpacked"):
        ids(source, tmp_path / "cache")
    monkeypatch.setattr(archives, "_MOST_BYTES_IN_ALL", 4096)
    with pytest.raises(CatalogueError, match=r"holds (more than 4,096|a file of more)"):
        ids(source, tmp_path / "cache")
    assert sum(path.stat().st_size for path in (tmp_path / "cache").rglob("*") if path.is_file()) < 1024
