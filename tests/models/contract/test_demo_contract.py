"""The contract of models/contract/demo.py, checked on every demo that the registry finds: a new one is tested by being
there."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from models.assets import assets
from models.assets.assets import AssetError
from models.contract.cards import HEADINGS, read_card
from models.contract.demo import Answer, Demo, Memory, Params, Picture, Sample, Size
from models.contract.parameters import Choice, Number, Parameter, Points, Switch, Upload, check_all, schema_of
from models.contract.pictures import STILL, check_header
from models.contract.registry import find_demos
from models.toolkit import memory as codec
from models.toolkit import resizing
from models.toolkit.devices import Device
from models.toolkit.frames import encode

NAMES = list(find_demos())
TAKING_UPLOADS = [
    name for name, demo in find_demos().items() if any(isinstance(parameter, Upload) for parameter in demo.params)
]
CPU = Device("cpu", threads=1, mixed_precision=False, xla=False)
pytestmark = pytest.mark.models


@pytest.fixture(scope="module", params=NAMES)
def declared(request: pytest.FixtureRequest) -> Demo:
    """A demo as the web process has it: not loaded."""
    return find_demos()[request.param]


@pytest.fixture(scope="module", params=NAMES)
def demo(request: pytest.FixtureRequest) -> Demo:
    """A demo as a worker has it."""
    loaded = find_demos()[request.param]
    loaded.load(CPU)
    return loaded


def defaults(demo: Demo) -> dict[str, Any]:
    return check_all(demo.params, {})


def show(demo: Demo, sample: Sample, answer: Answer, params: Params) -> tuple[np.ndarray, dict[str, Any]]:
    """What the server draws of an answer, and its data, with what the contract says of an answer."""
    assert json.loads(json.dumps(answer.data, allow_nan=False)) == answer.data
    for name, layer in answer.layers.items():
        assert encode(layer, demo.encoding(name, params))
    assert codec.unpack(demo.name, codec.pack(demo.name, answer.memory)).keys() == answer.memory.keys()
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


# What a demo declares


@pytest.mark.parametrize("name", NAMES)
def test_what_is_declared_can_be_read_without_tensorflow_or_opencv(name: str) -> None:
    code = f"""
import json, sys
from models.contract.registry import find_demos
from models.contract.parameters import check_all, schema_of
demo = find_demos()[{name!r}]
params = check_all(demo.params, {{}})
json.dumps([demo.title, demo.summary, schema_of(demo.params), [p.describe() for p in demo.params], demo.size(params)])
demo.canvas(params), demo.source.describe(), demo.recurrent
hash(demo.batch_key(params)), demo.max_batch, demo.assets, demo.folder
print([module for module in ("tensorflow", "keras", "cv2", "flask", "webapp") if module in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_texts_are_there(declared: Demo) -> None:
    assert declared.summary.endswith(".")
    assert len(declared.title) <= 40
    assert all(parameter.label and parameter.help for parameter in declared.params)


def test_assets_are_in_the_manifest(declared: Demo) -> None:
    assert set(declared.assets) <= set(assets.manifest())


def test_the_card_is_whole(declared: Demo) -> None:
    card = read_card(declared.folder / "card.md")
    assert tuple(heading for heading, _ in card.sections) == HEADINGS


def test_the_example_is_a_small_jpeg(declared: Demo) -> None:
    data = (declared.folder / "example.jpg").read_bytes()
    header = check_header(data, STILL)
    assert header.format == "JPEG"
    assert header.width == 640
    assert len(data) <= 60_000


def test_defaults_are_allowed_and_the_schema_says_so(declared: Demo) -> None:
    schema = schema_of(declared.params)
    for parameter in declared.params:
        assert parameter.check(parameter.default) == parameter.default
        about = schema["properties"][parameter.name]
        assert about["default"] == parameter.default
        for value in values(parameter):
            parameter.check(value)
            assert fits(value, about), (parameter.name, value)


def values(parameter: Parameter) -> list[Any]:
    """Values at the ends of what a parameter allows."""
    if isinstance(parameter, Number):
        return [parameter.minimum, parameter.maximum]
    if isinstance(parameter, Switch):
        return [True, False]
    if isinstance(parameter, Choice):
        return [option.value for option in parameter.options]
    if isinstance(parameter, Points):
        colour = {"colour": "#c02040"} if parameter.coloured else {}
        return [[], [{"x": place / parameter.most, "y": 1.0, **colour} for place in range(parameter.most)]]
    assert isinstance(parameter, Upload)
    return [None, "0" * 64]


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value fits the part of JSON Schema that parameters use."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python: dict[str, Any] = {
        "number": (int, float),
        "integer": int,
        "boolean": bool,
        "string": str,
        "null": type(None),
        "array": list,
    }
    if not any(isinstance(value, python[kind]) for kind in kinds):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    return schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf) if "minimum" in schema else True


def thumbnails(demo: Demo) -> list[str]:
    options = [option for parameter in demo.params for option in getattr(parameter, "options", ())]
    return [option.thumbnail for option in options if option.thumbnail]


@pytest.mark.parametrize("declared", [name for name, demo in find_demos().items() if thumbnails(demo)], indirect=True)
def test_thumbnails_are_there(declared: Demo) -> None:
    for thumbnail in thumbnails(declared):
        data = (declared.folder / thumbnail).read_bytes()
        check_header(data, STILL)
        assert len(data) <= 20_000


def test_every_value_gives_a_sensible_size(declared: Demo) -> None:
    for parameter in declared.params:
        for value in values(parameter) if not isinstance(parameter, Upload) else [None]:
            params = check_all(declared.params, {parameter.name: value})
            for width, height in (declared.size(params), declared.canvas(params)):
                assert 64 <= height <= width <= 1920
            hash(declared.batch_key(params))


# What a demo does


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


# What a demo refuses


def copy_assets(demo: Demo, folder: Path) -> list[Path]:
    files = [assets.manifest()[name].file for name in demo.assets]
    return [Path(shutil.copy(assets.CACHE / file, folder / file)) for file in files]


def test_a_missing_file_is_named(declared: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not declared.assets:
        return
    monkeypatch.setattr(assets, "CACHE", tmp_path)
    with pytest.raises(AssetError, match="is missing"):
        type(declared)().load(CPU)


def test_one_flipped_bit_is_refused(declared: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not declared.assets:
        return
    first = copy_assets(declared, tmp_path)[0]
    monkeypatch.setattr(assets, "CACHE", tmp_path)
    damaged = bytearray(first.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    first.write_bytes(damaged)
    with pytest.raises(AssetError, match=r"is damaged or was changed\. Run `make assets`"):
        type(declared)().load(CPU)


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
