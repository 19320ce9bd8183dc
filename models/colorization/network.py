"""The colorization network: EfficientNet-Lite0 on lightness, a U-Net decoder, ab bins at a quarter of the size.

Zhang, Isola and Efros (ECCV 2016) for what it predicts, Ronneberger et al. (2015) for the decoder's skips, Zhang et
al. (SIGGRAPH 2017) for the colour hints, which enter the decoder at every scale. Batch norms are trained with the
decoder and folded into its convolutions in the file, so that inference knows convolutions and biases only.
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

_SKIPS = {2: 4, 4: 8, 10: 16}
"""Blocks of the encoder whose output the decoder sees, and their stride."""
_SKIP_CHANNELS = {4: 24, 8: 40, 16: 112}
_TOP = 320
_EPSILON = 1e-3
_MOMENTUM = 0.98
_HINT_CHANNELS = 3


@dataclass(frozen=True)
class Shape:
    """The architecture: decoder widths at strides 32, 16, 8 and 4, hint channels, number of bins."""

    widths: tuple[int, int, int, int] = (256, 192, 128, 96)
    hint_width: int = 24
    bins: int = 261


class Colorizer:
    """The network with its weights, constants or, to be trained, variables.

    weights: by name, as ``initial_weights`` makes them or, folded, as the file holds them. ``training`` is for a
    network whose batch norms learn. Raises KeyError when a weight is missing.
    """

    def __init__(self, shape: Shape, weights: Mapping[str, Array], *, trained: bool = False) -> None:
        self.shape = shape
        as_tensor = tf.Variable if trained else tf.constant
        self.weights = {name: as_tensor(np.asarray(array, np.float32)) for name, array in weights.items()}

    def __call__(self, lightness: Tensor, hints: Tensor, *, frozen: int = 0, training: bool = False) -> Tensor:
        """lightness (B, H, W), 0..100, H and W multiples of 32; hints (B, H/4, W/4, 3) → logits (B, H/4, W/4, bins).

        hints: a and b divided by 110, and 1, where there is a hint, else zeros. ``frozen``: encoder blocks that learn
        nothing. Can be traced.
        """
        skips, top = self._encode(lightness, frozen)
        told = self._look_at(hints, training)
        x = self._project(top, "top", training)
        mean = tf.reduce_mean(x, axis=(1, 2))  # the whole scene: indoors or out, sea or field
        x = x + tf.nn.relu(mean @ self.weights["scene/kernel"] + self.weights["scene/bias"])[:, None, None]
        for stride in (16, 8, 4):
            x = unet.doubled(x)
            x = tf.concat([x, skips[stride], told[stride]], -1)
            x = self._project(x, f"join{stride}", training)
            x = x + self._separable(x, f"refine{stride}", training)
        return lite.convolve(x, self.weights["bins/kernel"], self.weights["bins/bias"])

    def folded(self, weights: Mapping[str, Array]) -> Arrays:
        """Weights with their batch norms folded into the convolutions before them: what inference uses."""
        found = {name: np.asarray(array) for name, array in weights.items()}
        for name in [name.removesuffix("/gamma") for name in found if name.endswith("/gamma")]:
            gamma, beta, mean, variance = (
                found.pop(f"{name}/{part}") for part in ("gamma", "beta", "mean", "variance")
            )
            scale = gamma / np.sqrt(variance + _EPSILON)
            found[f"{name}/kernel"] = found[f"{name}/kernel"] * scale
            found[f"{name}/bias"] = beta - mean * scale
        return found

    def _encode(self, lightness: Tensor, frozen: int) -> tuple[dict[int, Tensor], Tensor]:
        x = (lightness[..., None] * 2.55 - 127.0) / 128.0  # (B, H, W, 1): the three channels are alike
        return unet.encode(x, self.weights, _SKIPS, frozen=frozen)

    def _look_at(self, hints: Tensor, training: bool) -> dict[int, Tensor]:
        """The hints at strides 4, 8 and 16, each seen with its surroundings."""
        x = self._project(hints, "hint4", training)
        seen = {4: x}
        for stride in (8, 16):
            # the largest, not the mean: one hinted cell among many must not fade
            x = self._project(tf.nn.max_pool2d(x, 2, 2, "SAME"), f"hint{stride}", training)
            seen[stride] = x
        return seen

    def _project(self, x: Tensor, name: str, training: bool) -> Tensor:
        return tf.nn.relu(self._normed(tf.nn.conv2d(x, self.weights[f"{name}/kernel"], 1, "SAME"), name, training))

    def _separable(self, x: Tensor, name: str, training: bool) -> Tensor:
        for part in ("a", "b"):
            x = tf.nn.depthwise_conv2d(x, self.weights[f"{name}{part}/depthwise"], (1, 1, 1, 1), "SAME")
            x = self._project(x, f"{name}{part}", training)
        return x

    def _normed(self, x: Tensor, name: str, training: bool) -> Tensor:
        if f"{name}/bias" in self.weights:
            return tf.nn.bias_add(x, self.weights[f"{name}/bias"])
        gamma, beta, mean, variance = (self.weights[f"{name}/{part}"] for part in ("gamma", "beta", "mean", "variance"))
        if not training:
            return tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, mean, variance, _EPSILON, is_training=False)[0]
        y, batch_mean, batch_variance = tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, epsilon=_EPSILON)
        mean.assign(_MOMENTUM * mean + (1 - _MOMENTUM) * tf.stop_gradient(batch_mean))
        variance.assign(_MOMENTUM * variance + (1 - _MOMENTUM) * tf.stop_gradient(batch_variance))
        return y

    def _layer(self, name: str) -> tuple[Tensor, Tensor]:
        return self.weights[f"{name}/kernel"], self.weights[f"{name}/bias"]


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """Random decoder weights, and the encoder's from ImageNet. Raises models.assets.assets.AssetError without its
    file."""
    rng = np.random.default_rng(seed)
    weights = unet.encoder_weights()
    weights["encoder/stem/kernel"] = weights["encoder/stem/kernel"].sum(2, keepdims=True)  # one channel: lightness
    for name, (size, inputs, outputs) in _convolutions(shape).items():
        deviation = np.sqrt(2 / (size * size * inputs))
        weights[f"{name}/kernel"] = rng.normal(0, deviation, (size, size, inputs, outputs)).astype(np.float32)
        weights |= {f"{name}/{part}": np.ones(outputs, np.float32) for part in ("gamma", "variance")}
        weights |= {f"{name}/{part}": np.zeros(outputs, np.float32) for part in ("beta", "mean")}
    for stride, width in zip((16, 8, 4), shape.widths[1:], strict=True):
        for part in ("a", "b"):
            kernel = rng.normal(0, 1 / 3, (3, 3, width, 1))
            weights[f"refine{stride}{part}/depthwise"] = kernel.astype(np.float32)
    top, last = shape.widths[0], shape.widths[-1]
    weights["scene/kernel"] = rng.normal(0, 1 / np.sqrt(top), (top, top)).astype(np.float32)
    weights["scene/bias"] = np.zeros(top, np.float32)
    weights["bins/kernel"] = rng.normal(0, 0.05, (1, 1, last, shape.bins)).astype(np.float32)
    weights["bins/bias"] = np.zeros(shape.bins, np.float32)
    return weights


def _convolutions(shape: Shape) -> dict[str, tuple[int, int, int]]:
    """The decoder's convolutions that have a batch norm: size, channels in, channels out."""
    hint, below = shape.hint_width, shape.widths[0]
    found = {"top": (1, _TOP, below), "hint4": (3, _HINT_CHANNELS, hint)}
    found |= {f"hint{stride}": (3, hint, hint) for stride in (8, 16)}
    for stride, width in zip((16, 8, 4), shape.widths[1:], strict=True):
        found[f"join{stride}"] = (1, below + _SKIP_CHANNELS[stride] + hint, width)
        found |= {f"refine{stride}{part}": (1, width, width) for part in ("a", "b")}
        below = width
    return found
