"""What a demo that goes on by itself does, checked on every one that the registry finds: a new one is tested by being
there."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from models.contract.demo import PICTURE, Answer, Demo, Memory, Picture, Sample
from models.contract.parameters import Upload, check_all
from models.contract.registry import find_demos
from models.contract.sources import Clock
from models.toolkit import memory as codec
from models.toolkit.devices import Device
from models.toolkit.frames import encode
from tests.support.parameters import values

WALKING = [name for name, demo in find_demos().items() if isinstance(demo.source, Clock)]
CPU = Device("cpu", threads=1, mixed_precision=False, xla=False)
pytestmark = pytest.mark.models


@pytest.fixture(scope="module", params=WALKING)
def demo(request: pytest.FixtureRequest) -> Demo:
    """A demo as a worker has it."""
    loaded = find_demos()[request.param]
    loaded.load(CPU)
    return loaded


def run(demo: Demo, memory: Memory = codec.EMPTY, **changed: Any) -> Answer:
    """A turn's whole way, the memory as bytes in between, and what the contract says of an answer."""
    params = {**check_all(demo.params, {}), **changed}
    answer = demo.run(Sample(None, 1.0), params, codec.unpack(demo.name, codec.pack(demo.name, memory)))
    assert json.loads(json.dumps(answer.data, allow_nan=False)) == answer.data
    for name, layer in answer.layers.items():
        assert encode(layer, demo.encoding(name, params))
    assert len(codec.pack(demo.name, answer.memory)) <= 2_500_000, "it travels with every turn"
    assert demo.render(Sample(None), answer, params) is not None
    return answer


def test_it_goes_on_from_where_it_was_and_leaves_its_memory_as_it_is(demo: Demo) -> None:
    first = run(demo)
    before = codec.pack(demo.name, first.memory)
    second, again = run(demo, first.memory), run(demo, first.memory)
    assert codec.pack(demo.name, first.memory) == before
    if demo.recurrent:
        assert second.data != first.data
    assert np.abs(second.layers[PICTURE].astype(int) - again.layers[PICTURE]).max() <= 1


def test_every_parameter_in_the_middle_of_a_stream(demo: Demo) -> None:
    memory = run(demo).memory
    for parameter in demo.params:
        if isinstance(parameter, Upload):
            picture = Picture("other", np.random.default_rng(0).integers(0, 255, (30, 500, 3), np.uint8))
            run(demo, memory, **{parameter.name: picture})
        else:
            for value in {values(parameter)[0], values(parameter)[-1]} - {parameter.default}:
                run(demo, memory, **{parameter.name: value})


def test_turns_side_by_side_give_what_single_ones_give(demo: Demo) -> None:
    params = check_all(demo.params, {})
    inputs = [demo.prepare(Sample(None), params, {}) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(lambda one: demo.predict([one])[0], inputs))
    alone = demo.predict(inputs[:1])[0]
    for one in beside:
        shown = [demo.answer(Sample(None), each, params, {}).layers[PICTURE].astype(int) for each in (one, alone)]
        assert np.abs(shown[0] - shown[1]).max() <= 1
