"""A demo without a network, for tests of everything around it: mirrors the frame and counts the stream's frames."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from models.contract.demo import Demo, Remembered
from models.contract.parameters import Number, Switch, Upload


class Mirror(Demo):
    name = "mirror"
    title = "Mirror"
    summary = "Turns the picture round."
    uses_tensorflow = False
    max_batch = 4
    has_memory = True
    params = (
        Switch(name="flip", label="Mirror", help="Left becomes right.", default=True),
        Number(name="gain", label="Gain", help="How bright.", default=1.0, minimum=0.0, maximum=2.0, step=0.1),
        Upload(name="picture", label="Picture", help="A picture of your own."),
    )

    def load(self, device: Any) -> None:
        pass

    def prepare(self, frame: Any, params: Any) -> Any:
        return frame[:, ::-1] if params["flip"] else frame

    def predict(self, batch: Any) -> list[dict[str, Any]]:
        return [{"picture": item, "count": 0} for item in batch]

    def remember(self, frame: Any, prediction: Any, params: Any, memory: bytes, now: float) -> Remembered:
        count = struct.unpack("<I", memory)[0] + 1 if len(memory) == 4 else 1
        return Remembered({**prediction, "count": count}, struct.pack("<I", count))

    def render(self, frame: Any, prediction: Any, params: Any) -> Any:
        return np.clip(prediction["picture"] * params["gain"], 0, 255).astype(np.uint8)

    def data(self, prediction: Any, params: Any) -> dict[str, Any]:
        own = params["picture"]
        size = [own.rgb.shape[1], own.rgb.shape[0]] if own is not None else None
        return {"count": prediction["count"], "shape": list(prediction["picture"].shape), "picture": size}

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
