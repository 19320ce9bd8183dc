"""Colours that stay, colours that go; and full size along edges."""

from __future__ import annotations

import numpy as np
import pytest

from models.colorization import fullsize, layers, steadiness
from models.toolkit import memory as codec

DIGEST = bytes(8)


def scene(seed=0, shift=0):
    rng = np.random.default_rng(seed)
    seen = np.repeat(np.repeat(rng.integers(20, 230, (7, 7), np.uint8), 32, 0), 32, 1)
    return np.roll(seen, shift, 1)


def play(frames, memory=None, digest=DIGEST, step=0.1):
    """Each (ab, seen) in turn; the colours that come out."""
    shown, memory = [], memory or {}
    for index, (ab, seen) in enumerate(frames):
        out, memory = steadiness.steady(ab, seen, digest, codec.unpack("c", codec.pack("c", memory)), index * step)
        shown.append(out)
    return np.stack(shown), memory


def noisy(count, seed=0):
    rng = np.random.default_rng(seed)
    still = scene()
    for _ in range(count):
        seen = np.clip(still + rng.normal(0, 6, still.shape), 0, 255).astype(np.uint8)
        yield rng.normal((20, -30), 5, (56, 56, 2)).astype(np.float32), seen


@pytest.mark.parametrize("step", [0.04, 0.5])
def test_a_still_noisy_scene_flickers_at_most_a_quarter(step) -> None:
    frames = list(noisy(40))
    shown, _ = play(frames, step=step)
    before = np.abs(np.diff([ab for ab, _ in frames], axis=0)).mean()
    after = np.abs(np.diff(shown, axis=0))[5:].mean()
    assert after < before / 4
    np.testing.assert_allclose(shown[-10:].mean((0, 1, 2)), (20, -30), atol=1)


def test_after_a_cut_the_old_colours_are_gone() -> None:
    red, blue = (np.full((56, 56, 2), ab, np.float32) for ab in ((60, 40), (10, -50)))
    shown, _ = play([(red, scene(1))] * 10 + [(blue, scene(2))] * 5)
    assert np.abs(shown[9] - red).max() < 0.1
    assert np.abs(shown[14] - blue).max() < 2, "within five frames"
    assert np.abs(shown[10] - blue).mean() < 1


def test_what_moves_takes_its_new_colours_at_once() -> None:
    first, then = np.zeros((56, 56, 2), np.float32), np.full((56, 56, 2), 40, np.float32)
    seen = np.full((224, 224), 100, np.uint8)
    changed = seen.copy()
    changed[80:120, 80:120] = 200
    shown, _ = play([(first, seen)] * 5 + [(then, changed)])
    assert np.abs(shown[-1][22:28, 22:28] - 40).max() < 0.1
    assert np.abs(shown[-1][45:, 45:] - 40 * steadiness.FOLLOW).max() < 0.1


def test_a_memory_of_other_parameters_another_size_or_long_ago_is_not_used() -> None:
    first, then = np.zeros((56, 56, 2), np.float32), np.full((56, 56, 2), 40, np.float32)
    seen = scene()
    _, memory = steadiness.steady(first, seen, DIGEST, {}, 1.0)
    assert len(codec.pack("c", memory)) < 20_000
    kept, _ = steadiness.steady(then, seen, DIGEST, memory, 1.1)
    assert kept.max() < 20
    for key, colours, now in ((b"otherone", then, 1.1), (DIGEST, then[:28], 1.1), (DIGEST, then, 100.0)):
        shown, _ = steadiness.steady(colours, seen, key, memory, now)
        np.testing.assert_array_equal(shown, colours)


def test_colours_as_a_layer_and_back() -> None:
    ab = np.array([[[0, 0], [20.4, -30.6], [200, -200]]], np.float32)
    layer = layers.colours(ab)
    assert layer.tolist() == [[[128, 128, 128], [148, 97, 128], [255, 0, 128]]]
    assert layers.ab_of(layer).tolist() == [[[0, 0], [20, -31], [127, -128]]]
    shares = np.array([[0, 0.5, 1, 1.5]], np.float32)
    assert layers.shares(shares).tolist() == [[0, 128, 255, 255]]
    np.testing.assert_allclose(layers.shares_of(layers.shares(shares)), [[0, 0.5, 1, 1]], atol=0.002)


# Full size


def half_and_half(width, height):
    grey = np.full((height, width), 60, np.uint8)
    grey[:, width // 2 :] = 190
    ab = np.zeros((56, 56, 2), np.float32)
    ab[:, 30:] = (50, 40)  # the coarse colours miss the edge by two cells
    return grey, ab


@pytest.mark.parametrize(("width", "height"), [(640, 480), (224, 224), (480, 640), (4000, 3000), (9, 13)])
def test_colours_come_at_the_frames_size_and_lightness_stays(width, height) -> None:
    grey, ab = half_and_half(width, height)
    rgb = fullsize.colour(grey, ab / 2)
    assert rgb.shape == (height, width, 3)
    assert rgb.dtype == np.uint8
    kept = fullsize.lightness(rgb).astype(int) - grey
    assert np.abs(kept).max() <= 2


def test_colours_follow_edges() -> None:
    grey, ab = half_and_half(640, 480)
    followed, plain = (fullsize.upsample(grey, ab, follow_edges=follow) for follow in (True, False))
    beyond = slice(324, 336)  # light, where the coarse colours are still grey
    assert plain[:, beyond, 0].mean() < 10
    assert followed[:, beyond, 0].mean() > 2 * max(plain[:, beyond, 0].mean(), 5)


def test_no_colour_gives_grey() -> None:
    grey = scene()
    rgb = fullsize.colour(grey, np.zeros((56, 56, 2), np.float32)).astype(int)
    assert np.abs(rgb - rgb.mean(-1, keepdims=True)).max() <= 2
