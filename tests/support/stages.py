"""Jobs for a worker's stages, on a demo without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models.contract.demo import Demo
from models.contract.registry import find_demos
from models.toolkit import frames, memory
from wire.protocol import Item, Outcome
from worker.stages import Stages

DEMOS = find_demos([Path(__file__).parents[1] / "demos"])
MIRROR = DEMOS["mirror"]
DEFAULTS = {"flip": True, "gain": 1.0, "picture": None}


def jpeg(left: int = 0, right: int = 255, width: int = 64, height: int = 48) -> bytes:
    """A picture whose left and right halves differ."""
    rgb = np.full((height, width, 3), left, np.uint8)
    rgb[:, width // 2 :] = right
    return frames.encode_jpeg(rgb, quality=95)


def item(stream: str = "s", seq: int = 0, image: bytes | None = None, **more: Any) -> Item:
    params = {**DEFAULTS, **more.pop("params", {})}
    values: dict[str, Any] = {"received": 0.0, "memory_seq": -1, "memory": b"", **more}
    return Item(stream=stream, seq=seq, params=params, image=jpeg() if image is None else image, **values)


def run(items: list[Item], demo: Demo = MIRROR, stages: Stages | None = None) -> tuple[list[Outcome], str]:
    stages = stages or Stages()
    batch = stages.prepare(1, demo, items)
    stages.predict(batch)
    outcomes = stages.finish(batch)
    assert [(o.stream, o.seq) for o in outcomes] == [(i.stream, i.seq) for i in items]
    return outcomes, batch.broken


def brightness(image: bytes) -> tuple[float, float]:
    rgb = frames.decode(image)
    middle = rgb.shape[1] // 2
    return float(rgb[:, : middle - 8].mean()), float(rgb[:, middle + 8 :].mean())


def kept(count: int) -> bytes:
    """What the mirror remembers after so many frames."""
    return memory.pack("mirror 1", {"count": count})


def count(outcome: Outcome) -> int:
    assert outcome.data is not None
    return int(outcome.data["count"])


TRUNCATED = jpeg(width=640, height=480)[:400]
