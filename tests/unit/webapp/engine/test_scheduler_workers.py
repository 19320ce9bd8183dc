"""The scheduler and its workers: what they hold, lose and finish, with a clock that the test moves."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.support.scheduling import feed, ids, land, scheduler_of, stream
from webapp.engine.scheduler import Job, Scheduler
from webapp.engine.streams import Stream


@pytest.mark.parametrize("ahead", [0, 1, 3])
def test_a_worker_holds_one_job_and_those_ahead(ahead: int) -> None:
    scheduler = scheduler_of(ahead=ahead)
    for n in range(9):
        feed(scheduler, stream(f"s{n}"))
    jobs = scheduler.assign(0.0)
    assert len(jobs) == 1 + ahead
    assert [job.started for job in jobs] == [0.0] + [None] * ahead
    assert scheduler.in_flight == 1 + ahead
    assert scheduler.waiting == 9 - 1 - ahead
    assert scheduler.assign(1.0) == []


def test_a_worker_computes_as_many_jobs_at_once_as_it_has_lanes() -> None:
    scheduler = scheduler_of(lanes=2)
    for n in range(5):
        feed(scheduler, stream(f"s{n}"))
    jobs = scheduler.assign(0.0)
    assert [job.started for job in jobs] == [0.0, 0.0, None]
    scheduler.finish("w1", jobs[1].id, 1.0)
    assert (jobs[0].started, jobs[2].started) == (0.0, 1.0)
    assert [ids(job) for job in scheduler.assign(1.0)] == [["s3"]]


def test_a_turn_is_shorter_where_lanes_compute_side_by_side() -> None:
    scheduler = scheduler_of(lanes=2)
    for n in range(3):
        feed(scheduler, stream(f"s{n}"))
    first, _, third = scheduler.assign(0.0)
    scheduler.finish("w1", first.id, 2.0)
    scheduler.finish("w1", third.id, 4.0)
    streams, seconds = scheduler.round(0.5)
    assert streams == 3
    assert seconds == pytest.approx(3 * 1.0)


def test_a_stream_has_no_more_than_two_frames_in_workers() -> None:
    scheduler = scheduler_of(ahead=3)
    one = stream("one")
    for _ in range(3):
        feed(scheduler, one)
        scheduler.assign(0.0)
    assert (one.in_flight, scheduler.in_flight) == (2, 2)


def test_idle_workers_come_before_a_second_job_for_a_busy_one() -> None:
    scheduler = scheduler_of(workers=("w1", "w2"))
    for n in range(3):
        feed(scheduler, stream(f"s{n}"))
    assert [(job.worker, ids(job)) for job in scheduler.assign(0.0)] == [("w1", ["s0"]), ("w2", ["s1"]), ("w1", ["s2"])]


def test_a_worker_that_has_nothing_to_do_comes_before_a_busy_one_that_was_there_first() -> None:
    scheduler = scheduler_of(workers=("w1", "w2"))
    feed(scheduler, stream("a"))
    assert [job.worker for job in scheduler.assign(0.0)] == ["w1"]
    feed(scheduler, stream("b"))
    assert [job.worker for job in scheduler.assign(0.0)] == ["w2"]


def test_a_streams_frames_in_flight_stay_with_one_worker() -> None:
    scheduler = scheduler_of(workers=("w1", "w2"))
    one = stream("one")
    feed(scheduler, one)
    (first,) = scheduler.assign(0.0)
    feed(scheduler, one)
    (second,) = scheduler.assign(0.0)
    assert (first.worker, second.worker) == ("w1", "w1")
    feed(scheduler, one)
    assert scheduler.assign(0.0) == []  # w2 is idle, but what the stream remembers comes out of w1
    for job in (first, second):
        scheduler.finish("w1", job.id, 1.0)
        land([job])
    scheduler.remove_worker("w1")
    assert [job.worker for job in scheduler.assign(1.0)] == ["w2"]


def test_a_worker_without_the_demo_gets_none_of_its_frames() -> None:
    scheduler = Scheduler(lambda frame: (frame.stream.demo, 1))
    scheduler.add_worker("w1")
    one = stream("one")
    feed(scheduler, one)
    assert scheduler.assign(0.0) == []
    assert scheduler.unserved() == [one]
    assert not scheduler.serves("pose")
    scheduler.set_ready("w1", "pose")
    assert scheduler.serves("pose")
    assert scheduler.unserved() == []
    scheduler.set_ready("w1", "pose", ready=False)
    assert scheduler.assign(0.0) == []
    scheduler.set_ready("nobody", "pose")
    assert not scheduler.serves("pose")


def test_a_withdrawn_stream_is_passed_over() -> None:
    scheduler = scheduler_of()
    one, other = stream("one"), stream("other")
    feed(scheduler, one)
    feed(scheduler, other)
    scheduler.withdraw(one)
    scheduler.withdraw(one)
    assert [ids(job) for job in scheduler.assign(0.0)] == [["other"]]


def test_a_stream_whose_slot_was_emptied_is_passed_over() -> None:
    scheduler = scheduler_of()
    one, other = stream("one"), stream("other")
    feed(scheduler, one)
    feed(scheduler, other)
    one.slot = None
    assert [ids(job) for job in scheduler.assign(0.0)] == [["other"]]


def test_removing_a_worker_returns_its_jobs_and_no_others() -> None:
    scheduler = scheduler_of(workers=("w1", "w2"))
    for n in range(4):
        feed(scheduler, stream(f"s{n}"))
    jobs = scheduler.assign(0.0)
    assert scheduler.remove_worker("w1") == [job for job in jobs if job.worker == "w1"]
    assert scheduler.in_flight == 2
    assert scheduler.remove_worker("w1") == []
    for job in jobs:
        found = scheduler.finish(job.worker, job.id, 1.0)
        assert found is (job if job.worker == "w2" else None)
    assert scheduler.in_flight == 0


def test_a_job_is_finished_once_and_by_its_own_worker() -> None:
    scheduler = scheduler_of(workers=("w1", "w2"))
    feed(scheduler, stream("one"))
    (job,) = scheduler.assign(0.0)
    assert scheduler.finish("w2", job.id, 1.0) is None
    assert scheduler.finish("w1", job.id + 1, 1.0) is None
    assert scheduler.finish("w1", job.id, 1.0) is job
    assert scheduler.finish("w1", job.id, 1.0) is None


def test_a_job_is_overdue_from_when_the_worker_came_to_it() -> None:
    scheduler = scheduler_of()
    feed(scheduler, stream("a"))
    feed(scheduler, stream("b"))
    first, second = scheduler.assign(100.0)
    assert scheduler.overdue(110.0, 10.0) == []
    assert scheduler.overdue(110.1, 10.0) == [first]
    scheduler.finish("w1", first.id, 109.0)
    assert second.started == 109.0
    assert scheduler.overdue(119.0, 10.0) == []
    assert scheduler.overdue(119.5, 10.0) == [second]


def test_a_job_done_before_the_one_at_the_head_leaves_the_heads_time_alone() -> None:
    scheduler = scheduler_of()
    feed(scheduler, stream("a"))
    feed(scheduler, stream("b"))
    first, second = scheduler.assign(100.0)
    scheduler.finish("w1", second.id, 105.0)
    assert first.started == 100.0


class AnyOrder(RuleBasedStateMachine):
    """Frames, answers, deaths and closings in any order: each frame ends in exactly one place."""

    def __init__(self) -> None:
        super().__init__()
        self.scheduler = Scheduler(lambda frame: (frame.params["key"], 3), ahead=1)
        self.streams = [Stream(f"s{n}", f"v{n}", "pose", {"key": n % 2}) for n in range(5)]
        self.sent: Counter[tuple[str, int]] = Counter()
        self.ended: Counter[tuple[str, int]] = Counter()
        self.running: dict[int, Job] = {}
        self.workers: set[str] = set()
        self.started = 0
        self.now = 0.0

    @rule(which=st.integers(0, 4))
    def send(self, which: int) -> None:
        one = self.streams[which]
        waiting = one.slot
        seq = feed(self.scheduler, one)
        self.sent[one.id, seq] += 1
        if waiting is not None:
            self.ended[one.id, waiting.seq] += 1

    @rule()
    def assign(self) -> None:
        self.now += 1
        for job in self.scheduler.assign(self.now):
            assert job.id not in self.running
            assert 1 <= len(job.frames) <= 3
            assert len({frame.params["key"] for frame in job.frames}) == 1
            assert len(set(ids(job))) == len(job.frames)
            self.running[job.id] = job

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if self.running:
            job = self.running.pop(data.draw(st.sampled_from(sorted(self.running))))
            assert self.scheduler.finish(job.worker, job.id, self.now) is job
            self._end(job)

    @rule()
    def start_worker(self) -> None:
        if len(self.workers) < 3:
            self.started += 1
            name = f"w{self.started}"
            self.workers.add(name)
            self.scheduler.add_worker(name)
            self.scheduler.set_ready(name, "pose")

    @rule(data=st.data())
    def kill_worker(self, data: st.DataObject) -> None:
        if self.workers:
            name = data.draw(st.sampled_from(sorted(self.workers)))
            self.workers.discard(name)
            lost = self.scheduler.remove_worker(name)
            assert {job.id for job in lost} == {id for id, job in self.running.items() if job.worker == name}
            for job in lost:
                self._end(self.running.pop(job.id))

    @rule(which=st.integers(0, 4))
    def close(self, which: int) -> None:
        one = self.streams[which]
        if one.slot is not None:
            self.ended[one.id, one.slot.seq] += 1
        self.scheduler.withdraw(one)
        one.slot = None

    def _end(self, job: Job) -> None:
        land([job])
        for frame in job.frames:
            self.ended[frame.stream.id, frame.seq] += 1

    @invariant()
    def every_frame_is_in_one_place(self) -> None:
        places = Counter(self.ended)
        places.update((one.id, one.slot.seq) for one in self.streams if one.slot is not None)
        places.update((frame.stream.id, frame.seq) for job in self.running.values() for frame in job.frames)
        assert places == self.sent

    @invariant()
    def the_counts_are_right(self) -> None:
        assert self.scheduler.waiting == sum(one.slot is not None for one in self.streams)
        assert self.scheduler.in_flight == sum(len(job.frames) for job in self.running.values())
        assert all(one.in_flight >= 0 for one in self.streams)
        assert sum(one.in_flight for one in self.streams) == self.scheduler.in_flight

    @invariant()
    def no_stream_is_at_two_workers_and_none_is_overfull(self) -> None:
        held: dict[str, set[str]] = {}
        load: Counter[str] = Counter()
        for job in self.running.values():
            load[job.worker] += 1
            for frame in job.frames:
                held.setdefault(frame.stream.id, set()).add(job.worker)
        assert all(len(workers) == 1 for workers in held.values())
        assert all(count <= 2 for count in load.values())


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestAnyOrder = AnyOrder.TestCase


def test_what_takes_long_leaves_a_lane_to_others() -> None:
    """Two streams whose frames take a second, and one whose frames take a hundredth: that one never waits for both."""
    scheduler = scheduler_of(lanes=2, ahead=1)
    long, longer, short = stream("long", "style"), stream("longer", "style"), stream("short")
    for one in (long, longer):
        one.recurrent = True
    learn(scheduler, "style", 2.0)
    learn(scheduler, "pose", 0.02)
    for one in (long, longer):
        feed(scheduler, one)
    assert len(scheduler.assign(0.0)) == 2, "there is nobody else"
    scheduler, started = scheduler_of(lanes=2, ahead=1), Counter[str]()
    learn(scheduler, "style", 2.0)
    learn(scheduler, "pose", 0.02)
    for one in (stream("long", "style"), stream("longer", "style"), short):
        one.recurrent = one.demo == "style"
        feed(scheduler, one)
    for now in range(12):
        for job in scheduler.assign(float(now)):
            started.update(ids(job))
            if job.demo == "pose":
                scheduler.finish(job.worker, job.id, now + 0.02)
                land([job])
                feed(scheduler, short)
        held = [job.demo for job in scheduler.jobs_of("w1")]
        assert held.count("style") <= 1
        if now % 4 == 3:
            for job in [job for job in scheduler.jobs_of("w1") if job.demo == "style"]:
                scheduler.finish("w1", job.id, now + 0.5)
                land([job])
                feed(scheduler, job.frames[0].stream)
    assert started["short"] >= 12
    assert min(started["long"], started["longer"]) >= 1, "those that take long have their turns, one after the other"


def learn(scheduler: Scheduler, demo: str, seconds: float) -> None:
    """Have it know how long a frame of this demo takes."""
    one = stream(f"first of {demo}", demo)
    feed(scheduler, one)
    [job] = scheduler.assign(0.0)
    scheduler.finish(job.worker, job.id, seconds)
    land([job])
    one.close()
    scheduler.round(100.0)


def test_every_stream_has_the_same_share_of_the_time_however_long_its_frames_take() -> None:
    scheduler = scheduler_of()
    learn(scheduler, "style", 0.2)
    learn(scheduler, "pose", 0.02)
    for one in (stream("a", "style"), stream("b"), stream("c")):
        feed(scheduler, one)
    streams, seconds = scheduler.round(0.1)
    assert (streams, round(seconds, 6)) == (3, 0.24)
    assert scheduler.turn_of("style") == pytest.approx(0.6)
    assert scheduler.turn_of("pose") == pytest.approx(0.06)


def test_what_goes_on_by_itself_makes_no_round_longer() -> None:
    """Beside something long two cameras are as fast as three cameras are: nobody looks at smaller pictures for it."""
    scheduler = scheduler_of()
    learn(scheduler, "style", 5.0)
    learn(scheduler, "pose", 0.02)
    long = stream("long", "style")
    long.recurrent = True
    for one in (long, stream("b"), stream("c")):
        feed(scheduler, one)
    streams, seconds = scheduler.round(0.1)
    assert (streams, round(seconds, 6)) == (3, 0.06)
    scheduler.assign(0.2)
    assert scheduler.round(30.0)[0] == 2, "what is in the worker still counts: the first two in line"
