"""What the radio demo adds to the pose demo: people who move, without pictures and without the pose network.

    python -m benchmarks.radio_speed

Prints milliseconds of processor time a frame of ``answer`` at 30 frames a second, so that others on the machine do not
count: of pose and of radio, with one person and with two, on average over frames (a heat map is due ten times a
second), in the middle of those in which one was due, and when a setting was just changed.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from benchmarks.actions_speed import milliseconds, moving
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.pose.demo import PoseDemo
from models.radio import weights
from models.radio.demo import RadioDemo
from models.toolkit.poses.people import People

DUE = 3
"""Of so many frames one has a heat map that is due."""
TIMES = 20


def changed(demo: RadioDemo, people: People) -> float:
    """The median of a frame before which a setting was changed: all heat maps are made anew."""
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        demo.answer(Sample(np.zeros((192, 256, 3), np.uint8), 0.0), people, check_all(demo.params, {}), {})
        taken.append(1000 * (time.process_time() - start))
    return float(np.median(taken))


def main() -> int:
    radio = RadioDemo()
    radio._trained = weights.load()
    moved = moving(np.random.default_rng(1))
    print(f"{'':18}{'mean':>8}{'when due':>10}{'changed':>10}   ms of processor a frame")
    for count in (1, 2):
        frames = [people.take(range(count)) for people in moved]
        pose, _ = milliseconds(PoseDemo(), frames, {})
        times, size = milliseconds(radio, frames, {})
        due = float(np.median(np.sort(times)[-len(times) // DUE :]))
        print(f"pose, {count:<12}{pose.mean():8.2f}")
        print(
            f"radio, {count:<11}{times.mean():8.2f}{due:10.2f}{changed(radio, frames[0]):10.2f}   memory {size} bytes"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
