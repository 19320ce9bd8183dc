"""The radar's physics, where people are put before it, what is made of its peaks, and how answers are scored."""

from __future__ import annotations

import numpy as np
import pytest

from models.radio import body, scene
from models.radio.body import as_camera, on_floor
from models.radio.likeness import similarity
from models.radio.network import JOINTS, OUTPUTS, Seen, Shape, Student, distinct, names, read
from models.radio.peaks import COLUMNS, HISTORY, ROWS, Peaks, both_ways, crops, find
from models.radio.scene import ANGLES, LIGHT, RANGES, Radar
from models.radio.training import data, evaluate, scores
from models.radio.training.scenes import draw
from models.training.motion import Clip
from tests.support.people import PERSON

RADAR = Radar()


def standing(frames: int = 60) -> Clip:
    """Somebody who sways a little."""
    sway = 0.02 * np.sin(np.arange(frames) / 9)[:, None, None] * np.array([1, 0, 0])
    return Clip((PERSON + sway).astype(np.float32), 6, "made", "up")


def seen_point(distance: float, bearing: float, axis: int, radar: Radar = RADAR, **how) -> np.ndarray:
    place = distance * np.array([0.0, 0.0, np.cos(bearing)])
    place[axis] = distance * np.sin(bearing)
    signal = scene.echoes(place[None, None], np.ones((1, 1)), axis, radar)
    return scene.picture(signal, radar, **how)[0]


def put(x: float = 0.0, z: float = 3.0) -> np.ndarray:
    """The keypoints of somebody (1, 14, 3) before the radar."""
    return body.keypoints(PERSON[None]) + np.array([x, -scene.HEIGHT, z])


def width(values: np.ndarray, at: np.ndarray, level: float) -> float:
    """Between where ``values`` cross ``level`` of their peak, on both sides of it."""
    values, peak = values / values.max(), int(values.argmax())
    left = np.interp(
        level, values[: peak + 1][values[: peak + 1].argmin() :], at[: peak + 1][values[: peak + 1].argmin() :]
    )
    below = peak + int(np.flatnonzero(values[peak:] < level)[0])
    right = np.interp(level, values[[below, below - 1]], at[[below, below - 1]])
    return float(right - left)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(("distance", "bearing"), [(2.0, 0.0), (3.3, 0.3), (4.7, -0.42), (5.5, 0.15)])
def test_a_point_peaks_within_half_a_cell_of_where_it_is(distance: float, bearing: float, axis: int) -> None:
    picture = seen_point(distance, bearing, axis)
    row, column = np.unravel_index(picture.argmax(), picture.shape)
    assert abs(RANGES[row] - distance) <= 0.51 * (RANGES[1] - RANGES[0])
    assert abs(ANGLES[column] - bearing) <= 0.51 * (ANGLES[1] - ANGLES[0])
    assert picture.max() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("bandwidth", [0.5e9, 1.0e9, 1.78e9])
def test_range_resolution_is_that_of_the_bandwidth(bandwidth: float) -> None:
    """Untapered, the first zero beside a peak is c / 2B from it (Rayleigh's criterion)."""
    radar = Radar(bandwidth=bandwidth)
    ranges = 3 + np.linspace(0, 0.5, 2001)
    profile = seen_point(3.0, 0.0, 0, radar, taper=False, ranges=ranges, angles=np.zeros(1))[:, 0]
    peak = int(profile.argmax())
    first_zero = peak + int(np.flatnonzero(np.diff(profile[peak:]) > 0)[0])
    assert ranges[first_zero] - ranges[peak] == pytest.approx(LIGHT / (2 * bandwidth), rel=0.1)
    assert radar.range_resolution == pytest.approx(LIGHT / (2 * bandwidth))


def test_a_line_of_antennas_looks_the_same_in_a_mirror() -> None:
    np.testing.assert_allclose(seen_point(3.0, 0.3, 0), seen_point(3.0, -0.3, 0)[:, ::-1], atol=1e-4)


def test_the_taper_widens_the_peak_and_quiets_its_lobes() -> None:
    ranges = np.linspace(2.0, 4.0, 2001)
    plain, tapered = (
        seen_point(3.0, 0.0, 0, taper=taper, ranges=ranges, angles=np.zeros(1))[:, 0] for taper in (False, True)
    )
    far = np.abs(ranges - 3) > 3 * RADAR.range_resolution
    assert tapered[far].max() < plain[far].max() / 5
    assert width(tapered, ranges, 0.5) > 1.4 * width(plain, ranges, 0.5)


def test_half_the_antennas_double_the_beam() -> None:
    angles = np.linspace(-0.9, 0.9, 3601)
    widths = {}
    for antennas in (4, 8, 16):
        radar = Radar(antennas=antennas)
        beam = seen_point(30.0, 0.0, 0, radar, ranges=np.array([30.0]), angles=angles)[0]
        middle = np.abs(angles) < 1.2 * radar.beam_width
        widths[antennas] = width(beam[middle], np.sin(angles[middle]), 0.5**0.5)
        assert widths[antennas] == pytest.approx(radar.beam_width, rel=0.1)
    assert widths[8] / widths[16] == pytest.approx(2, rel=0.1)
    assert widths[4] / widths[8] == pytest.approx(2, rel=0.1)


def test_echoes_are_the_sum_of_their_definition() -> None:
    rng = np.random.default_rng(0)
    places, strengths = rng.uniform((-1, -1, 2), (1, 1, 5), (1, 4, 3)), rng.normal(size=(1, 4)) + 0j
    antennas = np.stack([0 * RADAR.line, RADAR.line, 0 * RADAR.line], 1)
    path = np.linalg.norm(places[0], axis=-1) + np.linalg.norm(places[0] - antennas[:, None], axis=-1)
    turned = np.exp(-2j * np.pi / LIGHT * RADAR.steps[:, None, None] * path)
    np.testing.assert_allclose(scene.echoes(places, strengths, 1, RADAR)[0], (turned @ strengths[0]).T, atol=2e-3)


def test_a_wall_takes_its_decibels_twice_and_distance_its_square() -> None:
    place = np.array([[0.0, 0.0, 3.0]])
    assert scene.through(place, 0.0)[0] == pytest.approx(1)
    assert 20 * np.log10(scene.through(place, 7.0)[0]) == pytest.approx(-14)
    assert scene.through(2 * place, 0.0)[0] == pytest.approx(0.25)


def test_a_slab_delays() -> None:
    place, one = np.array([[[0.0, 0.0, 3.0]]]), np.ones((1, 1))
    pictures = [scene.picture(scene.echoes(place, one, 0, RADAR, slab=slab), RADAR)[0] for slab in (0.0, 0.12)]
    rows = [np.unravel_index(one.argmax(), one.shape)[0] for one in pictures]
    assert RANGES[rows[1]] - RANGES[rows[0]] == pytest.approx(0.12, abs=0.075)


def test_a_limb_answers_only_from_about_a_right_angle() -> None:
    points = put()
    upright = body.reflectors(points)[1][0]
    lying = points.copy()
    lying[0, 6] = lying[0, 4] * 1.1  # the left forearm points away from the radar
    pointed = body.reflectors(lying)[1][0]
    forearm = slice(4, 8)
    assert pointed[forearm].max() < 0.05 * upright[forearm].max()
    np.testing.assert_allclose(pointed[8:12], upright[8:12])


def test_people_are_put_in_view_and_apart() -> None:
    rng = np.random.default_rng(4)
    for _ in range(4):
        shown = draw([standing()], HISTORY, rng, wall=3.0, people=2, apart=(0.9, 1.1))
        places = on_floor(shown.people[:, -1])
        assert 0.9 <= np.linalg.norm(places[0] - places[1]) <= 1.1
        assert shown.maps.shape == (HISTORY, 2, 64, 48)
        assert np.isfinite(shown.maps).all()


def test_the_strongest_peak_is_where_somebody_stands() -> None:
    rng = np.random.default_rng(1)
    near = []
    for _ in range(12):
        shown = draw([standing()], HISTORY, rng, wall=0.0)
        peaks = find(shown.maps)
        place = peaks.ranges[0] * np.array([np.sin(peaks.bearings[0]), np.cos(peaks.bearings[0])])
        near.append(np.linalg.norm(place - on_floor(shown.people[0, -1])) < 0.5)
    assert np.mean(near) >= 0.75


def test_nothing_is_found_in_an_empty_map() -> None:
    assert len(find(np.zeros((HISTORY, 2, 64, 48), np.float32)).rows) == 0


def test_a_crop_is_the_map_about_the_peak_and_nothing_beyond() -> None:
    maps = np.arange(HISTORY * 2 * 64 * 48, dtype=np.float32).reshape(1, HISTORY, 2, 64, 48)
    level, upright = crops(maps, np.array([3]), np.array([46]))
    assert level.shape == (1, ROWS, COLUMNS, HISTORY)
    assert level[0, ROWS // 2, COLUMNS // 2, 5] == maps[0, 5, 0, 3, 46]
    assert not level[0, : ROWS // 2 - 3].any()
    assert not level[0, :, COLUMNS // 2 + 2 :].any()
    np.testing.assert_array_equal(upright[0, ROWS // 2, :, 2], maps[0, 2, 1, 3])


def test_the_mirror_image_of_a_crop_keeps_the_peak_in_its_place() -> None:
    maps = np.random.default_rng(0).normal(size=(1, HISTORY, 2, 64, 48)).astype(np.float32)
    level, _ = crops(maps, np.array([30]), np.array([20]), beyond=1)
    plain, turned = both_ways(level)
    np.testing.assert_array_equal(plain, crops(maps, np.array([30]), np.array([20]))[0])
    np.testing.assert_array_equal(turned, crops(maps[..., ::-1], np.array([30]), np.array([27]))[0])


def test_of_mirrored_maps_the_student_says_the_mirror_image() -> None:
    rng, shape = np.random.default_rng(0), Shape((4, 4, 4), 8)
    student = Student(shape, {name: rng.normal(0, 0.1, size) for name, size in names(shape).items()})
    level, upright = (rng.normal(size=(2, ROWS, width, HISTORY)).astype(np.float32) for width in (COLUMNS + 1, 48))
    places = rng.normal(size=(2, 2)).astype(np.float32)
    said = student.mirrored_too(level, upright, places)
    turned = student.mirrored_too(level[:, :, ::-1], upright, places * (-1, 1))
    joints, others = (slice(0, 2 * JOINTS), slice(2 * JOINTS, None))
    np.testing.assert_allclose(turned[:, others], said[:, others] * (-1, 1, 1, 1), atol=1e-5)
    swapped = said[:, joints].reshape(2, JOINTS, 2)[:, body.OTHER_SIDE] * (-1, 1)
    np.testing.assert_allclose(turned[:, joints].reshape(2, JOINTS, 2), swapped, atol=1e-5)


def test_half_of_what_is_learnt_from_is_mirrored() -> None:
    rng = np.random.default_rng(0)
    examples = data.make([standing()], 2, rng)
    assert examples.level.shape[1:] == (ROWS, COLUMNS + 1, HISTORY)
    index = np.repeat(np.flatnonzero(examples.there)[:1], 40)
    (level, upright, _), (joints, middle, *_) = data.batch(examples, index, rng)
    assert (level.shape[1:], upright.shape[1:]) == ((ROWS, COLUMNS, HISTORY), (ROWS, 48, HISTORY))
    (_, _, at), (plain, beside, _, there) = data.batch(examples, index[:1])
    assert there.all()
    assert np.isfinite(at).all()
    kept = np.abs(joints - plain).max(1) < 1e-5
    assert 8 < kept.sum() < 32
    swapped = plain.reshape(1, JOINTS, 2)[:, body.OTHER_SIDE] * (-1, 1)
    np.testing.assert_allclose(joints[~kept].reshape(-1, JOINTS, 2), np.repeat(swapped, (~kept).sum(), 0), atol=1e-5)
    np.testing.assert_allclose(middle[~kept, 0], -beside[0, 0], atol=1e-5)


def test_what_is_read_is_what_was_to_be_said() -> None:
    points = put(0.7, 3.1)
    joints, place = as_camera(points), on_floor(points)
    away = np.hypot(*place.T)
    peaks = Peaks(np.array([25]), np.array([30]), np.array([0.2]), np.array([3.0]))
    spread, middle, distance, there = data.targets(joints, away, np.array([True]), peaks)
    said = np.concatenate([spread, middle, distance[:, None], 9 * there[:, None]], 1)
    assert said.shape == (1, OUTPUTS)
    seen = read(said, peaks)
    np.testing.assert_allclose(seen.joints, joints, atol=1e-5)
    assert np.linalg.norm(seen.places - place) < 0.1
    assert seen.scores[0] > 0.99


def frame(told: np.ndarray, scored: list[float], true: np.ndarray) -> scores.Frame:
    return scores.Frame(true, np.zeros((len(true), 2)), told, np.array(scored), np.zeros((len(told), 2)), "one")


def test_similarity_is_one_for_the_same_pose_and_falls_with_distance() -> None:
    pose = as_camera(put())
    assert similarity(pose, pose)[0, 0] == pytest.approx(1)
    moved = [float(similarity(pose + step, pose)[0, 0]) for step in (0.005, 0.05, 0.5)]
    assert moved == sorted(moved, reverse=True)
    assert moved[-1] < 0.01


def test_average_precision_punishes_inventions_that_rank_high() -> None:
    pose = as_camera(put())
    right = [frame(pose, [0.9], pose)] * 4
    assert scores.figures(right, 0.5)["ap"] == pytest.approx(1)
    low = [frame(np.concatenate([pose, pose + 5]), [0.9, 0.1], pose)] * 4
    high = [frame(np.concatenate([pose, pose + 5]), [0.5, 0.9], pose)] * 4
    assert scores.figures(low, 0.5)["ap"] == pytest.approx(1)
    assert scores.figures(high, 0.5)["ap"] == pytest.approx(0.5, abs=0.01)
    assert scores.figures(high, 0.5)["share"] == pytest.approx(1)
    twice = [frame(np.concatenate([pose, pose]), [0.9, 0.8], np.concatenate([pose, pose + 5]))] * 4
    assert scores.figures(twice, 0.5)["share"] == pytest.approx(0.5)


def test_two_people_are_found_by_two_answers() -> None:
    true = np.zeros((2, JOINTS, 2))
    places = np.array([[0.0, 3.0], [1.0, 3.0]])
    one = scores.Frame(true, places, true, np.array([0.9, 0.9]), np.array([[0.1, 3.1], [0.2, 3.0]]), "x")
    assert not scores.both_placed(one, 0.5)
    both = one._replace(told_places=np.array([[0.1, 3.1], [0.8, 3.2]]))
    assert scores.both_placed(both, 0.5)
    assert not scores.both_placed(both._replace(scores=np.array([0.9, 0.2])), 0.5)


def test_answers_in_one_place_are_one_person() -> None:
    places = np.array([[0.0, 3.0], [0.3, 3.1], [1.0, 3.0]])
    seen = distinct(Seen(np.arange(84.0).reshape(3, JOINTS, 2), np.array([0.4, 0.9, 0.6]), places))
    assert seen.scores.tolist() == [0.9, 0.6]
    np.testing.assert_array_equal(seen.places, places[[1, 2]])


def test_most_people_look_at_the_radar_and_their_left_is_at_its_right() -> None:
    rng = np.random.default_rng(2)
    lefts, towards = [], []
    for _ in range(40):
        points = draw([standing()], 1, rng, wall=0.0).people[0, 0]
        lefts.append(points[2, 0] > points[3, 0])
        across = points[2] - points[3]
        looks = np.array([across[2], -across[0]])
        nose = (points[0] - points[1])[[0, 2]]
        assert looks @ nose > 0  # the head is before the neck
        towards.append(looks @ -on_floor(points) > 0)
    assert np.mean(towards) > 0.65
    assert np.mean(lefts) > 0.65


def test_the_student_answers_any_number_of_peaks() -> None:
    shape = Shape((4, 4, 4), 8)
    rng = np.random.default_rng(0)
    student = Student(shape, {name: rng.normal(0, 0.1, size) for name, size in names(shape).items()})
    assert len(student(np.zeros((HISTORY, 2, 64, 48), np.float32)).scores) == 0
    seen = student(draw([standing()], HISTORY, rng, wall=0.0).maps)
    assert seen.joints.shape == (len(seen.scores), JOINTS, 2)
    assert (np.diff(seen.scores) <= 0).all()


def test_the_same_seed_draws_the_same_scenes() -> None:
    looks = [
        evaluate.frames_of(evaluate.baseline(np.zeros((JOINTS, 2))), [standing()], 2, seed=3, wall=7.0)
        for _ in range(2)
    ]
    for one, other in zip(*looks, strict=True):
        np.testing.assert_array_equal(one.told, other.told)
    assert 0 <= scores.figures(looks[0], 0.4)["ap"] <= 1
