"""A demo without a network, for tests of everything around it: mirrors the frame and counts the stream's frames."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo
from models.contract.parameters import Number, Switch, Upload


class Mirror(Demo):
    name = "mirror"
    title = "Mirror"
    summary = "Turns the picture round."
    uses_tensorflow = False
    max_batch = 4
    params = (
        Switch(name="flip", label="Mirror", help="Left becomes right.", default=True),
        Number(name="gain", label="Gain", help="How bright.", default=1.0, minimum=0.0, maximum=2.0, step=0.1),
        Upload(name="picture", label="Picture", help="A picture of your own."),
    )

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value[:, ::-1] if params["flip"] else sample.value

    def predict(self, batch: Any) -> Any:
        return batch

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        own, count = params["picture"], memory.get("count", 0) + 1
        size = [own.rgb.shape[1], own.rgb.shape[0]] if own is not None else None
        data = {"count": count, "shape": list(prediction.shape), "picture": size}
        table = np.clip(np.arange(256) * params["gain"], 0, 255).astype(np.uint8)
        return Answer(data, {"picture": table[prediction]}, {"count": count})

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
