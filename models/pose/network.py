"""MoveNet MultiPose (Google, 2021): up to six people and their 17 keypoints from one picture.

The trunk (MobileNetV2 with a feature pyramid) and its six heads are the published graph with its weights. What
follows, from the heads' maps to a list of people, is written anew here: the published graph's own decoder takes
one picture at a time and computes a Gaussian over the whole map for each person and joint; this one takes a
batch, uses that a Gaussian is a product of a row and a column, and gives the same numbers. The idea of both is
CenterNet's: Zhou, Wang and Krähenbühl, "Objects as Points", 2019.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.importers import tfjs

if TYPE_CHECKING:
    from models.devices import Device

MAX_PEOPLE = 6
KEYPOINTS = 17
STRIDE = 32  # the input's sides are multiples of this
PEAK_WINDOW = 5
PEAK_TOLERANCE = 1.0132789611816406e-06
SPREAD = 0.300048828125  # of the Gaussian around a joint's expected place, times the map's shorter side
VISIBLE = 0.126953125  # joints above this score make up a person's score

GRAPH_INPUT = "input:0"
GRAPH_OUTPUT = "Identity:0"
PREFIX = "StatefulPartitionedCall/"
HEADS = {
    f"{PREFIX}{head}/BiasAdd:0": channels
    for head, channels in (
        ("center_0/conv2d_4", 1),
        ("box_scale_0/conv2d_5", 2),
        ("box_offset_0/conv2d_6", 2),
        ("kpt_heatmap_0/conv2d_7", KEYPOINTS),
        ("kpt_regress_0/conv2d_8", 2 * KEYPOINTS),
        ("kpt_offset_0/conv2d_9", 2 * KEYPOINTS),
    )
}
"""The heads' tensors and how many maps each has; all maps have a quarter of the input's height and width."""


class MultiPose:
    """The network, ready to run: by LiteRT on a processor, by TensorFlow on a GPU.

    LiteRT's trunk takes half of TensorFlow's time with two threads and a tenth less with one; TensorFlow's takes a
    whole batch at once, which pays on a GPU alone. Both give the same people; see the demo's card for the figures.

    Raises on construction: models.importers.tfjs.GraphModelError when the files are not what they should be.
    """

    def __init__(self, model: Path, weights: Path, device: Device) -> None:
        import tensorflow as tf

        graph = tfjs.read(model, weights)
        batch = None if device.kind == "gpu" else 1
        trunk = tfjs.function(graph, {GRAPH_INPUT: tf.TensorSpec((batch, None, None, 3), tf.int32)}, list(HEADS))
        self._heads: Callable[[np.ndarray], Sequence[Any]]
        self._heads = _batched_trunk(trunk) if device.kind == "gpu" else LiteTrunk(trunk, device.threads)
        maps = [tf.TensorSpec((None, None, None, channels), tf.float32) for channels in HEADS.values()]
        self._decode = tf.function(decode, input_signature=maps)

    def __call__(self, frames: np.ndarray) -> np.ndarray:
        """Find people.

        ``frames``: RGB uint8 (n, height, width, 3), sides multiples of 32. Returns float32 (n, 6, 56), best
        first: 17 × (y, x, score), then the box ymin, xmin, ymax, xmax, all in fractions of the frame, and the
        person's score, 0 to 1. Rows of a low score are places where there is nobody.
        """
        if frames.shape[1] % STRIDE or frames.shape[2] % STRIDE:
            raise ValueError(f"sides must be multiples of {STRIDE}, not {frames.shape[1:3]}")
        people: np.ndarray = self._decode(*self._heads(frames)).numpy()
        return people


def _batched_trunk(trunk: Any) -> Callable[[np.ndarray], Sequence[Any]]:
    """The trunk by TensorFlow: RGB uint8 (n, height, width, 3) to the heads' maps."""
    import tensorflow as tf

    def heads(frames: np.ndarray) -> Sequence[Any]:
        maps: Sequence[Any] = trunk(tf.cast(frames, tf.int32))
        return maps

    return heads


class LiteTrunk:
    """The trunk by LiteRT with XNNPACK, in single precision, picture by picture.

    The graph is converted once, for any input size; each size then has its own interpreter (20 ms at its first use).
    """

    def __init__(self, trunk: Any, threads: int) -> None:
        import tensorflow as tf

        self._model = tf.lite.TFLiteConverter.from_concrete_functions([trunk]).convert()
        self._threads = threads
        self._interpreters: dict[tuple[int, int], Any] = {}

    def __call__(self, frames: np.ndarray) -> Sequence[np.ndarray]:
        """RGB uint8 (n, height, width, 3) to the heads' maps, each (n, height / 4, width / 4, channels)."""
        each = [self._one(frame[None].astype(np.int32)) for frame in frames]
        return each[0] if len(each) == 1 else [np.concatenate(maps) for maps in zip(*each, strict=True)]

    def _one(self, frame: np.ndarray) -> list[np.ndarray]:
        interpreter = self._interpreter(frame.shape[1], frame.shape[2])
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], frame)
        interpreter.invoke()
        # The converter keeps the outputs' order but not their names.
        return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]

    def _interpreter(self, height: int, width: int) -> Any:
        if (height, width) not in self._interpreters:
            self._interpreters[height, width] = self._new_interpreter((1, height, width, 3))
        return self._interpreters[height, width]

    def _new_interpreter(self, shape: tuple[int, ...]) -> Any:
        import tensorflow as tf

        with warnings.catch_warnings():
            # TensorFlow announces that its interpreter will move to a package of its own; the version is pinned.
            warnings.simplefilter("ignore")
            interpreter = tf.lite.Interpreter(model_content=self._model, num_threads=self._threads)
        interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], shape)
        interpreter.allocate_tensors()
        channels = [int(output["shape"][-1]) for output in interpreter.get_output_details()]
        if channels != list(HEADS.values()):
            raise tfjs.GraphModelError(f"the converted trunk has heads of {channels} channels")
        return interpreter


def decode(center: Any, box_scale: Any, box_offset: Any, heatmap: Any, regress: Any, offset: Any) -> Any:
    """The heads' maps (n, h, w, 1 / 2 / 2 / 17 / 34 / 34) to people (n, 6, 56); see :meth:`MultiPose.__call__`."""
    import tensorflow as tf

    height, width = tf.shape(center)[1], tf.shape(center)[2]
    size = tf.cast(tf.stack([height, width]), tf.float32)
    scores, index = _peaks(tf.sigmoid(center))  # (n, 6), (n, 6)
    place = tf.stack([index // width, index % width], axis=-1)  # (n, 6, 2)
    place = tf.cast(place, tf.float32)
    boxes = _boxes(place, _at(box_scale, index), _at(box_offset, index), size)  # (n, 6, 4) in cells of the map
    expected = place[:, :, None, :] + tf.reshape(_at(regress, index), (-1, MAX_PEOPLE, KEYPOINTS, 2))
    found, joint_scores = _joints(tf.sigmoid(heatmap), expected, boxes)  # (n, 6, 17) and (n, 6, 17)
    places = _refined(found, offset, width) / size  # (n, 6, 17, 2)
    visible = tf.where(joint_scores > VISIBLE, joint_scores, 0.0)
    count = tf.maximum(tf.math.count_nonzero(visible, axis=-1, dtype=tf.float32), 1.0)
    person_scores = scores * tf.reduce_sum(visible, axis=-1) / count  # (n, 6)
    joints = tf.concat([places, joint_scores[..., None]], axis=-1)  # (n, 6, 17, 3)
    joints = tf.reshape(joints, (-1, MAX_PEOPLE, KEYPOINTS * 3))
    fractions = tf.clip_by_value(boxes / tf.tile(size, [2]), 0.0, 1.0)
    return tf.concat([joints, fractions, person_scores[..., None]], axis=-1)


def _peaks(center: Any) -> Any:
    """The six highest local maxima of (n, h, w, 1): scores (n, 6) and flat cell numbers (n, 6)."""
    import tensorflow as tf

    highest = tf.nn.max_pool2d(center, PEAK_WINDOW, 1, "SAME")
    peaks = tf.where(tf.abs(center - highest) < PEAK_TOLERANCE, center, 0.0)
    return tf.math.top_k(tf.reshape(peaks, (tf.shape(center)[0], -1)), MAX_PEOPLE)


def _at(values: Any, index: Any) -> Any:
    """The values (n, h, w, c) at flat cell numbers (n, k): (n, k, c)."""
    import tensorflow as tf

    flat = tf.reshape(values, (tf.shape(values)[0], -1, values.shape[-1]))
    return tf.gather(flat, index, batch_dims=1)


def _boxes(place: Any, scale: Any, offset: Any, size: Any) -> Any:
    import tensorflow as tf

    middle, half = place + offset, tf.maximum(scale, 0.0) * 0.5
    lower = tf.clip_by_value(middle - half, 0.0, size)
    upper = tf.clip_by_value(middle + half, 0.0, size)
    return tf.concat([lower, upper], axis=-1)


def _joints(heatmap: Any, expected: Any, boxes: Any) -> Any:
    """Each person's best cell for each joint: highest in the heat map, near the expected place, inside the box.

    ``heatmap`` (n, h, w, 17), ``expected`` (n, 6, 17, 2), ``boxes`` (n, 6, 4). Returns flat cell numbers and
    scores, each (n, 6, 17).
    """
    import tensorflow as tf

    shape = tf.shape(heatmap)
    variance = tf.cast(tf.minimum(shape[1], shape[2]), tf.float32) * SPREAD
    rows = _window(shape[1], expected[..., 0], boxes[..., 0], boxes[..., 2], variance)  # (n, 6, 17, h)
    columns = _window(shape[2], expected[..., 1], boxes[..., 1], boxes[..., 3], variance)  # (n, 6, 17, w)
    heat = tf.transpose(heatmap, (0, 3, 1, 2))[:, None]  # (n, 1, 17, h, w)
    weighted = heat * columns[:, :, :, None, :]  # (n, 6, 17, h, w)
    best = tf.reduce_max(weighted, axis=-1) * rows  # (n, 6, 17, h)
    row = tf.argmax(best, axis=-1, output_type=tf.int32)  # (n, 6, 17)
    line = tf.gather(weighted, row, batch_dims=3)  # (n, 6, 17, w)
    column = tf.argmax(line, axis=-1, output_type=tf.int32)
    scores = tf.reduce_max(best, axis=-1)
    return tf.where(scores > 0, row * shape[2] + column, 0), scores


def _window(length: Any, middle: Any, lower: Any, upper: Any, variance: Any) -> Any:
    """A Gaussian around ``middle`` (n, 6, 17) along ``length`` cells, nought outside lower to upper (n, 6)."""
    import tensorflow as tf

    cells = tf.range(tf.cast(length, tf.float32))
    gaussian = tf.exp(-tf.square(cells - middle[..., None]) / variance)  # (n, 6, 17, length)
    inside = (cells >= lower[..., None]) & (cells < upper[..., None])  # (n, 6, length)
    return tf.where(inside[:, :, None, :], gaussian, 0.0)


def _refined(found: Any, offset: Any, width: Any) -> Any:
    """Cells (n, 6, 17) to places (n, 6, 17, 2) in cells, by the offset (n, h, w, 34) that each cell holds."""
    import tensorflow as tf

    flat = tf.reshape(offset, (tf.shape(offset)[0], -1, KEYPOINTS, 2))
    by_joint = tf.transpose(flat, (0, 2, 1, 3))  # (n, 17, h·w, 2)
    cells = tf.transpose(found, (0, 2, 1))  # (n, 17, 6)
    inside_cell = tf.transpose(tf.gather(by_joint, cells, batch_dims=2), (0, 2, 1, 3))  # (n, 6, 17, 2)
    return tf.cast(tf.stack([found // width, found % width], axis=-1), tf.float32) + inside_cell
