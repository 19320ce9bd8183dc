"""How far a picture is from one in what it shows, and from another in how it is painted, with the slope.

The losses of L. A. Gatys, A. S. Ecker and M. Bethge, Image Style Transfer Using Convolutional Neural Networks (CVPR
2016), each relative to the size of what it compares; average pooling, as they have it. What they weigh is a tensor, as
the pictures are: nothing is traced anew when either changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.toolkit import vgg16

Array = np.ndarray[Any, Any]
Tensor = Any

LAYERS = len(vgg16.BLOCKS)
"""Layers that tell the style: the first of each block."""
_CONTENT = (4, 2)
"""The block and the layer that tell the content."""
_PICTURE = tf.TensorSpec((None, None, 3), tf.float32)


class Target(NamedTuple):
    """What is aimed at: a photograph's ``content`` (1, height / 8, width / 8, 512), a painting's Gram matrices."""

    content: Tensor
    grams: tuple[Tensor, ...]


class Parts(NamedTuple):
    """What a loss is made of: ``content``, the ``style`` of each layer, and the ``smooth``, how much neighbours differ:
    the mean square of steps from pixel to pixel, across and down, of a range of 1."""

    content: float
    style: tuple[float, ...]
    smooth: float


class Look(NamedTuple):
    """A picture's loss, its slope (of the picture's shape, float32) and its parts."""

    loss: float
    slope: Array
    parts: Parts


class Weights(NamedTuple):
    """What counts how much: 0 or more each; ``layers`` are the shares of the style's layers, relative to their sum."""

    content: float = 1.0
    style: float = 1000.0
    smooth: float = 0.0
    layers: Sequence[float] = (1.0,) * LAYERS


class Perceptual:
    """VGG16 (models.toolkit.vgg16) as a judge of pictures, RGB (height, width, 3), 0..255, of any size.

    Calls may overlap.
    """

    def __init__(self, trunk: vgg16.Trunk) -> None:
        self._trunk = [[(tf.constant(kernel), tf.constant(bias)) for kernel, bias in layers] for layers in trunk]
        self._features = tf.function(self._of, input_signature=[_PICTURE])
        grams = tuple(tf.TensorSpec((channels, channels), tf.float32) for _, channels in vgg16.BLOCKS)
        content = tf.TensorSpec((1, None, None, vgg16.BLOCKS[_CONTENT[0] - 1][1]), tf.float32)
        weights = tf.TensorSpec((3 + LAYERS,), tf.float32)
        self._judge = tf.function(self._judged, input_signature=[_PICTURE, content, grams, weights])

    def content(self, photograph: Array) -> Tensor:
        """What a picture shows: part of a target."""
        return self._features(tf.constant(photograph, tf.float32))[0]

    def grams(self, painting: Array) -> tuple[Tensor, ...]:
        """How a picture, of any size, is painted: the other part."""
        return tuple(self._features(tf.constant(painting, tf.float32))[1])

    def target(self, photograph: Array, painting: Array) -> Target:
        """What to aim at for the content of one picture in the style of another; their sizes may differ."""
        return Target(self.content(photograph), self.grams(painting))

    def look(self, picture: Array, target: Target, weights: Weights) -> Look:
        """Judge a picture, of the photograph's size."""
        row = tf.constant([weights.content, weights.style, weights.smooth, *weights.layers], tf.float32)
        loss, slope, parts = self._judge(tf.constant(picture, tf.float32), target.content, target.grams, row)
        content, *style, smooth = (float(part) for part in parts.numpy())
        return Look(float(loss), slope.numpy(), Parts(content, tuple(style), smooth))

    def _of(self, picture: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The second layer of the fourth block, and the Gram matrices of the first layer of each."""
        x = picture[None] - tf.constant(vgg16.MEAN)
        content, grams = x, []
        for number, layers in enumerate(self._trunk, start=1):
            if number > 1:
                x = tf.nn.avg_pool2d(x, 2, 2, "SAME")
            for index, (kernel, bias) in enumerate(layers, start=1):
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, 1, "SAME"), bias))
                if index == 1:
                    flat = tf.reshape(x, (-1, x.shape[-1]))
                    grams.append(tf.matmul(flat, flat, transpose_a=True) / tf.cast(tf.shape(flat)[0], tf.float32))
                if (number, index) == _CONTENT:
                    content = x
                if number == len(self._trunk):
                    break
        return content, tuple(grams)

    def _judged(
        self, picture: Tensor, content: Tensor, grams: tuple[Tensor, ...], weights: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(picture)
            shown, painted = self._of(picture)
            parts = [
                tf.reduce_mean((shown - content) ** 2) / tf.reduce_mean(content**2),
                *(
                    tf.reduce_sum((one - other) ** 2) / tf.reduce_sum(other**2)
                    for one, other in zip(painted, grams, strict=True)
                ),
                _steps(picture),
            ]
            loss = _weighed(parts, weights)
        return loss, tape.gradient(loss, picture), tf.stack(parts)


def _steps(picture: Tensor) -> Tensor:
    across, down = picture[:, 1:] - picture[:, :-1], picture[1:] - picture[:-1]
    return (tf.reduce_mean(across**2) + tf.reduce_mean(down**2)) / 255**2


def _weighed(parts: Sequence[Tensor], weights: Tensor) -> Tensor:
    """The one loss of all: content and style by their weights, relative to both."""
    of_content, of_style, of_smooth, *shares = tf.unstack(weights)
    content, *layers, smooth = parts
    style = tf.add_n([share * layer for share, layer in zip(shares, layers, strict=True)])
    style = style / tf.maximum(tf.add_n(shares), 1e-6)
    return (of_content * content + of_style * style + of_smooth * smooth) / (of_content + of_style)
