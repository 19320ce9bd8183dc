"""From masks to what is told of them: outlines as few points, and what a drawn scene's truth says of what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from models.grapes.instances import Grapes, bunches_of

Array = np.ndarray[Any, Any]

MOST_BERRIES = 320
"""Outlines of berries that are told at most, so that an answer stays below 30 kB."""
MOST_BUNCHES = 24
MATCH = 0.5
_BERRY_OFF, _BUNCH_OFF = 0.8, 1.2
"""Pixels that an outline may be off."""


def berry_outlines(berries: Array) -> list[list[int]]:
    """Of int32 (h, w) numbers from 1 without gaps: each berry's outline as x, y, x, y, … in pixels."""
    return _outlines(berries, MOST_BERRIES, _BERRY_OFF)


def bunch_outlines(bunches: Array) -> list[list[int]]:
    """The same of bunches."""
    return _outlines(bunches, MOST_BUNCHES, _BUNCH_OFF)


def _outlines(numbers: Array, most: int, off: float) -> list[list[int]]:
    """Of the first ``most`` numbers the outline of each one's largest part."""
    rows, columns = np.nonzero(numbers)
    order = np.argsort(numbers[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    told, first = np.unique(numbers[rows, columns], return_index=True)
    if not len(told):
        return []
    corners = [way.reduceat(side, first) for side in (rows, columns) for way in (np.minimum, np.maximum)]
    parts = zip(told.tolist(), *(corner.tolist() for corner in corners), strict=True)
    return [
        _outline(numbers[top : bottom + 1, left : right + 1] == number, (left, top), off)
        for number, top, bottom, left, right in list(parts)[:most]
    ]


def _outline(part: Array, corner: tuple[int, int], off: float) -> list[int]:
    """The outline of the largest piece of ``part`` bool (h, w), whose upper left corner lies at x, y."""
    rims = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE, offset=corner)[0]
    outline: list[int] = cv2.approxPolyDP(max(rims, key=len), off, True).ravel().tolist()
    return outline


def judged(found: Grapes, berries: Array) -> dict[str, int]:
    """How ``found`` compares with a drawn scene's true ``berries`` int32 (h, w): of berries and bunches how many there
    are, how many were told, and how many of these lie where one is (IoU of 0.5 or more).
    """
    truth = (berries, bunches_of(berries))
    names = ("berries", "bunches")
    return {
        key: value
        for name, told, true in zip(names, found, truth, strict=True)
        for key, value in (
            (f"{name}_there", _count(true)),
            (f"{name}_told", _count(told)),
            (f"{name}_right", matched(told, true)),
        )
    }


def matched(told: Array, true: Array) -> int:
    """How many of ``told`` have a partner in ``true``; both int32 (h, w) of numbers, 0 for none.

    A partner shares an IoU of 0.5 or more; as neither overlap among themselves, each has one at most (Kirillov et al.,
    "Panoptic Segmentation", CVPR 2019).
    """
    width = int(true.max(initial=0)) + 1
    pairs = np.bincount(
        told.astype(np.int64).ravel() * width + true.ravel(), minlength=(int(told.max(initial=0)) + 1) * width
    )
    shared = pairs.reshape(-1, width)
    either = shared.sum(1, keepdims=True) + shared.sum(0, keepdims=True) - shared
    return int((shared[1:, 1:] >= MATCH * np.maximum(either[1:, 1:], 1)).sum())


def _count(numbers: Array) -> int:
    return int(np.unique(numbers[numbers > 0]).size)


def bunches(
    ids: Sequence[int], outlines: Sequence[list[int]], boxes: Sequence[Array], shown: Sequence[int]
) -> list[dict[str, Any]]:
    """Each bunch with its number, box (x0, y0, x1, y1 in fractions), outline, and the berries that it shows now."""
    return [
        {"id": number, "box": box.round(4).tolist(), "outline": outline, "berries": count}
        for number, outline, box, count in zip(ids, outlines, boxes, shown, strict=False)
    ]
