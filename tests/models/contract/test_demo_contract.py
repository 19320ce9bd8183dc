"""What a demo that looks does, checked on every one that the registry finds by the contract of models/contract/demo.py:
a new one is tested by being there. What it declares is checked in test_demo_declared.py; those that hear in
test_sound_contract.py."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from models.contract.demo import Answer, Demo, Memory, Params, Picture, Sample, Size
from models.contract.parameters import Choice, Upload, check_all
from models.contract.registry import find_demos
from models.contract.sources import Camera
from models.toolkit import memory as codec
from models.toolkit import resizing
from models.toolkit.frames import encode
from tests.support.demos import assert_can_be_sent, loaded
from tests.support.parameters import values

NAMES = [name for name, demo in find_demos().items() if isinstance(demo.source, Camera)]
TAKING_UPLOADS = [
    name for name in NAMES if any(isinstance(parameter, Upload) for parameter in find_demos()[name].params)
]
pytestmark = pytest.mark.models


@pytest.fixture(scope="module", params=NAMES)
def demo(request: pytest.FixtureRequest) -> Demo:
    """A demo as a worker has it."""
    return loaded(find_demos()[request.param])


def defaults(demo: Demo) -> dict[str, Any]:
    return check_all(demo.params, {})


def show(demo: Demo, sample: Sample, answer: Answer, params: Params) -> tuple[np.ndarray, dict[str, Any]]:
    """What the server draws of an answer, and its data, with what the contract says of an answer."""
    assert_can_be_sent(demo, answer, params, codec.MOST)
    rgb = demo.render(replace(sample, value=sample.value.copy()), answer, params)
    assert rgb is not None
    assert rgb.dtype == np.uint8
    assert rgb.ndim == 3
    assert rgb.shape[2] == 3
    assert encode(rgb, demo.answer_jpeg)
    return rgb, answer.data


def run(
    demo: Demo, frame: np.ndarray, memory: Memory = codec.EMPTY, **changed: Any
) -> tuple[np.ndarray, dict[str, Any], Memory]:
    """A frame's whole way through a demo, the memory as bytes in between."""
    params, sample = MappingProxyType({**defaults(demo), **changed}), Sample(frame.copy(), 1.0)
    answer = demo.run(sample, params, codec.unpack(demo.name, codec.pack(demo.name, memory)))
    return (*show(demo, sample, answer, params), answer.memory)


def assert_alike(one: Any, other: Any) -> None:
    """Equal JSON data, numbers within 0.02; what was timed may differ."""
    assert type(one) is type(other)
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one.keys() - {"milliseconds"}:
            assert_alike(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_alike(left, right)
    elif isinstance(one, float):
        assert one == pytest.approx(other, abs=0.02)
    else:
        assert one == other


def test_the_example_goes_the_whole_way(demo: Demo) -> None:
    example = demo.example()
    assert example.dtype == np.uint8
    assert example.shape[2] == 3
    rgb, data, memory = run(demo, example)
    assert data, "the example shows something"
    assert len(codec.pack(demo.name, memory)) < 2_000_000
    again, _, _ = run(demo, example, memory)
    assert again.shape == rgb.shape


def test_prepare_leaves_the_frame_as_it_was(demo: Demo) -> None:
    frame = demo.example()
    before = frame.copy()
    demo.run(Sample(frame), defaults(demo))
    assert (frame == before).all()


@pytest.mark.parametrize(
    "shape",
    [(640, 480), (480, 640), (160, 640), (640, 160), (240, 60), (8, 8), (9, 13), (8, 1920), (1920, 8), (1080, 1920)],
)
def test_every_shape_of_frame(demo: Demo, shape: tuple[int, int]) -> None:
    frame = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
    rgb, _, memory = run(demo, frame)
    run(demo, frame, memory)
    if min(shape) >= 60:
        stretched = (rgb.shape[1] / rgb.shape[0]) / (shape[1] / shape[0])
        assert 0.85 < stretched < 1.18, "proportions are kept"


@pytest.mark.parametrize("shade", [0, 255])
def test_a_frame_of_one_colour(demo: Demo, shade: int) -> None:
    run(demo, np.full((240, 320, 3), shade, np.uint8))


def test_the_shape_may_change_within_a_stream(demo: Demo) -> None:
    """A phone is turned."""
    example = demo.example()
    _, _, memory = run(demo, example)
    turned = np.ascontiguousarray(np.rot90(example))
    run(demo, turned, memory)


def test_the_memory_of_other_parameters_is_no_obstacle(demo: Demo) -> None:
    """A stream's parameters may change at any frame."""
    _, _, memory = run(demo, demo.example())
    for parameter in demo.params:
        if not isinstance(parameter, Upload):
            run(demo, demo.example(), memory, **{parameter.name: values(parameter)[-1]})


def test_a_memory_is_not_changed(demo: Demo) -> None:
    """What a worker keeps is handed out more than once."""
    _, _, memory = run(demo, demo.example())
    before = codec.pack(demo.name, memory)
    demo.run(Sample(demo.example(), 1.1), defaults(demo), memory)
    assert codec.pack(demo.name, memory) == before


def test_what_composes_is_of_the_networks_size(demo: Demo) -> None:
    """A layer costs no more to carry than the picture that was sent for it."""
    params = defaults(demo)
    width, height = demo.size(params)
    sample = Sample(resizing.fit_within(demo.example(), Size(width, height)))
    layers = demo.run(sample, params).layers
    assert all(layer.dtype == np.uint8 and layer.ndim in (2, 3) for layer in layers.values())
    sent = sum(len(encode(layer, demo.encoding(name, params))) for name, layer in layers.items())
    assert sent <= 30_000 or list(layers) == ["picture"]


def test_a_whole_batch_gives_what_single_frames_give(demo: Demo) -> None:
    example, params = demo.example(), defaults(demo)
    variants = [example, example[:, ::-1], 255 - example // 2, example[::-1]]
    samples = [Sample(np.ascontiguousarray(variants[index % 4]), 1.0) for index in range(demo.max_batch)]
    batch = demo.predict([demo.prepare(sample, params, {}) for sample in samples])
    assert len(batch) == len(samples)
    for sample, prediction in zip(samples, batch, strict=True):
        rgb, data = show(demo, sample, demo.answer(sample, prediction, params, {}), params)
        alone_rgb, alone_data, _ = run(demo, sample.value)
        assert_alike(data, alone_data)
        assert np.abs(rgb.astype(np.int16) - alone_rgb).mean() < 1


def test_predictions_made_at_the_same_time_are_those_made_one_by_one(demo: Demo) -> None:
    params = defaults(demo)
    samples = [Sample(demo.example()), Sample(np.ascontiguousarray(demo.example()[:, ::-1]))] * 2
    inputs = [demo.prepare(sample, params, {}) for sample in samples]
    alone = [demo.predict([one])[0] for one in inputs]
    with ThreadPoolExecutor(len(inputs)) as pool:
        together = list(pool.map(lambda one: demo.predict([one])[0], inputs))
    for sample, one, other in zip(samples, alone, together, strict=True):
        rgb, data = show(demo, sample, demo.answer(sample, one, params, {}), params)
        other_rgb, other_data = show(demo, sample, demo.answer(sample, other, params, {}), params)
        assert_alike(data, other_data)
        assert np.abs(rgb.astype(np.int16) - other_rgb).mean() < 1


def test_every_parameter_at_its_ends(demo: Demo) -> None:
    frame = demo.example()
    for parameter in demo.params:
        ends = values(parameter)
        if isinstance(parameter, Upload):
            continue
        for value in (value for value in (ends[0], ends[-1]) if value not in (parameter.default, [])):
            run(demo, frame, **{parameter.name: value})


@pytest.mark.parametrize("demo", TAKING_UPLOADS, indirect=True)
def test_an_uploaded_picture_of_any_shape(demo: Demo) -> None:
    uploads = [parameter.name for parameter in demo.params if isinstance(parameter, Upload)]
    for name in uploads:
        for shape in ((100, 100), (8, 300), (700, 500)):
            picture = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
            run(demo, demo.example(), {}, **{name: Picture(f"{shape}", picture)})


def test_lighter_ways_end_and_each_of_them_works(demo: Demo) -> None:
    params: dict[str, Any] | None = check_all(demo.params, largest(demo))
    for _ in range(10):
        assert params is not None
        run(demo, demo.example(), **params)
        if (params := demo.lighter(params)) is None:
            return
        assert check_all(demo.params, params) == params
    raise AssertionError("lighter must come to an end")


def largest(demo: Demo) -> dict[str, Any]:
    """The last option of each choice: where sizes are chosen, the largest."""
    return {each.name: values(each)[-1] for each in demo.params if isinstance(each, Choice)}
