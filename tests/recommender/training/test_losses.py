"""The losses against the same computed by hand with numpy."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from recommender.training.losses import allowed_set_loss, instance_loss, known_label_loss, title_words_loss

LOGITS = np.array([[2.0, -1.0, 0.5, 0.0], [0.1, 0.2, 0.3, 5.0], [-30.0, 40.0, 0.0, 1.0]], np.float32)


def _probabilities(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def test_one_allowed_class_is_cross_entropy() -> None:
    """With one class allowed, the loss of the allowed set is minus the logarithm of that class's probability."""
    allowed = np.eye(4, dtype=np.float32)[[1, 3, 0]]
    expected = -np.log(_probabilities(LOGITS)[[0, 1, 2], [1, 3, 0]])
    loss = ops.convert_to_numpy(allowed_set_loss(LOGITS, allowed))
    np.testing.assert_allclose(loss, expected, rtol=1e-4, atol=1e-5)


def test_several_allowed_classes() -> None:
    """With several allowed, it is minus the logarithm of their summed probability; with all allowed, 0."""
    allowed = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1]], np.float32)
    expected = -np.log((_probabilities(LOGITS) * allowed).sum(axis=1))
    loss = ops.convert_to_numpy(allowed_set_loss(LOGITS, allowed))
    np.testing.assert_allclose(loss, expected, rtol=1e-4, atol=1e-5)
    assert loss[2] == pytest.approx(0, abs=1e-5)
    assert loss.shape == (3,)


def test_unknown_labels_cost_nothing() -> None:
    """Where the label is not known the loss is exactly 0; where it is, it is the smoothed cross-entropy."""
    codes = np.array([2, -1, 1], np.int32)
    loss = ops.convert_to_numpy(known_label_loss(LOGITS, codes, smoothing=0.1))
    assert loss[1] == 0
    logs = np.log(_probabilities(LOGITS))
    for row in (0, 2):
        target = np.full(4, 0.1 / 4)
        target[codes[row]] += 0.9
        assert loss[row] == pytest.approx(-(target * logs[row]).sum(), rel=1e-4)


def test_pairs_that_match_cost_less() -> None:
    """The instance loss is that of the formula, near 0 where each pair matches and lowest there."""
    rng = np.random.default_rng(1)
    shop = rng.normal(size=(6, 16)).astype(np.float32)
    shop /= np.linalg.norm(shop, axis=1, keepdims=True)
    logits = shop.astype(np.float64) @ shop.T.astype(np.float64) / 0.07
    by_hand = (np.log(np.exp(logits).sum(0)) + np.log(np.exp(logits).sum(1))) / 2 - np.diag(logits)
    products, nobody = np.arange(6, dtype=np.int32), np.full(3, -1, np.int32)
    orthogonal = np.linalg.svd(shop)[2][-3:].astype(np.float32)  # to every one of the six
    empty = orthogonal[:0], nobody[:0]
    matched = ops.convert_to_numpy(instance_loss(shop, shop, products, *empty))
    np.testing.assert_allclose(matched, by_hand, rtol=1e-3, atol=1e-5)
    assert matched.shape == (6,)
    shuffled = ops.convert_to_numpy(instance_loss(shop, np.roll(shop, 1, axis=0), products, *empty))
    assert matched.mean() < 0.1 < 2 < shuffled.mean()
    twice = instance_loss(np.vstack([shop, shop]), np.vstack([shop, shop]), np.tile(products, 2), *empty)
    others_twice = ops.convert_to_numpy(twice)[:6] - matched  # all but the product itself counts twice
    assert (others_twice >= -1e-4).all() and others_twice.max() < np.log(2)
    unlike = ops.convert_to_numpy(instance_loss(shop, shop, products, orthogonal, nobody))
    np.testing.assert_allclose(unlike, matched, atol=1e-4)


def test_earlier_views_are_told_apart() -> None:
    """Views of earlier batches make the search harder where they look alike, and never where they are the product."""
    rng = np.random.default_rng(2)
    shop = rng.normal(size=(4, 16)).astype(np.float32)
    shop /= np.linalg.norm(shop, axis=1, keepdims=True)
    products = np.arange(4, dtype=np.int32)
    alone = ops.convert_to_numpy(instance_loss(shop, shop, products, shop[:0], products[:0]))
    own = ops.convert_to_numpy(instance_loss(shop, shop, products, shop, products))
    np.testing.assert_allclose(own, alone, atol=0.01)  # the others of the four count twice
    others = ops.convert_to_numpy(instance_loss(shop, shop, products, shop, products + 100))
    # Two views fit equally well, so the right one has half the probability, in one of the two directions.
    np.testing.assert_allclose(others - alone, np.log(2) / 2, atol=0.02)


def test_title_words_share_the_probability() -> None:
    """Least where exactly the title words are said, each with its share; nothing where the shop says none."""
    told = np.array([[1, 1, 0], [1, 1, 0], [1, 1, 0], [0, 0, 0]], np.float32)
    logits = np.array([[9, 9, 0], [9, 0, 0], [0, 0, 9], [5, 0, 0]], np.float32)
    shared, one, wrong, untold = ops.convert_to_numpy(title_words_loss(logits, told))
    assert shared == pytest.approx(np.log(2), abs=1e-3)
    assert shared < one < wrong
    assert untold == 0
