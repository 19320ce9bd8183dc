"""What a worker does with the frames of one job: prepare, predict, finish. No sockets here, and no threads.

Each stage may run in a thread of its own, so that one job is decoded while another is in the network and a
third is drawn; within a stage jobs follow each other.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from models.contract.demo import Demo, Picture
from models.contract.parameters import Upload
from models.contract.pictures import LIVE, STILL, FrameError
from models.toolkit import frames
from wire.protocol import Item, Outcome
from wire.pulse import Phase, Pulse

log = logging.getLogger(__name__)

REMEMBERED_STREAMS = 256
OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError")
"""Python's error, NumPy's with it, and TensorFlow's."""


@dataclass(slots=True)
class Entry:
    """One frame's way through the stages. ``outcome.code`` is set as soon as something is wrong with it."""

    item: Item
    outcome: Outcome
    params: dict[str, Any] = field(default_factory=dict)
    frame: Any = None
    input: Any = None
    prediction: Any = None


@dataclass(slots=True)
class Batch:
    """The frames of one job. ``broken`` says why the demo cannot be trusted any more, if so; ``exhausted`` that memory
    ran out, so that the whole process cannot.
    """

    job: int
    demo: Demo
    entries: list[Entry]
    broken: str = ""
    exhausted: bool = False

    @property
    def sound(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.outcome.code]

    def fail(self, where: str, error: Exception) -> None:
        """Note what the demo raised."""
        self.broken = f"{where}: {type(error).__name__}: {str(error)[:200]}"
        # By its name: a worker of demos without TensorFlow does not import it to ask for its kinds of errors.
        kinds = {kind.__name__ for kind in type(error).__mro__}
        self.exhausted = self.exhausted or not kinds.isdisjoint(OUT_OF_MEMORY)


class Stages:
    """The three stages, with what this worker knows of the streams' newest memories.

    A frame may be on its way here while the one before it is still being finished, so the memory that travels
    with it can be one frame old; the newer of the two counts.
    """

    def __init__(self, pulse: Pulse | None = None) -> None:
        self._pulse = pulse or Pulse()
        self._preparing = threading.Lock()
        self._memories: OrderedDict[str, tuple[int, bytes]] = OrderedDict()

    def prepare(self, job: int, demo: Demo, items: list[Item]) -> Batch:
        """Decode and prepare each frame; a frame that is refused leaves the others in peace."""
        entries = [Entry(item, Outcome(stream=item.stream, seq=item.seq)) for item in items]
        for number, entry in enumerate(entries):
            start = time.perf_counter()
            try:
                with self._pulse.doing(Phase.DECODING, job, number):
                    self._decode(demo, entry)
                # One after the other, as the contract has it: single pictures come in another thread than streams.
                with self._preparing, self._pulse.doing(Phase.PREPARING, job, number):
                    entry.input = demo.prepare(entry.frame, entry.params)
            except FrameError as error:
                _refuse(entry, error.code, str(error))
            except Exception as error:
                log.error("demo %s, prepare: %s: %s", demo.name, type(error).__name__, error)
                _refuse(entry, "internal", "")
            entry.outcome.timing["decode"] = _since(start)
        return Batch(job, demo, entries)

    @staticmethod
    def _decode(demo: Demo, entry: Entry) -> None:
        entry.params = _with_pictures(demo, entry.item)
        limits = STILL if entry.item.still else LIVE
        entry.frame = frames.decode(entry.item.image, limits, demo.decode_size(entry.params))

    def predict(self, batch: Batch) -> None:
        """Run the network once for all sound frames."""
        sound = batch.sound
        if not sound:
            return
        start = time.perf_counter()
        try:
            with self._pulse.doing(Phase.PREDICTING, batch.job):
                predictions = batch.demo.predict([entry.input for entry in sound])
            for entry, prediction in zip(sound, predictions, strict=True):
                entry.prediction = prediction
        except Exception as error:
            batch.fail("predict", error)
            for entry in sound:
                _refuse(entry, "model_restarting", "")
        for entry in sound:
            entry.outcome.timing["predict"] = _since(start)

    def finish(self, batch: Batch) -> list[Outcome]:
        """Remember, describe, draw and encode. A frame at which that fails leaves the others their results."""
        for number, entry in enumerate(batch.entries):
            if entry.outcome.code:
                continue
            try:
                with self._pulse.doing(Phase.RENDERING, batch.job, number):
                    self._finish(batch.demo, entry)
            except Exception as error:
                batch.fail("render", error)
                _refuse(entry, "model_restarting", "")
        return [entry.outcome for entry in batch.entries]

    def _finish(self, demo: Demo, entry: Entry) -> None:
        item, outcome = entry.item, entry.outcome
        start = time.perf_counter()
        if demo.has_memory:
            memory = self._newest(item)
            entry.prediction, outcome.memory = demo.remember(
                entry.frame, entry.prediction, entry.params, memory, item.received
            )
            self._keep(item, outcome.memory)
        outcome.data = demo.data(entry.prediction, entry.params)
        if item.annotate:
            drawn = demo.render(entry.frame, entry.prediction, entry.params)
            outcome.timing["render"] = _since(start)
            start = time.perf_counter()
            outcome.image = frames.encode_jpeg(drawn, *demo.answer_jpeg)
            outcome.timing["encode"] = _since(start)
        else:
            outcome.timing["render"], outcome.timing["encode"] = _since(start), 0.0

    def _newest(self, item: Item) -> bytes:
        seq, memory = self._memories.get(item.stream, (-1, b""))
        return memory if seq > item.memory_seq else item.memory

    def _keep(self, item: Item, memory: bytes) -> None:
        self._memories[item.stream] = (item.seq, memory)
        self._memories.move_to_end(item.stream)
        if len(self._memories) > REMEMBERED_STREAMS:
            self._memories.popitem(last=False)


@functools.lru_cache(maxsize=32)
def _picture(data: bytes) -> Picture:
    return Picture(hashlib.blake2b(data, digest_size=16).hexdigest(), frames.decode(data, STILL))


def _with_pictures(demo: Demo, item: Item) -> dict[str, Any]:
    params = dict(item.params)
    for declared in demo.params:
        if isinstance(declared, Upload):
            found = item.pictures.get(declared.name)
            params[declared.name] = _picture(found) if found else None
    return params


def _refuse(entry: Entry, code: str, message: str) -> None:
    entry.outcome.code, entry.outcome.message = code, message
    entry.outcome.data, entry.outcome.image, entry.outcome.memory = None, b"", None


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
