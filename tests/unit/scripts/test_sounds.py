"""Sounds that a demo is shown to fail on, and moves by: what is asked for is what is heard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from scripts import sounds

ROOT = Path(__file__).parents[3]
LIPS, RATE = ROOT / "models" / "lips", 16_000
PLAIN = {"sound": "page/english.wav"}


def heard(**how: Any) -> np.ndarray:
    return sounds.heard(LIPS, {**PLAIN, **how}, RATE)


def power(sound: np.ndarray, low: float, high: float) -> float:
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    pitch = np.arange(len(spectrum)) * RATE / len(sound)
    return float(spectrum[(pitch > low) & (pitch < high)].sum() / spectrum.sum())


def test_a_recording_is_cut_turned_and_narrowed() -> None:
    whole = heard()
    assert whole.dtype == np.float32
    np.testing.assert_array_equal(heard(start=1.0), whole[RATE:])
    np.testing.assert_array_equal(heard(backwards=True), whole[::-1])
    assert power(heard(band=[300, 3400]), 3500, 8000) < 1e-6 < power(whole, 3500, 8000)


def test_noise_and_another_voice_are_as_loud_as_asked_for() -> None:
    whole = heard()
    noise = heard(noise=0) - whole
    assert abs(float(noise.std() / np.sqrt((whole**2).mean())) - 1) < 0.05
    both = heard(over="page/portugues.wav")
    assert len(both) == len(whole)
    assert 1.2 < both.std() / whole.std() < 1.7


def test_notes_rise() -> None:
    scale = sounds.heard(LIPS, {"notes": 3.0}, RATE)
    assert len(scale) == 3 * RATE
    notes = np.split(scale, 6)
    tops = [float(np.argmax(np.abs(np.fft.rfft(note)))) for note in notes]
    assert tops == sorted(tops)
