"""From people and their histories to what is said of each, and why of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from models.actions import reasons
from models.actions.history import History
from models.actions.judging import JOGGING, RUNNING, Bounds, merged, smoothed, together, told
from models.actions.network import CLASSES, NOTHING
from models.actions.weights import Trained
from models.actions.windows import Window, features
from models.toolkit.poses.people import VISIBLE, People, box_area

Array = np.ndarray[Any, Any]

_CLEARLY = 1.3
"""How much larger somebody else must be to become the one who is explained."""
_HEAD = (0, 1, 2, 3, 4)


class Judged(NamedTuple):
    """``histories``: with what was just said; ``windows``: those that were judged now, by id."""

    histories: list[History]
    windows: dict[int, Window]


def judged(histories: Sequence[History], network: Any, bounds: Bounds, *, as_one: bool) -> Judged:
    """Judge the windows that are due, all in one call of the network."""
    windows: dict[int, Window | None] = {one.id: one.window() for one in histories if one.is_due}
    whole = {number: window for number, window in windows.items() if window is not None}
    said: dict[int, Array] = {}
    if whole:
        stacked = Window(*(np.stack(parts) for parts in zip(*whole.values(), strict=True)))
        said = dict(zip(whole, network(features(stacked)), strict=True))
    after = [one.told(said.get(one.id), bounds, as_one=as_one) if one.id in windows else one for one in histories]
    return Judged(after, whole)


def label(history: History | None, *, as_one: bool) -> dict[str, Any]:
    """What is told of one person: ``action``, None while too little was seen; ``probability`` and ``probabilities``."""
    if history is None or not len(history.past):
        return {"action": None, "probability": 0.0, "probabilities": [0.0] * len(CLASSES)}
    mean = smoothed(history.past, as_one=as_one)
    action, probability = told(merged(history.said, as_one=as_one), mean)
    name = together(action) if as_one else CLASSES[action]
    return {"action": name, "probability": round(probability, 4), "probabilities": mean.round(4).tolist()}


def chosen(people: People, before: int) -> int:
    """The id of the largest person, or who was chosen before unless somebody is clearly larger; 0 for nobody."""
    if not len(people):
        return 0
    areas = {number: box_area(box) for number, box in zip(people.ids.tolist(), people.boxes, strict=True)}
    largest = max(areas, key=lambda number: areas[number])
    return before if before in areas and areas[before] * _CLEARLY >= areas[largest] else largest


def why(history: History, window: Window, trained: Trained, *, as_one: bool) -> dict[str, Any]:
    """``action``, each joint's share in it (none for nothing), and the window: see the reasons module."""
    action = merged(history.said, as_one=as_one)
    also = RUNNING if as_one and action == JOGGING else None
    shares = np.zeros(0) if action == NOTHING else reasons.shares(trained.network, window, action, also=also)
    name = together(action) if as_one else CLASSES[action]
    return {
        "id": history.id,
        "action": name,
        "shares": shares.astype(float).round(3).tolist(),
        "figures": reasons.figures(window),
    }


def heads(people: People) -> list[list[float]]:
    """The place above each head where a label stands, x and y in fractions of the frame."""
    places = []
    for box, keypoints in zip(people.boxes, people.keypoints, strict=True):
        seen = keypoints[list(_HEAD)][keypoints[list(_HEAD), 2] >= VISIBLE]
        x, top = (seen[:, 0].mean(), seen[:, 1].min()) if len(seen) else (box[[0, 2]].mean(), box[1])
        above = min(top, max(box[1], top - 0.2 * (box[3] - box[1])))
        places.append([round(float(x), 4), round(float(max(above, 0.0)), 4)])
    return places
