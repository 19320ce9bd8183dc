"""Demos with their networks loaded, as a worker on a processor has them; what holds of every answer of theirs."""

from __future__ import annotations

import json
from typing import TypeVar

import numpy as np

from models.contract.demo import Answer, Demo, Params
from models.toolkit import memory as codec
from models.toolkit.devices import Device
from models.toolkit.frames import encode

AnyDemo = TypeVar("AnyDemo", bound=Demo)


def loaded(demo: AnyDemo, threads: int = 1) -> AnyDemo:
    """The demo, loaded. Not by devices.configure: other tests of this process may have run TensorFlow already."""
    demo.load(Device("cpu", threads, mixed_precision=False, xla=False))
    return demo


def assert_can_be_sent(demo: Demo, answer: Answer, params: Params, most: int) -> None:
    """The data are JSON without NaN, layers can be encoded as declared, the memory travels in ``most`` bytes."""
    assert json.loads(json.dumps(answer.data, allow_nan=False)) == answer.data
    for name, layer in answer.layers.items():
        assert layer.dtype == np.uint8
        assert encode(layer, demo.encoding(name, params))
    packed = codec.pack(demo.name, answer.memory)
    assert len(packed) <= most, "it travels with every sample"
    assert codec.unpack(demo.name, packed).keys() == answer.memory.keys()
