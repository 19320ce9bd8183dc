"""From a camera's joints to the radar's scene, what is heard over time, and what is told beside the teacher."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.radio import body, lifting, listening, telling
from models.radio.likeness import placed, similarity
from models.radio.listening import Heard, Settings
from models.radio.network import JOINTS, Seen
from models.radio.peaks import HISTORY
from models.radio.scene import HEIGHT
from models.toolkit import memory as codec
from tests.support.people import PERSON

ASPECT = 4 / 3
PLAIN = Settings(0.0, 1.0, 16, 1.78)


def pictured(points: np.ndarray, away: float, across: float = 0.0) -> np.ndarray:
    """COCO's joints (17, 3) as a camera of lifting.FOCAL sees somebody who stands so far away, facing it."""
    turned = points * (1, 1, -1) + (across, -1.0, away)
    flat = lifting.FOCAL * ASPECT * turned[:, :2] / turned[:, 2:] * (1, -1) + (ASPECT / 2, 0.5)
    return np.column_stack([flat / (ASPECT, 1.0), np.full(17, 0.9)])


def stands(away: float = 3.0, across: float = 0.0, **how: Any) -> lifting.Placed:
    found = lifting.place(pictured(PERSON, away, across), ASPECT, how.get("farther", 0.0))
    assert found is not None
    return found


@pytest.mark.parametrize(("away", "across"), [(2.2, 0.0), (3.0, 0.5), (4.2, -0.8)])
def test_the_size_tells_how_far_away_somebody_is(away: float, across: float) -> None:
    assert stands(away, across).place == pytest.approx([across, away], rel=0.15, abs=0.1)
    assert stands(away, across, farther=0.5).place[1] == pytest.approx(away + 0.5, rel=0.15)


def test_nobody_stands_where_the_radar_does_not_look() -> None:
    assert stands(0.6).place[1] == pytest.approx(lifting.NEAREST, abs=0.1)
    assert stands(4.5, farther=3.0).place[1] == pytest.approx(lifting.FARTHEST, abs=0.1)
    across, away = stands(2.0, 1.9).place
    assert abs(across) <= away * np.tan(lifting.ASIDE) + 0.1


def test_a_standing_person_comes_out_as_they_were() -> None:
    true = body.keypoints(PERSON[None] * (1, 1, -1))[0]
    found = stands(3.0).joints
    apart = np.linalg.norm((found - body.centre(found)) - (true - body.centre(true)), axis=-1)
    assert apart.mean() < 0.12
    assert found[:, 1].min() == pytest.approx(-HEIGHT)


def test_an_arm_that_looks_short_points_to_the_camera() -> None:
    reaching = PERSON.copy()
    reaching[[7, 9]] = reaching[5] + np.array([[0, -0.05, 0.28], [0, -0.05, 0.52]])
    found = lifting.place(pictured(reaching, 3.0), ASPECT, 0.0)
    assert found is not None
    shoulder, elbow, wrist = found.joints[[2, 4, 6]]
    assert shoulder[2] - elbow[2] > 0.15
    assert elbow[2] - wrist[2] > 0.1


def test_legs_that_are_not_seen_hang_down_and_do_not_count() -> None:
    joints = pictured(PERSON, 1.0)
    joints[11:, 2] = 0.05
    found = lifting.place(joints, ASPECT, 1.5)
    assert found is not None
    assert found.seen.tolist() == [True] * 8 + [False] * 6
    hips, knees, ankles = (found.joints[rows, 1].mean() for rows in ([8, 9], [10, 11], [12, 13]))
    assert hips > knees > ankles
    assert found.joints[2, 0] - found.joints[3, 0] == pytest.approx(0.36, abs=0.08)


@pytest.mark.parametrize("unseen", [range(17), range(5, 17), (5, 6, 7, 8, 9, 10)])
def test_without_shoulders_nobody_stands_there(unseen: Any) -> None:
    joints = pictured(PERSON, 2.0)
    joints[list(unseen), 2] = 0
    assert lifting.place(joints, ASPECT, 1.5) is None


def test_joints_anywhere_are_put_into_the_scene_as_numbers() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        joints = np.column_stack([rng.choice([0.0, 0.5, 1.0], (17, 2)), rng.uniform(0, 1, 17)])
        found = lifting.place(joints, rng.choice([0.2, 1.0, 4.0]), 1.5)
        if found is not None:
            assert np.isfinite(found.joints).all()
            assert found.joints[:, 2].min() > 0.3
            assert np.isfinite(found.flat(ASPECT)).all()


def test_what_the_student_says_right_lies_on_the_teacher() -> None:
    person = stands(3.0, 0.4)
    said = person.pictured(body.as_camera(person.joints), float(person.place[1])) / (ASPECT, 1.0)
    assert np.abs(said - person.flat(ASPECT)).max() < 0.03


def listened(settings: Settings = PLAIN, before: Heard | None = None, now: float = 1.0, people: int = 1) -> Heard:
    joints = np.array([stands(3.0).joints] * people).reshape(-1, 14, 3)
    return listening.listen(before, joints, list(range(1, people + 1)), settings, now)


def test_a_stream_begins_with_a_past_in_which_nobody_moved_and_then_grows() -> None:
    first = listened()
    assert first.maps.shape == (HISTORY, 2, 64, 48)
    second = listened(before=first, now=1.1)
    np.testing.assert_array_equal(second.maps[:-1], first.maps[1:])
    assert not (second.maps[-1] == first.maps[-1]).all(), "another noise"
    np.testing.assert_array_equal(listened(before=first, now=1.1).maps, second.maps)


def test_what_was_set_or_lost_begins_anew() -> None:
    first = listened()
    thick = PLAIN._replace(wall=14.0)
    assert not (listened(thick, first, 1.1).maps[0] == first.maps[1]).all()
    assert not (listened(before=first, now=3.0).maps[0] == first.maps[1]).all()
    assert listened(thick, first, 1.1).maps[:, :, 20:].max() < first.maps[:, :, 20:].max() / 2


def test_ten_times_a_second_and_at_once_when_something_is_set() -> None:
    first = listened(now=1.0)
    due = [listening.is_due(first, PLAIN, now) for now in (1.033, 1.066, 1.1, 0.5)]
    assert due == [False, False, True, True]
    assert listening.is_due(first, PLAIN._replace(antennas=4), 1.01)


def test_what_was_heard_survives_as_bytes() -> None:
    first = listened(PLAIN._replace(antennas=5))
    again = listening.heard_of(codec.unpack("radio", codec.pack("radio", listening.remembered(first))))
    assert again is not None
    assert again.settings == first.settings
    np.testing.assert_array_equal(again.maps, first.maps)
    assert listening.heard_of({}) is None


@pytest.mark.parametrize("wall", [0.0, 7.0, 14.0])
def test_the_empty_room_answers_nowhere_and_a_person_does(wall: float) -> None:
    settings = PLAIN._replace(wall=wall)
    there, aside = stands(3.0).place, np.array([-1.4, 3.5])
    assert listening.answers(listened(settings), np.array([there, aside])).tolist() == [True, False]
    assert not listening.answers(listened(settings, people=0), np.array([there, aside])).any()


def test_fewer_antennas_and_less_bandwidth_see_coarser() -> None:
    trained = listening.resolution(PLAIN, 3.0)
    assert trained["range"] == pytest.approx(0.0842, abs=1e-4)
    assert trained["across"] == pytest.approx(0.375)
    assert listening.resolution(PLAIN._replace(antennas=8), 3.0)["beam"] == pytest.approx(2 * trained["beam"], rel=1e-3)
    narrow = PLAIN._replace(bandwidth=0.89)
    assert listening.resolution(narrow, 3.0)["range"] == pytest.approx(2 * trained["range"], rel=1e-3)
    assert PLAIN.untrained == []
    assert Settings(20.0, 1.0, 4, 0.18).untrained == ["wall", "antennas", "bandwidth"]


def wide(maps: np.ndarray, axis: int) -> int:
    """Cells of the newest level map above half of its peak, along an axis."""
    level = np.expm1(maps[-1, 0].astype(np.float32))
    row, column = np.unravel_index(level.argmax(), level.shape)
    return int((np.take(level, (column, row)[axis], 1 - axis) > level.max() / 2).sum())


def test_the_maps_themselves_are_coarser() -> None:
    sharp = listened().maps
    assert wide(listened(PLAIN._replace(antennas=3)).maps, 1) > 1.5 * wide(sharp, 1)
    assert wide(listened(PLAIN._replace(bandwidth=0.38)).maps, 0) > 1.5 * wide(sharp, 0)


def seen_of(*people: lifting.Placed) -> Seen:
    joints = np.array([body.as_camera(one.joints) for one in people])
    return Seen(joints, np.full(len(people), 0.8), np.array([one.place for one in people]))


def test_each_answer_is_of_the_nearest_person_once() -> None:
    left, right = stands(3.0, -0.6), stands(3.0, 0.6)
    people = {1: left, 2: right}
    assert telling.matched(seen_of(right, left, left), people) == {0: 2, 1: 1}
    assert telling.matched(seen_of(stands(4.4, 1.2)), people) == {}


def test_who_says_it_right_has_no_error_and_what_is_not_seen_does_not_count() -> None:
    one = stands(3.0)
    (said,) = telling.told(seen_of(one), {7: one}, ASPECT)
    assert said["of"] == 7
    assert said["error"] == {"oks": 1.0, "centimetres": 0.0, "right": 14, "of": 14}
    hidden = one._replace(seen=np.arange(JOINTS) < 8)
    moved = body.as_camera(one.joints)
    moved[8:] += 1.0
    assert telling.error(moved, hidden) == {"oks": 1.0, "centimetres": 0.0, "right": 8, "of": 8}


def test_an_answer_where_nobody_is_stays_in_the_plan() -> None:
    (said,) = telling.told(seen_of(stands(3.0)), {}, ASPECT)
    assert (said["of"], said["keypoints"], said["error"]) == (0, [], None)


def test_joints_in_place_are_those_within_a_fifth_of_the_torso() -> None:
    true = body.as_camera(stands(3.0).joints)[None]
    torso = float(np.linalg.norm(true[0, [2, 3]].mean(0) - true[0, [8, 9]].mean(0)))
    said = true.copy()
    said[0, :7, 0] += 0.19 * torso
    said[0, 7:, 0] += 0.21 * torso
    assert placed(said, true)[0, 0] == pytest.approx(0.5)
    assert placed(said, true, np.arange(JOINTS) < 7)[0, 0] == pytest.approx(1)
    said[0, 7:] += 9.0
    assert similarity(said, true, np.arange(JOINTS) < 7)[0, 0] > 0.7 > similarity(said, true)[0, 0]
