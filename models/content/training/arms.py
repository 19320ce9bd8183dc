"""Can crossed arms be told from a pose's joints? ``python -m models.content.training.arms --data flickr8k.tar --json``.

What is measured: Flickr8k's photographs whose captions speak of crossed or folded arms, and those of the dev split
that do not. The pose network that the site has finds people and joints; then two simple rules are tried in many
strengths: the wrists have changed sides, or the forearms lie across the trunk. The best strength is chosen on these
very photographs, so what is printed flatters; even so it is too little for a stand-in, which is why there is none.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.toolkit import frames
from models.toolkit.devices import Device
from models.toolkit.poses import finding
from models.toolkit.poses.people import KEYPOINTS
from models.training import flickr8k, measuring

Array = np.ndarray[Any, Any]

SAID = re.compile(
    r"\barms? (?:\w+ )?(?:folded|crossed)\b|\b(?:fold|cross)(?:s|es|ed|ing)? (?:his |her |their |its )?arms\b", re.I
)
MOST_WRONG = 0.05
"""Of the other photographs with people, the share that a rule may take for crossed arms."""
_ASPECT = 4 / 3
_LEAST_SCORE = 0.2
_LEAST_TRUNK = 0.12
"""From shoulders to hips, of the picture's height: smaller people are left out."""
_SIDES = ("shoulder", "elbow", "wrist", "hip")
_LEFT, _RIGHT = ([KEYPOINTS.index(f"{side} {joint}") for joint in _SIDES] for side in ("left", "right"))


class Arms(NamedTuple):
    """Of one person, in widths of the shoulders across and lengths of the trunk down: how far the left wrist is on the
    left of the right one, and the elbows; how far wrists and elbows are below the shoulders, (2,) each; the lowest
    score of these joints."""

    wrists: float
    elbows: float
    wrists_down: Array
    elbows_down: Array
    score: float


Rule = Callable[[Arms], bool]


def arms_of(keypoints: Array) -> Arms | None:
    """Of a person's joints (17, 3), x and y in fractions, score; None where the trunk is too small to tell."""
    left, right = (keypoints[rows, :2].astype(float) * (_ASPECT, 1) for rows in (_LEFT, _RIGHT))
    across, middle = left[0] - right[0], (left[0] + right[0]) / 2
    down = (left[3] + right[3]) / 2 - middle
    width, length = float(np.hypot(*across)), float(np.hypot(*down))
    if width < 1e-3 or length < _LEAST_TRUNK:
        return None

    def apart(joint: int) -> float:
        return float((left[joint] - right[joint]) @ across) / width**2

    def below(joint: int) -> Array:
        return np.array([(side[joint] - middle) @ down for side in (left, right)]) / length**2

    score = float(keypoints[[*_LEFT[:3], *_RIGHT[:3]], 2].min())
    return Arms(apart(2), apart(1), below(2), below(1), score)


def rules() -> dict[str, Rule]:
    """The rules that are tried, by what they are and how strict."""
    found: dict[str, Rule] = {}
    for least, score in itertools.product((0.0, 0.15, 0.3, 0.5), (0.05, 0.15)):
        found[f"changed sides by {least}, scores from {score}"] = _changed_sides(least, score)
    for most, slope, score in itertools.product((0.3, 0.45, 0.6), (0.15, 0.25, 0.4), (0.05, 0.2)):
        found[f"across, wrists within {most}, level within {slope}, scores from {score}"] = _across(most, slope, score)
    return found


def _changed_sides(least: float, score: float) -> Rule:
    return lambda arms: arms.wrists < -least and arms.elbows > 0.2 and _on_trunk(arms) and arms.score >= score


def _across(most: float, slope: float, score: float) -> Rule:
    def is_so(arms: Arms) -> bool:
        level = bool((np.abs(arms.wrists_down - arms.elbows_down) < slope).all())
        return -0.4 < arms.wrists < most and arms.elbows > 0.6 and level and _on_trunk(arms) and arms.score >= score

    return is_so


def _on_trunk(arms: Arms) -> bool:
    return bool(((arms.wrists_down > 0.05) & (arms.wrists_down < 0.8)).all())


def people_in(jpegs: Sequence[bytes]) -> list[list[Arms]]:
    """The arms of everybody who is found in each photograph."""
    finder = finding.Finder(Device("cpu", 1, mixed_precision=False, xla=False))
    size = finding.SIZES["fast"]
    found = []
    for jpeg in jpegs:
        picture = np.asarray(cv2.resize(frames.decode(jpeg), tuple(size)))
        (people,) = finder.find([finding.made_ready(picture, size)])
        joints = [one for one, score in zip(people.keypoints, people.scores, strict=True) if score >= _LEAST_SCORE]
        found.append([arms for arms in map(arms_of, joints) if arms is not None])
    return found


def measured(archive: Path) -> dict[str, Any]:
    """How many photographs of either kind the best rule takes for crossed arms."""
    corpus = flickr8k.read_corpus(archive)
    crossed = tuple(name for name, said in corpus.captions.items() if SAID.search(" ".join(said)))
    others = tuple(name for name in corpus.dev if name not in crossed)
    shown = people_in(flickr8k.read_jpegs(archive, crossed))
    rest = [people for people in people_in(flickr8k.read_jpegs(archive, others)) if people]
    told = {name: (_taken(shown, rule), _taken(rest, rule)) for name, rule in rules().items()}
    allowed = {name: counts for name, counts in told.items() if counts[1] <= MOST_WRONG * len(rest)}
    best = max(allowed, key=lambda name: (allowed[name][0], -allowed[name][1]))
    return {
        "crossed": len(crossed),
        "others": len(rest),
        "rules": len(told),
        "best": best,
        "found": told[best][0],
        "wrong": told[best][1],
        "most_found": max(hits for hits, _ in told.values()),
    }


def _taken(photographs: Sequence[Sequence[Arms]], rule: Rule) -> int:
    return sum(any(map(rule, people)) for people in photographs)


def main(arguments: Sequence[str]) -> int:
    """Print the counts; returns the exit code."""
    parser = measuring.parser_of("models.content.training.arms", __doc__, split=None, pack="flickr8k.tar")
    options: argparse.Namespace = parser.parse_args(arguments)
    return measuring.tell(options, measured(options.data))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
