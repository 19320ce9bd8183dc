"""The encoder's last blocks and its head convolution with weights of their own, trained along with the decoder.

From the 14 × 14 features on, so that what lies before need be computed only once. ImageNet's classes still come from
the encoder as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from models.efficientnet_lite0 import CHANNELS, EfficientNetLite0, blocks, convolve, inverted_residual

Array = np.ndarray[Any, Any]
Tensor = Any

PREFIX = "tuned."
_FIRST = 11
"""The first block after the 14 × 14 features."""


def weight_shapes() -> dict[str, tuple[int, ...]]:
    """Every weight's name and shape, kernels in TensorFlow's order."""
    shapes: dict[str, tuple[int, ...]] = {}
    for index, block in enumerate(blocks()[_FIRST:], _FIRST):
        hidden = block.inputs * block.expansion
        shapes |= _layer(f"{index}.expand", (1, 1, block.inputs, hidden))
        shapes |= _layer(f"{index}.depthwise", (block.size, block.size, hidden, 1))
        shapes |= _layer(f"{index}.project", (1, 1, hidden, block.outputs))
    return shapes | _layer("head", (1, 1, blocks()[-1].outputs, CHANNELS))


def initial_weights(encoder: EfficientNetLite0) -> dict[str, Array]:
    """The encoder's own weights by these names."""
    layers = {f"{i}.{name}": layer for i, found in enumerate(encoder.block_layers) for name, layer in found.items()}
    layers["head"] = encoder.head_layer
    found: dict[str, Array] = {}
    for name in weight_shapes():
        layer, part = name.removeprefix(PREFIX).rsplit(".", 1)
        found[name] = layers[layer][part == "bias"].numpy()
    return found


def top(weights: Mapping[str, Tensor], middle: Tensor) -> Tensor:
    """middle (B, 14, 14, 112) → the features after the head convolution (B, 7, 7, 1280), 0..6."""
    x = middle
    for index, block in enumerate(blocks()[_FIRST:], _FIRST):
        names = ("expand", "depthwise", "project")
        x, _ = inverted_residual(x, block, {name: _of(weights, f"{index}.{name}") for name in names})
    return tf.nn.relu6(convolve(x, *_of(weights, "head")))


def _of(weights: Mapping[str, Tensor], layer: str) -> tuple[Tensor, Tensor]:
    return weights[f"{PREFIX}{layer}.kernel"], weights[f"{PREFIX}{layer}.bias"]


def _layer(name: str, kernel: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    outputs = kernel[2] if name.endswith("depthwise") else kernel[3]
    return {f"{PREFIX}{name}.kernel": kernel, f"{PREFIX}{name}.bias": (outputs,)}
