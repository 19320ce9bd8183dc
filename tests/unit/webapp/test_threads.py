"""What handlers share where each has a thread of its own: nothing raises, and no limit is passed."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from webapp.classroom.fanout import Fanout
from webapp.classroom.guests import Guests
from webapp.classroom.wall import Wall
from webapp.engine.streams import Streams
from webapp.errors import ServerFull
from webapp.limits import TokenBucket
from webapp.live.uploads import UPLOADED, Uploads

SECONDS = 0.4
THREADS = 6
MOST, MOST_EACH = 40, 3


@pytest.fixture(autouse=True)
def _eager() -> Iterator[None]:
    """Threads take turns after every few instructions, as they do on a busy machine sooner or later."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[int, int], None]) -> None:
    """``work`` gets the thread's number and a count that grows; fails with the first error of any thread."""
    errors: list[BaseException] = []
    end = time.monotonic() + SECONDS

    def run(number: int) -> None:
        turn = 0
        try:
            while time.monotonic() < end and not errors:
                work(number, turn)
                turn += 1
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    if errors:
        raise errors[0]


def test_streams() -> None:
    streams = Streams(MOST, MOST_EACH)

    def work(number: int, turn: int) -> None:
        visitor = f"v{turn % 30}"  # the same for all threads
        try:
            opened = streams.open(visitor, "pose", {}, "server", now=float(turn))
        except ServerFull:
            for one in streams.idle(float(turn), 20.0):
                streams.close(one)
            return
        assert len(streams) <= MOST
        assert len(streams.of(visitor)) <= MOST_EACH
        assert all(one.id for one in streams)
        if turn % 2:
            streams.close(opened)

    together(work)


def test_uploads() -> None:
    uploads = Uploads()

    def work(number: int, turn: int) -> None:
        visitor = f"v{turn % 150}"
        id = uploads.add(visitor, bytes(turn % 100), float(turn))
        assert len(uploads) <= UPLOADED.all
        uploads.get(visitor, id, float(turn))

    together(work)
    assert len(uploads) <= min(UPLOADED.all, 150 * UPLOADED.each)
    assert uploads.size <= 100 * len(uploads)


def test_guests_and_their_numbers() -> None:
    guests = Guests()

    def work(number: int, turn: int) -> None:
        sid = f"{number}:{turn}"
        guest = guests.come(sid, f"v{turn % 500}", teacher=False, address="", bucket=TokenBucket(1, 1, 0.0))
        assert guest in guests.named(guest.number)
        assert {one.name for one in guests.named(guest.number)} == {guest.name}, "a number is one visitor's"
        guests.described({}, {})
        if turn >= 20:
            guests.go(f"{number}:{turn - 20}")

    together(work)
    assert len(guests) <= 20 * THREADS


def test_the_wall_and_the_viewers_of_a_presentation() -> None:
    wall, fanout = Wall(), Fanout()

    def work(number: int, turn: int) -> None:
        sid = f"{number}:{turn % 50}"
        fanout.join(sid)
        wall.agree(sid, turn, float(turn))
        wall.put(sid, b"jpeg", "pose", turn + 1.0)
        wall.shown()
        wall.expired(turn + 3.0)
        fanout.publish(b"jpeg", v=1)
        assert len(fanout) <= 50 * THREADS
        wall.withdraw(sid)
        fanout.forget(sid)

    together(work)
    assert (len(fanout), len(wall.tiles)) == (0, 0)
