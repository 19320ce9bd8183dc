"""Which feature maps are strongest: constant ones are not; the order holds still; a memory is that of its layer."""

from __future__ import annotations

import numpy as np

from models.features import order
from models.toolkit import memory as codec


def maps_of(*spreads: float, side: int = 12) -> np.ndarray:
    """Maps whose numbers vary by so much."""
    noise = np.random.default_rng(0).normal(size=(side, side, 1))
    return (3 + noise * np.array(spreads)).astype(np.float32)


def test_a_map_that_is_bright_everywhere_is_not_strong() -> None:
    found = order.strengths(np.concatenate([np.full((12, 12, 1), 6, np.float32), maps_of(0.5)], axis=2))
    assert list(order.strongest(found)) == [1, 0]


def test_the_glow_of_zero_padding_does_not_count() -> None:
    rim = np.zeros((12, 12, 1), np.float32)
    rim[[0, -1]] = rim[:, [0, -1]] = 6
    assert order.strengths(rim)[0] == 0


def test_small_maps_are_judged_whole() -> None:
    small = np.zeros((2, 3, 1), np.float32)
    small[0, 0] = 6
    assert order.strengths(small)[0] > 0


def test_strengths_follow_slowly_and_the_order_slower() -> None:
    one, other = np.array([2, 1, 0], np.float32), np.array([0, 1, 2], np.float32)
    kept, memory = order.follow(one, "head", {}, 10.0)
    assert list(kept.order) == [0, 1, 2]
    for frame in range(1, 100):
        kept, memory = order.follow(other, "head", memory, 10 + frame / 50)
        assert list(kept.order) == [0, 1, 2], "the order changed within two seconds"
    assert kept.strengths[0] < 0.5
    kept, _ = order.follow(other, "head", memory, 12.1)
    assert list(kept.order) == [2, 1, 0]


def test_a_small_lead_does_not_change_places() -> None:
    _, memory = order.follow(np.array([1.0, 0.99], np.float32), "head", {}, 0.0)
    kept, _ = order.follow(np.array([0.99, 1.0], np.float32), "head", memory, 4.0)
    assert list(kept.order) == [0, 1]


def test_a_memory_is_that_of_its_layer() -> None:
    found = np.arange(5, dtype=np.float32)
    kept, memory = order.follow(found, "head", {}, 3.0)
    back = order.kept_in(codec.unpack("features", codec.pack("features", memory)), "head")
    assert back is not None
    assert (back.strengths == kept.strengths).all()
    assert (back.order == kept.order).all()
    assert order.kept_in(memory, "stem") is None
    assert order.kept_in({}, "head") is None


def test_a_long_pause_is_forgotten() -> None:
    _, memory = order.follow(np.array([2, 1], np.float32), "head", {}, 0.0)
    kept, _ = order.follow(np.array([1, 2], np.float32), "head", memory, 60.0)
    assert list(kept.order) == [1, 0]
