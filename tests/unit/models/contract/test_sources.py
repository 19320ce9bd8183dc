"""What feeds a demo, and which sounds are taken."""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contract.pictures import FrameError
from models.contract.sounds import check_pcm, read_wav
from models.contract.sources import Camera, Clock, Microphone


def test_a_client_is_told_what_it_needs() -> None:
    assert Camera().describe() == {"kind": "camera"}
    assert Camera(rate=1).describe() == {"kind": "camera", "rate": 1}
    assert Microphone().describe() == {"kind": "microphone", "rate": 16_000, "hop": 0.08}
    assert Clock(rate=5).describe() == {"kind": "clock", "rate": 5}


@pytest.mark.parametrize("rate", [0, -1, 61, math.nan, math.inf, True, "10", None])
def test_a_clock_that_cannot_run_is_refused(rate: Any) -> None:
    with pytest.raises(ValueError, match="rate"):
        Clock(rate)
    if rate is not None:
        with pytest.raises(ValueError, match="rate"):
            Camera(rate)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"rate": 100}, "rate"),
        ({"rate": 96_000}, "rate"),
        ({"rate": 16_000.0}, "rate"),
        ({"hop": 0}, "hop"),
        ({"hop": 0.6}, "hop"),
        ({"hop": math.nan}, "hop"),
    ],
)
def test_a_microphone_that_nobody_has_is_refused(given: Any, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        Microphone(**given)


def wav(samples: bytes = bytes(3200), rate: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(channels)
        written.setsampwidth(width)
        written.setframerate(rate)
        written.writeframes(samples)
    return file.getvalue()


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_wav_says_what_it_is(channels: int, width: int) -> None:
    data = wav(bytes(100 * channels * width), 44_100, channels, width)
    found = read_wav(data)
    assert (found.rate, found.channels, found.bits, found.is_float) == (44_100, channels, 8 * width, False)
    assert (found.start, found.size) == (44, 100 * channels * width)
    assert found.seconds == pytest.approx(100 / 44_100)


def test_what_stands_before_the_sound_is_passed_over() -> None:
    data = wav()
    more = b"LIST" + struct.pack("<I", 5) + b"hello" + b"\0"
    assert read_wav(data[:12] + more + data[12:]).start == 44 + len(more)


def test_a_sound_that_ends_early_is_as_long_as_it_is() -> None:
    assert read_wav(wav()[:-1000]).size == 2200


def test_a_minute_is_the_most() -> None:
    assert read_wav(wav(bytes(60 * 8_000), 8_000, 1, 1)).seconds == 60
    with pytest.raises(FrameError) as refused:
        read_wav(wav(bytes(60 * 8_000 + 8), 8_000, 1, 1))
    assert refused.value.code == "too_large"


BROKEN = {
    "nothing": b"",
    "another file": b"OggS" + bytes(100),
    "a header alone": wav()[:44],
    "cut in its form": wav()[:30],
    "no form": wav()[:12] + wav()[36:],
    "compressed": wav()[:20] + b"\x02\x00" + wav()[22:],
    "no channels": wav()[:22] + b"\x00\x00" + wav()[24:],
    "no rate": wav()[:24] + bytes(4) + wav()[28:],
    "blocks that do not fit": wav()[:32] + b"\x09\x00" + wav()[34:],
    "chunks without end": wav()[:12] + (b"junk" + bytes(4)) * 1000 + wav()[12:],
    "a chunk beyond the end": wav()[:16] + b"\xff\xff\xff\x7f" + wav()[20:],
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_wav_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError) as refused:
        read_wav(data)
    assert refused.value.code == "invalid_format"


@given(st.binary(max_size=200), st.integers(0, 60))
def test_whatever_is_sent_is_read_or_refused(data: bytes, kept: int) -> None:
    try:
        found = read_wav(wav()[:kept] + data)
    except FrameError:
        return
    assert 0 < found.start <= found.start + found.size <= kept + len(data)


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "invalid_format"), (bytes(3), "invalid_format"), (bytes(16_002), "too_large")]
)
def test_half_samples_and_more_than_half_a_second_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(FrameError) as refused:
        check_pcm(data, Microphone())
    assert refused.value.code == code


@pytest.mark.parametrize("size", [2, 16_000])
def test_one_sample_and_half_a_second_are_taken(size: int) -> None:
    check_pcm(bytes(size), Microphone())
