"""Temporal steadiness of the style demo: numbers in, numbers out."""

from __future__ import annotations

import numpy as np
import pytest

from models.contract.demo import Memory
from models.style import steadiness
from models.style.steadiness import steady
from models.toolkit import memory as codec

DIGEST, OTHER = b"12345678", b"87654321"
STEP = 0.05
SHAPE = (120, 160, 3)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def scene(rng, shape=SHAPE):
    """Smooth random light, so that its 8×8 means differ from place to place."""
    coarse = rng.integers(40, 215, (shape[0] // 8, shape[1] // 8, 3))
    return np.kron(coarse, np.ones((8, 8, 1))).astype(np.uint8)


def noise(rng, picture, sigma):
    return np.clip(picture + rng.normal(0, sigma, picture.shape) + 0.5, 0, 255).astype(np.uint8)


def painting_of(rng):
    return rng.integers(0, 256, SHAPE, dtype=np.uint8)


def test_the_first_frame_is_taken_as_it_is(rng):
    painting = painting_of(rng)
    result, memory = steady(painting, scene(rng), DIGEST, {}, 1.0)
    np.testing.assert_array_equal(result, painting)
    assert memory


@pytest.mark.parametrize("sigma", [0, 4, 8])
def test_a_still_noisy_scene_hardly_changes(rng, sigma):
    clean, painting = scene(rng), painting_of(rng)
    memory: Memory = {}
    last, changes, fresh_changes = None, [], []
    for frame in range(20):
        fresh = noise(rng, painting, 12)
        result, memory = steady(fresh, noise(rng, clean, sigma), DIGEST, memory, 1 + frame * STEP)
        if last is not None:
            changes.append(np.abs(result.astype(int) - last[0]).mean())
            fresh_changes.append(np.abs(fresh.astype(int) - last[1]).mean())
        last = result, fresh
    assert np.mean(changes) < np.mean(fresh_changes) / 5


def test_a_still_scene_follows_a_new_painting_in_a_second(rng):
    frame = scene(rng)
    _, memory = steady(np.zeros(SHAPE, np.uint8), frame, DIGEST, {}, 0.0)
    for step in range(1, 21):
        result, memory = steady(np.full(SHAPE, 200, np.uint8), frame, DIGEST, memory, step * STEP)
    assert result.min() > 150


@pytest.mark.parametrize("rate", [5, 10, 30])
def test_how_fast_it_follows_does_not_depend_on_the_frame_rate(rng, rate):
    frame = scene(rng)
    _, memory = steady(np.zeros(SHAPE, np.uint8), frame, DIGEST, {}, 0.0)
    for step in range(1, rate + 1):
        result, memory = steady(np.full(SHAPE, 200, np.uint8), frame, DIGEST, memory, step / rate)
    assert result.mean() == pytest.approx(200 * (1 - np.exp(-1 / steadiness.TIME_CONSTANT)), abs=12)


def test_what_moves_is_new_at_once_and_the_rest_is_kept(rng):
    before, old, new = scene(rng), painting_of(rng), painting_of(rng)
    after = before.copy()
    after[40:80, 40:80] ^= 128
    _, memory = steady(old, before, DIGEST, {}, 0.0)
    result, _ = steady(new, after, DIGEST, memory, STEP)
    np.testing.assert_array_equal(result[40:80, 40:80], new[40:80, 40:80])
    far = np.abs(result[:, 110:].astype(int) - old[:, 110:])
    assert far.mean() < 0.15 * np.abs(new[:, 110:].astype(int) - old[:, 110:]).mean()


def test_a_cut_leaves_no_ghost(rng):
    before = np.full(SHAPE, 60, np.uint8)
    new = painting_of(rng)
    _, memory = steady(painting_of(rng), before, DIGEST, {}, 0.0)
    result, _ = steady(new, before + 90, DIGEST, memory, STEP)
    np.testing.assert_array_equal(result, new)


def test_a_slow_change_of_light_is_followed(rng):
    memory: Memory = {}
    frame = np.full(SHAPE, 60, np.uint8)
    for step in range(120):
        light = frame + step // 2
        result, memory = steady(light, light, DIGEST, memory, step * STEP)
    assert abs(int(result.mean()) - int(light.mean())) <= 10


def test_a_changed_parameter_starts_afresh(rng):
    frame, new = scene(rng), painting_of(rng)
    _, memory = steady(painting_of(rng), frame, DIGEST, {}, 0.0)
    result, _ = steady(new, frame, OTHER, memory, STEP)
    np.testing.assert_array_equal(result, new)


@pytest.mark.parametrize("later", [steadiness.STILL_FOR + 0.1, 1e9, -5.0, -1e9])
def test_after_a_pause_or_on_another_clock_it_starts_afresh(rng, later):
    frame, new = scene(rng), painting_of(rng)
    _, memory = steady(painting_of(rng), frame, DIGEST, {}, 10.0)
    result, _ = steady(new, frame, DIGEST, memory, 10.0 + later)
    np.testing.assert_array_equal(result, new)


@pytest.mark.parametrize("earlier", [0.0, 0.05, 0.3])
def test_a_frame_out_of_order_is_steadied_too(rng, earlier):
    frame, old, new = scene(rng), painting_of(rng), painting_of(rng)
    _, memory = steady(old, frame, DIGEST, {}, 10.0)
    result, _ = steady(new, frame, DIGEST, memory, 10.0 - earlier)
    assert np.abs(result.astype(int) - old).mean() < 0.1 * np.abs(new.astype(int) - old).mean()


def test_another_picture_size_starts_afresh(rng):
    _, memory = steady(painting_of(rng), scene(rng), DIGEST, {}, 0.0)
    turned = np.zeros((160, 120, 3), np.uint8)
    result, _ = steady(turned, turned, DIGEST, memory, STEP)
    np.testing.assert_array_equal(result, turned)


def test_the_memory_is_compact_and_comes_back_as_it_was():
    picture = np.random.default_rng(0).integers(0, 255, (240, 320, 3), np.uint8)
    _, memory = steady(picture, picture, DIGEST, {}, 0.0)
    blob = codec.pack("style", memory)
    assert len(blob) < 240_000
    new = 255 - picture
    again, _ = steady(new, picture, DIGEST, codec.unpack("style", blob), STEP)
    np.testing.assert_array_equal(again, steady(new, picture, DIGEST, memory, STEP)[0])


@pytest.mark.parametrize("shape", [(16, 16, 3), (16, 320, 3), (20, 36, 3), (240, 320, 3)])
def test_any_size_that_the_networks_take(shape):
    picture = np.full(shape, 90, np.uint8)
    memory: Memory = {}
    for step in range(3):
        result, memory = steady(picture, picture, DIGEST, memory, step * STEP)
    np.testing.assert_array_equal(result, picture)
