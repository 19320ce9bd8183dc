"""Measure the radio student: ``python -m models.radio.training.evaluate --data PACK --split val --json``.

PACK is a tar, or the folder that it unpacks to, of recorded motion as the actions' is. Scenes are drawn from it with a
seed: one person without a wall and behind 7 and 14 dB, two people anywhere, and two a metre apart. The split chose
nothing. One JSON line: figures with 95 % intervals by bootstrap over subjects, the baseline, counts, times, and the
SHA-256 of the weights. All of it is simulated.

``ap``: COCO's average precision over object keypoint similarity, 14 joints, the area that of the true pose's box.
``share``: the mean over the same thresholds of people found at all; ``pck``: the share of joints within a fifth of the
torso of where they are. ``all_placed``: frames in which everybody is found
within half a metre on the floor. The baseline is the mean pose of training at the radar's peaks, the strongest first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.radio import weights
from models.radio.body import KEYPOINTS, as_camera, on_floor
from models.radio.network import Seen
from models.radio.peaks import HISTORY
from models.radio.telling import mean_at_peaks
from models.radio.training import scores
from models.radio.training.scenes import draw
from models.training import figures, measuring, motion, packs
from models.training.measuring import rounded

Array = np.ndarray[Any, Any]
Looker = Callable[[Array], Seen]

SETTINGS: dict[str, dict[str, Any]] = {
    "no_wall": {"wall": 0.0},
    "wall_7_db": {"wall": 7.0},
    "wall_14_db": {"wall": 14.0},
    "two_people": {"wall": 0.0, "people": 2},
    "two_a_metre_apart": {"wall": 0.0, "people": 2, "apart": (0.9, 1.1)},
    "stands_still": {"wall": 0.0, "still": 1.0},
}
_SCENES, _FRAMES, _EVERY = 200, 20, 3


def frames_of(look: Looker, clips: Sequence[motion.Clip], scenes: int, *, seed: int, **how: Any) -> list[scores.Frame]:
    """What is told of every third heat map of so many scenes."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(scenes):
        scene = draw(clips, _FRAMES, rng, **how)
        for newest in range(HISTORY - 1, _FRAMES, _EVERY):
            told = look(scene.maps[newest - HISTORY + 1 : newest + 1])
            people = scene.people[:, newest]
            found.append(scores.Frame(as_camera(people), on_floor(people), *told, scene.groups[0]))
    return found


def baseline(mean_pose: Array) -> Looker:
    """The mean pose at each peak; the strongest first."""
    return lambda maps: mean_at_peaks(maps, mean_pose)


def report(folder: Path, split: str, scenes: int, seed: int = 99) -> dict[str, Any]:
    """All figures of a split."""
    trained = weights.load()
    clips = motion.read(folder, split)
    found: dict[str, Any] = {"simulated": True, "split": split, "clips": len(clips), "joints": list(KEYPOINTS)}
    for number, (name, how) in enumerate(SETTINGS.items()):
        seen = frames_of(trained.student, clips, scenes, seed=seed + number, **how)
        plain = frames_of(baseline(trained.mean_pose), clips, scenes, seed=seed + number, **how)
        found[name] = {
            "frames": len(seen),
            "subjects": len({frame.group for frame in seen}),
            **rounded(scores.figures(seen, trained.least)),
            "intervals": scores.intervals(seen, trained.least),
            "baseline": rounded(scores.figures(plain, 0.4)),
        }
    found["found_from"] = round(trained.least, 3)
    found["milliseconds_a_frame"] = round(_milliseconds(trained, clips), 2)
    found["weights_sha256"] = measuring.sha256(weights.FILE)
    return _headed(found)


def _headed(found: dict[str, Any]) -> dict[str, Any]:
    """With the card's figure, in percent: AP behind a wall of 7 dB, where the paper's wall is."""
    behind = found["wall_7_db"]
    low, high = behind["intervals"]["ap"]
    headline = {"value": 100 * behind["ap"], "interval": [100 * low, 100 * high]}
    return headline | {"baseline": 100 * behind["baseline"]["ap"], "n": behind["frames"]} | found


def _milliseconds(trained: weights.Trained, clips: Sequence[motion.Clip]) -> float:
    """The median time of the student's look at two people; the simulation's comes on top (some 2 ms)."""
    maps = draw(clips, HISTORY, np.random.default_rng(0), wall=0.0, people=2).maps
    return measuring.milliseconds(lambda: trained.student(maps), 30)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.radio.training.evaluate", __doc__)
    parser.add_argument("--scenes", type=int, default=_SCENES, help="of each setting")
    options = parser.parse_args(arguments)
    with packs.unpacked(options.data) as folder:
        found = report(folder, options.split, options.scenes)
    return measuring.tell(options, figures.told("radio", found, [weights.FILE, *figures.assets_of("radio")]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
