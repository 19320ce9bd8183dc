"""Windows of joints, what is said of them, and the motion that is made up to be none."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from models.actions import weights
from models.actions.judging import Bounds, judge, judged, together
from models.actions.network import CLASSES, NOTHING, ActionNet, Shape, names
from models.actions.training import data, evaluate, near, negatives, packs, scores
from models.actions.training.cameras import moments, seen_by
from models.actions.windows import FEATURES, LENGTH, RATE, Window, cut, features, mirrored
from models.training import measuring
from tests.support.people import PERSON


def waving(frames: int = 90, wide: float = 0.3) -> np.ndarray:
    """A made-up clip: one hand beside the head, to and fro."""
    clip = np.repeat(PERSON[None], frames, axis=0).copy()
    clip[:, 9] = clip[:, 5] + np.stack(
        [wide * np.sin(np.arange(frames) / 4), np.full(frames, 0.45), np.full(frames, 0.1)], 1
    )
    return clip


def seen(joints: np.ndarray, seed: int = 1, rough: bool = False) -> Window:
    return seen_by(joints[None], np.ones((1, len(joints)), bool), np.random.default_rng(seed), rough=rough)


def test_size_and_place_do_not_matter() -> None:
    window = seen(moments(waving(), 10)[0])
    elsewhere = Window(window.places * 317 + (640, 200), window.seen)
    np.testing.assert_allclose(features(window), features(elsewhere), atol=1e-3)
    assert features(window).shape == (1, LENGTH, FEATURES)


def test_what_is_not_seen_says_nothing() -> None:
    nobody = Window(np.zeros((1, LENGTH, 17, 2), np.float32), np.zeros((1, LENGTH, 17), bool))
    assert not features(nobody).any()


def test_a_mirror_exchanges_left_and_right() -> None:
    window = seen(moments(waving(), 10)[0])
    turned = mirrored(window)
    np.testing.assert_allclose(turned.places[0, :, 10, 0], -window.places[0, :, 9, 0])
    np.testing.assert_array_equal(mirrored(turned).places, window.places)


@pytest.mark.parametrize("rate", [8.0, 15.0, 30.0, 24.7])
def test_a_window_is_cut_alike_at_any_frame_rate(rate: float) -> None:
    times = np.arange(0, 3, 1 / rate)
    keypoints = np.zeros((len(times), 17, 3))
    keypoints[..., 0], keypoints[..., 2] = times[:, None], 1
    window = cut(times, keypoints, times[-1])
    np.testing.assert_allclose(window.places[:, 0, 0], times[-1] - np.arange(LENGTH - 1, -1, -1) / RATE, atol=1e-5)
    assert window.seen.all()


def test_gaps_and_what_was_before_the_first_sample_count_as_not_seen() -> None:
    times = np.array([0.0, 0.1, 0.2, 1.2, 1.3])
    keypoints = np.ones((5, 17, 3))
    window = cut(times, keypoints, 1.3)
    wanted = 1.3 - np.arange(LENGTH - 1, -1, -1) / RATE
    assert not window.seen[(wanted > 0.25) & (wanted < 1.15)].any()
    assert not window.seen[wanted < -0.05].any()
    assert window.seen[-1].all()
    assert not cut(np.array([]), np.zeros((0, 17, 3)), 1.0).seen.any()


def probabilities(**shares: float) -> np.ndarray:
    one = np.array([shares.get(name, 0.0) for name in CLASSES])
    one[NOTHING] += 1 - one.sum()
    return one


def test_an_action_is_said_when_three_windows_are_sure_of_it() -> None:
    bounds = Bounds((0.6,) * 6)
    sure, unsure = probabilities(walking=0.9), probabilities(walking=0.1)
    assert judge([sure, sure, sure], bounds).action == 0
    assert judge([sure, unsure, unsure], bounds).action == NOTHING
    assert judge([unsure, sure, sure, sure], bounds).action == 0
    assert judged(np.stack([sure, unsure]), bounds).tolist() == [0, NOTHING]


def test_what_is_said_goes_on_down_to_the_lower_bound() -> None:
    bounds = Bounds((0.6,) * 6, kept=0.5)
    sure, doubtful, unsure = (probabilities(walking=share) for share in (0.9, 0.31, 0.29))
    assert judge([doubtful], bounds).action == NOTHING, "it does not begin there"
    assert judge([doubtful], bounds, 0).action == 0
    assert judge([doubtful], bounds, 0).probability == pytest.approx(0.31)
    assert judge([unsure], bounds, 0).action == NOTHING
    assert judge([doubtful], bounds, 3).action == NOTHING, "another action was said"
    assert judge([probabilities(handwaving=0.31)], bounds, 4).action == NOTHING, "hands are not held"
    assert judge([sure], bounds, 3).action == 0
    assert judge([doubtful], Bounds((0.6,) * 6, kept=math.inf), 0).action == NOTHING


def test_another_action_that_is_sure_takes_its_place_at_once() -> None:
    both = probabilities(walking=0.35, boxing=0.62)
    assert judge([both], Bounds((0.6,) * 6), 0).action == 3


def test_many_windows_are_held_as_one_after_another_and_within_a_stream_only() -> None:
    rng = np.random.default_rng(3)
    means, streams = rng.dirichlet(np.full(7, 0.5), 300), np.repeat(np.arange(6), 50)
    bounds = Bounds((0.5,) * 6, kept=0.4)
    one_by_one: list[int] = []
    for row, mean in enumerate(means):
        before = NOTHING if row % 50 == 0 else one_by_one[-1]
        one_by_one.append(judge([mean], bounds, before).action)
    assert judged(means, bounds, streams).tolist() == one_by_one
    assert judged(means, bounds).tolist() != one_by_one, "windows that stand alone are not held"


def test_jogging_and_running_as_one_are_held_as_one() -> None:
    doubtful = probabilities(jogging=0.2, running=0.15)
    bounds = Bounds((0.6,) * 6, kept=0.5)
    assert judge([doubtful], bounds, 2, as_one=True).action == 1
    assert judge([doubtful], bounds, 2).action == NOTHING


def test_jogging_and_running_may_count_as_one() -> None:
    assert together(1) == together(2) == "jogging or running"
    assert together(0) == "walking"


def test_the_network_has_probabilities_and_misses_no_weight() -> None:
    arrays = {name: np.random.default_rng(0).normal(0, 0.05, size) for name, size in names(Shape()).items()}
    told = ActionNet(Shape(), arrays)(np.zeros((3, LENGTH, FEATURES), np.float32))
    np.testing.assert_allclose(told.sum(1), 1, atol=1e-6)
    arrays.pop("hidden/bias")
    with pytest.raises(KeyError):
        ActionNet(Shape(), arrays)


MADE_UP = {**negatives.ALL, **near.KINDS}


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_motion_is_motion_of_a_person(name: str) -> None:
    maker = MADE_UP[name]
    made = maker(moments(waving(), 10)[0].astype(float), np.random.default_rng(4))
    assert made.shape == (LENGTH, 17, 3)
    assert np.isfinite(made).all()
    assert np.abs(made - PERSON).max() < 4.1, "travelling included"


def test_no_kind_is_both_trained_on_and_held_out() -> None:
    kinds = (negatives.TRAINED, negatives.HANDS, negatives.HELD_OUT, near.KINDS)
    assert len(MADE_UP) == sum(len(one) for one in kinds)


def test_of_people_near_the_camera_no_more_is_seen_than_the_picture_shows() -> None:
    joints = np.repeat(near.seated(moments(waving(), 10)[0])[None], 60, axis=0)
    window = near.seen_near(joints, np.ones((60, LENGTH), bool), np.random.default_rng(2))
    assert np.isfinite(window.places).all()
    seen_share = window.seen.mean((0, 1))
    assert seen_share[[0, 5, 6]].min() > 0.9, "the head, and the shoulders"
    assert seen_share[[15, 16]].max() < 0.7, "the ankles"
    still = near.seated(moments(waving(), 10)[0])[:, [13, 14, 15, 16]]
    np.testing.assert_array_equal(still, np.repeat(still[:1], LENGTH, axis=0))


def test_windows_of_people_near_are_drawn_beside_the_others(tmp_path: Path) -> None:
    clips = packs.read(a_pack(tmp_path), "odd")
    windows, labels = data.draw(clips, negatives.TRAINED, 40, np.random.default_rng(5), near=0.5)
    _, others = data.draw(clips, negatives.TRAINED, 20, np.random.default_rng(5))
    np.testing.assert_array_equal(labels[:20], others)
    assert windows.shape == (40, LENGTH, FEATURES)
    assert set(labels[20:].tolist()) <= {3, 4, 5, NOTHING}, "nobody walks at a desk"


def test_who_does_not_move_is_resting_whatever_the_clip_is_called() -> None:
    assert data.resting(np.repeat(PERSON[None], LENGTH, axis=0))
    assert not data.resting(moments(waving(), 10)[0])
    walking = np.repeat(PERSON[None], LENGTH, axis=0) + np.arange(LENGTH)[:, None, None] * (0, 0, 0.06)
    assert not data.resting(walking)


def a_pack(folder: Path) -> Path:
    clips, rows = [], []
    for number in range(14):
        clips.append(waving(60 + number, 0.05 * (number % 7)))
        rows.append({"source": "made", "subject": f"s{number % 3}", "label": CLASSES[number % 7]})
    offsets = np.cumsum([0, *(len(clip) for clip in clips)])
    frames = (np.concatenate(clips) * 1000).astype(np.int16)
    np.savez(folder / "odd.npz", frames_mm=frames, offsets=offsets, label=np.arange(14, dtype=np.uint8) % 7)
    (folder / "odd.json").write_text(json.dumps(rows))
    return folder


def test_batches_are_drawn_the_same_by_the_same_seed(tmp_path: Path) -> None:
    clips = packs.read(a_pack(tmp_path), "odd")
    one, other = (data.draw(clips, negatives.TRAINED, 20, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(one[0], other[0])
    assert one[0].shape == (20, LENGTH, FEATURES)
    assert set(one[1].tolist()) <= set(range(7))


def test_calm_kinds_are_drawn_as_often_as_asked(tmp_path: Path) -> None:
    clips = packs.read(a_pack(tmp_path), "odd")
    drawn = {"still": 0, "bending": 0}

    def counted(name: str) -> negatives.Maker:
        def maker(joints: np.ndarray, rng: np.random.Generator) -> np.ndarray:
            drawn[name] += 1
            return joints

        return maker

    data.draw(clips, {name: counted(name) for name in drawn}, 600, np.random.default_rng(1), calm=3)
    assert 2 < drawn["still"] / drawn["bending"] < 4.5


def test_any_pack_of_the_form_is_measured(tmp_path: Path) -> None:
    found = evaluate.report(a_pack(tmp_path), "odd")
    assert found["clips"] == 14
    assert found["weights_sha256"] == measuring.sha256(weights.FILE)
    low, high = found["windows"]["intervals"]["six_macro"]
    assert 0 <= low <= found["windows"]["six_macro"] <= high <= 1
    assert sum(sum(row.values()) for row in found["confusion"].values()) == found["windows"]["count"]
    with pytest.raises(packs.PackError, match="no split"):
        packs.read(tmp_path, "test")


def test_windows_are_smoothed_within_a_view_only() -> None:
    raw = np.eye(7)[[0, 1, 2, 3]]
    seen = scores.Judged(raw, np.zeros(4, int), np.array([1, 1, 1, 2]), np.array(["one"] * 4))
    smoothed = scores.smoothed(seen).probabilities
    np.testing.assert_allclose(smoothed[2], (raw[0] + raw[1] + raw[2]) / 3)
    np.testing.assert_allclose(smoothed[1], (raw[0] + raw[1]) / 2)
    np.testing.assert_allclose(smoothed[3], raw[3])


def test_recall_is_of_what_is_there() -> None:
    labels, told = np.array([0, 0, 3, NOTHING]), np.array([0, 1, 3, 0])
    assert scores.recalls(labels, told) == {"walking": 0.5, "boxing": 1.0}
