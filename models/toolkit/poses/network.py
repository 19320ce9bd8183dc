"""MoveNet MultiPose (Google, 2021): up to six people and their 17 keypoints from one picture.

The trunk (MobileNetV2 with a feature pyramid) and its six heads are the published graph with its weights; what
follows, from the heads' maps to people, is models.toolkit.poses.decoding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.toolkit.converted import converted
from models.toolkit.importers import tfjs
from models.toolkit.lite import LiteNetwork, convert
from models.toolkit.poses.decoding import CHANNELS, decode

if TYPE_CHECKING:
    from models.toolkit.devices import Device

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

    Raises on construction: models.toolkit.importers.tfjs.GraphModelError when the files are not what they should be.
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
                "movenet-multipose.tflite", [model, weights, *code], tf.__version__, lambda: convert(trunk(1))
            )
            self._heads = _lite_trunk(lite, device)

    def __call__(self, frames: np.ndarray, floor: float = 0.01) -> np.ndarray:
        """Find people.

        ``frames``: RGB uint8 (n, height, width, 3), sides multiples of 32. Returns float32 (n, 6, 56), rows as
        :func:`models.toolkit.poses.decoding.decode` makes them; people below ``floor`` are left out.
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


def _lite_trunk(model: bytes, device: Device) -> Callable[[np.ndarray], Sequence[np.ndarray]]:
    """The trunk by LiteRT, in single precision. Raises GraphModelError when its outputs are not the heads.

    Half precision was as fast, 8-bit weights a quarter slower and up to four pixels of 256 off.
    """
    network = LiteNetwork(model, device.threads, device.cores)
    channels = [maps.shape[-1] for maps in network(np.zeros((1, STRIDE, STRIDE, 3), np.int32))]
    if channels != list(CHANNELS):
        raise tfjs.GraphModelError(f"the converted trunk has heads of {channels} channels")
    return lambda frames: network(frames.astype(np.int32))
