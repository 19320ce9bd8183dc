"""ab bins: soft encoding, rebalancing."""

from __future__ import annotations

import numpy as np
import pytest

from models.colorization import bins


def nearest(ab):
    return int(np.square(bins.centres() - np.asarray(ab, np.float32)).sum(1).argmin())


def test_bins_cover_the_colours_of_a_screen_and_no_more() -> None:
    centres = bins.centres()
    assert centres.shape == (261, 2)
    assert (centres % bins.GRID == 0).all()
    assert [0, 0] in centres.tolist()
    assert [100, 100] not in centres.tolist(), "no screen shows that"


@pytest.mark.parametrize("ab", [(0, 0), (10, -20), (37, 41), (-60, 55), (4, 4)])
def test_a_colour_is_shared_among_its_five_nearest_bins(ab) -> None:
    soft = bins.soft_encode(np.array(ab))
    distances = np.square(bins.centres() - np.array(ab, np.float32)).sum(1)
    expected = np.exp(-distances / (2 * bins.SOFTNESS**2))
    fifth = np.sort(distances)[bins.NEIGHBOURS - 1]
    assert soft.bins.shape == (5,)
    assert len(set(soft.bins)) == 5
    assert (distances[soft.bins] <= fifth).all()
    np.testing.assert_allclose(soft.shares, expected[soft.bins] / expected[soft.bins].sum(), rtol=1e-4)
    assert soft.bins[soft.shares.argmax()] == nearest(ab) or np.isclose(*np.sort(soft.shares)[-2:])


def test_a_bins_own_centre_goes_mostly_to_it() -> None:
    soft = bins.soft_encode(bins.centres())
    assert (soft.bins[np.arange(261), soft.shares.argmax(1)] == np.arange(261)).all()
    np.testing.assert_allclose(soft.shares.sum(1), 1, atol=1e-5)
    decoded = (soft.shares[..., None] * bins.centres()[soft.bins]).sum(1)
    inner = np.abs(bins.centres()).max(1) < 40
    assert np.abs(decoded - bins.centres())[inner].max() < 0.01


def test_what_no_screen_shows_still_gets_shares() -> None:
    soft = bins.soft_encode(np.array([[127, 127], [-128, -128], [300, -300]]))
    assert np.isfinite(soft.shares).all()
    np.testing.assert_allclose(soft.shares.sum(-1), 1, atol=1e-5)


def test_frequencies_count_shares() -> None:
    counted = bins.frequencies(np.array([[0, 0], [0, 0], [50, 50]]))
    assert counted.sum() == pytest.approx(1, abs=1e-5)
    assert counted[nearest((0, 0))] > 1.5 * counted[nearest((50, 50))] > 0
    assert counted[nearest((-50, 50))] == 0


def test_rebalancing_makes_rare_colours_count_more_and_leaves_the_mean_at_one() -> None:
    prior = np.full(261, 1e-4, np.float32)
    grey, orange = nearest((0, 0)), nearest((40, 60))
    prior[grey] += 0.9
    prior /= prior.sum()
    paper = bins.rebalancing(prior, 0.5, 1)
    gentle = bins.rebalancing(prior, 0.5, 0.5)
    assert paper[orange] / paper[grey] > gentle[orange] / gentle[grey] > 1
    for weights in (paper, gentle):
        assert (weights > 0).all()
        # the mean is over the smoothed frequencies, which are close to these
        assert (weights * bins._smoothed(prior)).sum() == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(bins.rebalancing(prior, 0.5, 0), 1, atol=1e-5)
    np.testing.assert_allclose(bins.rebalancing(prior, 1, 1), 1, atol=1e-5)
