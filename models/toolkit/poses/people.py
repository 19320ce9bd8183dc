"""What the network says of the people in one frame, and how alike two people are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_FILE = Path(__file__).parents[3] / "static" / "js" / "live" / "skeleton.json"
TABLE: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
"""How people are drawn: joints, bones, colours (RGB), widths. The pages' drawing reads the same file."""
KEYPOINTS: tuple[str, ...] = tuple(TABLE["joints"])
"""The 17 joints of the COCO data set, in its order; left and right are the person's own."""

# How far people place each joint from one another, relative to a person's size: COCO's keypoint evaluation.
SIGMAS = np.array(
    [
        *[0.026, 0.025, 0.025, 0.035, 0.035],  # nose, eyes, ears
        *[0.079, 0.079, 0.072, 0.072, 0.062, 0.062],  # shoulders, elbows, wrists
        *[0.107, 0.107, 0.087, 0.087, 0.089, 0.089],  # hips, knees, ankles
    ]
)
VISIBLE: float = TABLE["visible"]
"""Joints with a lower score are guesses: they are not drawn, and not compared."""
SAME_POSE = 0.6
SAME_BOX = 0.8


@dataclass(frozen=True)
class People:
    """The n people found in one frame, in fractions of its width and height, (0, 0) at the top left.

    ``ids`` (n,) are whole numbers from 1; ``scores`` (n,) lie in 0..1; ``boxes`` (n, 4) are x0, y0, x1, y1;
    ``keypoints`` (n, 17, 3) are x, y, score in the order of KEYPOINTS.
    """

    ids: np.ndarray
    scores: np.ndarray
    boxes: np.ndarray
    keypoints: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int]) -> People:
        """The people at these rows, in this order."""
        index = np.asarray(rows, np.int64)
        return People(self.ids[index], self.scores[index], self.boxes[index], self.keypoints[index])

    def numbered(self) -> People:
        """The same people with the ids 1 to n in their order."""
        return People(np.arange(1, len(self) + 1), self.scores, self.boxes, self.keypoints)


def from_rows(rows: np.ndarray, minimum: float = 0.0) -> People:
    """The network's rows (6, 56), in fractions of its input, as people of a score of ``minimum`` or more."""
    rows = rows[rows[:, 55] >= minimum].astype(np.float64)
    keypoints = rows[:, :51].reshape(-1, 17, 3)[:, :, [1, 0, 2]]
    return People(np.arange(1, len(rows) + 1), rows[:, 55], rows[:, [52, 51, 54, 53]], keypoints)


def unboxed(people: People, inner: tuple[float, float, float, float]) -> People:
    """From fractions of a letterboxed picture to fractions of the picture inside it, cut off at its edges.

    ``inner`` is the picture's place in the letterboxed one: left, top, width, height in fractions.
    """
    start, extent = np.array(inner[:2]), np.array(inner[2:])
    boxes = np.clip((people.boxes.reshape(-1, 2, 2) - start) / extent, 0.0, 1.0)
    places = np.clip((people.keypoints[:, :, :2] - start) / extent, 0.0, 1.0)
    keypoints = np.concatenate([places, people.keypoints[:, :, 2:]], axis=2)
    return People(people.ids, people.scores, boxes.reshape(-1, 4), keypoints)


def similarity(a: np.ndarray, b: np.ndarray, area: float, aspect: float) -> float:
    """Object keypoint similarity (COCO) of two poses (17, 3), 0..1, over the joints visible in both.

    ``area`` is the person's, ``aspect`` the frame's width by its height; lengths are in heights of the frame.
    No joint in common gives 0.
    """
    both = (a[:, 2] >= VISIBLE) & (b[:, 2] >= VISIBLE)
    if not both.any():
        return 0.0
    step = (a[both, :2] - b[both, :2]) * (aspect, 1.0)
    spread = 2 * max(area, 1e-9) * (2 * SIGMAS[both]) ** 2
    return float(np.exp(-np.sum(step**2, axis=1) / spread).mean())


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes (4,), 0..1."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    common = float(np.prod(np.maximum(sides, 0.0)))
    union = box_area(a) + box_area(b) - common
    return common / union if union > 0 else 0.0


def box_area(box: np.ndarray) -> float:
    """Area of a box (4,) as a fraction of the frame's."""
    return float(max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0))


def without_duplicates(people: People, aspect: float) -> People:
    """Of each person who was found twice, the better one. Best first; equal scores keep their order."""
    kept: list[int] = []
    for row in np.argsort(-people.scores, kind="stable"):
        if not any(_same(people, int(row), other, aspect) for other in kept):
            kept.append(int(row))
    return people.take(kept)


def _same(people: People, row: int, other: int, aspect: float) -> bool:
    area = max(box_area(people.boxes[row]), box_area(people.boxes[other])) * aspect
    pose = similarity(people.keypoints[row], people.keypoints[other], area, aspect)
    # Two people who embrace share a box, but not their joints; one person found twice shares both.
    boxes = overlap(people.boxes[row], people.boxes[other])
    return pose > SAME_POSE or (boxes > SAME_BOX and pose > SAME_POSE / 2)


def nobody() -> People:
    """An empty frame."""
    return People(np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 4)), np.zeros((0, 17, 3)))


def told(people: People) -> list[dict[str, Any]]:
    """People as JSON-ready data, places and scores to four decimals: id, score, box, keypoints."""
    columns = zip(
        people.ids.tolist(),
        people.scores.round(4).tolist(),
        people.boxes.round(4).tolist(),
        people.keypoints.round(4).tolist(),
        strict=True,
    )
    return [dict(zip(("id", "score", "box", "keypoints"), column, strict=True)) for column in columns]


def heard(data: Sequence[Mapping[str, Any]]) -> People:
    """The people of such data."""
    return People(
        ids=np.array([one["id"] for one in data], np.int64),
        scores=np.array([one["score"] for one in data], np.float64),
        boxes=np.array([one["box"] for one in data], np.float64).reshape(-1, 4),
        keypoints=np.array([one["keypoints"] for one in data], np.float64).reshape(-1, 17, 3),
    )
