"""The front door of inference: a stream's frame goes in, its answer comes out later.

One lock guards the plain state (scheduler, breakers, who has loaded what). Answers are handed out after the
lock is released and after the worker has been given its next job: dispatch first, answer second.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from models.contract.demo import Demo
from webapp.config import Config
from webapp.engine import translation
from webapp.engine.clocks import Clocks
from webapp.engine.dispatching import Dispatcher
from webapp.engine.fleet import DemoState, Fleet, State
from webapp.engine.inquest import Inquest
from webapp.engine.lifecycle import End
from webapp.engine.post import WorkerSockets
from webapp.engine.reencoding import Reencoding
from webapp.engine.rounds import Rounds
from webapp.engine.scheduler import Job
from webapp.engine.streams import Answer, Frame, Stream
from webapp.engine.supervisor import Supervisor
from webapp.errors import (
    InvalidFormat,
    ModelRestarting,
    Refusal,
    UnknownStream,
)
from wire import protocol
from wire.pulse import Pulse

log = logging.getLogger(__name__)

WORKERS_END = 3.0
"""Seconds that workers get to end by themselves."""
TICK = 0.1
PATIENCE = 5.0
"""Seconds beyond the deadline of a frame that an uploaded picture may take, with its turn behind others."""
FINE = 1 / 120
"""Seconds between two looks at the clocks, while there are any."""
AGAIN = 1.0
"""Seconds until a clock's next turn after one that failed."""
STALL = 1.0
"""Seconds by which a tick is late from which on the time counts for nobody: this process was busy, or stood still."""


class Engine:
    """Starts with :meth:`start`; ``wait`` waits for a file descriptor, see :class:`WorkerSockets`."""

    def __init__(self, config: Config, demos: dict[str, Demo], wait: Callable[[int, float], None]) -> None:
        self._config, self._demos = config, demos
        self._lock = threading.RLock()
        self._fleet = Fleet(demos, config.breaker_failures, config.breaker_pause, config.preloaded(demos))
        self._run_dir = Path(tempfile.mkdtemp(prefix="hype-"))
        self._sockets = WorkerSockets(wait, self._run_dir)
        self._supervisor = Supervisor(
            config, self._run_dir, self._sockets.open, self._worker_gone, lambda worker: self._dispatcher.enlist(worker)
        )
        self._dispatcher = Dispatcher(demos, self._fleet, self._sockets, lambda: self._supervisor.is_failing)
        self._scheduler = self._dispatcher.scheduler
        self._uploads = Reencoding()
        self._inquest = Inquest(
            self._scheduler, self._fleet, self._uploads, config.frame_deadline, config.load_deadline
        )
        self._ticked = self._resumed = time.monotonic()
        self._rounds = Rounds()
        self._stopping = False
        self._undelivered: list[Answer] = []
        self._clocks = Clocks()
        self.restarts = 0

    # -- for the rest of the web process ------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers and the loops; returns at once."""
        self._sockets.listen()
        self._rounds.run("receiving", self._receive)
        self._rounds.run("housekeeping", self._tick, lambda: TICK)
        self._rounds.run("clocks", self._offer, lambda: FINE if self._clocks else TICK)

    def stop(self) -> None:
        """Let what is in flight finish for a moment, then end the workers."""
        if self._stopping:
            return
        self._stopping = True
        self._dispatcher.stop()
        end = time.monotonic() + self._config.drain_seconds
        while time.monotonic() < end and self._scheduler.in_flight:
            time.sleep(0.02)
        self._rounds.stop()
        self._supervisor.stop(WORKERS_END, time.monotonic, time.sleep)
        self._sockets.close()
        shutil.rmtree(self._run_dir, ignore_errors=True)

    def submit(self, frame: Frame) -> None:
        """Put a frame into its stream's slot and into line; the answer goes to ``stream.reply``.

        Raises InvalidFormat for a seq out of order, UnknownStream when it was closed meanwhile, ModelLoading,
        ModelRestarting or ModelUnavailable when no worker can take it: the frame is then not in line.
        """
        stream = frame.stream
        with self._lock:
            if stream.closed:
                raise UnknownStream()
            self._fleet.used(stream.demo, time.monotonic())
            refused = self._inquest.charged(stream.sender, time.monotonic()) or self._dispatcher.why_not(stream.demo)
            if refused is not None:
                stream.expect(frame.seq)
                raise refused
            self._dispatcher.take(frame)

    def request_load(self, demo: str) -> None:
        """Somebody is about to use this demo: load it if it is not loaded."""
        with self._lock:
            self._fleet.request_loads([demo])
            self._dispatcher.send_loads()

    def loaded(self) -> list[str]:
        """The demos that are ready, the ones that a server in this one's place is to load first."""
        return [name for name, state in self.states().items() if state.state is State.READY]

    def load_first(self, demos: Iterable[str], patience: float) -> None:
        """Load these before anybody comes; returns once they are there or cannot be, after ``patience`` s at most."""
        wanted = [demo for demo in demos if demo in self._demos]
        for demo in wanted:
            self.request_load(demo)
        end = time.monotonic() + patience
        while time.monotonic() < end and not self._stopping:
            states = self.states()
            if all(states[demo].state in (State.READY, State.UNAVAILABLE) for demo in wanted):
                return
            time.sleep(TICK)

    def close(self, stream: Stream) -> None:
        """Take a stream out of line for good, its waiting frame with it."""
        with self._lock:
            stream.close()
            self._scheduler.withdraw(stream)
            self._clocks.remove(stream)

    def run_clock(self, stream: Stream, rate: float) -> None:
        """Offer turns to a stream that nothing is sent to, at most ``rate`` a second, until it is closed."""
        with self._lock:
            self._clocks.add(stream, rate, time.monotonic())

    def hold_clock(self, stream: Stream, until: float) -> None:
        """No turn for a clock's stream before then."""
        with self._lock:
            self._clocks.wait(stream, until)

    def seen(self, stream: Stream, seq: int) -> None:
        """The viewer of a clock has drawn the result of ``seq``. Raises InvalidFormat where none was offered."""
        with self._lock:
            if not self._clocks.seen(stream, seq):
                raise InvalidFormat("seq is none of this stream's samples")

    def reencode(self, data: bytes, sender: str) -> tuple[bytes, int, int]:
        """A visitor's picture as a JPEG made by a worker, its width and height. Blocks; raises Refusal."""
        with self._lock:
            charged = self._inquest.charged(sender, time.monotonic())
            if charged is not None:
                raise charged
            worker = self._fleet.any_worker()
            if worker is None:
                raise ModelRestarting(retry_after=5)
            request = self._uploads.begin(worker, sender)
            self._sockets.send(worker, protocol.pack(protocol.Kind.PICTURE, {"request": request.number}, [data]))
        try:
            return request.result(self._config.frame_deadline + PATIENCE)
        except ModelRestarting as lost:
            raise self._inquest.charged(sender, time.monotonic()) or lost from None

    def states(self) -> dict[str, DemoState]:
        """Every demo's state, for cards and /readyz."""
        with self._lock:
            return {name: self._fleet.state(name, self._supervisor.is_failing) for name in self._demos}

    @property
    def load(self) -> dict[str, int]:
        """Streams waiting, frames in flight, workers up and standing by: for metrics and tests that nothing is left."""
        with self._lock:
            return {
                "waiting": self._scheduler.waiting,
                "in_flight": self._scheduler.in_flight,
                "workers": self._fleet.count,
                "spare": self._supervisor.standing_by,
                "restarts": self.restarts,
            }

    # -- what workers say ---------------------------------------------------------------------------------

    def _receive(self) -> None:
        received = self._sockets.receive()
        if received is not None:
            self._hear(*received)

    def _hear(self, worker: str, message: protocol.Message) -> None:
        now = time.monotonic()
        answers: list[Answer] = []
        with self._lock:
            if message.kind is protocol.Kind.CANNOT_START:  # no sign of life, but of a failed start
                self._supervisor.cannot_start(worker, message.values["reason"])
                return
            if not self._supervisor.heard(worker, now):
                return
            if message.kind is protocol.Kind.DONE:
                answers = self._done(worker, message, now)
            else:
                self._note(worker, message, now)
            self._dispatcher.send_jobs()
        self._deliver(answers)

    def _note(self, worker: str, message: protocol.Message, now: float) -> None:
        values = message.values
        demo = values.get("demo", "")
        if message.kind is protocol.Kind.HELLO:
            self._dispatcher.introduce(values["device"], values["lanes"])
            if not self._supervisor.is_spare(worker):
                self._dispatcher.enlist(worker)
        elif message.kind is protocol.Kind.CHECKED:
            self._fleet.checked(demo)
        elif message.kind is protocol.Kind.LOADED:
            log.info("worker %s loaded %s in %.1f s", worker, demo, values["seconds"])
            self._fleet.loaded(worker, demo, values["seconds"])
            self._scheduler.set_ready(worker, demo)
        elif message.kind is protocol.Kind.UNLOADED:
            self._fleet.unloaded(worker, demo)
            self._scheduler.set_ready(worker, demo, ready=False)
        elif message.kind is protocol.Kind.LOAD_FAILED:
            log.error("worker %s cannot load %s: %s", worker, demo, values["reason"])
            self._fleet.load_failed(worker, demo, values["reason"], now, values["for_good"])
        elif message.kind is protocol.Kind.PICTURED:
            self._uploads.answered(values["request"], message)
        self._dispatcher.send_loads()

    def _done(self, worker: str, message: protocol.Message, now: float) -> list[Answer]:
        job = self._scheduler.finish(worker, message.values["job"], now)
        if job is None:
            return []
        if message.values["broken"]:
            log.error("demo %s failed in worker %s: %s", job.demo, worker, message.values["broken"])
            self._scheduler.set_ready(worker, job.demo, ready=False)
            self._inquest.failed(job.demo, worker, message.values["broken"], job.frames, now)
            self._dispatcher.send_loads()
        else:
            self._fleet.succeeded(job.demo)
        return [
            self._answer(frame, outcome, len(job.frames), now)
            for frame, outcome in zip(job.frames, protocol.unpack_outcomes(message), strict=True)
        ]

    def _answer(self, frame: Frame, outcome: protocol.Outcome, batch: int, now: float) -> Answer:
        frame.stream.landed(frame.seq, outcome.memory)
        if outcome.code:
            return translation.refused(frame, outcome, batch, self._inquest.left(frame.stream.sender, now))
        self._inquest.went_well(frame.stream)
        answer = translation.answered(frame, outcome, batch, now)
        answer.sharing = self._dispatcher.sharing
        answer.turn = round(self._scheduler.turn_of(frame.stream.demo) * 1000, 1)
        return answer

    # -- time passing -------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Give the clocks' streams their turns."""
        now = time.monotonic()
        with self._lock:
            due = [] if self._stopping else self._clocks.due(now)
        for stream, seq in due:
            try:
                self.submit(Frame(stream, seq, now, b"", stream.params, now))
            except UnknownStream:
                continue
            except Refusal as refused:
                self._deliver([Answer(stream, seq, now, refused)])

    def _tick(self) -> None:
        if self._stopping:
            return
        now = time.monotonic()
        with self._lock:
            self._forgive_stall(now)
            for worker, end in self._inquest.stuck(self._supervisor.pulses(), now, self._resumed):
                self._supervisor.kill(worker, end)
            self._supervisor.tick(now, self._fleet.loading(), self._fleet.settled)
            self._dispatcher.look(now)
            self._dispatcher.send_loads()
            answers, self._undelivered = self._undelivered + self._dispatcher.refuse_unserved(), []
        self._deliver(answers)

    def _forgive_stall(self, now: float) -> None:
        """Nobody is blamed for the time in which this process was busy with something else, or stopped."""
        stall, self._ticked = now - self._ticked - TICK, now
        if stall > STALL:
            log.info("the engine's clock stood still for %.1f s", stall)
            self._resumed = now
            self._scheduler.excuse(stall, now)
            self._fleet.excuse(stall, now)
            self._supervisor.excuse(stall, now)

    def _worker_gone(self, worker: str, end: End, pulse: Pulse, thread: int) -> None:
        """Called by the supervisor, from within a tick: the lock is held."""
        self.restarts += 1
        now = time.monotonic()
        self._sockets.close_worker(worker)
        jobs, hung = self._inquest.gone(worker, end, pulse, thread, now)
        for job in jobs:
            self._undelivered += [self._lost(frame, job, hung, now) for frame in job.frames]
        self._uploads.lost(worker)

    def _lost(self, frame: Frame, job: Job, hung: bool, now: float) -> Answer:
        frame.stream.landed(frame.seq, None)
        after = self._inquest.left(frame.stream.sender, now)
        return translation.lost(frame, hung and job.started is not None, after)

    def _deliver(self, answers: list[Answer]) -> None:
        for answer in answers:
            if answer.refused is not None:  # nobody will see it, so it gives its credit back, though not at once
                with self._lock:
                    self._clocks.seen(answer.stream, answer.seq)
                    self._clocks.wait(answer.stream, time.monotonic() + (answer.refused.retry_after or AGAIN))
            if not answer.stream.closed and answer.stream.reply is not None:
                answer.stream.reply(answer)
