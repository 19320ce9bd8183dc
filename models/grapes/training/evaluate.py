"""Measure the grapes on real pictures: ``python -m models.grapes.training.evaluate --data PACK --split val --json``.

PACK is a tar, or the folder that it unpacks to, of pictures with marked berries. Nothing is chosen by these pictures:
the network and its thresholds come from drawn ones. One JSON line: the figures, their 95 % intervals by bootstrap over
photographs, the counts, the baseline, and the SHA-256 of the weights.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.grapes import tracking, weights
from models.grapes.finder import STILL_SIDE, Finder
from models.grapes.instances import Grapes, bunches_of, find
from models.grapes.training import identities, packs
from models.grapes.training.scores import Counts, compare, interval
from models.toolkit import devices
from models.training import measuring
from models.training.packs import unpacked

Array = np.ndarray[Any, Any]
Look = Callable[[Array], Grapes]

SCORES = ("berry_f1", "foreground_iou", "bunch_f1")
_BASELINE_VALUES = range(30, 150, 10)
_BASELINE_GREENS = range(-10, 40, 5)
PAN_FRAMES = 240
PAN_RATE = 10.0
"""Frames a second of the pan."""


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
    """A colour threshold with the two numbers that are best on these very pictures: how dark, and how little green."""
    photos = [one.photo for one in pictures]
    tries = [(value, green) for value in _BASELINE_VALUES for green in _BASELINE_GREENS]
    results = [measure(pictures, _threshold(value, green)) for value, green in tries]
    best = max(range(len(tries)), key=lambda index: sum(results[index], Counts()).berry_f1)
    return {"darker_than": tries[best][0], "greener_by": tries[best][1], **told(results[best], photos)}


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


def follow_pan(pictures: Sequence[packs.Marked], look: Look, seed: int) -> tuple[identities.Identities, int, int]:
    """A pan's identities as told and as they are; bunches counted, bunches there."""
    frames = packs.pan(list(pictures), PAN_FRAMES, seed)
    memory, seen = tracking.Memory(), []
    for number, frame in enumerate(frames):
        grapes = look(frame.picture)
        boxes = tracking.boxes_of(grapes.bunches)
        berries = [np.unique(grapes.berries[grapes.bunches == bunch + 1]).size for bunch in range(len(boxes))]
        memory, numbers = tracking.follow(memory, boxes, berries, number / PAN_RATE)
        shown = dict(zip(numbers, boxes, strict=True))
        seen.append({number: box for number, box in shown.items() if number in memory.counted})
    true = [frame.boxes for frame in frames]
    return identities.compare(seen, true), len(memory.counted), len({number for boxes in true for number in boxes})


def _as_large(grapes: Grapes, shape: tuple[int, ...]) -> Grapes:
    height, width = shape
    berries, bunches = (
        cv2.resize(one.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int32)
        for one in grapes
    )
    return Grapes(berries, bunches)


def report(folder: Path, split: str, side: int, pans: int) -> dict[str, Any]:
    """All figures of a split."""
    pictures = packs.read(folder, split)
    look = Finder(weights.load(), side)
    photos = [one.photo for one in pictures]
    each = measure(pictures, look)
    total = sum(each, Counts())
    walks = [follow_pan(pictures, look, seed) for seed in range(pans)]
    found = {"split": split, "pictures": len(pictures), "photographs": len(set(photos)), "side": side}
    found |= told(each, photos)
    found |= {"berries_told": total.berries_told, "berries_true": total.berries_true}
    found |= {"bunches_told": total.bunches_told, "bunches_true": total.bunches_true}
    if walks:
        matched, told_, true = (sum(walk[0][part] for walk in walks) for part in range(3))
        found["pan_idf1"] = round(identities.Identities(matched, told_, true).f1, 4)
        found["pan_idf1_each"] = [round(walk[0].f1, 4) for walk in walks]
        found["pan_bunches"] = [{"counted": walk[1], "there": walk[2]} for walk in walks]
    found["baseline"] = baseline(pictures)
    found["weights_sha256"] = measuring.sha256(weights.FILE)
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.grapes.training.evaluate", __doc__)
    parser.add_argument("--side", type=int, default=STILL_SIDE, help="longer side of what the network looks at")
    parser.add_argument("--pans", type=int, default=3, help="pans to follow, each with a seed of its own")
    options = parser.parse_args(arguments)
    devices.configure("cpu")
    with unpacked(options.data) as folder:
        return measuring.tell(options, report(folder, options.split, options.side, options.pans))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
