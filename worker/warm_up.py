"""A demo is loaded, and tests itself."""

from __future__ import annotations

from models.contract.demo import Demo, Sample
from models.toolkit import memory
from models.toolkit.devices import Device, set_up
from wire import protocol


def get_ready(demo: Demo, device: Device) -> None:
    """Load a demo and warm it up. TensorFlow, which takes seconds to import, is there only where the demo wants it.

    Raises whatever the demo raises, and what ``warm_up`` and ``models.toolkit.devices.set_up`` raise.
    """
    if demo.uses_tensorflow:
        set_up(device)
    demo.load(device)
    warm_up(demo, device)


def warm_up(demo: Demo, device: Device) -> None:
    """Run the demo's example through every step, alone and in the largest batch: compiles, and is a self-test.

    Raises whatever the demo raises, ValueError when a batch gives too few predictions.
    """
    params = {parameter.name: parameter.default for parameter in demo.params}
    for count in {1, demo.batch_on(device.kind)}:
        inputs = [demo.prepare(Sample(demo.example()), params, {}) for _ in range(count)]
        predictions = demo.predict(inputs)
        if len(predictions) != count:
            raise ValueError(f"{count} samples gave {len(predictions)} predictions")
    answer = demo.answer(Sample(demo.example()), predictions[0], params, {})
    memory.pack(demo.name, answer.memory)  # raises for what cannot be kept
    protocol.check_data(answer.data)  # raises for what is not plain data
    demo.render(Sample(demo.example()), answer, params)
