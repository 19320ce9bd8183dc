"""Connections and their time, with sockets of this process and a clock that the test moves."""

from __future__ import annotations

import contextlib
import errno
import resource
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from webapp.config import Config
from webapp.live.connections import Connections, Door, NoRoom, Seat, connections


class Scene:
    def __init__(self, most: int = 100, each_address: int = 100, seconds: float = 15) -> None:
        self.now = 50.0
        self.all = Connections(most, each_address, seconds, lambda: self.now)
        self._ports = iter(range(1000, 100_000))
        self._open: list[socket.socket] = []

    def come(self, address: str = "192.0.2.1") -> tuple[Seat, socket.socket]:
        """A connection that found room, and its other end."""
        here, there = socket.socketpair()
        self._open += [here, there]
        there.setblocking(False)
        peer = (address, next(self._ports))
        assert self.all.enter(here, peer)
        seat = self.all.of(peer)
        seat.reading = True
        return seat, there

    def look(self, seconds: float) -> None:
        self.now += seconds
        self.all.look()

    def close(self) -> None:
        for one in self._open:
            one.close()


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.close()


def is_ended(other_end: socket.socket) -> bool:
    with contextlib.suppress(BlockingIOError):
        return other_end.recv(1) == b""
    return False


def test_who_says_nothing_is_closed_in_time(scene: Scene) -> None:
    _, other = scene.come()
    scene.look(14)
    assert not is_ended(other)
    scene.look(2)
    assert is_ended(other)


def test_a_head_that_dribbles_is_closed_in_time(scene: Scene) -> None:
    seat, other = scene.come()
    for _ in range(7):
        scene.look(2)
        seat.came(1)
    assert not is_ended(other)
    scene.look(2)
    assert is_ended(other)


def test_between_requests_there_is_no_hurry(scene: Scene) -> None:
    seat, other = scene.come()
    seat.came(100)
    seat.expect_body()
    seat.expect_request()
    for _ in range(50):
        scene.look(1)
    assert not is_ended(other)
    seat.came(1)
    scene.look(16)
    assert is_ended(other)


@pytest.mark.parametrize(("pace", "ends"), [(500, True), (7_000, True), (9_000, False)])
def test_a_body_keeps_its_pace(scene: Scene, pace: int, ends: bool) -> None:
    seat, other = scene.come()
    seat.came(100)
    seat.expect_body()
    for _ in range(300):
        scene.look(1)
        seat.came(pace)
    assert is_ended(other) == ends


def test_what_came_early_is_no_credit_for_a_stall(scene: Scene) -> None:
    seat, other = scene.come()
    seat.came(100)
    seat.expect_body()
    seat.came(36_000_000)
    scene.look(14)
    seat.came(40_000)
    scene.look(5)
    assert not is_ended(other)
    scene.look(2)
    assert is_ended(other)


def test_a_slow_phone_that_goes_on_is_not_cut_off(scene: Scene) -> None:
    """20 kB a second, with a stall of 12 seconds now and then."""
    seat, other = scene.come()
    seat.expect_body()
    for _ in range(30):
        scene.look(12)
        for _ in range(10):
            seat.came(20_000)
            scene.look(1)
    assert not is_ended(other)


def test_who_is_being_answered_is_left_in_peace(scene: Scene) -> None:
    seat, other = scene.come()
    seat.came(100)
    seat.expect_body()
    seat.reading = False
    scene.look(200)
    assert not is_ended(other)


def test_the_one_silent_for_longest_makes_room() -> None:
    scene = Scene(most=3)
    (first, a), (second, b), (_, c) = scene.come(), scene.come("192.0.2.2"), scene.come()
    scene.now += 1
    first.expect_body()
    first.came(1)
    second.came(1)  # dribbles: that does not help it
    scene.come("192.0.2.3")
    assert [is_ended(end) for end in (a, b, c)] == [False, True, False]
    assert len(scene.all) == 3
    scene.close()


def test_a_body_that_comes_well_stays_and_what_was_not_read_yet_as_well() -> None:
    scene = Scene(most=3)
    (upload, a), (unread, b) = scene.come(), scene.come()
    upload.expect_body()
    unread.reading = False
    for _ in range(10):
        scene.now += 2
        upload.came(50_000)
    _, c = scene.come()
    scene.look(1)
    upload.came(50_000)
    scene.come()
    assert [is_ended(end) for end in (a, b, c)] == [False, False, True]
    scene.close()


def test_a_full_address_makes_room_for_its_own() -> None:
    scene = Scene(each_address=2)
    _, elsewhere = scene.come("192.0.2.2")
    _, mine = scene.come()
    scene.come()
    scene.come()
    assert (is_ended(elsewhere), is_ended(mine)) == (False, True)
    scene.close()


def test_a_long_answer_makes_room_and_a_socket_does_not() -> None:
    scene = Scene(most=2)
    (one, a), (other, b) = scene.come(), scene.come()
    one.reading = other.reading = False
    other.upgraded = True
    here, there = socket.socketpair()
    assert not scene.all.enter(here, ("192.0.2.9", 1)), "both are at work"
    scene.now += 31
    assert scene.all.enter(here, ("192.0.2.9", 1))
    assert (is_ended(a), is_ended(b)) == (True, False)
    here.close()
    there.close()
    scene.close()


def test_what_was_closed_unseen_is_forgotten(scene: Scene) -> None:
    seat, _ = scene.come()
    seat.socket.close()
    scene.look(2)
    assert len(scene.all) == 0


class Listener:
    def __init__(self, error: OSError) -> None:
        self.error, self.name = error, "mine"

    def accept(self) -> object:
        raise self.error


def test_a_door_outlives_a_lack_of_descriptors(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    _, other = scene.come()
    door = Door(Listener(OSError(errno.EMFILE, "Too many open files")), scene.all)
    with pytest.raises(NoRoom):
        door.accept()
    assert waited
    assert is_ended(other), "one that was silent gives its descriptor back"
    assert door.name == "mine"
    with pytest.raises(NoRoom):
        Door(Listener(OSError(errno.ECONNABORTED, "gone")), scene.all).accept()
    with pytest.raises(OSError, match="closed") as found:
        Door(Listener(OSError(errno.EBADF, "closed")), scene.all).accept()
    assert not isinstance(found.value, NoRoom)
    assert not door.is_broken


@pytest.mark.parametrize(
    ("files", "settings", "most", "each"),
    [
        (16384, {}, 4000, 800),
        (1024, {}, 480, 240),
        (16384, {"max_connections": 50}, 50, 25),
        (1024, {"proxies": 1}, 480, 480),
        (16384, {"max_visitors_per_address": 10}, 4000, 80),
        (40, {}, 8, 4),
        (resource.RLIM_INFINITY, {}, 4000, 800),
    ],
)
def test_the_cap_follows_the_limit_of_open_files(
    monkeypatch: pytest.MonkeyPatch, files: int, settings: dict[str, Any], most: int, each: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    found = connections(Config(**settings))
    assert (found.most, found.each_address) == (most, each)
