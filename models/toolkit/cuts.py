"""Cuts of scene: whether a frame shows another scene than the frames before it.

A frame is reduced to a signature, 8 x 8 mean colours. Somebody who moves changes some places, or all of them a little
and for many frames; another scene changes most places at once, and the colours that the frame has altogether. Both are
asked for, and the change has to stand out from what the last frames' changes were, so that whoever walks through the
picture, or turns the camera, keeps what is shown. The thresholds were chosen on the built-in clips and pictures
(tests/models/toolkit/test_cuts.py): none missed and none too many from 7.5 frames a second on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

SIDE = 8
LEVELS = 4
PLACE = 18.0
"""The mean difference of a place's colour, 0..255, from which on the place counts as another."""
PLACES = 0.5
"""The share of the places that another scene changes."""
COLOURS = 0.15
"""The share of the frame whose colours are others, wherever they are."""
LEAST = 30.0
"""The mean difference of all places below which nothing is a cut."""
STANDS_OUT = 2.0
"""How many times the usual change a cut is."""
USUAL = 0.2
"""The weight of the newest change in the usual one."""
FORGOTTEN = 4.0
"""After so many seconds without a frame the next one is compared with nothing."""


class Signature(NamedTuple):
    """places: uint8 (SIDE, SIDE, 3), RGB means; colours: uint8 (LEVELS ** 3,), each colour's share, 255 for all."""

    places: Array
    colours: Array


class Change(NamedTuple):
    """mean: of all places' differences, 0..255; places, colours: the shares that are others, 0..1."""

    mean: float
    places: float
    colours: float


def signature(frame: Array) -> Signature:
    """Of a frame (H, W, 3) RGB uint8 of any size."""
    small = cv2.resize(frame, (4 * SIDE, 4 * SIDE), interpolation=cv2.INTER_AREA)
    levels = (small // (256 // LEVELS)).reshape(-1, 3).astype(np.int64) @ (LEVELS * LEVELS, LEVELS, 1)
    counts = np.bincount(levels, minlength=LEVELS**3)
    places = small.reshape(SIDE, 4, SIDE, 4, 3).mean((1, 3))
    return Signature(places.astype(np.uint8), (255 * counts / counts.sum()).astype(np.uint8))


def change(before: Signature, now: Signature) -> Change:
    """How much of a frame is another than before."""
    each = np.abs(now.places.astype(np.float32) - before.places).mean(2)
    colours = np.abs(now.colours.astype(np.float32) - before.colours).sum() / (2 * 255)
    return Change(float(each.mean()), float((each >= PLACE).mean()), float(colours))


def follow(frame: Array, memory: Mapping[str, Any], at: float) -> tuple[bool, Mapping[str, Any]]:
    """Whether a frame begins another scene, and the stream's memory as it goes on; ``at`` in seconds.

    memory: what this gave for the frame before, empty for the first.
    """
    now, usual, is_cut = signature(frame), 0.0, False
    if memory and 0 <= at - memory["at"] <= FORGOTTEN:
        found = change(Signature(memory["places"], memory["colours"]), now)
        usual = float(memory["usual"])
        is_other = found.places >= PLACES and found.colours >= COLOURS
        is_cut = is_other and found.mean >= max(LEAST, STANDS_OUT * usual)
        usual = 0.0 if is_cut else usual + USUAL * (found.mean - usual)
    return is_cut, {"places": now.places, "colours": now.colours, "usual": usual, "at": at}
