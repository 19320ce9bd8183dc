"""From the network's maps to people.

The published graph has this step inside, for one picture at a time, and computes a Gaussian over the whole map for
each of six people and 17 joints, whether they are there or not. Here it is written anew: only for those who may be
there, only within their boxes, and with the Gaussian as what it is, a row times a column. For everybody whose centre
scores ``floor`` or more the numbers are the graph's. The idea of both is CenterNet's: Zhou, Wang and Krähenbühl,
"Objects as Points", 2019.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

MAX_PEOPLE = 6
KEYPOINTS = 17
CHANNELS = (1, 2, 2, KEYPOINTS, 2 * KEYPOINTS, 2 * KEYPOINTS)
"""Of the maps: centres, box sizes, box offsets, joints' heat, joints' places seen from the centre, joints' offsets."""
PEAK_REACH = 2  # cells: a peak is the highest of the 5 × 5 around it
PEAK_TOLERANCE = 1.0132789611816406e-06
SPREAD = 0.300048828125  # of the Gaussian around a joint's expected place, times the map's shorter side
VISIBLE = 0.126953125  # joints above this score make up a person's score


def decode(maps: Sequence[np.ndarray], floor: float) -> np.ndarray:
    """One picture's maps, float32 (h, w, channels) each, to people, float32 (6, 56).

    Best centre first: 17 × (y, x, score), then the box ymin, xmin, ymax, xmax, all in fractions of the picture, and
    the person's score, 0 to 1. A person's score is never above their centre's; where that is below ``floor`` the
    row is nought.
    """
    center, box_scale, box_offset, heat, regress, offset = maps
    people = np.zeros((MAX_PEOPLE, 3 * KEYPOINTS + 5), np.float32)
    size = np.array(center.shape[:2], np.float32)
    scores = _sigmoid(center[:, :, 0])
    cells = peaks(scores)
    if not cells:
        return people
    y, x = np.transpose(cells)
    place = np.array(cells, np.float32)  # (n, 2)
    middle, half = place + box_offset[y, x], np.maximum(box_scale[y, x], 0.0) * np.float32(0.5)
    boxes = np.clip(np.stack([middle - half, middle + half], axis=1), 0.0, size)  # (n, 2, 2): upper left, lower right
    expected = place[:, None] + regress[y, x].reshape(-1, KEYPOINTS, 2)  # (n, 17, 2)
    for row, cell in enumerate(cells):
        if scores[cell] < floor:
            break
        found = _joints(heat, expected[row], boxes[row])  # (17, 2)
        joint_scores = _joint_scores(heat, found, expected, boxes)
        visible = joint_scores[joint_scores > VISIBLE]
        people[row, :51] = np.column_stack([_refined(found, offset) / size, joint_scores]).ravel()
        people[row, 51:55] = np.clip(boxes[row] / size, 0.0, 1.0).ravel()
        people[row, 55] = scores[cell] * visible.mean() if len(visible) else 0.0
    return people


def peaks(scores: np.ndarray) -> list[tuple[int, int]]:
    """The at most six highest cells (y, x) of a map (h, w) that top their surroundings, best first."""
    padded = np.pad(scores, PEAK_REACH)
    around = range(2 * PEAK_REACH + 1)
    height, width = scores.shape
    tall = np.maximum.reduce([padded[step : step + height] for step in around])
    highest = np.maximum.reduce([tall[:, step : step + width] for step in around])
    cells = np.flatnonzero((highest - scores < PEAK_TOLERANCE) & (scores > 0))
    best = cells[np.argsort(-scores.ravel()[cells], kind="stable")[:MAX_PEOPLE]]
    return [divmod(int(cell), width) for cell in best]


def _joints(heat: np.ndarray, expected: np.ndarray, box: np.ndarray) -> np.ndarray:
    """One person's joints: the cells (17, 2) that are hot, near the expected places (17, 2) and inside the box."""
    (top, left), (bottom, right) = np.ceil(box).astype(int)
    if top >= bottom or left >= right:
        return np.zeros((KEYPOINTS, 2), int)
    variance = _variance(heat)
    down = _gaussian(np.arange(top, bottom)[:, None] - expected[:, 0], variance)  # (rows, 17)
    across = _gaussian(np.arange(left, right)[:, None] - expected[:, 1], variance)  # (columns, 17)
    weighted = _sigmoid(heat[top:bottom, left:right]) * across  # (rows, columns, 17)
    weighted *= down[:, None]
    best = weighted.reshape(-1, KEYPOINTS).argmax(axis=0)  # (17,)
    return np.column_stack([top + best // (right - left), left + best % (right - left)])


def _joint_scores(heat: np.ndarray, found: np.ndarray, expected: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Scores (17,) of the cells ``found`` (17, 2), by the person whom they suit best, as the graph has it.

    ``expected`` (n, 17, 2) and ``boxes`` (n, 2, 2) are everybody's: a joint that two people claim counts in full
    for both.
    """
    y, x = found.T
    step = found - expected  # (n, 17, 2)
    near = np.prod(_gaussian(step, _variance(heat)), axis=2)  # (n, 17)
    inside = ((found >= boxes[:, None, 0]) & (found < boxes[:, None, 1])).all(axis=2)
    scores: np.ndarray = _sigmoid(heat[y, x, np.arange(KEYPOINTS)]) * np.where(inside, near, 0.0).max(axis=0)
    return scores


def _refined(found: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Cells (17, 2) to places (17, 2) in cells, by the offset (h, w, 34) that each cell holds for each joint."""
    y, x = found.T
    within = offset.reshape(*offset.shape[:2], KEYPOINTS, 2)[y, x, np.arange(KEYPOINTS)]
    places: np.ndarray = found + within
    return places


def _variance(heat: np.ndarray) -> np.float32:
    return np.float32(min(heat.shape[:2])) * np.float32(SPREAD)


def _gaussian(step: np.ndarray, variance: np.float32) -> np.ndarray:
    result: np.ndarray = np.exp(-np.square(step.astype(np.float32)) / variance)
    return result


def _sigmoid(values: np.ndarray) -> np.ndarray:
    result: np.ndarray = 1 / (1 + np.exp(-values))
    return result
