"""What workers are stuck at, and what becomes of whom when one has ended; no process, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.support.scheduling import feed, ids, scheduler_of, stream
from webapp.engine.fleet import Fleet
from webapp.engine.inquest import Inquest
from webapp.engine.lifecycle import Cause, End
from webapp.engine.reencoding import Reencoding
from webapp.engine.scheduler import Job, Scheduler
from webapp.engine.streams import Stream
from wire.pulse import WHOLE, Activity, Phase, Pulse

DEADLINE = 10.0


class Said(Pulse):
    """A pulse that says what the test puts into it."""

    def __init__(self, *activities: Activity) -> None:
        self._activities = list(activities)

    def activities(self) -> list[Activity]:
        return self._activities


@dataclass
class Scene:
    scheduler: Scheduler = field(default_factory=lambda: scheduler_of(most=4, lanes=2))
    uploads: Reencoding = field(default_factory=Reencoding)
    fleet: Fleet = field(default_factory=lambda: Fleet(["pose", "style"], 2, 60, ["pose", "style"]))

    def __post_init__(self) -> None:
        self.fleet.hello("w1")
        self.inquest = Inquest(self.scheduler, self.fleet, self.uploads, DEADLINE, 180.0)

    def running(self, *names: str, demo: str = "pose") -> tuple[Job, list[Stream]]:
        """A job with a frame of each of these visitors."""
        streams = [stream(name, demo) for name in names]
        for one in streams:
            one.sender = one.id
            feed(self.scheduler, one)
        [job] = self.scheduler.assign(0.0)
        assert ids(job) == list(names)
        return job, streams


@pytest.fixture
def scene() -> Scene:
    return Scene()


def at(phase: Phase, job: int, since: float = 0.0, item: int = WHOLE, thread: int = 1) -> Activity:
    return Activity(phase, item, job, since, thread)


def test_nobody_is_stuck_within_the_deadline(scene: Scene) -> None:
    job, _ = scene.running("alice")
    assert scene.inquest.stuck({"w1": Said(at(Phase.PREDICTING, job.id))}, DEADLINE, 0.0) == []


def test_a_network_that_hangs_counts_for_the_demo_and_its_visitor(scene: Scene) -> None:
    job, _ = scene.running("alice")
    pulse = Said(at(Phase.PREDICTING, job.id))
    [(worker, end)] = scene.inquest.stuck({"w1": pulse}, DEADLINE + 0.1, 0.0)
    assert (worker, end) == ("w1", End(Cause.OVER_TIME, "predicting for pose of visitor alice took over 10 s"))
    jobs, hung = scene.inquest.gone("w1", end, pulse, 0, DEADLINE + 0.1)
    assert (jobs, hung) == ([job], True)
    assert scene.inquest.left("alice", DEADLINE + 0.1) == 1.0
    assert scene.fleet.state("pose", False).state != "unavailable"


def test_an_upload_that_hangs_is_its_senders_alone(scene: Scene) -> None:
    scene.running("alice")
    request = scene.uploads.begin("w1", "mallory")
    pulse = Said(at(Phase.PICTURE, request.number), at(Phase.PREDICTING, 1, since=DEADLINE, thread=2))
    [(_, end)] = scene.inquest.stuck({"w1": pulse}, DEADLINE + 0.1, 0.0)
    assert "decoding an uploaded picture of visitor mallor" in end.said
    scene.inquest.gone("w1", end, pulse, 0, DEADLINE + 0.1)
    assert scene.inquest.left("mallory", DEADLINE + 0.1) == 1.0
    assert scene.inquest.left("alice", DEADLINE + 0.1) is None
    refused = scene.inquest.charged("mallory", DEADLINE + 0.1)
    assert refused is not None
    assert (refused.code, refused.retry_after) == ("model_restarting", 1.0)


@pytest.mark.parametrize(("cause", "hangs"), [(Cause.SILENT, True), (Cause.ITSELF, False), (Cause.CANNOT_START, False)])
def test_a_worker_hung_where_it_was_silent_whatever_is_said_of_it(scene: Scene, cause: Cause, hangs: bool) -> None:
    job, _ = scene.running("alice")
    pulse = Said(at(Phase.PREDICTING, job.id))
    assert scene.inquest.gone("w1", End(cause, "no sign of life"), pulse, 0, 0.0) == ([job], hangs)


def test_time_in_which_this_process_stood_still_is_not_the_workers(scene: Scene) -> None:
    request = scene.uploads.begin("w1", "mallory")
    pulses = {"w1": Said(at(Phase.PICTURE, request.number))}
    assert scene.inquest.stuck(pulses, 30.0, resumed=25.0) == []
    assert scene.inquest.stuck(pulses, 35.1, resumed=25.0) != []


def test_a_job_that_shows_nowhere_is_waited_for_longer(scene: Scene) -> None:
    scene.running("alice")
    assert scene.fleet.due_loads(0.0) == [("w1", "pose")]
    elsewhere = {"w1": Said(at(Phase.LOADING, 0))}
    assert scene.inquest.stuck(elsewhere, DEADLINE + 1, 0.0) == []
    assert scene.inquest.stuck(elsewhere, 3 * DEADLINE + 1, 0.0) != []
    assert scene.inquest.stuck({"w1": Said()}, DEADLINE + 1, 0.0) != [], "one that says nothing at all"


def test_a_decoder_that_crashes_is_no_failure_of_the_demo(scene: Scene) -> None:
    for now in range(5):
        job, _ = scene.running("mallory", "alice")
        pulse = Said(at(Phase.DECODING, job.id, item=0))
        scene.inquest.gone("w1", End(Cause.ITSELF, "killed by SIGSEGV"), pulse, 0, float(now))
        scene.scheduler.add_worker("w1", 2)
        scene.scheduler.set_ready("w1", "pose")
        scene.fleet.hello("w1")
    assert scene.inquest.left("mallory", 4.0) == 16.0
    assert scene.inquest.left("alice", 4.0) is None
    assert scene.fleet.state("pose", False).state == "loading"


def test_of_a_batch_all_are_watched_until_one_is_there_again(scene: Scene) -> None:
    job, streams = scene.running("mallory", "alice", "bob")
    scene.inquest.gone("w1", End(Cause.ITSELF, "exit status 3"), Said(at(Phase.PREDICTING, job.id)), 0, 0.0)
    assert all(one.suspect for one in streams)
    assert all(scene.inquest.left(one.sender, 0.0) is None for one in streams)
    scene.scheduler.add_worker("w1", 2)
    scene.scheduler.set_ready("w1", "pose")
    for one in streams:
        one.landed(one.last_seq, None)
        feed(scene.scheduler, one)
    first, *_ = scene.scheduler.assign(1.0)
    assert ids(first) == ["mallory"], "suspects go alone"
    scene.inquest.gone("w1", End(Cause.ITSELF, "exit status 3"), Said(at(Phase.PREDICTING, first.id)), 0, 1.0)
    assert scene.inquest.left("mallory", 1.0) == 1.0
    scene.inquest.went_well(streams[1])
    assert not streams[1].suspect


def test_a_demo_that_raises_for_two_visitors_is_taken_out(scene: Scene) -> None:
    for name in ("alice", "bob"):
        assert scene.fleet.state("pose", False).state != "unavailable"
        job, _ = scene.running(name)
        scene.inquest.failed("pose", "w1", "predict: ValueError", job.frames, 0.0)
        scene.scheduler.finish("w1", job.id, 0.0)
    assert scene.fleet.state("pose", False).reason == "predict: ValueError"


def test_what_was_being_loaded_is_named(scene: Scene) -> None:
    for now in (0.0, 1.0):
        assert scene.fleet.due_loads(now) == [("w1", "pose")]
        scene.inquest.gone("w1", End(Cause.ITSELF, "exit status 4"), Said(at(Phase.LOADING, 0)), 0, now)
        scene.fleet.hello("w1")
    assert "exit status 4" in scene.fleet.state("pose", False).reason


def test_whoever_waits_for_an_upload_is_told_when_its_worker_ends() -> None:
    uploads = Reencoding()
    kept, lost = uploads.begin("w1", "alice"), uploads.begin("w2", "bob")
    uploads.lost("w2")
    assert lost.done.is_set()
    assert not kept.done.is_set()
    assert (uploads.sender_of(kept.number), uploads.sender_of(lost.number)) == ("alice", None)
