"""Bytes to sound: mono float32 of shape (n,), -1 to 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.contract.sounds import Wav, read_wav

if TYPE_CHECKING:
    import numpy as np

    Sound = np.ndarray[Any, Any]

BLOCK, MARGIN = 4, 1
"""Seconds that are resampled at a time, and seconds on either side that are looked at for them."""


def from_pcm(data: bytes) -> Sound:
    """int16 little-endian mono, an even number of bytes."""
    import numpy as np

    return np.frombuffer(data, "<i2").astype(np.float32) / 32768


def from_wav(data: bytes, rate: int) -> Sound:
    """A WAV file as ``rate`` samples a second, its channels' mean. Raises FrameError as ``read_wav`` does."""
    wav = read_wav(data)
    return resampled(_mono(data, wav), wav.rate, rate)


def resampled(sound: Sound, rate: int, wanted: int) -> Sound:
    """A sound at another rate, by its Fourier transform: what lies above half the lower rate is left out.

    Some seconds at a time, each with its neighbours: the transform of a whole minute whose length is a prime takes
    gigabytes.
    """
    import numpy as np

    if rate == wanted:
        return sound
    made = np.zeros(max(1, round(len(sound) * wanted / rate)), np.float32)
    for second in range(0, math.ceil(len(sound) / rate), BLOCK):
        before = min(second, MARGIN)
        piece = sound[(second - before) * rate : (second + BLOCK + MARGIN) * rate]
        whole = np.pad(piece, (0, -len(piece) % rate))  # seconds are samples at both rates: nothing is stretched
        part = _at_once(whole, len(whole) // rate * wanted)[before * wanted : (before + BLOCK) * wanted]
        place = made[second * wanted : second * wanted + len(part)]
        place[:] = part[: len(place)]
    return made


def _at_once(sound: Sound, count: int) -> Sound:
    """As so many samples."""
    import numpy as np

    spectrum = np.fft.rfft(sound)
    kept = np.zeros(count // 2 + 1, spectrum.dtype)
    shared = min(len(spectrum), len(kept))
    kept[:shared] = spectrum[:shared]
    return np.asarray(np.clip(np.fft.irfft(kept, count) * (count / len(sound)), -1, 1), np.float32)


def _mono(data: bytes, wav: Wav) -> Sound:
    import numpy as np

    width = wav.bits // 8
    whole = wav.size - wav.size % (width * wav.channels)
    raw = np.frombuffer(data, np.uint8, whole, wav.start)
    values: Sound
    if wav.is_float:
        values = np.nan_to_num(raw.view(f"<f{width}").astype(np.float32), posinf=1, neginf=-1)
    elif width == 1:
        values = (raw.astype(np.float32) - 128) / 128
    else:  # 24 bits have no type of their own: each sample is put into the upper bytes of four
        padded = np.zeros((whole // width, 4), np.uint8)
        padded[:, 4 - width :] = raw.reshape(-1, width)
        values = padded.view("<i4")[:, 0].astype(np.float32) / 2**31
    return np.asarray(np.clip(values.reshape(-1, wav.channels).mean(1), -1, 1), np.float32)
