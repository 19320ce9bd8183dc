"""Bytes to sound."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np
import pytest

from models.contract.pictures import FrameError
from models.toolkit import sounds

RATE = 16_000


def tone(rate: int, frequency: float = 440, seconds: float = 0.5) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)


def wav(values: np.ndarray, rate: int, width: int) -> bytes:
    """A WAV of values -1 to 1, shape (n, channels), of so many bytes a sample."""
    levels = np.round(values * (2 ** (8 * width - 1) - 1)).astype("<i4")
    raw = (levels + 128).astype(np.uint8) if width == 1 else levels[..., None].view(np.uint8)[..., :width]
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(values.shape[1])
        written.setsampwidth(width)
        written.setframerate(rate)
        written.writeframes(raw.tobytes())
    return file.getvalue()


def test_pcm_is_a_share_of_full_scale() -> None:
    assert sounds.from_pcm(struct.pack("<4h", 0, 16384, -32768, 32767)).tolist() == pytest.approx(
        [0, 0.5, -1, 1], abs=1e-4
    )


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("rate", [RATE, 44_100, 8_000])
def test_a_wav_of_any_depth_and_rate_is_the_same_tone(width: int, rate: int) -> None:
    sound = sounds.from_wav(wav(tone(rate)[:, None], rate, width), RATE)
    assert sound.dtype == np.float32
    assert sound.shape == (RATE // 2,)
    middle = slice(RATE // 10, -RATE // 10)
    assert np.abs(sound[middle] - tone(RATE)[middle]).max() < (0.01 if width == 1 else 0.002)


def test_channels_are_averaged() -> None:
    both = np.stack([tone(RATE), -tone(RATE)], axis=1)
    assert np.abs(sounds.from_wav(wav(both, RATE, 2), RATE)).max() < 1e-4


def test_what_a_lower_rate_cannot_hold_is_left_out() -> None:
    high = sounds.resampled(tone(48_000, 10_000).astype(np.float32), 48_000, RATE)
    assert np.abs(high[800:-800]).max() < 0.01


@pytest.mark.parametrize("rate", [8_000, 44_100, 191_999])
def test_a_long_sound_is_the_same_tone_and_never_transformed_whole(rate: int, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0
    transform = np.fft.rfft

    def noted(sound: np.ndarray) -> np.ndarray:
        nonlocal longest
        longest = max(longest, len(sound))
        return transform(sound)

    monkeypatch.setattr(np.fft, "rfft", noted)
    seconds = 10.3
    sound = sounds.resampled(tone(rate, seconds=seconds).astype(np.float32), rate, RATE)
    expected = tone(RATE, seconds=seconds)
    assert sound.shape == expected.shape
    middle = slice(RATE // 10, -RATE // 10)
    assert np.abs(sound[middle] - expected[middle]).max() < 0.002
    assert longest <= 6 * rate, "what one visitor sends takes no more memory for being longer"


def test_floats_that_are_no_numbers_are_silence() -> None:
    values = np.array([0.25, np.nan, np.inf, -np.inf], "<f4")
    form = struct.pack("<HHIIHH", 3, 1, RATE, 4 * RATE, 4, 32)
    data = b"RIFF" + bytes(4) + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", 16)
    assert sounds.from_wav(data + values.tobytes(), RATE).tolist() == [0.25, 0, 1, -1]


def test_what_is_no_wav_is_refused() -> None:
    with pytest.raises(FrameError):
        sounds.from_wav(b"RIFF", RATE)
