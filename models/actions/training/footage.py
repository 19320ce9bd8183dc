"""Judge people in a video: ``python -m models.actions.training.footage --clip FILE --json``.

The pose demo finds and follows them as it does live; windows are judged every 0.2 s, smoothed over three, as a stream's
are. One JSON line: of how many windows each action was said, by person and in all. Nothing is known of what they do:
whoever runs it has looked at the clip.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.actions import weights
from models.actions.history import EVERY, SEEN, SPAN
from models.actions.judging import SMOOTHED, judge
from models.actions.network import CLASSES
from models.actions.windows import Window, cut, features
from models.training import measuring

Array = np.ndarray[Any, Any]


class Track(NamedTuple):
    """One person: ``times`` (n,) seconds; ``keypoints`` (n, 17, 3) x and y in heights of the frame, and score."""

    times: Array
    keypoints: Array


def judged(track: Track, trained: weights.Trained) -> Counter[str]:
    """How many windows of a person read as each action."""
    counts: Counter[str] = Counter()
    past: list[Array] = []
    for end in np.arange(track.times[0] + SPAN, track.times[-1] + 1e-6, EVERY):
        window = cut(track.times, track.keypoints, end)
        if window.seen.any(1).mean() < SEEN:
            past = []
            continue
        past.append(trained.network(features(Window(window.places[None], window.seen[None])))[0])
        past = past[-SMOOTHED:]
        counts[CLASSES[judge(past, trained.bounds).action]] += 1
    return counts


def report(tracks: Sequence[Track], trained: weights.Trained) -> dict[str, Any]:
    """By person, and all together; people who were not seen for a whole window are left out."""
    people = [counts for track in tracks if (counts := judged(track, trained))]
    total = sum(people, Counter[str]())
    windows = sum(total.values())
    return {
        "people": len(people),
        "windows": windows,
        "said": dict(total.most_common()),
        "shares": {name: round(count / windows, 4) for name, count in total.most_common()},
        "by_person": [dict(counts.most_common()) for counts in people],
        "weights_sha256": measuring.sha256(weights.FILE),
    }


def tracks_in(clip: Path, most: int) -> list[Track]:
    """Everybody whom the pose demo follows in at most so many frames of a video."""
    from models.contract.demo import Memory, Sample
    from models.pose.demo import PoseDemo
    from models.toolkit import devices
    from models.toolkit.poses import people

    demo = PoseDemo()
    demo.load(devices.configure("cpu", 1))
    params: dict[str, Any] = {parameter.name: parameter.default for parameter in demo.params}
    memory: Memory = {}
    times: dict[int, list[float]] = defaultdict(list)
    keypoints: dict[int, list[Array]] = defaultdict(list)
    for now, frame in _frames(clip, most):
        answer = demo.run(Sample(frame, now), params, memory)
        found, memory = people.heard(answer.data["people"]), answer.memory
        for number, joints in zip(found.ids.tolist(), found.keypoints, strict=True):
            times[number].append(now)
            keypoints[number].append(joints * (frame.shape[1] / frame.shape[0], 1, 1))
    return [Track(np.array(times[number]), np.stack(keypoints[number])) for number in times]


def _frames(clip: Path, most: int) -> Iterator[tuple[float, Array]]:
    """Time in seconds, and RGB uint8."""
    import cv2

    video = cv2.VideoCapture(str(clip))
    rate = video.get(cv2.CAP_PROP_FPS) or 30.0
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
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args(arguments)
    return measuring.tell(options, report(tracks_in(options.clip, options.frames), weights.load()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
