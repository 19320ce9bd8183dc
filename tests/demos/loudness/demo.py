"""A demo that listens: how loud it is, smoothed over what came before."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo, Memory, Params, Sample
from models.contract.sources import Microphone


class Loudness(Demo):
    name, title, summary = "loudness", "Loudness", "Says how loud it is."
    uses_tensorflow = False
    source = Microphone(rate=16_000, hop=0.08)

    def load(self, device: object) -> None:
        pass

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Any:
        return sample.value

    def predict(self, batch: Sequence[Any]) -> Sequence[Any]:
        return [float(np.sqrt((sound**2).mean())) for sound in batch]

    def answer(self, sample: Sample, prediction: Any, params: Params, memory: Memory) -> Answer:
        before = prediction if sample.gap else memory.get("level", prediction)  # what was lost tells nothing
        level = 0.5 * before + 0.5 * prediction
        data = {"level": round(level, 4), "samples": len(sample.value), "gap": sample.gap}
        return Answer(data, memory={"level": level})

    def example(self) -> Any:
        return np.sin(np.arange(1280, dtype=np.float32))
