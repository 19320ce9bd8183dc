"""How often the network's first word is right on photographs that people took: ``python -m
models.features.training.evaluate --data flickr8k.tar --json``.

ImageNet is not at hand. Flickr8k's photographs have five captions each by people; where three or more of the five name
the same thing for which ImageNet has words (models/captioning/things.toml: a dog, with 118 breeds; a boat; a guitar),
and no other such thing is named, that thing is the truth, and the first word is right if it is one of its words. The
network was not trained on these photographs, and nothing of it was chosen by them. Each thing counts as much as any
other, so who always says the same word is right once in as many times as there are things.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.assets import assets
from models.captioning.pictured import labelled
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.features.demo import FeaturesDemo
from models.toolkit import frames
from models.training import figures, flickr8k

Array = np.ndarray[Any, Any]

FEWEST = 10
"""Pictures of a thing, below which it is left out."""


def mean_recall(things_: Array, right: Array) -> float:
    """The mean over things of the share of each one's pictures that are right. things_: (n,) numbers; right: (n,)."""
    return float(np.mean([right[things_ == one].mean() for one in np.unique(things_)]))


def look(pictures: Sequence[bytes]) -> Array:
    """The probabilities of the thousand words for each JPEG, as the page computes them: (n, 1000)."""
    from models.features.network import Looking  # TensorFlow, which judging does without

    demo = FeaturesDemo()
    network = Looking(*(assets.path(name) for name in demo.assets[:2]))
    params = check_all(demo.params, {})
    found = []
    for jpeg in pictures:
        views = demo.prepare(Sample(frames.decode(jpeg)), params, {})
        found.append(network(views.seen, views.key)[1])
    return np.stack(found)


def figure(archive: Path) -> dict[str, Any]:
    """The card's figure: the share of first words that are right, in percent, each thing counting the same."""
    shown = labelled(flickr8k.read_corpus(archive).captions, FEWEST)
    probabilities = look(flickr8k.read_jpegs(archive, tuple(shown)))
    names = sorted({thing.name for thing in shown.values()})
    numbers = np.array([names.index(thing.name) for thing in shown.values()])
    best = np.argsort(-probabilities, axis=1)[:, :5]
    hits: Array = np.array([np.isin(row, thing.imagenet) for row, thing in zip(best, shown.values(), strict=True)])
    first, five = hits[:, 0], hits.max(1)
    return {
        "split": "all of Flickr8k's pictures that are here",
        "n": len(shown),
        "value": 100 * mean_recall(numbers, first),
        "interval": [
            100 * end for end in figures.interval(len(shown), lambda rows: mean_recall(numbers[rows], first[rows]))
        ],
        "baseline": 100 / len(names),
        "five": 100 * mean_recall(numbers, five),
        "things": {
            name: [int((numbers == i).sum()), round(100 * float(first[numbers == i].mean()), 1)]
            for i, name in enumerate(names)
        },
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.features.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK", help="flickr8k.tar")
    parser.add_argument("--json", action="store_true", help="one JSON line; it has no other form")
    return figures.tell("features", figure(parser.parse_args(arguments).data), figures.assets_of("features"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
