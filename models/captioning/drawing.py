"""The caption written on a frame, to be read from the last row. Sizes grow with the frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

GROUND = (16, 18, 24)
LIGHT = (250, 250, 250)
FONT = cv2.FONT_HERSHEY_SIMPLEX
_LINE_HEIGHT = 1 / 12
"""Of the frame's height, for a frame that is wider than high."""
_MARGIN = 0.35
"""Of a line's height."""
_SHADE = 0.72


def write(frame: np.ndarray, text: str) -> np.ndarray:
    """Write ``text`` in as many lines as it needs on a dark band at the bottom of ``frame`` (RGB uint8), which changes.

    The text is at most a third of the frame's height: a longer one is written smaller.
    """
    height, width = frame.shape[:2]
    line = max(8.0, min(height, width) * _LINE_HEIGHT)
    lines = wrapped(text, width - 2 * _MARGIN * line, line)
    while len(lines) * line > height / 3 and line > 8:
        line *= 0.85
        lines = wrapped(text, width - 2 * _MARGIN * line, line)
    band = min(height, round((len(lines) + 2 * _MARGIN) * line))
    strip = frame[height - band :]
    np.copyto(strip, (strip * (1 - _SHADE) + np.array(GROUND) * _SHADE).astype(np.uint8))
    for index, words in enumerate(lines):
        base = height - band + (_MARGIN + index + 0.74) * line
        place = round(_MARGIN * line), round(base)
        cv2.putText(frame, words, place, FONT, _scale(line), LIGHT, max(1, round(line / 16)), cv2.LINE_AA)
    return frame


def wrapped(text: str, width: float, line: float) -> list[str]:
    """The lines of a text, each at most ``width`` pixels wide; a word alone may be wider."""
    lines: list[str] = []
    current: Sequence[str] = ()
    for word in text.split():
        longer = [*current, word]
        if current and _width(" ".join(longer), line) > width:
            lines.append(" ".join(current))
            longer = [word]
        current = longer
    return [*lines, " ".join(current)]


def _scale(line: float) -> float:
    """OpenCV's scale for letters that fill a line of so many pixels well."""
    return line / 34


def _width(text: str, line: float) -> int:
    return int(cv2.getTextSize(text, FONT, _scale(line), max(1, round(line / 16)))[0][0])
