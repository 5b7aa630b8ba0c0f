"""The sample shop: what it holds, and that it is unpacked whole or not at all."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

import recommender.catalogue.sample_shop as sample
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import CatalogueError
from recommender.taxonomy import GARMENT_TYPES, garment_of


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_shop_is_read_as_a_catalogue(tmp_path: Path) -> None:
    """257 products over every kind of garment, all genders and many colours, nothing left out, titles unique."""
    assert sample.unpack_sample_shop(tmp_path / "shop")
    catalogue = read_catalogue(tmp_path / "shop" / sample.SAMPLE_CATALOGUE, "csv")
    products = list(catalogue)
    assert len(products) == 257 and not catalogue.left_out
    assert len({p.id for p in products}) == len({p.title for p in products}) == len(products)
    assert {garment_of(p.type) for p in products} == set(GARMENT_TYPES)
    assert {p.gender for p in products} == {"Men", "Women", "Boys", "Girls", "Unisex"}
    assert len({p.type for p in products}) >= 28
    assert len({p.colour for p in products}) >= 25
    assert Counter(p.in_stock for p in products)[False] in range(8, 40)
    for product in products:
        assert product.price is not None and 3 < product.price < 200 and product.currency == "EUR"
        assert product.title.startswith(product.brand) and product.colour in product.title
        assert product.link == f"https://example.com/lookalike-sample/{product.id}"
    # A folder is found to be the same shop.
    assert [p.id for p in read_catalogue(tmp_path / "shop")] == [p.id for p in products]


def test_every_picture_opens_and_the_archive_is_small(tmp_path: Path) -> None:
    """All pictures are WebP of one size, the shopper photos larger; the archive stays within 3 MB."""
    archive = Path(sample.__file__).with_name("sample_shop.zip")
    assert archive.stat().st_size <= 3_000_000
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
    sample.unpack_sample_shop(tmp_path / "shop")
    for path in (tmp_path / "shop" / "images").iterdir():
        with Image.open(path) as picture:
            assert (picture.size, picture.mode, picture.format) == ((480, 640), "RGB", "WEBP")
    photos = sample.sample_photos(tmp_path / "shop")
    assert len(photos) == 3 and photos == sorted(photos)
    for path in photos:
        with Image.open(path) as picture:
            assert min(picture.size) >= 900


def test_a_complete_shop_is_left_as_it_is(tmp_path: Path) -> None:
    """A second call unpacks nothing and touches no file."""
    shop = tmp_path / "shop"
    assert sample.unpack_sample_shop(shop)
    before = {path: path.stat().st_mtime_ns for path in shop.rglob("*")}
    assert not sample.unpack_sample_shop(shop)
    assert {path: path.stat().st_mtime_ns for path in shop.rglob("*")} == before


@pytest.mark.parametrize("damage", ["picture gone", "picture cut", "manifest broken", "other version", "drawn before"])
def test_a_damaged_or_old_shop_is_unpacked_again(tmp_path: Path, damage: str) -> None:
    """Whatever is missing, cut short or of another version is replaced; what else lies there, as an index, stays."""
    shop = tmp_path / "shop"
    sample.unpack_sample_shop(shop)
    (shop / "index").mkdir()
    (shop / "index" / "vectors").write_text("kept")
    whole = _contents(shop)
    manifest = shop / "sample.json"
    if damage == "picture gone":
        (shop / "images" / "S1001.webp").unlink()
    elif damage == "picture cut":
        (shop / "images" / "S1001.webp").write_bytes(whole["images/S1001.webp"][:100])
    elif damage == "manifest broken":
        manifest.write_text("{")
    elif damage == "other version":
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "version": "0"}))
    else:  # by 0.1.0, which drew JPEG files
        (shop / "images" / "S1001.webp").rename(shop / "images" / "S1001.jpg")
        manifest.write_text(json.dumps({"sample": "drawn by code", "version": "0", "files": {}}))
    assert sample.unpack_sample_shop(shop)
    assert _contents(shop) == whole


def test_an_interrupted_start_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle (Ctrl-C), neither the shop nor a part of it is there, and the next call unpacks it."""

    def stop(self: zipfile.ZipFile, path: Path) -> None:
        (path / "products.csv").write_text("id,ti")
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(zipfile.ZipFile, "extractall", stop)
        with pytest.raises(KeyboardInterrupt):
            sample.unpack_sample_shop(tmp_path / "shop")
    assert list(tmp_path.iterdir()) == []
    assert sample.unpack_sample_shop(tmp_path / "shop")


def test_an_interrupted_replacement_is_mended_by_the_next_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped while a new version moves in, the shop has no catalogue, and the next call completes it."""
    shop = tmp_path / "shop"
    sample.unpack_sample_shop(shop)
    whole = _contents(shop)
    (shop / "images" / "S1001.webp").unlink()

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="disk full"):
            sample.unpack_sample_shop(shop)
    assert not (shop / "products.csv").exists()
    sample.unpack_sample_shop(shop)
    assert _contents(shop) == whole


def test_another_shop_s_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds somebody's catalogue or pictures is refused and not touched."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "mine.jpg").write_bytes(b"mine")
    with pytest.raises(CatalogueError, match="left as it is"):
        sample.unpack_sample_shop(tmp_path)
    assert _contents(tmp_path) == {"images/mine.jpg": b"mine"}


def test_a_folder_without_photos_gives_none(tmp_path: Path) -> None:
    """Where there is no sample shop there are no sample photos."""
    assert sample.sample_photos(tmp_path) == []
