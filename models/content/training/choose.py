"""Choose the rules' numbers: ``python -m models.content.training.choose --data flickr8k.tar``.

On the hours of the training split alone. At each threshold the hidden model's numbers are counted: how often a still
with a card counts as one, and one without, how often a card comes and goes. What the rule then reaches is printed, a
threshold a line. Of those with 95 % of the events in time, the one with the fewest seconds blocked wrongly is starred.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.content import weights
from models.content.rules import Numbers
from models.content.training import evaluate, scores
from models.training import measuring

Array = np.ndarray[Any, Any]

THRESHOLDS = np.arange(1, 20) / 20
"""What the page's slider offers."""
AIM = 0.95
"""The share of events that is to be in time."""


def counted(judged: Array, shown: Array, events: int, threshold: float) -> Numbers:
    """The hidden model's numbers as they are in hours whose truth is known, rounded as the page's sliders are."""
    seen = judged >= threshold
    hit, false = float(seen[shown].mean()), float(seen[~shown].mean())
    return Numbers(
        threshold=float(threshold),
        enter=round(events / int((~shown).sum()), 3),
        leave=round(events / int(shown.sum()), 2),
        hit=min(0.99, round(hit, 2)),
        false=max(0.001, round(false, 3)),
    )


def table(seen: evaluate.Hours, judged: Array) -> list[tuple[Numbers, dict[str, Any]]]:
    """For each threshold the numbers, and what the hidden model reaches with them."""
    numbers = [counted(judged, seen.shown, len(seen.events), one) for one in THRESHOLDS]
    return [
        (one, scores.score(evaluate.blocked(judged, "hidden", one), seen.events, seen.backdrops)) for one in numbers
    ]


def best(rows: Sequence[tuple[Numbers, dict[str, Any]]]) -> int:
    """Which line is chosen."""
    return min(range(len(rows)), key=lambda at: (max(0.0, AIM - rows[at][1]["in_time"]), rows[at][1]["wrong"]))


def main(arguments: Sequence[str]) -> int:
    """Print the lines; returns the exit code."""
    parser = measuring.parser_of("models.content.training.choose", __doc__, split=None, pack="flickr8k.tar")
    parser.add_argument("--work", type=Path, help="where decoded pictures and the hours are kept, else nowhere")
    parser.add_argument("--weights", type=Path, default=weights.FILE, help="of another network of stills")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seen = evaluate.hours(options.data, options.work or Path(folder), "train")
        rows = table(seen, evaluate.stills(seen.pictures, weights.load(options.weights)))
    chosen = best(rows)
    for at, (numbers, found) in enumerate(rows):
        line = f"{numbers}: {found['in_time']:.4f} in time, {found['wrong']:.4f} of the other seconds"
        sys.stdout.write(f"{'*' if at == chosen else ' '} {line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
