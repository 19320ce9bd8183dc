"""Whose frame goes to which worker, and with whose others. Pure: no I/O, time is passed in.

Streams with a waiting frame stand in line, the one whose last turn is longest ago first, so that visitors get equal
shares however fast they send. The frame at the head takes along what else waits for the same network in the same
shape, up to the demo's largest batch; nobody waits for a batch to fill. A suspect, whose last frame was in a batch that
ended a worker, goes alone until a frame of it has gone well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from webapp.engine.streams import Frame, Stream

LEARNT = 0.9
"""How much of the running mean of service times stays with each new one."""

AHEAD = 1
"""Jobs that a worker holds beside those it computes, so that decoding overlaps with the network."""
LONG = 0.1
"""Seconds of a worker that a demo's frame takes from which on it may not have all lanes while others want one."""
MOST_IN_FLIGHT = 2
"""Frames of one stream that workers hold: one whose turn it is and one behind it, so that latency stays flat."""


@dataclass(slots=True)
class Job:
    """Frames of one demo for one ``predict`` of one worker. ``started`` is None while it waits in the worker."""

    id: int
    worker: str
    demo: str
    frames: list[Frame]
    started: float | None = None
    followed: bool = False
    """Whether it waited in the worker for the job before it: only then does its time say how fast the worker is."""


@dataclass(slots=True)
class _Worker:
    lanes: int = 1
    ready: set[str] = field(default_factory=set)
    jobs: list[Job] = field(default_factory=list)


class Scheduler:
    """``batch_of(frame)`` gives the key that frames of one batch share, and the largest batch."""

    def __init__(self, batch_of: Callable[[Frame], tuple[Hashable, int]], ahead: int = AHEAD) -> None:
        self._batch_of = batch_of
        self._ahead = ahead
        self._workers: dict[str, _Worker] = {}
        self._line: dict[str, Stream] = {}
        self._last_job = 0
        self._service: dict[str, float] = {}
        self._active: dict[str, tuple[Stream, float]] = {}

    @property
    def waiting(self) -> int:
        """Streams with a frame that no worker has yet."""
        return len(self._line)

    @property
    def in_flight(self) -> int:
        return sum(len(job.frames) for worker in self._workers.values() for job in worker.jobs)

    def unserved(self) -> list[Stream]:
        """Streams in line whose demo no worker has loaded."""
        return [stream for stream in self._line.values() if not self.serves(stream.demo)]

    def add_worker(self, worker: str, lanes: int = 1) -> None:
        """A worker that computes ``lanes`` jobs at the same time."""
        self._workers[worker] = _Worker(lanes)

    def remove_worker(self, worker: str) -> list[Job]:
        """Forget a worker; the jobs that it takes with it."""
        gone = self._workers.pop(worker, None)
        return gone.jobs if gone else []

    def jobs_of(self, worker: str) -> list[Job]:
        """The jobs that a worker holds."""
        entry = self._workers.get(worker)
        return entry.jobs if entry else []

    def set_ready(self, worker: str, demo: str, ready: bool = True) -> None:
        """A worker has loaded a demo, or no longer has it."""
        if worker in self._workers:
            (self._workers[worker].ready.add if ready else self._workers[worker].ready.discard)(demo)

    def serves(self, demo: str) -> bool:
        """Whether some worker has the demo loaded."""
        return any(demo in worker.ready for worker in self._workers.values())

    def line_up(self, stream: Stream) -> None:
        """The stream's slot holds a frame; it keeps its place if it stood in line already."""
        stream.line_up(self._last_job)
        self._line.setdefault(stream.id, stream)
        if stream.slot is not None and not stream.still:  # a single picture makes nobody's page slower
            self._active[stream.id] = (stream, stream.slot.received)

    def withdraw(self, stream: Stream) -> None:
        """The stream has no frame to offer any more."""
        self._line.pop(stream.id, None)

    def assign(self, now: float) -> list[Job]:
        """Give what waits to the workers that have room, idle ones first."""
        jobs = []
        for load in range(max((worker.lanes for worker in self._workers.values()), default=0) + self._ahead):
            for name, worker in self._workers.items():
                room = load < worker.lanes + self._ahead
                if room and len(worker.jobs) == load and (job := self._next_job(name, worker, now)):
                    jobs.append(job)
        return jobs

    def finish(self, worker: str, job: int, now: float) -> Job | None:
        """A worker is done with a job; None if it is not one of its jobs (any more)."""
        entry = self._workers.get(worker)
        found = next((j for j in entry.jobs if j.id == job), None) if entry else None
        if entry and found:
            entry.jobs.remove(found)
            self._learn(found, entry.lanes, now)
            for begun in entry.jobs[: entry.lanes]:
                if begun.started is None:
                    begun.started, begun.followed = now, True
        return found

    def overdue(self, now: float, deadline: float) -> list[Job]:
        """Jobs that a worker has computed for longer than ``deadline`` seconds."""
        return [
            job
            for worker in self._workers.values()
            for job in worker.jobs
            if job.started is not None and now - job.started > deadline
        ]

    def excuse(self, seconds: float, now: float) -> None:
        """Time in which nobody took in the workers' answers does not count as time that they took."""
        for worker in self._workers.values():
            for job in worker.jobs:
                if job.started is not None:
                    job.started = min(now, job.started + seconds)

    def round(self, now: float, within: float = 2.0) -> tuple[int, float]:
        """How many streams sent a frame lately, or have one in a worker, and the seconds that one turn for each takes.

        Streams that go on from their own answers count like the mean of the others, where there are any: nobody is to
        look at smaller pictures because somebody beside them watches something long.
        """
        self._active = {
            id: entry
            for id, entry in self._active.items()
            if now - entry[1] <= within or (entry[0].in_flight > 0 and not entry[0].closed)
        }
        streams = [stream for stream, _ in self._active.values()]
        counted = [stream.demo for stream in streams if not stream.recurrent] or [stream.demo for stream in streams]
        mean = sum(self._service.get(demo, 0.0) for demo in counted) / max(1, len(counted))
        return len(streams), len(streams) * mean / max(1, len(self._workers))

    def turn_of(self, demo: str) -> float:
        """Seconds from one frame of a stream of this demo to its next at which every stream has the same share of the
        workers' time, however long its own frames take: who sends so often, just before the turn comes, has that.
        """
        return len(self._active) * self._service.get(demo, 0.0) / max(1, len(self._workers))

    def _learn(self, job: Job, lanes: int, now: float) -> None:
        """Keep a running mean of the seconds that a frame of this demo occupies a worker whose lanes are all busy."""
        if job.started is None or (not job.followed and job.demo in self._service):
            return
        took = (now - job.started) / len(job.frames) / lanes
        self._service[job.demo] = took + LEARNT * (self._service.get(job.demo, took) - took)

    def _next_job(self, name: str, worker: _Worker, now: float) -> Job | None:
        streams = self._next_batch(name, worker)
        if not streams:
            return None
        self._last_job += 1
        frames = [stream.take_turn(self._last_job, name) for stream in streams]
        for stream in streams:
            if stream.slot is None:  # of sound there may be more
                del self._line[stream.id]
        begins = len(worker.jobs) < worker.lanes
        job = Job(self._last_job, name, streams[0].demo, frames, now if begins else None)
        worker.jobs.append(job)
        return job

    def _next_batch(self, name: str, worker: _Worker) -> list[Stream]:
        batch: list[Stream] = []
        key: Hashable = None
        most = 1
        for stream in sorted(self._line.values(), key=lambda stream: stream.turn):
            if stream.slot is None or stream.demo not in worker.ready or not self._may_go(stream, name):
                continue
            if self._is_long(stream.demo) and not self._has_room_for_long(worker):
                continue
            if not batch:
                key, most = self._batch_of(stream.slot)
                most = 1 if stream.suspect else most
            elif stream.suspect or self._batch_of(stream.slot)[0] != key:
                continue
            batch.append(stream)
            if len(batch) == most:
                break
        return batch

    def _is_long(self, demo: str) -> bool:
        return self._service.get(demo, 0.0) > LONG

    def _has_room_for_long(self, worker: _Worker) -> bool:
        """Whether a lane is left for the others, where there are any: they would wait whole seconds for it."""
        if all(self._is_long(stream.demo) for stream, _ in self._active.values()):
            return True
        return sum(self._is_long(job.demo) for job in worker.jobs) < max(1, worker.lanes - 1)

    @staticmethod
    def _may_go(stream: Stream, worker: str) -> bool:
        """A stream's frames in flight stay with one worker: what it remembers passes from one to the next."""
        most = 1 if stream.recurrent else MOST_IN_FLIGHT
        return stream.in_flight == 0 or (stream.worker == worker and stream.in_flight < most)
