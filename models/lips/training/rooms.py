"""Rooms, noises, microphones and throats: what a recording would have been elsewhere, or of another speaker."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.lips.sound import BANDS, SAMPLE_RATE
from models.lips.training.packs import Speech
from models.lips.training.synthesis import resampled

Array = np.ndarray[Any, Any]
Rng = np.random.Generator


def quicker(speech: Speech, factor: float) -> Speech:
    """Played ``factor`` times as fast: a smaller speaker who speaks faster."""
    sound = resampled(speech.sound, SAMPLE_RATE * factor, SAMPLE_RATE)
    return speech._replace(sound=sound, events=[(begin / factor, phone) for begin, phone in speech.events])


def elsewhere(sound: Array, rng: Rng) -> Array:
    """In half of the cases with an echo; always with a coloured noise 8 to 40 dB below; louder or softer."""
    if rng.random() < 0.5:
        sound = echoed(sound, rng.uniform(0.08, 0.35), rng.uniform(0.02, 0.1), rng)
    noise = coloured(len(sound), rng.uniform(0, 2), rng)
    below = 10 ** (-rng.uniform(8, 40) / 20)
    changed: Array = (sound + noise * sound.std() * below) * np.float32(10 ** rng.uniform(-0.4, 1.0))
    return changed.astype(np.float32)


def echoed(sound: Array, seconds: float, strength: float, rng: Rng) -> Array:
    """With noise that fades by 60 dB in ``seconds`` as the room's answer (Moorer, 1979)."""
    count = int(SAMPLE_RATE * seconds)
    answer = rng.normal(size=count) * np.exp(-6.9 * np.arange(count) / count) * strength
    answer[0] = 1
    size = len(sound) + count
    both = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(answer, size), size)
    return both[: len(sound)].astype(np.float32)


def coloured(count: int, slope: float, rng: Rng) -> Array:
    """Noise of deviation 1 whose power falls as 1 / frequency ** slope."""
    size = 1 << max(1, count - 1).bit_length()
    spectrum = np.fft.rfft(rng.normal(size=size))
    spectrum *= (np.maximum(np.arange(len(spectrum)), 1 + 50 * size / SAMPLE_RATE)) ** (-slope / 2)
    noise = np.fft.irfft(spectrum, size)[:count]
    coloured_noise: Array = (noise / (noise.std() + 1e-9)).astype(np.float32)
    return coloured_noise


def varied(frames: Array, rng: Rng) -> Array:
    """Frames (batch, n, BANDS) of other throats and microphones: bands stretched, some silent, some noise."""
    batch = len(frames)
    places = np.arange(BANDS) * rng.uniform(0.86, 1.16, (batch, 1)) + rng.uniform(-0.5, 0.5, (batch, 1))
    changed = stretched(frames, places)
    first, width = rng.integers(0, BANDS, (batch, 1)), rng.integers(0, 7, (batch, 1))
    bands = np.arange(BANDS)
    changed *= ~((bands >= first) & (bands < first + width))[:, None]
    changed *= rng.uniform(0.85, 1.15, (batch, 1, 1))
    changed += rng.normal(0, 0.2, (batch, 1, BANDS)) + rng.normal(0, 0.05, changed.shape)
    return changed.astype(np.float32)


def stretched(frames: Array, places: Array) -> Array:
    """Frames (batch, n, BANDS) whose bands are what was at ``places`` (batch, BANDS), between bands their mean."""
    places = np.clip(places, 0, BANDS - 1.001)
    lower = places.astype(int)
    share = (places - lower)[:, None].astype(np.float32)
    rows = np.arange(len(frames))[:, None]
    turned = frames.transpose(0, 2, 1)
    between: Array = (
        turned[rows, lower].transpose(0, 2, 1) * (1 - share) + turned[rows, lower + 1].transpose(0, 2, 1) * share
    )
    return between
