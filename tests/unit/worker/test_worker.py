"""Whether a worker does one job after the other or several at once, on a demo without a network."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.contract.registry import find_demos
from models.toolkit import frames
from models.toolkit.devices import Device
from wire import protocol
from wire.protocol import Item
from wire.pulse import Pulse
from worker.worker import Worker

MIRROR = find_demos([Path(__file__).parents[2] / "demos"])["mirror"]
PICTURE = frames.encode_jpeg(np.zeros((48, 64, 3), np.uint8))
TWO_CORES = Device("cpu", threads=1, mixed_precision=False, xla=False, lanes=2)
PATIENCE = 20.0


class Gated(type(MIRROR)):  # type: ignore[misc]
    """The mirror, which stays in the network until it is let go. ``inside`` counts the jobs in there."""

    def __init__(self, spreads: bool = True) -> None:
        self.spreads = spreads
        self.inside = threading.Semaphore(0)
        self.gate = threading.Event()

    def predict(self, batch: Any) -> Any:
        self.inside.release()
        assert self.gate.wait(PATIENCE)
        return super().predict(batch)


class Told:
    """What a worker would send: the numbers of the jobs that are done, in order."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.news = threading.Condition()

    def send(self, parts: list[bytes]) -> None:
        with self.news:
            self.done.append(protocol.unpack(parts).values["job"])
            self.news.notify_all()

    def tell(self, kind: str, **values: Any) -> None:
        """Signs of life are of no interest here."""

    def wait_for(self, jobs: list[int]) -> bool:
        with self.news:
            return self.news.wait_for(lambda: self.done == jobs, PATIENCE)


class Held:
    """The demos that are loaded: one, and perhaps others by name."""

    def __init__(self, demo: Any, **others: Any) -> None:
        self._demo, self._others = demo, others

    def get(self, name: str) -> Any:
        return self._others.get(name, self._demo)

    def load(self, name: str) -> None:
        """It is."""

    def settle(self) -> bool:
        return False

    def tidy(self) -> None:
        """There is room."""


def worker_of(demo: Any, device: Device = TWO_CORES) -> tuple[Worker, Told]:
    told = Told()
    return Worker(Held(demo), told, device, Pulse()), told  # type: ignore[arg-type]


def job(number: int, *, alone: bool, demo: str = "mirror") -> protocol.Message:
    params = {"flip": True, "gain": 1.0, "picture": None}
    item = Item(stream="s", seq=number, params=params, received=0.0, memory_seq=-1, image=PICTURE, memory=b"")
    return protocol.unpack(protocol.pack_job(number, demo, [item], alone=alone))


def begun(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_jobs_of_several_streams_are_computed_side_by_side() -> None:
    demo = Gated()
    worker, told = worker_of(demo)
    for number in (1, 2):
        worker.handle(job(number, alone=False))
    assert demo.inside.acquire(timeout=PATIENCE)
    assert demo.inside.acquire(timeout=PATIENCE)
    demo.gate.set()
    assert told.wait_for([1, 2])


def test_a_demo_whose_turns_are_long_holds_up_no_other() -> None:
    slow, told = Gated(), Told()
    slow.name = "slow"
    worker = Worker(Held(slow, quick=type(MIRROR)()), told, TWO_CORES, Pulse())  # type: ignore[arg-type]
    worker.handle(job(1, alone=False))
    assert slow.inside.acquire(timeout=PATIENCE)
    for number in (2, 3):
        worker.handle(job(number, alone=False, demo="quick"))
    assert told.wait_for([2, 3]), "while the slow one is at work"
    slow.gate.set()
    assert told.wait_for([2, 3, 1])


def test_a_lone_streams_job_is_done_before_the_next_is_looked_at() -> None:
    demo = Gated()
    worker, told = worker_of(demo)
    at_work = begun(lambda: worker.handle(job(1, alone=True)))
    assert demo.inside.acquire(timeout=PATIENCE)
    assert told.done == []
    demo.gate.set()
    at_work.join(PATIENCE)
    assert told.done == [1]  # when the next message is taken the answer is out already


def test_a_lone_job_overtakes_none_that_is_under_way() -> None:
    demo = Gated()
    worker, told = worker_of(demo)
    worker.handle(job(1, alone=False))
    assert demo.inside.acquire(timeout=PATIENCE)
    behind = begun(lambda: worker.handle(job(2, alone=True)))
    assert not demo.inside.acquire(timeout=0.2)  # the second is not in the network
    demo.gate.set()
    behind.join(PATIENCE)
    assert told.done == [1, 2]


@pytest.mark.parametrize(
    ("spreads", "device"),
    [
        (False, TWO_CORES),
        (True, Device("cpu", threads=4, mixed_precision=False, xla=False, lanes=4)),
        (True, Device("cpu", threads=1, mixed_precision=False, xla=False, lanes=1)),
        (True, Device("gpu", threads=1, mixed_precision=True, xla=True, lanes=2)),
    ],
    ids=["a demo that does not spread", "lanes of several cores", "one core", "a GPU"],
)
def test_elsewhere_a_lone_streams_jobs_overlap_as_well(spreads: bool, device: Device) -> None:
    demo = Gated(spreads)
    worker, told = worker_of(demo, device)
    worker.handle(job(1, alone=True))  # comes back although the network still has the job
    assert told.done == []
    demo.gate.set()
    assert told.wait_for([1])
