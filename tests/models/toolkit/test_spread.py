"""A function on all cores where that pays and nobody else calls."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from models.toolkit import spread
from models.toolkit.spread import Spread

PICTURE = np.arange(24, dtype=np.float32).reshape(1, 2, 4, 3)


def doubled() -> Spread:
    factor = tf.Variable(2.0)
    return Spread(tf.function(lambda x: factor * x, input_signature=[tf.TensorSpec((1, None, None, 3))]))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Calls take as long as is said: ``wide`` and ``narrow`` in seconds, or a list of them."""
    takes: dict[str, Any] = {"wide": 1.0, "narrow": 2.0, "calls": 0}

    def seconds(call: Any, *inputs: Any) -> float:
        call(*inputs)
        takes["calls"] += 1
        kind = "narrow" if getattr(call, "__name__", "") == "_narrow" else "wide"
        entry = takes[kind]
        return float(entry.pop(0) if isinstance(entry, list) else entry)

    monkeypatch.setattr(spread, "_seconds", seconds)
    return takes


def watched(function: Spread) -> list[str]:
    """Which way each call from now on takes."""
    ways: list[str] = []
    narrow, wide = function._narrow, function._wide

    def note(way: str, call: Any) -> Any:
        def noted(*inputs: Any) -> Any:
            ways.append(way)
            return call(*inputs)

        return noted

    function._narrow = note("narrow", narrow)  # type: ignore[method-assign]
    function._wide = note("wide", wide) if wide else None
    return ways


def test_until_it_is_decided_it_is_the_function() -> None:
    function = doubled()
    ways = watched(function)
    np.testing.assert_array_equal(function(PICTURE), 2 * PICTURE)
    assert ways == ["narrow"]


def test_alone_it_takes_all_cores_where_that_pays(clock: dict[str, Any]) -> None:
    function = doubled()
    assert function.decide(2, PICTURE)
    ways = watched(function)
    larger = np.ones((1, 5, 7, 3), np.float32)
    np.testing.assert_array_equal(function(larger), 2 * larger)
    assert ways == ["wide"]


def test_beside_another_call_it_takes_one(clock: dict[str, Any]) -> None:
    function = doubled()
    function.decide(2, PICTURE)
    wide, inside, gate = function._wide, threading.Event(), threading.Event()
    assert wide is not None

    def slow(*inputs: Any) -> Any:
        inside.set()
        assert gate.wait(20)
        return wide(*inputs)

    function._wide = slow
    first = threading.Thread(target=function, args=(PICTURE,), daemon=True)
    first.start()
    assert inside.wait(20)
    ways = watched(function)
    np.testing.assert_array_equal(function(PICTURE), 2 * PICTURE)
    gate.set()
    first.join(20)
    function(PICTURE)
    assert ways == ["narrow", "wide"]


@pytest.mark.parametrize("wide", [2.0, 1.9, 3.0])
def test_where_it_does_not_pay_it_stays_with_one(clock: dict[str, Any], wide: float) -> None:
    clock["wide"] = wide
    function = doubled()
    assert not function.decide(2, PICTURE)
    ways = watched(function)
    function(PICTURE)
    assert ways == ["narrow"]
    assert clock["calls"] == 2 * spread.TRIES


def test_the_quickest_calls_count_and_a_held_up_one_does_not(clock: dict[str, Any]) -> None:
    clock["wide"] = [9.0, 9.0, 9.0, 1.0]
    assert doubled().decide(2, PICTURE)


def test_a_call_that_fails_leaves_the_cores_free(clock: dict[str, Any]) -> None:
    function = doubled()
    function.decide(2, PICTURE)
    with pytest.raises((TypeError, ValueError, tf.errors.InvalidArgumentError)):
        function(np.zeros((1, 2), np.float32))
    ways = watched(function)
    function(PICTURE)
    assert ways == ["wide"]
