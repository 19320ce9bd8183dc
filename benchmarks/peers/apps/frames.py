"""Numbered frames of the built-in clip, made once, for all clients: RGB arrays and JPEGs of 640 × 480."""

from __future__ import annotations

from typing import Any

import cv2

from benchmarks.peers import stamp
from benchmarks.peers.log import CLIP


def load(path: str, count: int, jpeg: bool) -> list[Any]:
    """``count`` frames, numbered from 0, as JPEG bytes or as RGB arrays (H, W, 3)."""
    capture, clip = cv2.VideoCapture(path), list[Any]()
    while len(clip) < CLIP:
        there, bgr = capture.read()
        if not there:
            break
        clip.append(cv2.resize(bgr, (640, 480), interpolation=cv2.INTER_CUBIC))
    made = (stamp.draw(clip[number % len(clip)].copy(), number) for number in range(count))
    if jpeg:
        return [cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes() for bgr in made]
    return [cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB) for bgr in made]


def number_in(data: bytes) -> int | None:
    """The number in a JPEG, PNG or WebP."""
    import numpy as np

    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    return None if grey is None or grey.shape != (480, 640) else stamp.read(grey)
