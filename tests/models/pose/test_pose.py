"""MultiPose with its real weights, on a real picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.assets import assets
from models.contract.demo import Memory, Sample, Size
from models.contract.parameters import check_all
from models.pose.demo import PoseDemo
from models.toolkit import devices, frames, resizing
from models.toolkit.importers import tfjs
from models.toolkit.poses import network
from models.toolkit.poses.people import KEYPOINTS
from tests.support.demos import loaded

pytestmark = pytest.mark.models

# Looked up by eye in the astronaut's 512×512 picture: (x, y, tolerance) in pixels; left and right are hers.
PLACES = {
    "nose": (225, 124, 8),
    "left eye": (247, 103, 8),
    "right eye": (204, 101, 8),
    "left shoulder": (315, 262, 25),
    "right shoulder": (98, 245, 25),
}
SIZES = ("fast", "balanced", "fine")
"""Of models.toolkit.poses.finding; the largest is for people far away, and sees large ones less well."""
ROUNDING = 2e-5
"""By how much fractions of the frame differ when float32 sums are taken in another order: some 60 layers of up to 1,200
products each, half an ulp (6e-8) a sum, growing with the root of their number. One processor's order is no rule.
"""


@pytest.fixture(scope="module")
def device() -> devices.Device:
    # Not devices.configure: other tests of this process may have run TensorFlow already.
    return devices.Device("cpu", 1, mixed_precision=False, xla=False)


@pytest.fixture(scope="module")
def demo() -> PoseDemo:
    return loaded(PoseDemo())


@pytest.fixture(scope="module")
def astronaut() -> np.ndarray:
    return frames.decode(assets.path("astronaut.png").read_bytes())


def found(demo: PoseDemo, frame: np.ndarray, **given: object) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = demo.run(Sample(frame), check_all(demo.params, given)).data["people"]
    return people


def pasted(*pictures: tuple[np.ndarray, int, int, int], width: int = 640, height: int = 480) -> np.ndarray:
    """Pictures (picture, left, top, height) on a grey ground."""
    import cv2

    ground = np.full((height, width, 3), (190, 200, 210), np.uint8)
    for picture, left, top, tall in pictures:
        wide = tall * picture.shape[1] // picture.shape[0]
        ground[top : top + tall, left : left + wide] = cv2.resize(picture, (wide, tall), interpolation=cv2.INTER_AREA)
    return ground


def check_joints(person: dict[str, Any], frame: np.ndarray, tolerance_scale: float = 1.0) -> None:
    size = np.array([frame.shape[1], frame.shape[0]])
    for name, (x, y, tolerance) in PLACES.items():
        *place, score = person["keypoints"][KEYPOINTS.index(name)]
        assert score > 0.5, name
        assert np.hypot(*(np.array(place) * size - (x, y))) <= tolerance * tolerance_scale, name


@pytest.mark.parametrize("size", SIZES)
def test_joints_are_where_they_are_in_the_picture(demo, astronaut, size):
    people = found(demo, astronaut, size=size)
    assert len(people) == 1
    check_joints(people[0], astronaut)


def test_a_portrait_frame_is_seen_as_well(demo, astronaut):
    portrait = astronaut[:, 60:420]
    people = found(demo, portrait)
    assert len(people) == 1
    nose = np.array(people[0]["keypoints"][0][:2]) * (360, 512) + (60, 0)
    assert np.hypot(*(nose - PLACES["nose"][:2])) <= 8


def test_data_is_plain_and_within_the_frame(demo, astronaut):
    import json

    person = found(demo, astronaut)[0]
    json.dumps(person, allow_nan=False)
    assert set(person) == {"id", "score", "box", "keypoints"}
    assert len(person["keypoints"]) == 17
    assert all(0 <= value <= 1 for joint in person["keypoints"] for value in joint)
    x0, y0, x1, y1 = person["box"]
    assert 0 <= x0 < x1 <= 1
    assert 0 <= y0 < y1 <= 1


def noses(people: list[dict[str, Any]]) -> list[tuple[float, float]]:
    return sorted(tuple(person["keypoints"][0][:2]) for person in people)


@pytest.mark.parametrize("size", SIZES)
def test_two_people_in_one_frame_are_each_found_once(demo, astronaut, size):
    body = astronaut[:, 40:400]
    frame = pasted((body, 20, 100, 300), (body[:, ::-1], 360, 150, 300))
    people = found(demo, frame, size=size)
    assert len({person["id"] for person in people}) == len(people) == 2
    scale = 300 / 512
    expected = [(20 + (225 - 40) * scale, 100 + 124 * scale), (360 + (400 - 225) * scale, 150 + 124 * scale)]
    np.testing.assert_allclose(np.array(noses(people)) * (640, 480), expected, atol=8)


@pytest.mark.parametrize("size", SIZES)
def test_three_people_in_one_frame_are_each_found_once(demo, astronaut, size):
    frame = np.hstack([astronaut, astronaut[:, ::-1], astronaut])
    people = found(demo, frame, size=size)
    assert len({person["id"] for person in people}) == len(people) == 3
    expected = [(225, 124), (512 + 512 - 225, 124), (1024 + 225, 124)]
    np.testing.assert_allclose(np.array(noses(people)) * (1536, 512), expected, atol=16)


def test_the_largest_picture_finds_who_is_too_small_for_the_usual_one(demo, astronaut):
    for high in (64, 48):
        frame = pasted((astronaut, 60, 40, high))
        assert found(demo, frame, size="balanced") == []
        (person,) = found(demo, frame, size="far")
        x0, y0, x1, y1 = person["box"]
        assert abs((x0 + x1) / 2 * 640 - 60 - high / 2) < high / 3
        assert abs((y0 + y1) / 2 * 480 - 40 - high / 2) < high / 3


def test_at_most_as_many_people_as_asked_for(demo, astronaut):
    frame = np.hstack([astronaut, astronaut[:, ::-1]])
    assert len(found(demo, frame, people=1)) == 1
    assert len(found(demo, frame, people=6)) == 2


def test_nobody_is_found_where_nobody_is(demo):
    for name in ("coffee.png", "chelsea.png"):
        assert found(demo, frames.decode(assets.path(name).read_bytes()), confidence=0.1) == []


def test_a_batch_gives_what_single_frames_give(demo, astronaut):
    params = check_all(demo.params, {})
    views = (astronaut, astronaut[:, 60:420], astronaut, np.zeros((480, 640, 3), np.uint8))
    inputs = [demo.prepare(Sample(np.ascontiguousarray(view)), params, {}) for view in views]
    together = demo.predict(inputs)
    for one, item in zip(together, inputs, strict=True):
        alone = demo.predict([item])[0]
        np.testing.assert_allclose(one.keypoints, alone.keypoints, atol=ROUNDING)
        np.testing.assert_allclose(one.scores, alone.scores, atol=ROUNDING)
    assert len(together[3]) == 0


@pytest.mark.parametrize("shape", [(192, 256), (256, 256), (256, 320), (256, 192)])
def test_both_runtimes_and_the_decoder_give_what_the_published_graph_gives(device, astronaut, shape):
    import tensorflow as tf

    files = assets.path("movenet-multipose.json"), assets.path("movenet-multipose.bin")
    published = tfjs.function(
        tfjs.read(*files),
        {network.GRAPH_INPUT: tf.TensorSpec((1, None, None, 3), tf.int32)},
        [network.GRAPH_OUTPUT],
    )
    pair = np.hstack([astronaut, astronaut[:, ::-1]])
    pictures = np.stack([resizing.letterbox(view, Size(shape[1], shape[0]))[0] for view in (astronaut, pair)])
    expected = np.stack([published(tf.constant(one[None].astype(np.int32)))[0].numpy()[0] for one in pictures])
    assert (expected[:, :, 55] > 0.2).sum(axis=1).tolist() == [1, 2]
    gpu = devices.Device("gpu", 1, mixed_precision=False, xla=False)  # runs on a processor just as well
    for runtime in (device, gpu):
        people = network.MultiPose(*files, runtime)(pictures)
        # Rows that nobody is behind may differ: equal noughts have no order.
        there = expected[:, :, 55] > 0.01
        np.testing.assert_allclose(people[there], expected[there], atol=ROUNDING)
        assert (people[~there][:, 55] <= 0.01).all()


def test_sides_that_the_network_cannot_take_are_refused(demo):
    with pytest.raises(ValueError, match="multiples of 32"):
        demo._finder.network(np.zeros((1, 250, 256, 3), np.uint8))


@pytest.mark.parametrize("size", SIZES)
def test_footage_the_man_in_the_car_is_found_and_keeps_his_number(demo, size):
    import cv2

    film = cv2.VideoCapture(str(assets.path("carphone.mp4")))
    memory: Memory = {}
    params, ids = check_all(demo.params, {"size": size}), []
    for number in range(60):
        done, picture = film.read()
        assert done
        frame = np.ascontiguousarray(picture[:, :, ::-1])
        answer = demo.run(Sample(frame, number / 30), params, memory)
        memory = answer.memory
        ids.append([person["id"] for person in answer.data["people"]])
    assert ids == [[1]] * 60


def test_what_is_drawn_follows_the_switches(demo, astronaut):
    params = check_all(demo.params, {})
    answer = demo.run(Sample(astronaut), params)

    def drawn(**given: object) -> np.ndarray:
        return demo.render(Sample(astronaut.copy()), answer, {**params, **given})

    off = {"skeleton": False, "points": False, "boxes": False, "names": False, "ground": False}
    np.testing.assert_array_equal(drawn(**off), astronaut)
    for name in ("skeleton", "points", "boxes", "names", "ground"):
        assert (drawn(**{**off, name: True}) != astronaut).any(), name
    dark = drawn(**{**off, "ground": True})
    assert len(np.unique(dark.reshape(-1, 3), axis=0)) == 1


def test_drawing_does_not_fail_at_the_edges(demo, astronaut):
    params = check_all(demo.params, {"boxes": True, "names": True})
    answer = demo.run(Sample(astronaut), params)
    for shape in ((8, 8), (64, 1920), (1920, 64)):
        assert demo.render(Sample(np.zeros((*shape, 3), np.uint8)), answer, params).shape == (*shape, 3)
