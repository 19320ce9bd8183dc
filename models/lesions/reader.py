"""What the network answers for many pictures, each seen in several views."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
import tensorflow as tf

from models.lesions.network import LesionNetwork

Array = np.ndarray[Any, Any]
Tensor = Any

VIEWS = 4
"""As it is, mirrored, upside down, turned by half."""
BATCH = 32


class Answers(NamedTuple):
    """Logits (N, 7) and texture (N, 224), float32, means over the views."""

    logits: Array
    texture: Array


def resized(picture: Array, height: int, width: int) -> Array:
    """A picture stretched to the network's size: RGB uint8 → (height, width, 3)."""
    method = cv2.INTER_AREA if picture.shape[0] > height else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method))


class Reader:
    """The network as one traced graph. views: 1, 2 or 4."""

    def __init__(self, network: LesionNetwork, views: int = VIEWS) -> None:
        self._network, self._views, self._shape = network, views, network.shape
        size = (None, network.shape.height, network.shape.width, 3)
        self._see = tf.function(self._traced, input_signature=(tf.TensorSpec(size, tf.uint8),))

    def __call__(self, pictures: Array) -> Answers:
        """RGB uint8 (N, any height, any width, 3) → answers; pictures are stretched to the network's size."""
        found = []
        for first in range(0, len(pictures), BATCH):
            sized = [resized(one, self._shape.height, self._shape.width) for one in pictures[first : first + BATCH]]
            found.append([part.numpy() for part in self._see(np.stack(sized))])
        return Answers(*(np.concatenate(part) for part in zip(*found, strict=True)))

    def _traced(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        turned = [pictures, pictures[:, :, ::-1], pictures[:, ::-1], pictures[:, ::-1, ::-1]][: self._views]
        seen = [self._network(view) for view in turned]
        logits, texture = (tf.add_n([getattr(one, part) for one in seen]) for part in ("logits", "texture"))
        return logits / self._views, texture / self._views
