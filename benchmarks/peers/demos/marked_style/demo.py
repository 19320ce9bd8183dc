"""The style demo, with the number in the frame's first rows kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.peers import stamp
from models.style.demo import StyleDemo


class MarkedStyle(StyleDemo):
    name = "marked_style"

    def decode_size(self, params: Any) -> None:
        """As it came: the number in its first rows is kept."""

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
        """As for the others: one frame in, one frame out."""
        return replace(super().answer(sample, prediction, params, {}), memory={})

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        def draw(frame: Any) -> Any:
            return super(MarkedStyle, self).render(replace(sample, value=frame), answer, params)

        return stamp.carry(draw, sample.value)
