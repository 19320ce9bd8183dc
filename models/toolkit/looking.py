"""EfficientNet-Lite0 without its words: what its last convolution finds, where, and how much of it in all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.toolkit.efficientnet_lite0 import EfficientNetLite0
from models.toolkit.importers import torch
from models.toolkit.tracing import traced

Array = np.ndarray[Any, Any]


class Looking:
    """The network. Raises WeightsError and TorchFileError for wrong weights."""

    def __init__(self, weights: Path) -> None:
        network = EfficientNetLite0(torch.read(weights))

        def run(pictures: Any) -> tuple[Any, Any]:
            top = network(pictures).top
            return top[0], tf.reduce_mean(top, axis=(1, 2))[0]

        self._run = traced(run, tf.TensorSpec((1, None, None, 3), tf.uint8))

    def __call__(self, picture: Array) -> tuple[Array, Array]:
        """One picture (H, W, 3) RGB uint8, sides multiples of 32 → its maps (H / 32, W / 32, 1280), 0..6, and their
        means over the places (1280,), float32."""
        maps, features = self._run(tf.constant(picture[None]))
        return maps.numpy(), features.numpy()
