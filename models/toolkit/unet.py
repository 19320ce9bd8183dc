"""What the U-Nets (Ronneberger et al., 2015) over EfficientNet-Lite0 share: the encoder with its skips, and doubling.

The encoder's weights are among a network's own, by the names that :func:`encoder_weights` gives them, so that they are
trained and kept with the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from models.toolkit import efficientnet_lite0 as lite

Array = np.ndarray[Any, Any]
Tensor = Any
Arrays = dict[str, Array]

_PARTS = ("expand", "depthwise", "project")


def encoder_weights(blocks: int | None = None) -> Arrays:
    """The stem and the first ``blocks`` blocks (None: all), from ImageNet: ``encoder/stem/kernel``,
    ``encoder/0/depthwise/bias``, … Raises models.assets.assets.AssetError without the file.
    """
    network = lite.load()
    layers = {"stem": network.stem_layer}
    for index, parts in enumerate(network.block_layers[:blocks]):
        layers |= {f"{index}/{part}": layer for part, layer in parts.items()}
    weights: Arrays = {}
    for name, (kernel, bias) in layers.items():
        weights |= {f"encoder/{name}/kernel": kernel.numpy(), f"encoder/{name}/bias": bias.numpy()}
    return weights


def encode(
    x: Tensor, weights: Mapping[str, Tensor], skips: Mapping[int, int], blocks: int | None = None, frozen: int = 0
) -> tuple[dict[int, Tensor], Tensor]:
    """x (B, H, W, channels of the stem) → what the decoder sees, by stride, and the last block's output.

    skips: blocks whose output the decoder sees, and their stride. ``blocks``: how many there are (None: all); the first
    ``frozen`` learn nothing. Raises KeyError where a weight is missing.
    """

    def layer(name: str) -> tuple[Tensor, Tensor]:
        return weights[f"encoder/{name}/kernel"], weights[f"encoder/{name}/bias"]

    x = tf.nn.relu6(lite.convolve(x, *layer("stem"), stride=2))
    seen = {}
    for index, block in enumerate(lite.blocks()[:blocks]):
        parts = _PARTS if block.expansion > 1 else _PARTS[1:]
        x, _ = lite.inverted_residual(x, block, {part: layer(f"{index}/{part}") for part in parts})
        if index + 1 == frozen:
            x = tf.stop_gradient(x)
        if index in skips:
            seen[skips[index]] = x
    return seen, x


def doubled(x: Tensor) -> Tensor:
    """Twice the height and width, bilinear."""
    return tf.image.resize(x, (tf.shape(x)[1] * 2, tf.shape(x)[2] * 2), "bilinear")
