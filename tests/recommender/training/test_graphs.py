"""The steps of training as graphs, of small networks: of those that are trained one takes half a minute to make, so
the tests' runs take their steps without any."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from recommender.network.garment_finder import INPUT
from recommender.training.detector.network import GRID, TYPES, DetectorLearner, targets
from recommender.training.network import DIM
from recommender.training.synthetic.composites import BoxedPhoto
from recommender.training.trainer import EmbedderLearner, WarmedUpCosine
from tests.recommender.training.conftest import WORDS

_RNG = np.random.default_rng(7)
Batch = tuple[np.ndarray, dict[str, np.ndarray]]


def _small_embedder() -> tuple[keras.Model, Batch]:
    photo = keras.Input((8, 8, 3))
    features = keras.layers.Dropout(0.0, name="dropout")(keras.layers.Dense(6)(keras.layers.Flatten()(photo)))
    said = {
        name: keras.layers.Dense(count, name=name)(features)
        for name, count in (("type", len(WORDS.types)), ("gender", 2), ("colour", 2))
    }
    embedding = keras.layers.UnitNormalization()(keras.layers.Dense(DIM)(features))
    codes = np.array([0, 1, 0, 1], np.int32)
    wanted = {"allowed": np.eye(len(WORDS.types), dtype=np.float32)[codes], "gender": codes, "colour": codes}
    wanted["title_words"] = np.eye(4, 5, dtype=np.float32)
    wanted["product"] = np.array([0, 1, 0, 1], np.int32)
    wanted["own"], wanted["other"] = np.full(4, 0.7, np.float32), np.array([1, 0, 3, 2], np.int32)
    learner = EmbedderLearner(keras.Model(photo, {**said, "embedding": embedding}), WORDS, 2, memory=3, title_words=5)
    return learner, (_RNG.uniform(0, 1, (4, 8, 8, 3)).astype(np.float32), wanted)


def _small_detector() -> tuple[keras.Model, Batch]:
    photo = keras.Input((*INPUT, 3))
    cells = keras.layers.AveragePooling2D((INPUT[0] // GRID[0], INPUT[1] // GRID[1]))(photo)
    heat = keras.layers.Conv2D(TYPES, 1, activation="sigmoid")(cells)
    sides = keras.layers.Conv2D(4 * TYPES, 1, activation="softplus")(cells)
    boxes, kinds = np.array([[0.2, 0.1, 0.8, 0.6]], np.float32), np.array([1], np.int32)
    scene = BoxedPhoto(np.zeros((*INPUT, 3), np.uint8), boxes, kinds, np.zeros(GRID, bool))
    photos = _RNG.uniform(0, 1, (2, *INPUT, 3)).astype(np.float32)
    return DetectorLearner(keras.Model(photo, {"heat": heat, "sides": sides})), (photos, targets([scene, scene]))


@pytest.mark.parametrize("make", [_small_embedder, _small_detector])
def test_a_graph_learns_what_its_steps_do(make: Any) -> None:
    """The same losses, step by step, and the same weights and memory at the end."""
    keras.utils.set_random_seed(5)
    learner, (photos, wanted) = make()
    learner(photos)
    begun = [np.array(weight) for weight in learner.get_weights()]
    ends = []
    for eagerly in (True, False):
        learner.set_weights(begun)
        adam = keras.optimizers.AdamW(WarmedUpCosine(0.01, 1, 9), clipnorm=5.0, use_ema=True, ema_momentum=0.5)
        learner.compile(optimizer=adam, jit_compile=False, run_eagerly=eagerly)
        losses = [float(learner.train_on_batch(photos, wanted)) for _ in range(2)]
        ends.append((losses, [np.array(weight) for weight in learner.get_weights()]))
    (losses, weights), (as_graph, others) = ends
    np.testing.assert_allclose(as_graph, losses, rtol=1e-3)
    for ours, theirs in zip(weights, others, strict=True):
        np.testing.assert_allclose(theirs, ours, atol=2e-3)
    assert any(not np.array_equal(old, new) for old, new in zip(begun, weights, strict=True))
