"""What a demo that nothing is sent to does, checked on every one that the registry finds: a new one is tested by being
there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from models.contract.demo import PICTURE, Answer, Demo, Memory, Params, Picture, Sample
from models.contract.parameters import Upload, check_all
from models.contract.registry import find_demos
from models.contract.sources import Clock
from models.toolkit import memory as codec
from models.toolkit.frames import encode
from tests.support.demos import assert_can_be_sent, loaded
from tests.support.parameters import values

GOING = [name for name, demo in find_demos().items() if isinstance(demo.source, Clock)]
pytestmark = pytest.mark.models


@pytest.fixture(scope="module", params=GOING)
def demo(request: pytest.FixtureRequest) -> Demo:
    """A demo as a worker has it."""
    return loaded(find_demos()[request.param])


def run(demo: Demo, memory: Memory = codec.EMPTY, at: float = 1.0, **changed: Any) -> Answer:
    """A turn's whole way, the memory as bytes in between, and what the contract says of an answer."""
    params: Params = {**check_all(demo.params, {}), **changed}
    before = codec.pack(demo.name, memory)
    answer = demo.run(Sample(None, at), params, codec.unpack(demo.name, before))
    assert codec.pack(demo.name, memory) == before, "what a worker keeps is handed out more than once"
    assert_can_be_sent(demo, answer, params, 2_500_000)
    shown = demo.render(Sample(None, at), answer, params)
    assert shown is not None
    assert encode(shown, demo.answer_jpeg)
    return answer


def test_one_turn_after_the_other(demo: Demo) -> None:
    assert demo.example() is None
    memory: Memory = {}
    for turn in range(3):
        answer = run(demo, memory, at=1.0 + turn / 10)
        assert answer.data
        memory = answer.memory


def test_every_parameter_at_its_ends_and_back_in_the_middle_of_a_stream(demo: Demo) -> None:
    memory = run(demo).memory
    for parameter in demo.params:
        if isinstance(parameter, Upload):
            continue
        for value in (values(parameter)[0], values(parameter)[-1]):
            memory = run(demo, memory, **{parameter.name: value}).memory
    run(demo, memory)


def test_uploaded_pictures_of_any_shape(demo: Demo) -> None:
    for name in [parameter.name for parameter in demo.params if isinstance(parameter, Upload)]:
        for shape in ((100, 100), (8, 300), (300, 8), (512, 400)):
            picture = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
            uploaded: dict[str, Any] = {name: Picture(f"{shape}", picture)}
            run(demo, **uploaded)


def test_a_memory_of_something_else_is_no_obstacle(demo: Demo) -> None:
    run(demo, {"something": "else", "key": 3, "step": np.zeros(3)})


def test_it_goes_on_from_where_it_was(demo: Demo) -> None:
    first = run(demo)
    second, again = run(demo, first.memory), run(demo, first.memory)
    if demo.recurrent:
        assert second.data != first.data
    if PICTURE in second.layers:
        assert np.abs(second.layers[PICTURE].astype(int) - again.layers[PICTURE]).max() <= 1


def test_turns_side_by_side_give_what_single_ones_give(demo: Demo) -> None:
    params = check_all(demo.params, {})
    inputs = [demo.prepare(Sample(None), params, {}) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(lambda one: demo.predict([one])[0], inputs))
    for each in beside:
        layers = [
            demo.answer(Sample(None), prediction, params, {}).layers
            for prediction in (each, demo.predict(inputs[:1])[0])
        ]
        for name in layers[0]:
            assert np.abs(layers[0][name].astype(int) - layers[1][name]).max() <= 1
