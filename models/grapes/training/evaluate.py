"""Measure the grapes on real pictures: ``python -m models.grapes.training.evaluate --data PACK --split val --json``.

PACK is a tar, or the folder that it unpacks to, of pictures with marked berries. Nothing is chosen by these pictures:
the network and its thresholds come from drawn ones. One JSON line: the figures, their 95 % intervals by bootstrap over
photographs, the counts, how many berries there are to one that is told, how well numbers stay on pans and what limits
that (models.grapes.training.pans), the baseline, and the SHA-256 of the weights.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.grapes import weights
from models.grapes.counting import Ratio
from models.grapes.finder import LONGER_SIDE, Finder
from models.grapes.instances import Grapes, bunches_of, find
from models.grapes.training import packs, pans
from models.grapes.training.scores import Counts, compare, interval
from models.toolkit import devices
from models.training import figures, measuring
from models.training.packs import unpacked

Array = np.ndarray[Any, Any]
Look = Callable[[Array], Grapes]

SCORES = ("berry_f1", "foreground_iou", "bunch_f1")
_BASELINE_VALUES = range(30, 150, 10)
_BASELINE_GREENS = range(-10, 40, 5)
_STUDENT = (12.706, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Student's t, 97.5 %, for so many photographs less one; at least two are needed."""


def measure(pictures: Sequence[packs.Marked], look: Look) -> list[Counts]:
    """Counts for each picture, at the size of its marks."""
    return [compare(_as_large(look(one.picture), one.berries.shape), one.berries, one.bunches) for one in pictures]


def told(each: Sequence[Counts], photos: Sequence[int]) -> dict[str, Any]:
    """Scores over all pictures, with intervals."""
    total = sum(each, Counts())
    found: dict[str, Any] = {}
    for name in SCORES:
        found[name] = round(getattr(total, name), 4)
        found[f"{name}_interval"] = [round(bound, 4) for bound in interval(each, photos, name)]
    return found


def baseline(pictures: Sequence[packs.Marked]) -> dict[str, Any]:
    """A colour threshold, how dark and how little green, for each score with the two numbers best for it here."""
    photos = [one.photo for one in pictures]
    tries = [(value, green) for value in _BASELINE_VALUES for green in _BASELINE_GREENS]
    results = [measure(pictures, _threshold(value, green)) for value, green in tries]
    found: dict[str, Any] = {}
    for name in SCORES:
        best = max(range(len(tries)), key=lambda index: float(getattr(sum(results[index], Counts()), name)))
        own = told(results[best], photos)
        found |= {key: own[key] for key in (name, f"{name}_interval")}
        found[f"{name}_numbers"] = {"darker_than": tries[best][0], "greener_by": tries[best][1]}
    return found


def ratio(each: Sequence[Counts], photos: Sequence[int]) -> Ratio:
    """Berries marked to one that is told, and where 95 of 100 further pictures are to lie: a normal distribution of the
    logarithms, with Student's t for as many photographs, since cuts of one are alike.
    """
    logs = np.log([(one.berries_true + 1) / (one.berries_told + 1) for one in each])
    photographs = len(set(photos))
    wide = _STUDENT[min(photographs, len(_STUDENT)) - 1] * logs.std(ddof=1) * np.sqrt(1 + 1 / photographs)
    low, middle, high = np.exp(logs.mean() + np.array([-wide, 0, wide])).round(3).tolist()
    return Ratio(low, middle, high)


def _threshold(value: int, green: int) -> Look:
    """Dark pixels that are not green are grapes; the distance to their edge tells berries apart."""

    def look(picture: Array) -> Grapes:
        small = cv2.resize(picture, (290, 290), interpolation=cv2.INTER_AREA).astype(np.int16)
        mask = (small.max(2) < value) & (small[..., 1] - small[..., [0, 2]].max(2) < green)
        inside = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
        around = cv2.dilate(distance, np.ones((13, 13), np.uint8))
        depth = np.where(inside > 0, distance / np.maximum(around, 1), 0).astype(np.float32)
        berries = find(inside.astype(np.float32), depth)
        return Grapes(berries, bunches_of(berries))

    return look


def _as_large(grapes: Grapes, shape: tuple[int, ...]) -> Grapes:
    height, width = shape
    berries, bunches = (
        cv2.resize(one.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int32)
        for one in grapes
    )
    return Grapes(berries, bunches)


def report(folder: Path, split: str, side: int, walks: int) -> dict[str, Any]:
    """All figures of a split."""
    pictures = packs.read(folder, split)
    look = Finder(weights.load(), side)
    photos = [one.photo for one in pictures]
    each = measure(pictures, look)
    total = sum(each, Counts())
    found = {"split": split, "pictures": len(pictures), "photographs": len(set(photos)), "side": side}
    found |= told(each, photos)
    found |= {"berries_told": total.berries_told, "berries_true": total.berries_true}
    found["berries_ratio"] = ratio(each, photos)._asdict()
    found |= {"bunches_told": total.bunches_told, "bunches_true": total.bunches_true}
    if walks:
        found |= pans.report(pictures, look, walks)
    found["threshold"] = baseline(pictures)
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.grapes.training.evaluate", __doc__)
    parser.add_argument("--side", type=int, default=LONGER_SIDE, help="longer side of what the network looks at")
    parser.add_argument("--pans", type=int, default=3, help="pans to follow, each with a seed of its own")
    options = parser.parse_args(arguments)
    devices.configure("cpu")
    with unpacked(options.data) as folder:
        found = report(folder, options.split, options.side, options.pans)
    return measuring.tell(options, figures.told("grapes", promised(found) | found, [weights.FILE]))


def promised(found: dict[str, Any]) -> dict[str, Any]:
    """The card's figure, in percent: the bunches found, F1 at an IoU of 0.5."""
    return {
        "value": 100 * found["bunch_f1"],
        "interval": [100 * end for end in found["bunch_f1_interval"]],
        "baseline": 100 * found["threshold"]["bunch_f1"],
        "n": found["pictures"],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
