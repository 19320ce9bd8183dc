"""What looking into EfficientNet-Lite0 costs.

    python -m benchmarks.features_speed [--threads 1]

Prints the median milliseconds and the pictures a second of the network on 224 × 224, the size of the published figures,
then of each layer of the demo on a camera frame, with the drawing of its maps, at both details; then the five words for
each built-in picture at both sizes.
"""

from __future__ import annotations

import argparse
import sys

import cv2
import numpy as np

from benchmarks.timing import milliseconds
from models.assets import assets
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.contract.pictures import STILL
from models.features.demo import DETAILS, MULTIPLE, FeaturesDemo
from models.features.layers import LAYERS
from models.features.network import Looking
from models.toolkit import devices, frames, resizing


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", default="1")
    device = devices.configure("cpu", parser.parse_args(arguments).threads)
    demo = FeaturesDemo()
    demo.load(device)
    network = Looking(*(assets.path(name) for name in demo.assets[:2]))
    square = np.random.default_rng(0).integers(0, 255, (224, 224, 3), np.uint8)
    spent = milliseconds(lambda: network(square, "head"), 40)
    print(f"{device.threads} thread(s), median ms\n224 × 224: {spent:.1f} ms, {1000 / spent:.0f} pictures a second")
    camera = cv2.resize(demo.example(), (640, 480), interpolation=cv2.INTER_CUBIC)
    print("layer      detail   predict   answer and render")
    for layer in LAYERS:
        for detail in DETAILS:
            steps(demo, camera, {"layer": layer.name, "detail": detail})
    for name in ("astronaut.png", "coffee.png", "chelsea.png"):
        picture = frames.decode(assets.path(name).read_bytes(), STILL)
        for pixels in DETAILS.values():
            _, found = network(resizing.resize_to_area(picture, pixels, MULTIPLE), "head")
            words = ", ".join(f"{word.word} {word.probability:.0%}" for word in network.best(found))
            print(f"{name} at {pixels} pixels: {words}")
    return 0


def steps(demo: FeaturesDemo, camera: np.ndarray, given: dict[str, str]) -> None:
    params = check_all(demo.params, given)
    sample = Sample(camera, 1.05)
    made = demo.prepare(sample, params, {})
    inside = demo.predict([made])[0]
    memory = demo.answer(Sample(camera, 1.0), inside, params, {}).memory

    def finish() -> None:
        demo.render(sample, demo.answer(sample, inside, params, memory), params)

    predict, drawn = milliseconds(lambda: demo.predict([made])), milliseconds(finish)
    print(f"{given['layer']:10s} {given['detail']:6s}{predict:10.1f}{drawn:10.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
