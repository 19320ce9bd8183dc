"""Pans with known identities: how well numbers stay, how sure that is, and what would be reached at best.

Two limits tell where a pan fails. With *perfect numbers* each bunch that was found has the number of the one that it
overlaps most: what is lost then, no tracking brings back. *Parted perfectly*, each pixel of grapes that was found goes
to the bunch that it is of: what is lost then was not seen as grapes at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.grapes import tracking
from models.grapes.instances import Grapes, berries_in
from models.grapes.training import identities, packs
from models.grapes.training.identities import Identities

Array = np.ndarray[Any, Any]
Look = Callable[[Array], Grapes]

FRAMES = 240
RATE = 10.0
"""Frames a second of a pan."""
_NONE = 0
"""The bunch of sightings that are no bunch's."""
_LEAST = 0.003
"""A bunch of which less than this share of the picture was seen as grapes was not seen."""


class Walked(NamedTuple):
    """A pan: ``found`` as numbered, ``numbered`` and ``parted`` at best; ``each`` the parts of ``found`` by bunch, 0
    for what is none's; ``counted`` bunches of ``there``.
    """

    found: Identities
    numbered: Identities
    parted: Identities
    each: dict[int, Identities]
    counted: int
    there: int


def walk(frames: Sequence[packs.Frame], look: Look, rate: float = RATE) -> Walked:
    """Look at frames, ``rate`` of them a second, as a stream does."""
    memory, seen, anyhow, parted = tracking.Memory(), [], [], []
    for number, frame in enumerate(frames):
        grapes = look(frame.picture)
        boxes = tracking.boxes_of(grapes.bunches)
        memory, numbers = tracking.follow(memory, boxes, berries_in(grapes, len(boxes)), number / rate)
        counted = {track.id for track in memory.tracks if track.is_confirmed}
        seen.append({number: box for number, box in zip(numbers, boxes, strict=True) if number in counted})
        anyhow.append(boxes)
        parted.append(parts(grapes.berries > 0, frame))
    true = [frame.boxes for frame in frames]
    return Walked(
        identities.compare(seen, true),
        numbered(anyhow, true),
        numbered([list(boxes.values()) for boxes in parted], true),
        identities.by_bunch(seen, true),
        memory.counted,
        len({number for boxes in true for number in boxes}),
    )


def parts(inside: Array, frame: packs.Frame) -> dict[int, Array]:
    """Of each true bunch the box of what was seen of it as grapes: inside bool (h, w), of any size."""
    height, width = inside.shape
    marks = cv2.resize(frame.marks, (width, height), interpolation=cv2.INTER_NEAREST)
    found = packs.boxes(np.where(inside, marks, 0), least=_LEAST * inside.size)
    return {number: box for number, box in found.items() if number in frame.boxes}


def numbered(told: Sequence[Sequence[Array]], true: Sequence[identities.Boxes]) -> Identities:
    """Boxes of frames, as if each had the number of the true one that it belongs to."""
    matched = 0
    for boxes, truth in zip(told, true, strict=True):
        alike = np.array([[tracking.overlap(one, box) for box in boxes] for one in truth.values()])
        right = (alike >= identities.MATCH).astype(float).reshape(len(truth), len(boxes))
        matched += int(sum(right[pair] for pair in identities.best_pairs(right))) if right.size else 0
    return Identities(matched, sum(map(len, told)), sum(map(len, true)))


def interval(
    walks: Sequence[Walked], photos: Sequence[Mapping[int, int]], seed: int = 0, draws: int = 1000
) -> tuple[float, float]:
    """The 95 % interval of IDF1 by bootstrap over photographs (Efron, 1979); ``photos`` by bunch, for each walk."""
    sums: dict[int, Array] = {}
    for walk_, owners in zip(walks, photos, strict=True):
        for bunch, one in walk_.each.items():
            photo = owners.get(bunch, _NONE)
            sums[photo] = sums.get(photo, np.zeros(3)) + np.array(one)
    parts_ = np.array(list(sums.values()))
    rng = np.random.default_rng(seed)
    drawn = parts_[rng.integers(0, len(parts_), (draws, len(parts_)))].sum(1)
    values = 2 * drawn[:, 0] / np.maximum(drawn[:, 1] + drawn[:, 2], 1)
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def report(pictures: Sequence[packs.Marked], look: Look, count: int) -> dict[str, Any]:
    """So many pans, each with a seed of its own: the figures as the command tells them."""
    walks = [walk(packs.pan(list(pictures), FRAMES, seed), look) for seed in range(count)]
    photos = [packs.photos_of(list(pictures), seed) for seed in range(count)]
    low, high = interval(walks, photos)
    return {
        "pan_idf1": round(_sum([one.found for one in walks]).f1, 4),
        "pan_idf1_interval": [round(low, 4), round(high, 4)],
        "pan_idf1_each": [round(one.found.f1, 4) for one in walks],
        "pan_idf1_with_perfect_numbers": round(_sum([one.numbered for one in walks]).f1, 4),
        "pan_idf1_parted_perfectly": round(_sum([one.parted for one in walks]).f1, 4),
        "pan_bunches": [{"counted": one.counted, "there": one.there} for one in walks],
    }


def _sum(each: Sequence[Identities]) -> Identities:
    matched, told, true = (sum(one[part] for one in each) for part in range(3))
    return Identities(matched, told, true)
