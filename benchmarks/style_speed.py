"""What a frame costs in the style demo.

    python -m benchmarks.style_speed [--threads 1]

Prints the median milliseconds of each step for each detail, for the 26 styles and for an uploaded picture as style,
then a batch against single frames, then how many times faster a 512 × 512 picture is painted than by optimisation,
for which Gatys's method needs about 120 s on a Titan X (jcjohnson/neural-style).
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import Any

import cv2
import numpy as np

from benchmarks.timing import milliseconds
from models.contract.demo import Picture, Sample
from models.contract.parameters import check_all
from models.style.demo import DETAILS, StyleDemo
from models.toolkit import devices

OPTIMISATION_SECONDS = 120


def steps(demo: StyleDemo, frame: np.ndarray, params: dict[str, Any]) -> tuple[float, float, float]:
    """Milliseconds of prepare, of predict, and of answer."""
    sample = Sample(frame, 1.05)
    canvas = demo.prepare(sample, params, {})
    painting = demo.predict([canvas])[0]
    memory = demo.answer(Sample(frame, 1.0), painting, params, {}).memory
    return (
        milliseconds(lambda: demo.prepare(sample, params, memory)),
        milliseconds(lambda: demo.predict([canvas])),
        milliseconds(lambda: demo.answer(sample, painting, params, memory)),
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", default="1")
    options = parser.parse_args(arguments)
    demo = StyleDemo()
    demo.load(devices.configure("cpu", options.threads))
    picture = Picture("example", demo.example())
    camera = cv2.resize(demo.example(), (640, 480), interpolation=cv2.INTER_CUBIC)
    print(f"{options.threads} thread(s), median ms; the camera sends 640 × 480")
    print("detail    style      prepare   predict   answer")
    for detail in (option.value for option in DETAILS):
        for label, own, strength in (("of 26", None, 1.0), ("picture", picture, 1.0), ("picture ½", picture, 0.5)):
            params = {**check_all(demo.params, {"detail": detail, "strength": strength}), "picture": own}
            prepare, predict, finish = steps(demo, camera, params)
            print(f"{detail}   {label:9s}  {prepare:7.2f}   {predict:7.1f}   {finish:8.2f}")
    params = {**check_all(demo.params, {}), "picture": None}
    canvas = demo.prepare(Sample(camera), params, {})
    for count in (1, 2, 4):
        spent = milliseconds(partial(demo.predict, [canvas] * count))
        print(f"a batch of {count}: {spent / count:.1f} ms a frame")
    square = cv2.resize(camera, (512, 512))
    spent = milliseconds(lambda: demo._painter.paint(square, 19, 19, 0.0))
    print(f"512 × 512: {spent:.1f} ms, {1000 * OPTIMISATION_SECONDS / spent:.0f} times faster than by optimisation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
