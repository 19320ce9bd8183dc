"""What colorization costs, how still it keeps a still scene, and what is left of old colours after a cut.

    python -m benchmarks.colorization [--threads 2] [--frames 30]

Milliseconds are medians of 20 runs. A still scene is as in benchmarks.steadiness: one photograph with fresh noise and
JPEG compression in each frame. Flicker is the mean absolute change of ab between frames, with and without the
stream's memory. What is left after a cut is the projection of what is shown, less the new scene's own colours, onto the
difference of the two scenes' colours, in percent, for the first five frames.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from benchmarks.steadiness import FRAME_TIME, noisy, photograph
from models.colorization import layers
from models.colorization.demo import ColorizationDemo
from models.contract.demo import Memory, Sample
from models.contract.parameters import check_all
from models.toolkit import devices

SCENES = ("astronaut.png", "coffee.png", "chelsea.png")
SIZES = ((224, 224), (640, 480), (4000, 3000))


def median(act: Callable[[], Any], count: int = 20) -> float:
    """Milliseconds."""
    spent = []
    for _ in range(count):
        begin = time.perf_counter()
        act()
        spent.append(time.perf_counter() - begin)
    return 1000 * float(np.median(spent))


def costs(demo: ColorizationDemo, width: int, height: int) -> list[float]:
    """Median milliseconds of prepare, predict, answer and render, and their sum."""
    frame = cv2.resize(demo.example(), (width, height), interpolation=cv2.INTER_LINEAR)
    params = check_all(demo.params, {})
    sample = Sample(frame, 1.1)
    task = demo.prepare(sample, params, {})
    prediction = demo.predict([task])[0]
    count = 20 if width < 1000 else 5
    answer = demo.answer(Sample(frame, 1.0), prediction, params, {})
    steps = [
        median(lambda: demo.prepare(sample, params, answer.memory), count),
        median(lambda: demo.predict([task]), count),
        median(lambda: demo.answer(sample, prediction, params, answer.memory), count),
        median(lambda: demo.render(sample, answer, params), count),
    ]
    return [*steps, sum(steps)]


class Stream:
    """One visitor's stream: what is shown and what would be without memory, as ab."""

    def __init__(self, demo: ColorizationDemo) -> None:
        self.demo, self.params = demo, check_all(demo.params, {})
        self.memory: Memory = {}
        self.now = 100.0

    def send(self, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self.now += FRAME_TIME
        sample = Sample(frame, self.now)
        prediction = self.demo.predict([self.demo.prepare(sample, self.params, self.memory)])[0]
        answer = self.demo.answer(sample, prediction, self.params, self.memory)
        self.memory = answer.memory
        return layers.ab_of(answer.layers["ab"]), prediction.sight.ab


def flicker(demo: ColorizationDemo, name: str, count: int) -> tuple[float, float]:
    """Mean change of ab between frames of a still scene: (with memory, without)."""
    rng, stream, scene = np.random.default_rng(1), Stream(demo), photograph(name)
    shown = [stream.send(noisy(scene, rng)) for _ in range(count)][5:]
    kept, alone = (float(np.mean([np.abs(a[kind] - b[kind]).mean() for a, b in pairwise(shown)])) for kind in (0, 1))
    return kept, alone


def after_cut(demo: ColorizationDemo, before: str, after: str) -> list[float]:
    """Percent of the old colours left in each of the first five frames of a new scene."""
    rng, stream = np.random.default_rng(2), Stream(demo)
    old, new = (Stream(demo).send(photograph(name))[1] for name in (before, after))
    for _ in range(12):
        stream.send(noisy(photograph(before), rng))
    shown = [stream.send(noisy(photograph(after), rng))[0] for _ in range(5)]
    return [100 * float(((ab - new) * (old - new)).sum() / ((old - new) ** 2).sum()) for ab in shown]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--frames", type=int, default=30)
    options = parser.parse_args(arguments)
    demo = ColorizationDemo()
    demo.load(devices.configure("cpu", options.threads))
    print(f"{options.threads} threads, ms      prepare   predict     answer   render   together")
    for width, height in SIZES:
        steps = costs(demo, width, height)
        print(f"{width:>6} × {height:<6}" + "".join(f"{step:11.1f}" for step in steps))
    print("still scene     flicker without   with memory   ratio")
    for name in SCENES:
        kept, fresh = flicker(demo, name, options.frames)
        print(f"{name:<15} {fresh:15.2f}   {kept:11.2f}   {kept / fresh:5.2f}")
    print("after a cut     old colours left in frames 1 to 5")
    for before, after in pairwise((*SCENES, SCENES[0])):
        print(f"{before} → {after}: " + "  ".join(f"{left:.1f} %" for left in after_cut(demo, before, after)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
