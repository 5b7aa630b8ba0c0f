"""The last layer of the boxes in closed form: what gradient steps approach slowly, ridge regression solves."""

from __future__ import annotations

from collections.abc import Iterable

import keras
import numpy as np
from keras import ops

from recommender.training.composites import Scene
from recommender.training.detector import GRID, TYPES, targets

_RIDGE = 0.02  # of the features' mean variance
_NEAR = 0.4  # weight from which a cell near a middle counts
_FEWEST = 150  # cells of a type


def refit_sides(detector: keras.Model, batches: Iterable[list[Scene]]) -> list[float]:
    """Set the layer "sides" to what predicts, from the detector's present features, the distances (their logits) best
    in these scenes, each type by itself; a type that is seldom in them keeps what it has. Returns for each type the
    share of the distances' variance that is left, 1.0 where it was not fitted."""
    layer = detector.get_layer("sides")
    features = keras.Model(detector.input, layer.input)
    seen: list[list[np.ndarray]] = [[] for _ in range(TYPES)]
    wanted: list[list[np.ndarray]] = [[] for _ in range(TYPES)]
    for scenes in batches:
        photos = np.stack([scene.photo for scene in scenes]).astype(np.float32)
        found = np.asarray(ops.convert_to_numpy(features.predict_on_batch(photos)), np.float64)
        told = targets(scenes)
        sides = told["sides"].reshape(len(scenes), *GRID, TYPES, 4)
        for kind in range(TYPES):
            near = told["weight"][..., kind] > _NEAR
            distances = np.clip(sides[..., kind, :][near], 0.008, 0.95)
            seen[kind].append(found[near])
            wanted[kind].append(np.log(distances / (1 - distances)))
    kernel, bias = (np.array(weights) for weights in layer.get_weights())
    left = []
    for kind in range(TYPES):
        x, y = np.concatenate(seen[kind]), np.concatenate(wanted[kind])
        if len(x) < _FEWEST:
            left.append(1.0)
            continue
        mean_x, mean_y = x.mean(axis=0), y.mean(axis=0)
        spread = (x - mean_x).T @ (x - mean_x) / len(x)
        ridge = _RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
        solved = np.linalg.solve(spread + ridge, (x - mean_x).T @ (y - mean_y) / len(x))
        kernel[0, 0, :, 4 * kind : 4 * kind + 4] = solved
        bias[4 * kind : 4 * kind + 4] = mean_y - mean_x @ solved
        left.append(float((((x - mean_x) @ solved + mean_y - y) ** 2).mean() / max(1e-9, y.var(axis=0).mean())))
    layer.set_weights([kernel, bias])
    return left
