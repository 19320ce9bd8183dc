"""How close one pass comes to painting by optimisation: ``python -m models.style.training.evaluate --json``.

Gatys' method changes a photograph until its losses are low: how far it is from the photograph in what it shows, and
from the painting in how it is painted. The feed-forward network was trained to reach in one pass what those steps
reach. So both are judged by the same losses, of one network (VGG16, here the trunk of hed.h5, which was trained on
ImageNet and then on outlines; average pooling, as Gatys has it): 0 % is the photograph as it is, 100 % what so many
steps of L-BFGS have gained. The photographs and the pictures that serve as styles are the site's own; nothing was
trained on them, and the network that reads a style off any picture is the page's own.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import tensorflow as tf

from models.assets import assets
from models.contract.demo import Picture
from models.edges.counting import BLOCKS
from models.style.demo import StyleDemo
from models.style.painter import Painter
from models.style.training.descent import descend, share
from models.toolkit import devices, frames
from models.toolkit.importers import h5
from models.training import figures

Array = np.ndarray[Any, Any]
Tensor = Any
Trunk = list[list[tuple[Array, Array]]]
"""Each block's convolutions: kernel and bias."""

PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "rocket.jpg")
STYLES = ("coffee.png", "flower.jpg")
SIDE = 128
STEPS = 50
STYLE_WEIGHT = 1000.0
"""What style counts beside content, in the order of what Gatys and colleagues used."""
_MEAN = (122.67892, 116.66877, 104.00699)
"""The mean red, green and blue that was taken off the pictures in training."""


def trunk() -> Trunk:
    """VGG16's convolutions (Simonyan and Zisserman, 2015) as hed.h5 has them, for RGB from which _MEAN was taken."""
    weights, blocks = h5.read(assets.path("hed.h5")), []
    for number, (count, _) in enumerate(BLOCKS, start=1):
        names = [f"block{number}/layers/conv2d{f'_{index}' if index else ''}/vars" for index in range(count)]
        blocks.append([(weights[f"{name}/0"], weights[f"{name}/1"]) for name in names])
    kernel, bias = blocks[0][0]
    blocks[0][0] = (kernel[:, :, ::-1], bias)  # the weights are for BGR
    return blocks


class Losses:
    """What Gatys, Ecker and Bethge (CVPR 2016) make small, each relative to its own size, for one photograph and one
    picture as style: RGB uint8 (SIDE, SIDE, 3)."""

    def __init__(self, trunk: Trunk, photograph: Array, style: Array) -> None:
        self._trunk = trunk
        self._content, self._grams = self._of(photograph)[0], self._of(style)[1]

        def run(flat: Tensor) -> tuple[Tensor, Tensor]:
            with tf.GradientTape() as tape:
                tape.watch(flat)
                loss = self._loss(tf.reshape(flat, (1, SIDE, SIDE, 3)))
            return loss, tape.gradient(loss, flat)

        self.gradient = tf.function(run, input_signature=[tf.TensorSpec((SIDE * SIDE * 3,), tf.float32)])

    def of(self, picture: Array) -> tuple[float, float]:
        """Of content and of style, of a picture (SIDE, SIDE, 3), 0..255."""
        content, style = self._both(tf.constant(picture[None], tf.float32))
        return float(content), float(style)

    def _of(self, picture: Array) -> tuple[Tensor, list[Tensor]]:
        return self._features(tf.constant(picture[None], tf.float32))

    def _features(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The second layer of the fourth block, and the Gram matrices of the first layer of each."""
        x = x - tf.constant(_MEAN)
        content, grams = x, []
        for number, layers in enumerate(self._trunk, start=1):
            if number > 1:
                x = tf.nn.avg_pool2d(x, 2, 2, "SAME")
            for index, (kernel, bias) in enumerate(layers, start=1):
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, 1, "SAME"), bias))
                if index == 1:
                    flat = tf.reshape(x, (-1, x.shape[-1]))
                    grams.append(tf.matmul(flat, flat, transpose_a=True) / tf.cast(tf.shape(flat)[0], tf.float32))
                if (number, index) == (4, 2):
                    content = x
                if number == len(self._trunk):
                    return content, grams
        return content, grams

    def _loss(self, x: Tensor) -> Tensor:
        shown, painted = self._both(x)
        return weighed(shown, painted)

    def _both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        content, grams = self._features(x)
        shown = tf.reduce_mean((content - self._content) ** 2) / tf.reduce_mean(self._content**2)
        painted = [
            tf.reduce_sum((one - other) ** 2) / tf.reduce_sum(other**2)
            for one, other in zip(grams, self._grams, strict=True)
        ]
        return shown, tf.add_n(painted) / len(painted)


def weighed(content: Any, style: Any) -> Any:
    """The one loss of the two."""
    return (content + STYLE_WEIGHT * style) / (1 + STYLE_WEIGHT)


def _square(name: str) -> Array:
    picture = frames.decode(assets.path(name).read_bytes())
    side = min(picture.shape[:2])
    top, left = ((length - side) // 2 for length in picture.shape[:2])
    return np.asarray(
        cv2.resize(picture[top : top + side, left : left + side], (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    )


def gains(steps: int) -> list[dict[str, Any]]:
    """Of each photograph in each style the losses of the photograph, of the network's painting, of the optimised."""
    devices.configure("cpu", "1")
    styles, predictor, transformer = (assets.path(name) for name in StyleDemo.assets[:3])
    painter = Painter(styles, predictor, transformer)
    network, found = trunk(), []
    for photograph, style in itertools.product(PHOTOGRAPHS, STYLES):
        shown, painting = _square(photograph), _square(style)
        losses = Losses(network, shown, painting)

        def gradient(flat: Array, losses: Losses = losses) -> tuple[float, Array]:
            loss, slope = losses.gradient(tf.constant(flat, tf.float32))
            return float(loss), slope.numpy().astype(np.float64)

        best = descend(gradient, shown.reshape(-1).astype(np.float64), steps)
        fast = painter.paint_like(Picture(style, painting), shown, 1.0)
        made = {"start": shown, "network": fast, "optimised": best.reshape(shown.shape)}
        parts = {name: losses.of(picture) for name, picture in made.items()}
        each = {f"{name}_parts": [round(one, 4) for one in both] for name, both in parts.items()}
        whole = {name: round(weighed(*both), 5) for name, both in parts.items()}
        found.append({"pair": f"{photograph} as {style}", **whole, **each})
    return found


def figure(steps: int = STEPS) -> dict[str, Any]:
    """The card's figure, in percent."""
    rows = gains(steps)
    return {
        "split": f"{len(PHOTOGRAPHS)} photographs in {len(STYLES)} styles",
        "n": len(rows),
        "value": share(rows),
        "interval": figures.interval(len(rows), lambda drawn: share([rows[row] for row in drawn])),
        "baseline": 0.0,
        "steps": steps,
        "pairs": rows,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.style.training.evaluate", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--json", action="store_true", help="one JSON line; it has no other form")
    weights = [*figures.assets_of("style"), assets.path("hed.h5")]
    return figures.tell("style", figure(parser.parse_args(arguments).steps), weights)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
