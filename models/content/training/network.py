"""The network of models.content.network in TensorFlow, to be trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.content.network import Shape, layers, names

Tensor = Any
Array = np.ndarray[Any, Any]


def initial(shape: Shape, seed: int) -> dict[str, Any]:
    """Variables by name: He's normal kernels (He et al., 2015), no bias save that hardly any cell has a card."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, size in names(shape).items():
        spread = np.sqrt(2 / np.prod(size[:-1])) if name.endswith("kernel") else 0
        found[name] = tf.Variable(rng.normal(0, 1, size).astype(np.float32) * np.float32(spread))
    found["cells/bias"].assign([-4.0])
    return found


def logits(shape: Shape, weights: dict[str, Any], pictures: Tensor) -> Tensor:
    """RGB uint8 (n, 96, 128, 3) → logits of the cells, float32 (n, 12, 16). Can be traced."""
    x = tf.cast(pictures, tf.float32) / 127.5 - 1
    for name, _, _, stride, dilation in layers(shape):
        padded = tf.pad(x, [[0, 0], [dilation, dilation], [dilation, dilation], [0, 0]])
        made = tf.nn.conv2d(padded, weights[f"{name}/kernel"], stride, "VALID", dilations=dilation)
        made = tf.nn.relu(made + weights[f"{name}/bias"])
        x = x + made if name.startswith("around") else made
    return tf.linalg.matvec(x, weights["cells/kernel"][:, 0]) + weights["cells/bias"][0]
