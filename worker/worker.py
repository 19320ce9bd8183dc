"""A worker process: decode → prepare → predict → render → encode, for whichever demo it is asked.

Started by the supervisor as a new process (TensorFlow hangs after fork). It ends when its standard input
closes, which happens however the web process ends, so no orphan is left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from models.contract.demo import Demo
from models.contract.registry import find_demos
from models.toolkit.devices import Device, DeviceError, find, set_up
from wire import protocol
from wire.pulse import Phase, Pulse
from worker.checking import check_files
from worker.finishing import Finishing
from worker.host import OUT_OF_MEMORY, Budget, Host
from worker.outbox import Outbox, begin, receive
from worker.pictures import PictureLane
from worker.stages import Batch, Stages

log = logging.getLogger(__name__)

SETTLED = 0.5
"""Seconds without anything to load before, and between, the steps that loaded demos put off."""
TIDY_EVERY = 10.0
"""Seconds without anything to load after which demos that nobody uses any more may go."""
COMPUTING = 4
"""By how much the threads that compute stand back behind those that move pictures, here and in the web process: what
is short goes first, so that a busy model delays nobody's answer."""


class Worker:
    """The stages in threads, fed by the web process: as many of them predict at the same time as there are lanes.

    A demo's jobs are finished in the order in which they came, whichever lane is done first: a stream's frames stay in
    order.
    Single pictures, which are streams of one, are decoded beside the others.
    """

    def __init__(self, host: Host, outbox: Outbox, device: Device, pulse: Pulse) -> None:
        self._host, self._outbox, self._pulse, self._stages = host, outbox, pulse, Stages(pulse)
        self._narrow = device.narrow
        self._ending = False
        self._lanes = ThreadPoolExecutor(device.lanes, "lane", _stand_back)
        self._stills = ThreadPoolExecutor(1, "still")
        self._pictures = PictureLane(outbox, pulse)
        self._finishing = Finishing(self._answer)
        self._to_load: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._load_loop, daemon=True, name="load").start()

    def handle(self, message: protocol.Message) -> None:
        """One message from the web process."""
        if self._ending:
            return
        if message.kind is protocol.Kind.RUN:
            self._run(message)
        elif message.kind is protocol.Kind.LOAD:
            self._to_load.put(message.values["demo"])
        elif message.kind is protocol.Kind.CHECK:
            self._stills.submit(check_files, self._host.demos(message.values["demos"]), self._outbox)
        elif message.kind is protocol.Kind.PICTURE:
            self._pictures.receive(message)

    def _run(self, message: protocol.Message) -> None:
        name, job = message.values["demo"], message.values["job"]
        items = protocol.unpack_items(message)
        demo = self._host.get(name)
        if demo is None:
            outcomes = [protocol.Outcome(stream=item.stream, seq=item.seq, code="model_loading") for item in items]
            self._outbox.send(protocol.pack_outcomes(job, outcomes))
            return
        if all(item.still for item in items):  # large ones: decoding them holds up no camera
            self._stills.submit(self._compute, job, demo, items)
        elif message.values["alone"] and demo.spreads and self._narrow:
            self._do_whole(job, demo, items)
        else:
            self._compute(job, demo, items)

    def _compute(self, job: int, demo: Demo, items: list[protocol.Item]) -> None:
        batch = self._stages.prepare(job, demo, items)
        self._finishing.add(demo.name, batch, self._lanes.submit(self._stages.predict, batch))

    def _do_whole(self, job: int, demo: Demo, items: list[protocol.Item]) -> None:
        """A job from beginning to end before the next one, for a demo that spreads over all cores.

        Its threads wait for one another after each layer, so whatever runs beside them holds all of them up. While
        this worker decodes, draws and encodes one core is free: for the web process to take in the next picture and
        send the last result.
        """
        self._finishing.join()
        batch = self._stages.prepare(job, demo, items)
        self._stages.predict(batch)
        self._answer(batch)

    def _answer(self, batch: Batch) -> None:
        outcomes = self._stages.finish(batch)
        self._ending = self._ending or batch.exhausted  # before the answer, which has the demo loaded again
        self._outbox.send(_packed(batch, outcomes))
        if batch.exhausted:
            time.sleep(0.2)
            os._exit(OUT_OF_MEMORY)

    def _load_loop(self) -> None:
        _stand_back()  # TensorFlow's own threads, begun at the first load, do as the one that begins them
        settling = False
        while True:
            try:
                demo = self._to_load.get(timeout=SETTLED if settling else TIDY_EVERY)
            except queue.Empty:
                settling = self._host.settle()
                if not settling:
                    self._host.tidy()
                continue
            with self._pulse.doing(Phase.LOADING):
                self._host.load(demo)
            settling = True


def _stand_back() -> None:
    """Give the calling thread, and those that it will begin, a lower priority. Does nothing where that cannot be."""
    with contextlib.suppress(OSError, AttributeError):
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + COMPUTING)


def _packed(batch: Batch, outcomes: list[protocol.Outcome]) -> list[bytes]:
    """The outcomes as a message; where a demo's data is not plain data, the reason in their place."""
    try:
        return protocol.pack_outcomes(batch.job, outcomes, batch.broken)
    except Exception as error:
        batch.broken = f"data: {type(error).__name__}: {str(error)[:200]}"
        lost = [
            protocol.Outcome(stream=outcome.stream, seq=outcome.seq, code="model_restarting") for outcome in outcomes
        ]
        return protocol.pack_outcomes(batch.job, lost, batch.broken)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--lanes", default="auto")
    parser.add_argument("--memory", type=int, default=6000)
    parser.add_argument("--idle-memory", type=int, default=1280)
    parser.add_argument("--spare", action="store_true")
    options, jobs, outbox, pulse = begin(parser)
    try:
        device = find(options.device, options.threads, options.lanes)
    except DeviceError as error:
        outbox.tell(protocol.Kind.CANNOT_START, reason=str(error))
        sys.exit(1)
    demos = find_demos(options.demos)
    if options.spare and any(demo.uses_tensorflow for demo in demos.values()):
        set_up(device)  # what takes longest is done before it says hello
    budget = Budget(options.idle_memory, options.memory)
    worker = Worker(Host(demos, device, outbox, budget), outbox, device, pulse)
    outbox.tell(protocol.Kind.HELLO, pid=os.getpid(), device=device.kind, lanes=device.lanes)
    while True:
        worker.handle(receive(jobs))
