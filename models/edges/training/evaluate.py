"""How well HED finds the edges of things, beside Sobel: ``python -m models.edges.training.evaluate --json``.

The Berkeley pictures that the paper measured on are not at hand. These are drawn (models.edges.training.scenes), so
their edges are known, and no network was trained on them. Sobel gets the blur that suits it best on these same
pictures, which the network does not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.assets import assets
from models.edges import classic
from models.edges.network import EdgeNetwork
from models.edges.training.agreement import Counts, best, counts
from models.edges.training.scenes import scene
from models.toolkit import devices
from models.training import figures

PICTURES = 40
SIGMAS = (1.0, 2.0, 3.0, 4.0)
FIRST = 20_000
"""The first scene's seed."""


def figure(pictures: int = PICTURES) -> dict[str, Any]:
    """The card's figure: the F-score at the best threshold, in percent, of so many scenes."""
    network = EdgeNetwork(assets.path("hed.h5"), devices.configure("cpu", "1"))
    learned: list[Counts] = []
    kernels: dict[float, list[Counts]] = {sigma: [] for sigma in SIGMAS}
    for seed in range(FIRST, FIRST + pictures):
        picture, edges = scene(seed)
        learned.append(counts(network(picture)[..., -1], edges))
        grey = classic.grey(picture)
        for sigma, seen in kernels.items():
            seen.append(counts(classic.sobel(grey, sigma), edges))
    by_sigma = {sigma: best(seen) for sigma, seen in kernels.items()}
    table: np.ndarray[Any, Any] = np.array(learned)
    return {
        "split": "drawn scenes",
        "n": pictures,
        "value": 100 * best(learned),
        "interval": figures.interval(pictures, lambda rows: 100 * best([Counts(*one) for one in table[rows]])),
        "baseline": 100 * max(by_sigma.values()),
        "sobel": {str(sigma): round(score, 4) for sigma, score in by_sigma.items()},
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.edges.training.evaluate", description=__doc__)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    parser.add_argument("--json", action="store_true", help="one JSON line; it has no other form")
    return figures.tell("edges", figure(parser.parse_args(arguments).pictures), figures.assets_of("edges"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
