"""How a painting is judged: by what optimisation gains with the same losses."""

from __future__ import annotations

from models.training.figures import gained


def test_the_share_is_of_what_optimisation_gains() -> None:
    rows = [
        {"start": 3.0, "network": 2.0, "optimised": 1.0},
        {"start": 3.0, "network": 1.0, "optimised": 1.0},
        {"start": 3.0, "network": 3.5, "optimised": 1.0},
    ]
    assert gained(rows[:1], "network", "optimised")["value"] == 50
    assert gained(rows[1:2], "network", "optimised")["value"] == 100
    assert gained(rows[2:], "network", "optimised")["value"] < 0
    low, high = gained(rows[:2], "network", "optimised")["interval"]
    assert 50 <= low < 75 < high <= 100
