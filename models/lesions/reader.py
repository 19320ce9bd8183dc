"""What the network answers for many pictures, each seen in several views."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
import tensorflow as tf

from models.lesions.classes import HEIGHT, WIDTH
from models.lesions.network import LesionNetwork, Sight

Array = np.ndarray[Any, Any]
Tensor = Any

VIEWS = 4
"""As it is, mirrored, upside down, turned by half."""
BATCH = 32
_TURNS = ((1, 1), (1, -1), (-1, 1), (-1, -1))
"""Of each view, the steps down and across that make it, and that undo it."""


class Answers(NamedTuple):
    """Logits (N, 7), texture (N, 224) and heat (N, n, m, 7), float32, means over the views.

    Heat is where the classes' logits come from, as ``LesionNetwork.heat``, turned back to the picture as it is.
    """

    logits: Array
    texture: Array
    heat: Array


def resized(picture: Array, height: int, width: int) -> Array:
    """A picture stretched to the network's size: RGB uint8 → (height, width, 3)."""
    method = cv2.INTER_AREA if picture.shape[0] > height else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method))


def as_lesions(picture: Array) -> Array:
    """The middle of any picture as the lesions' pictures are: RGB uint8 (150, 200, 3).

    They were reduced to this size before anything was trained; fine texture tells what is familiar, so what comes from
    outside goes the same way.
    """
    height, width = picture.shape[:2]
    tall, wide = max(1, min(height, round(width * HEIGHT / WIDTH))), max(1, min(width, round(height * WIDTH / HEIGHT)))
    top, left = (height - tall) // 2, (width - wide) // 2
    return resized(picture[top : top + tall, left : left + wide], HEIGHT, WIDTH)


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

    def _traced(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        turns = _TURNS[: self._views]
        seen = [self._network(pictures[:, ::down, ::across]) for down, across in turns]
        heats = [self._heat(sight, down, across) for sight, (down, across) in zip(seen, turns, strict=True)]
        logits, texture = (tf.add_n([getattr(one, part) for one in seen]) for part in ("logits", "texture"))
        return logits / self._views, texture / self._views, tf.add_n(heats) / self._views

    def _heat(self, sight: Sight, down: int, across: int) -> Tensor:
        return self._network.heat(sight.top)[:, ::down, ::across]
