"""The student of models.radio.network in TensorFlow, to be trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.radio.network import MIDDLE, Arrays, Shape, names

Tensor = Any


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """Normal of variance 2 / fan-in (He et al., 2015), the last layer's a tenth of that; biases 0."""
    rng = np.random.default_rng(seed)
    weights: Arrays = {}
    for name, size in names(shape).items():
        deviation = np.sqrt(2 / np.prod(size[:-1])) if name.endswith("kernel") else 0.0
        weights[name] = (rng.normal(size=size) * deviation * (0.1 if name.startswith("out") else 1)).astype(np.float32)
    return weights


def outputs(
    weights: dict[str, Any], shape: Shape, inputs: tuple[Tensor, Tensor, Tensor], dropped: Tensor | None = None
) -> Tensor:
    """As Student.outputs, of (level, upright, where); dropped: factors (n, dense) in the first dense layer."""
    level, upright, places = inputs
    encoded = [_encoded(weights, shape, x, line) for x, line in ((level, "level"), (upright, "upright"))]
    hidden = tf.concat([*encoded, places], 1)
    hidden = tf.nn.relu(hidden @ weights["dense/kernel"] + weights["dense/bias"])
    if dropped is not None:
        hidden *= dropped
    hidden = tf.nn.relu(hidden @ weights["second/kernel"] + weights["second/bias"])
    return hidden @ weights["out/kernel"] + weights["out/bias"]


def _encoded(weights: dict[str, Any], shape: Shape, x: Tensor, line: str) -> Tensor:
    x = x - MIDDLE
    for index in range(len(shape.channels)):
        x = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])
        x = tf.nn.conv2d(x, weights[f"{line}{index}/kernel"], 2, "VALID") + weights[f"{line}{index}/bias"]
        x = tf.nn.relu(x)
    return tf.reshape(x, (tf.shape(x)[0], -1))
