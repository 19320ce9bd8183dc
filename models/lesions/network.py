"""The lesion network: EfficientNet-Lite0 (see models.toolkit.efficientnet_lite0), its features' mean, seven classes.

While it is trained, each convolution is a kernel of unit scale times a gain per channel, as weight normalisation
(Salimans and Kingma, NeurIPS 2016) begins, so that all channels learn at the same pace although ImageNet's batch norms
are folded into them; the file keeps the products.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.assets import assets
from models.lesions.classes import CLASSES
from models.toolkit import efficientnet_lite
from models.toolkit import efficientnet_lite0 as lite
from models.toolkit.importers import torch

Array = np.ndarray[Any, Any]
Tensor = Any
Arrays = dict[str, Array]

HEAD = "classes"
"""The last layer's name."""
_MIDDLE_BLOCK = 10
_LAYERS = tuple(efficientnet_lite.kernel_shapes())


@dataclass(frozen=True)
class Shape:
    """The pictures that the network was trained on, in pixels, and the number of its classes."""

    height: int = 120
    width: int = 160
    classes: int = len(CLASSES)


class Sight(NamedTuple):
    """What the network makes of B pictures; n × m places, 4 × 5 for 120 × 160 pixels."""

    top: Tensor
    """(B, n, m, 1280): the last feature maps, 0..6."""
    texture: Tensor
    """(B, 224): mean and standard deviation of each map of the eleventh block: what kind of picture it is."""
    logits: Tensor
    """(B, 7): scores of the classes for a prior in which all are as frequent."""


class LesionNetwork:
    """The network with its weights, constants or, to be trained, variables.

    weights: ``LAYER.kernel`` and ``LAYER.bias`` as the file has them, or with ``LAYER.gain`` as ``initial_weights``
    makes them. Raises KeyError when a weight is missing.
    """

    def __init__(self, shape: Shape, weights: Mapping[str, Array], *, trained: bool = False) -> None:
        self.shape = shape
        as_tensor = tf.Variable if trained else tf.constant
        self.weights = {name: as_tensor(np.asarray(array, np.float32)) for name, array in weights.items()}
        for name in (*_LAYERS, HEAD):
            self._layer(name)

    def __call__(self, pictures: Tensor, *, frozen: int = 0, dropout: float = 0.0, depth: float = 0.0) -> Sight:
        """pictures (B, height, width, 3), RGB, uint8 or float32 in 0..255, of any size → Sight. Can be traced.

        For training only: frozen is the number of first blocks that learn nothing, dropout the share of features left
        out, depth the share of pictures for which the last block is left out (stochastic depth, Huang et al., 2016),
        less for earlier ones.
        """
        x = (tf.cast(pictures, tf.float32) - 127.0) / 128.0
        x = tf.nn.relu6(lite.convolve(x, *self._layer("stem"), stride=2))
        blocks = lite.blocks()
        for index, block in enumerate(blocks):
            y, _ = lite.inverted_residual(x, block, self._block(index, block))
            x = _kept(x, y, depth * index / len(blocks)) if depth and y.shape == x.shape else y
            if index + 1 == frozen:
                x = tf.stop_gradient(x)
            if index == _MIDDLE_BLOCK:
                texture = tf.concat([tf.reduce_mean(x, (1, 2)), tf.math.reduce_std(x, (1, 2))], -1)
        top = tf.nn.relu6(lite.convolve(x, *self._layer("head")))
        features = tf.reduce_mean(top, axis=(1, 2))
        kernel, bias = self._layer(HEAD)
        seen = tf.nn.dropout(features, dropout) if dropout else features
        return Sight(top, texture, seen @ kernel + bias)

    def heat(self, top: Tensor) -> Tensor:
        """Class activation maps (Zhou et al., CVPR 2016): top (B, n, m, 1280) → (B, n, m, 7).

        Their mean over the places is the logits less the last layer's bias.
        """
        return tf.tensordot(top, self._layer(HEAD)[0], 1)

    def folded(self, weights: Mapping[str, Array]) -> Arrays:
        """Weights as the file has them: kernels times their gains."""
        found = {name: np.asarray(array) for name, array in weights.items() if not name.endswith(".gain")}
        for name in (name.removesuffix(".gain") for name in weights if name.endswith(".gain")):
            found[f"{name}.kernel"] = found[f"{name}.kernel"] * _along(name, np.asarray(weights[f"{name}.gain"]))
        return found

    def _block(self, index: int, block: lite.Block) -> dict[str, tuple[Tensor, Tensor]]:
        parts = ("expand", "depthwise", "project") if block.expansion > 1 else ("depthwise", "project")
        return {part: self._layer(f"{index}.{part}") for part in parts}

    def _layer(self, name: str) -> tuple[Tensor, Tensor]:
        kernel, bias = self.weights[f"{name}.kernel"], self.weights[f"{name}.bias"]
        gain = self.weights.get(f"{name}.gain")
        return (kernel if gain is None else kernel * _along(name, gain)), bias


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """ImageNet's weights as kernels and gains, and a random last layer. Raises models.assets.assets.AssetError."""
    return unfolded(efficientnet_lite.folded(torch.read(assets.path(efficientnet_lite.ASSET))), shape, seed)


def unfolded(arrays: Mapping[str, Array], shape: Shape, seed: int) -> Arrays:
    """Convolutions with batch norms folded in → kernels of unit scale and gains, and a random last layer."""
    weights: Arrays = {}
    for name, kernel_shape in efficientnet_lite.kernel_shapes().items():
        kernel, is_depthwise = arrays[f"{name}.kernel"], name.endswith("depthwise")
        inputs = np.prod(kernel_shape[:2]) if is_depthwise else np.prod(kernel_shape[:3])
        axes = (0, 1, 3) if is_depthwise else (0, 1, 2)
        gain = np.maximum(np.sqrt(np.square(kernel).mean(axes) * inputs), 1e-3).astype(np.float32)
        weights[f"{name}.kernel"] = kernel / _along(name, gain)
        weights |= {f"{name}.gain": gain, f"{name}.bias": arrays[f"{name}.bias"]}
    normal = np.random.default_rng(seed).normal(0, 0.01, (lite.CHANNELS, shape.classes))
    weights[f"{HEAD}.kernel"] = normal.astype(np.float32)
    weights[f"{HEAD}.bias"] = np.zeros(shape.classes, np.float32)
    return weights


def _along(name: str, gain: Tensor) -> Tensor:
    """A gain per channel in the shape that multiplies its kernel."""
    return gain[:, None] if name.endswith("depthwise") else gain


def _kept(x: Tensor, y: Tensor, share: float) -> Tensor:
    """A residual block's output y for input x, in which ``share`` of the pictures leave the block out."""
    keep = tf.floor(1 - share + tf.random.uniform((tf.shape(x)[0], 1, 1, 1)))
    return x + (y - x) * keep / (1 - share)
