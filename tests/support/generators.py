"""Generators with weights by chance: what they make is noise, computed as by trained ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.toolkit.stylegan import Generator, Plan
from models.toolkit.synthesis.codes import Codes, Kept


def drawn(plan: Plan, seed: int = 0) -> dict[str, Any]:
    """Weights by name."""
    random = np.random.default_rng(seed)
    drawn = {name: 0.3 * random.standard_normal(shape).astype(np.float32) for name, shape in plan.shapes().items()}
    if plan.painted:
        drawn["masks"] = random.integers(0, 256, (plan.painted, plan.side, plan.side)).astype(np.uint8)
        drawn["masks/classes"] = (np.arange(plan.painted) % plan.classes).astype(np.uint8)
    return drawn


def generator(side: int = 16, classes: int = 3, painted: int = 0) -> Generator:
    """A small one."""
    plan = Plan(side, 32, classes, painted)
    return Generator(plan, drawn(plan))


def codes(side: int = 16, axes: int = 8, count: int = 40, *, turns: bool = False) -> Codes:
    """Of pictures that never were: axes by chance, upright on each other."""
    random = np.random.default_rng(3)
    upright, _ = np.linalg.qr(random.standard_normal((3 * side**2, axes)))
    arrays = {
        "mean": np.full(3 * side**2, 128.0),
        "axes": upright.T,
        "spread": np.linspace(200, 100, axes),
        "steps": np.linspace(3, 0.5, axes),
        "codes": random.integers(-127, 128, (count, axes)).astype(np.int8),
    }
    return Codes(Kept(side, 9.0, 6.0, 14.0, turns), arrays)
