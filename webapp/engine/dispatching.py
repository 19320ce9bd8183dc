"""What goes to the workers: frames in their turns, and demos to load. The engine's lock is held by whoever calls."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from models.contract.demo import Demo
from webapp.engine import translation
from webapp.engine.fleet import Fleet, State
from webapp.engine.post import WorkerSockets
from webapp.engine.relief import Relief
from webapp.engine.scheduler import Scheduler
from webapp.engine.streams import Answer, Frame
from webapp.errors import ModelLoading, ModelRestarting, ModelUnavailable, Refusal
from wire import protocol


class Dispatcher:
    """Holds the line of frames. ``is_failing`` tells of whether workers keep ending as they start."""

    def __init__(
        self, demos: dict[str, Demo], fleet: Fleet, sockets: WorkerSockets, is_failing: Callable[[], bool]
    ) -> None:
        self._demos, self._fleet, self._sockets, self._is_failing = demos, fleet, sockets, is_failing
        self.scheduler = Scheduler(self._batch_of)
        self._relief = Relief()
        self._device, self._lanes = "cpu", 1
        self.sharing = 1
        self._stopping = False

    def stop(self) -> None:
        """Nothing is taken or loaded from now on; what is in line still goes out."""
        self._stopping = True

    def take(self, frame: Frame) -> None:
        """Put a frame into its stream's slot and into line. Raises InvalidFormat for a seq out of order."""
        self._ease(frame)
        frame.stream.put(frame)
        self.scheduler.line_up(frame.stream)
        self.send_jobs()

    def why_not(self, demo: str) -> Refusal | None:
        """Why no worker can take a frame for this demo at the moment; asks for it to be loaded."""
        if self._stopping:
            return ModelRestarting("The server is being stopped or restarted.", retry_after=2)
        if self.scheduler.serves(demo):
            return None
        self._fleet.request_loads([demo])
        state = self._fleet.state(demo, self._is_failing())
        if state.state is State.UNAVAILABLE:
            return ModelUnavailable(f"This model cannot run at the moment: {state.reason}", retry_after=30)
        return (ModelRestarting if state.state is State.RESTARTING else ModelLoading)(retry_after=translation.SOON)

    def send_jobs(self) -> None:
        """Give workers with room what has its turn."""
        for job in self.scheduler.assign(time.monotonic()):
            items = [translation.item_of(frame, self.sharing) for frame in job.frames]
            self._sockets.send(job.worker, protocol.pack_job(job.id, job.demo, items, alone=self.sharing == 1))

    def send_loads(self) -> None:
        """Have workers load what is wanted."""
        if self._stopping:
            return
        for worker, demo in self._fleet.due_loads(time.monotonic()):
            self._sockets.send(worker, protocol.pack(protocol.Kind.LOAD, {"demo": demo}))

    def introduce(self, device: str, lanes: int) -> None:
        """What a worker said of the machine as it came up: where it computes, and how many jobs at once."""
        self._device, self._lanes = device, lanes

    def enlist(self, worker: str) -> None:
        """Have a worker that is up load and compute."""
        self.scheduler.add_worker(worker, self._lanes)
        self._fleet.hello(worker)
        self.send_loads()
        if unknown := self._fleet.unknown():
            self._sockets.send(worker, protocol.pack(protocol.Kind.CHECK, {"demos": unknown}))

    def look(self, now: float) -> None:
        """See how many share the machine and how long a round takes them."""
        streams, seconds = self.scheduler.round(now)
        self.sharing = max(1, streams)
        self._relief.look(streams, seconds, now)

    def refuse_unserved(self) -> list[Answer]:
        """Answers for the frames in line that no worker can take any more."""
        answers = []
        for stream in self.scheduler.unserved():
            if (refused := self.why_not(stream.demo)) is None:
                continue
            while stream.slot is not None:
                frame = stream.next_frame()
                stream.landed(frame.seq, None)
                answers.append(Answer(stream, frame.seq, frame.t, refused))
            self.scheduler.withdraw(stream)
        return answers

    def _batch_of(self, frame: Frame) -> tuple[tuple[Any, ...], int]:
        demo = self._demos[frame.stream.demo]
        return (demo.name, demo.batch_key(frame.params), frame.stream.still), demo.batch_on(self._device)

    def _ease(self, frame: Frame) -> None:
        """Have a frame of a live stream worked on as lightly as the present load asks."""
        demo = self._demos[frame.stream.demo]
        while frame.eased < self._relief.level and not frame.stream.still:
            lighter = demo.lighter(frame.params)
            if lighter is None:
                return
            frame.params, frame.eased = lighter, frame.eased + 1
