"""Weights as training wrote them, checked, put beside a demo with their description; and the curve of that training."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.toolkit import weightfiles
from models.toolkit.stylegan import Generator, Plan

Array = np.ndarray[Any, Any]

POINTS = 120
"""Of the curve, at most."""
_CURVE = "checkpoint.json"
"""Beside a run's weights."""


def plan_of(weights: Mapping[str, Array]) -> Plan:
    """What the arrays' names and shapes say of the generator. Raises KeyError where there is no constant."""
    side = max(int(name.split("/")[0]) for name in weights if name[0].isdigit())
    return Plan(side, weights["const"].shape[2], len(weights.get("classes", ())), len(weights.get("masks", ())))


def keep(arguments: Sequence[str], folder: Path) -> int:
    """Read what ``--weights`` names, and write ``weights.npz`` and ``weights.toml``, and ``page/curve.json`` where a
    run's curve lies beside. Raises models.toolkit.stylegan.GeneratorError for arrays that make no generator.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="weights.npz of a run")
    parser.add_argument("--before", type=Path, nargs="*", default=[], help="curves of the runs that it grew from")
    options = parser.parse_args(arguments)
    file = options.weights
    with np.load(file, allow_pickle=False) as arrays:
        weights = {name: arrays[name] for name in arrays.files}
    plan = plan_of(weights)
    Generator(plan, weights)
    others = {name: weights.pop(name) for name in ("masks", "masks/classes") if plan.painted}
    weightfiles.save(folder / "weights.npz", plan, weights, others)
    if file.with_name(_CURVE).exists():
        curves = [json.loads(one.read_text(encoding="utf-8")) for one in (*options.before, file.with_name(_CURVE))]
        points = thinned(joined(curves))
        (folder / "page" / "curve.json").write_text(json.dumps(points) + "\n", encoding="utf-8")
    sys.stdout.write(f"{plan}, {(folder / 'weights.npz').stat().st_size / 1e6:.1f} MB\n")
    return 0


def joined(curves: Sequence[Sequence[Mapping[str, float]]]) -> list[dict[str, float]]:
    """One curve of runs of which each went on with what the one before had learnt."""
    found: list[dict[str, float]] = []
    for curve in curves:
        seen = found[-1]["pictures"] if found else 0.0
        found += [{**one, "pictures": seen + one["pictures"]} for one in curve]
    return found


def thinned(curve: Sequence[Mapping[str, float]]) -> list[list[float]]:
    """Pictures seen, and the losses of the generator and of the discriminator there: every so manieth, and the last."""
    every = max(1, math.ceil(len(curve) / (POINTS - 1)))
    kept = [*curve[:-1][::every], *curve[-1:]]
    return [[int(one["pictures"]), round(one["generator"], 4), round(one["discriminator"], 4)] for one in kept]
