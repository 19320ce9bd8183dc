"""Recorded motion: clips of 17 joints in metres, by label, source and subject."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.training.packs import PackError

Array = np.ndarray[Any, Any]

CLIP_RATE = 30.0
"""Frames a second of the recordings."""
CHOOSING = ("utd-5", "msr-7", "bandai2-youthful")
"""Subjects of the training split that are kept apart, to choose by: one of each large source."""


class Clip(NamedTuple):
    """``joints`` float32 (frames, 17, 3) metres, y up; ``label`` as in the pack."""

    joints: Array
    label: int
    source: str
    subject: str


def read(folder: Path, split: str) -> list[Clip]:
    """The clips of a split. Raises PackError."""
    table = next(iter(sorted(folder.glob(f"**/{split}.json"))), None)
    if table is None or not table.with_suffix(".npz").exists():
        raise PackError(f"there is no split {split!r} in {folder}")
    rows = json.loads(table.read_text())
    with np.load(table.with_suffix(".npz"), allow_pickle=False) as arrays:
        frames, offsets, labels = arrays["frames_mm"], arrays["offsets"], arrays["label"]
    if len(offsets) != len(rows) + 1 or len(labels) != len(rows):
        raise PackError(f"{table.name} and its arrays do not fit together")
    return [
        Clip(
            frames[offsets[i] : offsets[i + 1]].astype(np.float32) / 1000, int(labels[i]), row["source"], row["subject"]
        )
        for i, row in enumerate(rows)
        if offsets[i + 1] - offsets[i] >= 2
    ]
