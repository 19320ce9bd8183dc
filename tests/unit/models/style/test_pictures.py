"""Sizes, colours and strength around the style networks, and what the demo declares."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.contract.demo import Picture, Size
from models.contract.parameters import BadParameter, Choice, check_all, schema_of
from models.style import pictures
from models.style.demo import StyleDemo

BOX = Size(320, 240)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((320, 240), (320, 240)),
        ((640, 480), (320, 240)),
        ((480, 640), (240, 320)),
        ((1920, 1080), (320, 180)),
        ((1080, 1920), (180, 320)),
        ((500, 500), (240, 240)),
        ((318, 239), (316, 236)),
        ((100, 60), (100, 60)),
        ((1920, 20), (320, 16)),
        ((8, 8), (16, 16)),
    ],
)
def test_fitted_size(given, expected):
    assert pictures.fitted_size(given[0], given[1], BOX) == expected


@pytest.mark.parametrize("width", [17, 33, 250, 321, 1001, 1919])
@pytest.mark.parametrize("height", [16, 47, 240, 333, 1080])
def test_fitted_sizes_are_multiples_of_four_within_the_box(width, height):
    size = pictures.fitted_size(width, height, BOX)
    assert size.width % 4 == size.height % 4 == 0
    assert min(size) >= 16
    assert max(size) <= 320
    assert min(size) <= 240
    assert size.width <= max(width, 16)
    assert size.height <= max(height, 16)


def test_fit_leaves_a_fitting_frame_alone(rng):
    frame = rng.integers(0, 256, (240, 320, 3), dtype=np.uint8)
    assert pictures.fit(frame, BOX) is frame
    assert pictures.fit(np.repeat(frame, 2, axis=0), BOX).shape == (320, 212, 3)


@pytest.mark.parametrize("shape", [(100, 300, 3), (300, 100, 3), (512, 512, 3), (20, 20, 3)])
def test_square_takes_the_middle(shape):
    picture = np.zeros(shape, np.uint8)
    top, left = (shape[0] - min(shape[:2])) // 2, (shape[1] - min(shape[:2])) // 2
    picture[top : shape[0] - top or None, left : shape[1] - left or None] = 255
    middle = pictures.square(picture, 256)
    assert middle.shape == (256, 256, 3)
    assert middle.dtype == np.float32
    assert middle.min() == pytest.approx(1.0)


def test_strength_goes_from_the_frame_to_the_painting(rng):
    frame, painting = (rng.integers(0, 256, (24, 32, 3), dtype=np.uint8) for _ in range(2))
    np.testing.assert_array_equal(pictures.compose(painting, frame, 0.0, False), frame)
    np.testing.assert_array_equal(pictures.compose(painting, frame, 1.0, False), painting)
    half = pictures.compose(painting, frame, 0.5, False).astype(int)
    np.testing.assert_allclose(half, (painting.astype(int) + frame) / 2, atol=1)


def test_keeping_colours_keeps_chroma_and_paints_brightness(rng):
    # middling colours, so that nothing is clipped at 0 or 255
    frame, painting = (rng.integers(100, 156, (24, 32, 3), dtype=np.uint8) for _ in range(2))
    result = pictures.compose(painting, frame, 1.0, True)
    ours, theirs, painted = (cv2.cvtColor(p, cv2.COLOR_RGB2YCrCb).astype(int) for p in (result, frame, painting))
    assert np.abs(ours[:, :, 1:] - theirs[:, :, 1:]).max() <= 2
    assert np.abs(ours[:, :, 0] - painted[:, :, 0]).max() <= 2
    assert np.abs(painted[:, :, 1:] - theirs[:, :, 1:]).mean() > 5


def test_the_inputs_are_left_alone(rng):
    frame, painting = (rng.integers(0, 256, (24, 32, 3), dtype=np.uint8) for _ in range(2))
    copies = frame.copy(), painting.copy()
    for strength in (0.0, 0.5, 1.0):
        for keep in (False, True):
            pictures.compose(painting, frame, strength, keep)
    np.testing.assert_array_equal(frame, copies[0])
    np.testing.assert_array_equal(painting, copies[1])


def test_the_declared_parameters():
    params = check_all(StyleDemo.params, {})
    assert params["picture"] is None
    assert len(schema_of(StyleDemo.params)["properties"]["style"]["enum"]) == 26
    for name in ("style", "second", "detail"):
        with pytest.raises(BadParameter):
            check_all(StyleDemo.params, {name: "26"})
    with pytest.raises(BadParameter):
        check_all(StyleDemo.params, {"strength": float("nan")})


def test_every_style_has_its_own_name_and_thumbnail():
    (options,) = [p.options for p in StyleDemo.params if p.name == "style" and isinstance(p, Choice)]
    assert [option.value for option in options] == [str(i) for i in range(26)]
    assert len({option.label for option in options}) == 26
    assert len({option.thumbnail for option in options}) == 26


def test_size_and_batch_key_follow_the_parameters():
    demo = StyleDemo()
    fast = check_all(demo.params, {})
    fine = check_all(demo.params, {"detail": "640x480", "style": "3"})
    own = {**fast, "picture": Picture("key", np.zeros((8, 8, 3), np.uint8))}
    assert demo.size(fast) == (320, 240)
    assert demo.size(fine) == (640, 480)
    keys = {demo.batch_key(params) for params in (fast, fine, own)}
    assert len(keys) == 3
    assert demo.batch_key(fast) == demo.batch_key({**fast, "style": "5", "strength": 0.5})
