"""Real pictures for the game, that nothing was trained on: a column of squares, as a made one leaves the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.toolkit import frames
from models.toolkit.synthesis.demo import SynthesisDemo
from models.toolkit.synthesis.sheets import HALF

Array = np.ndarray[Any, Any]


def write(folder: Path, pictures: Array, kinds: list[str] | None) -> int:
    """``real.jpg`` and, where there are kinds, ``real.json``; returns the bytes of the picture.

    pictures: RGB uint8 (n, side, side, 3), of the generator's side.
    """
    column = np.concatenate([cv2.resize(one, (HALF, HALF), interpolation=cv2.INTER_CUBIC) for one in pictures])
    content = frames.encode(column, SynthesisDemo.answer_jpeg)
    (folder / "real.jpg").write_bytes(content)
    if kinds is not None:
        (folder / "real.json").write_text(json.dumps(kinds) + "\n", encoding="utf-8")
    return len(content)


def by_turns(classes: Array, each: int, seed: int = 0) -> list[int]:
    """``each`` rows of each class, by chance."""
    random = np.random.default_rng(seed)
    chosen = [random.choice(np.flatnonzero(classes == one), each, replace=False) for one in np.unique(classes)]
    return [int(row) for row in np.stack(chosen, 1).ravel()]
