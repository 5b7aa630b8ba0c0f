"""Three Keras layers that under the Torch backend call Torch's own kernels, without Keras' copies between layouts.

Keras keeps channels last and copies every convolution's input to channels first and back, and it builds normalisation
out of single operations. A training step of MobileNetV2 takes 2.3 times as long that way as Torch's kernels need on a
channels-last view of the same memory. Weights and results are those of the Keras layers, and so are the classes' names,
by which Keras finds the weights in a file. Under other backends it is the Keras layers that are used.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers


def torch_kernels(kind: type[layers.Layer]) -> type[layers.Layer]:
    """The layer class to use in `kind`'s place under the present backend."""
    if keras.backend.backend() != "torch":
        return kind
    return {
        layers.Conv2D: Conv2D,
        layers.DepthwiseConv2D: DepthwiseConv2D,
        layers.BatchNormalization: BatchNormalization,
    }.get(kind, kind)


def with_momentum(model: keras.Model, momentum: float) -> keras.Model:
    """The model with this momentum in its normalisation, made of `torch_kernels` where there are any."""
    if keras.backend.backend() == "torch":
        model = keras.models.clone_model(
            model, clone_function=lambda layer: torch_kernels(layer.__class__).from_config(layer.get_config())
        )
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = momentum
    return model


def _channels_first(photos: Any) -> Any:
    """A view of (n, h, w, c) memory as (n, c, h, w), which Torch calls the channels-last format."""
    return photos.contiguous().permute(0, 3, 1, 2)


def _padding(layer: Any) -> int | None:
    """How many pixels to add on each side; None where it is not the same on both."""
    if layer.padding == "valid":
        return 0
    even = layer.strides == (1, 1) and layer.dilation_rate == (1, 1) and layer.kernel_size[0] % 2 == 1
    return int(layer.kernel_size[0] // 2) if layer.padding == "same" and even else None


class Conv2D(layers.Conv2D):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any:
        from torch.nn.functional import conv2d

        padding = _padding(self)
        if padding is None or self.groups != 1 or self.use_bias or self.data_format != "channels_last":
            return super().call(inputs)
        kernel = self.kernel.value.permute(3, 2, 0, 1)
        return conv2d(_channels_first(inputs), kernel, stride=self.strides, padding=padding).permute(0, 2, 3, 1)


class DepthwiseConv2D(layers.DepthwiseConv2D):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any:
        from torch.nn.functional import conv2d

        padding = _padding(self)
        if padding is None or self.depth_multiplier != 1 or self.use_bias or self.data_format != "channels_last":
            return super().call(inputs)
        kernel = self.kernel.value.permute(2, 3, 0, 1)
        seen = conv2d(_channels_first(inputs), kernel, stride=self.strides, padding=padding, groups=inputs.shape[-1])
        return seen.permute(0, 2, 3, 1)


class BatchNormalization(layers.BatchNormalization):  # type: ignore[misc]
    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        from torch.nn.functional import batch_norm

        if mask is not None or len(inputs.shape) != 4:
            return super().call(inputs, training=training, mask=mask)
        seen = batch_norm(
            _channels_first(inputs),
            self.moving_mean.value,
            self.moving_variance.value,
            self.gamma.value,
            self.beta.value,
            training=bool(training and self.trainable),
            momentum=1.0 - self.momentum,
            eps=self.epsilon,
        )
        return seen.permute(0, 2, 3, 1)
