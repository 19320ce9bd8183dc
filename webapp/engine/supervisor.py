"""Starts the worker processes, notices when one is gone or silent, kills and restarts."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.contract.processor import lacking_here
from webapp.config import Config
from webapp.engine.lifecycle import FAILED_STARTS, Cause, Deadlines, End, Lifecycle, Phase, Verdict
from webapp.engine.native_output import NativeOutput
from webapp.settings import ROOT
from wire.pulse import Pulse

log = logging.getLogger(__name__)

ALLOCATOR = {"MALLOC_ARENA_MAX": "2"}
"""For glibc: few pools of memory for all threads of a worker. By itself it makes one for each thread, and what a thread
frees is kept for that thread: a worker with two demos grew by 8.7 % in ten minutes (benchmarks.soak), and by 0.3 % so.
"""


@dataclass
class Process:
    """One place for a worker, and the process that fills it at the moment.

    Each process has a name of its own (``w1.3`` is the third process in the first place), so that a late
    message of a dead one is never taken for its successor's.
    """

    place: int
    life: Lifecycle
    number: int = 0
    spare: bool = False
    """Whether it stands by, TensorFlow imported and nothing loaded, to take the place of one that ends."""
    popen: subprocess.Popen[bytes] | None = None
    pulse: Pulse | None = None
    output: NativeOutput | None = None

    @property
    def name(self) -> str:
        return f"w{self.place}.{self.number}"


class Supervisor:
    """Keeps the workers alive, and a spare one. ``gone(name, end, pulse, thread)`` is called after a process has ended,
    with what it left in its pulse and the thread that crashed, if it said so (else 0). ``called(name)`` follows, with
    the spare one's name, when it takes the place.
    """

    def __init__(
        self,
        config: Config,
        run_dir: Path,
        starting: Callable[[str], None],
        gone: Callable[[str, End, Pulse, int], None],
        called: Callable[[str], None],
    ) -> None:
        self._config, self._run_dir = config, run_dir
        self._starting, self._gone, self._called = starting, gone, called
        deadlines = Deadlines(config.start_deadline, config.heartbeat_deadline)
        count = config.worker_count
        self._places = [Process(i + 1, Lifecycle(deadlines), spare=i >= count) for i in range(count + config.spares)]
        self._ends: dict[str, End] = {}
        self._log = _own_output()

    def __iter__(self) -> Iterator[Process]:
        return iter(self._places)

    def tick(self, now: float, loading: Container[str] = (), settled: bool = True) -> None:
        """Reap what has ended, kill what is silent, start what is due: a spare one when the others are ``settled``.

        Workers among ``loading`` may be silent: TensorFlow holds Python's lock while it builds and converts, on a
        busy machine for many seconds. A load has a deadline of its own.
        """
        for place in self._places:
            self._reap(place, now)
            if place.pulse is not None:  # read now, so that it counts however long nobody listened
                place.life.beat(place.pulse.last)
            self._tell(place, now)
            verdict = place.life.verdict(now, place.name in loading)
            if verdict is Verdict.KILL:
                up = place.life.phase is Phase.UP
                seconds = self._config.heartbeat_deadline if up else self._config.start_deadline
                self.kill(place.name, End(Cause.SILENT, f"no sign of life for {seconds:g} s"))
                self._reap(place, now, wait=True)
            elif verdict is Verdict.START and (settled or not place.spare):
                self._start(place, now)

    def heard(self, name: str, now: float) -> bool:
        """Note a sign of life; False when it comes from a process that is gone."""
        place = self._find(name)
        if place is None or place.popen is None:
            return False
        place.life.heard(now)
        return True

    def excuse(self, seconds: float, now: float) -> None:
        """Nobody listened for so long, or the whole machine stood still: that is no worker's silence."""
        for place in self._places:
            place.life.excuse(seconds, now)

    def pulses(self) -> dict[str, Pulse]:
        """The pulses of the workers that run."""
        return {place.name: place.pulse for place in self._places if place.pulse is not None}

    @property
    def standing_by(self) -> int:
        """How many workers could take a place at once."""
        return sum(place.spare and place.life.phase is Phase.UP for place in self._places)

    def is_spare(self, name: str) -> bool:
        """Whether this one only stands by."""
        place = self._find(name)
        return place is not None and place.spare

    def kill(self, name: str, end: End) -> None:
        """End a worker at once, stopped (SIGSTOP) or not."""
        place = self._find(name)
        if place is not None and place.popen is not None:
            self._ends[name] = end
            place.popen.kill()

    def cannot_start(self, name: str, reason: str) -> None:
        """Note what a worker says that is about to end by itself."""
        self._ends[name] = End(Cause.CANNOT_START, reason)

    @property
    def is_failing(self) -> bool:
        """Whether no worker is up, nor has come up for several tries."""
        at_work = [place.life for place in self._places if not place.spare]
        return all(life.phase is not Phase.UP and life.failed_starts >= FAILED_STARTS for life in at_work)

    def stop(self, seconds: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Close the workers' standard input, which asks them to end, and kill what is left after ``seconds``."""
        running = [place.popen for place in self._places if place.popen is not None]
        for popen in running:
            if popen.stdin is not None:
                popen.stdin.close()
        end = clock() + seconds
        while clock() < end and any(popen.poll() is None for popen in running):
            sleep(0.02)
        for popen in running:
            if popen.poll() is None:
                popen.kill()
                popen.wait()

    def _find(self, name: str) -> Process | None:
        return next((place for place in self._places if place.name == name), None)

    def _reap(self, place: Process, now: float, wait: bool = False) -> None:
        if place.popen is None:
            return
        status = place.popen.wait() if wait else place.popen.poll()
        if status is None:
            return
        end = self._ends.pop(place.name, None) or End(Cause.ITSELF, _why(status))
        if place.popen.stdin is not None:
            place.popen.stdin.close()
        place.popen = None
        self._tell(place, now, end=True)
        pulse, output = place.pulse, place.output
        place.pulse = place.output = None
        pause = place.life.exited(now)
        log.warning("worker %s ended: %s; starting again in %.1f s", place.name, end.said, pause)
        if pulse is not None and output is not None:
            self._gone(place.name, end, pulse, output.lines.crashed)
            pulse.close()
            output.close()
        self._replace(place)

    def _replace(self, ended: Process) -> None:
        """A spare worker takes the place of one that ended, which will start again as the spare one."""
        ready = next((place for place in self._places if place.spare and place.life.phase is Phase.UP), None)
        if ready is not None and not ended.spare:
            ready.spare, ended.spare = False, True
            log.info("worker %s takes the place of %s", ready.name, ended.name)
            self._called(ready.name)

    def _tell(self, place: Process, now: float, end: bool = False) -> None:
        """Log what the worker's libraries wrote, as far as it may be."""
        if place.output is not None:
            for line in place.output.read(now, end):
                log.warning("worker %s: %s", place.name, line)

    def _start(self, place: Process, now: float) -> None:
        place.number += 1
        self._starting(place.name)
        config = self._config
        pulse, output = Pulse(), NativeOutput(now)
        command = [
            sys.executable,
            "-m",
            *_program(config),
            "--name",
            place.name,
            "--run-dir",
            str(self._run_dir),
            "--pulse",
            str(pulse.descriptor),
            "--log",
            str(self._log),
        ]
        if place.spare:
            command.append("--spare")
        for folder in config.demo_path:
            command += ["--demos", str(folder)]
        environment = {**ALLOCATOR, **os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
        place.popen = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=output.writing,
            env=environment,
            pass_fds=(pulse.descriptor, self._log),
        )
        output.given_away()
        place.pulse, place.output = pulse, output
        place.life.started(now)


def _own_output() -> int:
    """A descriptor of this process's standard error for the workers' own log."""
    try:
        return os.dup(2)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


def _why(status: int) -> str:
    if status == -signal.SIGILL:
        lacks = lacking_here()
        what = f"which has no {lacks}" if lacks else "or a library is built for another one"
        return f"killed by SIGILL: a library uses instructions that are beyond this processor, {what}"
    if status < 0:
        try:
            return f"killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"killed by signal {-status}"
    return f"exit status {status}"


def _program(config: Config) -> list[str]:
    """The module that a worker process runs, and what it is told of the settings."""
    if config.engine == "ray":
        return [
            "worker.ray_bridge",
            "--least",
            str(config.ray_replicas),
            "--most",
            str(config.ray_max_replicas),
            "--cpus",
            str(config.ray_cpus),
            "--gpus",
            str(config.ray_gpus),
            "--deadline",
            str(config.frame_deadline),
        ]
    return [
        "worker",
        "--device",
        config.device,
        "--threads",
        str(config.worker_threads),
        "--lanes",
        str(config.lanes),
        "--memory",
        str(config.memory_budget),
        "--idle-memory",
        str(config.idle_memory),
    ]
