"""The sample shop: what it holds, and that it is drawn whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import recommender.sample as sample
from recommender.catalogue import read_catalogue
from recommender.drawing.assortment import assortment
from recommender.errors import CatalogueError
from recommender.taxonomy import GARMENT_TYPES, garment_of


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """A shop of a few products with one shopper photo: the whole way, but quick."""
    few = tuple(article for article in assortment() if article.id in ("S1001", "S1090", "S1180"))
    monkeypatch.setattr("recommender.drawing.assortment.assortment", lambda: few)
    monkeypatch.setattr("recommender.drawing.scenes.SCENES", ())
    return len(few)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_assortment_covers_what_a_fashion_shop_sells() -> None:
    """Some 240 products over every kind of garment, all genders and many colours, unique in id and title."""
    articles = assortment()
    assert 230 <= len(articles) <= 260
    assert len({a.id for a in articles}) == len({a.title for a in articles}) == len(articles)
    assert {garment_of(a.type) for a in articles} == set(GARMENT_TYPES)
    assert {a.gender for a in articles} == {"Men", "Women", "Boys", "Girls", "Unisex"}
    assert len({a.type for a in articles}) >= 28
    assert len({a.colour for a in articles}) >= 25
    assert Counter(a.in_stock for a in articles)[False] in range(8, 40)


def test_prices_and_titles_are_a_shop_s() -> None:
    """Prices are sane and end as a shop's do; titles name brand and colour and hold no gaps."""
    for article in assortment():
        assert 3 < article.price < 200
        assert round(article.price * 100) % 10 == 0
        assert article.title.startswith(article.brand) and article.colour in article.title
        assert "  " not in article.title and article.title == article.title.strip()


def test_the_catalogue_round_trips(tmp_path: Path, small: int) -> None:
    """What was drawn is read back by read_catalogue without anything left out, and every picture opens."""
    path = sample.draw_sample_shop(tmp_path / "shop")
    assert path == tmp_path / "shop" / "products.csv"
    catalogue = read_catalogue(path, "csv")
    products = {product.id: product for product in catalogue}
    assert len(products) == small and not catalogue.left_out
    assert [p.id for p in read_catalogue(tmp_path / "shop")] == list(products)
    for article in assortment():
        if article.id not in products:
            continue
        product = products[article.id]
        assert (product.title, product.price, product.currency) == (
            article.title,
            article.price,
            sample.SAMPLE_CURRENCY,
        )
        assert (product.gender, product.type, product.colour) == (article.gender, article.type, article.colour)
        assert (product.in_stock, product.brand) == (article.in_stock, article.brand)
        assert product.link == f"https://example.com/lookalike-sample/{article.id}"
        with Image.open(product.image) as picture:
            assert (picture.size, picture.mode, picture.format) == ((480, 640), "RGB", "JPEG")


def test_the_same_code_draws_the_same_bytes(tmp_path: Path, small: int) -> None:
    """Two shops drawn apart are equal byte by byte."""
    sample.draw_sample_shop(tmp_path / "one")
    sample.draw_sample_shop(tmp_path / "two")
    assert _contents(tmp_path / "one") == _contents(tmp_path / "two")


def test_a_complete_shop_is_left_as_it_is(tmp_path: Path, small: int) -> None:
    """A second call draws nothing and touches no file."""
    shop = tmp_path / "shop"
    sample.draw_sample_shop(shop)
    before = {path: path.stat().st_mtime_ns for path in shop.rglob("*")}
    calls: list[tuple[int, int]] = []
    sample.draw_sample_shop(shop, lambda done, total: calls.append((done, total)))
    assert not calls
    assert {path: path.stat().st_mtime_ns for path in shop.rglob("*")} == before


def test_progress_counts_up_to_the_whole(tmp_path: Path, small: int) -> None:
    """Progress is told once per picture, in order."""
    calls: list[tuple[int, int]] = []
    sample.draw_sample_shop(tmp_path / "shop", lambda done, total: calls.append((done, total)))
    assert calls == [(k, small) for k in range(1, small + 1)]


@pytest.mark.parametrize("damage", ["picture gone", "picture cut", "manifest broken", "other version"])
def test_a_damaged_or_old_shop_is_drawn_again(tmp_path: Path, small: int, damage: str) -> None:
    """Whatever is missing, cut short or of another version is replaced; what else lies there, as an index, stays."""
    shop = tmp_path / "shop"
    sample.draw_sample_shop(shop)
    (shop / "index").mkdir()
    (shop / "index" / "vectors").write_text("kept")
    whole = _contents(shop)
    manifest = shop / "sample.json"
    if damage == "picture gone":
        (shop / "images" / "S1001.jpg").unlink()
    elif damage == "picture cut":
        (shop / "images" / "S1001.jpg").write_bytes(whole["images/S1001.jpg"][:100])
    elif damage == "manifest broken":
        manifest.write_text("{")
    else:
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "version": "0"}))
    sample.draw_sample_shop(shop)
    assert _contents(shop) == whole


def test_an_interrupted_start_leaves_nothing(tmp_path: Path, small: int) -> None:
    """Stopped in the middle (Ctrl-C), neither the shop nor a part of it is there, and the next call draws it."""

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample.draw_sample_shop(tmp_path / "shop", stop)
    assert list(tmp_path.iterdir()) == []
    assert sample.draw_sample_shop(tmp_path / "shop").exists()


def test_an_interrupted_replacement_is_mended_by_the_next_call(
    tmp_path: Path, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped while a new version moves in, the shop has no catalogue, and the next call completes it."""
    shop = tmp_path / "shop"
    sample.draw_sample_shop(shop)
    whole = _contents(shop)
    (shop / "images" / "S1001.jpg").unlink()

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="disk full"):
            sample.draw_sample_shop(shop)
    assert not (shop / "products.csv").exists()
    sample.draw_sample_shop(shop)
    assert _contents(shop) == whole


def test_another_shop_s_folder_is_left_alone(tmp_path: Path, small: int) -> None:
    """A folder that holds somebody's catalogue or pictures is refused and not touched."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "mine.jpg").write_bytes(b"mine")
    with pytest.raises(CatalogueError, match="left as it is"):
        sample.draw_sample_shop(tmp_path)
    assert _contents(tmp_path) == {"images/mine.jpg": b"mine"}


def test_sample_photos_are_found_in_order(tmp_path: Path, small: int) -> None:
    """The photos of a shop come sorted by name; a folder without any gives none."""
    assert sample.sample_photos(tmp_path) == []
    (tmp_path / "photos").mkdir()
    for name in ("b.jpg", "a.jpg"):
        (tmp_path / "photos" / name).write_bytes(b"")
    assert [path.name for path in sample.sample_photos(tmp_path)] == ["a.jpg", "b.jpg"]


def test_products_can_be_told_apart(tmp_path: Path) -> None:
    """No two of a line's pictures are nearly the same: shrunk to thumbnails they differ in colour, pattern or shape."""
    few = [a for a in assortment() if a.design.kind in ("tie", "belt", "socks")]
    thumbs = []
    for article in few:
        with Image.open(sample.save_picture(article, tmp_path)) as picture:
            thumbs.append(np.asarray(picture.resize((24, 32)), np.float32))
    for (a, first), (b, second) in combinations(zip(few, thumbs, strict=True), 2):
        assert np.abs(first - second).mean() > 1.0, (a.title, b.title)
