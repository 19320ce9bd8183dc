"""Who travels in footage, and what is counted of them."""

from __future__ import annotations

import numpy as np
import pytest

from models.actions import weights
from models.actions.history import EVERY, SPAN
from models.actions.training import footage
from models.actions.windows import LENGTH, Window
from tests.support.people import PERSON


def track(seconds: float, speed: float) -> footage.Track:
    """Somebody whose torso is half a metre, and who glides so many metres a second."""
    times = np.arange(0, seconds, 0.1)
    keypoints = np.ones((len(times), 17, 3))
    keypoints[..., :2] = PERSON[:, :2] * (1, -1)
    keypoints[..., 0] += times[:, None] * speed
    return footage.Track(times, keypoints)


def window(speed: float) -> Window:
    moments = np.repeat(PERSON[None, :, :2], LENGTH, axis=0).copy()
    moments[..., 0] += np.arange(LENGTH)[:, None] / 15 * speed
    return Window(moments.astype(np.float32), np.ones((LENGTH, 17), bool))


def test_who_goes_somewhere_travels() -> None:
    torso = float(np.linalg.norm(PERSON[[5, 6], :2].mean(0) - PERSON[[11, 12], :2].mean(0)))
    assert footage.travelled(window(1.0)) == pytest.approx(1 / torso, rel=1e-3)
    assert footage.travelled(window(0.0)) == 0


def test_of_whom_hardly_anything_was_seen_nothing_is_known() -> None:
    one = window(1.0)
    one.seen[3:, 5] = False
    assert footage.travelled(one) == 0


def test_windows_are_counted_by_person_and_apart_for_who_travels() -> None:
    found = footage.report([track(4, 0.0), track(1, 1.0)], weights.load())
    windows = len(np.arange(SPAN, 3.9 + 1e-6, EVERY))
    assert found["people"] == 1, "the other was not seen for a window"
    assert found["windows"] == windows
    assert found["said"] == {"nothing": windows}
    assert found["travelling"]["windows"] == 0
