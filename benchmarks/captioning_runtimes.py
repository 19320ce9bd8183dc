"""LiteRT against TensorFlow for the captioner's encoder and detector on a processor.

    python -m benchmarks.captioning_runtimes --threads 2

Prints the median milliseconds a picture of each, and of a whole caption.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2

from benchmarks.footage import clip
from benchmarks.timing import milliseconds
from models.captioning import detector, weights
from models.captioning.describer import Describer, Glance
from models.captioning.detector import Detector
from models.captioning.looking import SIDE, looker
from models.toolkit import devices


def squashed(side: int) -> Any:
    return cv2.resize(clip()[0], (side, side), interpolation=cv2.INTER_AREA)


def encoded(look: Callable[[Any], Any], picture: Any) -> None:
    """Both that the encoder gives."""
    _, classes = look(picture[None])
    classes()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.captioning_runtimes")
    parser.add_argument("--threads", default="auto", help="threads of the networks (auto: one a core)")
    device = devices.configure("cpu", parser.parse_args(argv).threads)
    # A network that is built for a GPU is TensorFlow's, and runs on a processor just as well.
    gpu = devices.Device("gpu", device.threads, mixed_precision=False, xla=False)
    small, large = squashed(SIDE), squashed(detector.SIDE)
    network, _ = weights.load()
    for name, runtime in (("LiteRT", device), ("TensorFlow", gpu)):
        look, find, describe = looker(network, runtime), Detector(runtime), Describer(runtime)
        spent = (
            milliseconds(partial(encoded, look, small)),
            milliseconds(partial(find, large[None])),
            milliseconds(partial(describe, [Glance(small, large)], width=3, shown=3)),
        )
        encoder, boxes, caption = (f"{one:.1f}" for one in spent)
        print(f"{name:10}  encoder {encoder}, detector {boxes}; a caption {caption} ms", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
