"""Streams with frames, and a scheduler of a few workers, for tests of its rules."""

from __future__ import annotations

from typing import Any

from webapp.engine.scheduler import Job, Scheduler
from webapp.engine.streams import Frame, Stream


def stream(name: str, demo: str = "pose", **params: Any) -> Stream:
    return Stream(name, f"visitor of {name}", demo, params)


def feed(scheduler: Scheduler, to: Stream) -> int:
    """Put the stream's next frame into its slot and into line; its seq."""
    seq = to.last_seq + 1
    to.put(Frame(to, seq, 0.0, b"jpeg", to.params, 0.0))
    scheduler.line_up(to)
    return seq


def scheduler_of(most: int = 1, workers: tuple[str, ...] = ("w1",), ahead: int = 1, **kinds: Any) -> Scheduler:
    made = Scheduler(lambda frame: ((frame.stream.demo, frame.params.get("size")), most), ahead)
    for worker in workers:
        made.add_worker(worker, kinds.get("lanes", 1))
        for demo in kinds.get("demos", ("pose", "style")):
            made.set_ready(worker, demo)
    return made


def land(jobs: list[Job]) -> None:
    for job in jobs:
        for frame in job.frames:
            frame.stream.landed(frame.seq, None)


def ids(job: Job) -> list[str]:
    return [frame.stream.id for frame in job.frames]
