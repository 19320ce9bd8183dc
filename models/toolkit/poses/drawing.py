"""Skeletons, points, boxes and names drawn on a frame, to be read from the last row of a lecture hall.

Everything coloured lies on a dark edge, so that it shows on light and on dark grounds. Lines and dots have the size
of the person that they are drawn on. Colours, joints and widths are those of static/js/live/skeleton.json, which the
pages' own drawing (skeleton.js beside it) reads as well. All functions draw on the frame that they are given (RGB
uint8).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from models.toolkit.poses.people import KEYPOINTS, TABLE, VISIBLE, People

# Okabe and Ito, "Color Universal Design", 2008: told apart by people of every kind of colour vision.
PALETTE: tuple[tuple[int, int, int], ...] = tuple(tuple(colour) for colour in TABLE["palette"])
EDGE, GROUND, LIGHT = (tuple(TABLE[name]) for name in ("edge", "ground", "light"))
BONES = np.array(TABLE["bones"])
WIDTHS: dict[str, float] = TABLE["widths"]
FONT = cv2.FONT_HERSHEY_SIMPLEX
TEXT_WIDTH = 1.4
NAME_SIZE = 0.55
TAG_SIZE = 0.6
FRACTION_BITS = 3  # OpenCV takes coordinates in eighths of a pixel: still lines do not shiver


def draw(frame: np.ndarray, people: People, params: Mapping[str, Any]) -> np.ndarray:
    """Draw ``people`` on ``frame`` as the switches skeleton, points, boxes, names and ground in ``params`` say."""
    if params["ground"]:
        # Ten times as fast as assigning the colour by numpy.
        cv2.rectangle(frame, (0, 0), (frame.shape[1], frame.shape[0]), GROUND, cv2.FILLED)
    size = np.array([frame.shape[1], frame.shape[0]], np.float64)
    scales = [scale_of(box, size) for box in people.boxes]
    for row, scale in enumerate(scales):
        colour = PALETTE[(int(people.ids[row]) - 1) % len(PALETTE)]
        places, seen = people.keypoints[row, :, :2] * size, people.keypoints[row, :, 2] >= VISIBLE
        if params["boxes"]:
            _box(frame, people.boxes[row].reshape(2, 2) * size, colour, scale)
        if params["skeleton"]:
            _skeleton(frame, places, seen, colour, scale)
        if params["points"]:
            _points(frame, places[seen], colour, scale)
        if params["boxes"]:
            label = f"{int(people.ids[row])}  {people.scores[row]:.0%}"
            _tag(frame, people.boxes[row, :2] * size, label, colour, scale)
    if params["names"]:
        _names(frame, people, size, scales)
    return frame


def labels(frame: np.ndarray, people: People, places: Sequence[Sequence[float]], texts: Sequence[str]) -> np.ndarray:
    """Write a text over the head of each person, on their colour; ``places``: its middle below, in fractions."""
    size = np.array([frame.shape[1], frame.shape[0]], np.float64)
    for number, box, place, text in zip(people.ids.tolist(), people.boxes, places, texts, strict=True):
        scale = scale_of(box, size)
        wide = _text_size(text, TAG_SIZE, scale)[0] + 2 * _width(4, scale)
        corner = np.array(place) * size - (wide / 2, 0)
        _tag(frame, corner, text, PALETTE[(number - 1) % len(PALETTE)], scale)
    return frame


def scale_of(box: np.ndarray, size: np.ndarray) -> float:
    """Pixels to a unit of the table: by the person's own ``box`` (4,), in fractions, within what suits the frame.

    ``size``: the frame's width and height in pixels.
    """
    of: dict[str, float] = TABLE["scale"]
    frame = float(size.min()) / of["frame"]
    left, top, right, bottom = (box.reshape(2, 2) * size).ravel().tolist()
    person = math.sqrt(max(0.0, (right - left) * (bottom - top))) / of["person"]
    return min(of["most"] * frame, max(of["least"] * frame, person))


def _width(pixels: float, scale: float) -> int:
    return max(1, round(pixels * scale))


def _fixed(places: np.ndarray) -> np.ndarray:
    # For OpenCV whole numbers are the middles of pixels, for everybody else their corners.
    return np.round((places - 0.5) * (1 << FRACTION_BITS)).astype(np.int32)


def _skeleton(frame: np.ndarray, places: np.ndarray, seen: np.ndarray, colour: Any, scale: float) -> None:
    bones = list(_fixed(places[BONES[seen[BONES].all(axis=1)]]))
    if bones:
        # The edge needs no smoothing of its own: the colour's smooth rim lies over it.
        cv2.polylines(frame, bones, False, EDGE, _width(WIDTHS["boneEdge"], scale), cv2.LINE_8, FRACTION_BITS)
        # OpenCV's smooth lines come out about a pixel wider than they are asked for.
        smooth = max(1, _width(WIDTHS["bone"], scale) - 1)
        cv2.polylines(frame, bones, False, colour, smooth, cv2.LINE_AA, FRACTION_BITS)


def _points(frame: np.ndarray, places: np.ndarray, colour: Any, scale: float) -> None:
    for x, y in _fixed(places).tolist():
        for name, ink in (("jointEdge", EDGE), ("joint", colour), ("jointLight", LIGHT)):
            cv2.circle(frame, (x, y), _fixed_radius(WIDTHS[name], scale), ink, cv2.FILLED, cv2.LINE_AA, FRACTION_BITS)


def _fixed_radius(pixels: float, scale: float) -> int:
    return max(1, round(pixels * scale * (1 << FRACTION_BITS)))


def _box(frame: np.ndarray, corners: np.ndarray, colour: Any, scale: float) -> None:
    (left, top), (right, bottom) = np.round(corners).astype(int).tolist()
    cv2.rectangle(frame, (left, top), (right, bottom), EDGE, _width(WIDTHS["boxEdge"], scale))
    cv2.rectangle(frame, (left, top), (right, bottom), colour, _width(WIDTHS["box"], scale))


def _tag(frame: np.ndarray, corner: np.ndarray, text: str, colour: Any, scale: float) -> None:
    """A text on a person's colour, its lower left corner here, inside the frame."""
    width, height, baseline = _text_size(text, TAG_SIZE, scale)
    pad = _width(4, scale)
    left = int(min(max(corner[0], 0), frame.shape[1] - width - 2 * pad))
    top = int(max(corner[1] - height - baseline - pad, 0))
    cv2.rectangle(frame, (left, top), (left + width + 2 * pad, top + height + baseline + pad), colour, cv2.FILLED)
    origin = (left + pad, top + height + pad // 2)
    cv2.putText(frame, text, origin, FONT, TAG_SIZE * scale, EDGE, _width(TEXT_WIDTH, scale), cv2.LINE_AA)


def _names(frame: np.ndarray, people: People, size: np.ndarray, scales: Sequence[float]) -> None:
    """Name the joints, each where there is room beside joints and other names: on a small face not all have any."""
    seen = people.keypoints[:, :, 2] >= VISIBLE
    places = people.keypoints[:, :, :2] * size
    taken = []
    for row, scale in enumerate(scales):
        reach = _width(5, scale)
        taken += [np.concatenate([place - reach, place + reach]) for place in places[row, seen[row]]]
    for row, scale in enumerate(scales):
        middle = places[row, seen[row], 0].mean() if seen[row].any() else 0.0
        for joint in np.flatnonzero(seen[row]):
            area = _room(places[row, joint], KEYPOINTS[joint], middle, taken, size, scale)
            if area is not None:
                taken.append(area)
                _plate(frame, area, KEYPOINTS[joint], scale)


def _room(
    place: np.ndarray, text: str, middle: float, taken: list[np.ndarray], size: np.ndarray, scale: float
) -> np.ndarray | None:
    """Where a joint's name fits: away from the person's middle if it can be, else on another side, else nowhere."""
    width, height, baseline = _text_size(text, NAME_SIZE, scale)
    wide, tall, gap = width + 2 * _width(3, scale), height + 2 * baseline, _width(9, scale)
    right, left = (gap, -tall / 2), (-gap - wide, -tall / 2)
    sides = [right, left] if place[0] >= middle else [left, right]
    occupied = np.array(taken)
    for shift in [*sides, (-wide / 2, -gap - tall), (-wide / 2, gap)]:
        corner = np.round(place + shift)
        area = np.concatenate([corner, corner + np.array((wide, tall))])
        free = ~((area[:2] < occupied[:, 2:]) & (occupied[:, :2] < area[2:])).all(axis=1)
        if free.all() and (corner >= 0).all() and (area[2:] <= size).all():
            return area
    return None


def _plate(frame: np.ndarray, area: np.ndarray, text: str, scale: float) -> None:
    left, top, right, bottom = area.astype(int).tolist()
    _, height, baseline = _text_size(text, NAME_SIZE, scale)
    cv2.rectangle(frame, (left, top), (right, bottom), EDGE, cv2.FILLED)
    origin = (left + _width(3, scale), top + height + baseline // 2)
    cv2.putText(frame, text, origin, FONT, NAME_SIZE * scale, LIGHT, _width(TEXT_WIDTH, scale), cv2.LINE_AA)


def _text_size(text: str, size: float, scale: float) -> tuple[int, int, int]:
    (width, height), baseline = cv2.getTextSize(text, FONT, size * scale, _width(TEXT_WIDTH, scale))
    return width, height, baseline
