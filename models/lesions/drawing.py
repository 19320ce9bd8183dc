"""The picture as the server draws it, for who cannot compose: the answer below it, and what it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from models.lesions.classes import NAMES

Array = np.ndarray[Any, Any]

WIDTH, HEIGHT, FOOT = 640, 480, 64
WARNING = "Never a diagnosis. See a doctor."
REFUSED = "Refused: no picture of a skin lesion."
_PAPER, _INK, _SOFT = (24, 22, 20), (255, 255, 255), (214, 208, 198)


def labelled(picture: Array, data: Mapping[str, Any]) -> Array:
    """RGB uint8 (480, 640, 3): the picture above, the sentences below."""
    shown = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    shown[-FOOT:] = _PAPER
    said = REFUSED if data["refused"] else _said(data["answer"])
    for text, line, colour, size in ((said, -38, _INK, 0.75), (WARNING, -12, _SOFT, 0.55)):
        cv2.putText(shown, text, (12, HEIGHT + line), cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)
    return np.asarray(shown)


def _said(told: Mapping[str, Any]) -> str:
    said = f"{NAMES[told['class']]} {told['probability']:.0%}"
    return said if told["class"] == "mel" else f"{said}; melanoma {told['melanoma']:.0%}"
