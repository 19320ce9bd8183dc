"""Makes the built-in picture of several people: ``python -m scripts.group``

Four people of the project's own footage (models/assets/assets.toml), each from another picture, side by side in one
row: a group for the demos that find people.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.assets import assets
from models.contract.demo import Size
from models.contract.pictures import STILL
from models.toolkit import frames

if TYPE_CHECKING:
    from models.contract.demo import Frame

TARGET = Path(__file__).resolve().parent.parent / "static" / "pictures" / "group.jpg"
PANEL = Size(270, 540)
QUALITY = 78


class Person(NamedTuple):
    """Where somebody is: ``at`` seconds of a clip; left, top and width of a panel as shares of the picture's width."""

    file: str
    left: float
    top: float
    width: float
    at: float = 0.0


PEOPLE = (
    Person("camera.png", 0.06, 0.0, 0.5),
    Person("bikes.mp4", 0.6, 0.0, 0.2125, at=4.8),
    Person("astronaut.png", 0.22, 0.0, 0.5),
    Person("carphone.mp4", 0.3, 0.0, 0.41, at=2.0),
)


def main() -> int:
    """Write the picture. Returns the exit code."""
    import numpy as np

    TARGET.parent.mkdir(exist_ok=True)
    row = np.concatenate([panel(person) for person in PEOPLE], axis=1)
    TARGET.write_bytes(frames.encode_jpeg(row, QUALITY))
    return 0


def panel(person: Person) -> Frame:
    """One person's part, RGB uint8 of the size PANEL."""
    import cv2

    rgb = picture(person)
    height, width = rgb.shape[:2]
    wide = round(person.width * width)
    high = min(height, round(wide * PANEL.height / PANEL.width))
    left, top = round(person.left * width), round(person.top * width)
    part = rgb[top : top + high, left : left + round(high * PANEL.width / PANEL.height)]
    resized: Frame = cv2.resize(part, PANEL, interpolation=cv2.INTER_CUBIC)
    return resized


def picture(person: Person) -> Frame:
    """The whole picture, or the clip's at that moment. Raises ValueError where the clip is shorter."""
    import cv2

    file = assets.path(person.file)
    if file.suffix != ".mp4":
        return frames.decode(file.read_bytes(), STILL)
    capture = cv2.VideoCapture(str(file))
    capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * person.at)
    there, bgr = capture.read()
    capture.release()
    if not there:
        raise ValueError(f"{person.file} is over before {person.at} s")
    rgb: Frame = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    return rgb


if __name__ == "__main__":
    sys.exit(main())
