"""The pose demo, with the number in the frame's first rows kept."""

from __future__ import annotations

from typing import Any

from benchmarks.peers import stamp
from models.pose.demo import PoseDemo


class MarkedPose(PoseDemo):
    name = "marked_pose"
    has_memory = False  # as for the others: one frame in, one frame out

    def render(self, frame: Any, prediction: Any, params: Any) -> Any:
        return stamp.carry(super().render, frame, prediction, params)
