"""How much of what is real a maker covers."""

from __future__ import annotations

import numpy as np

from models.training.synthesis import keep, neighbours

RANDOM = np.random.default_rng(0)


def test_the_same_distribution_covers_nearly_all_and_a_point_nearly_nothing() -> None:
    real, made = RANDOM.standard_normal((2, 400, 4))
    assert neighbours.covered(real, made).mean() > 0.9
    assert neighbours.covered(real, np.zeros((400, 4))).mean() < 0.1


def test_one_that_is_far_from_all_covers_itself_only() -> None:
    real = np.concatenate([RANDOM.standard_normal((200, 4)), np.full((1, 4), 100.0)])
    found = neighbours.covered(real, np.full((200, 4), 40.0))
    assert found[-1]
    assert not found[:-1].any()


def test_half_of_two_clusters_is_half_of_the_pictures() -> None:
    real = np.concatenate([RANDOM.standard_normal((200, 4)), RANDOM.standard_normal((200, 4)) + 50])
    found = neighbours.covered(real, RANDOM.standard_normal((400, 4)))
    assert found[:200].mean() > 0.9
    assert not found[200:].any()


def test_a_curve_is_thinned_to_what_a_page_draws() -> None:
    curve = [{"pictures": 1600.0 * step, "generator": 0.12345, "discriminator": 1.0} for step in range(1, 1000)]
    found = keep.thinned(curve)
    assert len(found) <= keep.POINTS
    assert found[0] == [1600, 0.1235, 1.0] or found[0] == [1600, 0.1234, 1.0]
    assert found[-1][0] == 1600 * 999
    assert keep.thinned([]) == []
    assert len(keep.thinned(curve[:3])) == 3


def test_runs_that_went_on_are_one_curve() -> None:
    one, other = (
        [{"pictures": seen, "generator": 1.0, "discriminator": 1.0} for seen in run] for run in ((5.0, 10.0), (4.0,))
    )
    assert [point["pictures"] for point in keep.joined([one, other])] == [5, 10, 14]
