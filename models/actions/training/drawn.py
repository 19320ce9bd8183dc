"""Recorded motion drawn as people and filmed: ``python -m models.actions.training.drawn --data PACK --json``.

No film of the six actions is kept here, so recordings of a split are drawn, in flesh and clothes on a plain ground, for
a camera that stands still, and go the whole way of the demo: pose network, who is who, windows, judging. One JSON line:
of each label, how many windows were said to be what, and in how many frames somebody was found. A drawing is no film:
the pose network finds it less surely.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from models.actions.network import CLASSES
from models.actions.training import packs
from models.actions.training.packs import CLIP_RATE, Clip
from models.training import measuring

Array = np.ndarray[Any, Any]

SIZE = (640, 480)
_LIMBS = (  # from, to, radius in metres, colour
    (12, 14, 0.085, (52, 66, 110)),
    (14, 16, 0.062, (48, 60, 100)),
    (11, 13, 0.085, (60, 76, 124)),
    (13, 15, 0.062, (56, 70, 114)),
    (6, 8, 0.052, (170, 60, 50)),
    (8, 10, 0.040, (214, 166, 140)),
    (5, 7, 0.052, (186, 70, 58)),
    (7, 9, 0.040, (222, 174, 148)),
)
_GROUND, _FLOOR = (168, 176, 178), (126, 122, 114)
_SKIN, _HAIR, _SHIRT, _SHOE = (222, 178, 152), (60, 44, 34), (178, 64, 54), (40, 38, 36)


def frames(clip: Clip, rng: np.random.Generator) -> Iterator[Array]:
    """RGB uint8 pictures of a clip, 30 a second, from a camera at 3 to 5 m that sees all of its way."""
    around = rng.uniform(0, 2 * np.pi)
    middle = clip.joints[:, [11, 12]].mean((0, 1))
    joints = clip.joints - middle
    cosine, sine = np.cos(around), np.sin(around)
    x = joints[..., 0] * cosine + joints[..., 2] * sine
    z = joints[..., 2] * cosine - joints[..., 0] * sine
    distance = max(rng.uniform(3, 5), 1.3 * float(np.abs(x).max()) + float(np.abs(z).max()) + 1)
    focal = 0.95 * SIZE[1]
    away = np.maximum(distance - z, 0.5)
    places = np.stack([SIZE[0] / 2 + focal * x / away, SIZE[1] * 0.52 - focal * joints[..., 1] / away], -1)
    for one, depth in zip(places, focal / away, strict=True):
        yield _picture(one, depth)


def _picture(places: Array, scale: Array) -> Array:
    """One person of joints (17, 2) in pixels, a metre being ``scale`` (17,) pixels long at each."""
    import cv2

    picture = np.full((SIZE[1], SIZE[0], 3), _GROUND, np.uint8)
    picture[int(0.72 * SIZE[1]) :] = _FLOOR

    def limb(begin: Array, end: Array, wide: float, colour: tuple[int, int, int]) -> None:
        points = [tuple(round(float(v)) for v in place) for place in (begin, end)]
        cv2.line(picture, points[0], points[1], colour, max(2, int(2 * wide)), cv2.LINE_AA)

    def ball(place: Array, radius: float, colour: tuple[int, int, int]) -> None:
        cv2.circle(picture, (int(place[0]), int(place[1])), max(1, int(radius)), colour, -1, cv2.LINE_AA)

    order = sorted(_LIMBS, key=lambda one: float(scale[one[0]] + scale[one[1]]))
    near = float(scale.mean())
    for begin, end, wide, colour in order[:4]:
        limb(places[begin], places[end], wide * near, colour)
    corners = places[[5, 6, 12, 11]]
    cv2.fillConvexPoly(picture, cv2.convexHull(corners.astype(np.int32)), _SHIRT, cv2.LINE_AA)
    for begin, end in ((5, 6), (5, 11), (6, 12), (11, 12)):
        limb(places[begin], places[end], 0.075 * near, _SHIRT)
    for begin, end, wide, colour in order[4:]:
        limb(places[begin], places[end], wide * near, colour)
    for ankle in (15, 16):
        limb(places[ankle], places[ankle] + (0.06 * near, 0.05 * near), 0.05 * near, _SHOE)
    head, neck = places[:5].mean(0), places[[5, 6]].mean(0)
    limb(neck, head, 0.05 * near, _SKIN)
    ball(head - (0, 0.05 * near), 0.125 * near, _HAIR)
    if scale[0] >= scale[[3, 4]].mean():  # the face is turned to the camera
        ball(places[0] * 0.5 + head * 0.5, 0.1 * near, _SKIN)
        for eye in (1, 2):
            ball(places[eye], 0.014 * near, _HAIR)
        ball(places[0], 0.016 * near, (196, 140, 116))
    soft: Array = cv2.GaussianBlur(picture, (3, 3), 0)
    return soft


def report(clips: Sequence[Clip], views: int, seed: int = 7) -> dict[str, Any]:
    """What was said of each label's windows."""
    from models.actions.demo import ActionsDemo
    from models.contract.demo import Memory, Sample
    from models.contract.parameters import check_all
    from models.toolkit import devices

    demo = ActionsDemo()
    demo.load(devices.configure("cpu", 1))
    params = check_all(demo.params, {"why": False, "people": 1})
    rng = np.random.default_rng(seed)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    seen: dict[str, list[bool]] = defaultdict(list)
    for clip in clips:
        for _ in range(views):
            memory: Memory = {}
            label = CLASSES[clip.label]
            for number, picture in enumerate(frames(clip, rng)):
                answer = demo.run(Sample(picture, number / CLIP_RATE), params, memory)
                memory = answer.memory
                people = answer.data["people"]
                seen[label].append(bool(people))
                if number % 6 == 0 and people and people[0]["action"]:
                    said[label][people[0]["action"]] += 1
    return {
        "clips": len(clips),
        "views": views,
        "found": {label: round(float(np.mean(frames)), 4) for label, frames in seen.items()},
        "windows": {label: sum(counts.values()) for label, counts in said.items()},
        "said": {label: dict(counts.most_common()) for label, counts in said.items()},
    }


def main(arguments: Sequence[str]) -> int:
    """Draw, watch and print; returns the exit code."""
    parser = measuring.parser_of("models.actions.training.drawn", __doc__)
    parser.add_argument("--clips", type=int, default=6, help="of each label, at most")
    parser.add_argument("--views", type=int, default=1, help="cameras a clip")
    options: argparse.Namespace = parser.parse_args(arguments)
    with packs.unpacked(options.data) as folder:
        everything = packs.read(folder, options.split)
    chosen = [clip for label in range(len(CLASSES)) for clip in _spread(everything, label, options.clips)]
    return measuring.tell(options, report(chosen, options.views))


def _spread(clips: Sequence[Clip], label: int, most: int) -> list[Clip]:
    """So many clips of a label, from all of its sources in turn, each at least two seconds long."""
    of = [clip for clip in clips if clip.label == label and len(clip.joints) >= 2 * CLIP_RATE]
    if len(of) <= most:
        return of
    return [of[at] for at in np.linspace(0, len(of) - 1, most).astype(int)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
