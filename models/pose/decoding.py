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
    for row, cell in enumerate(peaks(scores, floor)):
        place = np.array(cell, np.float32)
        middle, half = place + box_offset[cell], np.maximum(box_scale[cell], 0.0) * np.float32(0.5)
        box = np.clip([middle - half, middle + half], 0.0, size)  # (2, 2): upper left, lower right
        expected = place + regress[cell].reshape(KEYPOINTS, 2)
        joints, joint_scores = _joints(heat, offset, expected, box)
        visible = joint_scores[joint_scores > VISIBLE]
        people[row, :51] = np.column_stack([joints / size, joint_scores]).ravel()
        people[row, 51:55] = np.clip(box / size, 0.0, 1.0).ravel()
        people[row, 55] = scores[cell] * visible.mean() if len(visible) else 0.0
    return people


def peaks(scores: np.ndarray, floor: float) -> list[tuple[int, int]]:
    """The at most six highest cells (y, x) of a map (h, w) that score ``floor`` or more and top their surroundings."""
    padded = np.pad(scores, PEAK_REACH)
    around = range(2 * PEAK_REACH + 1)
    height, width = scores.shape
    tall = np.maximum.reduce([padded[step : step + height] for step in around])
    highest = np.maximum.reduce([tall[:, step : step + width] for step in around])
    cells = np.flatnonzero((scores >= floor) & (highest - scores < PEAK_TOLERANCE))
    best = cells[np.argsort(-scores.ravel()[cells], kind="stable")[:MAX_PEOPLE]]
    return [divmod(int(cell), width) for cell in best]


def _joints(
    heat: np.ndarray, offset: np.ndarray, expected: np.ndarray, box: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each joint the cell that is hot, near the expected place (17, 2) and inside the box: place and score."""
    variance = np.float32(min(heat.shape[:2])) * np.float32(SPREAD)
    (top, left), (bottom, right) = np.ceil(box).astype(int)
    down = _gaussian(top, bottom, expected[:, 0], variance)  # (rows, 17)
    across = _gaussian(left, right, expected[:, 1], variance)  # (columns, 17)
    weighted = _sigmoid(heat[top:bottom, left:right]) * across  # (rows, columns, 17)
    weighted *= down[:, None]
    flat = weighted.reshape(-1, KEYPOINTS)
    if not len(flat):
        return np.zeros((KEYPOINTS, 2), np.float32), np.zeros(KEYPOINTS, np.float32)
    best = flat.argmax(axis=0)  # (17,)
    y, x = top + best // (right - left), left + best % (right - left)
    joint = np.arange(KEYPOINTS)
    within = offset.reshape(*offset.shape[:2], KEYPOINTS, 2)[y, x, joint]  # (17, 2)
    return np.column_stack([y, x]).astype(np.float32) + within, flat[best, joint]


def _gaussian(start: int, stop: int, middle: np.ndarray, variance: np.float32) -> np.ndarray:
    """exp(−(cell − middle)² / variance) for the cells from ``start`` to before ``stop``: (cells, 17)."""
    cells = np.arange(start, stop, dtype=np.float32)[:, None]
    result: np.ndarray = np.exp(-np.square(cells - middle) / variance)
    return result


def _sigmoid(values: np.ndarray) -> np.ndarray:
    result: np.ndarray = 1 / (1 + np.exp(-values))
    return result
