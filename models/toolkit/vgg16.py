"""VGG16's convolutions (K. Simonyan and A. Zisserman, ICLR 2015), as HED's weights have them. No TensorFlow.

They were trained on ImageNet and then on outlines (S. Xie and Z. Tu, ICCV 2015).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.assets import assets
from models.toolkit.importers import h5

Array = np.ndarray[Any, Any]
Trunk = list[list[tuple[Array, Array]]]
"""Each block's convolutions: kernel (3, 3, channels in, channels out) and bias (channels out,)."""

FILE = "hed.h5"
BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
"""(convolutions of 3 × 3, channels out) of each block; a 2 × 2 pooling stands before all but the first."""
MEAN = (122.67892, 116.66877, 104.00699)
"""The mean red, green and blue that was taken off the pictures in training."""


def trunk() -> Trunk:
    """The convolutions, for RGB from which MEAN was taken. Raises models.assets.assets.AssetError."""
    weights, blocks = h5.read(assets.path(FILE)), []
    for number, (count, _) in enumerate(BLOCKS, start=1):
        names = [f"block{number}/layers/conv2d{f'_{index}' if index else ''}/vars" for index in range(count)]
        blocks.append([(weights[f"{name}/0"], weights[f"{name}/1"]) for name in names])
    kernel, bias = blocks[0][0]
    blocks[0][0] = (kernel[:, :, ::-1], bias)  # the weights are for BGR
    return blocks
