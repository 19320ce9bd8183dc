"""Whether joints tell crossed arms: what is measured of a person, what the rules say, which captions count."""

from __future__ import annotations

import numpy as np
import pytest

from models.content.training import arms
from models.toolkit.poses.people import KEYPOINTS

PLACES = {
    **{"left shoulder": (0.6, 0.3), "right shoulder": (0.4, 0.3), "left hip": (0.57, 0.7), "right hip": (0.43, 0.7)},
    **{"left elbow": (0.64, 0.5), "right elbow": (0.36, 0.5), "left wrist": (0.62, 0.68), "right wrist": (0.38, 0.68)},
}


def person(score: float = 0.6, **moved: tuple[float, float]) -> np.ndarray:
    places = PLACES | {name.replace("_", " "): place for name, place in moved.items()}
    joints = np.zeros((17, 3))
    for name, place in places.items():
        joints[KEYPOINTS.index(name)] = (*place, score)
    return joints


def said(joints: np.ndarray) -> set[str]:
    found = arms.arms_of(joints)
    assert found is not None
    return {name.split()[0].strip(",") for name, rule in arms.rules().items() if rule(found)}


def test_arms_that_hang_are_not_crossed_and_those_on_the_other_side_are() -> None:
    assert said(person()) == set()
    assert said(person(left_wrist=(0.42, 0.45), right_wrist=(0.58, 0.45))) == {"changed"}
    assert said(person(left_wrist=(0.52, 0.48), right_wrist=(0.48, 0.48))) == {"across"}


def test_joints_that_are_guesses_and_small_people_say_nothing() -> None:
    assert said(person(0.01, left_wrist=(0.42, 0.45), right_wrist=(0.58, 0.45))) == set()
    assert arms.arms_of(person() * (0.2, 0.2, 1)) is None
    assert arms.arms_of(person(left_shoulder=(0.4, 0.3))) is None


@pytest.mark.parametrize(
    ("caption", "counts"),
    [
        ("A girl who looks upset with her arms crossed .", True),
        ("Men wearing hats stand with arms folded .", True),
        ("A young girl crosses her arms .", True),
        ("Girl with crossed arms stands", True),
        ("A man crosses the street with open arms", False),
        ("A man with a folded chair under his arm", False),
    ],
)
def test_captions_that_speak_of_crossed_arms(caption: str, counts: bool) -> None:
    assert bool(arms.SAID.search(caption)) is counts
