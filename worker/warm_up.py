"""A demo is loaded, and tests itself: first what it takes to answer, the rest when nobody waits."""

from __future__ import annotations

from collections.abc import Iterator

from models.contract.demo import Demo, Sample
from models.toolkit import memory
from models.toolkit.devices import Device, set_up
from wire import protocol


def get_ready(demo: Demo, device: Device) -> None:
    """Load a demo so that it answers. TensorFlow, which takes seconds to import, is there only where the demo wants it.

    Raises whatever the demo raises, and what ``warm_up`` and ``models.toolkit.devices.set_up`` raise.
    """
    if demo.uses_tensorflow:
        set_up(device)
    demo.load(device)
    warm_up(demo, 1)


def settle(demo: Demo, device: Device) -> Iterator[None]:
    """What a loaded demo may still do, step by step: its largest batch, and what it puts off itself."""
    if (most := demo.batch_on(device.kind)) > 1:
        warm_up(demo, most)
        yield
    yield from demo.settle()


def warm_up(demo: Demo, count: int) -> None:
    """Run the demo's example through every step, so many in a batch: compiles, and is a self-test.

    Raises whatever the demo raises, ValueError when a batch gives too few predictions.
    """
    params = {parameter.name: parameter.default for parameter in demo.params}
    inputs = [demo.prepare(Sample(demo.example()), params, {}) for _ in range(count)]
    predictions = demo.predict(inputs)
    if len(predictions) != count:
        raise ValueError(f"{count} samples gave {len(predictions)} predictions")
    answer = demo.answer(Sample(demo.example()), predictions[0], params, {})
    memory.pack(demo.name, answer.memory)  # raises for what cannot be kept
    protocol.check_data(answer.data)  # raises for what is not plain data
    demo.render(Sample(demo.example()), answer, params)
