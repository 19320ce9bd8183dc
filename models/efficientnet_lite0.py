"""EfficientNet-Lite0 in TensorFlow: the ImageNet classifier whose features the networks trained here look at.

EfficientNet (Tan and Le, ICML 2019) without squeeze-and-excitation and with ReLU6 in place of swish ("Lite",
Google, 2020). Batch norms are folded into the convolutions, so that only convolutions and biases are left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models import assets
from models.importers import torch

Array = np.ndarray[Any, Any]
Tensor = Any

Layer = tuple[Tensor, Tensor]
"""Kernel and bias."""

ASSET = "efficientnet-lite0.pth"
SIDE = 224
"""The side of the square picture that the network was trained on, in pixels."""
CHANNELS = 1280
"""Channels of the features after the head convolution."""
MIDDLE_CHANNELS = 112
CLASSES = 1000

_EPSILON = 1e-3
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""(blocks, kernel size, stride of the first block, expansion, channels out), after the stem of 32 channels."""
_STEM = 32
_MIDDLE_BLOCK = 10
"""The last block at stride 16."""


class WeightsError(ValueError):
    """The weights do not fit the architecture."""


class Features(NamedTuple):
    """What the encoder sees in a batch of B pictures of side 32·n."""

    middle: Tensor
    """(B, 2n, 2n, 112): the output of the last block at stride 16; 14 × 14 for a side of 224."""
    top: Tensor
    """(B, n, n, 1280): after the head convolution, 0..6; 7 × 7 for a side of 224."""
    logits: Tensor
    """(B, 1000): ImageNet classes before the softmax, in ImageNet's order of classes."""


class Block(NamedTuple):
    """One inverted residual block (Sandler et al., 2018)."""

    size: int
    stride: int
    expansion: int
    inputs: int
    outputs: int


def blocks() -> list[Block]:
    """The 16 blocks in order."""
    found: list[Block] = []
    inputs = _STEM
    for count, size, stride, expansion, outputs in _STAGES:
        for index in range(count):
            found.append(Block(size, stride if index == 0 else 1, expansion, inputs, outputs))
            inputs = outputs
    return found


class EfficientNetLite0:
    """The network with its weights.

    weights: a PyTorch ``state_dict`` as :func:`models.importers.torch.read` gives it. Raises WeightsError when a
    key is missing, superfluous or of another shape.
    """

    stem_layer: Layer
    block_layers: list[dict[str, Layer]]
    """Kernel and bias, batch norms folded in, of each convolution of a block: expand, depthwise, project."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        left = dict(weights)
        self.stem_layer = _convolution(left, "_conv_stem", "_bn0", (_STEM, 3, 3, 3))
        self.block_layers = [_block(left, f"_blocks.{index}", block) for index, block in enumerate(blocks())]
        self.head_layer = _convolution(left, "_conv_head", "_bn1", (CHANNELS, 320, 1, 1))
        self._classes = (
            tf.constant(_take(left, "_fc.weight", (CLASSES, CHANNELS)).T.copy()),
            tf.constant(_take(left, "_fc.bias", (CLASSES,))),
        )
        if left:
            raise WeightsError(f"the weights hold {len(left)} arrays too many, such as {min(left)}")

    def __call__(self, pictures: Tensor) -> Features:
        """pictures (B, 32·n, 32·m, 3) RGB, uint8 or float32 in 0..255 → features. Can be traced."""
        x = middle = self.stem(pictures)
        for index, (block, layers) in enumerate(zip(blocks(), self.block_layers, strict=True)):
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
    """The network with the weights of the asset. Raises models.assets.AssetError when it is not there."""
    return EfficientNetLite0(torch.read(assets.path(ASSET)))


def _block(left: dict[str, Array], name: str, block: Block) -> dict[str, Layer]:
    """The folded layers of a block: expand (where there is one), depthwise, project."""
    hidden = block.inputs * block.expansion
    layers: dict[str, Layer] = {}
    if block.expansion > 1:
        layers["expand"] = _convolution(left, f"{name}._expand_conv", f"{name}._bn0", (hidden, block.inputs, 1, 1))
    shape = (hidden, 1, block.size, block.size)
    layers["depthwise"] = _convolution(left, f"{name}._depthwise_conv", f"{name}._bn1", shape, depthwise=True)
    layers["project"] = _convolution(left, f"{name}._project_conv", f"{name}._bn2", (block.outputs, hidden, 1, 1))
    return layers


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


def _convolution(
    left: dict[str, Array], name: str, norm: str, shape: tuple[int, ...], *, depthwise: bool = False
) -> Layer:
    """A convolution with its batch norm folded in: kernel in TensorFlow's order and bias (channels out,)."""
    kernel = _take(left, f"{name}.weight", shape)  # PyTorch's order: (out, in / groups, height, width)
    channels = shape[:1]
    gamma, beta, mean, variance = (
        _take(left, f"{norm}.{part}", channels) for part in ("weight", "bias", "running_mean", "running_var")
    )
    _take(left, f"{norm}.num_batches_tracked", ())
    scale = gamma / np.sqrt(variance + _EPSILON)
    folded = kernel * scale[:, None, None, None]
    order = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
    return tf.constant(np.ascontiguousarray(folded.transpose(order))), tf.constant(beta - mean * scale)


def _take(left: dict[str, Array], name: str, shape: tuple[int, ...]) -> Array:
    """Take an array out of those that are left, so that what nobody takes is noticed."""
    if name not in left:
        raise WeightsError(f"the weights lack {name}")
    array = left.pop(name)
    if array.shape != shape:
        raise WeightsError(f"{name} has shape {array.shape}, not {shape}")
    return array.astype(np.float32)
