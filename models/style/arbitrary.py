"""Any picture as a style (Ghiasi, Lee, Kudlur, Dumoulin and Shlens, BMVC 2017), in TensorFlow.

Two networks. The predictor, a MobileNetV2 (Sandler 2018), looks at the style picture and says it in 100 numbers.
The transformer, close kin of the 26-style network, turns these numbers into the scale γ and shift β of its
instance norms and paints. The files hold 8-bit weights; they are used here as the floats that they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import tensorflow as tf

from models.style import layers
from models.style.layers import Array, Tensor
from models.toolkit.spread import Spread
from models.toolkit.tracing import traced

VECTOR = 100
"""Length of a style vector."""
STYLE_SIDE = 256
"""The predictor was trained on style pictures of this height and width."""

_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""MobileNetV2's table: expansion, channels out, blocks, stride of the first block."""
_CONTRACT = ((9, 3, 8), (3, 8, 16), (3, 16, 32))
_EXPAND = ((3, 32, 16), (3, 16, 8), (9, 8, 3))
"""(kernel size, channels in, channels out)"""
_RESIDUALS = 5


class StylePredictor:
    """From a style picture to its style vector.

    weights: what :func:`models.toolkit.importers.onnx.read_weights` reads from arbitrary_predict.onnx. Raises
    layers.WeightsError when a key is missing, superfluous or of another shape.
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._left = {name: array for name, array in weights.items() if not name.startswith("Relu6__")}
        self._stem = self._conv("MobilenetV2/Conv", 3, 3, 32)
        self._blocks = list(self._take_blocks())
        self._head = self._conv("MobilenetV2/Conv_1", 1, 320, 1280)
        self._bottleneck = self._conv("mobilenet_conv/Conv", 1, 1280, VECTOR)
        _nothing_left(self._left)
        self._run = traced(self._forward, tf.TensorSpec((1, STYLE_SIDE, STYLE_SIDE, 3)))

    def vector(self, picture: Array) -> Array:
        """picture (256, 256, 3) float32 RGB in 0..1 → style vector (100,) float32."""
        return np.asarray(self._run(picture[None].astype(np.float32, copy=False)))

    def _conv(self, name: str, size: int, inputs: int, outputs: int) -> tuple[Array, Array]:
        kernel = layers.kernel(self._left, f"{name}/weights_dequant", size, inputs, outputs)
        return kernel, layers.take(self._left, f"{name}/Conv2D_bias_dequant", (outputs,))

    def _depthwise(self, name: str, channels: int) -> tuple[Array, Array]:
        kernel = layers.take(self._left, f"{name}/depthwise_weights_dequant", (channels, 1, 3, 3))
        bias = layers.take(self._left, f"{name}/depthwise_bias_dequant", (channels,))
        return np.ascontiguousarray(kernel.transpose(2, 3, 0, 1)), bias

    def _take_blocks(self) -> Iterator[tuple[list[tuple[Array, Array]], int, bool]]:
        """Each inverted residual: its convolutions, its stride and whether its input is added."""
        inputs, index = 32, 0
        for expansion, outputs, count, first_stride in _STAGES:
            for block in range(count):
                name = "MobilenetV2/expanded_conv" + (f"_{index}" if index else "")
                stride = first_stride if block == 0 else 1
                inner = inputs * expansion
                convs = [self._conv(f"{name}/expand", 1, inputs, inner)] if expansion > 1 else []
                convs.append(self._depthwise(f"{name}/depthwise", inner))
                convs.append(self._conv(f"{name}/project", 1, inner, outputs))
                yield convs, stride, stride == 1 and inputs == outputs
                inputs, index = outputs, index + 1

    def _forward(self, x: Tensor) -> Tensor:
        x = tf.nn.relu6(_conv_same(x, *self._stem, stride=2))
        for convs, stride, adds_input in self._blocks:
            y = x
            if len(convs) == 3:
                y = tf.nn.relu6(_conv_same(y, *convs[0]))
            kernel, bias = convs[-2]
            y = tf.nn.relu6(tf.nn.depthwise_conv2d(y, kernel, [1, stride, stride, 1], "SAME") + bias)
            y = _conv_same(y, *convs[-1])
            x = x + y if adds_input else y
        x = tf.nn.relu6(_conv_same(x, *self._head))  # (1, 8, 8, 1280)
        x = tf.reduce_mean(x, [1, 2], keepdims=True)
        return tf.reshape(_conv_same(x, *self._bottleneck), [VECTOR])


class StyleTransformer:
    """From a frame and a style vector to the painting.

    weights: what :func:`models.toolkit.importers.onnx.read_weights` reads from arbitrary_transform.onnx. Raises
    layers.WeightsError when a key is missing, superfluous or of another shape.
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        left = {name: array for name, array in weights.items() if "transformer/" in name}
        self._contract = [
            (
                layers.kernel(left, f"transformer/contract/conv{i}/weights_dequant", *shape),
                layers.take(left, f"transformer/contract/conv{i}/Conv2D_bias_dequant", (shape[2],)),
            )
            for i, shape in enumerate(_CONTRACT, start=1)
        ]
        self._kernels: dict[str, Array] = {}
        matrices, offsets = [], []
        for name, shape in _normed().items():
            self._kernels[name] = layers.kernel(left, f"{name}/weights_dequant", *shape)
            for branch in ("Conv_1", "Conv"):  # γ, β
                prefix = f"style_params/{name}/StyleNorm/{branch}"
                matrices.append(layers.kernel(left, f"{prefix}/weights_dequant", 1, VECTOR, shape[2])[0, 0])
                offsets.append(layers.take(left, f"{prefix}/Conv2D_bias_dequant", (shape[2],)))
        self._norm_matrix = np.concatenate(matrices, axis=1)  # (100, 2 · sum of channels)
        self._norm_offset = np.concatenate(offsets)
        _drop_void(left)
        _nothing_left(left)
        first, second, last = (f"transformer/expand/conv{i}/conv" for i in (1, 2, 3))
        for name in (first, second):
            self._kernels[name] = layers.upsampling_kernel(self._kernels[name])
        self._kernels[last] = layers.blocked_kernel(self._kernels[last])
        self._expand = (first, second, last)
        self.traces = 0
        vector = tf.TensorSpec((VECTOR,))
        self._floats = traced(self._forward, tf.TensorSpec((1, None, None, 3)), vector)
        self.bytes = Spread(traced(self._forward_bytes, tf.TensorSpec((1, None, None, 3), tf.uint8), vector))

    def stylize(self, image: Array, vector: Array) -> Array:
        """image (H, W, 3) float32 RGB in 0..1, H and W multiples of 4; vector (100,) → the painting, like image."""
        return np.asarray(self._floats(layers.checked(image)[None], vector.astype(np.float32)).numpy()[0])

    def paint(self, frame: Array, vector: Array) -> Array:
        """frame (H, W, 3) uint8 RGB, H and W multiples of 4; vector (100,) → the painting, uint8 RGB."""
        return np.asarray(self.bytes(layers.checked(frame)[None], vector.astype(np.float32))[0])

    def _forward_bytes(self, frames: Tensor, vector: Tensor) -> Tensor:
        phases = self._phases(tf.cast(frames, tf.float32) * (1 / 255), vector)
        return tf.nn.depth_to_space(layers.to_bytes(phases), 2)

    def _forward(self, images: Tensor, vector: Tensor) -> Tensor:
        return tf.nn.depth_to_space(self._phases(images, vector), 2)

    def _phases(self, x: Tensor, vector: Tensor) -> Tensor:
        """x (1, H, W, 3) in 0..1, vector (100,) → the painting's blocks of 2×2 pixels, (1, H/2, W/2, 12)."""
        self.traces += 1
        norms, weights = self._norms(vector), self._kernels
        for (kernel, bias), stride in zip(self._contract, (1, 2, 2), strict=True):
            x = tf.nn.relu(tf.nn.bias_add(layers.convolve(x, kernel, stride), bias))
        for block in range(1, _RESIDUALS + 1):  # x: (1, H/4, W/4, 32)
            first, second = (f"transformer/residual/residual{block}/conv{i}" for i in (1, 2))
            y = layers.convolve(x, weights[first])
            y = tf.nn.relu(layers.instance_norm(y, *norms[first]))
            y = layers.convolve(y, weights[second])
            x = x + layers.instance_norm(y, *norms[second])
        for name in self._expand[:2]:
            x = layers.convolve_up(x, weights[name])
            x = tf.nn.relu(layers.instance_norm_phases(x, *norms[name]))
            x = tf.nn.depth_to_space(x, 2)
        x = layers.convolve_blocks(x, weights[self._expand[2]])  # (1, H/2, W/2, 12)
        return tf.sigmoid(layers.instance_norm_phases(x, *norms[self._expand[2]]))

    def _norms(self, vector: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
        """γ and β of every normed convolution, (C,) each."""
        widths = [outputs for _, _, outputs in _normed().values() for _ in range(2)]
        mixed = tf.linalg.matvec(self._norm_matrix, vector, transpose_a=True) + self._norm_offset
        parts = tf.split(mixed, widths)
        return {name: (parts[2 * i], parts[2 * i + 1]) for i, name in enumerate(_normed())}


def _normed() -> dict[str, tuple[int, int, int]]:
    """The transformer's convolutions with a style norm: kernel size, channels in, channels out."""
    named = {
        f"transformer/residual/residual{block}/conv{i}": (3, 32, 32)
        for block in range(1, _RESIDUALS + 1)
        for i in (1, 2)
    }
    return named | {f"transformer/expand/conv{i}/conv": shape for i, shape in enumerate(_EXPAND, start=1)}


def _conv_same(x: Tensor, kernel: Array, bias: Array, stride: int = 1) -> Tensor:
    return tf.nn.bias_add(tf.nn.conv2d(x, kernel, stride, "SAME"), bias)


def _drop_void(left: dict[str, Array]) -> None:
    """Drop what changes nothing: biases before a norm, which are zero, and the norm's ε, which is a constant here."""
    for name in [name for name in left if name.endswith("/Conv2D_bias_dequant")]:
        if left.pop(name).any():
            raise layers.WeightsError(f"{name} is not zero")
    epsilon = left.pop("transformer/expand/conv1/conv/StyleNorm/batchnorm/add/y_dequant", np.zeros(1))
    if not np.allclose(epsilon, layers.EPSILON):
        raise layers.WeightsError(f"the norm's epsilon is {epsilon}, not {layers.EPSILON}")


def _nothing_left(left: Mapping[str, Array]) -> None:
    if left:
        raise layers.WeightsError(f"the weights hold {len(left)} arrays too many, such as {min(left)}")
