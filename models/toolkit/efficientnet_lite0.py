"""EfficientNet-Lite0 in TensorFlow: the ImageNet classifier whose features the networks trained here look at.

EfficientNet (Tan and Le, ICML 2019) without squeeze-and-excitation and with ReLU6 in place of swish ("Lite",
Google, 2020). Batch norms are folded into the convolutions, so that only convolutions and biases are left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.assets import assets
from models.toolkit.efficientnet_lite import (
    ASSET,
    CHANNELS,
    CLASSES,
    SIDE,
    Block,
    WeightsError,
    blocks,
    folded,
    kernel_shapes,
)
from models.toolkit.importers import torch

__all__ = ["ASSET", "CHANNELS", "CLASSES", "SIDE", "Block", "EfficientNetLite0", "Features", "WeightsError", "blocks"]

Array = np.ndarray[Any, Any]
Tensor = Any

Layer = tuple[Tensor, Tensor]
"""Kernel and bias."""

_MIDDLE_BLOCK = 10
"""The last block at stride 16."""
_PARTS = ("expand", "depthwise", "project")


class Features(NamedTuple):
    """What the encoder sees in a batch of B pictures of side 32·n."""

    middle: Tensor
    """(B, 2n, 2n, 112): the output of the last block at stride 16; 14 × 14 for a side of 224."""
    top: Tensor
    """(B, n, n, 1280): after the head convolution, 0..6; 7 × 7 for a side of 224."""
    logits: Tensor
    """(B, 1000): ImageNet classes before the softmax, in ImageNet's order of classes."""


class EfficientNetLite0:
    """The network with its weights.

    weights: a PyTorch ``state_dict`` as :func:`models.toolkit.importers.torch.read` gives it. Raises WeightsError when
    a key is missing, superfluous or of another shape.
    """

    stem_layer: Layer
    block_layers: list[dict[str, Layer]]
    """Kernel and bias, batch norms folded in, of each convolution of a block: expand, depthwise, project."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        arrays = folded(weights)
        layers = {name: _layer(arrays, name) for name in (*kernel_shapes(), "classes")}
        self.stem_layer, self.head_layer, self._classes = (layers[name] for name in ("stem", "head", "classes"))
        self.block_layers = [
            {part: layers[f"{index}.{part}"] for part in _PARTS if f"{index}.{part}" in layers}
            for index in range(len(blocks()))
        ]

    def __call__(self, pictures: Tensor) -> Features:
        """pictures (B, 32·n, 32·m, 3) RGB, uint8 or float32 in 0..255 → features. Can be traced."""
        return self.rest(self.stem(pictures), 0)

    def trunk(self, pictures: Tensor, count: int) -> Tensor:
        """pictures as above → what the stem and the first ``count`` blocks make of them."""
        x = self.stem(pictures)
        for block, layers in zip(blocks()[:count], self.block_layers[:count], strict=True):
            x, _ = inverted_residual(x, block, layers)
        return x

    def rest(self, x: Tensor, first: int) -> Features:
        """What the blocks before ``first`` gave → features. Their ``middle`` is x itself where those had it."""
        middle = x
        for index, (block, layers) in enumerate(zip(blocks()[first:], self.block_layers[first:], strict=True), first):
            x, _ = inverted_residual(x, block, layers)
            if index == _MIDDLE_BLOCK:
                middle = x
        top = self._top(x)
        return Features(middle, top, self._logits(top))

    def activations(self, pictures: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """What is inside: pictures as above → the feature maps of each layer by name, and the logits (B, 1000).

        ``stem``, ``block1`` to ``block16`` (after the depthwise convolution, where each map is one channel's own) and
        ``head``: each (B, height, width, channels), 0..6. Can be traced; what is not used is not computed.
        """
        x = self.stem(pictures)
        maps = {"stem": x}
        for number, (block, layers) in enumerate(zip(blocks(), self.block_layers, strict=True), start=1):
            x, maps[f"block{number}"] = inverted_residual(x, block, layers)
        maps["head"] = self._top(x)
        return maps, self._logits(maps["head"])

    def filters(self) -> Array:
        """The stem's filters with their batch norm folded in: (3, 3, 3, 32), height, width, RGB, filter."""
        kernels: Array = self.stem_layer[0].numpy()
        return kernels

    def _top(self, x: Tensor) -> Tensor:
        """(B, n, m, 320) → (B, n, m, 1280), 0..6"""
        return tf.nn.relu6(convolve(x, *self.head_layer))

    def _logits(self, top: Tensor) -> Tensor:
        kernel, bias = self._classes
        return tf.reduce_mean(top, axis=(1, 2)) @ kernel + bias

    def stem(self, pictures: Tensor) -> Tensor:
        """The first convolution: pictures as above → (B, 16·n, 16·m, 32), 0..6."""
        x = (tf.cast(pictures, tf.float32) - 127.0) / 128.0
        return tf.nn.relu6(convolve(x, *self.stem_layer, stride=2))


def load() -> EfficientNetLite0:
    """The network with the weights of the asset. Raises models.assets.assets.AssetError when it is not there."""
    return EfficientNetLite0(torch.read(assets.path(ASSET)))


def inverted_residual(x: Tensor, block: Block, layers: Mapping[str, Layer]) -> tuple[Tensor, Tensor]:
    """One block: x (B, h, w, inputs) → its output (B, h / stride, w / stride, outputs), and its feature maps after the
    depthwise convolution. layers: by name, as in ``block_layers``.
    """
    y = tf.nn.relu6(convolve(x, *layers["expand"])) if "expand" in layers else x
    kernel, bias = layers["depthwise"]
    y = tf.nn.depthwise_conv2d(y, kernel, (1, block.stride, block.stride, 1), "SAME")
    maps = tf.nn.relu6(tf.nn.bias_add(y, bias))
    y = convolve(maps, *layers["project"])
    return (x + y if block.stride == 1 and block.inputs == block.outputs else y), maps


def convolve(x: Tensor, kernel: Tensor, bias: Tensor, stride: int = 1) -> Tensor:
    """A convolution with its bias, padded so that the size stays, or is divided by the stride."""
    return tf.nn.bias_add(tf.nn.conv2d(x, kernel, stride, "SAME"), bias)


def _layer(arrays: Mapping[str, Array], name: str) -> Layer:
    return tf.constant(arrays[f"{name}.kernel"]), tf.constant(arrays[f"{name}.bias"])
