"""How a painting is judged: by what optimisation gains with the same losses."""

from __future__ import annotations

import numpy as np

from models.style.training.descent import descend, share


def test_the_descent_finds_the_bottom_of_a_bowl() -> None:
    bottom, steepness = np.array([100.0, 200.0, 30.0]), np.array([1.0, 20.0, 0.1])

    def bowl(x: np.ndarray) -> tuple[float, np.ndarray]:
        return float((steepness * (x - bottom) ** 2).sum()), 2 * steepness * (x - bottom)

    found = descend(bowl, np.array([10.0, 10.0, 250.0]), 60)
    assert np.abs(found - bottom).max() < 0.5


def test_the_descent_never_goes_up_and_stays_a_picture() -> None:
    seen = []

    def slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        seen.append(x)
        return float(x.sum()), np.ones_like(x)

    assert (descend(slope, np.full(4, 3.0), 20) == 0).all()
    assert min(x.min() for x in seen) == 0


def test_the_share_is_of_what_optimisation_gains() -> None:
    rows = [
        {"start": 3.0, "network": 2.0, "optimised": 1.0},
        {"start": 3.0, "network": 1.0, "optimised": 1.0},
        {"start": 3.0, "network": 3.5, "optimised": 1.0},
    ]
    assert share(rows[:1]) == 50
    assert share(rows[1:2]) == 100
    assert share(rows[2:]) < 0
