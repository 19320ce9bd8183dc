"""How still the style demo keeps a still scene, and what ghost a move leaves.

    python -m benchmarks.steadiness [--styles 4,15,19] [--frames 30]

A still scene is one photograph with fresh Gaussian noise (σ 4) and JPEG compression (quality 85) in each frame, at
20 frames a second. Shimmer is the mean absolute change between successive results, in levels of 255, with and
without the stream's memory. A ghost is what is left of the old painting where the input has changed by more than 4
levels, in percent: 100 means that nothing of the new painting shows, 0 that nothing of the old one does. The last
column is the median time of ``answer``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from models.assets import assets
from models.contract.demo import Memory, Sample, Size
from models.contract.parameters import check_all
from models.contract.pictures import STILL
from models.style.demo import StyleDemo, composed
from models.toolkit import devices, frames, resizing

FRAME_TIME = 1 / 20
NOISE = 4.0


def photograph(name: str) -> np.ndarray:
    """The middle of an asset at 4:3, 320 × 240."""
    whole = frames.decode(assets.path(name).read_bytes(), STILL)
    height, width = whole.shape[:2]
    if width * 3 > height * 4:
        spare = (width - height * 4 // 3) // 2
        whole = whole[:, spare : width - spare]
    else:
        whole = whole[: width * 3 // 4]
    return frames.decode(frames.encode_jpeg(resizing.fit_within(whole, Size(320, 240)), 98))


def noisy(clean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One camera frame of a scene: sensor noise, then JPEG."""
    sensor = np.clip(clean + rng.normal(0, NOISE, clean.shape) + 0.5, 0, 255).astype(np.uint8)
    return frames.decode(frames.encode_jpeg(sensor, 85))


def with_visitor(scene: np.ndarray, visitor: np.ndarray, left: int) -> np.ndarray:
    """The scene with a piece of another picture in front of it, 80 × 120 pixels."""
    scene = scene.copy()
    scene[80:200, left : left + 80] = visitor[40:160, 100:180]
    return scene


class Stream:
    """One visitor's stream through the demo."""

    def __init__(self, demo: StyleDemo, **params: object) -> None:
        self.demo, self.params = demo, check_all(demo.params, params)
        self.memory: Memory = {}
        self.now, self.spent = 100.0, list[float]()

    def send(self, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The result with memory, and the one without."""
        self.now += FRAME_TIME
        sample = Sample(frame, self.now)
        prediction = self.demo.predict([self.demo.prepare(sample, self.params, self.memory)])[0]
        fresh = composed(prediction, self.params).copy()
        begin = time.perf_counter()
        answer = self.demo.answer(sample, prediction, self.params, self.memory)
        self.spent.append(time.perf_counter() - begin)
        self.memory = answer.memory
        return answer.layers["picture"].copy(), fresh


def change(first: np.ndarray, second: np.ndarray, where: np.ndarray | slice = slice(None)) -> float:
    """Mean absolute difference in levels of 255."""
    return float(np.abs(first.astype(int) - second)[where].mean())


def shimmer(stream: Stream, scene: np.ndarray, count: int) -> tuple[float, float]:
    """Mean change between successive results of a still scene: (with memory, without)."""
    rng = np.random.default_rng(1)
    results = [stream.send(noisy(scene, rng)) for _ in range(count)]
    settled = results[5:]
    kept, alone = (float(np.mean([change(a[kind], b[kind]) for a, b in pairwise(settled)])) for kind in (0, 1))
    return kept, alone


def ghosts(stream: Stream, before: np.ndarray, after: np.ndarray) -> Iterator[float]:
    """Percent of the old painting left where the scene changed, for the first frames after the change.

    With k the result kept, o and n the memoryless paintings of the noise-free old and new scene, it is the
    projection of k − n onto o − n, so that what is merely shimmer does not count.
    """
    rng = np.random.default_rng(2)
    changed = np.abs(before.astype(int) - after).max(axis=2) > 4
    old, new = (Stream(stream.demo, **stream.params).send(scene)[1][changed].astype(float) for scene in (before, after))
    for _ in range(12):
        stream.send(noisy(before, rng))
    for _ in range(4):
        kept = stream.send(noisy(after, rng))[0][changed]
        yield 100 * float(((kept - new) * (old - new)).sum() / ((old - new) ** 2).sum())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--styles", default="4,15,19,25")
    parser.add_argument("--frames", type=int, default=30)
    options = parser.parse_args(arguments)
    demo = StyleDemo()
    demo.load(devices.configure("cpu"))
    scene, other = photograph("astronaut.png"), photograph("coffee.png")
    print("style   shimmer without   with memory   ratio   ghost of a move, frames 1, 2, 4   of a cut   ms")
    for style in options.styles.split(","):
        stream = Stream(demo, style=style)
        kept, fresh = shimmer(stream, scene, options.frames)
        moved = list(ghosts(Stream(demo, style=style), with_visitor(scene, other, 40), with_visitor(scene, other, 70)))
        cut = next(ghosts(Stream(demo, style=style), scene, other))
        spent = 1000 * float(np.median(stream.spent))
        print(
            f"{style:>5}   {fresh:15.2f}   {kept:11.2f}   {fresh / kept:5.1f}"
            f"   {moved[0]:15.1f} %  {moved[1]:4.1f} %  {moved[3]:4.1f} %   {cut:6.1f} %   {spent:4.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
