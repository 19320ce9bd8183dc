"""Every card's figure is what its command printed, with the weights that are here."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.assets import assets
from models.contract.cards import read_card
from models.contract.demo import Demo
from models.contract.registry import find_demos
from models.training import figures

DEMOS = [demo for demo in find_demos().values() if (demo.folder / "card.md").is_file()]
MANIFEST = tomllib.loads((Path(str(assets.__file__)).parent / "assets.toml").read_text(encoding="utf-8"))["asset"]
LARGEST = 40_000

each_demo = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)


def printed(demo: Demo) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((demo.folder / figures.NAME).read_text(encoding="utf-8"))
    return told


def rounds_to(value: float, shown: float) -> bool:
    """Whether a figure, written with as many digits as ``shown`` has, is ``shown``."""
    return round(value, len(str(shown).partition(".")[2])) == shown


@each_demo
def test_the_meter_shows_what_its_command_printed(demo: Demo) -> None:
    meter, told = read_card(demo.folder / "card.md").front["meter"], printed(demo)
    assert told["demo"] == demo.name
    assert rounds_to(told["value"], meter["measured"]["value"])
    assert rounds_to(told["baseline"], meter["baseline"]["value"])
    assert all(map(rounds_to, told["interval"], meter["measured"]["interval"]))
    assert told["n"] == meter["measured"]["n"]


@each_demo
def test_the_figure_was_measured_with_the_weights_that_are_here(demo: Demo) -> None:
    named = printed(demo)["weights"]
    for file in demo.folder.glob("*.npz"):
        assert named.get(file.name) == hashlib.sha256(file.read_bytes()).hexdigest(), "measure again"
    fetched = {name: entry["sha256"] for name, entry in MANIFEST.items() if name in named}
    assert {name: named[name] for name in fetched} == fetched, "measure again"
    assert {name for name in demo.assets if name.endswith(figures.WEIGHTS)} <= set(named)


@each_demo
@pytest.mark.parametrize("promise", ["meter", "speed"])
def test_the_command_is_there(demo: Demo, promise: str) -> None:
    front = read_card(demo.folder / "card.md").front
    if promise in front:
        module = front[promise]["measured"]["command"].split()[2]
        assert importlib.util.find_spec(module) is not None


@each_demo
def test_the_failures_are_small_pictures_that_the_script_makes(demo: Demo) -> None:
    failures = read_card(demo.folder / "card.md").front["failures"]
    made = tomllib.loads((demo.folder / "failures.toml").read_text(encoding="utf-8"))
    assert [Path(failure["picture"]).stem for failure in failures] == list(made)
    for failure in failures:
        file = demo.folder / "failures" / failure["picture"]
        assert file.stat().st_size <= LARGEST
        with Image.open(file) as picture:
            assert picture.size == (failure["width"], 240)
    assert len(list((demo.folder / "failures").iterdir())) == len(failures)


def test_an_interval_holds_the_measure_of_all() -> None:
    values = np.arange(50.0)
    low, high = figures.interval(50, lambda rows: float(values[rows].mean()))
    assert low < values.mean() < high
    assert figures.interval(50, lambda _: 3.0) == [3.0, 3.0]


def test_a_share_of_none_or_all_is_not_told_as_certain() -> None:
    """Wilson's figures for 0, 10 and 20 of 20."""
    assert figures.share_interval(0, 20) == pytest.approx([0, 0.1611], abs=1e-4)
    assert figures.share_interval(10, 20) == pytest.approx([0.2993, 0.7007], abs=1e-4)
    assert figures.share_interval(20, 20) == pytest.approx([0.8389, 1], abs=1e-4)
