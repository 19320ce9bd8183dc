"""The encoder's later blocks and its head convolution with weights of their own, trained along with the decoder.

What lies before them stays ImageNet's, and so it is computed once for this network and for the one that knows the
classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from models.captioning.architecture import TUNED
from models.toolkit.efficientnet_lite0 import blocks, convolve, inverted_residual

Tensor = Any


def top(weights: Mapping[str, Tensor], x: Tensor, first: int) -> Tensor:
    """What the blocks before ``first`` gave → the features after the head convolution (B, 7, 7, 1280), 0..6."""
    for index, block in enumerate(blocks()[first:], first):
        names = [name for name in ("expand", "depthwise", "project") if name != "expand" or block.expansion > 1]
        x, _ = inverted_residual(x, block, {name: _of(weights, f"{index}.{name}") for name in names})
    return tf.nn.relu6(convolve(x, *_of(weights, "head")))


def _of(weights: Mapping[str, Tensor], layer: str) -> tuple[Tensor, Tensor]:
    return weights[f"{TUNED}{layer}.kernel"], weights[f"{TUNED}{layer}.bias"]
