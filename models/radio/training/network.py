"""The student of models.radio.network in TensorFlow, to be trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.radio.network import MIDDLE, Arrays, Shape, names

Array = np.ndarray[Any, Any]
Tensor = Any


def initial_weights(shape: Shape, seed: int) -> Arrays:
    """Normal of variance 2 / fan-in (He et al., 2015), the last layer's a tenth of that; biases 0."""
    rng = np.random.default_rng(seed)
    weights: Arrays = {}
    for name, size in names(shape).items():
        deviation = np.sqrt(2 / np.prod(size[:-1])) if name.endswith("kernel") else 0.0
        weights[name] = (rng.normal(size=size) * deviation * (0.1 if name.startswith("out") else 1)).astype(np.float32)
    return weights


def grown(old: Arrays, shape: Shape, initial: Arrays, larger: Shape) -> Arrays:
    """Weights of a larger network that says what the smaller one says: ``initial`` of the larger one, with the old
    weights in their place, and nothing that goes from new units to old ones or to the answer (Net2Net, Chen,
    Goodfellow and Shlens, ICLR 2016, with new units in place of copies).
    """
    made = {}
    for name, new in initial.items():
        if name == "dense/kernel":  # it reads cells of all channels, and then where the peak is
            cells = [
                array[:-2].reshape(-1, channels, array.shape[-1])
                for array, channels in ((old[name], shape.channels[-1]), (new, larger.channels[-1]))
            ]
            body, tail = _around(*cells), _around(old[name][-2:], new[-2:])
            made[name] = np.concatenate([body.reshape(-1, body.shape[-1]), tail])
        else:
            made[name] = _around(old[name], new)
    return made


def _around(old: Array, new: Array) -> Array:
    """The larger array with the smaller one in its first corner, and 0 where new units would reach old ones."""
    made = new.copy()
    made[..., : old.shape[-1]] = 0
    made[tuple(slice(size) for size in old.shape)] = old
    return made


def outputs(
    weights: dict[str, Any],
    shape: Shape,
    inputs: tuple[Tensor, Tensor, Tensor],
    dropped: Tensor | None = None,
    *,
    half: bool = False,
) -> Tensor:
    """As Student.outputs, of (level, upright, where); dropped: factors (n, dense) in the first dense layer.

    half: all but the last layer in bfloat16, which takes 0.6 of the time; float32 comes out. Raises
    tf.errors.AbortedError on a processor that has none.
    """
    kind = tf.bfloat16 if half else tf.float32
    level, upright, places = inputs
    cast = {name: tf.cast(array, kind) for name, array in weights.items() if not name.startswith("out")}
    encoded = [
        _encoded(cast, shape, tf.cast(x - MIDDLE, kind), line) for x, line in ((level, "level"), (upright, "upright"))
    ]
    hidden = tf.concat([*encoded, tf.cast(places, kind)], 1)
    hidden = tf.nn.relu(hidden @ cast["dense/kernel"] + cast["dense/bias"])
    if dropped is not None:
        hidden *= tf.cast(dropped, kind)
    hidden = tf.cast(tf.nn.relu(hidden @ cast["second/kernel"] + cast["second/bias"]), tf.float32)
    return hidden @ weights["out/kernel"] + weights["out/bias"]


def _encoded(weights: dict[str, Any], shape: Shape, x: Tensor, line: str) -> Tensor:
    for index in range(len(shape.channels)):
        x = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])
        x = tf.nn.conv2d(x, weights[f"{line}{index}/kernel"], 2, "VALID") + weights[f"{line}{index}/bias"]
        x = tf.nn.relu(x)
    return tf.reshape(x, (tf.shape(x)[0], -1))
