"""Details: what is kept of a product, and how a photo's places find theirs again."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.network import local_descriptors


@pytest.fixture
def maps() -> np.ndarray:
    """Five products' maps of 6 x 6 places in blocks of two by two, 8 channels, all places worth the same."""
    blocks = np.random.default_rng(3).normal(size=(5, 3, 3, 8)).astype(np.float32)
    whole = blocks.repeat(2, axis=1).repeat(2, axis=2)
    return np.concatenate([whole, np.zeros((5, 6, 6, 1), np.float32)], axis=3)


def test_what_is_kept_are_small_unit_vectors(maps: np.ndarray) -> None:
    """A byte a channel, each of length 1 in units of 127."""
    kept = local_descriptors.strongest(maps)
    assert (kept.shape, kept.dtype) == ((5, 32, 8), np.int8)
    np.testing.assert_allclose(np.linalg.norm(kept.astype(float), axis=2), 127, atol=2)


def test_the_worthiest_places_are_kept() -> None:
    """Of 11 x 11 places the 32 that are worth most, the best first; of a small map all."""
    seen = np.random.default_rng(0).normal(size=(2, 11, 11, 5)).astype(np.float32)
    kept = local_descriptors.strongest(seen).astype(float) / 127
    every = seen[1].reshape(-1, 5)
    best = every[np.argsort(-every[:, -1])[: local_descriptors.count_kept(11, 11)], :4]
    np.testing.assert_allclose(kept[1], best / np.linalg.norm(best, axis=1, keepdims=True), atol=0.01)
    assert kept.shape == (2, 32, 4)
    assert local_descriptors.strongest(seen[:, :2, :3]).shape == (2, local_descriptors.count_kept(2, 3), 4) == (2, 6, 4)


def test_no_photos_keep_nothing() -> None:
    """An empty batch gives an empty array of the right widths."""
    assert local_descriptors.strongest(np.zeros((0, 11, 11, 33), np.float32)).shape == (0, 32, 32)


def test_a_photo_agrees_with_itself_wherever_it_lies(maps: np.ndarray) -> None:
    """The product's own map agrees fully, and so does the same map rolled to elsewhere; others agree less."""
    kept = local_descriptors.strongest(maps)
    for seen in (maps[2], np.roll(maps[2], (2, 4), axis=(0, 1))):
        agreement = local_descriptors.agreement(seen, kept)
        assert agreement.argmax() == 2
        assert agreement[2] == pytest.approx(1, abs=0.02)
        assert np.delete(agreement, 2).max() < 0.9


def test_places_without_worth_do_not_count(maps: np.ndarray) -> None:
    """Half of the photo is another product, but the network says that it is only the ground."""
    kept = local_descriptors.strongest(maps)
    seen = maps[2].copy()
    seen[:, 3:] = maps[4][:, 3:]
    even = local_descriptors.agreement(seen, kept)
    seen[:, 3:, -1] = -20
    weighed = local_descriptors.agreement(seen, kept)
    assert weighed[2] > even[2] + 0.1
    assert weighed[2] == pytest.approx(1, abs=0.02)
