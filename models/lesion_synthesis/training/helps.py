"""Does training on made lesions help a classifier?

``python -m models.lesion_synthesis.training.helps --data PACK --json``

The classifier is linear, on what EfficientNet-Lite0 sees, and all pictures have the generator's side. It learns from
the training part, every class counting the same (``weighted``), or from that and made pictures, which bring every class
to at least ``EACH`` (``with_made``); also told: from the training part as it is (``as_it_is``). Its regularisation, and
how much a made picture counts beside a real one, are chosen by five folds of the training part's lesions, all of which
the generator had seen; nothing is chosen by the split that is measured.

``value`` is the difference of balanced accuracies, ``with_made`` less ``weighted``, in points of a hundred; its
interval is of lesions drawn anew. ``--keep`` also writes what the page says.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.lesion_synthesis.training.linear import Linear, Problem, balanced
from models.lesions.classes import MELANOMA
from models.toolkit import devices
from models.toolkit.stylegan import Generator
from models.training import figures, measuring
from models.training.packs import Files
from models.training.stylegan import pictures
from models.training.stylegan.pictures import KINDS
from models.training.synthesis import measure
from models.training.synthesis.features import NAME, features

Array = np.ndarray[Any, Any]

FOLDER = Path(__file__).parents[1]
PAGE = FOLDER / "page" / "helps.json"
EACH = 1000
FOLDS = 5
"""Of the training part's lesions, by which is chosen."""
STRENGTHS = np.geomspace(1e-3, 100, 11)
COUNTS = (0.1, 0.3, 1.0)
"""How much a made picture counts beside a real one of its class."""


class Seen(NamedTuple):
    """Features (n, d), classes (n,) and the group of each picture, (n,); made ones are of the group ""."""

    features: Array
    labels: Array
    groups: Array

    def only(self, rows: Array) -> Seen:
        return Seen(*(part[rows] for part in self))


class Choice(NamedTuple):
    """A way of learning: with ``made`` pictures too or without; ``evens`` says that every class counts the same."""

    name: str
    made: bool
    evens: bool = True


ARMS = (
    Choice("as_it_is", made=False, evens=False),
    Choice("weighted", made=False),
    Choice("with_made", made=True),
)


def main(arguments: Sequence[str]) -> int:
    """Measure on the processor and print. Returns the exit code."""
    parser = measuring.parser_of("models.lesion_synthesis.training.helps", __doc__, split="dev", pack="ham10000.tar")
    parser.add_argument("--each", type=int, default=EACH, help="pictures that each class has at least, with made ones")
    parser.add_argument("--resamples", type=int, default=1000, help="of the bootstrap")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, help="where what is seen in real pictures is kept for the next time")
    parser.add_argument("--keep", action="store_true", help=f"write {PAGE.name} for the page")
    options = parser.parse_args(arguments)
    devices.configure("cpu", options.threads)
    begun = time.monotonic()
    generator = measure.generator_in(FOLDER)
    learnt, held_out = (real(split, generator.plan.side, options) for split in ("train", options.split))
    found = report(learnt, made(generator, learnt.labels, options.each), held_out, options.resamples)
    found |= {"split": options.split, "side": generator.plan.side, "features": NAME}
    found["seconds"] = round(time.monotonic() - begun)
    if options.keep:
        write(PAGE, found)
    return figures.tell("lesion_synthesis", found, [FOLDER / "weights.npz"])


def real(split: str, side: int, options: argparse.Namespace) -> Seen:
    """What is seen in a split's pictures. Raises models.training.packs.PackError."""
    with Files(options.data) as files:
        rows = csv.DictReader(io.StringIO(files.read("metadata.csv").decode()))
        groups = np.array([row.get("group") or row["lesion_id"] for row in rows if row["split"] == split])
    shown = pictures.lesions(options.data, split, side)
    assert shown.classes is not None
    seen = measure.kept(options.work, f"helps-{side}-{split}", lambda: features(shown.rgb))
    return Seen(seen, shown.classes, groups)


def made(generator: Generator, labels: Array, each: int) -> Seen:
    """What is seen in so many made pictures that each class comes to ``each`` with the real ones of ``labels``."""
    missing = np.maximum(0, each - np.bincount(labels, minlength=len(KINDS)))
    kinds = np.repeat(np.arange(len(KINDS)), missing)
    return Seen(features(measure.made(generator, len(kinds), kinds)), kinds, np.full(len(kinds), ""))


def report(learnt: Seen, made: Seen, held_out: Seen, resamples: int) -> dict[str, Any]:
    """The figures of all ways of learning, and the difference that is asked for."""
    middle, spread = learnt.features.mean(0), learnt.features.std(0) + 1e-6
    learnt, made, held_out = (
        one._replace(features=(one.features - middle) / spread) for one in (learnt, made, held_out)
    )
    answers, arms = {}, {}
    for arm in ARMS:
        classifier, chosen = best(arm, learnt, made)
        answers[arm.name] = classifier(held_out.features)
        arms[arm.name] = {**measures(answers[arm.name], held_out.labels), **chosen}
    found = differences(answers["with_made"], answers["weighted"], held_out, resamples)
    accuracy = found["balanced_accuracy"]
    return {
        "answer": verdict(accuracy["interval"]),
        "value": accuracy["value"],
        "interval": accuracy["interval"],
        "melanoma_auc": found["melanoma_auc"],
        "arms": arms,
        "n": len(held_out.labels),
        "groups": len(np.unique(held_out.groups)),
        "real": len(learnt.labels),
        "made": len(made.labels),
    }


def best(arm: Choice, learnt: Seen, made: Seen) -> tuple[Linear, dict[str, float]]:
    """The arm's classifier, of all pictures of its own, with what was best of what each fold of real lesions was told
    by all others.
    """
    fold = folds(learnt.groups)
    tried = []
    for count in COUNTS if arm.made else (1.0,):
        answers = np.empty((len(STRENGTHS), len(fold)), int)
        for one in range(FOLDS):
            problem, held = posed(arm, learnt.only(fold != one), made, count), learnt.features[fold == one]
            for place, strength in enumerate(STRENGTHS):
                answers[place, fold == one] = problem.solved(strength)(held).argmax(1)
        tried += [
            (balanced_accuracy(told, learnt.labels), count, float(strength))
            for told, strength in zip(answers, STRENGTHS, strict=True)
        ]
    _, count, strength = max(tried)
    return posed(arm, learnt, made, count).solved(strength), {"count": count, "strength": round(strength, 4)}


def folds(groups: Array) -> Array:
    """A number below FOLDS of each picture, int (n,), by a hash of its group's name: always the same."""
    return np.array([int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % FOLDS for group in groups])


def posed(arm: Choice, learnt: Seen, made: Seen, count: float) -> Problem:
    """What the arm learns from, with its weights."""
    parts = [(learnt, 1.0), *([(made, count)] if arm.made else [])]
    rows = np.concatenate([part.features for part, _ in parts])
    labels = np.concatenate([part.labels for part, _ in parts])
    importance = np.concatenate([np.full(len(part.labels), each) for part, each in parts])
    weights = balanced(labels, importance, len(KINDS)) if arm.evens else importance
    return Problem(rows, labels, weights, len(KINDS))


def balanced_accuracy(answers: Array, labels: Array) -> float:
    """The mean of the shares of each class that are answered right, of the classes that there are."""
    return float(np.mean([(answers[labels == one] == one).mean() for one in np.unique(labels)]))


def measures(answers: Array, labels: Array) -> dict[str, float]:
    """Balanced accuracy in percent, the area under melanoma's curve, 0..1. answers: scores (n, 7)."""
    accuracy = 100 * balanced_accuracy(answers.argmax(1), labels)
    area = figures.area_under_roc(answers[:, MELANOMA], labels == MELANOMA)
    return {"balanced_accuracy": round(accuracy, 2), "melanoma_auc": round(area, 4)}


def differences(one: Array, other: Array, seen: Seen, resamples: int) -> dict[str, Any]:
    """How much better one's scores are than the other's, with intervals by lesions that are drawn anew."""
    whole = np.arange(len(seen.labels))
    found = {}
    for name in ("balanced_accuracy", "melanoma_auc"):

        def gained(rows: Array, name: str = name) -> float:
            with_made, without = (measures(each[rows], seen.labels[rows])[name] for each in (one, other))
            return with_made - without

        low, high = figures.group_interval(gained, seen.groups, resamples)
        found[name] = {"value": round(gained(whole), 4), "interval": [round(low, 4), round(high, 4)]}
    return found


def verdict(interval: Sequence[float]) -> str:
    """``yes`` where made pictures help, ``no`` where they harm, ``open`` where that cannot be told."""
    low, high = interval
    return "yes" if low > 0 else "no" if high < 0 else "open"


def write(file: Path, found: Mapping[str, Any]) -> None:
    """What the page says, and the digest of the weights that it is true of."""
    arms = found["arms"]
    told = {
        "answer": found["answer"],
        "value": found["value"],
        "interval": found["interval"],
        "without": arms["weighted"]["balanced_accuracy"],
        "with": arms["with_made"]["balanced_accuracy"],
        "made": found["made"],
        "weights": measuring.sha256(FOLDER / "weights.npz"),
    }
    file.write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
