"""The grape network: the first eleven blocks of EfficientNet-Lite0 and a U-Net decoder (Ronneberger et al., 2015).

It sees RGB and gives two maps of the picture's own size: inside a berry or not, and how deep inside. The decoder works
at strides 16 to 2; the last step unfolds channels into pixels (Shi et al., "sub-pixel convolution", CVPR 2016).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from models.toolkit import efficientnet_lite0 as lite
from models.toolkit import unet

Array = np.ndarray[Any, Any]
Tensor = Any
Arrays = dict[str, Array]

STRIDE = 16
"""A picture's sides are multiples of this."""
MAPS = 2
_SKIPS = {0: 2, 2: 4, 4: 8, 10: 16}
"""Blocks of the encoder whose output the decoder sees, and their stride."""
_SKIP_CHANNELS = {2: 16, 4: 24, 8: 40, 16: 112}
_BLOCKS = 11


@dataclass(frozen=True)
class Shape:
    """Decoder widths at strides 16, 8, 4 and 2."""

    widths: tuple[int, int, int, int] = (96, 64, 40, 32)


class GrapeNet:
    """The network with its weights: constants or, to be trained, variables. Raises KeyError where one is missing."""

    def __init__(self, shape: Shape, weights: Mapping[str, Array], *, trained: bool = False) -> None:
        self.shape = shape
        as_tensor = tf.Variable if trained else tf.constant
        self.weights = {name: as_tensor(np.asarray(array, np.float32)) for name, array in weights.items()}

    def __call__(self, pictures: Tensor) -> Tensor:
        """pictures (B, 16·n, 16·m, 3) RGB, 0..255 → logits of inside and depth (B, 16·n, 16·m, 2). Can be traced."""
        x = (tf.cast(pictures, tf.float32) - 127.0) / 128.0
        skips, _ = unet.encode(x, self.weights, _SKIPS, _BLOCKS)
        x = self._refined(self._project(skips[16], "top"), "refine16")
        for stride in (8, 4, 2):
            x = tf.concat([unet.doubled(x), skips[stride]], -1)
            x = self._refined(self._project(x, f"join{stride}"), f"refine{stride}")
        x = lite.convolve(x, *self._layer("maps"))  # (B, h/2, w/2, 8)
        return tf.nn.depth_to_space(x, 2)

    def _project(self, x: Tensor, name: str) -> Tensor:
        return tf.nn.relu(lite.convolve(x, *self._layer(name)))

    def _refined(self, x: Tensor, name: str) -> Tensor:
        """Added to x: what two separable convolutions make of it."""
        y = x
        for part in ("a", "b"):
            y = tf.nn.depthwise_conv2d(y, self.weights[f"{name}{part}/depthwise"], (1, 1, 1, 1), "SAME")
            y = self._project(y, f"{name}{part}")
        return x + y

    def _layer(self, name: str) -> tuple[Tensor, Tensor]:
        return self.weights[f"{name}/kernel"], self.weights[f"{name}/bias"]


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """Random decoder weights, and the encoder's from ImageNet. Raises models.assets.assets.AssetError without its
    file."""
    rng = np.random.default_rng(seed)
    weights = unet.encoder_weights(_BLOCKS)
    for name, (size, inputs, outputs) in _convolutions(shape).items():
        deviation = np.sqrt(2 / (size * size * inputs))
        weights[f"{name}/kernel"] = rng.normal(0, deviation, (size, size, inputs, outputs)).astype(np.float32)
        weights[f"{name}/bias"] = np.zeros(outputs, np.float32)
    for stride, width in zip((16, 8, 4, 2), shape.widths, strict=True):
        for part in ("a", "b"):
            weights[f"refine{stride}{part}/depthwise"] = rng.normal(0, 1 / 3, (3, 3, width, 1)).astype(np.float32)
        weights[f"refine{stride}b/kernel"] *= 0.3  # begin near the identity
    return weights


def _convolutions(shape: Shape) -> dict[str, tuple[int, int, int]]:
    """The decoder's convolutions that are not depthwise: size, channels in, channels out."""
    found = {"top": (1, _SKIP_CHANNELS[16], shape.widths[0])}
    below = shape.widths[0]
    for stride, width in zip((16, 8, 4, 2), shape.widths, strict=True):
        if stride < STRIDE:
            found[f"join{stride}"] = (1, below + _SKIP_CHANNELS[stride], width)
        found |= {f"refine{stride}{part}": (1, width, width) for part in ("a", "b")}
        below = width
    return found | {"maps": (3, below, 4 * MAPS)}
