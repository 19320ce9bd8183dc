"""CenterNet on a MobileNetV3 (Zhou et al., "Objects as Points", 2019): boxes of COCO's 80 classes in one picture.

TensorFlow is imported when the detector is built, so that the classes' names can be read without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

SIDE = 512
"""The side of the square picture that the network takes."""
ASSETS = ("centernet.json", "centernet.bin")

COCO = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
    "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant",
    "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard",
    "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
    "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli",
    "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed", "dining table", "toilet",
    "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
    "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
)  # fmt: skip

_INPUT, _OUTPUT = "tower_0/images:0", "tower_0/detections:0"
_FLOOR = 0.05
_SAME = 0.5
"""Two boxes of a class are one thing when what they share is this much of the smaller."""


class Detections(NamedTuple):
    """What was found in a picture, the surest first; nothing twice."""

    classes: Array
    """(D,) int32, numbers in COCO."""
    scores: Array
    """(D,) float32 in 0..1."""
    boxes: Array
    """(D, 4) float32: x0, y0, x1, y1 in fractions of the picture."""

    def best(self, classes: Sequence[int]) -> float:
        """The best score of any of the classes; 0 when none was found."""
        return float(self.scores[np.isin(self.classes, classes)].max(initial=0))


class Detector:
    """The network, ready to run. Raises models.importers.tfjs.GraphModelError when the files are not as expected."""

    def __init__(self, model: Path, weights: Path) -> None:
        import tensorflow as tf

        from models.importers import tfjs

        graph = tfjs.read(model, weights)
        self._run = tfjs.function(graph, {_INPUT: tf.TensorSpec((1, SIDE, SIDE, 3), tf.float32)}, [_OUTPUT])
        self._constant = tf.constant

    def __call__(self, picture: Array) -> Detections:
        """picture: RGB uint8 (512, 512, 3), squashed, whatever the frame's shape was."""
        (rows,) = self._run(self._constant(picture[None].astype(np.float32)))
        return detections_of(rows.numpy()[0])


def nothing() -> Detections:
    """Of a picture that was not looked at."""
    return detections_of(np.zeros((0, 6), np.float32))


def detections_of(rows: Array) -> Detections:
    """rows (N, 6): ymin, xmin, ymax, xmax in pixels, score, class; the network names many things several times."""
    rows = rows[rows[:, 4] >= _FLOOR]
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    boxes = np.clip(rows[:, [1, 0, 3, 2]] / SIDE, 0, 1).astype(np.float32)
    classes = rows[:, 5].astype(np.int32)
    kept: list[int] = []
    for index in range(len(rows)):
        if all(classes[index] != classes[other] or _shared(boxes[index], boxes[other]) < _SAME for other in kept):
            kept.append(index)
    return Detections(classes[kept], rows[kept, 4].astype(np.float32), boxes[kept])


def _shared(one: Array, other: Array) -> float:
    """How much of the smaller box the two have in common."""
    sides = np.clip(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0, None)
    smaller = min(float(np.prod(box[2:] - box[:2])) for box in (one, other))
    return float(np.prod(sides)) / max(smaller, 1e-9)
