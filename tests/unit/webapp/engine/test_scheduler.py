"""Fair turns and batches of the scheduler, with a clock that the test moves."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.scheduling import feed, ids, land, scheduler_of, stream
from webapp.engine.scheduler import Job, Scheduler
from webapp.engine.streams import Frame, Stream


def test_nothing_waits_where_nothing_was_submitted() -> None:
    scheduler = scheduler_of()
    assert scheduler.assign(0.0) == []
    assert (scheduler.waiting, scheduler.in_flight) == (0, 0)


@given(count=st.integers(1, 7), most=st.integers(1, 5), ahead=st.integers(0, 2), rounds=st.integers(10, 60))
@settings(max_examples=40)
def test_streams_that_always_have_a_frame_are_served_equally(count: int, most: int, ahead: int, rounds: int) -> None:
    """From any point on, no stream has been served two frames more than another."""
    scheduler = scheduler_of(most, ahead=ahead)
    streams = [stream(f"s{n}") for n in range(count)]
    for one in streams:
        feed(scheduler, one)
    served: list[str] = []
    running: list[Job] = []
    for now in range(rounds):
        while jobs := scheduler.assign(now):
            for job in jobs:
                served += ids(job)
                running.append(job)
                for frame in job.frames:
                    feed(scheduler, frame.stream)
        done = running.pop(0)
        scheduler.finish(done.worker, done.id, now)
        land([done])
    for start in range(0, len(served), max(1, len(served) // 8)):
        counts = Counter({one.id: 0 for one in streams})
        for name in served[start:]:
            counts[name] += 1
            assert max(counts.values()) - min(counts.values()) <= 1


@given(count=st.integers(2, 9), most=st.integers(1, 4), data=st.data())
@settings(max_examples=40)
def test_a_stream_waits_at_most_as_many_turns_as_stand_before_it(count: int, most: int, data: st.DataObject) -> None:
    """However many share the others' batches: with mixed keys, position in line bounds the jobs before one's own."""
    scheduler = scheduler_of(most, ahead=0)
    streams = [stream(f"s{n}", size=data.draw(st.integers(1, 3))) for n in range(count)]
    for one in streams:
        feed(scheduler, one)
    patience = {one.id: place for place, one in enumerate(streams)}
    for now in range(40):
        (job,) = scheduler.assign(now)
        for name in set(patience) - set(ids(job)):
            patience[name] -= 1
            assert patience[name] >= 0
        scheduler.finish(job.worker, job.id, now)
        land([job])
        for frame in job.frames:
            feed(scheduler, frame.stream)
            patience[frame.stream.id] = count - 1


def test_a_fast_sender_gains_nothing() -> None:
    scheduler = scheduler_of(ahead=0)
    fast, slow = stream("fast"), stream("slow")
    counts: Counter[str] = Counter()
    for now in range(20):
        for _ in range(5):
            feed(scheduler, fast)
        if slow.slot is None:
            feed(scheduler, slow)
        (job,) = scheduler.assign(now)
        counts.update(ids(job))
        scheduler.finish(job.worker, job.id, now)
        land([job])
    assert counts["fast"] == counts["slow"] == 10


def test_newcomers_stand_behind_those_who_wait() -> None:
    """A new stream for each turn, as single pictures over HTTP are, must not keep those out who are here."""
    scheduler = scheduler_of(ahead=0)
    here = [stream("a"), stream("b")]
    counts: Counter[str] = Counter()
    for one in here:
        feed(scheduler, one)
    for now in range(30):
        feed(scheduler, stream(f"new {now}"))
        (job,) = scheduler.assign(now)
        counts.update(ids(job))
        scheduler.finish(job.worker, job.id, now)
        land([job])
        for frame in job.frames:
            if frame.stream in here:
                feed(scheduler, frame.stream)
    assert min(counts["a"], counts["b"]) >= 3
    assert abs(counts["a"] - counts["b"]) <= 1


def test_a_newer_frame_takes_the_place_of_the_waiting_one_and_its_turn() -> None:
    scheduler = scheduler_of(ahead=0)
    first, second = stream("first"), stream("second")
    feed(scheduler, first)
    feed(scheduler, second)
    newest = feed(scheduler, first)
    (job,) = scheduler.assign(0.0)
    assert ids(job) == ["first"]
    assert job.frames[0].seq == newest
    assert first.dropped == [0]


def test_a_batch_takes_equal_keys_only_up_to_the_largest() -> None:
    scheduler = scheduler_of(most=2, ahead=0)
    streams = [stream("a", size=1), stream("b", size=2), stream("c", size=1), stream("d", size=1)]
    for one in streams:
        feed(scheduler, one)
    (job,) = scheduler.assign(0.0)
    assert ids(job) == ["a", "c"]
    scheduler.finish("w1", job.id, 0.0)
    (job,) = scheduler.assign(0.0)
    assert ids(job) == ["b"]
    scheduler.finish("w1", job.id, 0.0)
    assert ids(scheduler.assign(0.0)[0]) == ["d"]


def test_demos_do_not_mix_in_a_batch() -> None:
    scheduler = scheduler_of(most=4)
    for one in (stream("a", "pose"), stream("b", "style"), stream("c", "pose")):
        feed(scheduler, one)
    assert [(job.demo, ids(job)) for job in scheduler.assign(0.0)] == [("pose", ["a", "c"]), ("style", ["b"])]


def test_nobody_waits_for_a_batch_to_fill() -> None:
    scheduler = scheduler_of(most=8)
    feed(scheduler, stream("alone"))
    assert [ids(job) for job in scheduler.assign(0.0)] == [["alone"]]


def test_single_pictures_count_as_no_streams() -> None:
    scheduler = Scheduler(lambda frame: (frame.stream.demo, 1))
    for number, still in enumerate((False, True, True)):
        one = Stream(f"s{number}", "", "pose", {}, still=still)
        one.put(Frame(one, 0, 0.0, b"", {}, 10.0))
        scheduler.line_up(one)
    assert scheduler.round(10.5)[0] == 1


def test_of_a_recurrent_demo_one_frame_of_a_stream_is_under_way() -> None:
    """However much waits and however many workers are idle; another stream goes beside it."""
    scheduler = scheduler_of(workers=("w1", "w2"))
    one, other = stream("one"), stream("other")
    one.recurrent, one.room = True, 1000
    for _ in range(3):
        feed(scheduler, one)
    feed(scheduler, other)
    jobs = scheduler.assign(0.0)
    assert sorted(ids(job)[0] for job in jobs) == ["one", "other"]
    served = []
    for now in range(1, 5):
        for job in jobs:
            scheduler.finish(job.worker, job.id, now)
        land(jobs)
        jobs = scheduler.assign(now)
        served += [frame.seq for job in jobs for frame in job.frames]
    assert served == [1, 2]
    assert scheduler.waiting == 0


def test_sound_that_waits_keeps_its_stream_in_line_but_behind_the_others() -> None:
    scheduler = scheduler_of(ahead=0)
    talking, other = stream("talking"), stream("other")
    talking.room = 1000
    for _ in range(4):
        feed(scheduler, talking)
    feed(scheduler, other)
    order = []
    for now in range(5):
        (job,) = scheduler.assign(now)
        order += ids(job)
        scheduler.finish(job.worker, job.id, now)
        land([job])
    assert order == ["talking", "other", "talking", "talking", "talking"]
    assert (scheduler.waiting, scheduler.assign(9.0)) == (0, [])
