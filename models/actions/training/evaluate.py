"""Measure the actions: ``python -m models.actions.training.evaluate --data PACK --split val --json``.

PACK is a tar, or the folder that it unpacks to, of recorded motion. Every clip is seen from four cameras with the noise
of a pose network, and judged every 0.2 s as a live stream is. The split chose nothing: bounds and checkpoint come from
subjects of the training split. One JSON line: figures with 95 % intervals by bootstrap over subjects, by source and
class, false alarms on made-up motion, baselines, counts, and the SHA-256 of the weights.

``six_macro``: the mean recall of the six actions, the likeliest of them told. ``six_macro_said``: where nothing may be
told as well. ``five_macro``: jogging and running as one. ``other_taken_for_action``: of windows that show none of them.
``far_windows``: the same clips by cameras that look down from afar, at 7 to 15 frames a second, with the errors that a
pose network makes on small people; ``far_walking_said``: how many of its windows of walking are told.
``near_taken_for_action``: of made-up motion of people close to the camera, whom the picture does not show whole.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.actions import weights
from models.actions.judging import judged
from models.actions.network import CLASSES, NOTHING
from models.actions.training import near, negatives, packs, scores
from models.actions.training.cameras import seen_by
from models.actions.training.negatives import Maker
from models.actions.training.scores import Camera
from models.actions.windows import FEATURES, LENGTH
from models.training import figures, measuring
from models.training.measuring import rounded

VIEWS = 4
_MADE = 400


def report(folder: Path, split: str, seed: int = 99, file: Path = weights.FILE) -> dict[str, Any]:
    """All figures of a split."""
    trained = weights.load(file)
    clips = packs.read(folder, split)
    seen = scores.look(trained.network, clips, VIEWS, seed)
    whole = scores.by_clip(seen)
    far = scores.look(trained.network, clips, VIEWS, seed, far=True)
    told = judged(seen.probabilities, trained.bounds, seen.clips)
    six = np.zeros((6, LENGTH, FEATURES), np.float32)
    found: dict[str, Any] = {
        "split": split,
        "clips": len(clips),
        "views": VIEWS,
        "subjects": len(set(seen.groups.tolist())),
    }
    for name, one in (("windows", seen), ("clips_judged", whole), ("far_windows", far)):
        found[name] = {
            "count": len(one.labels),
            **rounded(scores.figures(one, trained.bounds)),
            "intervals": scores.intervals(one, trained.bounds),
            "recall": rounded(scores.recalls(one.labels, one.probabilities[:, :NOTHING].argmax(1))),
        }
    found["far_walking_said"] = scores.walking_said(far, trained.bounds)
    found["confusion"] = _confusion(seen.labels, told)
    found["by_source"] = _by_source(seen, trained.bounds)
    found["made_up_taken_for_action"] = _alarms(trained, clips, {**negatives.ALL, **near.KINDS}, seed, seen_by)
    close = {**near.KINDS, "eating": negatives.eating}
    found["near_taken_for_action"] = _alarms(trained, clips, close, seed, near.seen_near)
    found["trained_kinds"] = sorted(negatives.TRAINED)
    found["held_out_kinds"] = sorted({**negatives.HANDS, **negatives.HELD_OUT, **near.KINDS})
    found["baselines"] = _baselines(seen)
    found["bounds"] = [round(one, 4) for one in trained.bounds.least]
    found["milliseconds_for_six"] = round(measuring.milliseconds(lambda: trained.network(six), 50), 3)
    found["weights_sha256"] = measuring.sha256(file)
    return _headed(found)


def _alarms(
    trained: weights.Trained, clips: Sequence[packs.Clip], makers: Mapping[str, Maker], seed: int, camera: Camera
) -> dict[str, float]:
    """By kind of made-up motion the share of windows that are taken for an action."""
    made = scores.look_at_made(trained.network, clips, makers, _MADE, seed, camera=camera)
    shares = {name: float((judged(one, trained.bounds) != NOTHING).mean()) for name, one in made.items()}
    alarms: dict[str, float] = rounded(shares)
    return alarms


def _headed(found: dict[str, Any]) -> dict[str, Any]:
    """With the card's figure, in percent: the mean recall of the six in windows where nothing may be told as well."""
    windows = found["windows"]
    low, high = windows["intervals"]["six_macro_said"]
    headline = {"value": 100 * windows["six_macro_said"], "interval": [100 * low, 100 * high]}
    return headline | {"baseline": 100 / NOTHING, "n": found["clips"]} | found


def _by_source(seen: scores.Judged, bounds: Any) -> dict[str, dict[str, float]]:
    sources = np.array([group.partition("/")[0] for group in seen.groups.tolist()])
    found = {}
    for source in np.unique(sources):
        part = scores.Judged(*(column[sources == source] for column in seen))
        found[str(source)] = {"count": len(part.labels), **rounded(scores.figures(part, bounds))}
    return found


def _baselines(seen: scores.Judged) -> dict[str, float]:
    """Recall of the six, and the share of windows told right, by chance and by always saying walking."""
    six = seen.labels[seen.labels != NOTHING]
    return {
        "chance": round(1 / NOTHING, 4),
        "always_walking_macro": round(1 / NOTHING, 4),
        "always_walking_share": round(float((six == 0).mean()), 4),
    }


def _confusion(labels: Any, told: Any) -> dict[str, dict[str, int]]:
    """Windows by what they show and what is told."""
    table = np.zeros((NOTHING + 1, NOTHING + 1), int)
    np.add.at(table, (labels, told), 1)
    return {row: dict(zip(CLASSES, counts, strict=True)) for row, counts in zip(CLASSES, table.tolist(), strict=True)}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.actions.training.evaluate", __doc__)
    parser.add_argument("--weights", type=Path, default=weights.FILE, help="another run's, to compare")
    options = parser.parse_args(arguments)
    with packs.unpacked(options.data) as folder:
        found = report(folder, options.split, file=options.weights)
    named = [options.weights, *figures.assets_of("actions")]
    return measuring.tell(options, figures.told("actions", found, named))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
