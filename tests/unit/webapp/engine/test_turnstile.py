"""Single pictures that wait for a worker."""

from __future__ import annotations

import contextlib
import threading

import pytest

from tests.support.waiting import eventually
from webapp.engine.turnstile import Capacity, Turnstile
from webapp.errors import Busy


def turnstile(at_once: int = 1, bytes_at_once: int = 100) -> Turnstile:
    return Turnstile(at_once, bytes_at_once, Capacity(6, 4, 2))


def wait_in_line(gate: Turnstile, done: list[str], address: str, visitor: str, size: int = 1) -> threading.Thread:
    """Somebody who waits, and says when the turn came."""
    before = len(gate)

    def come() -> None:
        with gate.turn(address, visitor, size, 10):
            done.append(address)

    thread = threading.Thread(target=come, daemon=True)
    thread.start()
    eventually(lambda: len(gate) == before + 1, "somebody waits")
    return thread


def test_each_has_a_limit_of_places() -> None:
    gate = turnstile(at_once=6)
    with contextlib.ExitStack() as here:

        def come(address: str, visitor: str) -> None:
            here.enter_context(gate.turn(address, visitor, 1, 1))

        come("a", "v")
        come("a", "v")
        with pytest.raises(Busy):
            come("a", "v")
        come("a", "")
        come("a", "")
        with pytest.raises(Busy):
            come("a", "")
        come("b", "")
        come("b", "")
        with pytest.raises(Busy) as busy:
            come("c", "")
        assert busy.value.retry_after
        assert len(gate) == 6
    assert len(gate) == 0


def test_addresses_take_turns() -> None:
    gate, done = turnstile(), list[str]()
    with gate.turn("a", "", 1, 1):
        threads = [wait_in_line(gate, done, address, "") for address in ("a", "a", "b")]
    for thread in threads:
        thread.join(10)
    assert done == ["b", "a", "a"]


def test_large_ones_go_alone_and_nobody_overtakes_them() -> None:
    gate, done = turnstile(at_once=3), list[str]()
    with gate.turn("a", "", 60, 1):
        threads = [wait_in_line(gate, done, "b", "", 90), wait_in_line(gate, done, "c", "", 20)]
        assert done == []
    for thread in threads:
        thread.join(10)
    assert done == ["b", "c"]
    with gate.turn("a", "", 1000, 1):
        pass


def test_whose_patience_ends_leaves_no_trace() -> None:
    gate = turnstile()
    with gate.turn("a", "", 1, 1):
        with pytest.raises(Busy), gate.turn("b", "", 1, 0.01):
            pytest.fail("the turn had not come")
        assert len(gate) == 1
    with pytest.raises(KeyError), gate.turn("b", "", 1, 1):
        raise KeyError
    assert len(gate) == 0
