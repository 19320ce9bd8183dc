"""Where the pose demo stops finding people: one real picture made small, turned, dark and cut; a film; a trap.

    python -m benchmarks.pose_limits

Prints the best person's score at the demo's default size; the demo draws people from a score of 0.2 on. Film: in how
many of the frames of a man in a car exactly one person is found, and in how many his eyes and nose score above 0.5.
Trap: the share of a street scene's frames in which somebody is "found", fence posts included.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import cv2
import numpy as np

from models.assets import assets
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.pose.demo import PoseDemo
from models.toolkit import devices
from models.toolkit.poses.finding import SIZES
from models.toolkit.poses.people import People

THRESHOLD = 0.2


def find(demo: PoseDemo, frame: np.ndarray, size: str = "balanced") -> People:
    params = check_all(demo.params, {"size": size})
    return demo.predict([demo.prepare(Sample(np.ascontiguousarray(frame)), params, {})])[0]


def shrunk(picture: np.ndarray, side: int) -> np.ndarray:
    """The picture ``side`` pixels large on a grey frame of 640×480."""
    ground = np.full((480, 640, 3), (190, 200, 210), np.uint8)
    ground[40 : 40 + side, 60 : 60 + side] = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return ground


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    rotated: np.ndarray = cv2.warpAffine(picture, matrix, (width, height))
    return rotated


def changes(picture: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Kinds of changes, each with its steps, made to the astronaut (512×512)."""
    return {
        "small, pixels of 480": {str(side): shrunk(picture, side) for side in (256, 192, 128, 96, 80, 64, 48)},
        "turned, degrees": {str(angle): turned(picture, angle) for angle in range(0, 360, 30)},
        "dark, part of the light": {f"{part:g}": (picture * part).astype(np.uint8) for part in (0.5, 0.25, 0.1, 0.05)},
        "cut off": {
            "head alone": picture[0:200, 80:340],
            "face alone": picture[60:180, 170:280],
            "one half": picture[:, 225:],
            "no head": picture[200:],
        },
    }


def film(name: str) -> Iterator[np.ndarray]:
    reader = cv2.VideoCapture(str(assets.path(name)))
    while True:
        done, frame = reader.read()
        if not done:
            return
        yield frame[:, :, ::-1]


def main() -> int:
    demo = PoseDemo()
    demo.load(devices.configure("cpu"))
    for kind, steps in changes(demo.example()).items():
        best = {name: find(demo, picture).scores.max(initial=0.0) for name, picture in steps.items()}
        print(f"{kind:26}" + "  ".join(f"{name}: {score:.2f}" for name, score in best.items()))
    for size in SIZES:
        found = [find(demo, frame, size) for frame in film("carphone.mp4")]
        once = sum(int((people.scores >= THRESHOLD).sum() == 1) for people in found)
        face = sum(int(len(people) > 0 and bool((people.keypoints[0, :3, 2] > 0.5).all())) for people in found)
        print(f"man in a car, {size:12} found once in {once} of {len(found)} frames, face above 0.5 in {face}")
    street = [find(demo, frame).scores.max(initial=0.0) for frame in film("bikes.mp4")]
    share = np.mean([score >= THRESHOLD for score in street])
    print(f"street with a parked bicycle: somebody is found in {share:.0%} of {len(street)} frames")
    return 0


if __name__ == "__main__":
    sys.exit(main())
