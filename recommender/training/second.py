"""A second opinion on a photo's attributes: the upper half of another MobileNetV2 on the features of the first's lower
half, with heads of its own.

Two networks that were trained apart err apart, so the mean of what they say is right more often than either (Hansen &
Salamon, "Neural Network Ensembles", PAMI 1990). Edges and cloth look alike to both: a shared lower half costs nothing
of that and saves its time and weights (Lee et al., "Why M Heads are Better than One", 2015, who call it a TreeNet).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from recommender.training.colour_pool import ColourPool
from recommender.training.labels import Vocabulary
from recommender.training.pooling import AttentionPool
from recommender.training.torch_layers import torch_kernels

# The last layer of the half that both share.
SHARED_UP_TO = "block_6_project_BN"
BACKBONE = "second_backbone"
ATTRIBUTES = ("type", "gender", "colour")
_MIDDLE, _LAST = "block_12_add", "block_16_project_BN"
# MobileNetV2 ends with 1,280; for three heads without an embedding these do, and the weights stay small.
_WIDTH = 512


def second_opinion(
    photo: Any, shared: Any, words: Vocabulary, backbone: keras.Model, dropout: float, momentum: float
) -> dict[str, Any]:
    """The logits "type", "gender" and "colour", from what the shared half makes of the photo. `backbone` is a whole
    MobileNetV2 of the same input size, of which the upper half is taken."""
    upper = keras.Model(
        backbone.get_layer(SHARED_UP_TO).output,
        [backbone.get_layer(_MIDDLE).output, backbone.get_layer(_LAST).output],
        name=BACKBONE,
    )
    middle, last = upper(shared)
    last = torch_kernels(layers.Conv2D)(_WIDTH, 1, use_bias=False, name="second_conv")(last)
    last = torch_kernels(layers.BatchNormalization)(momentum=momentum, name="second_norm")(last)
    last = layers.ReLU(6.0, name="second_relu")(last)
    pooled = layers.Concatenate(name="second_features")(
        [
            AttentionPool(name="second_pool_last")(last),
            AttentionPool(name="second_pool_middle")(middle),
            ColourPool(name="second_pool_colour")([photo, middle]),
        ]
    )
    dropped = layers.Dropout(dropout, name="second_dropout")(pooled)
    widths = {"type": len(words.types), "gender": len(words.genders), "colour": len(words.colours)}
    return {
        kind: layers.Dense(width, name=f"second_{kind}", dtype="float32")(dropped) for kind, width in widths.items()
    }


def has_second(network: keras.Model) -> bool:
    """Whether the network has a second opinion."""
    return any(layer.name == BACKBONE for layer in network.layers)


def is_seconds(name: str) -> bool:
    """Whether a layer of this name belongs to the second opinion alone."""
    return name.startswith("second_")


def train_second_only(network: keras.Model) -> None:
    """Freeze all but the second opinion. The first then answers as it does when it serves: without dropout."""
    for layer in network.layers:
        layer.trainable = is_seconds(layer.name)
    network.get_layer("dropout").rate = 0.0


def seconds_own(network: keras.Model) -> keras.Model:
    """The network as far as the second opinion needs it, with its outputs alone; the weights are the same."""
    return keras.Model(network.input, {name: network.output[name] for name in network.output if is_seconds(name)})


def start_second(network: keras.Model, source: keras.Model) -> None:
    """Start the second opinion's upper half from another MobileNetV2's, by the layers' names."""
    for layer in network.get_layer(BACKBONE).layers:
        if layer.weights:
            layer.set_weights(source.get_layer(layer.name).get_weights())


def means(first: dict[str, Any], second: dict[str, Any], mean: Callable[[str, list[Any]], Any]) -> dict[str, Any]:
    """The mean of both opinions' logits, and each opinion by itself as "first_type" and so on."""
    both = {kind: mean(kind, [first[kind], second[kind]]) for kind in ATTRIBUTES}
    alone = {f"{name}_{kind}": part[kind] for name, part in (("first", first), ("second", second)) for kind in part}
    return {**both, **alone}
