"""Layers, and what else a demo sees and gives in the stages."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.contract.demo import Answer, Jpeg, Png
from tests.support.stages import MIRROR, brightness, item, kept, run
from worker.stages import Stages


class Layered(type(MIRROR)):  # type: ignore[misc]
    """Two layers, each encoded in its own way, and a drawing of both."""

    def encoding(self, layer: str, params: Any) -> Any:
        return Jpeg(90) if layer == "grey" else Png()

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
        exact = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
        return Answer({}, {"grey": np.full((16, 24), 77, np.uint8), "exact": exact})

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        return np.full_like(sample.value, answer.layers["grey"][0, 0])


def test_whoever_composes_gets_the_layers_in_order_as_they_are_declared() -> None:
    (outcome,), broken = run([item(render="layers")], Layered())
    assert (outcome.code, broken) == ("", "")
    assert list(outcome.layers) == ["grey", "exact"]
    with Image.open(io.BytesIO(outcome.layers["grey"])) as grey:
        assert (grey.format, grey.mode, grey.size) == ("JPEG", "L", (24, 16))
    with Image.open(io.BytesIO(outcome.layers["exact"])) as exact:
        assert (exact.format, exact.mode) == ("PNG", "RGB")
        np.testing.assert_array_equal(np.asarray(exact), np.arange(48, dtype=np.uint8).reshape(4, 4, 3))


def test_what_a_page_makes_by_itself_is_sent_with_single_pictures_alone() -> None:
    class Making(Layered):
        page_makes = ("exact",)

    for still, sent in ((False, ["grey"]), (True, ["grey", "exact"])):
        (outcome,), _ = run([item(render="layers", still=still)], Making())
        assert list(outcome.layers) == sent


def test_a_whole_picture_has_fewer_bytes_where_many_share_the_machine_if_the_demo_says_so() -> None:
    class Spared(type(MIRROR)):  # type: ignore[misc]
        crowd_jpeg = Jpeg(20)

    sizes = {}
    for demo in (MIRROR, Spared()):
        for many in (False, True):
            (outcome,), _ = run([item(many=many)], demo)
            sizes[type(demo).__name__, many] = len(outcome.layers["picture"])
    own = type(MIRROR).__name__
    assert sizes["Spared", True] < sizes["Spared", False] == sizes[own, False] == sizes[own, True]


def test_whoever_cannot_gets_what_the_server_draws_of_them() -> None:
    (outcome,), _ = run([item()], Layered())
    assert list(outcome.layers) == ["picture"]
    assert abs(brightness(outcome.layers["picture"])[0] - 77) < 3


@pytest.mark.parametrize("layer", [np.zeros((4, 4), np.float32), np.zeros((4, 4, 4), np.uint8), np.zeros(4, np.uint8)])
def test_a_layer_that_is_no_picture_breaks_the_demo(layer: np.ndarray) -> None:
    class Odd(Layered):
        def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
            return Answer({}, {"odd": layer})

    (outcome,), broken = run([item(render="layers")], Odd())
    assert (outcome.code, outcome.layers) == ("model_restarting", {})
    assert broken.startswith("render: ValueError")


def test_the_demo_sees_when_it_came_what_was_lost_and_parameters_that_nobody_changes() -> None:
    seen: list[Any] = []

    class Seeing(type(MIRROR)):  # type: ignore[misc]
        def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
            seen.append((sample.at, sample.gap))
            with pytest.raises(TypeError):
                params["gain"] = 0
            return super().answer(sample, prediction, params, memory)

    run([item(received=4.5), item("t", gap=True)], Seeing())
    assert seen == [(4.5, False), (0.0, True)]


def test_prepare_gets_the_newest_memory() -> None:
    found: list[Any] = []

    class Feeding(type(MIRROR)):  # type: ignore[misc]
        recurrent = True

        def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
            found.append(dict(memory))
            return super().prepare(sample, params, memory)

    stages, demo = Stages(), Feeding()
    run([item(seq=9, memory_seq=8, memory=kept(41))], demo, stages)
    run([item(seq=10, memory_seq=8, memory=kept(41))], demo, stages)
    assert found == [{"count": 41}, {"count": 42}]
