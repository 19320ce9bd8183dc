"""Why a worker has to end, or has ended: its pulse, its jobs and the uploads that it holds, put together.

What follows from it is pure and stands in ``blame``. All methods are called with the engine's lock held.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from webapp.engine.blame import Charges, Guilt, Work, judge, shown
from webapp.engine.fleet import Fleet
from webapp.engine.lifecycle import Cause, End
from webapp.engine.reencoding import Reencoding
from webapp.engine.scheduler import Job, Scheduler
from webapp.engine.streams import Frame, Stream
from webapp.errors import ModelRestarting, Refusal
from wire.pulse import WHOLE, Activity, Phase, Pulse

log = logging.getLogger(__name__)

LOST = 3
"""After so many deadlines a job that shows nowhere counts as lost, and its worker as broken."""


class Inquest:
    """Finds what workers are stuck at, and who is charged for what became of them."""

    def __init__(
        self, scheduler: Scheduler, fleet: Fleet, uploads: Reencoding, deadline: float, to_load: float
    ) -> None:
        self._scheduler, self._fleet, self._uploads = scheduler, fleet, uploads
        self._deadline, self._to_load = deadline, to_load
        self._over_time: dict[str, Work] = {}
        self._charges = Charges()

    # -- before the end -----------------------------------------------------------------------------------

    def stuck(self, pulses: Mapping[str, Pulse], now: float, resumed: float) -> list[tuple[str, End]]:
        """The workers that take too long over something, and over what. Remembers it for their end.

        ``resumed`` is when this process last stood still: what a worker is at counts from then at the earliest.
        """
        found: dict[str, tuple[Work, float]] = {}
        late: dict[str, list[Job]] = {}
        for job in self._scheduler.overdue(now, self._deadline):
            late.setdefault(job.worker, []).append(job)
        for worker, pulse in pulses.items():
            work = self._stuck_at(self._works(worker, pulse), late.get(worker, []), now, resumed)
            if work is not None:
                found[worker] = work, self._deadline
        for worker, demo in self._fleet.slow_loads(now, self._to_load):
            found[worker] = Work(Phase.LOADING, demo, frozenset(), now), self._to_load
        self._over_time |= {worker: work for worker, (work, _) in found.items()}
        return [
            (worker, End(Cause.OVER_TIME, f"{work.said} took over {seconds:g} s"))
            for worker, (work, seconds) in found.items()
        ]

    def _stuck_at(self, works: list[Work], late: list[Job], now: float, resumed: float) -> Work | None:
        numbers = {job.id for job in late}
        stuck = [
            work
            for work in works
            if (work.job in numbers or work.phase is Phase.PICTURE)
            and work.phase is not Phase.LOADING
            and now - max(work.since, resumed) > self._deadline
        ]
        if stuck:
            return min(stuck, key=lambda work: work.since)
        lost = late
        if works:
            lost = [job for job in late if job.started is not None and now - job.started > LOST * self._deadline]
        if not lost:
            return None
        # It does not say what it is at (ray_worker does not), or the job never came to it.
        return Work(Phase.PREDICTING, lost[0].demo, senders_of(lost[0].frames), now)

    # -- after the end ------------------------------------------------------------------------------------

    def gone(self, worker: str, end: End, pulse: Pulse, thread: int, now: float) -> tuple[list[Job], bool]:
        """A worker has ended: the jobs that it took along, and whether it hung."""
        over_time = self._over_time.pop(worker, None)
        guilt = judge(self._works(worker, pulse), thread, over_time)
        jobs = self._scheduler.remove_worker(worker)
        reason = "it took too long" if over_time is not None else f"its worker ended ({end.said})"
        self._fleet.gone(worker, reason, guilt.demos, now, guilt.senders)
        if guilt.said:
            log.warning("worker %s was %s", worker, guilt.said)
        self._blame(guilt, [frame for job in jobs for frame in job.frames], now)
        return jobs, over_time is not None or end.cause is Cause.SILENT

    def failed(self, demo: str, worker: str, reason: str, frames: list[Frame], now: float) -> None:
        """A demo raised over these frames."""
        senders = senders_of(frames)
        self._fleet.broke(worker, demo, reason, now, senders)
        self._blame(Guilt(senders, (demo,)), frames, now)

    def _blame(self, guilt: Guilt, frames: list[Frame], now: float) -> None:
        """Who sent it waits; where that cannot be told, the frames of all who may have go alone for a while."""
        guilty = self._charges.blame(guilt.senders, now)
        for sender in guilty:
            log.warning("%s waits %.0f s for it", shown(sender), self._charges.left(sender, now))
        for frame in frames:
            if not guilty and frame.stream.sender in guilt.senders:
                frame.stream.suspected()

    # -- who waits ----------------------------------------------------------------------------------------

    def went_well(self, stream: Stream) -> None:
        stream.cleared()
        self._charges.cleared(stream.sender)

    def left(self, sender: str, now: float) -> float | None:
        """Seconds that a visitor still has to wait, None for almost everybody."""
        return round(self._charges.left(sender, now), 1) or None

    def charged(self, sender: str, now: float) -> Refusal | None:
        """What somebody is told whose picture ended a worker a moment ago."""
        left = self.left(sender, now)
        if left is None:
            return None
        return ModelRestarting("The model stopped at a picture of yours. Wait before the next one.", left)

    # -- what a worker is at ------------------------------------------------------------------------------

    def _works(self, worker: str, pulse: Pulse) -> list[Work]:
        jobs = {job.id: job for job in self._scheduler.jobs_of(worker)}
        return [work for activity in pulse.activities() for work in self._of(worker, activity, jobs)]

    def _of(self, worker: str, activity: Activity, jobs: dict[int, Job]) -> list[Work]:
        def work(demo: str, senders: frozenset[str]) -> Work:
            return Work(activity.phase, demo, senders, activity.since, activity.thread, activity.job)

        if activity.phase is Phase.LOADING:
            return [work(demo, frozenset()) for demo in self._fleet.loads_of(worker)]
        if activity.phase is Phase.PICTURE:
            sender = self._uploads.sender_of(activity.job)
            return [] if sender is None else [work("", frozenset([sender]))]
        job = jobs.get(activity.job)
        if job is None:
            return []
        item = activity.item
        return [work(job.demo, senders_of(job.frames if item == WHOLE else job.frames[item : item + 1]))]


def senders_of(frames: list[Frame]) -> frozenset[str]:
    return frozenset(frame.stream.sender for frame in frames)
