"""How well the joints of drawn people are found: ``python -m models.pose.training.evaluate --data actions.tar --json``.

Average precision as COCO has it: a person counts as found where the similarity of joints (OKS) reaches a threshold, and
the area under precision over recall is averaged over the thresholds .50 to .95. COCO's photographs are not at hand;
these people are drawn from recorded motion (models.pose.training.drawn), one to three a picture, and nothing was
chosen by them. The trivial guess knows each person's box, and puts the mean pose into it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.pose.demo import PoseDemo
from models.pose.training.drawn import Drawn, draw
from models.toolkit import devices
from models.toolkit.poses.people import SIGMAS
from models.training import figures, measuring, motion
from models.training.packs import unpacked

Array = np.ndarray[Any, Any]

PICTURES = 150
SEED = 7
THRESHOLDS = np.arange(0.5, 0.96, 0.05)
_RECALLS = np.linspace(0, 1, 101)


class Judged(NamedTuple):
    """One picture's answers, best first: ``scores`` (n,), ``similar`` (n, people): OKS with each true person."""

    scores: Array
    similar: Array


def similarity(found: Array, true: Array, area: float) -> float:
    """OKS, 0..1, of joints (17, 2) in pixels; area: the person's, in pixels. All 17 are labelled."""
    away = ((found - true) ** 2).sum(1)
    return float(np.exp(-away / (2 * area * (2 * SIGMAS) ** 2)).mean())


def judged(found: Array, scores: Array, drawn: Drawn) -> Judged:
    """found: (n, 17, 2) in pixels."""
    order = np.argsort(-scores, kind="stable")
    table = [[similarity(found[i], *true) for true in zip(drawn.joints, drawn.areas, strict=True)] for i in order]
    return Judged(scores[order], np.array(table).reshape(len(order), len(drawn.joints)))


def average_precision(pictures: Sequence[Judged]) -> float:
    """Over all pictures, the mean over THRESHOLDS, 0..1."""
    people = sum(one.similar.shape[1] for one in pictures)
    scores = np.concatenate([one.scores for one in pictures])
    order = np.argsort(-scores, kind="stable")
    return float(
        np.mean([_area(np.concatenate([_hits(one, level) for one in pictures])[order], people) for level in THRESHOLDS])
    )


def _hits(one: Judged, threshold: float) -> Array:
    """Which answers are right, bool (n,): each takes the most similar person whom no better answer took."""
    free = np.ones(one.similar.shape[1], bool)
    hits = np.zeros(len(one.scores), bool)
    for row, similar in enumerate(one.similar):
        best = int(np.argmax(np.where(free, similar, -1)))
        if free[best] and similar[best] >= threshold:
            hits[row], free[best] = True, False
    return hits


def _area(hits: Array, people: int) -> float:
    """Precision at 101 recalls, each the best at this recall or a higher one."""
    right = np.cumsum(hits)
    precision = right / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(right / people, _RECALLS)
    return float(np.append(envelope, 0)[np.minimum(at, len(hits))].mean())


def pictures(pack: Path, split: str, count: int) -> Iterator[Drawn]:
    """One to three people each, from moments of the split's clips."""
    with unpacked(pack) as folder:
        clips = motion.read(folder, split)
    rng = np.random.default_rng(SEED)
    for number in range(count):
        chosen = [clips[index].joints for index in rng.integers(0, len(clips), 1 + number % 3)]
        yield draw(np.stack([joints[rng.integers(len(joints))] for joints in chosen]), rng)


def boxed(joints: Array) -> tuple[Array, Array]:
    """The corner and the size of each person's box: (n, 17, 2) → (n, 1, 2) twice."""
    low = joints.min(1, keepdims=True)
    return low, np.maximum(joints.max(1, keepdims=True) - low, 1e-6)


def figure(pack: Path, split: str, count: int) -> dict[str, Any]:
    """The card's figure: AP in percent, of the network and of the mean pose in the true box."""
    demo = PoseDemo()
    demo.load(devices.configure("cpu", "1"))
    params = check_all(demo.params, {})
    drawn = list(pictures(pack, split, count))
    ours = []
    for one in drawn:
        people = demo.predict([demo.prepare(Sample(one.picture), params, {})])[0]
        size = one.picture.shape[1::-1]
        ours.append(judged(people.keypoints[:, :, :2] * size, people.scores, one))
    everybody = np.concatenate([one.joints for one in drawn])
    low, size = boxed(everybody)
    mean = ((everybody - low) / size).mean(0)
    trivial = [
        judged(mean * boxed(one.joints)[1] + boxed(one.joints)[0], np.ones(len(one.joints)), one) for one in drawn
    ]
    return {
        "split": f"{split} of the recorded motion, drawn",
        "n": count,
        "people": len(everybody),
        "value": 100 * average_precision(ours),
        "interval": [
            100 * end
            for end in figures.interval(count, lambda rows: average_precision([ours[row] for row in rows]), times=100)
        ],
        "baseline": 100 * average_precision(trivial),
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = measuring.parser_of("models.pose.training.evaluate", __doc__, pack="actions.tar")
    parser.add_argument("--pictures", type=int, default=PICTURES)
    options = parser.parse_args(arguments)
    return figures.tell("pose", figure(options.data, options.split, options.pictures), figures.assets_of("pose"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
