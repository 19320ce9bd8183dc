"""Which feature maps are strongest: constant ones are not; the order holds still; a memory is believed if whole."""

from __future__ import annotations

import numpy as np

from models.features import order


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
    memory, blob = order.follow(one, "head", b"", 10.0)
    assert list(memory.order) == [0, 1, 2]
    for frame in range(1, 100):
        memory, blob = order.follow(other, "head", blob, 10 + frame / 50)
        assert list(memory.order) == [0, 1, 2], "the order changed within two seconds"
    assert memory.strengths[0] < 0.5
    memory, _ = order.follow(other, "head", blob, 12.1)
    assert list(memory.order) == [2, 1, 0]


def test_a_small_lead_does_not_change_places() -> None:
    _, blob = order.follow(np.array([1.0, 0.99], np.float32), "head", b"", 0.0)
    memory, blob = order.follow(np.array([0.99, 1.0], np.float32), "head", blob, 4.0)
    assert list(memory.order) == [0, 1]


def test_a_memory_is_that_of_its_layer_and_whole() -> None:
    found = np.arange(5, dtype=np.float32)
    memory, blob = order.follow(found, "head", b"", 3.0)
    kept = order.unpack(blob, "head", 5)
    assert kept is not None
    assert (kept.strengths == memory.strengths).all()
    assert (kept.order == memory.order).all()
    assert order.unpack(blob, "stem", 5) is None
    assert order.unpack(blob, "head", 6) is None
    for place in range(len(blob)):
        damaged = bytearray(blob)
        damaged[place] ^= 1
        assert order.unpack(bytes(damaged), "head", 5) is None


def test_a_long_pause_is_forgotten() -> None:
    _, blob = order.follow(np.array([2, 1], np.float32), "head", b"", 0.0)
    memory, _ = order.follow(np.array([1, 2], np.float32), "head", blob, 60.0)
    assert list(memory.order) == [1, 0]
