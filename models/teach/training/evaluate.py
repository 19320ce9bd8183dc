"""How well it tells things apart of which it was shown five pictures each: ``python -m models.teach.training.evaluate
--data flickr8k.tar --json``.

The tasks are those of the papers on learning from few pictures: five things at random, five pictures of each to learn
from, fifteen others of each to tell. The photographs are Flickr8k's that show one thing for sure
(models/captioning/pictured.py). Nothing here was chosen by them: neither the network, which was trained on ImageNet,
nor how the page learns, which was fixed before. The learning is the page's own script, run by Node.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.captioning.pictured import labelled
from models.teach.training.learning import Task, learn, look
from models.toolkit import frames
from models.training import figures, flickr8k

Array = np.ndarray[Any, Any]

WAYS, SHOTS, ASKED = 5, 5, 15
"""Things of a task; pictures of each to learn from, and to tell."""
TASKS = 300
LARGEST = 60
"""Pictures of a thing that are used, the first by name: dogs are in half of all."""


def tasks(labels: Array, count: int = TASKS, seed: int = 1) -> tuple[list[Task], Array]:
    """Random tasks of pictures with labels (n,), SHOTS + ASKED or more of each; the truth (count, WAYS · ASKED)."""
    random = np.random.default_rng(seed)
    names = np.unique(labels)
    made, truth = [], np.repeat(np.arange(WAYS), ASKED)
    for number in range(count):
        drawn = [
            random.permutation(np.flatnonzero(labels == one))[: SHOTS + ASKED]
            for one in random.choice(names, WAYS, replace=False)
        ]
        train = [(int(picture), label) for label, own in enumerate(drawn) for picture in own[:SHOTS]]
        made.append(Task(train, [int(picture) for own in drawn for picture in own[SHOTS:]], WAYS, number))
    return made, np.tile(truth, (count, 1))


def figure(archive: Path) -> dict[str, Any]:
    """The card's figure: the share told right, in percent, as a mean over tasks."""
    shown = labelled(flickr8k.read_corpus(archive).captions, SHOTS + ASKED)
    names = sorted({thing.name for thing in shown.values()})
    kept = [file for name in names for file in [f for f, thing in shown.items() if thing.name == name][:LARGEST]]
    labels = np.array([names.index(shown[file].name) for file in kept])
    features, _ = look(frames.decode(jpeg) for jpeg in flickr8k.read_jpegs(archive, tuple(kept)))
    asked, truth = tasks(labels)
    found = np.stack([one.probabilities.argmax(1) for one in learn(features, asked)])
    right = (found == truth).mean(1)
    return {
        "split": "all of Flickr8k's pictures that show one of the things",
        "n": len(kept),
        "value": 100 * float(right.mean()),
        "interval": [100 * end for end in figures.interval(len(right), lambda rows: float(right[rows].mean()))],
        "baseline": 100 / WAYS,
        "tasks": len(asked),
        "worst_task": round(100 * float(right.min()), 1),
        "best_task": round(100 * float(right.max()), 1),
        "things": {name: int((labels == at).sum()) for at, name in enumerate(names)},
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.teach.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK", help="flickr8k.tar")
    parser.add_argument("--json", action="store_true", help="one JSON line; it has no other form")
    return figures.tell("teach", figure(parser.parse_args(arguments).data), figures.assets_of("teach"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
