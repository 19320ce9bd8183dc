"""The network of models.actions.network in TensorFlow, to be trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.actions.network import Arrays, Shape, names

Tensor = Any

_DROPPED, _DROPPED_LAST, _NOISE = 0.15, 0.3, 0.02


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """Normal of variance 2 / fan-in (He et al., 2015), biases 0."""
    rng = np.random.default_rng(seed)
    weights: Arrays = {}
    for name, size in names(shape).items():
        deviation = np.sqrt(2 / np.prod(size[:-1])) if name.endswith("kernel") else 0.0
        weights[name] = (rng.normal(0, 1, size) * deviation * (0.5 if name.startswith("layer") else 1)).astype(
            np.float32
        )
    return weights


def logits(weights: dict[str, Any], shape: Shape, windows: Tensor, seed: Tensor | None = None) -> Tensor:
    """windows (n, LENGTH, FEATURES) → logits (n, 7). seed: of dropout and noise, int32 (2,); None for neither."""
    x = windows if seed is None else windows + tf.random.stateless_normal(tf.shape(windows), seed, 0, _NOISE)
    x = tf.nn.relu(_convolve(weights, x, "first", 1))
    for index, dilation in enumerate(shape.dilations):
        y = tf.nn.relu(_convolve(weights, x, f"layer{index}", dilation))
        x = x + (y if seed is None else _dropped(y, _DROPPED, seed + index + 1, channels=True))
    pooled = tf.concat([tf.reduce_mean(x, 1), tf.reduce_max(x, 1)], -1)
    if seed is not None:
        pooled = _dropped(pooled, _DROPPED_LAST, seed + 101)
    hidden = tf.nn.relu(pooled @ weights["hidden/kernel"] + weights["hidden/bias"])
    return hidden @ weights["classes/kernel"] + weights["classes/bias"]


def _convolve(weights: dict[str, Any], x: Tensor, name: str, dilation: int) -> Tensor:
    padded = tf.pad(x, [[0, 0], [dilation, dilation], [0, 0]])
    return tf.nn.conv1d(padded, weights[f"{name}/kernel"], 1, "VALID", dilations=dilation) + weights[f"{name}/bias"]


def _dropped(x: Tensor, share: float, seed: Tensor, channels: bool = False) -> Tensor:
    shape = tf.shape(x)
    kept = tf.random.stateless_uniform((shape[0], 1, shape[2]) if channels else shape, seed) >= share
    return tf.where(kept, x / (1 - share), 0.0)
