"""Elsagate's lesson in small: ``python -m models.content.training.cartoons`` trains two networks on drawn cartoons.

A square and a disc. In this made-up rule the disc must not hit the square; it may hug it, and both may dance or stroll
apart. A still of hitting is a still of hugging, so a network on stills must guess; one that also gets what has
changed in a tenth of a second need not. Cartoons are drawn from seeds; those that measure are none that taught.
The page draws and judges the same ones (page/cartoons.js), held to tests/models/content/cartoons.json.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.training.figures import interval

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

FILE = Path(__file__).parent.parent / "page" / "cartoons.json"
PLOTS = ("hitting", "hugging", "dancing", "strolling")
SHARES = (0.4, 0.3, 0.2, 0.1)
SIDE = 16
"""Cells that a network sees across and down."""
STEP = 0.1
"""Seconds between two stills whose change is the motion."""
HIDDEN = 32
CLIPS = 1000
"""Clips that measure, of one second each: ten stills."""


@dataclass(frozen=True)
class Cartoon:
    """A plot with its numbers, all in widths of the picture, radians and seconds."""

    plot: str
    x: float
    y: float
    angle: float
    square: float
    disc: float
    phase: float


def drawn(rng: Rng) -> Cartoon:
    """A cartoon at random."""
    plot = PLOTS[int(rng.choice(len(PLOTS), p=SHARES))]
    x, y = rng.uniform(0.35, 0.65, 2)
    square, disc = rng.uniform(0.09, 0.14, 2)
    angle, phase = rng.uniform(0, 2 * np.pi, 2)
    return Cartoon(plot, float(x), float(y), float(angle), float(square), float(disc), float(phase))


def places(one: Cartoon, at: float) -> tuple[float, float, float, float]:
    """The middles of square and disc after so many seconds: x, y, x, y."""
    fast = one.plot in ("hitting", "dancing")
    wave = np.sin(2 * np.pi * (2.3 if fast else 0.2) * at + one.phase)
    apart = 0.0 if one.plot in ("hitting", "hugging") else 0.16
    reach = one.square + one.disc + apart + 0.03 * (1 + wave)
    swing = 0.05 * wave if apart else 0.0
    across, down = reach / 2 * np.cos(one.angle), reach / 2 * np.sin(one.angle)
    return one.x - across + swing, one.y - down - swing, one.x + across - swing, one.y + down + swing


def still(one: Cartoon, at: float) -> Array:
    """What is seen: 0 ground to 1 shape, float64 (16, 16)."""
    square_x, square_y, disc_x, disc_y = places(one, at)
    cells = (np.arange(SIDE) + 0.5) / SIDE
    x, y = cells[None, :], cells[:, None]
    to_square = np.maximum(np.abs(x - square_x), np.abs(y - square_y)) - one.square
    to_disc = np.hypot(x - disc_x, y - disc_y) - one.disc
    return np.asarray(np.clip(0.5 - SIDE * np.minimum(to_square, to_disc), 0, 1))


def inputs(one: Cartoon, at: float, *, motion: bool) -> Array:
    """A still, and where asked for how it differs from the one before: float64 (256,) or (512,)."""
    now = still(one, at)
    return np.concatenate([now, np.abs(now - still(one, at - STEP))]).ravel() if motion else now.ravel()


def forbidden(weights: dict[str, Array], seen: Array) -> Array:
    """How probable it is that the plot is forbidden: inputs (n, 256 or 512) → (n,)."""
    hidden = np.maximum(seen @ weights["hidden"] + weights["hidden_bias"], 0)
    return np.asarray(1 / (1 + np.exp(-(hidden @ weights["out"] + weights["out_bias"]))))


def trained(*, motion: bool, seed: int = 1, steps: int = 2500, count: int = 128) -> dict[str, Array]:
    """A network of one hidden layer, by Adam (Kingma and Ba, 2015) on cartoons that are drawn anew for each step."""
    rng = np.random.default_rng((seed, motion))
    size = SIDE * SIDE * (2 if motion else 1)
    weights: dict[str, Array] = {
        "hidden": rng.normal(0, np.sqrt(2 / size), (size, HIDDEN)),
        "hidden_bias": np.zeros(HIDDEN),
        "out": rng.normal(0, np.sqrt(1 / HIDDEN), HIDDEN),
        "out_bias": np.zeros(()),
    }
    moments = {name: (np.zeros_like(array), np.zeros_like(array)) for name, array in weights.items()}
    for step in range(1, steps + 1):
        seen, told = _batch(rng, count, motion=motion)
        rate = 3e-3 * (1 - step / (steps + 1))
        for name, slope in _slopes(weights, seen, told).items():
            first, second = moments[name]
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            moments[name] = first, second
            scaled = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
            weights[name] = weights[name] - rate * scaled
    return {name: np.round(array, 3) for name, array in weights.items()}


def _batch(rng: Rng, count: int, *, motion: bool) -> tuple[Array, Array]:
    made = [drawn(rng) for _ in range(count)]
    seen = np.stack([inputs(one, float(rng.uniform(0, 5)), motion=motion) for one in made])
    return seen, np.array([one.plot == PLOTS[0] for one in made], float)


def _slopes(weights: dict[str, Array], seen: Array, told: Array) -> dict[str, Array]:
    """Of the mean cross-entropy."""
    hidden = np.maximum(seen @ weights["hidden"] + weights["hidden_bias"], 0)
    error = (forbidden(weights, seen) - told) / len(told)
    back = np.outer(error, weights["out"]) * (hidden > 0)
    return {
        "hidden": seen.T @ back,
        "hidden_bias": back.sum(0),
        "out": hidden.T @ error,
        "out_bias": np.asarray(error.sum()),
    }


def load(file: Path = FILE) -> dict[str, dict[str, Array]]:
    """The two networks by name, "stills" and "motion"."""
    table = json.loads(file.read_text(encoding="utf-8"))
    return {name: {part: np.array(values) for part, values in network.items()} for name, network in table.items()}


def measured(seed: int = 2) -> dict[str, Any]:
    """The share of clips told right by each network, and by calling none forbidden; with 95 % intervals."""
    rng = np.random.default_rng(seed)
    clips = [drawn(rng) for _ in range(CLIPS)]
    told = np.array([one.plot == PLOTS[0] for one in clips])
    found: dict[str, Any] = {"clips": CLIPS, "none": round(float((~told).mean()), 4)}
    for name, network in load().items():
        seen = np.stack([inputs(one, STEP * k, motion=name == "motion") for one in clips for k in range(10)])
        right = (forbidden(network, seen).reshape(CLIPS, 10).mean(1) >= 0.5) == told
        low, high = interval(CLIPS, lambda rows, right=right: float(right[rows].mean()))  # type: ignore[misc]
        found[name] = {"right": round(float(right.mean()), 4), "interval": [round(low, 4), round(high, 4)]}
    return found


def main() -> int:
    """Train both, and write what the page reads. Returns the exit code."""
    networks = {"stills": trained(motion=False), "motion": trained(motion=True)}
    table = {name: {part: array.tolist() for part, array in one.items()} for name, one in networks.items()}
    FILE.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(measured()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
