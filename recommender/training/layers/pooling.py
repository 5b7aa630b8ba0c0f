"""Where in the photo the garment is, learned without boxes; and pointwise layers as LiteRT takes them best."""

from __future__ import annotations

from typing import Any

from keras import layers, ops


def pointwise(features: Any, kernel: Any, bias: Any = None) -> Any:
    """(batch, h, w, c) times (c, d) -> (batch, h, w, d), as a convolution.

    What a Dense layer does there, but with an open batch it becomes in LiteRT a dozen operations on shapes, each with a
    size known only when it runs, which no accelerated kernel takes.
    """
    seen = ops.conv(features, ops.reshape(kernel, (1, 1, *kernel.shape)), padding="valid", data_format="channels_last")
    return seen if bias is None else seen + bias


def weighted_mean(features: Any, worth: Any) -> Any:
    """(batch, h, w, c), (batch, h, w, 1) logits -> (batch, c): the mean by the softmax of `worth` over the places."""
    _, high, wide, width = features.shape
    # Only the batch is left open: LiteRT would otherwise not know a single size before it runs.
    attention = ops.reshape(ops.softmax(ops.reshape(worth, (-1, high * wide)), axis=-1), (-1, high * wide, 1))
    return ops.sum(ops.reshape(features, (-1, high * wide, width)) * attention, axis=1)


class AttentionPool(layers.Layer):  # type: ignore[misc]
    """(batch, h, w, c) -> (batch, c): a mean weighted by where the garment is, learned without boxes.

    Starts as the plain mean (zero weights). Source: Ilse, Tomczak & Welling 2018, "Attention-based Deep Multiple
    Instance Learning", without the gate.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.query = self.add_weight(shape=(input_shape[-1], 1), initializer="zeros", name="query")

    def call(self, features: Any) -> Any:
        return weighted_mean(features, pointwise(features, self.query))
