"""What a demo that hears does, checked on every one that the registry finds: a new one is tested by being there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from models.contract.demo import Answer, Demo, Memory, Params, Sample
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.contract.sources import LONGEST_STILL, Microphone
from models.toolkit import memory as codec
from models.toolkit.frames import encode
from tests.support.demos import assert_can_be_sent, loaded
from tests.support.parameters import values

HEARING = [name for name, demo in find_demos().items() if isinstance(demo.source, Microphone)]
pytestmark = pytest.mark.models


@pytest.fixture(scope="module", params=HEARING)
def demo(request: pytest.FixtureRequest) -> Demo:
    """A demo as a worker has it."""
    return loaded(find_demos()[request.param])


def defaults(demo: Demo) -> dict[str, Any]:
    return check_all(demo.params, {})


def rate(demo: Demo) -> int:
    assert isinstance(demo.source, Microphone)
    return demo.source.rate


def run(demo: Demo, sound: np.ndarray, memory: Memory = codec.EMPTY, *, gap: bool = False, **changed: Any) -> Answer:
    """A sound's whole way, the memory as bytes in between, and what the contract says of an answer."""
    params: Params = {**defaults(demo), **changed}
    sample = Sample(np.asarray(sound, np.float32), 1.0, gap)
    answer = demo.run(sample, params, codec.unpack(demo.name, codec.pack(demo.name, memory)))
    assert_can_be_sent(demo, answer, params, 99_999)
    shown = demo.render(sample, answer, params)
    assert shown is None or encode(shown, demo.answer_jpeg)
    return answer


def test_the_example_is_sound_and_says_something(demo: Demo) -> None:
    example = demo.example()
    assert example.dtype == np.float32
    assert example.ndim == 1
    assert np.abs(example).max() <= 1
    before = example.copy()
    assert run(demo, example).data
    assert (example == before).all()


@pytest.mark.parametrize("length", [1, 2, 160, 641, 8000])
def test_pieces_of_every_length_one_after_the_other(demo: Demo, length: int) -> None:
    memory: Memory = {}
    for start in range(0, 4 * length, length):
        memory = run(demo, demo.example()[start : start + length], memory).memory


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0])
def test_silence_and_a_level_that_stands_still(demo: Demo, level: float) -> None:
    run(demo, np.full(rate(demo), level))


def test_noise_as_loud_as_can_be(demo: Demo) -> None:
    run(demo, np.random.default_rng(0).uniform(-1, 1, rate(demo)))


def test_as_much_as_may_come_at_once(demo: Demo) -> None:
    run(demo, np.resize(demo.example(), round(LONGEST_STILL * rate(demo))))


def test_a_gap_and_every_parameter_in_the_middle_of_a_stream(demo: Demo) -> None:
    piece = demo.example()[: rate(demo) // 4]
    memory = run(demo, piece, run(demo, piece).memory, gap=True).memory
    for parameter in demo.params:
        for value in (values(parameter)[0], values(parameter)[-1]):
            memory = run(demo, piece, memory, **{parameter.name: value}).memory


def test_a_memory_is_not_changed(demo: Demo) -> None:
    """What a worker keeps is handed out more than once."""
    piece = demo.example()[:8000]
    memory = run(demo, piece).memory
    before = codec.pack(demo.name, memory)
    demo.run(Sample(piece, 1.1), defaults(demo), codec.unpack(demo.name, before))
    demo.run(Sample(piece, 1.1), defaults(demo), memory)
    assert codec.pack(demo.name, memory) == before


def test_a_batch_and_predictions_side_by_side_give_what_single_ones_give(demo: Demo) -> None:
    params, example = defaults(demo), demo.example()
    samples = [Sample(example[start : start + 1500]) for start in range(0, 1500 * demo.max_batch, 1500)]
    inputs = [demo.prepare(sample, params, {}) for sample in samples]
    batch = demo.predict(inputs)
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda one: demo.predict([one])[0], inputs))
    for sample, one, other in zip(samples, batch, beside, strict=True):
        alone = demo.run(sample, params).data
        assert demo.answer(sample, one, params, {}).data == alone
        assert demo.answer(sample, other, params, {}).data == alone
