"""From joints over time to what the network reads: windows of 1.6 s, centred and scaled by the person's own size.

Joints are the 17 of COCO (models.toolkit.poses.people.KEYPOINTS), in units alike in both directions (pixels, or
fractions of the frame's height), x to the right and y down. Plain NumPy; time is passed in.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

RATE = 15.0
"""Moments a second in a window."""
LENGTH = 24
"""Moments of a window: 1.6 s."""
JOINTS = 17
FEATURES = 2 * (2 * JOINTS) + 4 + JOINTS
VISIBLE = 0.2
"""Joints with a lower score count as not seen."""
_LEFT_SHOULDER, _RIGHT_SHOULDER, _LEFT_HIP, _RIGHT_HIP = 5, 6, 11, 12
_FAR = 6.0
"""Features beyond this are cut: they come from joints that were taken for another."""
_FASTER = 3.0
"""Changes between two moments are small beside places; multiplied by this they are of one size."""
_LONGEST_GAP = 0.25
"""Seconds over which a joint may be interpolated."""


class Window(NamedTuple):
    """``places`` float32 (..., LENGTH, JOINTS, 2), ``seen`` bool (..., LENGTH, JOINTS)."""

    places: Array
    seen: Array


def cut(times: Array, keypoints: Array, end: float) -> Window:
    """The window that ends at ``end``: times (n,) ascending, in seconds; keypoints (n, 17, 3) x, y, score.

    Moments between two samples are interpolated; where there is no sample near, joints count as not seen.
    """
    wanted = end - np.arange(LENGTH - 1, -1, -1) / RATE
    if len(times) == 0:
        return Window(np.zeros((LENGTH, JOINTS, 2), np.float32), np.zeros((LENGTH, JOINTS), bool))
    after = np.clip(np.searchsorted(times, wanted), 0, len(times) - 1)
    before = np.maximum(after - 1, 0)
    before = np.where(times[after] <= wanted, after, before)
    gap = times[after] - times[before]
    share = np.clip((wanted - times[before]) / np.maximum(gap, 1e-6), 0, 1)[:, None, None]
    places = keypoints[before, :, :2] * (1 - share) + keypoints[after, :, :2] * share
    visible = keypoints[..., 2] >= VISIBLE
    near = (gap <= _LONGEST_GAP) & (wanted >= times[0] - 0.5 / RATE) & (wanted <= times[-1] + 0.5 / RATE)
    seen = visible[before] & visible[after] & near[:, None]
    return Window(np.where(seen[..., None], places, 0).astype(np.float32), seen)


def features(window: Window) -> Array:
    """What the network reads: float32 (n, LENGTH, FEATURES) of windows (n, LENGTH, JOINTS, …).

    Each joint beside the shoulders' middle, and its change; how the shoulders' middle moves over the window, and its
    change; which joints are seen. All lengths in sizes of the torso, or what can be told of it.
    """
    places, seen = window
    count = len(places)
    weight = seen[..., None].astype(np.float32)
    shoulders, has_shoulders = _middle(places, seen, _LEFT_SHOULDER, _RIGHT_SHOULDER)
    size = _size(places, seen, shoulders, has_shoulders)[:, None, None]
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        home = np.nanmedian(np.where(has_shoulders[..., None], shoulders, np.nan), axis=1, keepdims=True)
    home = np.where(np.isfinite(home), home, 0)
    root = np.where(has_shoulders[..., None], shoulders, home)
    beside = (places - root[:, :, None]) / size[..., None] * weight
    moved = (root - home) / size
    change, drift = np.zeros_like(beside), np.zeros_like(moved)
    change[:, 1:] = np.diff(beside, axis=1) * weight[:, 1:] * weight[:, :-1] * _FASTER
    drift[:, 1:] = np.diff(moved, axis=1) * _FASTER
    parts = (beside.reshape(count, LENGTH, -1), change.reshape(count, LENGTH, -1), moved, drift, seen)
    joined: Array = np.clip(np.concatenate(parts, axis=-1), -_FAR, _FAR).astype(np.float32)
    return joined


def mirrored(window: Window) -> Window:
    """Left and right exchanged, as in a mirror."""
    order = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15])
    return Window(window.places[..., order, :] * np.array([-1, 1], np.float32), window.seen[..., order])


def _middle(places: Array, seen: Array, left: int, right: int) -> tuple[Array, Array]:
    """The middle of two joints, of the one that is seen where the other is not; and where there is one."""
    weights = seen[..., [left, right], None].astype(np.float32)
    total = weights.sum(-2)
    middle = (places[..., [left, right], :] * weights).sum(-2) / np.maximum(total, 1e-6)
    return middle, total[..., 0] > 0


def _size(places: Array, seen: Array, shoulders: Array, has_shoulders: Array) -> Array:
    """The torso's length in each window (n,), or a guess by the shoulders' width or the head's height above them."""
    hips, has_hips = _middle(places, seen, _LEFT_HIP, _RIGHT_HIP)
    torso = np.where(has_shoulders & has_hips, np.linalg.norm(shoulders - hips, axis=-1), np.nan)
    both = seen[..., _LEFT_SHOULDER] & seen[..., _RIGHT_SHOULDER]
    across = places[..., _LEFT_SHOULDER, :] - places[..., _RIGHT_SHOULDER, :]
    width = np.where(both, np.linalg.norm(across, axis=-1), np.nan)
    head = np.where(seen[..., 0] & has_shoulders, np.linalg.norm(places[..., 0, :] - shoulders, axis=-1), np.nan)
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        guesses = (np.nanmedian(torso, 1), np.nanmax(width, 1) * 1.35, np.nanmedian(head, 1) * 1.9)
    size = np.full(len(places), np.nan)
    for guess in guesses:
        size = np.where(np.isfinite(size) & (size > 0), size, guess)
    return np.maximum(np.where(np.isfinite(size), size, 1.0), 1e-3).astype(np.float32)
