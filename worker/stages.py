"""What a worker does with the samples of one job: prepare, predict, finish. No sockets here, and no threads.

Each stage may run in a thread of its own, so that one job is decoded while another is in the network and a
third is answered; within a stage jobs follow each other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.contract.demo import PICTURE, Answer, Demo, Jpeg, Params, Png, Sample
from models.contract.pictures import FrameError
from models.toolkit import frames
from wire.protocol import Item, Outcome
from wire.pulse import Phase, Pulse
from worker import samples
from worker.memories import Memories

log = logging.getLogger(__name__)

OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError")
"""Python's error, NumPy's with it, and TensorFlow's."""
NOTHING = Sample(None)


@dataclass(slots=True)
class Entry:
    """One sample's way through the stages. ``outcome.code`` is set as soon as something is wrong with it."""

    item: Item
    outcome: Outcome
    params: Params = field(default_factory=dict)
    sample: Sample = NOTHING
    input: Any = None
    prediction: Any = None


@dataclass(slots=True)
class Batch:
    """The samples of one job. ``broken`` says why the demo cannot be trusted any more, if so; ``exhausted`` that memory
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
    """The three stages, with what this worker knows of the streams' newest memories."""

    def __init__(self, pulse: Pulse | None = None) -> None:
        self._pulse = pulse or Pulse()
        self._preparing = threading.Lock()
        self._memories = Memories()

    def prepare(self, job: int, demo: Demo, items: list[Item]) -> Batch:
        """Decode and prepare each sample; one that is refused leaves the others in peace."""
        entries = [Entry(item, Outcome(stream=item.stream, seq=item.seq)) for item in items]
        for number, entry in enumerate(entries):
            start = time.perf_counter()
            try:
                with self._pulse.doing(Phase.DECODING, job, number):
                    entry.params = samples.params_of(demo, entry.item)
                    entry.sample = samples.read(demo, entry.item, entry.params)
                # One after the other, as the contract has it: single pictures come in another thread than streams.
                with self._preparing, self._pulse.doing(Phase.PREPARING, job, number):
                    memory = self._memories.newest(demo, entry.item)
                    entry.input = demo.prepare(entry.sample, entry.params, memory)
            except FrameError as error:
                _refuse(entry, error.code, str(error), error.why)
            except Exception as error:
                log.error("demo %s, prepare: %s: %s", demo.name, type(error).__name__, error)
                _refuse(entry, "internal", "")
            entry.outcome.timing["decode"] = _since(start)
        return Batch(job, demo, entries)

    def predict(self, batch: Batch) -> None:
        """Run the network once for all that is sound."""
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
        """Answer, draw and encode. A sample at which that fails leaves the others their results."""
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
        memory = self._memories.newest(demo, item)
        answer = demo.answer(entry.sample, entry.prediction, entry.params, memory)
        outcome.data = answer.data
        outcome.memory = self._memories.keep(demo, item, answer.memory)
        shown = _shown(demo, entry, answer)
        outcome.timing["render"] = _since(start)
        start = time.perf_counter()
        for name, picture in shown.items():
            outcome.layers[name] = frames.encode(picture, _encoding(demo, name, entry))
        outcome.timing["encode"] = _since(start) if shown else 0.0


def _shown(demo: Demo, entry: Entry, answer: Answer) -> Mapping[str, Any]:
    """The pictures that go to whoever asked, by name: drawn here, to be composed there, or none."""
    if entry.item.render == "layers":
        own = () if entry.item.still else demo.page_makes
        return {name: layer for name, layer in answer.layers.items() if name not in own}
    drawn = demo.render(entry.sample, answer, entry.params) if entry.item.render == "server" else None
    return {} if drawn is None else {PICTURE: drawn}


def _encoding(demo: Demo, name: str, entry: Entry) -> Jpeg | Png:
    if name == PICTURE and entry.item.many and demo.crowd_jpeg is not None:
        return demo.crowd_jpeg
    return demo.encoding(name, entry.params)


def _refuse(entry: Entry, code: str, message: str, why: Mapping[str, Any] | None = None) -> None:
    entry.outcome.code, entry.outcome.message, entry.outcome.why = code, message, dict(why or {})
    entry.outcome.data, entry.outcome.layers, entry.outcome.memory = None, {}, None


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
