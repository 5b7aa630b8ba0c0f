"""A second classifier of a photo's type, gender and colour: a network of another kind that learned by itself.

Networks that were trained apart err apart, so the mean of what they say is right more often than any of them (Hansen &
Salamon, "Neural Network Ensembles", PAMI 1990).
"""

from __future__ import annotations

import keras

from recommender.training.labels import LabelVocabulary
from recommender.training.layers.efficientnet import EARLY, FROZEN_UP_TO, LAST, MIDDLE, efficientnet_lite0
from recommender.training.layers.features import (
    BATCH_NORM_MOMENTUM,
    attribute_heads,
    freeze_up_to,
    photo_features,
    unit_range,
)

BACKBONE = "second_backbone"


def build_second_classifier(words: LabelVocabulary, size: int, dropout: float = 0.2) -> keras.Model:
    """A network for (batch, size, size, 3) photos with values 0 to 255.

    Outputs a dict of the logits "type", "gender" and "colour". The weights do not depend on `size`, which has to be a
    multiple of 16.
    """
    photo = keras.Input((size, size, 3), name="photo")
    lite0 = efficientnet_lite0(size, BATCH_NORM_MOMENTUM)
    taps = [lite0.get_layer(name).output for name in (EARLY, MIDDLE, LAST)]
    backbone = keras.Model(lite0.input, taps, name=BACKBONE)
    early, middle, last = backbone(unit_range(photo))
    outputs = attribute_heads(photo_features(photo, early, middle, last, dropout), words)
    return keras.Model(photo, outputs, name="second")


def is_second_classifier(network: keras.Model) -> bool:
    """Whether this is a second classifier, and not what is indexed with."""
    return any(layer.name == BACKBONE for layer in network.layers)


def freeze_second_classifier(network: keras.Model) -> None:
    """Freeze the backbone up to FROZEN_UP_TO, its normalisation included."""
    freeze_up_to(network.get_layer(BACKBONE), FROZEN_UP_TO)
