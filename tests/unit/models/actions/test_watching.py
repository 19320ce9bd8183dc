"""What the demo remembers of people, and what it says of them and why: without pictures, as a stream of joints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from models.actions import history, reasons, watching, weights
from models.actions.demo import ActionsDemo
from models.actions.history import EVERY, MOST_PEOPLE, History, grown, histories_of, remembered
from models.actions.judging import KEPT
from models.actions.network import CLASSES, NOTHING
from models.actions.windows import JOINTS, Window
from models.toolkit import memory as codec
from models.toolkit.poses.people import KEYPOINTS, People, nobody
from tests.support.people import PERSON

BOUNDS = weights.load().bounds
ASPECT = 4 / 3


def at(joints: np.ndarray, *numbers: int) -> People:
    """People who all stand as ``joints`` (17, 3) do, in metres, seen from the front, 2.4 m to a frame's height."""
    places = np.column_stack([(joints[:, 0] / 2.4 + 0.6) / ASPECT, 0.9 - joints[:, 1] / 2.4, np.full(JOINTS, 0.9)])
    box = [*places[:, :2].min(0), *places[:, :2].max(0)]
    count = len(numbers)
    return People(np.array(numbers), np.full(count, 0.8), np.array([box] * count), np.stack([places] * count))


def waving(now: float) -> np.ndarray:
    """Both hands beside the head, to and fro."""
    joints = PERSON.copy()
    for shoulder, elbow, wrist, side in ((5, 7, 9, 1), (6, 8, 10, -1)):
        joints[elbow] = joints[shoulder] + (0.25 * side, 0.05, 0)
        turn = 0.55 * np.sin(2 * np.pi * 1.3 * now)
        joints[wrist] = joints[elbow] + (0.3 * np.sin(turn) * side, 0.3 * np.cos(turn), 0)
    return joints


def stream(motion: Any, seconds: float, rate: float = 30.0, *numbers: int) -> Iterator[list[History]]:
    """Histories after each frame, through the codec as between two frames."""
    told: list[History] = []
    for now in np.arange(0, seconds, 1 / rate):
        people = at(motion(now), *(numbers or (1,)))
        blob = codec.pack("actions", {"histories": remembered(told)})
        before = histories_of(codec.unpack("actions", blob)["histories"])
        after = grown(before, people, people.ids.tolist(), now, ASPECT)
        told = watching.judged(after, TRAINED.network, BOUNDS, as_one=False).histories
        yield told


TRAINED = weights.load()


def last(motion: Any, seconds: float = 3.0, rate: float = 30.0) -> History:
    *_, (one,) = stream(motion, seconds, rate)
    return one


@pytest.mark.parametrize("rate", [10.0, 30.0])
def test_who_waves_is_said_to_wave_and_the_arms_are_why(rate: float) -> None:
    one = last(waving, rate=rate)
    said = watching.label(one, as_one=False)
    assert said["action"] == "handwaving"
    assert sum(said["probabilities"]) == pytest.approx(1, abs=1e-3)
    window = one.window()
    assert window is not None
    why = watching.why(one, window, TRAINED, as_one=False)
    assert (why["id"], why["action"]) == (1, "handwaving")
    assert sum(why["shares"]) == pytest.approx(1, abs=0.01)
    arms = [number for number, name in enumerate(KEYPOINTS) if "wrist" in name or "elbow" in name]
    assert sum(why["shares"][number] for number in arms) > 0.5


def test_who_stands_still_is_said_to_do_nothing_and_nothing_is_explained() -> None:
    one = last(lambda now: PERSON)
    assert watching.label(one, as_one=False)["action"] == "nothing"
    window = one.window()
    assert window is not None
    assert watching.why(one, window, TRAINED, as_one=False)["shares"] == []


def test_nothing_is_said_before_enough_was_seen() -> None:
    states = list(stream(waving, 2.0))
    labels = [watching.label(one, as_one=False)["action"] for (one,) in states]
    assert labels[:20] == [None] * 20
    assert None not in labels[-10:]
    assert watching.label(None, as_one=False)["probabilities"] == [0.0] * len(CLASSES)


@pytest.mark.parametrize("rate", [7.0, 30.0, 120.0])
def test_what_is_remembered_is_bounded_and_windows_come_every_fifth_of_a_second(rate: float) -> None:
    sizes, judged = [], set()
    for told in stream(waving, 6.0, rate, *range(1, 7)):
        sizes.append(len(codec.pack("actions", remembered(told))))
        judged.add(told[0].judged)
    assert max(sizes) < 32_000
    assert sizes[-1] < 1.1 * max(sizes[: len(sizes) // 2])
    assert 0.8 * 6 / max(EVERY, 2 / rate) <= len(judged) <= 6 / EVERY + 1


def test_no_more_people_are_remembered_than_can_be_found() -> None:
    people = at(PERSON, *range(1, 10))
    assert len(grown([], people, people.ids.tolist(), 0.0, ASPECT)) == MOST_PEOPLE


def test_a_number_that_was_given_up_begins_anew() -> None:
    (waved,) = list(stream(waving, 3.0))[-1]
    assert grown([waved], nobody(), [1], 3.1, ASPECT) == [waved], "who is out of sight a moment is not forgotten"
    assert grown([waved], nobody(), [], 3.1, ASPECT) == []
    (other,) = grown([], at(PERSON, 1), [1], 3.2, ASPECT)
    assert len(other.times) == 1
    assert len(other.past) == 0


def test_after_a_gap_nothing_is_said_until_enough_was_seen_again() -> None:
    (one,) = list(stream(waving, 3.0))[-1]
    (later,) = grown([one], at(PERSON, 1), [1], 4.0, ASPECT)
    (told,) = watching.judged([later], TRAINED.network, BOUNDS, as_one=False).histories
    assert watching.label(told, as_one=False)["action"] is None
    (forgotten,) = grown([one], at(PERSON, 1), [1], 6.0, ASPECT)
    assert len(forgotten.times) == 1


def test_a_frame_that_comes_late_changes_nothing() -> None:
    (one,) = list(stream(waving, 3.0))[-1]
    (same,) = grown([one], at(PERSON, 1), [1], float(one.times[-1]) - 0.1, ASPECT)
    assert same is one


@pytest.mark.parametrize(
    "change",
    [
        {"id": "who"},
        {"times": np.zeros(3)},
        {"joints": np.zeros((60, 16, 3))},
        {"past": np.zeros((3, 6))},
        {"past": np.zeros(3)},
        {"moments": np.array([0], np.uint8)},
        {"windows": np.array([200], np.uint8)},
        {"judged": None},
        {"said": np.array([7], np.uint8)},
        {"said": np.zeros(0, np.uint8)},
        {"joints": b"joints"},
    ],
)
def test_what_is_no_history_reads_as_none(change: dict[str, Any]) -> None:
    (one,) = list(stream(waving, 1.0))[-1]
    sound = remembered([one])
    assert len(histories_of(sound)) == 1
    assert histories_of({**sound, **change}) == []
    assert histories_of({name: value for name, value in sound.items() if name not in change}) == []


def test_the_one_who_is_explained_stays_until_somebody_is_clearly_larger() -> None:
    small, large = at(PERSON, 1), at(PERSON, 2)

    def both(share: float) -> People:
        left, top, right, bottom = large.boxes[0]
        box = np.array([left, top, left + share * (right - left), bottom])
        return People(np.array([1, 2]), np.ones(2), np.stack([small.boxes[0], box]), np.zeros((2, JOINTS, 3)))

    assert watching.chosen(both(1.2), 1) == 1
    assert watching.chosen(both(1.2), 0) == 2
    assert watching.chosen(both(1.5), 1) == 2
    assert watching.chosen(nobody(), 1) == 0


def judged_once(probabilities: list[float], *, as_one: bool, said: int = NOTHING) -> dict[str, Any]:
    """What is told of somebody of whom one window was judged, after something was said."""
    one = History(1, np.zeros(1), np.zeros((1, JOINTS, 3)), np.zeros((0, len(CLASSES))), -np.inf, said)
    return watching.label(one.told(np.array(probabilities), BOUNDS, as_one=as_one), as_one=as_one)


def test_jogging_and_running_as_one_add_up() -> None:
    probabilities = [0.0, 0.36, 0.36, 0.02, 0.0, 0.0, 0.26]
    assert judged_once(probabilities, as_one=False)["action"] == "nothing"
    said = judged_once(probabilities, as_one=True)
    assert said["action"] == "jogging or running"
    assert said["probability"] == pytest.approx(0.72)
    assert said["probabilities"][2] == 0


def test_an_action_that_is_said_is_held_and_its_own_probability_told() -> None:
    held = KEPT * BOUNDS.least[0] + 0.01
    doubtful = [held, held + 0.02, 0.0, 0.0, 0.0, 0.0, 0.98 - 2 * held]
    assert judged_once(doubtful, as_one=False)["action"] == "nothing"
    said = judged_once(doubtful, as_one=False, said=0)
    assert (said["action"], said["probability"]) == ("walking", pytest.approx(held, abs=1e-3))


def test_what_was_said_is_forgotten_with_what_was_seen() -> None:
    *_, (one,) = stream(waving, 3.0)
    assert one.said == CLASSES.index("handwaving")
    assert one.told(None, BOUNDS, as_one=False).said == NOTHING


def test_the_window_is_told_as_the_network_reads_it() -> None:
    moving = np.repeat(PERSON[None, :, :2] * (100, -100), 24, axis=0) + 250
    seen = np.ones((24, JOINTS), bool)
    seen[:, 9] = False
    figures = reasons.figures(Window(moving.astype(np.float32), seen))
    assert len(figures) == reasons.SHOWN
    assert figures[0][9] is None
    places = np.array([place or (0, 0) for place in figures[3]])
    np.testing.assert_allclose(places[[5, 6]].mean(0), (0, 0), atol=1)
    np.testing.assert_allclose(places[[11, 12]].mean(0), (0, 100), atol=1)


def test_the_confidence_asked_for_is_what_was_chosen_on_motion_kept_apart() -> None:
    (confidence,) = (parameter for parameter in ActionsDemo.params if parameter.name == "confidence")
    assert [confidence.default] * NOTHING == pytest.approx(BOUNDS.least)


def test_labels_stand_above_heads() -> None:
    people = at(PERSON, 1)
    ((x, y),) = watching.heads(people)
    assert x == pytest.approx(people.keypoints[0, 0, 0], abs=0.02)
    assert y <= people.keypoints[0, 0, 1]
    hidden = People(people.ids, people.scores, people.boxes, people.keypoints * (1, 1, 0))
    assert watching.heads(hidden)[0][1] == pytest.approx(people.boxes[0, 1], abs=1e-3)


def test_the_window_is_as_long_as_what_is_kept() -> None:
    one = last(waving, 4.0, 120.0)
    window = one.window()
    assert window is not None
    assert window.seen.all(), "the oldest moment that is needed is kept"
    assert one.times[-1] - one.times[0] >= history.SPAN
