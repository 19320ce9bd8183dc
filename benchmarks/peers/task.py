"""The model function that all of them serve: one frame in, one frame out, one at a time."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.peers import stamp

Array = Any
LOCK = threading.Lock()
PARAMS: dict[str, dict[str, Any]] = {"pose": {"size": "balanced"}, "style": {"detail": "320x240"}}


def timed(milliseconds: float) -> Callable[[Array], Array]:
    """A "model" that takes a known time over each frame, under a lock: 50 ms is a limit of 20 frames a second."""

    def run(frame: Array) -> Array:
        with LOCK:
            time.sleep(milliseconds / 1000)
        return frame

    return run


def real(name: str) -> Callable[[Array], Array]:
    """A demo's whole stage on an RGB frame of 640 × 480, under a lock; the number in its first rows stays."""
    # A rival's environment has no TensorFlow; its own packages come first, this project's after them.
    sys.path += [path for path in os.environ.get("LATER_PACKAGES", "").split(":") if path and path not in sys.path]
    import cv2

    from models.contract.demo import Sample
    from models.contract.parameters import check_all
    from models.contract.registry import find_demos
    from models.toolkit import devices

    demo = find_demos()[name]
    demo.load(devices.configure("cpu", "auto"))
    params = check_all(demo.params, PARAMS.get(name, {}))

    def run(frame: Array) -> Array:
        with LOCK:
            drawn = demo.render(Sample(frame.copy()), demo.run(Sample(frame), params), params)
        assert drawn is not None, "the demos that are compared draw"
        if drawn.shape != frame.shape:
            drawn = cv2.resize(drawn, (frame.shape[1], frame.shape[0]))
        return stamp.keep(frame, drawn)

    return run


def of(model: str) -> Callable[[Array], Array]:
    """The function for "20", "50", "200" (milliseconds) or a demo's name."""
    return timed(float(model)) if model.isdigit() else real(model)
