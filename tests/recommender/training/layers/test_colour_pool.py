"""The colour pool: dark colours apart, and the ground behind a garment out of it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from recommender.training.layers.colour_pool import COLOURS, ColourPool


def _filled(*colours: tuple[int, int, int]) -> np.ndarray:
    return np.stack([np.full((32, 32, 3), colour, dtype=np.float32) for colour in colours])


def test_dark_colours_are_far_apart() -> None:
    """Black and navy blue, 40 levels apart in one channel, differ by more than two light tones as far apart."""
    keras.utils.set_random_seed(1)
    pool = ColourPool()
    seen = np.asarray(
        pool([_filled((12, 12, 14), (14, 16, 54), (240, 240, 214), (240, 240, 254)), np.zeros((4, 2, 2, 8))])
    )
    assert seen.shape == (4, COLOURS)
    assert np.linalg.norm(seen[0] - seen[1]) > 1.2 * np.linalg.norm(seen[2] - seen[3])


def test_attention_leaves_the_ground_out() -> None:
    """Where the features say that nothing is, colours count no more: two grounds, one garment, one result."""
    keras.utils.set_random_seed(1)
    photos = _filled((250, 250, 250), (90, 30, 30))
    photos[:, :16, :16] = (20, 60, 160)
    features = np.full((2, 2, 2, 1), -30, dtype=np.float32)
    features[:, 0, 0] = 30
    pool = ColourPool()
    before = np.asarray(pool([photos, features]))
    pool.of_features.set_weights([np.ones((1, 1, 1, 1), dtype=np.float32)])
    after = np.asarray(pool([photos, features]))
    assert np.abs(before[0] - before[1]).max() > 0.05
    np.testing.assert_allclose(after[0], after[1], atol=1e-5)


def test_a_size_that_does_not_fit_is_refused() -> None:
    """A photo whose cells cannot be laid over the features is refused with what to do."""
    with pytest.raises(ValueError, match="multiple of 16"):
        ColourPool()([np.zeros((1, 40, 40, 3), dtype=np.float32), np.zeros((1, 3, 3, 8), dtype=np.float32)])
