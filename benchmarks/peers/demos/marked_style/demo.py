"""The style demo, with the number in the frame's first rows kept."""

from __future__ import annotations

from typing import Any

import cv2

from benchmarks.peers import stamp
from models.style.demo import StyleDemo


class MarkedStyle(StyleDemo):
    name = "marked_style"
    has_memory = False  # as for the others: one frame in, one frame out

    def decode_size(self, params: Any) -> None:
        """As it came: the number in its first rows is kept."""

    def render(self, frame: Any, prediction: Any, params: Any) -> Any:
        rows = frame[: stamp.HEIGHT].copy()
        drawn = super().render(frame, prediction, params)
        if drawn.shape[1] != rows.shape[1]:
            drawn = cv2.resize(drawn, (640, 480))
        return stamp.keep(rows, drawn)
