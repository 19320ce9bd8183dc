"""From a picture to its grapes: size, network, berries, bunches."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import tensorflow as tf

from models.grapes.instances import BOUNDS, Bounds, Grapes, bunches_of, find
from models.grapes.network import STRIDE, GrapeNet

Array = np.ndarray[Any, Any]

LONGER_SIDE = 320
"""Pixels of the longer side of a picture as the network looks at it, where nothing else is asked for."""


class Finder:
    """Finds grapes in pictures of any size. longer_side: what they are scaled to, a multiple of 16."""

    def __init__(self, network: GrapeNet, longer_side: int = LONGER_SIDE) -> None:
        self._longer_side = longer_side
        self._run = tf.function(
            lambda x: tf.sigmoid(network(x)), input_signature=[tf.TensorSpec((1, None, None, 3), tf.uint8)]
        )

    def __call__(self, picture: Array, bounds: Bounds = BOUNDS) -> Grapes:
        """picture uint8 (h, w, 3) RGB → berries and bunches of the size that the network saw."""
        berries = find(*self.maps(picture), bounds)
        return Grapes(berries, bunches_of(berries))

    def maps(self, picture: Array) -> tuple[Array, Array]:
        """(inside, depth), each float32 (h', w'), 0..1."""
        return self.maps_of(fitted(picture, self._longer_side))

    def maps_of(self, seen: Array) -> tuple[Array, Array]:
        """The same of a picture whose sides are multiples of 16 already, as it is."""
        inside, depth = np.moveaxis(self._run(seen[None])[0].numpy(), -1, 0)
        return np.ascontiguousarray(inside), np.ascontiguousarray(depth)


def fitted(picture: Array, longer_side: int) -> Array:
    """A picture scaled so that its longer side is about ``longer_side`` and both sides are multiples of 16."""
    height, width = picture.shape[:2]
    scale = longer_side / max(height, width)
    size = tuple(max(STRIDE, STRIDE * round(side * scale / STRIDE)) for side in (width, height))
    if size == (width, height):
        return np.ascontiguousarray(picture)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized: Array = cv2.resize(picture, size, interpolation=way)
    return resized
