"""From sound to what the network hears: log-mel frames, 50 a second, without looking ahead.

Sound is mono at 16 kHz, float32 in -1..1. Each frame is of 25 ms of sound and begins 20 ms after the one before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SAMPLE_RATE = 16000
HOP, WINDOW, _FFT = 320, 400, 512
FRAME_RATE = SAMPLE_RATE / HOP
BANDS = 40
_LOWEST, _HIGHEST = 60.0, 7600.0
_EMPHASIS = 0.97
_FLOOR = 1e-6
_SCALE = 0.4
"""Log energies deviate by some 2.5; the network reads numbers of about 1."""
_MEMORY = 150.0
"""Frames (3 s) over which the mean of each band, that is the microphone and the room, is remembered."""
_START = np.interp(np.arange(BANDS), [0, 5, 30, 39], [-10.0, -6.5, -5.0, -6.5])
"""The mean before anything was heard: that of speech, of no microphone in particular."""
_START_FRAMES = 10.0
"""For how many frames that guess counts."""


def _mel_bank() -> Array:
    """Triangles (257, BANDS) evenly spaced on the mel scale (O'Shaughnessy, 1987)."""
    edges = 700 * (10 ** (np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2) / 2595) - 1)
    frequencies = np.arange(_FFT // 2 + 1)[:, None] * SAMPLE_RATE / _FFT
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    bank: Array = np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)
    return bank


def _mel(frequency: float) -> float:
    return float(2595 * np.log10(1 + frequency / 700))


_BANK = _mel_bank()
_TAPER = np.hanning(WINDOW).astype(np.float32)


def frames_in(samples: int) -> int:
    """How many whole frames there are in so many samples."""
    return max(0, (samples - WINDOW) // HOP + 1)


def log_mels(sound: Array, before: float = 0.0) -> Array:
    """Log energies (frames, BANDS) float32. before: the sample before the first, for the pre-emphasis."""
    count = frames_in(len(sound))
    if count == 0:
        return np.zeros((0, BANDS), np.float32)
    sharp = (sound - _EMPHASIS * np.concatenate([[before], sound[:-1]])).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(sharp, WINDOW)[: (count - 1) * HOP + 1 : HOP]
    power = np.abs(np.fft.rfft(windows * _TAPER, _FFT)) ** 2
    energies: Array = np.log(power.astype(np.float32) @ _BANK + _FLOOR)
    return energies


class Levelling:
    """Takes off each band's mean over the last seconds, as it can be known at each moment."""

    def __init__(self, mean: Array = _START, heard: float = _START_FRAMES) -> None:
        """mean: that of each band (BANDS,), as it was after ``heard`` frames."""
        self.mean = np.array(mean, np.float64)
        self.heard = heard

    def __call__(self, energies: Array) -> Array:
        """(frames, BANDS) → the same, levelled; to be called in order."""
        levelled = np.empty(energies.shape, np.float32)
        for row, frame in enumerate(energies):
            self.heard = min(self.heard + 1, _MEMORY)
            self.mean += (frame - self.mean) / self.heard
            levelled[row] = (frame - self.mean) * _SCALE
        return levelled


class Listener:
    """A stream of sound in pieces of any length → its frames as they are complete."""

    def __init__(self, rest: Array | None = None, before: float = 0.0, levelling: Levelling | None = None) -> None:
        """To go on where another one was: its ``rest``, the sample ``before`` that, and its ``levelling``."""
        self.rest = np.zeros(0, np.float32) if rest is None else rest
        self.before = before
        self.levelling = levelling or Levelling()

    def __call__(self, sound: Array) -> Array:
        """The frames (n, BANDS) that this piece completes."""
        return self.hear(sound)[0]

    def hear(self, sound: Array) -> tuple[Array, Array]:
        """The same, and the windows of sound (n, WINDOW) that these frames are of."""
        whole = np.concatenate([self.rest, np.asarray(sound, np.float32)])
        energies = log_mels(whole, self.before)
        if done := len(energies) * HOP:
            self.before, self.rest = float(whole[done - 1]), whole[done:]
            windows = np.lib.stride_tricks.sliding_window_view(whole, WINDOW)[: done - HOP + 1 : HOP]
        else:
            self.rest, windows = whole, np.zeros((0, WINDOW), np.float32)
        return self.levelling(energies), windows


def heard(sound: Array) -> Array:
    """All frames of a whole recording, exactly as a stream gives them."""
    return Listener()(sound)
