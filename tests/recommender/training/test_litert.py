"""Rounding to grids: how far a weight may be off, and that a served file unpacks to what was converted."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.network.weight_compression import decompress
from recommender.training.litert import STEP, grids, to_grid

pytestmark = pytest.mark.timeout(900)


def test_a_weight_is_off_by_half_a_step_at_most() -> None:
    """Each row by its own step: a row of small weights is as fine, for its size, as one of large ones."""
    rows = np.random.default_rng(1).normal(0, 1, (3, 4000)) * np.array([[0.001], [0.1], [10.0]])
    grid = to_grid(rows.astype(np.float16), STEP)
    sizes = np.sqrt((rows**2).mean(axis=1))
    np.testing.assert_allclose(grid.steps, np.maximum(STEP * sizes, np.abs(rows).max(axis=1) / 127), rtol=0.01)
    off = np.abs(grid.numbers * grid.steps[:, None] - rows.astype(np.float16))
    assert (off <= 0.501 * grid.steps[:, None]).all()
    assert (np.sqrt((off**2).mean(axis=1)) < 0.012 * sizes).all()


def test_an_outlier_makes_the_steps_longer_and_is_kept() -> None:
    """No weight is cut off: where one is far larger than the others, the row's steps reach up to it."""
    row = np.full((1, 1000), 0.01, np.float16)
    row[0, 7] = 5.0
    assert to_grid(row, STEP).values()[0, 7] == pytest.approx(5.0, rel=1e-3)


def test_a_row_of_zeros_stays_one() -> None:
    """An output that learned nothing divides nothing by zero."""
    assert not to_grid(np.zeros((2, 10), np.float16), STEP).values().any()


def test_a_converted_network_is_packed_and_says_the_same() -> None:
    """Of a network with a large and a small layer only the large one's weights are rounded; all else is as converted,
    and the served one says nearly the same."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    import keras

    from recommender.network.runtime import LiteRT
    from recommender.training.litert import to_litert

    keras.utils.set_random_seed(2)
    photo = keras.Input((8, 8, 3), name="photo")
    wide = keras.layers.Conv2D(256, 3, strides=2, padding="same", activation="relu")(photo)
    large = keras.layers.Conv2D(256, 1, activation="relu")(wide)
    said = keras.layers.Dense(5)(keras.layers.GlobalAveragePooling2D()(large))
    network = keras.Model(photo, {"said": said})
    model = decompress(to_litert(network, ["said"]))
    assert [grid.numbers.shape for grid in grids(model)] == [(256, 256)]
    photos = np.random.default_rng(3).uniform(0, 255, (4, 8, 8, 3)).astype(np.float32)
    expected = np.asarray(network(photos)["said"])
    np.testing.assert_allclose(LiteRT(model, outputs=1)(photos)[0], expected, atol=0.03 * np.abs(expected).max())
