"""How well the network colours the dev split: ``python -m models.colorization.evaluate --data … --work …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import tensorflow as tf

from models.colorization import bins, data, lab, scores, weights
from models.colorization.network import Colorizer

Array = np.ndarray[Any, Any]
Tensor = Any

BATCH = 20


class Decoding(NamedTuple):
    """How probabilities become colours: the annealed mean's temperature, and what ab is multiplied by."""

    temperature: float = 0.6
    saturation: float = 1.0


DECODINGS = (Decoding(1.0), Decoding(0.6), Decoding(0.38))


class Scores(NamedTuple):
    """Means over pictures; ``grey_rmse`` is what a grey picture would have."""

    decoding: Decoding
    rmse: float
    grey_rmse: float
    auc: float
    balanced_auc: float
    colourfulness: float
    psnr: float
    bleeding: float

    def __str__(self) -> str:
        return (
            f"T {self.decoding.temperature:.2f} saturation {self.decoding.saturation:.2f}: ab RMSE {self.rmse:.2f} "
            f"({self.rmse / self.grey_rmse:.3f} of grey's {self.grey_rmse:.2f}), AuC {self.auc:.1f} %, rebalanced "
            f"{self.balanced_auc:.1f} %, colourfulness {100 * self.colourfulness:.0f} %, PSNR {self.psnr:.2f} dB, "
            f"bleeding {self.bleeding:.2f}"
        )


class Predictor:
    """The network as one traced graph, from grey pictures to ab at a quarter of their size."""

    def __init__(self, network: Colorizer) -> None:
        self.network = network
        self._decode = tf.function(self._traced, reduce_retracing=True)

    def __call__(self, grey: Array, decoding: Decoding, hints: Array | None = None) -> Array:
        """grey uint8 (B, H, W): L in 0..255 → ab float32 (B, H/4, W/4, 2)."""
        count, height, width = grey.shape
        cells = (count, height // data.STRIDE, width // data.STRIDE, 3)
        told = np.zeros(cells, np.float32) if hints is None else hints
        return np.asarray(self._decode(grey, told, np.float32(decoding.temperature)).numpy() * decoding.saturation)

    def _traced(self, grey: Tensor, hints: Tensor, temperature: Tensor) -> Tensor:
        logits = self.network(tf.cast(grey, tf.float32) / 2.55, hints)
        return tf.tensordot(tf.nn.softmax(logits / temperature), bins.centres(), 1)


def score(predictor: Predictor, pictures: Array, prior: Array, decoding: Decoding) -> Scores:
    """Every measure, for RGB uint8 pictures (N, 224, 224, 3)."""
    found: list[tuple[float, ...]] = []
    distances: list[Array] = []
    balance: list[Array] = []
    rarity = 1 / np.maximum(prior, 1e-6)
    for first in range(0, len(pictures), BATCH):
        truth = np.asarray(pictures[first : first + BATCH])
        labs = [lab.to_lab(picture) for picture in truth]
        greys = np.stack([data.split(picture)[0] for picture in truth])
        for picture, true_lab, small in zip(truth, labs, predictor(greys, decoding), strict=True):
            ab = cv2.resize(small, (data.SIDE, data.SIDE), interpolation=cv2.INTER_LINEAR)
            coloured = lab.to_rgb(np.dstack([true_lab[..., 0], ab]))
            distance = np.sqrt(np.square(ab - true_lab[..., 1:]).sum(-1))[::4, ::4].ravel()
            distances.append(distance)
            nearest = bins.soft_encode(true_lab[::4, ::4, 1:])
            balance.append(np.sum(nearest.shares * rarity[nearest.bins], -1).ravel())
            found.append((
                float(np.mean(distance**2)), float(np.mean(true_lab[..., 1:] ** 2) * 2),
                scores.colourfulness(coloured), scores.colourfulness(picture),
                scores.psnr(coloured, picture), scores.bleeding(ab, true_lab[..., 0]),
            ))  # fmt: skip
    error, grey_error, ours, theirs, psnr, bleeding = np.mean(found, axis=0)
    each, weight = np.concatenate(distances), np.concatenate(balance)
    return Scores(
        decoding, float(np.sqrt(error / 2)), float(np.sqrt(grey_error / 2)), scores.area_under_curve(each),
        scores.area_under_curve(each, weight), float(ours / theirs), float(psnr), float(bleeding),
    )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Print the scores; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.colorization.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar")
    parser.add_argument("--work", type=Path, required=True, help="the folder of the decoded pictures")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--temperature", type=float, nargs="+", default=[1.0, 0.6, 0.38])
    parser.add_argument("--saturation", type=float, nargs="+", default=[1.0])
    options = parser.parse_args(arguments)

    network, prior = weights.load(options.weights)
    predictor = Predictor(network)
    pictures = data.open_pictures(options.data, options.work, "dev")[: options.pictures]
    for temperature in options.temperature:
        for saturation in options.saturation:
            result = score(predictor, pictures, prior, Decoding(temperature, saturation))
            sys.stdout.write(f"{result}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
