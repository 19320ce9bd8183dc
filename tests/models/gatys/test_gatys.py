"""Gatys' optimisation as a worker runs it, at 64 pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.contract.demo import Answer, Memory, Picture, Sample
from models.contract.parameters import check_all
from models.gatys.demo import GatysDemo
from models.gatys.training import draw
from models.toolkit import frames
from models.toolkit import memory as codec
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> GatysDemo:
    return loaded(GatysDemo())


def run(demo: GatysDemo, memory: Memory, **changed: Any) -> Answer:
    params = {**check_all(demo.params, {}), "size": 64, **changed}
    return demo.run(Sample(None, 1.0), params, codec.unpack("gatys", codec.pack("gatys", memory)))


def ran(demo: GatysDemo, turns: int, memory: Memory = codec.EMPTY, **changed: Any) -> list[Answer]:
    answers = []
    for _ in range(turns):
        answers.append(run(demo, memory, **changed))
        memory = answers[-1].memory
    return answers


def test_it_begins_with_the_photograph_and_halves_its_style_loss_in_thirty_looks(demo: GatysDemo) -> None:
    first, *rest = ran(demo, 31)
    assert first.data["step"] == 0
    assert first.data["content"] == 0
    assert set(first.layers) == {"picture", "painting"}
    assert all(set(answer.layers) == {"picture"} for answer in rest)
    assert rest[-1].data["style"] < first.data["style"] / 2
    losses = [answer.data["loss"] for answer in (first, *rest)]
    assert losses == sorted(losses, reverse=True), "it never goes up"
    assert rest[-1].data["start"] == {"content": 0.0, "style": first.data["style"]}


def test_other_weights_go_on_and_other_pictures_begin_anew(demo: GatysDemo) -> None:
    last = ran(demo, 6)[-1]
    lighter = run(demo, last.memory, balance=0.5, layer1=0.0)
    assert lighter.data["step"] == last.data["step"]
    assert (lighter.layers["picture"] == last.layers["picture"]).all()
    assert lighter.data["weights"]["layers"] == [0.0, 1.0, 1.0, 1.0, 1.0]
    further = ran(demo, 6, lighter.memory, balance=0.5, layer1=0.0)[-1]
    assert further.data["content"] < lighter.data["content"], "content counts more now"
    for changed in ({"content": "cat"}, {"style": "mosaic"}, {"size": 48}):
        assert run(demo, last.memory, **changed).data["step"] == 0
    own = Picture("k", np.full((20, 30, 3), 200, np.uint8))
    assert run(demo, last.memory, painting=own).data["step"] == 0


def test_without_any_layer_it_stays_a_photograph(demo: GatysDemo) -> None:
    shares: dict[str, Any] = {f"layer{number}": 0.0 for number in range(1, 6)}
    first, *_, last = ran(demo, 4, codec.EMPTY, smooth=0.0, **shares)
    assert last.data["style"] == 0
    assert (last.layers["picture"] == first.layers["picture"]).all()


@pytest.mark.parametrize("name", list(draw.DRAWN))
def test_the_styles_are_what_the_script_draws(name: str) -> None:
    drawn, file = draw.draw(name), Path(draw.FOLDER / f"{name}.jpg")
    kept = frames.decode(file.read_bytes())
    assert kept.shape == (draw.SIDE, draw.SIDE, 3)
    assert np.abs(drawn.astype(int) - kept).mean() < 12
    assert file.stat().st_size < 40_000
