"""What both style networks are made of. Tensors are float32, NHWC.

Three rewritings make the networks faster without changing what they compute. Padding by reflection is done with
slices and ``concat`` (two to three times faster on CPU than ``MirrorPad``). Nearest ×2 upsampling followed by a
3×3 convolution becomes one 3×3 convolution at the low resolution with four times the channels, one group for
each of the four pixels ("phases") that a low-resolution pixel becomes. A 9×9 convolution with few channels
becomes a 5×5 convolution over blocks of 2×2 pixels, which fills the processor's vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.style.limits import MULTIPLE, SMALLEST

Array = np.ndarray[Any, Any]
Tensor = Any

EPSILON = 1e-5


class WeightsError(ValueError):
    """The weights are not those of this architecture."""


def take(weights: dict[str, Array], name: str, shape: tuple[int, ...]) -> Array:
    """Remove and return one array. Raises WeightsError when it is missing or not of that shape."""
    array = weights.pop(name, None)
    if array is None:
        raise WeightsError(f"the weights lack {name}")
    if array.shape != shape:
        raise WeightsError(f"{name} has shape {array.shape}, not {shape}")
    return array


def kernel(weights: dict[str, Array], name: str, size: int, inputs: int, outputs: int) -> Array:
    """A convolution kernel as TensorFlow wants it, (size, size, inputs, outputs), from ONNX's order."""
    return np.ascontiguousarray(take(weights, name, (outputs, inputs, size, size)).transpose(2, 3, 1, 0))


def pad_reflect(x: Tensor, size: int) -> Tensor:
    """(B, H, W, C) → (B, H + 2·size, W + 2·size, C), mirrored without repeating the edge."""
    near, far = range(size, 0, -1), range(2, size + 2)
    x = tf.concat([*(x[:, i : i + 1] for i in near), x, *(x[:, -i : (1 - i)] for i in far)], 1)
    return tf.concat([*(x[:, :, i : i + 1] for i in near), x, *(x[:, :, -i : (1 - i)] for i in far)], 2)


def pad_edge(x: Tensor) -> Tensor:
    """(B, H, W, C) → (B, H + 2, W + 2, C), the edge repeated once.

    Upsampled ×2 this is what reflecting one pixel of the upsampled picture gives.
    """
    x = tf.concat([x[:, :1], x, x[:, -1:]], 1)
    return tf.concat([x[:, :, :1], x, x[:, :, -1:]], 2)


def convolve(x: Tensor, weights: Array, stride: int = 1) -> Tensor:
    """Convolution with reflected borders of half a kernel: (B, H, W, C) → (B, H/stride, W/stride, C')."""
    return tf.nn.conv2d(pad_reflect(x, weights.shape[0] // 2), weights, stride, "VALID")


def upsampling_kernel(weights: Array) -> Array:
    """The kernel that does nearest ×2 upsampling and a 3×3 convolution at once.

    (3, 3, C, C') → (3, 3, C, 4·C'); the phases are ordered as ``tf.nn.depth_to_space`` wants them.
    """
    # which low-resolution row each of the three taps reads, for the upper and for the lower pixel of a pair
    reads = np.array([[[1, 0, 0], [0, 1, 1], [0, 0, 0]], [[0, 0, 0], [1, 1, 0], [0, 0, 1]]], np.float32)
    fused = np.einsum("ayk,bxl,klio->yxiabo", reads, reads, weights)
    return np.ascontiguousarray(fused.reshape(3, 3, weights.shape[2], -1), np.float32)


def blocked_kernel(weights: Array) -> Array:
    """The kernel that convolves blocks of 2×2 pixels: (9, 9, C, C') → (5, 5, 4·C, 4·C')."""
    size = weights.shape[0]
    blocks = (size + 1) // 2
    taps = np.zeros((2, blocks, 2, size), np.float32)  # (pixel in block, block, pixel in that block, tap)
    for pixel in range(2):
        for tap in range(size):
            taps[pixel, (pixel + tap) // 2, (pixel + tap) % 2, tap] = 1
    blocked = np.einsum("aypk,bxql,klio->yxpqiabo", taps, taps, weights)
    return np.ascontiguousarray(blocked.reshape(blocks, blocks, 4 * weights.shape[2], -1), np.float32)


def convolve_up(x: Tensor, fused: Array) -> Tensor:
    """Nearest ×2 upsampling and convolution: (B, H, W, C) → phases (B, H, W, 4·C')."""
    return tf.nn.conv2d(pad_edge(x), fused, 1, "VALID")


def convolve_blocks(x: Tensor, blocked: Array) -> Tensor:
    """9×9 convolution with reflected borders: (B, H, W, C) → phases (B, H/2, W/2, 4·C')."""
    return tf.nn.conv2d(tf.nn.space_to_depth(pad_reflect(x, 4), 2), blocked, 1, "VALID")


def instance_norm(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    """Instance normalisation (Ulyanov 2016) of one picture: x (1, H, W, C), γ and β (C,).

    Batch normalisation in training mode is the same thing for a batch of one, and the fastest form on CPU.
    """
    return tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, epsilon=EPSILON, is_training=True)[0]


def instance_norm_phases(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    """:func:`instance_norm` of a picture given as phases: x (1, H, W, 4·C), γ and β (C,)."""
    ones, zeros = tf.ones([x.shape[-1]]), tf.zeros([x.shape[-1]])
    _, means, variances = tf.compat.v1.nn.fused_batch_norm(x, ones, zeros, epsilon=EPSILON, is_training=True)
    pixels = tf.cast(tf.shape(x)[1] * tf.shape(x)[2], tf.float32)
    means, variances = tf.reshape(means, [4, -1]), tf.reshape(variances, [4, -1])  # (4, C)
    mean = tf.reduce_mean(means, 0)
    # the running variance that comes back is Bessel-corrected; the norm's own is not
    variance = tf.reduce_mean(variances * (1 - 1 / pixels) + tf.math.squared_difference(means, mean), 0)
    return tf.compat.v1.nn.fused_batch_norm(
        x,
        *(tf.tile(t, [4]) for t in (gamma, beta, mean, variance)),
        epsilon=EPSILON,
        is_training=False,
    )[0]


def to_bytes(x: Tensor) -> Tensor:
    """Values 0..1 → uint8."""
    return tf.cast(x * 255.0 + 0.5, tf.uint8)


def checked(image: Array) -> Array:
    """The picture itself. Raises ValueError when its shape is not (H, W, 3) with sides that the networks take."""
    height, width, channels = image.shape
    if channels != 3 or height % MULTIPLE or width % MULTIPLE or min(height, width) < SMALLEST:
        raise ValueError(f"a picture of shape {image.shape} does not fit the network")
    return image
