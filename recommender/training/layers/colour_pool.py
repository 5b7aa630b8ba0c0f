"""What colour the garment is, from the pixels themselves."""

from __future__ import annotations

from typing import Any

from keras import layers, ops

from recommender.training.layers.pooling import pointwise, weighted_mean
from recommender.training.layers.torch_layers import torch_kernels

CELL = 4  # pixels: fine enough for stripes and straps, coarse enough to average a sensor's noise away
COLOURS = 64


class ColourPool(layers.Layer):  # type: ignore[misc]
    """[photo (batch, h, w, 3) in 0 to 255, features (batch, h / s, w / s, c)] -> (batch, COLOURS): how much of each of
    64 learned colours there is where the garment is.

    A pretrained network's first filters hardly tell black from navy blue or dark brown. Here small cells of the photo,
    in linear and in square-root levels (which spread the dark ones apart), go through two pointwise layers, and are
    averaged with an attention (Ilse et al. 2018) that sees both the cell's colour and the network's features around
    it, so that the ground behind the garment counts little. A learned colour histogram is as old as Swain & Ballard
    1991, "Color Indexing"; only the attention is new.

    h and w have to be multiples of the features' stride s, and s of CELL.
    """

    def build(self, input_shape: list[tuple[int | None, ...]]) -> None:
        photo, features = input_shape
        height, inner = photo[1], features[1]
        if height is None or inner is None or height % inner or (height // inner) % CELL:
            raise ValueError(f"{height} pixels are no multiple of a feature's stride: take a multiple of 16")
        conv = torch_kernels(layers.Conv2D)
        self.cells = layers.AveragePooling2D(CELL, name="cells")
        self.first = layers.Dense(48, activation="relu", name="first")
        self.second = layers.Dense(COLOURS, activation="relu", name="second")
        self.of_colour = layers.Dense(1, use_bias=False, kernel_initializer="zeros", name="of_colour")
        self.of_features = conv(1, 1, use_bias=False, kernel_initializer="zeros", name="of_features")
        self.spread = layers.UpSampling2D(height // inner // CELL, name="spread")
        pixels = (None, height // CELL, photo[2] // CELL, 6)  # type: ignore[operator]
        self.first.build(pixels)
        self.second.build((*pixels[:-1], 48))
        self.of_colour.build((*pixels[:-1], COLOURS))
        self.of_features.build(features)

    def call(self, inputs: list[Any]) -> Any:
        photo, features = inputs
        levels = self.cells(photo) / 255.0
        roots = ops.sqrt(levels + 1e-3)
        cells = 4.0 * ops.concatenate([levels, roots], axis=-1) - 2.0
        colours = _dense(self.second, _dense(self.first, cells))
        where = pointwise(colours, self.of_colour.kernel) + self.spread(self.of_features(features))
        return weighted_mean(colours, where)


def _dense(layer: layers.Dense, cells: Any) -> Any:
    return ops.relu(pointwise(cells, layer.kernel, layer.bias))
