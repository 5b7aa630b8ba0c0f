"""A second opinion on a photo's type, gender and colour: a network of another kind that learned by itself.

Networks that were trained apart err apart, so the mean of what they say is right more often than any of them (Hansen &
Salamon, "Neural Network Ensembles", PAMI 1990).
"""

from __future__ import annotations

import keras
from keras import layers

from recommender.training.colour_pool import ColourPool
from recommender.training.efficientnet import EARLY, FROZEN_UP_TO, LAST, MIDDLE, efficientnet_lite0
from recommender.training.labels import Vocabulary
from recommender.training.pooling import AttentionPool

BACKBONE = "second_backbone"
# As in network.py, whose reasons hold here too.
_BATCH_NORM_MOMENTUM = 0.95


def build_second(words: Vocabulary, size: int, dropout: float = 0.2) -> keras.Model:
    """A network for (batch, size, size, 3) photos with values 0 to 255.

    Outputs a dict of the logits "type", "gender" and "colour". The weights do not depend on `size`, which has to be a
    multiple of 16.
    """
    photo = keras.Input((size, size, 3), name="photo")
    lite0 = efficientnet_lite0(size, _BATCH_NORM_MOMENTUM)
    taps = [lite0.get_layer(name).output for name in (EARLY, MIDDLE, LAST)]
    backbone = keras.Model(lite0.input, taps, name=BACKBONE)
    early, middle, last = backbone(layers.Rescaling(1 / 127.5, offset=-1.0, name="to_unit_range")(photo))
    pooled = layers.Concatenate(name="features")(
        [
            AttentionPool(name="pool_last")(last),
            AttentionPool(name="pool_middle")(middle),
            AttentionPool(name="pool_early")(early),
            ColourPool(name="pool_colour")([photo, middle]),
        ]
    )
    dropped = layers.Dropout(dropout, name="dropout")(pooled)
    widths = {"type": len(words.types), "gender": len(words.genders), "colour": len(words.colours)}
    outputs = {kind: layers.Dense(width, name=kind, dtype="float32")(dropped) for kind, width in widths.items()}
    return keras.Model(photo, outputs, name="second")


def is_second(network: keras.Model) -> bool:
    """Whether this is a second opinion, and not what is indexed with."""
    return any(layer.name == BACKBONE for layer in network.layers)


def freeze_seconds_early_layers(network: keras.Model) -> None:
    """Freeze the backbone up to FROZEN_UP_TO, its normalisation included."""
    for layer in network.get_layer(BACKBONE).layers:
        layer.trainable = False
        if layer.name == FROZEN_UP_TO:
            return
