"""Sounds of a demo's own folder, as its network is to hear them: what scripts.failures and scripts.loops say of one. ::

sound = "page/english.wav"     # a WAV file of the demo's folder
start = 0.4                    # seconds that are left out before
over = "page/portugues.wav"    # another one, as loud, at the same time
noise = 0                      # white noise, dB below the sound
band = [300, 3400]             # Hz that are left
backwards = true
notes = 3.0                    # in place of a file: so many seconds of a rising scale
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.toolkit.sounds import from_wav

Sound = np.ndarray[Any, Any]

_NOTES = (261.63, 293.66, 329.63, 392.0, 440.0, 523.25)
_BEAT = 0.5


def heard(folder: Path, how: Mapping[str, Any], rate: int) -> Sound:
    """Mono float32 (n,), -1..1, ``rate`` samples a second."""
    sound = notes(how["notes"], rate) if "notes" in how else from_wav((folder / how["sound"]).read_bytes(), rate)
    sound = sound[round(how.get("start", 0.0) * rate) :]
    if "over" in how:
        other = from_wav((folder / how["over"]).read_bytes(), rate)
        sound = np.pad(sound, (0, max(0, len(other) - len(sound))))
        sound = sound + np.pad(other * _level(sound) / _level(other), (0, len(sound) - len(other)))
    if "noise" in how:
        hiss = np.random.default_rng(1).normal(0, 1, len(sound))
        sound = sound + hiss * _level(sound) * 10 ** (-how["noise"] / 20)
    if "band" in how:
        sound = banded(sound, rate, *how["band"])
    if how.get("backwards"):
        sound = sound[::-1]
    return np.clip(sound, -1, 1).astype(np.float32)


def notes(seconds: float, rate: int) -> Sound:
    """A rising scale, each note with one overtone, fading."""
    time = np.arange(round(seconds * rate)) / rate
    since = time % _BEAT
    pitch = np.array(_NOTES)[(time // _BEAT).astype(int) % len(_NOTES)]
    swell = np.minimum(1, since / 0.02) * np.exp(-5 * since)
    scale: Sound = 0.35 * swell * (np.sin(2 * np.pi * pitch * since) + 0.4 * np.sin(4 * np.pi * pitch * since))
    return scale


def banded(sound: Sound, rate: int, low: float, high: float) -> Sound:
    """What lies between two frequencies."""
    spectrum = np.fft.rfft(sound)
    pitch = np.arange(len(spectrum)) * rate / len(sound)
    spectrum[(pitch < low) | (pitch > high)] = 0
    left: Sound = np.fft.irfft(spectrum, len(sound))
    return left


def _level(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2)))
