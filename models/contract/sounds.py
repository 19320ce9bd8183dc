"""Which sounds are taken, by their bytes and headers alone: nothing is decoded here, so the web process may ask."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from models.contract.pictures import FrameError
from models.contract.sources import LONGEST_SOUND, LONGEST_STILL, Microphone

PCM_BYTES = 2
"""Of a sample on the wire: int16, little-endian, mono."""
RATES = (4_000, 192_000)
MOST_CHANNELS = 8
MOST_CHUNKS = 64
"""Of a WAV file before its sound."""

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_KINDS = {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}


@dataclass(frozen=True)
class Wav:
    """What a WAV file says of itself. ``is_float``: its samples are; ``start``, ``size``: where they lie, in bytes."""

    rate: int
    channels: int
    bits: int
    is_float: bool
    start: int
    size: int

    @property
    def seconds(self) -> float:
        return self.size / (self.channels * self.bits // 8) / self.rate


def check_pcm(data: bytes, source: Microphone) -> None:
    """Raises FrameError: ``invalid_format`` for no bytes or half a sample, ``too_large`` beyond half a second."""
    if not data or len(data) % PCM_BYTES:
        raise FrameError("invalid_format", "A sound is int16 samples, two bytes each, one at least.")
    most = int(source.rate * LONGEST_SOUND) * PCM_BYTES
    if len(data) > most:
        raise FrameError("too_large", f"A sound may have {most} bytes; this one has {len(data)}.")


def read_wav(data: bytes) -> Wav:
    """Walk a WAV file (RIFF; PCM of 8 to 32 bits or float, uncompressed) to its sound.

    Raises FrameError: ``invalid_format`` when it is none or damaged, ``too_large`` for more than a minute.
    """
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise FrameError("invalid_format", "This is not a WAV file.")
    place, form = 12, None
    for _ in range(MOST_CHUNKS):
        if place + 8 > len(data):
            break
        name, size = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        place += 8
        if name == b"data" and form is not None:
            return _checked(Wav(*form, place, min(size, len(data) - place)))
        if name == b"fmt ":
            form = _form(data[place : place + min(size, 40)])
        place += size + size % 2
    raise FrameError("invalid_format", "The WAV file is damaged or cut off.")


def _form(chunk: bytes) -> tuple[int, int, int, bool]:
    """Rate, channels, bits and whether samples are floats, of a ``fmt`` chunk."""
    if len(chunk) < 16:
        raise FrameError("invalid_format", "The WAV file is damaged or cut off.")
    kind, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        kind = struct.unpack_from("<H", chunk, 24)[0]
    sound = (kind, bits) in _KINDS and 1 <= channels <= MOST_CHANNELS and RATES[0] <= rate <= RATES[1]
    if not sound or block != channels * bits // 8:
        raise FrameError("invalid_format", "This kind of WAV cannot be read: it must be uncompressed, of 8 to 32 bits.")
    return rate, channels, bits, kind == _FLOAT


def _checked(wav: Wav) -> Wav:
    if wav.seconds > LONGEST_STILL:
        raise FrameError("too_large", f"A sound may last {LONGEST_STILL:g} seconds; this one lasts {wav.seconds:.0f}.")
    if wav.size < wav.channels * wav.bits // 8:
        raise FrameError("invalid_format", "There is no sound in the WAV file.")
    return wav
