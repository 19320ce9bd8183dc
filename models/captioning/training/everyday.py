"""Thirty everyday pictures and their captions, with and without steering:
``python -m models.captioning.training.everyday``.

The pictures are photographs with free licences from packages, and frames of the built-in clips. Those that set-up does
not fetch are fetched by ``make assets ARGS="NAME …"``, the names being those of STILLS.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np

from models.assets import assets
from models.contract.demo import Sample
from models.contract.pictures import STILL
from models.toolkit import frames

Frame = np.ndarray

STILLS = (
    "coffee.png",
    "chelsea.png",
    "astronaut.png",
    "rocket.jpg",
    "camera.png",
    "coins.png",
    "brick.png",
    "grass.png",
    "clock.png",
    "china.jpg",
    "flower.jpg",
)
CLIPS = {"carphone.mp4": 9, "bikes.mp4": 10}
"""Frames taken from each, evenly spread."""


def pictures() -> Iterator[tuple[str, Frame]]:
    """Each picture's name and its RGB uint8 pixels. Raises models.assets.assets.AssetError when one is not there."""
    import cv2

    for name in STILLS:
        yield name, frames.decode(assets.path(name).read_bytes(), STILL)
    for name, count in CLIPS.items():
        film = cv2.VideoCapture(str(assets.path(name)))
        length = int(film.get(cv2.CAP_PROP_FRAME_COUNT))
        for index in range(count):
            at = index * length // count
            film.set(cv2.CAP_PROP_POS_FRAMES, at)
            is_read, picture = film.read()
            if is_read:
                yield f"{name} {at}", np.ascontiguousarray(picture[..., ::-1])


def main(arguments: Sequence[str]) -> int:
    """Print a Markdown table; returns the exit code."""
    from models.captioning.demo import CaptioningDemo
    from models.contract.parameters import check_all
    from models.toolkit import devices

    demo = CaptioningDemo()
    demo.load(devices.configure())
    lines = ["| picture | without | with | certain |", "|---|---|---|---|"]
    for name, picture in pictures():
        said = []
        for steer in (False, True):
            params = check_all(demo.params, {"steer": steer, "captions": 1})
            answer = demo.run(Sample(picture), params)
            said.append(answer.data["shown"]["text"])
        certain = ", ".join(f"{item['name']} {item['confidence']:.2f}" for item in answer.data["evidence"])
        lines.append(f"| {name} | {said[0]} | {said[1]} | {certain} |")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
