"""How well actions are told: by window and by clip, with intervals by bootstrap over subjects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.actions.history import EVERY, SPAN
from models.actions.judging import SMOOTHED, Bounds, judged
from models.actions.network import CLASSES, NOTHING, ActionNet
from models.actions.training import streams
from models.actions.training.cameras import FAR, projected, seen_by
from models.actions.training.data import resting
from models.actions.training.negatives import Maker
from models.actions.training.packs import CLIP_RATE, Clip
from models.actions.windows import LENGTH, RATE, Window, cut, features

Array = np.ndarray[Any, Any]

Camera = Callable[[Array, Array, np.random.Generator], Window]
"""What is seen of moments (n, LENGTH, 17, 3), inside (n, LENGTH)."""
_FEW = 15.0
"""Frames a second of a far camera's stream, at most."""


class Judged(NamedTuple):
    """What was told of clips, a row a window: ``probabilities`` (n, 7), smoothed; ``labels`` (n,), NOTHING where nobody
    moves; ``clips`` (n,) and ``groups`` (n,): which clip and view, and which subject, each is of.
    """

    probabilities: Array
    labels: Array
    clips: Array
    groups: Array


def look(
    network: ActionNet, clips: Sequence[Clip], views: int, seed: int, *, far: bool = False, smooth: bool = True
) -> Judged:
    """Every clip from ``views`` cameras, judged every 0.2 s as a stream would be.

    far: by cameras that look down from afar, through streams of 7 to 15 frames a second, with errors of small people.
    smooth: or each window's own probabilities.
    """
    rng = np.random.default_rng(seed)
    windows, labels, numbers, groups = [], [], [], []
    for clip in clips:
        for _ in range(views):
            found = _windows(clip, *(_far_view(clip, rng) if far else _near_view(clip, rng)))
            windows.append(found[0])
            labels += found[1]
            numbers += [len(windows)] * len(found[1])
            groups += [f"{clip.source}/{clip.subject}"] * len(found[1])
    raw = network(features(Window(*(np.concatenate(parts) for parts in zip(*windows, strict=True)))))
    seen = Judged(raw, np.array(labels), np.array(numbers), np.array(groups))
    return smoothed(seen) if smooth else seen


def look_at_made(
    network: ActionNet,
    clips: Sequence[Clip],
    makers: Mapping[str, Maker],
    each: int,
    seed: int,
    *,
    camera: Camera = seen_by,
) -> dict[str, Array]:
    """Probabilities (each, 7) of windows of each made-up kind."""
    from models.actions.training import data

    found: dict[str, Array] = {}
    for name, maker in makers.items():
        rng = np.random.default_rng((seed, len(found)))
        joints = np.stack([maker(data._window(clips[int(rng.integers(len(clips)))], rng)[0], rng) for _ in range(each)])
        window = camera(joints.astype(np.float32), np.ones((each, LENGTH), bool), rng)
        found[name] = network(features(window))
    return found


def _near_view(clip: Clip, rng: np.random.Generator) -> tuple[Array, Array]:
    """Times (t,), and places and whether they are seen (t, 17, 3)."""
    view = seen_by(clip.joints[None], np.ones((1, len(clip.joints)), bool), rng)
    return np.arange(len(clip.joints)) / CLIP_RATE, np.concatenate([view.places[0], view.seen[0][..., None]], -1)


def _far_view(clip: Clip, rng: np.random.Generator) -> tuple[Array, Array]:
    """The same, as a far camera's stream."""
    places = projected(clip.joints[None], rng, FAR)
    rate = rng.choice([one for one in streams.RATES if one <= _FEW])
    view = streams.streamed(places, np.ones(places.shape[:3], bool), CLIP_RATE, rate, FAR.small, rng)
    return view.times, np.concatenate([view.places[0], view.seen[0][..., None]], -1)


def _windows(clip: Clip, times: Array, keypoints: Array) -> tuple[Window, list[int]]:
    """One view of a clip, cut every 0.2 s from its first 1.6 s on; and what each window shows."""
    ends = np.arange(min(SPAN, times[-1]), times[-1] + 1e-6, EVERY)
    cuts = [cut(times, keypoints, end) for end in ends]
    labels = []
    for end in ends:
        at = np.round((end - np.arange(LENGTH - 1, -1, -1) / RATE) * CLIP_RATE).astype(int)
        at = np.clip(at, 0, len(clip.joints) - 1)
        labels.append(NOTHING if resting(clip.joints[at]) else clip.label)
    return Window(np.stack([one.places for one in cuts]), np.stack([one.seen for one in cuts])), labels


def smoothed(seen: Judged, over: int = SMOOTHED) -> Judged:
    """Each window's own probabilities as means over the last windows of the same view."""
    raw, numbers = seen.probabilities, seen.clips
    total, count = raw.copy(), np.ones(len(raw))
    for back in range(1, over):
        same = np.concatenate([np.zeros(back, bool), numbers[back:] == numbers[:-back]])
        total[same] += raw[:-back][same[back:]]
        count += same
    return seen._replace(probabilities=total / count[:, None])


def recalls(labels: Array, told: Array, weights: Array | None = None) -> dict[str, float]:
    """The share of each of the six actions that is told right, of those that are there."""
    weights = np.ones(len(labels)) if weights is None else weights
    found = {}
    for index in range(NOTHING):
        of = labels == index
        if weights[of].sum() > 0:
            found[CLASSES[index]] = float(weights[of & (told == index)].sum() / weights[of].sum())
    return found


def by_clip(seen: Judged) -> Judged:
    """A row a view of a clip: the mean over its windows in which somebody moves, if there are any."""
    rows = []
    for number in np.unique(seen.clips):
        of = np.flatnonzero(seen.clips == number)
        moving = of[seen.labels[of] != NOTHING]
        chosen = moving if len(moving) else of
        rows.append((seen.probabilities[chosen].mean(0), seen.labels[chosen[0]], number, seen.groups[of[0]]))
    return Judged(*(np.array(column) for column in zip(*rows, strict=True)))


def figures(seen: Judged, bounds: Bounds) -> dict[str, float]:
    """All figures of windows, or of clips: see the keys of ``evaluate``'s output."""
    return _figures(seen, judged(seen.probabilities, bounds, seen.clips), np.ones(len(seen.labels)))


def _figures(seen: Judged, told: Array, weights: Array) -> dict[str, float]:
    forced = seen.probabilities[:, :NOTHING].argmax(1)
    nothing = (seen.labels == NOTHING) * weights
    merged = np.where(seen.labels == 2, 1, seen.labels), np.where(forced == 2, 1, forced)
    found = {
        "six_macro": _mean(recalls(seen.labels, forced, weights)),
        "six_macro_said": _mean(recalls(seen.labels, told, weights)),
        "five_macro": _mean(recalls(*merged, weights)),
    }
    if nothing.sum() > 0:
        found["other_taken_for_action"] = float((nothing * (told != NOTHING)).sum() / nothing.sum())
    return found


def intervals(seen: Judged, bounds: Bounds, draws: int = 500, seed: int = 0) -> dict[str, list[float]]:
    """95 % intervals of ``figures`` by bootstrap over subjects (Efron, 1979)."""
    rng = np.random.default_rng(seed)
    names, rows = np.unique(seen.groups, return_inverse=True)
    drawn: dict[str, list[float]] = {}
    told = judged(seen.probabilities, bounds, seen.clips)
    for _ in range(draws):
        times = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        for name, value in _figures(seen, told, times[rows].astype(float)).items():
            drawn.setdefault(name, []).append(value)
    return {
        name: [round(float(bound), 4) for bound in np.percentile(values, [2.5, 97.5])] for name, values in drawn.items()
    }


def walking_said(seen: Judged, bounds: Bounds, draws: int = 500, seed: int = 0) -> dict[str, Any]:
    """Of windows of walking the share that is told, where nothing may be told as well, with its interval as above."""
    walks = seen.labels == 0
    if not walks.any():
        return {"value": 0.0, "interval": [0.0, 1.0], "count": 0}
    right = (judged(seen.probabilities, bounds, seen.clips) == 0)[walks].astype(float)
    names, rows = np.unique(seen.groups[walks], return_inverse=True)
    times = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), draws)[:, rows]
    shares = (times * right).sum(1) / np.maximum(times.sum(1), 1)
    interval = [round(float(bound), 4) for bound in np.percentile(shares, [2.5, 97.5])]
    return {"value": round(float(right.mean()), 4), "interval": interval, "count": len(right)}


def _mean(values: Mapping[str, float]) -> float:
    return float(np.mean(list(values.values()))) if values else 0.0
