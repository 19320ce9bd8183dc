"""What edges cost, learned and by hand.

    python -m benchmarks.edges_speed [--threads 1]

Prints, for each detail of the demo and for 481 × 321, the size of the pictures that HED was measured on in its paper,
the median milliseconds of HED with weights of 8 bits (as the demo runs it on processors), of HED in single precision,
of Sobel and of the Laplacian, and how far the two kinds of HED are from each other.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from benchmarks.timing import milliseconds
from models.assets import assets
from models.edges import classic, counting
from models.edges.demo import DETAILS, EdgesDemo
from models.edges.network import EdgeNetwork
from models.toolkit import devices

PAPER = (481, 321)
SIGMA = 1.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", default="1")
    device = devices.configure("cpu", parser.parse_args(arguments).threads)
    file = assets.path("hed.h5")
    # What runs on a GPU is TensorFlow in single precision; here the processor runs it.
    small, single = EdgeNetwork(file, device), EdgeNetwork(file, replace(device, kind="gpu"))
    picture = EdgesDemo().example()
    print(f"{device.threads} thread(s), median ms, blur of {SIGMA} before the kernels")
    print("size         multiply-adds   HED 8 bits   HED single   Sobel   Laplacian   largest and mean difference")
    for width, height in [*(map(int, name.split("x")) for name in DETAILS), PAPER]:
        frame = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        grey = classic.grey(frame)
        times = [
            milliseconds(partial(small, frame), 7),
            milliseconds(partial(single, frame), 3),
            milliseconds(partial(classic.sobel, grey, SIGMA)),
            milliseconds(partial(classic.laplacian, grey, SIGMA)),
        ]
        apart = np.abs(small(frame) - single(frame))[:, :, -1]
        macs = counting.multiply_adds(height, width) / 1e9
        figures = f"{times[0]:13.1f}{times[1]:13.1f}{times[2]:8.2f}{times[3]:12.2f}"
        print(f"{width:4d} × {height:<4d}{macs:14.1f} G{figures}{apart.max():12.3f}{apart.mean():8.4f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
