"""A demo is loaded, and tests itself."""

from __future__ import annotations

from models.contract.demo import Demo
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
        inputs = [demo.prepare(demo.example(), params) for _ in range(count)]
        predictions = demo.predict(inputs)
        if len(predictions) != count:
            raise ValueError(f"{count} frames gave {len(predictions)} predictions")
    prediction, _ = demo.remember(demo.example(), predictions[0], params, b"", 0.0)
    protocol.check_data(demo.data(prediction, params))
    demo.render(demo.example(), prediction, params)
