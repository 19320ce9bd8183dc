"""Following people from frame to frame, and keeping their joints still."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.toolkit import memory
from models.toolkit.poses import tracking
from models.toolkit.poses.people import People, nobody

# A standing person within a unit box: x, y of the 17 joints.
BODY = np.array(
    [
        *[(0.5, 0.1), (0.55, 0.07), (0.45, 0.07), (0.6, 0.09), (0.4, 0.09)],
        *[(0.7, 0.25), (0.3, 0.25), (0.8, 0.4), (0.2, 0.4), (0.85, 0.52), (0.15, 0.52)],
        *[(0.62, 0.55), (0.38, 0.55), (0.6, 0.75), (0.4, 0.75), (0.6, 0.95), (0.4, 0.95)],
    ]
)
ASPECT = 4 / 3
SETTINGS: dict[str, Any] = {"aspect": ASPECT, "confidence": 0.2, "number": 6}


def crowd(*places: tuple[float, float, float], score: float = 0.5) -> People:
    """People at (left, top, height)."""
    if not places:
        return nobody()
    boxes = np.array([(x, y, x + h / 3, y + h) for x, y, h in places])
    joints = np.stack([BODY * (h / 3, h) + (x, y) for x, y, h in places])
    keypoints = np.concatenate([joints, np.full((len(places), 17, 1), 0.9)], axis=2)
    return People(np.arange(1, len(places) + 1), np.full(len(places), score), boxes, keypoints)


def walk(scenes: list[People], rate: float = 25, **settings: Any) -> list[People]:
    """Each scene as followed, the memory going through its bytes each time."""
    tracks: list[tracking.Track] = []
    seen = []
    for number, scene in enumerate(scenes):
        steady, tracks = tracking.follow(tracks, scene, now=number / rate, **{**SETTINGS, **settings})
        tracks = kept(tracks)
        seen.append(steady)
    return seen


def kept(tracks: list[tracking.Track]) -> list[tracking.Track]:
    """Tracks as they come back from a stream's memory."""
    return tracking.tracks_of(memory.unpack("pose", memory.pack("pose", tracking.remembered(tracks))))


def id_near(people: People, x: float) -> int:
    return int(people.ids[np.abs(people.boxes[:, 0] - x).argmin()])


def test_ids_stay_when_the_order_of_detection_changes():
    scenes = [crowd((0.1, 0.2, 0.6), (0.6, 0.2, 0.6)), crowd((0.61, 0.2, 0.6), (0.11, 0.2, 0.6))] * 5
    seen = walk(scenes)
    assert all(id_near(people, 0.1) == 1 and id_near(people, 0.6) == 2 for people in seen)
    assert all(people.ids.tolist() == [1, 2] for people in seen)


def test_ids_stay_when_two_people_cross():
    scenes = []
    for step in np.linspace(0, 0.6, 40):
        scenes.append(crowd((0.1 + step, 0.2, 0.6), (0.7 - step, 0.26, 0.6)))
    seen = walk(scenes)
    assert id_near(seen[0], 0.1) == id_near(seen[-1], 0.7)
    assert id_near(seen[0], 0.7) == id_near(seen[-1], 0.1)


def test_an_id_comes_back_after_half_a_second_behind_somebody():
    both, one = crowd((0.1, 0.2, 0.6), (0.6, 0.2, 0.6)), crowd((0.6, 0.2, 0.6))
    seen = walk([both] * 5 + [one] * 12 + [both])
    assert seen[10].ids.tolist() == [2]
    assert id_near(seen[-1], 0.1) == 1


def test_an_id_is_free_again_after_a_second_and_the_smallest_is_given_first():
    both, one = crowd((0.1, 0.2, 0.6), (0.6, 0.2, 0.6)), crowd((0.6, 0.2, 0.6))
    stranger = crowd((0.6, 0.2, 0.6), (0.35, 0.5, 0.3))
    assert walk([both] * 5 + [one] * 30 + [stranger])[-1].ids.tolist() == [1, 2]
    assert walk([both] * 5 + [one] * 10 + [stranger])[-1].ids.tolist() == [2, 3]


def test_somebody_known_stays_at_a_lower_score_and_somebody_new_does_not_come():
    sure, unsure = crowd((0.1, 0.2, 0.6), score=0.3), crowd((0.1, 0.2, 0.6), score=0.15)
    assert [len(people) for people in walk([unsure, sure, unsure, unsure])] == [0, 1, 1, 1]
    assert [len(people) for people in walk([sure, crowd((0.1, 0.2, 0.6), score=0.05)])] == [1, 0]


def test_with_one_person_asked_for_it_stays_the_same_one():
    pair = crowd((0.1, 0.2, 0.6), (0.6, 0.2, 0.6))
    scores = np.random.default_rng(0).uniform(0.4, 0.6, (20, 2))
    scenes = [People(pair.ids, score, pair.boxes, pair.keypoints) for score in scores]
    best_first = [scene.take(np.argsort(-scene.scores).tolist()) for scene in scenes]
    seen = walk(best_first, number=1)
    assert len({id_near(people, 0) for people in seen}) == 1
    assert len({round(float(people.boxes[0, 0]), 1) for people in seen}) == 1


def test_a_clock_that_jumps_back_starts_anew():
    _, tracks = tracking.follow([], crowd((0.1, 0.2, 0.6)), now=100.0, **SETTINGS)
    people, after = tracking.follow(tracks, crowd((0.1, 0.2, 0.6)), now=5.0, **SETTINGS)
    assert people.ids.tolist() == [1]
    assert [track.seen for track in after] == [5.0]


def noisy(count: int, deviation: float, seed: int = 0) -> list[People]:
    still = crowd((0.3, 0.2, 0.6))
    noise = np.random.default_rng(seed).normal(0, deviation, (count, 1, 17, 2))
    return [
        People(
            still.ids,
            still.scores,
            still.boxes,
            np.concatenate([still.keypoints[..., :2] + n, still.keypoints[..., 2:]], 2),
        )
        for n in noise
    ]


def jitter(people: list[People]) -> float:
    places = np.stack([each.keypoints[0, :, :2] for each in people[10:]])
    return float(np.abs(np.diff(places, axis=0)).mean())


def test_a_still_noisy_person_jitters_less_than_a_third():
    scenes = noisy(120, 0.003)
    assert jitter(walk(scenes)) < jitter(scenes) / 3
    assert jitter(walk(scenes, smooth=False)) == pytest.approx(jitter(scenes), rel=1e-4)


def test_a_still_person_is_not_moved_by_steadying():
    seen = walk(noisy(120, 0.003))
    mean = np.mean([people.keypoints[0, :, :2] for people in seen[20:]], axis=0)
    assert np.abs(mean - crowd((0.3, 0.2, 0.6)).keypoints[0, :, :2]).max() < 0.001


def test_fast_motion_is_followed_with_little_lag():
    """A person who walks through the whole frame in a second: behind by less than a frame and a half."""
    rate, speed = 25, 0.8
    scenes = [crowd((speed * number / rate, 0.2, 0.6)) for number in range(20)]
    seen = walk(scenes, rate)
    lag = [scene.keypoints[0, 0, 0] - people.keypoints[0, 0, 0] for scene, people in zip(scenes, seen, strict=True)]
    assert max(lag[5:]) < 1.5 * speed / rate
    assert min(lag) > -0.01


def test_a_joint_that_comes_back_into_sight_does_not_glide():
    here, hidden = crowd((0.1, 0.2, 0.6)), crowd((0.1, 0.2, 0.6))
    hidden.keypoints[0, 9] = (0.9, 0.9, 0.05)
    seen = walk([hidden] * 5 + [here])
    np.testing.assert_allclose(seen[-1].keypoints[0, 9, :2], here.keypoints[0, 9, :2], atol=1e-6)


@given(st.lists(st.tuples(*[st.floats(0, 0.6)] * 2, st.floats(0.1, 0.4)), max_size=6), st.integers(1, 6))
def test_every_id_is_unique_and_the_number_is_kept(places, number):
    known: list[tracking.Track] = []
    for step in range(4):
        shown = places[step % 2 :]
        people, known = tracking.follow(known, crowd(*shown), now=step / 25, **{**SETTINGS, "number": number})
        assert len(set(people.ids.tolist())) == len(people) == min(len(shown), number)
        assert people.ids.tolist() == sorted(people.ids.tolist())
        assert len({track.id for track in known}) == len(known)


FRACTIONS = st.floats(0, 1, width=32)


@st.composite
def tracks(draw: st.DrawFn) -> list[tracking.Track]:
    ids = draw(st.lists(st.integers(1, 255), max_size=tracking.MAX_TRACKS, unique=True))
    return [
        tracking.Track(
            number,
            draw(st.floats(-1e9, 1e9)),
            draw(FRACTIONS),
            draw(arrays.arrays(np.float32, (19, 2), elements=FRACTIONS)),
            draw(arrays.arrays(np.float32, (19, 2), elements=st.floats(-100, 100, width=32))),
            draw(arrays.arrays(np.float32, 17, elements=FRACTIONS)),
        )
        for number in ids
    ]


@given(tracks())
def test_what_is_remembered_is_read_back_as_it_was(before):
    after = kept(before)
    assert [track.id for track in after] == [t.id for t in sorted(before, key=lambda t: (-t.seen, t.id))]
    for one in before:
        other = next(track for track in after if track.id == one.id)
        assert (one.seen, one.score) == (other.seen, other.score)
        for part in ("points", "speed", "visible"):
            np.testing.assert_array_equal(getattr(one, part), getattr(other, part))


def test_memory_is_bounded():
    crowded = [
        tracking.Track(i, float(i), 0.5, np.zeros((19, 2)), np.zeros((19, 2)), np.zeros(17)) for i in range(1, 200)
    ]
    assert len(memory.pack("pose", tracking.remembered(crowded))) < 5500
    assert len(kept(crowded)) == tracking.MAX_TRACKS


def test_nobody_is_an_empty_memory() -> None:
    assert tracking.remembered([]) == {}
    assert tracking.tracks_of({}) == []
