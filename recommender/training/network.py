"""The network: MobileNetV2, attention pooling, an embedding and three attribute heads."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from recommender.training.labels import LabelVocabulary
from recommender.training.layers.features import (
    BATCH_NORM_MOMENTUM,
    attribute_heads,
    freeze_up_to,
    photo_features,
    unit_range,
)
from recommender.training.layers.torch_layers import with_momentum
from recommender.training.local_descriptors import local_descriptor_map

DIM = 256
_COSINE_SCALE = 16.0
# Edges and blobs are the same in every photo: up to here the ImageNet filters stay, which halves a step's time.
FROZEN_UP_TO = "block_2_add"
# Where the features besides the last are taken: before the third halving of the resolution, and before the fifth.
_TAPS = ("block_6_expand_relu", "block_12_add")


class CosineHead(layers.Layer):  # type: ignore[misc]
    """Logits as scaled cosines between a unit embedding and one learned direction a class (NormFace, Wang et al. 2017):
    what pulls a class together in the embedding itself. Used in training only."""

    def __init__(self, classes: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.classes = classes

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.directions = self.add_weight(
            shape=(input_shape[-1], self.classes), initializer="glorot_uniform", name="directions"
        )

    def call(self, embedding: Any) -> Any:
        return _COSINE_SCALE * ops.matmul(embedding, ops.normalize(self.directions, axis=0))


def build_network(words: LabelVocabulary, size: int, dropout: float = 0.2) -> keras.Model:
    """A network for (batch, size, size, 3) photos with values 0 to 255.

    Outputs a dict: "embedding" (batch, 256) of length 1, the attribute heads' logits "type", "gender", "colour", and
    "detail" (batch, size / 16, size / 16, DETAIL + 1), see recommender.network.local_descriptors.
    The weights do not depend on `size`, which has to be a multiple of 16.
    """
    photo = keras.Input((size, size, 3), name="photo")
    mobilenet = keras.applications.MobileNetV2(input_shape=(size, size, 3), include_top=False, weights=None)
    backbone = with_momentum(mobilenet, BATCH_NORM_MOMENTUM)
    tapped = [backbone.get_layer(name).output for name in _TAPS]
    taps = keras.Model(backbone.input, [*tapped, backbone.output], name="backbone")
    early, middle, last = taps(unit_range(photo))
    dropped = photo_features(photo, early, middle, last, dropout)
    # In full precision whatever the policy: a bfloat16 cosine of 0.9 has steps of 0.004, a sixteenth of the instance
    # loss' temperature.
    raw = layers.Dense(DIM, use_bias=False, name="project", dtype="float32")(dropped)
    raw = layers.BatchNormalization(momentum=BATCH_NORM_MOMENTUM, name="project_norm", dtype="float32")(raw)
    outputs = {
        "embedding": layers.UnitNormalization(name="embedding", dtype="float32")(raw),
        **attribute_heads(dropped, words),
        "detail": local_descriptor_map(middle),
    }
    return keras.Model(photo, outputs, name="lookalike")


def backbone_of(network: keras.Model) -> keras.Model:
    """The MobileNetV2 inside, whose layers carry keras.applications' names."""
    return network.get_layer("backbone")


def freeze_early_layers(network: keras.Model) -> None:
    """Freeze the backbone up to FROZEN_UP_TO, its normalisation included."""
    freeze_up_to(backbone_of(network), FROZEN_UP_TO)


def imagenet_backbone(weights: str) -> keras.Model:
    """MobileNetV2 without its top, with ImageNet weights: `weights` is a file of keras.applications' notop weights, or
    "imagenet" to fetch them. Raises OSError or ValueError if the file is missing or of another network."""
    source = keras.applications.MobileNetV2(
        input_shape=(224, 224, 3), include_top=False, weights="imagenet" if weights == "imagenet" else None
    )
    if weights != "imagenet":
        source.load_weights(weights)
    return source
