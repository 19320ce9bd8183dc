"""MobileNetV2 (Sandler and colleagues, CVPR 2018) in TensorFlow, with dense layers on top; weights by Keras's names.

Batch norms are folded into the convolutions, so that only convolutions and biases are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

Array = np.ndarray[Any, Any]
Tensor = Any

SIDE = 224
"""Pixels of the square picture that it was trained on."""
STEM, HEAD = 32, 1280
_EPSILON = 1e-3
_NORM = ("gamma", "beta", "moving_mean", "moving_variance")
_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Expansion, channels, blocks and the first block's stride of each stage: table 2 of the paper."""


class WeightsError(ValueError):
    """A weight is missing, superfluous or of another shape."""


class Block(NamedTuple):
    """An inverted residual: ``inner`` channels between its two convolutions of 1 × 1; without the first where it would
    not widen."""

    name: str
    inputs: int
    inner: int
    outputs: int
    stride: int

    @property
    def widens(self) -> bool:
        return self.inner != self.inputs


def blocks() -> list[Block]:
    """All seventeen, in order, by Keras's names."""
    found: list[Block] = []
    before = STEM
    for widening, channels, count, stride in _STAGES:
        for index in range(count):
            name = f"block_{len(found)}" if found else "expanded_conv"
            found.append(Block(name, before, widening * before, channels, stride if index == 0 else 1))
            before = channels
    return found


def shapes(dense: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Every weight by its name, with dense layers of these widths on the means of the last feature maps."""
    found = _convolution("Conv1", "bn_Conv1", (3, 3, 3, STEM))
    for name, inputs, inner, outputs, _ in blocks():
        if inner != inputs:
            found |= _convolution(f"{name}_expand", f"{name}_expand_BN", (1, 1, inputs, inner))
        found |= _convolution(f"{name}_depthwise", f"{name}_depthwise_BN", (3, 3, inner, 1))
        found |= _convolution(f"{name}_project", f"{name}_project_BN", (1, 1, inner, outputs))
    found |= _convolution("Conv_1", "Conv_1_bn", (1, 1, blocks()[-1].outputs, HEAD))
    for number, (before, after) in enumerate(zip((HEAD, *dense), dense, strict=False), start=1):
        found |= {f"dense_{number}/kernel": (before, after), f"dense_{number}/bias": (after,)}
    return found


class MobileNetV2:
    """The network with its weights, by the names of :func:`shapes`. Raises WeightsError."""

    def __init__(self, weights: Mapping[str, Array], dense: Sequence[int]) -> None:
        _check(weights, shapes(dense))
        self._stem = _folded(weights, "Conv1", "bn_Conv1")
        self._blocks = [
            {
                part: _folded(weights, f"{block.name}_{part}", f"{block.name}_{part}_BN")
                for part in ("expand", "depthwise", "project")
                if part != "expand" or block.widens
            }
            for block in blocks()
        ]
        self._head = _folded(weights, "Conv_1", "Conv_1_bn")
        numbers = range(1, len(dense) + 1)
        self._dense = [
            (_constant(weights[f"dense_{n}/kernel"]), _constant(weights[f"dense_{n}/bias"])) for n in numbers
        ]

    def __call__(self, pictures: Tensor) -> Tensor:
        """Float32 (B, 224, 224, 3), RGB, 0..1 → what the last dense layer says, (B, classes), before a softmax. Can be
        traced."""
        x = tf.nn.relu6(_convolved(pictures, self._stem, 2))
        for block, layers in zip(blocks(), self._blocks, strict=True):
            x = _inverted(x, block, layers)
        x = tf.reduce_mean(tf.nn.relu6(_convolved(x, self._head)), axis=(1, 2))
        for kernel, bias in self._dense[:-1]:
            x = tf.nn.relu(x @ kernel + bias)
        kernel, bias = self._dense[-1]
        return x @ kernel + bias


def _inverted(x: Tensor, block: Block, layers: Mapping[str, tuple[Tensor, Tensor]]) -> Tensor:
    y = tf.nn.relu6(_convolved(x, layers["expand"])) if block.widens else x
    kernel, bias = layers["depthwise"]
    y = tf.nn.depthwise_conv2d(y, kernel, (1, block.stride, block.stride, 1), "SAME")
    y = _convolved(tf.nn.relu6(tf.nn.bias_add(y, bias)), layers["project"])
    return x + y if block.stride == 1 and block.inputs == block.outputs else y


def _convolved(x: Tensor, layer: tuple[Tensor, Tensor], stride: int = 1) -> Tensor:
    """Of even sides: with a stride of 2 "SAME" adds what Keras's ZeroPadding2D adds, a row below and a column right."""
    return tf.nn.bias_add(tf.nn.conv2d(x, layer[0], stride, "SAME"), layer[1])


def _convolution(name: str, norm: str, shape: tuple[int, int, int, int]) -> dict[str, tuple[int, ...]]:
    is_depthwise = name.endswith("_depthwise")
    kind, channels = ("depthwise_kernel", shape[2]) if is_depthwise else ("kernel", shape[3])
    return {f"{name}/{kind}": shape, **{f"{norm}/{part}": (channels,) for part in _NORM}}


def _folded(weights: Mapping[str, Array], name: str, norm: str) -> tuple[Tensor, Tensor]:
    """Kernel and bias of a convolution and the batch norm after it."""
    gamma, beta, mean, variance = (np.asarray(weights[f"{norm}/{part}"], np.float64) for part in _NORM)
    scale = gamma / np.sqrt(variance + _EPSILON)
    if f"{name}/depthwise_kernel" in weights:
        kernel = weights[f"{name}/depthwise_kernel"] * scale[:, None]
    else:
        kernel = weights[f"{name}/kernel"] * scale
    return _constant(kernel), _constant(beta - mean * scale)


def _constant(array: Array) -> Tensor:
    return tf.constant(np.asarray(array, np.float32))


def _check(weights: Mapping[str, Array], expected: Mapping[str, tuple[int, ...]]) -> None:
    if missing := expected.keys() - weights.keys():
        raise WeightsError(f"{len(missing)} weights are missing, {min(missing)} is one")
    if unknown := weights.keys() - expected.keys():
        raise WeightsError(f"{len(unknown)} weights are superfluous, {min(unknown)} is one")
    for name, shape in expected.items():
        if weights[name].shape != shape:
            raise WeightsError(f"the weight {name} has shape {weights[name].shape}, not {shape}")
        if not np.isfinite(weights[name]).all():
            raise WeightsError(f"the weight {name} has numbers that are none")
