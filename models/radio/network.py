"""The student: from what two heat maps show about a peak to a person's joints, in NumPy.

Two small convolutional encoders, one for each map, the last maps as channels; both, and where the peak is, are read by
two dense layers. It never sees a picture. The same network is trained in TensorFlow (models.radio.training.network); a
test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.radio.body import KEYPOINTS, OTHER_SIDE
from models.radio.peaks import COLUMNS, HISTORY, ROWS, Peaks, both_ways, crops, find
from models.radio.scene import ANGLES

Array = np.ndarray[Any, Any]
Arrays = dict[str, Array]

MIDDLE = 0.3
"""Subtracted of the maps, so that they are about 0."""
JOINTS = len(KEYPOINTS)
OUTPUTS = 2 * JOINTS + 4
"""Joints beside the centre, the centre across and upwards, its range beside the peak's, and how sure."""
APART = 0.45
"""Metres between two people, at the least; nearer answers are of one."""
NEAR = 0.3
"""Metres that an output of 1 moves the centre."""


@dataclass(frozen=True)
class Shape:
    """Channels of the convolutions, and units of the dense layer."""

    channels: tuple[int, ...] = (32, 48, 64)
    dense: int = 512


class Seen(NamedTuple):
    """People: ``joints`` (n, 14, 2) as a camera beside the radar has them, x / z and down y / z; ``scores`` (n,) 0..1,
    the surest first; ``places`` (n, 2) metres across and away, on the floor.
    """

    joints: Array
    scores: Array
    places: Array


class Student:
    """The network with its weights. Raises KeyError where one is missing."""

    def __init__(self, shape: Shape, weights: Mapping[str, Array]) -> None:
        self.shape = shape
        self.weights = {name: np.asarray(weights[name], np.float32) for name in names(shape)}

    def __call__(self, maps: Array) -> Seen:
        """The last HISTORY heat maps (HISTORY, 2, 64, 48) → everybody that may be there."""
        peaks = find(maps)
        if not len(peaks.rows):
            return Seen(np.zeros((0, JOINTS, 2)), np.zeros(0), np.zeros((0, 2)))
        every = np.broadcast_to(maps, (len(peaks.rows), *maps.shape))
        level, upright = crops(every, peaks.rows, peaks.columns, beyond=1)
        return distinct(read(self.mirrored_too(level, upright, where(peaks)), peaks))

    def mirrored_too(self, level: Array, upright: Array, places: Array) -> Array:
        """The mean of what is said of the maps and, turned back, of their mirror image, which may err otherwise.

        As ``outputs``, of level maps with a column beyond.
        """
        levels = self._encoded(np.concatenate(both_ways(level)), "level")
        beside = np.concatenate([places, places * (-1, 1)])
        said, mirrored = np.split(self._told([levels, np.tile(self._encoded(upright, "upright"), (2, 1)), beside]), 2)
        joints = mirrored[:, : 2 * JOINTS].reshape(-1, JOINTS, 2)[:, OTHER_SIDE] * (-1, 1)
        others = mirrored[:, 2 * JOINTS :] * (-1, 1, 1, 1)
        mean: Array = (said + np.concatenate([joints.reshape(len(joints), -1), others], axis=1)) / 2
        return mean

    def outputs(self, level: Array, upright: Array, places: Array) -> Array:
        """Crops (n, ROWS, COLUMNS, HISTORY) and (n, ROWS, 48, HISTORY), and ``where`` → (n, OUTPUTS)."""
        return self._told([self._encoded(level, "level"), self._encoded(upright, "upright"), places])

    def _told(self, parts: Sequence[Array]) -> Array:
        """What the dense layers say of both encoders' answers and of where the peak is."""
        hidden = np.concatenate(parts, axis=1).astype(np.float32)
        for name in ("dense", "second"):
            hidden = np.maximum(hidden @ self.weights[f"{name}/kernel"] + self.weights[f"{name}/bias"], 0)
        found: Array = hidden @ self.weights["out/kernel"] + self.weights["out/bias"]
        return found

    def _encoded(self, x: Array, line: str) -> Array:
        x = x - MIDDLE
        for index in range(len(self.shape.channels)):
            x = self._halved(x, f"{line}{index}")
        return x.reshape(len(x), -1)

    def _halved(self, x: Array, name: str) -> Array:
        """3 × 3 convolution at every other cell, and what is above 0 of it."""
        kernel = self.weights[f"{name}/kernel"].reshape(-1, self.weights[f"{name}/kernel"].shape[-1])
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        rows, columns = x.shape[1:3]
        taps = [padded[:, i : i + rows : 2, j : j + columns : 2] for i in range(3) for j in range(3)]
        halved: Array = np.maximum(np.concatenate(taps, axis=-1) @ kernel + self.weights[f"{name}/bias"], 0)
        return halved


def distinct(seen: Seen) -> Seen:
    """Of answers that are of one person, since they stand in one place, the surest; the surest first."""
    kept: list[int] = []
    for row in np.argsort(-seen.scores, kind="stable").tolist():
        if all(np.hypot(*(seen.places[row] - seen.places[other])) >= APART for other in kept):
            kept.append(row)
    return Seen(*(column[kept] for column in seen))


def where(peaks: Peaks) -> Array:
    """What the dense layers read of where a peak is, (n, 2)."""
    return np.stack([peaks.bearings / 0.4, peaks.ranges / 3 - 1], 1).astype(np.float32)


def read(outputs: Array, peaks: Peaks) -> Seen:
    """Outputs (n, OUTPUTS) at peaks → joints, scores and places."""
    middle, joints = outputs[:, 2 * JOINTS : -2], outputs[:, : 2 * JOINTS].reshape(-1, JOINTS, 2)
    ranges = peaks.ranges[:, None]
    centre = NEAR * middle / ranges + np.stack([np.tan(peaks.bearings), np.zeros(len(ranges))], 1)
    away = peaks.ranges + NEAR * outputs[:, -2]
    bearing = np.arctan(centre[:, 0])
    scores = 0.5 * (np.tanh(0.5 * outputs[:, -1]) + 1)
    places = np.stack([away * np.sin(bearing), away * np.cos(bearing)], 1)
    return Seen(centre[:, None] + joints / ranges[..., None], scores, places)


def names(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The weights by name, and their shapes."""
    found: dict[str, tuple[int, ...]] = {}
    inputs = (HISTORY, *shape.channels[:-1])
    for line in ("level", "upright"):
        for index, (before, after) in enumerate(zip(inputs, shape.channels, strict=True)):
            found |= {f"{line}{index}/kernel": (3, 3, before, after), f"{line}{index}/bias": (after,)}
    halved = 2 ** len(shape.channels)
    cells = (ROWS // halved) * (COLUMNS // halved + len(ANGLES) // halved)
    found |= {"dense/kernel": (cells * shape.channels[-1] + 2, shape.dense), "dense/bias": (shape.dense,)}
    found |= {"second/kernel": (shape.dense, shape.dense // 2), "second/bias": (shape.dense // 2,)}
    return found | {"out/kernel": (shape.dense // 2, OUTPUTS), "out/bias": (OUTPUTS,)}
