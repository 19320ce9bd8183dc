"""CenterNet on a MobileNetV3 (Zhou et al., "Objects as Points", 2019): boxes of COCO's 80 classes in one picture.

TensorFlow is imported when the detector is built, so that the classes' names can be read without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]

SIDE = 384
"""The side of the square picture: smaller than the 512 that it was trained with, which takes half the time and
recognises what fills the picture at least as well."""
ASSETS = ("centernet.json", "centernet.bin")

COCO = (
    "person",
    "bicycle",
    "car",
    "motorcycle",
    "airplane",
    "bus",
    "train",
    "truck",
    "boat",
    "traffic light",
    "fire hydrant",
    "stop sign",
    "parking meter",
    "bench",
    "bird",
    "cat",
    "dog",
    "horse",
    "sheep",
    "cow",
    "elephant",
    "bear",
    "zebra",
    "giraffe",
    "backpack",
    "umbrella",
    "handbag",
    "tie",
    "suitcase",
    "frisbee",
    "skis",
    "snowboard",
    "sports ball",
    "kite",
    "baseball bat",
    "baseball glove",
    "skateboard",
    "surfboard",
    "tennis racket",
    "bottle",
    "wine glass",
    "cup",
    "fork",
    "knife",
    "spoon",
    "bowl",
    "banana",
    "apple",
    "sandwich",
    "orange",
    "broccoli",
    "carrot",
    "hot dog",
    "pizza",
    "donut",
    "cake",
    "chair",
    "couch",
    "potted plant",
    "bed",
    "dining table",
    "toilet",
    "tv",
    "laptop",
    "mouse",
    "remote",
    "keyboard",
    "cell phone",
    "microwave",
    "oven",
    "toaster",
    "sink",
    "refrigerator",
    "book",
    "clock",
    "vase",
    "scissors",
    "teddy bear",
    "hair drier",
    "toothbrush",
)

_INPUT = "tower_0/images:0"
_UPSAMPLED = {
    "tower_0/CenternetHead/c5_upsample/up_sampling2d/mul:0": 16,
    "tower_0/CenternetHead/c4_upsample/up_sampling2d_1/mul:0": 8,
    "tower_0/CenternetHead/c3_upsample/up_sampling2d_2/mul:0": 4,
}
"""Sizes that the graph has as constants, and the stride that each stands for."""
_OUTPUTS = ("tower_0/keypoints:0", "tower_0/wh:0")
"""Heat of each class at each place, and the distances to a box's sides."""
_STRIDE = 4
_CELLS = SIDE // _STRIDE
_FLOOR = 0.08
_SAME = 0.5
"""Two boxes of a class are one thing when what they share is this much of what they cover together."""


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
    """The network, ready to run: by LiteRT on a processor that is named, else by TensorFlow.

    On a processor LiteRT takes half the time (benchmarks/captioning_runtimes.py).

    Raises models.assets.assets.AssetError, and models.toolkit.importers.tfjs.GraphModelError when the files are not as
    expected.
    """

    def __init__(self, device: Device | None = None) -> None:
        import tensorflow as tf

        from models.assets import assets
        from models.toolkit.importers import tfjs
        from models.toolkit.tracing import traced

        model, weights = map(assets.path, ASSETS)

        def run(pictures: Any) -> tuple[Any, Any]:
            inputs = {_INPUT: tf.TensorSpec((None, None, None, 3), tf.float32)}
            inputs |= {name: tf.TensorSpec((2,), tf.int32) for name in _UPSAMPLED}
            graph = tfjs.function(tfjs.read(model, weights), inputs, _OUTPUTS)
            sizes = [[SIDE // stride] * 2 for stride in _UPSAMPLED.values()]
            found: tuple[Any, Any] = graph(tf.cast(pictures, tf.float32), *(tf.constant(size) for size in sizes))
            return found

        self._maps: Callable[[Array], Sequence[Array]]
        if device is None or device.kind == "gpu":
            batch = traced(run, tf.TensorSpec((None, SIDE, SIDE, 3), tf.uint8))
            self._maps = lambda pictures: [maps.numpy() for maps in batch(pictures)]
        else:
            self._maps = _lite(
                [model, weights, Path(__file__), Path(tfjs.__file__)],
                lambda: traced(run, tf.TensorSpec((1, SIDE, SIDE, 3), tf.uint8)).get_concrete_function(),
                device,
            )

    def __call__(self, pictures: Array) -> list[Detections]:
        """pictures: RGB uint8 (B, 384, 384, 3), squashed, whatever the frames' shape was."""
        heat, distances = self._maps(pictures)
        return [_found(*maps) for maps in zip(heat, distances, strict=True)]


def _lite(sources: Sequence[Path], function: Callable[[], Any], device: Device) -> Callable[[Array], Sequence[Array]]:
    import tensorflow as tf

    from models.toolkit.converted import converted
    from models.toolkit.lite import LiteNetwork, convert

    model = converted("centernet.tflite", sources, tf.__version__, lambda: convert(function()))
    return LiteNetwork(model, device.threads, device.cores)


def _found(heat: Array, distances: Array) -> Detections:
    """Heat (96, 96, 80) and distances (96, 96, 4) of a picture → what is there. Nearly all of the heat is nothing."""
    hot = np.argwhere(heat >= _FLOOR)
    return detections_of(hot, heat[tuple(hot.T)], distances[hot[:, 0], hot[:, 1]])


def nothing() -> Detections:
    """Of a picture that was not looked at."""
    return Detections(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros((0, 4), np.float32))


def detections_of(places: Array, heat: Array, distances: Array) -> Detections:
    """Every hot place of a picture → what is there.

    places (H, 3): row, column and class; heat (H,); distances (H, 4) in pixels up, left, down and right.
    """
    peaks = heat == _hottest(places, heat)
    order = np.argsort(-heat[peaks], kind="stable")
    (rows, columns, classes), scores = places[peaks][order].T, heat[peaks][order]
    up, left, down, right = distances[peaks][order].T
    x, y = columns * _STRIDE, rows * _STRIDE
    boxes = np.clip(np.stack([x - left, y - up, x + right, y + down], 1) / SIDE, 0, 1).astype(np.float32)
    kept: list[int] = []
    for index in range(len(scores)):
        if all(classes[index] != classes[other] or _overlap(boxes[index], boxes[other]) < _SAME for other in kept):
            kept.append(index)
    return Detections(classes[kept].astype(np.int32), scores[kept].astype(np.float32), boxes[kept])


def _hottest(places: Array, heat: Array) -> Array:
    """The greatest heat of each place's class at it and round it: (H,). What is not hot counts for nothing."""
    whole = np.zeros((_CELLS + 2, _CELLS + 2, len(COCO)), np.float32)
    rows, columns, classes = places.T
    whole[rows + 1, columns + 1, classes] = heat
    near = [whole[rows + down, columns + right, classes] for down in range(3) for right in range(3)]
    return np.asarray(np.max(near, 0))


def _overlap(one: Array, other: Array) -> float:
    """What two boxes have in common, as a share of what they cover together."""
    sides = np.clip(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0, None)
    common = float(np.prod(sides))
    both = sum(float(np.prod(box[2:] - box[:2])) for box in (one, other)) - common
    return common / max(both, 1e-9)
