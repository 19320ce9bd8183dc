"""What the demos that fail have in common: they mirror every frame until one is red."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo


class FailingDemo(Demo):
    """Mirrors frames; at one that is red near its corner :meth:`fail` is called."""

    uses_tensorflow = False
    summary = "Fails when it sees red."

    def fail(self) -> None:
        """What a demo does when it sees red."""
        raise NotImplementedError

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value

    def predict(self, batch: Any) -> Any:
        for item in batch:
            red, green, blue = (int(value) for value in item[4, 4])
            if red > 200 and green < 60 and blue < 60:
                self.fail()
        return [item[:, ::-1] for item in batch]

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({"shape": list(prediction.shape)}, {"picture": np.ascontiguousarray(prediction)})

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
