"""Measure the filter: ``python -m models.content.training.evaluate --data flickr8k.tar --json``.

Five scripted hours on photographs of a split that chose nothing, one frame a second: how many of the three hundred
events each rule blocks within three seconds, what it blocks besides, and how late it is. Beside it what never blocks
reaches, and a threshold on redness, set on other hours on photographs of the training split so that it blocks at most
1 % of the other seconds. ``--split train`` are those other hours, by which the rules' numbers were chosen.

Of the real network only what it says of the built-in harmless pictures is measured, since there are no others.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.assets import assets
from models.content import harmless, weights
from models.content.demo import ContentDemo
from models.content.network import CardNet, still
from models.content.rules import RULES, Numbers
from models.content.training import cartoons, footage, scores
from models.content.watching import PUBLISHED, PublishedWatcher
from models.training import figures, flickr8k, measuring

Array = np.ndarray[Any, Any]

SEEDS = {"train": (11, *range(21, 26)), "dev": (12,), "rest": tuple(range(15, 20))}
"""Of each split's hours. Hours 13 and 14 of the rest were measured with networks before this one."""
MOST_WRONG = 0.01
VIEWS = 280
"""Of the built-in pictures: ten rounds of all."""
_LAST = 400
"""Of the training photographs, those that the network did not learn from."""
_AT_ONCE = 60
"""Pictures in a batch."""


class Hours(NamedTuple):
    """What is seen and what is true in hours one after the other. n is 3600 an hour.

    pictures: uint8 (n, 96, 128, 3); events: first second, and first after it; backdrops: the photograph behind each
    second, int (n,).
    """

    pictures: Array
    events: list[scores.Event]
    backdrops: Array

    @property
    def shown(self) -> Array:
        """Whether a card is shown in each second, bool (n,)."""
        found = np.zeros(len(self.pictures), bool)
        for begin, end in self.events:
            found[begin:end] = True
        return found


def hours(archive: Path, work: Path, split: str) -> Hours:
    """All hours of a split."""
    photographs = flickr8k.open_pictures(archive, work, split)
    photographs = photographs[-_LAST:] if split == "train" else photographs
    seeds = SEEDS[split]
    scripts = [footage.written(seed) for seed in seeds]
    files = [work / f"hour-{split}-{seed}.npy" for seed in seeds]
    pictures = [_drawn(file, script, photographs) for file, script in zip(files, scripts, strict=True)]
    begins = range(0, len(scripts) * footage.SECONDS, footage.SECONDS)
    events = [
        (begin + event.begin, begin + event.end)
        for begin, script in zip(begins, scripts, strict=True)
        for event in script.events
    ]
    backdrops = [footage.backdrops(script, len(photographs)) for script in scripts]
    return Hours(np.concatenate(pictures), events, np.concatenate(backdrops))


def _drawn(file: Path, script: footage.Script, photographs: Array) -> Array:
    if not file.exists():
        np.save(file, np.stack(list(footage.frames(script, photographs))))
    pictures: Array = np.load(file, mmap_mode="r")
    return pictures


def stills(pictures: Array, network: CardNet) -> Array:
    """What the network says of each still, float64 (n,)."""
    parts = np.array_split(pictures, max(1, len(pictures) // _AT_ONCE))
    return np.array([still(cells) for part in parts for cells in network(part)])


def blocked(judged: Array, rule: str, numbers: Numbers) -> Array:
    """Whether a rule blocks in each second, bool (n,); nothing is remembered from one hour to the next."""
    each = judged.reshape(-1, footage.SECONDS)
    return np.concatenate([scores.blocked_by(hour, rule, numbers) for hour in each])


def found(archive: Path, work: Path, split: str, file: Path) -> dict[str, Any]:
    """All figures of a split. file: the network's weights."""
    numbers = Numbers.of({one.name: one.default for one in ContentDemo.params})
    pictures, events, backdrops = seen = hours(archive, work, split)
    judged, shown = stills(pictures, weights.load(file)), seen.shown

    def score(blocks: Array) -> dict[str, Any]:
        return _told(scores.score(blocks, events, backdrops))

    rules = {rule: score(blocked(judged, rule, numbers)) for rule in RULES}
    others = seen if split == "train" else hours(archive, work, "train")
    level = scores.threshold_for(redness(others.pictures), others.events, MOST_WRONG)
    colour = score(redness(pictures) >= level)
    mine = rules["hidden"]
    return {
        "value": 100 * mine["in_time"],
        "interval": [100 * end for end in mine["in_time_interval"]],
        "baseline": 100 * colour["in_time"],
        "n": len(events),
        "split": split,
        "hours": len(SEEDS[split]),
        "photographs": len(np.unique(backdrops)),
        "rules": rules,
        "stills": {
            "hit": float((judged[shown] >= numbers.threshold).mean()),
            "false": float((judged[~shown] >= numbers.threshold).mean()),
        },
        "colour": {"level": level, **colour},
        "never": score(np.zeros(len(judged), bool)),
        "cartoons": cartoons.measured(),
        "real": _told(harmless_views(numbers.threshold)),
    }


def redness(pictures: Array) -> Array:
    """How red each picture is, float64 (n,)."""
    parts = np.array_split(pictures, max(1, len(pictures) // _AT_ONCE))
    return np.concatenate([scores.redness(part) for part in parts])


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
    parser.add_argument("--weights", type=Path, default=weights.FILE, help="of another network of stills")
    options: argparse.Namespace = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        told = found(options.data, options.work or Path(folder), options.split, options.weights)
    return figures.tell(
        "content", told, [options.weights, cartoons.FILE, assets.path(PUBLISHED[1]), *figures.assets_of("content")]
    )


def _told(measured: dict[str, Any]) -> dict[str, Any]:
    def short(value: Any) -> Any:
        if isinstance(value, list):
            return [round(one, 4) for one in value]
        return round(value, 4) if isinstance(value, float) else value

    return {name: short(value) for name, value in measured.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
