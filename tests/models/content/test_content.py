"""The filter without a browser: what it answers, what it remembers, and what it lets through."""

from __future__ import annotations

import numpy as np
import pytest

from models.content import cards, harmless, weights
from models.content.demo import KEPT, ContentDemo, blurred
from models.content.network import SIDE, CardNet, Shape, names, still
from models.content.rules import Numbers
from models.content.training import choose, data, distractors, evaluate, footage, scores
from models.contract.demo import Answer, Memory, Sample
from models.contract.parameters import check_all, for_visitors
from models.teach.demo import TeachDemo
from tests.support.demos import loaded

GROUND = np.full((480, 640, 3), (176, 184, 190), np.uint8)


@pytest.fixture(scope="module")
def demo() -> ContentDemo:
    return loaded(ContentDemo())


def seen(demo: ContentDemo, pictures: list[np.ndarray], **params: object) -> list[Answer]:
    """The answers to pictures that come one a second."""
    given, answers = check_all(demo.params, params), []
    memory: Memory = {}
    for second, picture in enumerate(pictures):
        answers.append(demo.run(Sample(picture, float(second)), given, memory))
        memory = answers[-1].memory
    return answers


def test_a_card_is_told_where_it_is_and_its_picture_is_blurred(demo: ContentDemo) -> None:
    without, held = seen(demo, [GROUND, demo.example()], rule="one")
    assert not without.data["blocked"]
    assert without.data["where"] is None
    assert held.data["blocked"]
    assert held.data["probability"] > 0.5
    assert abs(held.data["where"]["x"] - 0.65 * 480 / 640) < 0.15
    assert abs(held.data["where"]["y"] - 0.5) < 0.25
    shown = demo.render(Sample(demo.example()), held, {})
    assert np.array_equal(shown, blurred(demo.example()))
    assert np.array_equal(demo.render(Sample(GROUND), without, {}), GROUND)


def test_a_yellow_card_is_none(demo: ContentDemo) -> None:
    yellow = cards.held(GROUND, cards.Card(0.65, 0.5, 0.4, 8), np.array([240.0, 210.0, 30.0]), np.random.default_rng(3))
    assert not seen(demo, [yellow] * 3, rule="one")[-1].data["blocked"]


def test_three_of_five_wait_for_the_third(demo: ContentDemo) -> None:
    answers = seen(demo, [GROUND] * 5 + [demo.example()] * 4, rule="three")
    assert [answer.data["blocked"] for answer in answers] == [False] * 7 + [True] * 2


def test_a_minute_is_remembered_and_garbage_is_none(demo: ContentDemo) -> None:
    answers = seen(demo, [GROUND] * (KEPT + 5))
    assert len(answers[-1].data["looks"]) == KEPT
    for memory in ({"looks": "x", "at": "y"}, {"looks": np.zeros((3, 3)), "at": 1.0}):
        answer = demo.run(Sample(GROUND, 7.0), check_all(demo.params, {}), memory)
        assert len(answer.data["looks"]) == 1


def test_of_what_was_taught_the_features_are_told_and_whoever_cannot_judge_blurs(demo: ContentDemo) -> None:
    (answer,) = seen(demo, [demo.example()], concept="taught")
    teach = loaded(TeachDemo())
    params = check_all(teach.params, {"where": False})
    assert answer.data["features"] == teach.run(Sample(demo.example()), params).data["features"]
    assert answer.data["looks"] == []
    assert {answer.data[name] for name in ("probability", "belief", "blocked", "where")} == {None}
    assert np.array_equal(demo.render(Sample(demo.example()), answer, {}), blurred(demo.example()))


def test_what_was_said_of_one_thing_says_nothing_of_another(demo: ContentDemo) -> None:
    card = seen(demo, [demo.example()] * 3)[-1]
    taught = demo.run(Sample(GROUND, 3.0), check_all(demo.params, {"concept": "taught"}), card.memory)
    assert taught.data["gap"] == 1.0
    again = demo.run(Sample(GROUND, 5.5), check_all(demo.params, {}), taught.memory)
    assert again.data["looks"] == [[2.5, again.data["probability"]]]
    foreign = demo.run(Sample(GROUND, 5.5), check_all(demo.params, {}), {**card.memory, "watched": "other"})
    assert len(foreign.data["looks"]) == 1


def test_the_real_network_looks_at_built_in_pictures_whatever_the_frame_shows(demo: ContentDemo) -> None:
    frames = [GROUND, np.zeros((60, 80, 3), np.uint8)] * 14
    answers = seen(demo, frames, concept="real")
    assert {answer.data["picture"] for answer in answers} == set(harmless.PICTURES)
    assert [answer.data["probability"] for answer in answers] == [
        answer.data["probability"] for answer in seen(demo, frames[::-1], concept="real")
    ]
    assert max(answer.data["probability"] for answer in answers) < 0.5, "all are harmless"
    assert not any(answer.data["blocked"] for answer in answers)
    last = answers[-1]
    assert last.layers["seen"].shape == (240, 320, 3)
    assert len(last.data["looks"]) == len(frames)
    assert np.array_equal(demo.render(Sample(GROUND), last, {}), last.layers["seen"])


def test_of_the_camera_the_real_network_says_one_curve_and_the_picture_stays_blurred(demo: ContentDemo) -> None:
    answers = seen(demo, [GROUND, demo.example()], concept="real", camera=True)
    for answer in answers:
        assert answer.data["blocked"] is True
        assert answer.data["picture"] is None
        assert not answer.layers
        assert {answer.data["belief"], answer.data["where"], *answer.data["rules"].values()} == {None}
    assert len(answers[-1].data["looks"]) == 2
    assert np.array_equal(demo.render(Sample(GROUND), answers[0], {}), blurred(GROUND))
    params = check_all(demo.params, {"concept": "real"})
    assert len(demo.run(Sample(GROUND, 2.0), params, answers[-1].memory).data["looks"]) == 1


def test_no_answer_and_no_text_of_the_page_has_a_category_of_the_real_network(demo: ContentDemo) -> None:
    said = str([answer.data for answer in seen(demo, [GROUND] * 2, concept="real")])
    texts = "".join((demo.folder / f"texts.{tag}.toml").read_text(encoding="utf-8") for tag in ("en", "pt-BR"))
    for word in ("hentai", "sexy", "nude", "porn "):
        assert word not in said.lower()
        assert word not in texts.lower()


def test_only_the_teacher_may_open_the_camera(demo: ContentDemo) -> None:
    params = check_all(demo.params, {"concept": "real", "camera": True})
    assert params["camera"]
    assert for_visitors(demo.params, params) == {**params, "camera": False}


def test_the_network_is_the_one_that_is_trained() -> None:
    import tensorflow as tf

    from models.content.training import network

    rng = np.random.default_rng(1)
    shape = Shape()
    variables = network.initial(shape, 1)
    pictures = rng.integers(0, 256, (2, SIDE.height, SIDE.width, 3)).astype(np.uint8)
    told = tf.sigmoid(network.logits(shape, variables, pictures)).numpy()
    mine = CardNet(shape, {name: variables[name].numpy() for name in names(shape)})(pictures)
    assert mine.shape == (2, 12, 16)
    assert np.abs(mine - told).max() < 1e-4
    assert still(mine[0]) == mine[0].max()


def test_weights_are_halves_of_some_kilobytes() -> None:
    assert weights.FILE.stat().st_size < 250_000
    assert set(weights.load()._weights) == set(names(Shape()))


def test_an_hour_is_the_same_for_the_same_seed_and_its_events_do_not_meet() -> None:
    script = footage.written(12)
    assert script == footage.written(12)
    assert script != footage.written(13)
    assert len(script.events) == footage.EVENTS
    assert script.scenes[-1].end == footage.SECONDS
    ends = [0, *(event.end for event in script.events)]
    assert all(event.begin - end >= 6 for event, end in zip(script.events, ends, strict=False))
    assert script.shown().sum() == sum(event.end - event.begin for event in script.events)


def test_a_frame_has_a_card_where_the_script_says() -> None:
    photographs = np.full((2, 224, 224, 3), 120, np.uint8)
    event = footage.Span(1, 4, 5)
    script = footage.Script((footage.Span(0, 5, 1),), (event,), (), ())
    redness = scores.redness(np.stack(list(footage.frames(script, photographs))))
    assert redness[0] == redness[4] == 0
    assert (redness[2:4] > 0).all()


def test_what_lies_behind_each_second_is_what_is_drawn() -> None:
    tones = np.arange(20, 220, 20)
    photographs = np.broadcast_to(tones[:, None, None, None], (10, 224, 224, 3)).astype(np.uint8)
    scenes = (footage.Span(0, 3, 4), footage.Span(3, 6, 9))
    script = footage.Script(scenes, (), (), ())
    behind = footage.backdrops(script, len(photographs))
    assert behind[0] != behind[3]
    means = [frame.mean() for frame in footage.frames(script, photographs)]
    darker, brighter = sorted((0, 3), key=lambda second: tones[behind[second]])
    assert np.mean(means[darker : darker + 3]) < np.mean(means[brighter : brighter + 3])


def test_scores_count_what_is_in_time_and_what_is_wrong() -> None:
    blocked = np.zeros(120, bool)
    blocked[[12, 13, 31, 54]] = True
    behind = np.arange(120) // 60
    found = scores.score(blocked, [(10, 16), (50, 60)], behind)
    assert found["in_time"] == 0.5
    assert found["missed"] == 1
    assert found["late"] == 2
    assert found["wrong_seconds"] == 1
    assert found["other_seconds"] == 104
    assert found["wrong"] == pytest.approx(1 / 104)
    assert scores.score(np.zeros(120, bool), [(10, 16)], behind)["late"] is None


def test_intervals_draw_photographs_anew_with_all_their_seconds() -> None:
    blocked, behind = np.zeros(120, bool), np.arange(120) // 60
    blocked[60:] = True
    low, high = scores.score(blocked, [(10, 16), (70, 76)], behind)["in_time_interval"]
    assert (low, high) == (0, 1)
    low, high = scores.score(blocked, [(10, 16), (70, 76)], behind)["wrong_interval"]
    assert (low, high) == (0, 1), "one photograph has all of them, the other none"


def test_each_hour_begins_anew() -> None:
    numbers = Numbers(0.5, 0.02, 0.02, 0.9, 0.1)
    judged = np.zeros(2 * footage.SECONDS)
    judged[footage.SECONDS - 5 : footage.SECONDS] = 1
    told = evaluate.blocked(judged, "hidden", numbers)
    assert told[footage.SECONDS - 1]
    assert not told[footage.SECONDS :].any()
    assert scores.blocked_by(judged, "hidden", numbers)[footage.SECONDS]


def test_the_numbers_are_counted_and_the_fewest_wrong_seconds_win() -> None:
    judged, shown = np.array([0.9, 0.4, 0.9, 0.1, 0.1, 0.1, 0.6, 0.1]), np.arange(8) < 4
    assert choose.counted(judged, shown, 1, 0.5) == Numbers(0.5, 0.25, 0.25, 0.5, 0.25)
    rows = [(0.99, 0.03), (0.96, 0.01), (0.94, 0.0), (0.97, 0.02)]
    numbers = Numbers(0.5, 0.25, 0.25, 0.5, 0.25)
    assert choose.best([(numbers, {"in_time": good, "wrong": wrong}) for good, wrong in rows]) == 1


def test_what_is_red_and_no_card_is_drawn_in_every_kind() -> None:
    ground = np.full((SIDE.height, SIDE.width, 3), 120, np.uint8)
    for seed in range(40):
        rng = np.random.default_rng(seed)
        drawn = distractors.something(ground, rng)
        assert drawn.shape == ground.shape
        assert drawn.dtype == np.uint8
        assert (drawn != ground).any()
        assert (ground == 120).all()


def test_stills_tell_where_a_card_is_and_the_same_seed_draws_the_same() -> None:
    photographs = np.full((3, 224, 224, 3), 120, np.uint8)
    pictures, cells = data.batch(photographs, 60, np.random.default_rng(5))
    assert pictures.shape == (60, SIDE.height, SIDE.width, 3)
    assert 0.25 < (cells.max((1, 2)) > 0).mean() < 0.65
    assert np.array_equal(pictures, data.batch(photographs, 60, np.random.default_rng(5))[0])


def test_the_colour_threshold_lets_at_most_its_share_through() -> None:
    values = np.array([0.0, 0.1, 0.2, 0.3, 0.9, 0.8])
    assert scores.threshold_for(values, [(4, 6)], 0.25) == 0.3
    assert scores.threshold_for(values, [(4, 6)], 0.0) == 0.8
    assert scores.threshold_for(values[:4], [], 0.0) == 2.0
