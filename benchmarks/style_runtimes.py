"""TensorFlow, LiteRT, and LiteRT in whole numbers of 8 bits, for the network of 26 styles on a processor.

    python -m benchmarks.style_runtimes --threads 2

Prints the median milliseconds of a painting of 320 × 240, and how like TensorFlow's it is (PSNR in dB, SSIM), on
photographs and film that calibrated nothing. Calibrated are eight other frames of that film. LiteRT has no batch
normalisation in training mode, so that instance norms are written out for it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock

import cv2
import numpy as np
import tensorflow as tf

from benchmarks import quality
from benchmarks.footage import clip
from benchmarks.timing import milliseconds
from models.assets import assets
from models.contract.pictures import STILL
from models.style import layers, network
from models.style.demo import StyleDemo
from models.toolkit import devices, frames
from models.toolkit.importers import onnx

SIZE = (320, 240)
PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")
STYLES = (4, 15, 19)


def normed(x: Any, gamma: Any, beta: Any) -> Any:
    """layers.instance_norm of means and squares."""
    mean = tf.reduce_mean(x, [1, 2], keepdims=True)
    scale = tf.math.rsqrt(tf.reduce_mean(tf.math.squared_difference(x, mean), [1, 2], keepdims=True) + layers.EPSILON)
    return x * (scale * gamma) + (beta - mean * scale * gamma)


def normed_phases(x: Any, gamma: Any, beta: Any) -> Any:
    """layers.instance_norm_phases of means and squares."""
    means = tf.tile(tf.reduce_mean(tf.reshape(tf.reduce_mean(x, [1, 2]), [4, -1]), 0), [4])
    squares = tf.reshape(tf.reduce_mean(tf.math.squared_difference(x, means), [1, 2]), [4, -1])
    scale = tf.tile(tf.math.rsqrt(tf.reduce_mean(squares, 0) + layers.EPSILON), [4])
    return x * (scale * tf.tile(gamma, [4])) + (tf.tile(beta, [4]) - means * scale * tf.tile(gamma, [4]))


def lite(styles: network.StyleNetwork, style: Any, calibrate: Any) -> bytes:
    """The network in one style as a LiteRT model; of whole numbers where there are pictures to calibrate it."""
    spec = tf.TensorSpec((1, SIZE[1], SIZE[0], 3))
    painting = tf.function(lambda x: styles.painting(x, tf.constant(style)), input_signature=[spec])
    with mock.patch.multiple(layers, instance_norm=normed, instance_norm_phases=normed_phases):
        converter = tf.lite.TFLiteConverter.from_concrete_functions([painting.get_concrete_function()])
        if calibrate is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: ([picture] for picture in calibrate)
        return bytes(converter.convert())


def runner(model: bytes, threads: int) -> Callable[[Any], Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        interpreter = tf.lite.Interpreter(model_content=model, num_threads=threads)
    interpreter.allocate_tensors()
    place, out = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]

    def run(picture: Any) -> Any:
        interpreter.set_tensor(place, floats(picture))
        interpreter.invoke()
        return np.clip(interpreter.get_tensor(out)[0] * 255 + 0.5, 0, 255).astype(np.uint8)

    return run


def floats(picture: Any) -> Any:
    return (picture[None] / 255).astype(np.float32)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.style_runtimes")
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args(argv).threads
    devices.configure("cpu", str(threads))
    styles = network.StyleNetwork(onnx.read_weights(assets.path(StyleDemo.assets[0])))
    film = [cv2.resize(one, SIZE, interpolation=cv2.INTER_AREA) for one in clip()]
    photographs = [frames.decode(assets.path(name).read_bytes(), STILL) for name in PHOTOGRAPHS]
    shown = [cv2.resize(one, SIZE, interpolation=cv2.INTER_AREA) for one in photographs] + film[:3]
    for number in STYLES:
        style = network.one_style(number)
        truth = [styles.paint(picture, style) for picture in shown]
        ways: dict[str, Callable[[Any], Any]] = {"TensorFlow": partial(styles.paint, style=style)}
        ways["LiteRT"] = runner(lite(styles, style, None), threads)
        ways["LiteRT, 8 bits"] = runner(lite(styles, style, [floats(one) for one in film[4::7]]), threads)
        for name, paint in ways.items():
            spent = milliseconds(partial(paint, shown[0]))
            pairs = [(paint(picture), true) for picture, true in zip(shown, truth, strict=True)]
            near, alike = (statistics.mean(f(*pair) for pair in pairs) for f in (quality.psnr, quality.ssim))
            print(f"style {number:2}  {name:15} {spent:6.1f} ms   {near:.1f} dB   {alike:.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
