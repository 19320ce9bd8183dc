"""Cuts of scene, on the built-in clips and pictures spliced together: none missed, none while somebody moves."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import pytest

from models.assets import assets
from models.contract.pictures import STILL
from models.toolkit import cuts, frames

pytestmark = pytest.mark.models

RATE = 30
CUTS = (30, 76, 137, 187, 242)
"""The frames of bikes.mp4 that begin another shot, found by eye."""
STEPS = (1, 2, 4)
"""Every first, second or fourth frame: 30 to 7.5 a second."""


def film(name: str) -> list[np.ndarray]:
    video = cv2.VideoCapture(str(assets.path(name)))
    found: list[np.ndarray] = []
    while True:
        is_read, picture = video.read()
        if not is_read:
            return found
        found.append(cv2.resize(picture[..., ::-1], (192, 144), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="module")
def films() -> dict[str, list[np.ndarray]]:
    return {name: film(name) for name in ("carphone.mp4", "bikes.mp4")}


def found(shown: list[np.ndarray], step: int = 1) -> list[int]:
    """The places at which a cut is seen."""
    memory: Mapping[str, Any] = {}
    places: list[int] = []
    for place, frame in enumerate(shown):
        is_cut, memory = cuts.follow(frame, memory, place * step / RATE)
        places += [place] if is_cut else []
    return places


@pytest.mark.parametrize("step", [1, 2, 4, 8, 15])
def test_a_man_who_talks_in_a_car_is_one_scene(films, step) -> None:
    for first in range(min(step, 3)):
        assert found(films["carphone.mp4"][first::step], step) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_film_has_the_cuts_that_the_eye_sees(films, step) -> None:
    """People walk through these shots, and a bus passes."""
    for first in range(step):
        shown = list(range(first, len(films["bikes.mp4"]), step))
        true = [next(place for place, number in enumerate(shown) if number >= cut) for cut in CUTS]
        assert found([films["bikes.mp4"][number] for number in shown], step) == true


def test_clips_and_pictures_spliced_together(films) -> None:
    names = ("coffee.png", "chelsea.png", "astronaut.png")
    stills = [cv2.resize(frames.decode(assets.path(name).read_bytes(), STILL), (192, 144)) for name in names]
    scenes = [films["carphone.mp4"][:40:4], *([still] * 10 for still in stills), films["bikes.mp4"][76:116:4]]
    for order in itertools.combinations(scenes, 3):
        lengths = [len(scene) for scene in order]
        assert found([frame for scene in order for frame in scene], 4) == [lengths[0], lengths[0] + lengths[1]]


def test_noise_light_and_a_hand_are_no_cut(films) -> None:
    rng, still = np.random.default_rng(0), films["carphone.mp4"][0]
    noisy = [np.clip(still + rng.normal(0, 15, still.shape), 0, 255).astype(np.uint8) for _ in range(10)]
    brighter = [np.clip(still.astype(int) + step * 6, 0, 255).astype(np.uint8) for step in range(10)]
    hand = [still.copy() for _ in range(10)]
    for step, frame in enumerate(hand):
        frame[40:, 18 * step : 18 * step + 60] = (200, 150, 130)
    assert found(noisy + noisy) == found(brighter) == found(hand) == []


def test_after_a_pause_nothing_is_compared(films) -> None:
    one, other = films["carphone.mp4"][0], films["bikes.mp4"][0]
    _, memory = cuts.follow(one, {}, 10.0)
    assert cuts.follow(other, memory, 10.0 + cuts.FORGOTTEN / 2)[0]
    assert not cuts.follow(other, memory, 10.1 + cuts.FORGOTTEN)[0]
    assert not cuts.follow(other, memory, 9.0)[0]
