"""Compare recipes by speakers whom no network heard: ``python -m models.lips.training.folds --data speech.tar …``.

Takes what models.lips.training.train takes. The speakers that training and choosing may hear are parted into FOLDS; for
each fold a network is trained on the others' sentences, in a run ``NAME-0``, ``NAME-1`` and so on, and tells those of
the fold. That is some 130 closures nobody had heard, where the speaker who chooses has 16. The speakers who are
reported on are left out of all of it. A fold that was trained goes on at its checkpoint, that is, is not trained again.

One JSON line: ``figures`` of all sentences but those that everybody reads, each fold's lips closing from the bound that
suits the other folds; ``average_precision`` of closed frames, which needs no bound; ``closes``, the bound that suits
all folds together (``--closes`` of models.lips.training.opinion).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.lips import weights
from models.lips.training import packs, scores, train
from models.lips.visemes import CLOSED
from models.toolkit import devices
from models.training.measuring import rounded

Array = np.ndarray[Any, Any]

FOLDS = 4
_EVERYBODYS = "sa"


class Fold(train.Trainer):
    """A run that hears all speakers but those of its fold; the speakers reported on are in none."""

    def __init__(self, options: argparse.Namespace, fold: int) -> None:
        self.fold = fold
        super().__init__(options)

    def parted(self, speakers: Sequence[str]) -> tuple[list[str], list[str]]:
        """Speakers to train on, and the fold's."""
        return parted(speakers, self.fold)

    def answers(self) -> list[scores.Answer]:
        """What the trained network says of the fold's sentences, but of those that everybody reads."""
        net = weights.load(self.record.folder / "weights.npz").network
        return scores.answers(net, [one for one in self.choosing if not one.sentence.startswith(_EVERYBODYS)])


def parted(speakers: Sequence[str], fold: int) -> tuple[list[str], list[str]]:
    """Of the speakers who are not reported on: those who are trained on in this fold, and those whom it leaves out."""
    training, choosing, _ = packs.parted(speakers)
    known = sorted([*training, *choosing])
    held = known[fold::FOLDS]
    return [name for name in known if name not in held], held


def figures(folds: Sequence[Sequence[scores.Answer]]) -> dict[str, Any]:
    """The pooled figures, and the average precision of closed frames by how surely lips close."""
    total: Array = np.zeros(12)
    for place, fold in enumerate(folds):
        others = [one for row, answers in enumerate(folds) if row != place for one in answers]
        bound = scores.best_closing(others)
        total += np.sum([scores.sums(one, bound) for one in fold], axis=0)
    every = [one for fold in folds for one in fold]
    return {
        "figures": rounded(scores.figures(total)),
        "average_precision": round(average_precision(every), 4),
        "closes": round(scores.best_closing(every), 3),
        "closures": int(total[4]),
        "sentences": len(every),
    }


def average_precision(answers: Sequence[scores.Answer]) -> float:
    """The mean of the precision at each frame that is p, b or m, from the one most surely told on."""
    truth = np.concatenate([one.visemes == CLOSED for one in answers])
    hits = truth[np.argsort(-np.concatenate([one.closing for one in answers]), kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else 0.0


def main(arguments: Sequence[str]) -> int:
    """Train what is not trained yet, and print; returns the exit code."""
    options = train.options_from(arguments)
    devices.configure("cpu", options.threads)
    told = []
    for fold in range(FOLDS):
        one = Fold(argparse.Namespace(**{**vars(options), "run": f"{options.run}-{fold}"}), fold)
        one.run()
        told.append(one.answers())
    sys.stdout.write(json.dumps(figures(told)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
