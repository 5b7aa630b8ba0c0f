"""People put together from pieces, and the scenes and boxes that the detector learns from."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.network.garment_finder import INPUT
from recommender.taxonomy import GARMENT_TYPES
from recommender.training.synthetic.composites import (
    BoxedPhonePhoto,
    CompositeMaterial,
    compose,
    person_photo,
    street_photo,
)
from recommender.training.synthetic.figure import BODY, GROUND, TALL
from recommender.training.synthetic.habits import AS_A_SHOP, DressHabits, wardrobe
from recommender.training.synthetic.people import draw_person
from recommender.training.synthetic.segmentation import GarmentPiece, box_of
from tests.recommender.training.drawn_models import material


@pytest.fixture(scope="module")
def pieces() -> CompositeMaterial:
    return material()


def test_a_figure_is_a_persons_shape(pieces: CompositeMaterial) -> None:
    """From head to sole it is as tall as it should be, narrower than tall, and what is above is worn above."""
    for seed in range(12):
        figure = draw_person(pieces.pieces, np.random.default_rng(seed))
        left, top, right, bottom = box_of(figure.owner != GROUND)
        assert 0.9 * TALL < bottom - top < 1.15 * TALL
        assert right - left < bottom - top
        middles = {
            type: sum(box_of(figure.owner == place)[1::2]) / 2
            for place, type in enumerate(figure.types)
            if (figure.owner == place).sum() > 100
        }
        uppers = [middles[type] for type in ("top", "outerwear") if type in middles]
        lowers = [middles[type] for type in ("trousers", "shorts", "footwear") if type in middles]
        assert uppers
        assert max(uppers) < min(lowers, default=TALL * 2)
        assert (figure.owner == BODY).any()


def test_a_composite_is_drawn_the_same_again(pieces: CompositeMaterial) -> None:
    """The same seed makes the same scene, another seed another."""
    first, again, other = (compose(pieces, np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(first.photo, again.photo)
    assert np.array_equal(first.boxes, again.boxes)
    assert not np.array_equal(first.photo, other.photo)


def test_boxes_lie_where_the_garment_is(pieces: CompositeMaterial) -> None:
    """Every box is within the photo and holds the pixels that its garment owns, but for specks."""
    seen = set()
    for seed in range(10):
        shot = person_photo(pieces, np.random.default_rng(seed))
        height, width = shot.owner.shape
        assert shot.photo.shape == (height, width, 3)
        for type, box in shot.boxes():
            seen.add(type)
            left, top, right, bottom = (round(side * size) for side, size in zip(box, (width, height) * 2, strict=True))
            shares = [
                float((shot.owner[top:bottom, left:right] == place).sum() / (shot.owner == place).sum())
                for place, kind in enumerate(shot.types)
                if kind == type and (shot.owner == place).any()
            ]
            assert max(shares) > 0.85
            assert 0 <= box[0] < box[2] <= 1
            assert 0 <= box[1] < box[3] <= 1
    assert {"top", "trousers", "footwear"} <= seen


def test_every_kind_of_scene_fits_the_detector(pieces: CompositeMaterial) -> None:
    """People, pieces laid out, shop pictures, shoppers' photos and nothing: photo, boxes, types and what to ignore."""
    rng = np.random.default_rng(1)
    snapshots = [BoxedPhonePhoto(rng.integers(0, 256, (90, 70, 3), dtype=np.uint8), "top", (10, 10, 60, 80))]
    whole = CompositeMaterial(pieces.pieces, [snapshots[0].photo], snapshots)
    counts, ignored = set(), 0
    for seed in range(60):
        scene = compose(whole, np.random.default_rng(seed))
        assert scene.photo.shape == (*INPUT, 3)
        assert scene.photo.dtype == np.uint8
        assert scene.boxes.shape == (len(scene.types), 4)
        assert (scene.boxes[:, 2:] > scene.boxes[:, :2]).all()
        assert ((scene.boxes >= -1e-6) & (scene.boxes <= 1 + 1e-6)).all()
        assert all(0 <= kind < len(GARMENT_TYPES) for kind in scene.types)
        counts.add(len(scene.types))
        ignored += bool(scene.ignore.any())
    assert {0, 1, 3} <= counts
    assert ignored, "somebody who models one product wears others that nothing is known of"


def test_a_street_is_dressed_otherwise(pieces: CompositeMaterial) -> None:
    """The same seed makes the same street; now and then there are several people, each with garments of their own, all
    with boxes within the photo; a shop's own habits draw nothing of it."""
    first, again = (street_photo(pieces, np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(first.photo, again.photo)
    assert first.boxes() == again.boxes()
    several = 0
    for seed in range(20):
        shot = street_photo(pieces, np.random.default_rng(seed))
        boxes = shot.boxes()
        several += [type for type, _ in boxes].count("top") > 1
        assert shot.owner.max() < len(shot.types)
        assert all(0 <= side <= 1 for _, box in boxes for side in box)
    assert several
    usual = [draw_person(pieces.pieces, np.random.default_rng(7), habits) for habits in (AS_A_SHOP, DressHabits())]
    assert np.array_equal(usual[0].picture, usual[1].picture)


def test_who_wears_what() -> None:
    """Women wear women's things and men no skirts, where the shop has enough of them; otherwise all there is."""
    blank = np.zeros((4, 4), np.uint8)

    def made(key: str, gender: str, count: int) -> list[GarmentPiece]:
        return [GarmentPiece(f"{key} {n}", "top", blank, blank, blank, True, gender) for n in range(count)]

    shop = {"worn top": [*made("a", "Men", 9), *made("b", "Women", 9)], "flat bag": made("c", "Women", 2)}
    shop["flat skirt"] = made("d", "Women", 9)
    woman, man = wardrobe(shop, woman=True), wardrobe(shop, woman=False)
    assert {piece.gender for piece in woman["worn top"]} == {"Women"}
    assert {piece.gender for piece in man["worn top"]} == {"Men"}
    assert len(man["flat bag"]) == 2
    assert "flat skirt" in woman
    assert "flat skirt" not in man
