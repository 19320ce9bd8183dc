"""The real network: one that was published to keep sensitive pictures away, as one number, never as a category.

It looks at the server's own harmless pictures. At a visitor's frame it looks only where the teacher has said so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.toolkit.importers import bundles
from models.toolkit.mobilenet_v2 import SIDE, MobileNetV2
from models.toolkit.tracing import traced

Array = np.ndarray[Any, Any]

DENSE = (256, 128, 5)
"""The layers on top; the last has one number for each of its five classes."""
HARMLESS = (0, 2)
"""Which of the five are harmless, drawn and photographed. No answer tells the others apart."""


class Published:
    """The network with its weights. Raises BundleError and models.toolkit.mobilenet_v2.WeightsError."""

    def __init__(self, model: Path, weights: Path) -> None:
        network = MobileNetV2(bundles.read(model, weights), DENSE)

        def run(pictures: Any) -> Any:
            # Aligned corners, as the published code resizes; tf.image.resize has no such way.
            whole = tf.cast(pictures, tf.float32) / 255
            small = tf.raw_ops.ResizeBilinear(images=whole, size=(SIDE, SIDE), align_corners=True)
            shares = tf.nn.softmax(network(small))
            return 1 - tf.reduce_sum(tf.gather(shares, HARMLESS, axis=1), axis=1)

        self._run = traced(run, tf.TensorSpec((1, None, None, 3), tf.uint8))

    def __call__(self, picture: Array) -> float:
        """RGB uint8 (height, width, 3), squeezed to a square → how probable it takes it that the picture is one to keep
        away, 0..1."""
        return float(np.clip(self._run(tf.constant(picture[None])).numpy()[0], 0, 1))
