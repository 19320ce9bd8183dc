"""The style demo, with the number in the frame's first rows kept."""

from __future__ import annotations

from typing import Any

from benchmarks.peers import stamp
from models.style.demo import StyleDemo


class MarkedStyle(StyleDemo):
    name = "marked_style"
    has_memory = False  # as for the others: one frame in, one frame out

    def decode_size(self, params: Any) -> None:
        """As it came: the number in its first rows is kept."""

    def render(self, frame: Any, prediction: Any, params: Any) -> Any:
        return stamp.carry(super().render, frame, prediction, params)
