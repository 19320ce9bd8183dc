"""What encoder and detector see in many pictures, computed at once. For evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from models.captioning import detector
from models.captioning.sights import Sights
from models.captioning.steering import Steering, class_probabilities, steer
from models.toolkit import frames

if TYPE_CHECKING:
    from models.captioning.network import Captioner

Array = np.ndarray[Any, Any]
Frame = np.ndarray

BATCH = 50
"""Pictures that the encoder looks at together."""
KEPT = 0.96
"""The share of a picture's width and height that is left of it when it is cropped."""


def _window(right: float, down: float) -> Callable[[Frame], Frame]:
    """What cuts a window out of a picture, as a camera that moved would see it, and makes it as large as the picture.

    right, down: where the window is, 0..1 of the way that it can go.
    """

    def cut(picture: Frame) -> Frame:
        import cv2

        height, width = picture.shape[:2]
        high, wide = round(KEPT * height), round(KEPT * width)
        top, left = round(down * (height - high)), round(right * (width - wide))
        window = picture[top : top + high, left : left + wide]
        return np.asarray(cv2.resize(window, (width, height), interpolation=cv2.INTER_LINEAR))

    return cut


def _mirrored(view: Callable[[Frame], Frame]) -> Callable[[Frame], Frame]:
    return lambda picture: np.ascontiguousarray(view(picture)[:, ::-1])


_MOVED = {"middle": _window(0.5, 0.5), "upper left": _window(0, 0), "lower right": _window(1, 1)}
VIEWS: dict[str, Callable[[Frame], Frame]] = {
    "upright": lambda picture: picture,
    "mirrored": _mirrored(lambda picture: picture),
    **_MOVED,
    **{f"{name}, mirrored": _mirrored(view) for name, view in _MOVED.items()},
}
"""A picture as it is, and otherwise: RGB uint8 (224, 224, 3) → the same."""


def encode(network: Captioner, jpegs: Sequence[bytes], view: Callable[[Frame], Frame]) -> Sights:
    """What a network sees in pictures, JPEGs of 224 × 224 pixels, in one of VIEWS."""
    import tensorflow as tf

    from models.toolkit import efficientnet_lite0

    encoder = efficientnet_lite0.load()
    look = tf.function(lambda pictures: network.features(encoder, encoder.trunk(pictures, network.shape.tuned)))
    parts = []
    for first in range(0, len(jpegs), BATCH):
        seen = look(np.stack([view(frames.decode(jpeg)) for jpeg in jpegs[first : first + BATCH]]))
        parts.append(Sights(*(getattr(seen, kind).numpy().astype(np.float16) for kind in Sights._fields)))
    return Sights(*(np.concatenate(kind) for kind in zip(*parts, strict=True)))


def steering_of(jpegs: Sequence[bytes], logits: Array) -> list[Steering]:
    """What the recognisers are sure of in each picture. logits: of the encoder, (P, 1000)."""
    import cv2

    detect = detector.Detector()
    found: list[Steering] = []
    for jpeg, own in zip(jpegs, class_probabilities(logits), strict=True):
        picture = cv2.resize(frames.decode(jpeg), (detector.SIDE, detector.SIDE))
        found.append(steer(own, detect(picture[None])[0]))
    return found
