"""Measure the filter: ``python -m models.content.training.evaluate --data flickr8k.tar --json``.

A scripted hour on photographs of a split that chose nothing, one frame a second: how many of the sixty events each
rule blocks within three seconds, what it blocks besides, and how late it is. Beside it what never blocks reaches, and a
threshold on redness, set on another hour on photographs of the training split so that it blocks at most 1 % of the
other seconds. ``--split train`` is that other hour, by which the rules' numbers were chosen.

Of the real network only what it says of the built-in harmless pictures is measured, since there are no others.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.assets import assets
from models.content import harmless, weights
from models.content.demo import ContentDemo
from models.content.network import still
from models.content.rules import RULES, Numbers
from models.content.training import cartoons, footage, scores
from models.content.watching import PUBLISHED, PublishedWatcher
from models.training import figures, flickr8k, measuring

Array = np.ndarray[Any, Any]

SEEDS = {"train": 11, "dev": 12, "rest": 13}
MOST_WRONG = 0.01
VIEWS = 280
"""Of the built-in pictures: ten rounds of all."""
_LAST = 400
"""Of the training photographs, those that the network did not learn from."""


def hour(archive: Path, work: Path, split: str) -> tuple[Array, list[scores.Event]]:
    """The frames of a split's hour, uint8 (3600, 96, 128, 3), and its events."""
    script = footage.written(SEEDS[split])
    file = work / f"hour-{split}-{SEEDS[split]}.npy"
    if not file.exists():
        photographs = flickr8k.open_pictures(archive, work, split)
        drawn = footage.frames(script, photographs[-_LAST:] if split == "train" else photographs)
        np.save(file, np.stack(list(drawn)))
    pictures = np.load(file)
    return pictures, [(event.begin, event.end) for event in script.events]


def stills(pictures: Array) -> Array:
    """What the network says of each still, float64 (n,)."""
    network = weights.load()
    return np.array([still(network(picture[None])[0]) for picture in pictures])


def found(archive: Path, work: Path, split: str) -> dict[str, Any]:
    """All figures of a split."""
    numbers = Numbers.of({one.name: one.default for one in ContentDemo.params})
    pictures, events = hour(archive, work, split)
    judged = stills(pictures)
    rules = {rule: _told(scores.score(scores.blocked_by(judged, rule, numbers), events)) for rule in RULES}
    shown = np.zeros(len(judged), bool)
    for begin, end in events:
        shown[begin:end] = True
    others, other_events = (pictures, events) if split == "train" else hour(archive, work, "train")
    level = scores.threshold_for(scores.redness(others), other_events, MOST_WRONG)
    by_colour = scores.redness(pictures) >= level
    colour = _told(scores.score(by_colour, events))
    mine = rules["hidden"]
    return {
        "value": 100 * mine["in_time"],
        "interval": [100 * end for end in mine["in_time_interval"]],
        "baseline": 100 * colour["in_time"],
        "n": len(events),
        "split": split,
        "rules": rules,
        "stills": {
            "hit": float((judged[shown] >= numbers.threshold).mean()),
            "false": float((judged[~shown] >= numbers.threshold).mean()),
        },
        "colour": {"level": level, **colour},
        "never": _told(scores.score(np.zeros(len(judged), bool), events)),
        "cartoons": cartoons.measured(),
        "real": _told(harmless_views(numbers.threshold)),
    }


def harmless_views(threshold: float) -> dict[str, Any]:
    """What the real network says of views of the built-in pictures, and how many count as ones to keep away."""
    watcher = PublishedWatcher()
    (*said,) = (watcher([harmless.shown(step).frame])[0].probability or 0.0 for step in range(VIEWS))
    return {
        "views": VIEWS,
        "pictures": len(harmless.PICTURES),
        "highest": max(said),
        "mean": float(np.mean(said)),
        "wrong": sum(one >= threshold for one in said),
    }


def main(arguments: Sequence[str]) -> int:
    """Print the figures; returns the exit code."""
    parser = measuring.parser_of("models.content.training.evaluate", __doc__, split="rest", pack="flickr8k.tar")
    parser.add_argument("--work", type=Path, help="where decoded pictures and the hours are kept, else nowhere")
    options: argparse.Namespace = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        told = found(options.data, options.work or Path(folder), options.split)
    return figures.tell(
        "content", told, [weights.FILE, cartoons.FILE, assets.path(PUBLISHED[1]), *figures.assets_of("content")]
    )


def _told(measured: dict[str, Any]) -> dict[str, Any]:
    def short(value: Any) -> Any:
        if isinstance(value, list):
            return [round(one, 4) for one in value]
        return round(value, 4) if isinstance(value, float) else value

    return {name: short(value) for name, value in measured.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
