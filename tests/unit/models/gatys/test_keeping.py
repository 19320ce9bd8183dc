"""What of a painting travels with its stream: enough to go on, little enough to carry, and nothing of another one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.gatys import keeping
from models.gatys.keeping import Progress, clock, recalled, remembered
from models.toolkit import memory as codec
from models.toolkit.descent import Descent


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


ROW, OTHER = (1.0, 1000.0, 500.0, 1.0), (1.0, 10.0, 500.0, 1.0)


def progress(size: int, rng: np.random.Generator) -> Progress:
    values = 3 * size**2
    slope = rng.normal(0, 1e-6, values).astype(np.float32)
    pairs = tuple((rng.normal(0, 3, values), rng.normal(0, 1e-7, values)) for _ in range(keeping.pairs(size)))
    state = Descent(rng.uniform(0, 255, values).astype(np.float32), 0.25, slope, pairs, 1, 40)
    return Progress(state, ROW, (0.5, 0.1, 0.02), (0.0, 0.8, 0.02), 43, 12.5)


def travelled(key: str, one: Progress) -> dict[str, Any]:
    return dict(codec.unpack("gatys", codec.pack("gatys", remembered(key, one))))


@pytest.mark.parametrize("size", [128, 192, 256])
def test_a_memory_of_every_size_is_light_enough(size: int, rng: np.random.Generator) -> None:
    one = progress(size, rng)
    assert len(codec.pack("gatys", remembered("a", one))) <= 2_500_000
    assert len(one.state.pairs) >= 1


def test_what_travelled_is_what_it_was_but_for_the_curvatures_last_digits(rng: np.random.Generator) -> None:
    before = progress(32, rng)
    after = recalled("a", ROW, travelled("a", before))
    assert after is not None
    assert (after.state.x == before.state.x).all()
    assert after.state.slope is not None
    assert (after.state.slope == before.state.slope).all()
    assert (after.losses, after.start, after.looks, after.computed) == ((0.5, 0.1, 0.02), (0.0, 0.8, 0.02), 43, 12.5)
    assert (after.state.loss, after.state.halved, after.state.steps) == (0.25, 1, 40)
    for known, was in zip(after.state.pairs, before.state.pairs, strict=True):
        for vector, exact in zip(known, was, strict=True):
            assert np.abs(vector - exact).max() <= np.abs(exact).max() / 1000


def test_with_other_weights_it_goes_on_from_the_same_picture(rng: np.random.Generator) -> None:
    before = progress(32, rng)
    after = recalled("a", OTHER, travelled("a", before))
    assert after is not None
    assert (after.state.x == before.state.x).all()
    assert after.state.slope is None
    assert (after.state.steps, after.looks, after.row) == (40, 43, OTHER)


def test_of_another_painting_or_none_nothing_is_known(rng: np.random.Generator) -> None:
    assert recalled("b", ROW, travelled("a", progress(32, rng))) is None
    assert recalled("a", ROW, {}) is None


def test_a_pause_is_no_time_passed() -> None:
    memory: dict[str, float] = {}
    for at in (10.0, 10.5, 12.0, 90.0, 91.0):
        memory = clock(at, memory, 5.0)
    assert memory["passed"] == 3.0
    assert clock(3.0, memory, 5.0)["passed"] == 3.0
