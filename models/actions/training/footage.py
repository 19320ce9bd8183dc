"""Judge people in a video: ``python -m models.actions.training.footage --clip FILE --json``.

The pose demo finds and follows them as it does live; windows are judged every 0.2 s, smoothed over three, and an action
is held, as a stream's are. One JSON line: of how many windows each action was said, by person, in all, and apart for
windows in which somebody travels. Nothing else is known of what they do: whoever runs it has looked at the clip.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.actions import weights
from models.actions.history import EVERY, SEEN, SPAN
from models.actions.judging import SMOOTHED, judge
from models.actions.network import CLASSES, NOTHING
from models.actions.windows import LENGTH, RATE, Window, cut, features
from models.toolkit.poses.finding import SIZE, SIZES
from models.training import measuring

Array = np.ndarray[Any, Any]


_TRUNK = [5, 6, 11, 12]
TRAVELS = 0.4
"""Torsos a second, 0.2 m of a torso of half a metre: the rule of ``data.RESTING``, as far as a camera shows it."""


class Track(NamedTuple):
    """One person: ``times`` (n,) seconds; ``keypoints`` (n, 17, 3) x and y in heights of the frame, and score."""

    times: Array
    keypoints: Array


class Said(NamedTuple):
    """A window of somebody: the action that was said, and whether they travelled while it lasted."""

    action: str
    travels: bool


def judged(track: Track, trained: weights.Trained) -> list[Said]:
    """What is said of each window of a person."""
    said: list[Said] = []
    past: list[Array] = []
    action = NOTHING
    for end in np.arange(track.times[0] + SPAN, track.times[-1] + 1e-6, EVERY):
        window = cut(track.times, track.keypoints, end)
        if window.seen.any(1).mean() < SEEN:
            past, action = [], NOTHING
            continue
        past.append(trained.network(features(Window(window.places[None], window.seen[None])))[0])
        past = past[-SMOOTHED:]
        action = judge(past, trained.bounds, action).action
        said.append(Said(CLASSES[action], travelled(window) >= TRAVELS))
    return said


def travelled(window: Window) -> float:
    """How far the trunk's middle went while it was seen, in torsos a second; 0 where it was hardly seen."""
    when = np.flatnonzero(window.seen[:, _TRUNK].all(1))
    if len(when) < LENGTH // 4:
        return 0.0
    shoulders, hips = (window.places[when][:, pair].mean(1) for pair in (_TRUNK[:2], _TRUNK[2:]))
    torso = float(np.median(np.linalg.norm(shoulders - hips, axis=-1)))
    middle = (shoulders + hips) / 2
    return float(np.linalg.norm(middle[-1] - middle[0])) / max(torso, 1e-6) / (float(when[-1] - when[0]) / RATE)


def report(tracks: Sequence[Track], trained: weights.Trained, file: Path = weights.FILE) -> dict[str, Any]:
    """By person, and all together; people who were not seen for a whole window are left out."""
    people = [said for track in tracks if (said := judged(track, trained))]
    every = [one for said in people for one in said]
    return {
        "people": len(people),
        **_shares([one.action for one in every]),
        "travelling": _shares([one.action for one in every if one.travels]),
        "by_person": [dict(Counter(one.action for one in said).most_common()) for said in people],
        "weights_sha256": measuring.sha256(file),
    }


def _shares(actions: Sequence[str]) -> dict[str, Any]:
    said = Counter(actions).most_common()
    return {
        "windows": len(actions),
        "said": dict(said),
        "shares": {name: round(count / len(actions), 4) for name, count in said},
    }


def tracks_in(clip: Path, most: int, rate: float | None = None, size: str = SIZE.default) -> list[Track]:
    """Everybody whom the pose demo follows in at most so many frames of a video.

    A number that was given up and is given again is somebody else. rate: frames a second, where the file's is not true.
    size: of models.toolkit.poses.finding.SIZES, which the page would have the pose network see.
    """
    from models.contract.demo import Memory, Sample
    from models.pose.demo import PoseDemo
    from models.toolkit import devices
    from models.toolkit.poses import people, tracking

    demo = PoseDemo()
    demo.load(devices.configure("cpu", 1))
    params: dict[str, Any] = {parameter.name: parameter.default for parameter in demo.params} | {"size": size}
    memory: Memory = {}
    followed: dict[int, tuple[list[float], list[Array]]] = {}
    everybody: list[tuple[list[float], list[Array]]] = []
    for now, frame in _frames(clip, most, rate):
        answer = demo.run(Sample(frame, now), params, memory)
        found, memory = people.heard(answer.data["people"]), answer.memory
        for number, joints in zip(found.ids.tolist(), found.keypoints, strict=True):
            if number not in followed or now - followed[number][0][-1] > tracking.KEEP:
                followed[number] = ([], [])
                everybody.append(followed[number])
            times, keypoints = followed[number]
            times.append(now)
            keypoints.append(joints * (frame.shape[1] / frame.shape[0], 1, 1))
    return [Track(np.array(times), np.stack(keypoints)) for times, keypoints in everybody]


def _frames(clip: Path, most: int, rate: float | None) -> Iterator[tuple[float, Array]]:
    """Time in seconds, and RGB uint8."""
    import cv2

    video = cv2.VideoCapture(str(clip))
    rate = rate or video.get(cv2.CAP_PROP_FPS) or 30.0
    for number in range(most):
        found, frame = video.read()
        if not found:
            return
        yield number / rate, frame[..., ::-1].copy()


def main(arguments: Sequence[str]) -> int:
    """Judge and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.actions.training.footage", description=__doc__)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--frames", type=int, default=400, help="at most so many")
    parser.add_argument("--rate", type=float, help="frames a second, where the file's header does not tell the truth")
    parser.add_argument("--size", choices=SIZES, default=SIZE.default, help="the picture for the pose network")
    parser.add_argument("--weights", type=Path, default=weights.FILE, help="another run's, to compare")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args(arguments)
    tracks = tracks_in(options.clip, options.frames, options.rate, options.size)
    return measuring.tell(options, report(tracks, weights.load(options.weights), options.weights))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
