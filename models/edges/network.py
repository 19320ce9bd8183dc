"""HED in TensorFlow: edges learned from what people drew, at five scales at once.

S. Xie and Z. Tu, Holistically-Nested Edge Detection, ICCV 2015. The trunk is VGG16's thirteen convolutions (Simonyan
and Zisserman, 2015), each with ReLU. After each of its five blocks a 1 × 1 convolution says how likely an edge is at
that scale; the five maps are brought to the picture's size and weighed into one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import tensorflow as tf

from models.edges.counting import SCALES
from models.toolkit import lite
from models.toolkit.converted import converted
from models.toolkit.importers import h5
from models.toolkit.vgg16 import BLOCKS, MEAN

if TYPE_CHECKING:
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]
Tensor = Any


class WeightsError(ValueError):
    """The weights do not fit the architecture."""


class Hed:
    """The network with its weights. Raises WeightsError when an array is missing, superfluous or of another shape."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        left = dict(weights)
        channels, self._blocks = 3, []
        for number, (count, outputs) in enumerate(BLOCKS, start=1):
            layers = []
            for index in range(count):
                name = f"block{number}/layers/conv2d{f'_{index}' if index else ''}"
                layers.append(_convolution(left, name, (3, 3, channels, outputs)))
                channels = outputs
            self._blocks.append(layers)
        # The weights are for BGR pictures; turned here once, so that everything else is RGB.
        kernel, bias = self._blocks[0][0]
        self._blocks[0][0] = (kernel[:, :, ::-1], bias)
        self._sides = [_convolution(left, f"dsn{n}", (1, 1, BLOCKS[n - 1][1], 1)) for n in range(1, SCALES + 1)]
        kernel, bias = _convolution(left, "fuse", (1, 1, SCALES, 1))
        self.fuse = kernel.numpy()[0, 0, :, 0], bias.numpy()[0]
        """The five scales' weights (5,) and a bias."""
        if left:
            raise WeightsError(f"the weights hold {len(left)} arrays too many, such as {min(left)}")

    def sides(self, pictures: Tensor) -> list[Tensor]:
        """pictures (B, H, W, 3) RGB, float32 in 0..255 → the five scales' scores before the sigmoid, fine to coarse.

        The first is (B, H, W, 1); each next one is half as high and wide, rounded up. Can be traced.
        """
        x = pictures - tf.constant(MEAN)
        scores: list[Tensor] = []
        for layers, side in zip(self._blocks, self._sides, strict=True):
            if scores:
                x = tf.nn.max_pool2d(x, 2, 2, "SAME")
            for kernel, bias in layers:
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, 1, "SAME"), bias))
            scores.append(tf.nn.bias_add(tf.nn.conv2d(x, side[0], 1, "SAME"), side[1]))
        return scores


class EdgeNetwork:
    """The network, ready to run: on a processor by LiteRT with weights of 8 bits, on a GPU by TensorFlow.

    Raises on construction: H5Error and WeightsError when the file does not hold the right weights.
    """

    def __init__(self, file: Path, device: Device) -> None:
        weights = h5.read(file)
        hed = Hed(weights)
        self._fuse = hed.fuse
        traced = tf.function(hed.sides, input_signature=[tf.TensorSpec((None, None, None, 3), tf.float32)])
        self._sides: Callable[[Array], Sequence[Array]]
        if device.kind == "gpu":
            self._sides = lambda pictures: [scores.numpy() for scores in traced(pictures)]
        else:
            code = [Path(__file__), Path(lite.__file__), Path(h5.__file__)]
            one = tf.function(hed.sides).get_concrete_function(tf.TensorSpec((1, None, None, 3), tf.float32))
            model = converted("hed.tflite", [file, *code], tf.__version__, lambda: lite.convert(one, quantised=True))
            self._sides = lite.LiteNetwork(model, device.threads, device.cores)

    def __call__(self, picture: Array) -> Array:
        """One picture (H, W, 3) RGB uint8 → (H, W, 6) float32: how likely an edge is, 0..1.

        The first five are the scales from fine to coarse, the last is what they are fused to.
        """
        height, width = picture.shape[:2]
        scores = self._sides(picture[None].astype(np.float32))
        stacked = np.dstack(
            [cv2.resize(score[0], (width, height), interpolation=cv2.INTER_LINEAR) for score in scores]
        )  # (H, W, 5)
        fused = stacked @ self._fuse[0] + self._fuse[1]
        return np.asarray(1 / (1 + np.exp(-np.dstack([stacked, fused]))), np.float32)


def _convolution(left: dict[str, Array], name: str, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Take a convolution's kernel and bias out of the weights that are left."""
    taken = []
    for part, wanted in enumerate((shape, shape[-1:])):
        array = left.pop(f"{name}/vars/{part}", None)
        if array is None:
            raise WeightsError(f"the weights lack {name}")
        if array.shape != wanted:
            raise WeightsError(f"{name} has shape {array.shape}, not {wanted}")
        taken.append(tf.constant(array, tf.float32))
    return taken[0], taken[1]
