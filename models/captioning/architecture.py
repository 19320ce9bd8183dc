"""The captioning network's architecture: which weights it has, and how they begin. No TensorFlow here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.toolkit import efficientnet_lite

Array = np.ndarray[Any, Any]

GRID = 7
TOP, MIDDLE, LOGITS = efficientnet_lite.CHANNELS, 112, efficientnet_lite.CLASSES
TUNED = "tuned."
"""The prefix of the encoder's weights that were trained along."""


class WeightsError(ValueError):
    """The weights do not fit the architecture."""


@dataclass(frozen=True)
class Shape:
    """The architecture.

    middle: whether each place also sees the four 14 × 14 features that lie in it.
    classes: whether ImageNet's class scores are one more vector of the memory.
    encoders: self-attention layers among the memory's vectors.
    positions: the longest caption, END included.
    bag: whether it can tell, as a second task, which words a picture's captions have, in no order.
    tuned: the encoder's first block that has weights of its own here, as all after it have; 0 when none has.
    pooled: whether the mean of the encoder's features is one more vector of the memory.
    """

    vocabulary: int
    width: int = 256
    heads: int = 4
    layers: int = 2
    inner: int = 1024
    encoders: int = 0
    middle: bool = False
    classes: bool = False
    positions: int = 21
    bag: bool = False
    tuned: int = 0
    pooled: bool = False

    @property
    def memory(self) -> int:
        """M, the number of vectors that a picture gives."""
        return GRID * GRID + int(self.classes) + int(self.pooled)


def weight_shapes(shape: Shape) -> dict[str, tuple[int, ...]]:
    """Every weight's name and shape."""
    width = shape.width
    shapes: dict[str, tuple[int, ...]] = {
        "top.kernel": (TOP + (4 * MIDDLE if shape.middle else 0), width),
        "top.bias": (width,),
        "places": (GRID * GRID, width),
        "words": (shape.vocabulary, width),
        "words.bias": (shape.vocabulary,),
        "positions": (shape.positions, width),
    }
    if shape.classes:
        shapes |= {"classes.kernel": (LOGITS, width), "classes.bias": (width,)}
    if shape.pooled:
        shapes |= _dense_shapes("pooled", TOP, width)
    if shape.bag:
        shapes |= _dense_shapes("bag", width, width)
    for index in range(shape.encoders):
        shapes |= _attention_shapes(f"encoder.{index}.self", width) | _inner_shapes(f"encoder.{index}", shape)
    for index in range(shape.layers):
        shapes |= _attention_shapes(f"decoder.{index}.self", width)
        shapes |= _attention_shapes(f"decoder.{index}.cross", width) | _inner_shapes(f"decoder.{index}", shape)
    if shape.tuned:
        shapes |= {TUNED + name: size for name, size in efficientnet_lite.layer_shapes(shape.tuned).items()}
    return shapes | _norm_shapes("memory", width) | _norm_shapes("output", width)


def initial_weights(shape: Shape, seed: int) -> dict[str, Array]:
    """Random weights: kernels after Glorot and Bengio (2010), embeddings so that logits start small."""
    rng = np.random.default_rng(seed)
    weights: dict[str, Array] = {}
    for name, size in weight_shapes(shape).items():
        if name.endswith("gain"):
            weights[name] = np.ones(size, np.float32)
        elif name.endswith("bias"):
            weights[name] = np.zeros(size, np.float32)
        else:
            kernel = name.endswith("kernel")
            deviation = np.sqrt(2 / sum(size)) if kernel else 0.5 * shape.width**-0.5
            weights[name] = rng.normal(0, deviation, size).astype(np.float32)
    return weights


def _attention_shapes(name: str, width: int) -> dict[str, tuple[int, ...]]:
    """Self-attention makes queries, keys and values of x; cross-attention only queries."""
    cross = name.endswith("cross")
    shapes = _norm_shapes(name, width) | _dense_shapes(f"{name}.input", width, width if cross else 3 * width)
    if cross:
        shapes |= _dense_shapes(f"{name}.memory", width, 2 * width)
    return shapes | _dense_shapes(f"{name}.output", width, width)


def _inner_shapes(name: str, shape: Shape) -> dict[str, tuple[int, ...]]:
    inner, outer = f"{name}.inner", f"{name}.outer"
    shapes = _norm_shapes(inner, shape.width) | _dense_shapes(inner, shape.width, shape.inner)
    return shapes | _dense_shapes(outer, shape.inner, shape.width)


def _dense_shapes(name: str, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.kernel": (inputs, outputs), f"{name}.bias": (outputs,)}


def _norm_shapes(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.norm.gain": (width,), f"{name}.norm.bias": (width,)}
