"""The features demo with its real weights: words, maps and filters are what the network has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from models.assets import assets
from models.contract.demo import Memory, Sample
from models.contract.parameters import check_all
from models.features import drawing, network
from models.features.demo import FeaturesDemo
from models.features.layers import LAYERS
from models.toolkit import efficientnet_lite0, frames
from models.toolkit.unsaid import IMAGENET, STEMS
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> FeaturesDemo:
    return loaded(FeaturesDemo())


def look(demo: FeaturesDemo, picture: np.ndarray, **given: object) -> tuple[Any, dict[str, Any]]:
    params = check_all(demo.params, given)
    sample = Sample(picture, 1.0)
    inside = demo.predict([demo.prepare(sample, params, {})])[0]
    return inside, demo.answer(sample, inside, params, {}).data


def picture(name: str) -> np.ndarray:
    return frames.decode(assets.path(name).read_bytes())


@pytest.mark.parametrize("detail", ["fast", "fine"])
def test_its_words_are_right(demo: FeaturesDemo, detail: str) -> None:
    _, coffee = look(demo, picture("coffee.png"), detail=detail)
    assert coffee["words"][0]["word"] == "espresso"
    assert coffee["words"][0]["probability"] > 0.8
    _, cat = look(demo, demo.example(), detail=detail)
    assert any("cat" in entry["word"] for entry in cat["words"])
    assert [entry["probability"] for entry in cat["words"]] == sorted(
        (entry["probability"] for entry in cat["words"]), reverse=True
    )
    assert len(cat["words"]) == 5


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_each_layer_is_as_it_is_said_to_be(demo: FeaturesDemo, layer: Any) -> None:
    inside, data = look(demo, demo.example(), layer=layer.name)
    assert inside.maps.shape == (192 // layer.stride, 256 // layer.stride, layer.channels)
    assert inside.maps.min() >= 0
    assert inside.maps.max() <= drawing.MOST
    shown = data["shown"]
    assert len(shown) == 16
    assert [entry["strength"] for entry in shown] == sorted((entry["strength"] for entry in shown), reverse=True)
    assert shown[0]["strength"] > 0


def test_the_last_maps_are_what_the_words_come_from(demo: FeaturesDemo) -> None:
    """The average of each map of the last layer, times the classifier's weights, is the network's own answer."""
    params = check_all(demo.params, {"layer": "head"})
    seen, _, _ = demo.prepare(Sample(picture("coffee.png")), params, {})
    maps, found = demo._network(seen, "head")
    top = efficientnet_lite0.load()(seen[None])
    np.testing.assert_allclose(maps, top.top[0], atol=1e-4)
    shares = np.exp(top.logits[0] - np.max(top.logits[0]))
    np.testing.assert_allclose(found, shares / shares.sum(), atol=1e-5)


def test_the_first_maps_come_from_the_filters_that_are_shown(demo: FeaturesDemo) -> None:
    """One number of a map, worked out by hand from the filter and the bias-free difference of two pictures."""
    filters = demo._network.filters
    assert filters.shape == (3, 3, 3, 32)
    ground = np.full((192, 256, 3), 128, np.uint8)
    spot = ground.copy()
    spot[100, 60] = (140, 120, 131)
    change = demo._network(spot, "stem")[0] - demo._network(ground, "stem")[0]
    expected = (np.array([12, -8, 3]) / 128) @ filters[0, 0]  # stride 2, "SAME": the window at (50, 30) starts there
    live = demo._network(ground, "stem")[0][50, 30]
    free = (live > 0) & (live < 6) & (live + expected > 0) & (live + expected < 6)
    assert free.sum() > 8
    np.testing.assert_allclose(change[50, 30][free], expected[free], atol=1e-4)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"maps": (16 * 12, 16)}),
        ({"layer": "stem", "count": "64"}, {"maps": (32 * 64, 85)}),  # six in a row would have more columns than seen
        ({"layer": "stem", "channel": 3}, {"maps": (96, 128)}),
        ({"layer": "head", "count": "4", "detail": "fine"}, {"maps": (4 * 12, 16)}),
        ({"layer": "filters"}, {"filters": (16 * 3, 3, 3)}),
        ({"layer": "filters", "channel": 5}, {"maps": (96, 128), "filters": (3, 3, 3)}),
    ],
)
def test_layers_are_the_maps_that_are_shown(demo: FeaturesDemo, given: Any, expected: Any) -> None:
    params = check_all(demo.params, given)
    sample = Sample(demo.example())
    inside = demo.predict([demo.prepare(sample, params, {})])[0]
    answer = demo.answer(sample, inside, params, {})
    assert {name: layer.shape for name, layer in answer.layers.items()} == expected
    first = answer.data["shown"][0]["channel"] - 1
    if expected.get("maps") in ((16 * 12, 16), (96, 128)):
        tile = answer.layers["maps"][: inside.maps.shape[0]]
        np.testing.assert_allclose(tile / 255 * 6, inside.maps[:, :, first], atol=0.5 * 6 / 255 + 1e-6)


def test_one_map_alone_and_numbers_beyond_the_last(demo: FeaturesDemo) -> None:
    _, data = look(demo, demo.example(), layer="stem", channel=7)
    assert [entry["channel"] for entry in data["shown"]] == [7]
    _, data = look(demo, demo.example(), layer="stem", channel=1280)
    assert [entry["channel"] for entry in data["shown"]] == [32]


def test_a_filter_as_a_picture_is_grey_where_it_is_zero() -> None:
    kernel = np.zeros((3, 3, 3), np.float32)
    kernel[0, 0] = (2, -2, 1)
    shown = drawing.picture_of(kernel)
    assert list(shown[0, 0]) == [255, 0, 191]
    assert (shown[1:] == 128).all()


@pytest.mark.parametrize("content", ["{}", "[]", json.dumps(["word"] * 999), json.dumps([1] * 1000)])
def test_words_that_are_not_a_thousand_names_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "words.json").write_text(content)
    with pytest.raises(ValueError, match="does not hold 1000 names"):
        network.read_words(tmp_path / "words.json")


@pytest.mark.parametrize("name", ["astronaut.png", "chelsea.png"])
def test_no_name_that_insults_is_said_whatever_the_network_believes(demo: FeaturesDemo, name: str, monkeypatch) -> None:
    real = dict(demo._network._runs)
    forced = np.full(1000, 1e-4, np.float32)
    forced[sorted(IMAGENET)] = 0.008

    def obsessed(key: str) -> Any:
        return lambda pictures: (real[key](pictures)[0], tf.constant(forced[None]))

    monkeypatch.setattr(demo._network, "_runs", {key: obsessed(key) for key in real})
    _, data = look(demo, picture(name))
    told = " ".join(f"{entry['word']} {entry['names']['pt-BR']}" for entry in data["words"]).lower()
    assert len(data["words"]) == 5
    assert not set(re.findall(r"[\w']+", told)) & set(STEMS)


def test_a_cut_begins_another_scene(demo: FeaturesDemo) -> None:
    memory: Memory = {}
    params, scenes = check_all(demo.params, {}), []
    for place, name in enumerate(["coffee.png"] * 3 + ["chelsea.png"] * 3):
        answer = demo.run(Sample(picture(name), 1 + place / 8), params, memory)
        memory = answer.memory
        scenes.append(answer.data["scene"])
    assert scenes == [0, 0, 0, 1, 1, 1]
