"""The figure on a demo's card, as the command that is named there prints it: one JSON line, kept as ``measured.json``.

It names the files that it was measured with by their digests, so that other weights ask for a new measurement.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.assets import assets
from models.contract.registry import find_demos
from models.training import measuring

Array = np.ndarray[Any, Any]

NAME = "measured.json"
"""The file in a demo's folder that keeps the line."""
WEIGHTS = (".npz", ".bin", ".onnx", ".pth", ".h5")
RESAMPLED = 1000
_NORMAL = 1.959964
"""Deviations within which 95 % of a normal distribution lie."""


def assets_of(demo: str) -> list[Path]:
    """The fetched files of weights that a demo names."""
    return [assets.path(name) for name in find_demos()[demo].assets if name.endswith(WEIGHTS)]


def told(demo: str, found: Mapping[str, Any], weights: Sequence[Path]) -> dict[str, Any]:
    """What is printed: the figure, four digits after the point, and what it was measured with."""
    rounded = {
        name: [round(float(end), 4) for end in value]
        if name == "interval"
        else (round(value, 4) if isinstance(value, float) else value)
        for name, value in found.items()
    }
    return {"demo": demo, **rounded, "weights": {file.name: measuring.sha256(file) for file in sorted(weights)}}


def tell(demo: str, found: Mapping[str, Any], weights: Sequence[Path]) -> int:
    """Print the line; returns the exit code."""
    sys.stdout.write(json.dumps(told(demo, found, weights)) + "\n")
    return 0


def gained(rows: Sequence[Mapping[str, Any]], part: str, whole: str) -> dict[str, Any]:
    """How much of what ``whole`` gains over ``start`` is gained by ``part``, each a loss of every row: how many rows
    there are, the mean in percent, and its interval."""
    shares = np.array([100 * (row["start"] - row[part]) / (row["start"] - row[whole]) for row in rows])
    bounds = interval(len(rows), lambda drawn: float(shares[drawn].mean()))
    return {"n": len(rows), "value": float(shares.mean()), "interval": bounds}


def interval(count: int, measure: Callable[[Array], float], seed: int = 1, times: int = RESAMPLED) -> list[float]:
    """Where 95 % of a measure of ``count`` pictures lie when they are drawn anew from the same ones (the bootstrap,
    Efron, 1979). measure: of rows (count,)."""
    drawn = np.random.default_rng(seed).integers(0, count, (times, count))
    return [float(end) for end in np.percentile([measure(rows) for rows in drawn], (2.5, 97.5))]


def share_interval(hits: int, count: int) -> list[float]:
    """Where 95 % of a share lie that was ``hits`` of ``count``, 0..1, by Wilson's score (1927): sound for none and for
    all, where rows drawn anew would all say the same."""
    share, spread = hits / count, _NORMAL**2 / count
    middle = share + spread / 2
    reach = _NORMAL * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return [max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))]


def area_under_roc(scores: Array, positive: Array) -> float:
    """The chance that a positive has the higher score than a negative, ties counting half; NaN without one of either.

    scores: (N,); positive: bool (N,).
    """
    count = int(positive.sum())
    others = len(positive) - count
    if not count or not others:
        return float("nan")
    _, where, many = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(many) - (many - 1) / 2)[where]  # ties share their mean rank
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * others))


def group_interval(
    measure: Callable[[Array], float], groups: Array, times: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval (percentiles) of ``measure(indices)``, where whole groups are drawn again."""
    _, group_of = np.unique(groups, return_inverse=True)
    order = np.argsort(group_of, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(group_of))[:-1])
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        drawn = rng.integers(0, len(members), len(members))
        found.append(measure(np.concatenate([members[one] for one in drawn])))
    low, high = np.nanpercentile(found, (2.5, 97.5))
    return float(low), float(high)
