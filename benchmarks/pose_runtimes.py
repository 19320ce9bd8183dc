"""LiteRT against TensorFlow for MultiPose on a processor, network and decoder alone.

    python -m benchmarks.pose_runtimes --threads 2

Prints the minimum and the median milliseconds a frame for each runtime and batch at 256×256.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence

import numpy as np

from models.assets import assets
from models.contract.demo import Size
from models.toolkit import devices, frames, resizing
from models.toolkit.poses.network import MultiPose

ROUNDS = 60


def milliseconds(network: MultiPose, pictures: np.ndarray) -> list[float]:
    """A frame's time in each of ``ROUNDS`` calls."""
    times = []
    for _ in range(ROUNDS + 5):  # the first few reserve memory
        start = time.perf_counter()
        network(pictures)
        times.append((time.perf_counter() - start) * 1000 / len(pictures))
    return times[5:]


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pose_runtimes")
    parser.add_argument("--threads", default="auto", help="threads of the network (auto: one a core)")
    device = devices.configure("cpu", parser.parse_args(argv).threads)
    files = assets.path("movenet-multipose.json"), assets.path("movenet-multipose.bin")
    picture, *_ = resizing.letterbox(frames.decode(assets.path("astronaut.png").read_bytes()), Size(256, 256))
    # A network that is built for a GPU is TensorFlow's, and runs on a processor just as well.
    gpu = devices.Device("gpu", device.threads, mixed_precision=False, xla=False)
    for name, runtime in (("LiteRT", device), ("TensorFlow", gpu)):
        network = MultiPose(*files, runtime)
        for batch in (1, 2, 4):
            times = milliseconds(network, np.repeat(picture[None], batch, axis=0))
            best, usual = min(times), statistics.median(times)
            print(
                f"{name:11} {device.threads} thread(s)  batch {batch}  {best:6.1f} {usual:6.1f} ms a frame", flush=True
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
