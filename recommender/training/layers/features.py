"""What both networks are made of above their backbones: features of the whole photo, and heads that name attributes."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from recommender.training.labels import LabelVocabulary
from recommender.training.layers.colour_pool import ColourPool
from recommender.training.layers.pooling import AttentionPool

# keras.applications sets 0.999: after some hundred steps the moving statistics would still be ImageNet's.
BATCH_NORM_MOMENTUM = 0.95


def unit_range(photo: Any) -> Any:
    """Values of 0 to 255 -> of -1 to 1, as both backbones take them."""
    return layers.Rescaling(1 / 127.5, offset=-1.0, name="to_unit_range")(photo)


def photo_features(photo: Any, early: Any, middle: Any, last: Any, dropout: float) -> Any:
    """The photo (batch, h, w, 3) in 0 to 255 and a backbone's features of three depths -> (batch, c)."""
    # The earlier features still know colour and pattern, which the last have traded for shape.
    pooled = layers.Concatenate(name="features")(
        [
            AttentionPool(name="pool_last")(last),
            AttentionPool(name="pool_middle")(middle),
            AttentionPool(name="pool_early")(early),
            ColourPool(name="pool_colour")([photo, middle]),
        ]
    )
    return layers.Dropout(dropout, name="dropout")(pooled)


def attribute_heads(features: Any, words: LabelVocabulary) -> dict[str, Any]:
    """The logits "type", "gender" and "colour", in full precision whatever the policy."""
    widths = {"type": len(words.types), "gender": len(words.genders), "colour": len(words.colours)}
    return {kind: layers.Dense(width, name=kind, dtype="float32")(features) for kind, width in widths.items()}


def freeze_up_to(backbone: keras.Model, name: str) -> None:
    """Freeze the layers up to the named one, their normalisation included."""
    for layer in backbone.layers:
        layer.trainable = False
        if layer.name == name:
            return
