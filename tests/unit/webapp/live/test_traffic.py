"""Buckets of connections and addresses, and what unfinished messages hold; with a clock that the test moves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.budget import MemoryBudget
from webapp.live.traffic import AT_ONCE, FREE, JOIN, NEWCOMER, PAGES, Allowance, Meter, TooMuch, Traffic

ALLOWED = Allowance(rate=90, burst=180, abuse=1000, longest=1_001_024, connections=220)


class Scene:
    """Traffic, its clock, and how often others got a turn."""

    def __init__(self, allowed: Allowance = ALLOWED, budget: MemoryBudget | None = None) -> None:
        self.now, self.turns = 100.0, 0
        self.budget = budget or MemoryBudget(10**8, 10**8, 10**8)
        self.traffic = Traffic(allowed, self.budget, self._turn, lambda: self.now)
        self.cut: list[str] = []

    def _turn(self) -> None:
        self.turns += 1

    def passes(self, seconds: float, *meters: Meter) -> None:
        """Time passes, and then bytes come in on these connections."""
        self.now += seconds
        for meter in meters:
            meter.came(100)

    @contextlib.contextmanager
    def visitor(self, address: str = "192.0.2.1", name: str = "") -> Iterator[Meter]:
        with self.traffic.connection(address) as meter:
            meter.hang_up = lambda: self.cut.append(name)
            yield meter


def taken(meter: Meter, most: int = 100_000) -> int:
    """Frames that pass at once."""
    for number in range(most):
        try:
            meter.frame()
        except TooMuch:
            return number
    return most


def test_a_page_with_a_camera_is_never_refused_and_waits_for_nobody() -> None:
    scene = Scene()
    with scene.visitor() as meter:
        for _ in range(30 * 600):  # ten minutes
            for size in (110, 60_000):
                assert meter.piece(size, size == 110)
                meter.frame()
                meter.whole()
            scene.passes(1 / 30, meter)
    assert (scene.turns, scene.cut) == (0, [])


def test_who_sends_without_end_is_cut_off_and_others_get_a_turn_each_time() -> None:
    scene = Scene()
    with scene.visitor() as meter:
        passed = taken(meter)
    assert ALLOWED.burst + ALLOWED.abuse <= passed < 2000
    assert scene.turns > passed - 30
    assert scene.cut == [""]


@pytest.mark.parametrize("pace", [0.0001, 0.01, 1.0])
def test_a_flood_is_cut_off_however_slow_the_server_is(pace: float) -> None:
    """What is read at once has come at once; and where more was there than could be read, there is no pause."""
    scene = Scene()
    passed = 0
    with scene.visitor() as meter, contextlib.suppress(TooMuch):
        for _ in range(100):
            meter.came(AT_ONCE)
            for _ in range(60):
                scene.now += pace
                meter.frame()
                passed += 1
    assert passed < 1400


def test_large_frames_of_a_page_are_no_flood() -> None:
    scene = Scene()
    with scene.visitor() as meter:
        for _ in range(3000):
            for size in (AT_ONCE, AT_ONCE, 40_000):
                meter.came(size)
                assert meter.piece(size, False)
            meter.frame()
            meter.frame()
            meter.whole()
            scene.now += 1 / 30
    assert (scene.turns, scene.cut) == (0, [])


def test_what_is_left_goes_to_the_next_connection_of_the_address_alone() -> None:
    scene = Scene()
    for _ in range(5):
        with scene.visitor() as meter:
            passed = taken(meter)
    assert passed == NEWCOMER
    with scene.visitor("192.0.2.2") as other:
        assert taken(other) > 1000
    scene.now += 60
    with scene.visitor() as meter:
        assert taken(meter) > 1000


def test_who_is_back_before_the_end_of_what_was_cut_off_goes_on_with_it() -> None:
    scene = Scene()
    with scene.visitor() as first:
        taken(first)
        with scene.visitor() as second:
            assert taken(second) == NEWCOMER
    scene.now += 60
    with scene.visitor(), scene.visitor():
        assert not scene.traffic._addresses["192.0.2.1"].left


def test_events_of_a_namespace_have_one_bucket_however_often_it_is_joined() -> None:
    scene = Scene()
    with scene.visitor() as meter:
        bucket = meter.bucket("/live")
        while bucket.take(scene.now):
            pass
        assert meter.bucket("/live") is bucket
        assert meter.bucket("/room").take(scene.now)
    with scene.visitor() as meter:
        assert sum(meter.bucket("/live").take(scene.now) for _ in range(1000)) == NEWCOMER


def test_a_page_that_comes_in_after_somebody_was_cut_off_comes_in() -> None:
    scene = Scene()
    with scene.visitor() as meter:
        taken(meter)
    with scene.visitor() as page:
        for _ in range(2):
            page.frame()
            page.charge(JOIN)
        for _ in range(30 * 60):
            page.frame()
            page.frame()
            scene.passes(1 / 30, page)


def test_where_an_address_has_used_up_all_a_page_goes_on_and_a_crowd_does_not() -> None:
    """More connections than a class has, each below its own limit: they share what the address has left."""
    scene = Scene()
    with contextlib.ExitStack() as stack:
        page = stack.enter_context(scene.visitor(name="page"))
        crowd = [stack.enter_context(scene.visitor(name=f"crowd {number}")) for number in range(100)]
        gone: set[int] = set()
        sent = 0
        for _ in range(30 * 20):
            page.frame()
            page.frame()
            for number, meter in enumerate(crowd):
                for _ in range(10 * (number not in gone)):
                    sent += 1
                    try:
                        meter.frame()
                    except TooMuch:
                        gone.add(number)
                        break
            scene.passes(1 / 30, page, *crowd)
    assert "page" not in scene.cut
    assert len(gone) > 50
    assert sent < 2 * PAGES * 90 + 20 * PAGES * 90 + 100 * (NEWCOMER + 180 + 20 * 90)


def test_the_connection_that_is_silent_for_longest_makes_room_at_its_address() -> None:
    scene = Scene(Allowance(90, 180, 1000, 1000, connections=3))
    with contextlib.ExitStack() as stack:
        meters = [stack.enter_context(scene.visitor(name=name)) for name in "abc"]
        scene.passes(1, meters[0], meters[2])
        with scene.visitor("192.0.2.2", "elsewhere"), scene.visitor(name="d"):
            assert scene.cut == ["b"]


def test_who_was_displaced_may_be_the_last_to_go() -> None:
    scene = Scene(Allowance(90, 180, 1000, 1000, connections=1))
    with contextlib.ExitStack() as stack:
        stack.enter_context(scene.visitor(name="a"))
        with scene.visitor(name="b"):
            assert scene.cut == ["a"]
        scene.now += 60
        with scene.visitor("192.0.2.2"):
            pass


@pytest.mark.parametrize(("text", "size"), [(True, 1_001_025), (False, 1_001_025)])
def test_pieces_add_up_to_the_longest_message(text: bool, size: int) -> None:
    scene = Scene()
    with scene.visitor() as meter:
        for _ in range(2):
            assert meter.piece(1_001_024, text)
            meter.whole()
        assert all(meter.piece(1000, text) for _ in range(size // 1000))
        assert not meter.piece(25, text)


def test_what_is_unfinished_counts_in_the_budget_until_it_is_whole_or_gone() -> None:
    scene = Scene(budget=MemoryBudget(1_000_000, 1_000_000, 1_000_000))
    with scene.visitor(name="a") as a, scene.visitor(name="b") as b:
        assert a.piece(60_000, False)
        assert scene.budget.held == 0, "an ordinary frame asks nobody"
        assert a.piece(640_000, False)
        assert 700_000 - FREE <= scene.budget.held <= 700_000 + FREE
        assert not b.piece(700_000, False)
        assert scene.cut == ["b"]
        a.whole()
        assert scene.budget.held == 0
        assert a.piece(700_000, False)
    assert scene.budget.held == 0


def test_tiny_pieces_count_for_more_than_their_bytes() -> None:
    scene = Scene()
    with scene.visitor() as meter:
        for _ in range(10_000):
            meter.piece(1, False)
        assert scene.budget.held > 10_000 * 40


def test_nothing_is_kept_of_who_has_gone() -> None:
    scene = Scene()
    for number in range(50):
        with scene.visitor(f"192.0.2.{number}") as meter:
            taken(meter)
    scene.now += 60
    with scene.visitor():
        assert len(scene.traffic._addresses) == 1


@given(gaps=st.lists(st.floats(0, 0.5), max_size=300), connections=st.integers(1, 5))
def test_no_way_of_coming_and_going_gets_more(gaps: list[float], connections: int) -> None:
    scene = Scene()
    passed, coming = 0, 0
    with contextlib.suppress(TooMuch):
        for start in range(0, len(gaps), max(1, len(gaps) // connections)):
            coming += 1
            with scene.visitor() as meter:
                for gap in gaps[start : start + max(1, len(gaps) // connections)]:
                    scene.passes(gap, meter)
                    for _ in range(40):
                        meter.frame()
                        passed += 1
    assert passed <= 1340 + 360 * (scene.now - 100) + NEWCOMER * coming
