"""MoveNet MultiPose (Google, 2021): up to six people and their 17 keypoints from one picture.

The trunk (MobileNetV2 with a feature pyramid) and its six heads are the published graph with its weights; what
follows, from the heads' maps to people, is models.pose.decoding.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.converted import converted
from models.importers import tfjs
from models.pose.decoding import CHANNELS, decode

if TYPE_CHECKING:
    from models.devices import Device

STRIDE = 32  # the input's sides are multiples of this

GRAPH_INPUT = "input:0"
GRAPH_OUTPUT = "Identity:0"
PREFIX = "StatefulPartitionedCall/"
HEADS = tuple(
    f"{PREFIX}{head}/BiasAdd:0"
    for head in (
        "center_0/conv2d_4",
        "box_scale_0/conv2d_5",
        "box_offset_0/conv2d_6",
        "kpt_heatmap_0/conv2d_7",
        "kpt_regress_0/conv2d_8",
        "kpt_offset_0/conv2d_9",
    )
)
"""The heads' tensors, in the order of decoding.CHANNELS; their maps have a quarter of the input's height and width."""


class MultiPose:
    """The network, ready to run: by LiteRT on a processor, by TensorFlow on a GPU.

    On a processor LiteRT was the faster of the two (benchmarks/pose_runtimes.py); TensorFlow takes a whole batch at
    once, as a GPU wants it. Both give the same people.

    Raises on construction: models.importers.tfjs.GraphModelError when the files are not what they should be.
    """

    def __init__(self, model: Path, weights: Path, device: Device) -> None:
        import tensorflow as tf

        def trunk(batch: int | None) -> Any:
            graph = tfjs.read(model, weights)
            return tfjs.function(graph, {GRAPH_INPUT: tf.TensorSpec((batch, None, None, 3), tf.int32)}, HEADS)

        self._heads: Callable[[np.ndarray], Sequence[np.ndarray]]
        if device.kind == "gpu":
            self._heads = _batched_trunk(trunk(None))
        else:
            code = [Path(__file__), Path(tfjs.__file__)]
            lite = converted(
                "movenet-multipose.tflite", [model, weights, *code], tf.__version__, lambda: _lite(trunk(1))
            )
            self._heads = LiteTrunk(lite, device.threads)

    def __call__(self, frames: np.ndarray, floor: float = 0.01) -> np.ndarray:
        """Find people.

        ``frames``: RGB uint8 (n, height, width, 3), sides multiples of 32. Returns float32 (n, 6, 56), rows as
        :func:`models.pose.decoding.decode` makes them; people below ``floor`` are left out.
        """
        if frames.shape[1] % STRIDE or frames.shape[2] % STRIDE:
            raise ValueError(f"sides must be multiples of {STRIDE}, not {frames.shape[1:3]}")
        maps = self._heads(frames)
        return np.stack([decode([each[row] for each in maps], floor) for row in range(len(frames))])


def _batched_trunk(trunk: Any) -> Callable[[np.ndarray], Sequence[np.ndarray]]:
    """The trunk by TensorFlow: RGB uint8 (n, height, width, 3) to the heads' maps."""
    import tensorflow as tf

    def heads(frames: np.ndarray) -> Sequence[np.ndarray]:
        return [maps.numpy() for maps in trunk(tf.cast(frames, tf.int32))]

    return heads


def _lite(trunk: Any) -> bytes:
    """The trunk as a LiteRT model, in single precision, for any input size."""
    import tensorflow as tf

    return bytes(tf.lite.TFLiteConverter.from_concrete_functions([trunk]).convert())


class LiteTrunk:
    """The trunk by LiteRT with XNNPACK, in single precision, picture by picture.

    Each input size has an interpreter of its own (20 ms at its first use). ``model`` is a LiteRT model.
    """

    def __init__(self, model: bytes, threads: int) -> None:
        self._model, self._threads = model, threads
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
        if channels != list(CHANNELS):
            raise tfjs.GraphModelError(f"the converted trunk has heads of {channels} channels")
        return interpreter
