"""The garment detector: MobileNetV2's first thirteen blocks, and a light head that says where garments are.

Heatmaps of middles with the penalty-reduced focal loss are CenterNet's (Zhou et al. 2019, "Objects as Points"), the
distances to four sides FCOS's (Tian et al. 2019), learned with the generalised IoU (Rezatofighi et al. 2019). Boxes are
predicted for each type apart: a jacket and the top below it have one middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from recommender.errors import EmbedderError
from recommender.network.garment_finder import INPUT, STRIDE
from recommender.taxonomy import GARMENT_TYPES
from recommender.training import checkpoints
from recommender.training.layers.features import BATCH_NORM_MOMENTUM, freeze_up_to
from recommender.training.layers.torch_layers import torch_kernels, with_momentum
from recommender.training.network import backbone_of, imagenet_backbone
from recommender.training.synthetic.composites import BoxedPhoto

WEIGHTS = "detector.weights.h5"
GRID = (INPUT[0] // STRIDE, INPUT[1] // STRIDE)
TYPES = len(GARMENT_TYPES)
# Strides 8 and 16. What follows them in MobileNetV2 would be three quarters of its weights.
_FINE, _COARSE = "block_5_add", "block_12_add"
_WIDTH = 96
_FROZEN_UP_TO = "block_5_add"
_SPREAD = 0.11  # of a box's side: the standard deviation of its bump in the heatmap


def build_detector() -> keras.Model:
    """For (batch, *INPUT, 3) photos with values 0 to 255. Outputs a dict: "heat" (batch, *GRID, TYPES), probabilities,
    and "sides" (batch, *GRID, 4 * TYPES), for each type the distances left, top, right, bottom as fractions of the
    input."""
    photo = keras.Input((*INPUT, 3), name="photo")
    whole = keras.applications.MobileNetV2(input_shape=(*INPUT, 3), include_top=False, weights=None)
    trunk = keras.Model(whole.input, [whole.get_layer(name).output for name in (_FINE, _COARSE)], name="trunk")
    trunk = with_momentum(trunk, BATCH_NORM_MOMENTUM)
    fine, coarse = trunk(layers.Rescaling(1 / 127.5, offset=-1.0, name="to_unit_range")(photo))
    coarse = _mixed(_pointwise(coarse, "coarse"), "coarse_mix")
    # What is elsewhere in the photo tells whether this is a dress or a top.
    around = layers.GlobalAveragePooling2D(keepdims=True, name="around")(coarse)
    coarse = layers.Add(name="in_context")([coarse, layers.Dense(_WIDTH, name="context")(around)])
    seen = layers.Add(name="joined")(
        [layers.UpSampling2D(2, interpolation="nearest", name="up")(coarse), _pointwise(fine, "fine")]
    )
    seen = _mixed(_mixed(seen, "mix_1"), "mix_2")
    heads = {"heat": _head(TYPES, -4.0, "heat")(seen), "sides": _head(4 * TYPES, -1.7, "sides")(seen)}
    return keras.Model(photo, heads, name="detector")


def start_from(detector: keras.Model, init: str, only_head: bool = False) -> None:
    """`init` is an earlier run's WEIGHTS, the embedder's (a folder or checkpoints.WEIGHTS), a file of
    keras.applications' notop weights of MobileNetV2, "imagenet" to fetch those, or "random". Raises EmbedderError if
    there are no such weights. `only_head`: the whole trunk stays as it is, for a first run, so that it is not spoiled
    by a head that knows nothing yet (Kumar et al. 2022, "Fine-Tuning can Distort Pretrained Features")."""
    if init == "random":
        return
    try:
        if Path(init).name == WEIGHTS:
            detector.load_weights(init)
        elif Path(init).is_dir() or Path(init).name == checkpoints.WEIGHTS:
            network, _ = checkpoints.load_checkpoint(Path(init), INPUT[0])
            _copy_trunk(backbone_of(network), detector)
        else:
            _copy_trunk(imagenet_backbone(init), detector)
    except (OSError, ValueError) as error:
        raise EmbedderError(f"{init}: no weights to begin with ({error})") from error
    # Edges and textures are the same in every photo: these layers stay as real photos have made them.
    freeze_up_to(detector.get_layer("trunk"), _COARSE if only_head else _FROZEN_UP_TO)


def _copy_trunk(source: keras.Model, detector: keras.Model) -> None:
    """Both carry keras.applications' names."""
    for layer in detector.get_layer("trunk").layers:
        layer.set_weights(source.get_layer(layer.name).get_weights() if layer.weights else [])


class DetectorLearner(keras.Model):  # type: ignore[misc]
    """The detector with its loss: focal loss of the heatmaps plus generalised IoU of the boxes at their middles."""

    def __init__(self, detector: keras.Model) -> None:
        super().__init__(name="detector_learner")
        self.detector = detector

    def call(self, photos: Any, training: bool = False) -> Any:
        return self.detector(photos, training=training)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        count = ops.sum(ops.cast(y["heat"] > 0.999, "float32")) + 1.0
        heat = focal_loss(y["heat"], y_pred["heat"], y["known"]) / count
        sides = box_loss(y["sides"], y_pred["sides"], y["weight"]) / (ops.sum(y["weight"]) + 1e-3)
        return heat + 2.0 * sides


def focal_loss(wanted: Any, seen: Any, known: Any) -> Any:
    """Summed over everything. A cell close to a middle counts the less as a wrong one; `known` is 0 where nothing is
    known."""
    seen = ops.clip(seen, 1e-4, 1 - 1e-4)
    middle = ops.cast(wanted > 0.999, "float32")
    right = middle * ops.square(1 - seen) * ops.log(seen)
    wrong = (1 - middle) * ops.power(1 - wanted, 4) * ops.square(seen) * ops.log(1 - seen)
    return -ops.sum(right + wrong * known)


def box_loss(wanted: Any, seen: Any, weight: Any) -> Any:
    """1 - generalised IoU, weighted and summed. Both boxes hold the cell that they are measured from."""
    shape = (-1, *GRID, TYPES, 4)
    a, b = ops.reshape(wanted, shape), ops.reshape(seen, shape)
    small, large = ops.minimum(a, b), ops.maximum(a, b)
    both = (small[..., 0] + small[..., 2]) * (small[..., 1] + small[..., 3])
    hull = (large[..., 0] + large[..., 2]) * (large[..., 1] + large[..., 3])
    area_a = (a[..., 0] + a[..., 2]) * (a[..., 1] + a[..., 3])
    area_b = (b[..., 0] + b[..., 2]) * (b[..., 1] + b[..., 3])
    either = area_a + area_b - both
    giou = both / (either + 1e-7) - (hull - either) / (hull + 1e-7)
    return ops.sum(weight * (1 - giou))


def targets(scenes: Sequence[BoxedPhoto]) -> dict[str, np.ndarray]:
    """What the network should say of these scenes, and with what weight."""
    count = len(scenes)
    heat = np.zeros((count, *GRID, TYPES), np.float32)
    sides = np.full((count, *GRID, TYPES, 4), 0.1, np.float32)
    weight = np.zeros((count, *GRID, TYPES), np.float32)
    known = np.ones((count, *GRID, 1), np.float32)
    y, x = ((np.arange(n, dtype=np.float32) + 0.5) / n for n in GRID)
    for place, scene in enumerate(scenes):
        known[place, scene.ignore, 0] = 0
        # Large ones first: where two of one type meet, the cell is the smaller one's.
        order = np.argsort([-(b[2] - b[0]) * (b[3] - b[1]) for b in scene.boxes])
        for (left, top, right, bottom), kind in zip(scene.boxes[order], scene.types[order], strict=True):
            middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
            wide = max(_SPREAD * (right - left), 0.35 / GRID[1])
            high = max(_SPREAD * (bottom - top), 0.35 / GRID[0])
            bump = np.exp(-(((y - middle_y) / high) ** 2)[:, None] / 2 - (((x - middle_x) / wide) ** 2)[None] / 2)
            row, column = (min(n - 1, int(m * n)) for m, n in ((middle_y, GRID[0]), (middle_x, GRID[1])))
            bump[row, column] = 1.0
            heat[place, ..., kind] = np.maximum(heat[place, ..., kind], bump)
            inside = (y > top)[:, None] & (y < bottom)[:, None] & (x > left)[None] & (x < right)[None]
            inside[row, column] = True
            near = (bump > 0.2) & inside
            distances = np.stack(
                np.broadcast_arrays((x - left)[None], (y - top)[:, None], (right - x)[None], (bottom - y)[:, None]), -1
            )
            sides[place, ..., kind, :][near] = np.maximum(distances[near], 1e-3)
            weight[place, ..., kind][near] = bump[near]
    return {"heat": heat, "sides": sides.reshape(count, *GRID, 4 * TYPES), "weight": weight, "known": known}


def _head(width: int, bias: float, name: str) -> layers.Layer:
    begin = keras.initializers.Constant(bias)
    return layers.Conv2D(width, 1, activation="sigmoid", bias_initializer=begin, name=name, dtype="float32")


def _pointwise(seen: Any, name: str) -> Any:
    seen = torch_kernels(layers.Conv2D)(_WIDTH, 1, use_bias=False, padding="same", name=name)(seen)
    return torch_kernels(layers.BatchNormalization)(momentum=BATCH_NORM_MOMENTUM, name=f"{name}_norm")(seen)


def _mixed(seen: Any, name: str) -> Any:
    """Neighbours' features, then all features of a place, added to what was."""
    mixed = layers.ReLU(6.0, name=f"{name}_relu")(seen)
    mixed = torch_kernels(layers.DepthwiseConv2D)(5, use_bias=False, padding="same", name=f"{name}_around")(mixed)
    mixed = torch_kernels(layers.BatchNormalization)(momentum=BATCH_NORM_MOMENTUM, name=f"{name}_around_norm")(mixed)
    mixed = layers.ReLU(6.0, name=f"{name}_around_relu")(mixed)
    return layers.Add(name=f"{name}_added")([seen, _pointwise(mixed, f"{name}_all")])
