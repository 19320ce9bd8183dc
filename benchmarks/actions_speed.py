"""What the actions demo adds to the pose demo: six people who all move, without pictures and without the pose network.

    python -m benchmarks.actions_speed

Prints milliseconds of processor time a frame of ``answer`` at 30 frames a second, so that others on the machine do not
count: of pose, of actions with and without saying why, and what actions adds, on average over frames (windows come due
every fifth of a second) and at worst.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.actions import weights
from models.actions.demo import ActionsDemo
from models.contract.demo import Demo, Memory, Sample
from models.contract.parameters import check_all
from models.pose.demo import PoseDemo
from models.toolkit import memory as codec
from models.toolkit.poses.people import People

PEOPLE, RATE, FRAMES = 6, 30.0, 300


def moving(rng: np.random.Generator) -> list[People]:
    """Six people side by side whose joints swing, one entry a frame."""
    base = rng.uniform(0.2, 0.8, (PEOPLE, 17, 2)) * (0.12, 0.8) + np.arange(PEOPLE)[:, None, None] * (0.16, 0)
    pace, turn = rng.uniform(0.5, 2, (PEOPLE, 17, 1)), rng.uniform(0, 6, (PEOPLE, 17, 1))
    frames = []
    for now in np.arange(FRAMES) / RATE:
        places = base + 0.02 * np.sin(2 * np.pi * pace * now + turn)
        boxes = np.concatenate([places.min(1), places.max(1)], axis=1)
        keypoints = np.concatenate([places, np.full((PEOPLE, 17, 1), 0.8)], axis=2)
        frames.append(People(np.arange(1, PEOPLE + 1), np.full(PEOPLE, 0.7), boxes, keypoints))
    return frames


def milliseconds(demo: Demo, frames: Sequence[People], given: dict[str, Any]) -> tuple[np.ndarray, int]:
    """Of each frame's ``answer`` after the first two seconds; and the largest memory in bytes."""
    picture, params = np.zeros((192, 256, 3), np.uint8), check_all(demo.params, given)
    memory: Memory = {}
    taken, largest = [], 0
    for number, people in enumerate(frames):
        start = time.process_time()
        memory = demo.answer(Sample(picture, number / RATE), people, params, memory).memory
        taken.append(1000 * (time.process_time() - start))
        largest = max(largest, len(codec.pack(demo.name, memory)))
    return np.array(taken[60:]), largest


def main() -> int:
    frames = moving(np.random.default_rng(1))
    actions = ActionsDemo()
    actions._trained = weights.load()
    pose, pose_bytes = milliseconds(PoseDemo(), frames, {})
    print(f"{'':24}{'mean':>8}{'median':>8}{'worst':>8}   ms of processor a frame, {PEOPLE} people")
    print(f"{'pose':24}{pose.mean():8.2f}{np.median(pose):8.2f}{pose.max():8.2f}   memory {pose_bytes} bytes")
    for name, given in (("actions", {}), ("actions, not saying why", {"why": False})):
        times, size = milliseconds(actions, frames, given)
        print(f"{name:24}{times.mean():8.2f}{np.median(times):8.2f}{times.max():8.2f}   memory {size} bytes")
        print(f"{'  added':24}{times.mean() - pose.mean():8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
