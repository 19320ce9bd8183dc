"""The network of models.lips.network in TensorFlow, to be trained on pieces of a fixed length."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.lips.network import TAPS, Arrays, Shape, names

Tensor = Any


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """Normal of variance 1 / fan-in; recurrent products orthogonal (Saxe et al., 2014); biases 0, of update gates 1."""
    rng = np.random.default_rng(seed)
    weights: Arrays = {}
    for name, size in names(shape).items():
        drawn = rng.normal(size=size)
        if name == "state/kernel":
            parts = np.split(drawn, 3, axis=1)
            drawn = np.concatenate([np.linalg.qr(part)[0] for part in parts], axis=1)
        elif name.endswith("kernel"):
            drawn /= np.sqrt(size[0])
        else:
            drawn *= 0
        weights[name] = drawn.astype(np.float32)
    weights["input/bias"][: shape.units] = 1
    return weights


def logits(
    weights: dict[str, Any], shape: Shape, frames: Tensor, dropped: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """frames (batch, n, BANDS), n fixed → logits of phones (batch, n, 34) and of the mouth (batch, n, 5).

    dropped: factors (batch, 1, units) on the recurrent layer's output, for dropout.
    """
    length = int(frames.shape[1])
    padded = tf.pad(frames, [[0, 0], [TAPS - 1, 0], [0, 0]])
    seen = tf.concat([padded[:, tap : tap + length] for tap in range(TAPS)], -1)
    dense = tf.nn.relu(tf.tensordot(seen, weights["dense/kernel"], 1) + weights["dense/bias"])
    fresh = tf.tensordot(dense, weights["input/kernel"], 1) + weights["input/bias"]
    states = tf.stack(_recurrent(weights, shape.units, tf.unstack(fresh, length, axis=1)), axis=1)
    if dropped is not None:
        states *= dropped
    phones = tf.tensordot(states, weights["phones/kernel"], 1) + weights["phones/bias"]
    return phones, tf.tensordot(states, weights["mouth/kernel"], 1) + weights["mouth/bias"]


def _recurrent(weights: dict[str, Any], units: int, fresh: list[Tensor]) -> list[Tensor]:
    state = tf.zeros((tf.shape(fresh[0])[0], units))
    kernel, bias = tf.convert_to_tensor(weights["state/kernel"]), tf.convert_to_tensor(weights["state/bias"])
    states = []
    for moment in fresh:
        kept = state @ kernel + bias
        gates = tf.sigmoid(moment[:, : 2 * units] + kept[:, : 2 * units])
        candidate = tf.tanh(moment[:, 2 * units :] + gates[:, units:] * kept[:, 2 * units :])
        state = candidate + gates[:, :units] * (state - candidate)
        states.append(state)
    return states
