"""Says where the bright square of a film is, and takes its time: what it says is old when it is drawn."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo, Size

BRIGHT = 190
TAKES = 0.08
"""Seconds, in which the square has moved on."""


class Square(Demo):
    name, title, summary = "square", "Square", "Says where the bright square is."

    def size(self, params: Any) -> Size:
        return Size(160, 120)

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value

    def predict(self, batch: Any) -> Any:
        time.sleep(TAKES)
        return batch

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        height, width = prediction.shape[:2]
        rows, columns = np.nonzero(prediction.min(axis=2) > BRIGHT)
        x, y = ((columns.mean() + 0.5) / width, (rows.mean() + 0.5) / height) if len(rows) else (0.0, 0.0)
        return Answer({"x": float(x), "y": float(y), "width": width, "height": height})

    def example(self) -> Any:
        return np.full((120, 160, 3), 200, np.uint8)
