"""EmbedderBatches: what they hold, in which order, and that a resumed run gets the same ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.training.batches import EmbedderBatches
from recommender.training.data import TrainingSet
from recommender.training.labels import LabelVocabulary
from recommender.training.plan import EmbedderPlan
from tests.recommender.training.drawn_shop import COLOURS, product

WORDS = LabelVocabulary(("Caps", "Jeans", "Tshirts", "(nothing)"), ("Men", "Women"), ("Blue", "Red"))
PLAN = EmbedderPlan(size=32, phones=3, nothings=2, seed=4)


def _set(types: list[int], genders: int = 0) -> TrainingSet:
    photos = [product("Tshirts", COLOURS["Red"], (24, 32), seed=number)[0] for number in range(len(types))]
    codes = np.full(len(types), genders, np.int32)
    return TrainingSet(photos, np.eye(4, dtype=bool)[types], codes, codes)


def test_the_order_in_a_batch() -> None:
    """A batch is catalogue views, their products' shopper views, phone photos and photos of nothing."""
    batches = EmbedderBatches(_set([1, 2] * 6), _set([2] * 5, genders=-1), WORDS, PLAN, 4)
    photos, targets = batches[0]
    assert photos.shape == (4 + 4 + 3 + 2, 32, 32, 3)
    assert photos.dtype == np.float32
    assert photos.min() >= 0 and 128 < photos.max() <= 255
    np.testing.assert_array_equal(targets["allowed"][:4], targets["allowed"][4:8])
    assert (targets["allowed"].sum(axis=1) == 1).all()
    assert (targets["allowed"][8:11, 2] == 1).all()
    assert (targets["allowed"][11:, 3] == 1).all()
    for word in ("gender", "colour"):
        np.testing.assert_array_equal(targets[word], [0] * 8 + [-1] * 5)
    np.testing.assert_array_equal(targets["product"][:4], targets["product"][4:8])
    np.testing.assert_array_equal(targets["product"][8:], [-1] * 5)


def test_without_phone_photos() -> None:
    """Without phone photos, none at all or an empty set, a batch is products and nothings alone."""
    for phone in (None, _set([])):
        batches = EmbedderBatches(_set([1, 2] * 6), phone, WORDS, PLAN, 4)
        assert len(batches[0][0]) == 4 + 4 + 2
    assert len(EmbedderBatches(_set([1, 2] * 6), None, WORDS, replace(PLAN, nothings=0), 4)[0][0]) == 8


def test_a_pass_can_be_done_again() -> None:
    """Every batch of a pass is the same when asked for again and when a resumed run goes there; passes differ."""
    shop = _set([1, 2] * 10)
    batches, resumed = EmbedderBatches(shop, None, WORDS, PLAN, 4), EmbedderBatches(shop, None, WORDS, PLAN, 4)
    assert len(batches) == 5
    first = batches[3][0]
    np.testing.assert_array_equal(batches[3][0], first)
    batches.on_epoch_end()
    batches.on_epoch_end()
    resumed.start_at(2)
    np.testing.assert_array_equal(resumed[3][0], batches[3][0])
    assert not np.array_equal(batches[3][0], first)


def test_rare_types_come_more_often() -> None:
    """At 0 types come as in the catalogue, at 1 all alike, whatever their counts."""
    shop = _set([1] * 90 + [2] * 10)
    shares = []
    for rare in (0.0, 0.5, 1.0):
        batches = EmbedderBatches(shop, None, WORDS, replace(PLAN, rare=rare, nothings=0, size=8), 2)
        rows = np.concatenate([_rows(batches, epoch) for epoch in range(20)])
        shares.append(float((rows >= 90).mean()))
    assert abs(shares[0] - 0.1) < 0.03
    assert abs(shares[1] - 0.25) < 0.04
    assert abs(shares[2] - 0.5) < 0.05


def _rows(batches: EmbedderBatches, epoch: int) -> np.ndarray:
    batches.start_at(epoch)
    return batches._rows


def test_sharp_pictures_come_more_often() -> None:
    """A picture at least as large as the network's input comes `sharp` times as often as a thumbnail."""
    shop = _set([1] * 60)
    shop.photos[:30] = [np.zeros((40, 40, 3), np.uint8)] * 30
    batches = EmbedderBatches(shop, None, WORDS, replace(PLAN, sharp=3.0, size=36, nothings=0), 4)
    rows = np.concatenate([_rows(batches, epoch) for epoch in range(30)])
    assert abs(float((rows < 30).mean()) - 0.75) < 0.04


def test_a_catalogue_smaller_than_a_batch() -> None:
    """A handful of products still makes a batch."""
    batches = EmbedderBatches(_set([1, 2, 2]), None, WORDS, PLAN, 3)
    assert len(batches) == 1
    assert len(batches[0][0]) == 3 + 3 + 2


def test_real_photos_without_products() -> None:
    """Given photos of anything but products, most of what stands for nothing is made from them, and labelled so."""
    orange = np.full((40, 40, 3), (255, 120, 0), dtype=np.uint8)
    plan = replace(PLAN, nothings=30, phones=0)

    def orange_ones(voids: list[np.ndarray]) -> int:
        photos, targets = EmbedderBatches(_set([1, 2] * 6), None, WORDS, plan, 4, voids)[0]
        assert (targets["allowed"][8:, 3] == 1).all()
        middles = photos[8:, 12:20, 12:20].mean(axis=(1, 2))
        return int(((middles[:, 0] > 1.5 * middles[:, 1]) & (middles[:, 1] > 2 * middles[:, 2])).sum())

    assert orange_ones([]) <= 2
    assert orange_ones([orange]) >= 10


def test_title_words_come_with_both_views() -> None:
    """What the shop says of a product goes for its catalogue view and its shopper view, and for nothing else."""
    words = np.random.default_rng(2).random((12, 7)) < 0.5
    batches = EmbedderBatches(replace(_set([1, 2] * 6), title_words=words), _set([2] * 5, genders=-1), WORDS, PLAN, 4)
    _, targets = batches[1]
    rows = targets["product"][:4]
    np.testing.assert_array_equal(targets["title_words"], np.concatenate([words[rows], words[rows], np.zeros((5, 7))]))
    assert "title_words" not in EmbedderBatches(_set([1, 2] * 6), None, WORDS, PLAN, 4)[0][1]


def test_mixed_photos() -> None:
    """A mixed photo is mostly itself and partly the other that its targets name; the targets stay as they were."""
    sets = _set([1, 2] * 6), _set([2] * 5, genders=-1)
    plain, targets = EmbedderBatches(*sets, WORDS, PLAN, 4)[2]
    mixed, theirs = EmbedderBatches(*sets, WORDS, replace(PLAN, mixed=0.4), 4)[2]
    own = theirs["own"][:, None, None, None]
    assert 0.5 <= own.min() < 0.95
    assert sorted(theirs["other"]) == list(range(len(plain)))
    np.testing.assert_allclose(mixed, own * plain + (1 - own) * plain[theirs["other"]], atol=1e-3)
    for key, part in targets.items():
        np.testing.assert_array_equal(theirs[key], part)


def test_whole_products_are_not_mixed() -> None:
    """Both views of the first products stay what they are, so that they can find each other; all else is mixed."""
    sets = _set([1, 2] * 6), _set([2] * 5, genders=-1)
    plain, _ = EmbedderBatches(*sets, WORDS, PLAN, 4)[2]
    mixed, targets = EmbedderBatches(*sets, WORDS, replace(PLAN, mixed=0.4), 4, whole=2)[2]
    whole = [0, 1, 4, 5]
    np.testing.assert_array_equal(mixed[whole], plain[whole])
    np.testing.assert_array_equal(np.flatnonzero(targets["own"] == 1), whole)
