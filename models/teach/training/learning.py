"""What the page would learn: its own script, run by Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.teach.demo import TeachDemo
from models.toolkit.described import packed, unpacked
from models.toolkit.looking import Looking

Array = np.ndarray[Any, Any]

SCRIPT = Path(__file__).parent / "learn.mjs"


class Task(NamedTuple):
    """``train``: pictures, by their numbers, each with its class from 0; ``test``: pictures; ``classes``: how many."""

    train: Sequence[tuple[int, int]]
    test: Sequence[int]
    classes: int
    seed: int


class Learnt(NamedTuple):
    """``probabilities``: (tested, classes); ``weights``: (classes, 1280); ``bias``: (classes,)."""

    probabilities: Array
    weights: Array
    bias: Array


def look(pictures: Iterable[Array]) -> tuple[Array, list[Array]]:
    """RGB pictures → the features (n, 1280), as rounded as the page gets them; and the maps (h, w, 1280) of each."""
    demo = TeachDemo()
    network = Looking(assets.path(demo.assets[0]))
    params = check_all(demo.params, {})
    seen = [network(demo.prepare(Sample(picture), params, {})) for picture in pictures]
    return np.stack([unpacked(packed(features)) for _, features in seen]), [maps for maps, _ in seen]


def learn(features: Array, tasks: Sequence[Task]) -> list[Learnt]:
    """Have the page's script learn each task. Raises subprocess.CalledProcessError with what Node said."""
    asked = {"features": features.astype(float).round(6).tolist(), "tasks": [task._asdict() for task in tasks]}
    done = subprocess.run(["node", str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, check=True)
    return [Learnt(*(np.array(one[key]) for key in Learnt._fields)) for one in json.loads(done.stdout)]
