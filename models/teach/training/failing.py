"""Pictures of what goes wrong when it is taught: what was taught, and what was shown then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np

from models.teach import drawing
from models.teach.training.learning import Task, learn, look

Array = np.ndarray[Any, Any]
Shown = Callable[[Mapping[str, Any]], Array]

EACH = 12
"""Pictures of each thing: of the one that is named, cut a little differently each time, as a hand that moves would."""
SIZE = (320, 240)
"""Width and height of what is written."""
PLACES = {"left": 0.08, "middle": 0.3, "right": 0.52}
PART = 0.4
"""Of the width, that a thing set on a ground takes."""


def failed(how: Mapping[str, Any], shown: Shown) -> tuple[Array, dict[str, Any]]:
    """What was shown, and beside it where it looked and what it said, RGB uint8; ``{told: {name: percent}}``.

    how: ``taught`` = {name: picture} and the picture that is shown then. A picture is what ``shown`` takes, and may be
    set ``on`` another footage at a ``place``.
    """
    random = np.random.default_rng(1)
    names = tuple(how["taught"])
    pictures = [cut(composed(how["taught"][name], shown), random) for name in names for _ in range(EACH)]
    test = composed(how, shown)
    features, maps = look([*pictures, test])
    task = Task([(at, at // EACH) for at in range(len(pictures))], [len(pictures)], len(names), 1)
    (learnt,) = learn(features, [task])
    probabilities = learnt.probabilities[0]
    best = int(probabilities.argmax())
    drawn = drawing.lit(cv2.resize(test, SIZE), np.maximum(maps[-1] @ learnt.weights[best], 0))
    _write(drawn, f"{names[best]} {probabilities[best]:.0%}")
    told = {name: round(100 * float(share), 1) for name, share in zip(names, probabilities, strict=True)}
    return np.hstack([cv2.resize(test, SIZE), drawn]), {"told": told}


def composed(how: Mapping[str, Any], shown: Shown) -> Array:
    """The picture, or the picture as a part of another one: RGB uint8, 4 : 3 if it is set on a ground."""
    picture = shown({key: value for key, value in how.items() if key not in ("taught", "on", "place", "made_by")})
    if "on" not in how:
        return picture
    ground = np.ascontiguousarray(cv2.resize(shown({"footage": how["on"]}), (640, 480)))
    side = round(PART * 640)
    left, top = round(PLACES[how.get("place", "middle")] * 640), (480 - side) // 2
    ground[top : top + side, left : left + side] = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return ground


def cut(picture: Array, random: np.random.Generator) -> Array:
    """Nine tenths of a picture in each direction, or a little more, from a random place."""
    height, width = picture.shape[:2]
    share = random.uniform(0.9, 1.0)
    tall, wide = round(share * height), round(share * width)
    top, left = random.integers(0, height - tall + 1), random.integers(0, width - wide + 1)
    return np.ascontiguousarray(picture[top : top + tall, left : left + wide])


def _write(picture: Array, text: str) -> None:
    cv2.rectangle(picture, (0, SIZE[1] - 36), (SIZE[0], SIZE[1]), (16, 18, 24), -1)
    cv2.putText(picture, text, (10, SIZE[1] - 11), cv2.FONT_HERSHEY_SIMPLEX, 0.75, (250, 250, 250), 2, cv2.LINE_AA)
