"""Which demos a worker keeps when its memory fills, on demos without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.contract.demo import Demo
from models.contract.registry import find_demos
from models.toolkit.devices import Device
from wire import protocol
from worker.host import IN_USE, Budget, Host

DEMOS = find_demos([Path(__file__).parents[2] / "demos"])
NAMES = ("mirror", "sleeping", "crashing")
DEVICE = Device("cpu", threads=1, mixed_precision=False, xla=False, lanes=1)


class Room:
    """A host whose demos hold 100 MB each, with a clock that the test sets, and what it told."""

    def __init__(self, idle: int, most: int) -> None:
        self.now = 0.0
        self.told: list[tuple[str, str]] = []
        self.host = Host(DEMOS, DEVICE, self, Budget(idle, most), self.held, lambda: self.now)  # type: ignore[arg-type]

    def tell(self, kind: protocol.Kind, **values: Any) -> None:
        self.told.append((kind.value, values["demo"]))

    def held(self) -> int:
        kinds = [kind for kind, _ in self.told]
        return 100 * (kinds.count("loaded") - kinds.count("unloaded"))

    def loaded(self) -> list[str]:
        return [name for name in NAMES if self.host.get(name)]


def test_what_nobody_uses_goes_when_another_comes() -> None:
    room = Room(idle=150, most=1000)
    room.host.load("mirror")
    room.now = IN_USE + 1
    room.host.load("sleeping")
    assert room.told == [("loaded", "mirror"), ("loaded", "sleeping"), ("unloaded", "mirror")]
    assert room.loaded() == ["sleeping"]


def test_what_is_in_use_stays_above_what_idle_ones_may_hold() -> None:
    room = Room(idle=150, most=1000)
    room.host.load("mirror")
    room.now = IN_USE
    assert room.host.get("mirror")
    room.now = IN_USE + 1
    room.host.load("sleeping")
    assert room.loaded() == ["mirror", "sleeping"]


def test_above_the_most_even_what_is_in_use_goes_the_one_used_longest_ago_first() -> None:
    room = Room(idle=150, most=250)
    room.host.load("mirror")
    room.host.load("sleeping")
    room.host.get("mirror")
    room.host.load("crashing")
    assert room.told[-1] == ("unloaded", "sleeping")
    assert room.loaded() == ["mirror", "crashing"]


def test_what_was_in_use_when_another_came_goes_as_soon_as_it_is_not() -> None:
    room = Room(idle=150, most=1000)
    for name in NAMES:
        room.host.load(name)
    room.host.tidy()
    assert room.loaded() == list(NAMES), "all are in use"
    room.now = IN_USE + 1
    room.host.tidy()
    assert room.told[len(NAMES) :] == [("unloaded", "mirror"), ("unloaded", "sleeping")]
    room.host.tidy()
    assert room.loaded() == ["crashing"]


def test_what_fits_stays_however_long_nobody_uses_it() -> None:
    room = Room(idle=1000, most=1000)
    room.host.tidy()
    for name in NAMES:
        room.host.load(name)
    room.now = 1000 * IN_USE
    room.host.tidy()
    assert room.loaded() == list(NAMES)


@pytest.mark.parametrize("most", [50, 1000])
def test_the_one_just_loaded_always_stays(most: int) -> None:
    room = Room(idle=10, most=most)
    room.host.load("mirror")
    assert room.loaded() == ["mirror"]


def test_what_a_demo_puts_off_comes_in_steps_and_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def steps(demo: Demo) -> Iterator[None]:
        for number in range(2):
            done.append(f"{demo.name} {number}")
            yield

    monkeypatch.setattr(Demo, "settle", steps)
    room = Room(idle=10, most=1000)
    assert not room.host.settle()
    room.host.load("sleeping")
    assert room.host.settle()
    room.now = IN_USE + 1
    room.host.load("crashing")
    assert room.told[-1] == ("unloaded", "sleeping")
    while room.host.settle():
        pass
    assert done == ["sleeping 0", "crashing 0", "crashing 1"]


def test_what_fails_when_it_is_put_off_leaves_the_demo_as_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(demo: Demo) -> Iterator[None]:
        raise OSError("no such thing")
        yield

    monkeypatch.setattr(Demo, "settle", broken)
    room = Room(idle=1000, most=1000)
    room.host.load("sleeping")
    while room.host.settle():
        pass
    assert room.loaded() == ["sleeping"]
    assert "demo sleeping does without something: OSError: no such thing" in caplog.text
