"""The pose demo, with the number in the frame's first rows kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.peers import stamp
from models.pose.demo import PoseDemo


class MarkedPose(PoseDemo):
    name = "marked_pose"

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
        """As for the others: one frame in, one frame out."""
        return replace(super().answer(sample, prediction, params, {}), memory={})

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        def draw(frame: Any) -> Any:
            return super(MarkedPose, self).render(replace(sample, value=frame), answer, params)

        return stamp.carry(draw, sample.value)
