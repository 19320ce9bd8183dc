"""What a demo declares and refuses to load, checked on every demo that the registry finds."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.assets import assets
from models.assets.assets import AssetError
from models.contract.cards import HEADINGS, read_card
from models.contract.demo import Demo
from models.contract.parameters import Upload, check_all, schema_of
from models.contract.pictures import STILL, check_header
from models.contract.registry import find_demos
from models.toolkit.devices import Device
from tests.support.parameters import values

NAMES = list(find_demos())
CPU = Device("cpu", threads=1, mixed_precision=False, xla=False)
pytestmark = pytest.mark.models
with_assets = pytest.mark.parametrize(
    "declared", [name for name, demo in find_demos().items() if demo.assets], indirect=True
)


@pytest.fixture(scope="module", params=NAMES)
def declared(request: pytest.FixtureRequest) -> Demo:
    """A demo as the web process has it: not loaded."""
    return find_demos()[request.param]


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
    columns: dict[str, set[int]] = {}
    for thumbnail in thumbnails(declared):
        file, _, place = thumbnail.partition("#")
        columns.setdefault(file, set()).add(int(place or 0))
    for file, places in columns.items():
        data = (declared.folder / file).read_bytes()
        size = check_header(data, STILL)
        assert size.height == len(places) * size.width, f"{file} is no column of {len(places)} squares"
        assert places == set(range(len(places)))
        assert len(data) <= 20_000 * len(places)


def test_every_value_gives_a_sensible_size(declared: Demo) -> None:
    for parameter in declared.params:
        for value in values(parameter) if not isinstance(parameter, Upload) else [None]:
            params = check_all(declared.params, {parameter.name: value})
            for width, height in (declared.size(params), declared.canvas(params)):
                assert 64 <= height <= width <= 1920
            hash(declared.batch_key(params))


# What a demo refuses


def copy_assets(demo: Demo, folder: Path) -> list[Path]:
    files = [assets.manifest()[name].file for name in demo.assets]
    return [Path(shutil.copy(assets.CACHE / file, folder / file)) for file in files]


@with_assets
def test_a_missing_file_is_named(declared: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "CACHE", tmp_path)
    with pytest.raises(AssetError, match="is missing"):
        type(declared)().load(CPU)


@with_assets
def test_one_flipped_bit_is_refused(declared: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = copy_assets(declared, tmp_path)[0]
    monkeypatch.setattr(assets, "CACHE", tmp_path)
    damaged = bytearray(first.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    first.write_bytes(damaged)
    with pytest.raises(AssetError, match=r"is damaged or was changed\. Run `make assets`"):
        type(declared)().load(CPU)
