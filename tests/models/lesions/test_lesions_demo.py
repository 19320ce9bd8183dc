"""The lesions demo: its built-in pictures, its disguises, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.assets import assets
from models.contract.demo import Answer, Memory, Picture, Sample
from models.contract.parameters import check_all
from models.lesions import disguising, questions, telling
from models.lesions.classes import CLASSES
from models.lesions.demo import QUESTIONS, LesionsDemo
from models.toolkit import frames
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> LesionsDemo:
    return loaded(LesionsDemo())


def run(demo: LesionsDemo, memory: Memory | None = None, **changed: Any) -> Answer:
    return demo.run(Sample(None), {**check_all(demo.params, {}), **changed}, memory or {})


def test_half_of_the_questions_are_melanomas_and_each_has_its_lesion() -> None:
    assert [one.truth for one in QUESTIONS].count("melanoma") == 6
    assert len({one.image for one in QUESTIONS}) == len(QUESTIONS) == 12
    for one in QUESTIONS:
        assert questions.picture(one.name).shape == (150, 200, 3)
        assert 0.01 < questions.mask(one.name).mean() < 0.9
        assert (questions.FOLDER / f"{one.name}.jpg").stat().st_size < 15_000


def test_an_answer_is_told_with_its_probabilities_and_its_heat(demo: LesionsDemo) -> None:
    answer = run(demo, picture="p1")
    told = answer.data["answer"]
    assert answer.data["before"] == told
    assert not answer.data["turned"]
    assert (answer.data["truth"], answer.data["image"]) == ("melanoma", QUESTIONS[0].image)
    assert sum(told["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert told["probability"] == told["probabilities"][told["class"]]
    assert answer.layers["heat"].shape == answer.layers["seen"].shape == (150, 200, 3)
    assert (answer.layers["heat"] != answer.layers["seen"]).any()


def test_what_the_stream_remembers_is_not_computed_again(demo: LesionsDemo, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(demo, ruler=True)
    with monkeypatch.context() as patched:
        patched.setattr(demo, "_reader", None)
        again = run(demo, before.memory, ruler=True)
    assert again.data == before.data
    assert run(demo, before.memory, ruler=True, picture="p2").data["picture"] == "p2"


def test_hiding_the_lesion_turns_answers(demo: LesionsDemo) -> None:
    turned = [run(demo, picture=one.name, hide=True).data for one in QUESTIONS]
    assert sum(one["turned"] for one in turned) >= 4
    assert all(one["before"]["class"] in CLASSES for one in turned)
    assert all(one["answer"]["class"] != "mel" for one in turned), "no melanoma is told without a lesion"


def test_disguises_go_over_one_another_and_the_mask_turns_along() -> None:
    picture, mask = questions.picture("p1"), questions.mask("p1")
    params = dict.fromkeys(disguising.SWITCHES, False) | {"turn": 0}
    assert disguising.wanted(params) == {}
    same, _ = disguising.disguised(picture, mask, {})
    assert same is picture
    for name in disguising.SWITCHES:
        shown, _ = disguising.disguised(picture, mask, disguising.wanted(params | {name: True}))
        assert (shown != picture).any(), name
    _, turned = disguising.disguised(picture, mask, disguising.wanted(params | {"turn": 180}))
    assert turned is not None
    assert (turned == mask[::-1, ::-1]).mean() > 0.98
    unknown, _ = disguising.disguised(picture, None, {"hide": True})
    assert unknown is picture, "nobody knows where the lesion is"


def test_an_everyday_picture_is_refused_and_nothing_is_said_of_it(demo: LesionsDemo) -> None:
    if not (assets.CACHE / "astronaut.png").is_file():
        pytest.skip("the picture is not fetched")
    everyday = frames.decode((assets.CACHE / "astronaut.png").read_bytes())
    answer = run(demo, own=Picture("astronaut", everyday))
    assert answer.data["refused"]
    assert (answer.data["answer"], answer.data["before"], answer.data["inside"]) == (None, None, None)
    assert "heat" not in answer.layers


def test_a_disguise_makes_no_everyday_picture_a_lesion(demo: LesionsDemo) -> None:
    flat = Picture("flat", np.full((300, 400, 3), 128, np.uint8))
    for name in disguising.SWITCHES:
        changed: dict[str, Any] = {"own": flat, name: True}
        assert run(demo, **changed).data["refused"], name


def test_a_lesion_from_outside_is_answered_without_a_truth(demo: LesionsDemo) -> None:
    answer = run(demo, own=Picture("own", np.asarray(Image.fromarray(questions.picture("p7")).resize((400, 300)))))
    assert not answer.data["refused"]
    assert answer.data["answer"]["class"] in CLASSES
    assert (answer.data["picture"], answer.data["truth"], answer.data["inside"]) == ("own", None, None)


def test_heat_is_where_a_class_leads_the_others() -> None:
    heat = np.zeros((4, 5, 7), np.float32)
    heat[0, 0, 2] = 5.0
    warm = telling.warmth(heat, 2, 40, 50)
    assert warm.max() == 1
    mask = np.zeros((40, 50), bool)
    mask[:20, :25] = True
    inside = telling.share_inside(warm, mask)
    assert inside is not None
    assert inside > 0.95
    assert telling.warmth(heat, 3, 40, 50).max() == 0
    assert telling.share_inside(np.zeros((40, 50)), mask) is None
