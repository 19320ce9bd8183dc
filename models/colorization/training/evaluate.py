"""How well the network colours the dev split: ``python -m models.colorization.training.evaluate --data PACK… --json``.

PACK is flickr8k.tar or faces.tar, or the folder that one unpacks to; with both, the figures are over both together.
``--json`` prints one line with 95 % bootstrap intervals over pictures; without it, a line for each way of decoding.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.colorization import bins, fullsize, lab, weights
from models.colorization.decoding import BOLDNESS, SATURATION, TEMPERATURE
from models.colorization.network import Colorizer
from models.colorization.reading import read
from models.colorization.sizes import STRIDE
from models.colorization.training import data, fidelity, packs, scores
from models.training import figures, measuring

Array = np.ndarray[Any, Any]
Tensor = Any

BATCH = 20


class Decoding(NamedTuple):
    """How logits become colours.

    temperature: of the annealed mean. saturation: what ab is multiplied by. boldness: the power of the bins' rarity by
    which probabilities are multiplied, a rebalancing after training. edges: whether colours follow lightness's edges.
    """

    temperature: float = 1.0
    saturation: float = 1.0
    boldness: float = 0.0
    edges: bool = True


DECODINGS = (Decoding(1.0), Decoding(1.0, 1.4), Decoding(0.6, 1.4))
"""Those that are scored while training."""


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
    true_bleeding: float

    def __str__(self) -> str:
        return (
            f"T {self.decoding.temperature:.2f} saturation {self.decoding.saturation:.2f} boldness "
            f"{self.decoding.boldness:.2f} edges {self.decoding.edges}: ab RMSE {self.rmse:.2f} "
            f"({self.rmse / self.grey_rmse:.3f} of grey's {self.grey_rmse:.2f}), AuC {self.auc:.1f} %, rebalanced "
            f"{self.balanced_auc:.1f} %, colourfulness {100 * self.colourfulness:.0f} %, PSNR {self.psnr:.2f} dB, "
            f"bleeding {self.bleeding:.2f} (truth {self.true_bleeding:.2f})"
        )


class Predictor:
    """The network as one traced graph, from grey pictures to ab at a quarter of their size."""

    def __init__(self, network: Colorizer, prior: Array) -> None:
        self.network = network
        self._rarity = tf.constant(np.log(bins.rebalancing(prior, 0.5, 1)))
        self._decode = tf.function(self._traced, reduce_retracing=True)

    def __call__(self, grey: Array, decoding: Decoding, hints: Array | None = None) -> Array:
        """grey uint8 (B, H, W): L in 0..255 → ab float32 (B, H/4, W/4, 2)."""
        count, height, width = grey.shape
        cells = (count, height // STRIDE, width // STRIDE, 3)
        told = np.zeros(cells, np.float32) if hints is None else hints
        ab = self._decode(grey, told, np.float32(decoding.temperature), np.float32(decoding.boldness))
        return np.asarray(ab.numpy() * decoding.saturation)

    def _traced(self, grey: Tensor, hints: Tensor, temperature: Tensor, boldness: Tensor) -> Tensor:
        lightness = tf.cast(grey, tf.float32) / 2.55
        return read(self.network(lightness, hints), lightness, boldness * self._rarity, temperature).ab


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
            lightness = data.split(picture)[0]
            ab = fullsize.upsample(lightness, small, follow_edges=decoding.edges)
            coloured = lab.to_rgb(np.dstack([true_lab[..., 0], ab]))
            distance = np.sqrt(np.square(ab - true_lab[..., 1:]).sum(-1))[::4, ::4].ravel()
            distances.append(distance)
            nearest = bins.soft_encode(true_lab[::4, ::4, 1:])
            balance.append(np.sum(nearest.shares * rarity[nearest.bins], -1).ravel())
            found.append(
                (
                    float(np.mean(distance**2)),
                    float(np.mean(true_lab[..., 1:] ** 2) * 2),
                    scores.colourfulness(coloured),
                    scores.colourfulness(picture),
                    scores.psnr(coloured, picture),
                    scores.bleeding(ab, true_lab[..., 0]),
                    scores.bleeding(true_lab[..., 1:], true_lab[..., 0]),
                )
            )
    error, grey_error, ours, theirs, psnr, bleeding, true_bleeding = np.mean(found, axis=0)
    each, weight = np.concatenate(distances), np.concatenate(balance)
    return Scores(
        decoding,
        float(np.sqrt(error / 2)),
        float(np.sqrt(grey_error / 2)),
        scores.area_under_curve(each),
        scores.area_under_curve(each, weight),
        float(ours / theirs),
        float(psnr),
        float(bleeding),
        float(true_bleeding),
    )


def report(options: argparse.Namespace) -> dict[str, Any]:
    """What ``--json`` prints."""
    predictor = Predictor(*weights.load(options.weights))
    read = [packs.read(path, options.split, options.pictures) for path in options.data]
    decoding = Decoding(options.temperature[0], options.saturation[0], options.boldness[0], not options.no_edges)
    seen = list(fidelity.look(predictor, read, decoding))
    ends = fidelity.intervals(seen, options.resamples)
    found = fidelity.summary(seen)
    return {
        **figures.told("colorization", _figure(found, ends, len(seen)), [options.weights]),
        "split": options.split,
        "pictures": {pack.kind: len(pack.pictures) for pack in read},
        **{name: round(value, 4) for name, value in found.items()},
        "intervals": {name: [round(end, 4) for end in both] for name, both in ends.items()},
        "decoding": decoding._asdict(),
        "weights_sha256": measuring.sha256(options.weights),
    }


def _figure(found: dict[str, float], ends: dict[str, tuple[float, float]], count: int) -> dict[str, Any]:
    """The card's figure: how many points of AuC the colours gain over leaving everything grey; perfect ones would gain
    all that grey lacks of 100."""
    return {
        "n": count,
        "value": found["auc_gain"],
        "interval": list(ends["auc_gain"]),
        "baseline": 0.0,
        "perfect": 100 - found["grey_auc"],
    }


def lines(options: argparse.Namespace) -> Iterator[str]:
    """The scores of each way of decoding that was asked for."""
    network, prior = weights.load(options.weights)
    predictor = Predictor(network, prior)
    pictures = np.concatenate([packs.read(path, options.split, options.pictures).pictures for path in options.data])
    for values in itertools.product(options.temperature, options.saturation, options.boldness):
        yield str(score(predictor, pictures, prior, Decoding(*values, not options.no_edges)))


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m models.colorization.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="flickr8k.tar, faces.tar, or both")
    parser.add_argument(
        "--split",
        default="dev",
        help="of faces, dev is the part that is held out; of Flickr8k, rest is what no split has",
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON line, also over skin, greenery and neutral things"
    )
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--pictures", type=int, help="the first so many of each pack")
    parser.add_argument("--temperature", type=float, nargs="+", default=[TEMPERATURE])
    parser.add_argument("--saturation", type=float, nargs="+", default=[SATURATION])
    parser.add_argument("--boldness", type=float, nargs="+", default=[BOLDNESS])
    parser.add_argument("--no-edges", action="store_true", help="colours stretched without regard to lightness")
    parser.add_argument("--resamples", type=int, default=200, help="of the bootstrap")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the scores; returns the exit code."""
    options = options_from(arguments)
    for line in [json.dumps(report(options))] if options.json else lines(options):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
