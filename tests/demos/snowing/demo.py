"""A demo that goes on by itself, fast, with pictures that no encoder makes small; if asked it ends its worker."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo
from models.contract.parameters import Switch
from models.contract.sources import Clock


class Snowing(Demo):
    name = "snowing"
    title = "Snowing"
    summary = "Snow on a screen."
    uses_tensorflow = False
    source = Clock(rate=60)
    params = (Switch(name="avalanche", label="Avalanche", help="Ends the worker.", default=False),)

    def load(self, device: Any) -> None:
        self.snow = np.random.default_rng(7).integers(0, 256, (480, 640, 3), np.uint8)

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return params["avalanche"]

    def predict(self, batch: Any) -> Any:
        if any(batch):
            os._exit(3)
        return batch

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({}, {"picture": self.snow})
