"""A demo that fails: a frame whose first pixel is red (over 200) makes it fail; all others are mirrored."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.demo import Demo


class Exhausting(Demo):
    name = "exhausting"
    title = "Exhausting"
    summary = "Fails when it sees red."

    def load(self, device: Any) -> None:
        pass

    def prepare(self, frame: Any, params: Any) -> Any:
        return frame

    def predict(self, batch: Any) -> Any:
        for item in batch:
            red, green, blue = (int(value) for value in item[4, 4])
            if red > 200 and green < 60 and blue < 60:
                raise MemoryError("no room for this picture")
        return [item[:, ::-1] for item in batch]

    def render(self, frame: Any, prediction: Any, params: Any) -> Any:
        return np.ascontiguousarray(prediction)

    def data(self, prediction: Any, params: Any) -> dict[str, Any]:
        return {"shape": list(prediction.shape)}

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
