"""Writes what the playground's learning networks are tested against: python -m scripts.make_learning_cases

Random small networks, a picture and a label each: probabilities, loss and every gradient as TensorFlow computes them in
double precision. The same seed gives the same bytes on one machine.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TARGET = Path(__file__).parents[1] / "tests/js/playground/learning-cases.json.gz"
SEED = 20191008
NETWORKS = 200
MOST_PARAMETERS = 260
Numbers = npt.NDArray[np.float64]
Rng = np.random.Generator


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    random = np.random.default_rng(SEED)
    cases = [case(random) for _ in range(NETWORKS)]
    text = json.dumps(cases, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(text, 9, mtime=0))
    sys.stdout.write(f"{TARGET.name}: {len(text)} bytes, {TARGET.stat().st_size} compressed\n")


def case(random: Rng) -> dict[str, Any]:
    """A network as layers, its weights in one list, a picture, a label, and TensorFlow's answers."""
    while True:
        shape = [*random.integers(4, 9, 2).tolist(), int(random.integers(1, 3))]
        layers, sizes, classes = _layers(random, shape)
        count = sum(int(np.prod(size)) for pair in sizes for size in pair)
        if count <= MOST_PARAMETERS:
            break
    weights = [tuple(random.integers(-100, 101, size) / 100 for size in pair) for pair in sizes]
    height, width, channels = shape
    picture = random.integers(-9999, 10000, (channels, height, width)) / 10000  # fine enough for no ties in a window
    label = int(random.integers(classes))
    probabilities, loss, gradients, to_input = _answers(layers, weights, picture, label)
    return {
        "input": {"height": height, "width": width, "channels": channels},
        "layers": layers,
        "weights": _flat(weights),
        "picture": picture.ravel().tolist(),
        "label": label,
        "probabilities": _rounded(probabilities),
        "loss": round(loss, 9),
        "gradient": _rounded(np.array(_flat(gradients))),
        "toInput": _rounded(to_input.ravel()),
    }


def _layers(random: Rng, shape: list[int]) -> tuple[list[dict[str, Any]], list[tuple[Any, Any]], int]:
    """Layers as the pages describe them (network/layers.js), and the shapes of each one's weights and biases."""
    height, width, channels = shape
    found: list[dict[str, Any]] = []
    sizes: list[tuple[Any, Any]] = []
    for _ in range(int(random.integers(0, 3))):
        kernel, padding = int(random.integers(1, 4)), int(random.integers(0, 2))
        if kernel > min(height, width) + 2 * padding:
            continue
        filters = int(random.integers(1, 4))
        found.append({"kind": "conv", "kernel": kernel, "filters": filters, "padding": padding})
        sizes.append(((filters, channels, kernel, kernel), (filters,)))
        height, width, channels = height + 2 * padding - kernel + 1, width + 2 * padding - kernel + 1, filters
        found.append({"kind": "activation", "name": str(random.choice(["relu", "tanh", "sigmoid"]))})
        size = int(random.integers(2, 4))
        if random.random() < 0.6 and size <= min(height, width):
            found.append({"kind": "pool", "type": str(random.choice(["max", "average"])), "size": size})
            height, width = height // size, width // size
    classes = int(random.integers(2, 6))
    hidden = [int(random.integers(2, 6))] if random.random() < 0.5 else []
    for units in (*hidden, classes):
        found.append({"kind": "dense", "units": units})
        sizes.append(((units, height * width * channels), (units,)))
        height, width, channels = 1, 1, units
        found.append({"kind": "activation", "name": str(random.choice(["relu", "tanh", "sigmoid"]))})
    found.pop()
    return found, sizes, classes


def _answers(
    layers: list[dict[str, Any]], weights: Any, picture: Numbers, label: int
) -> tuple[Numbers, float, Any, Numbers]:
    import tensorflow as tf

    variables = [tuple(tf.Variable(array) for array in pair) for pair in weights]
    seen = tf.Variable(picture.transpose(1, 2, 0)[None])
    with tf.GradientTape() as tape:
        x: Any = seen
        left = iter(variables)
        for layer in layers:
            x = _apply(x, layer, left)
        logits = tf.reshape(x, [1, -1])
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[label], logits=logits)[0]
    flat = [variable for pair in variables for variable in pair]
    *gradients, to_input = tape.gradient(loss, [*flat, seen])
    pairs = [(gradients[2 * i].numpy(), gradients[2 * i + 1].numpy()) for i in range(len(variables))]
    return tf.nn.softmax(logits).numpy()[0], float(loss), pairs, to_input.numpy()[0].transpose(2, 0, 1)


def _apply(x: Any, layer: dict[str, Any], left: Any) -> Any:
    """x (1, height, width, channels) through one layer."""
    import tensorflow as tf

    if layer["kind"] == "activation":
        return {"relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid}[layer["name"]](x)
    if layer["kind"] == "pool":
        pool = tf.nn.max_pool2d if layer["type"] == "max" else tf.nn.avg_pool2d
        return pool(x, layer["size"], layer["size"], "VALID")
    kernel, bias = next(left)
    if layer["kind"] == "dense":
        column = tf.reshape(tf.transpose(x, (0, 3, 1, 2)), [-1])  # channel by channel, as the pages lay them
        return tf.reshape(tf.linalg.matvec(kernel, column) + bias, [1, 1, 1, -1])
    border = [[0, 0], [layer["padding"]] * 2, [layer["padding"]] * 2, [0, 0]]
    return tf.nn.conv2d(tf.pad(x, border), tf.transpose(kernel, (2, 3, 1, 0)), 1, "VALID") + bias


def _flat(pairs: Any) -> list[float]:
    return [float(value) for pair in pairs for array in pair for value in np.asarray(array).ravel()]


def _rounded(values: Numbers) -> list[float]:
    return [float(f"{value:.7g}") for value in values.tolist()]


if __name__ == "__main__":
    main()
