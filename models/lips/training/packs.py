"""Recorded speech with hand-labelled phones, of the form of the TIMIT corpus (Garofolo et al., 1993)."""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.lips.sound import SAMPLE_RATE
from models.lips.training.realigning import realigned
from models.lips.visemes import PHONES
from models.training.packs import PackError, unpacked

__all__ = ["PackError", "Speech", "parted", "read", "unpacked"]

Array = np.ndarray[Any, Any]
Event = tuple[float, int]

_TIMIT = {
    "sil": "h# pau epi",
    "b": "b bcl",
    "p": "p pcl",
    "m": "m em",
    "d": "d dcl",
    "t": "t tcl dx",
    "n": "n en nx",
    "l": "l el",
    "sh": "sh ch",
    "zh": "zh jh",
    "g": "g gcl",
    "k": "k kcl q",
    "ng": "ng eng",
    "h": "hh hv",
    "er": "er axr",
    "ah": "ah aw",
    "aa": "aa ay",
    "eh": "eh ey",
    "ax": "ax ax-h",
    "ih": "ih ix",
    "ao": "ao ow oy",
    "uw": "uw ux",
}
_PHONE_OF = {name: PHONES.index(phone) for phone, names in _TIMIT.items() for name in names.split()}
_PHONE_OF |= {phone: PHONES.index(phone) for phone in PHONES if phone not in _PHONE_OF and phone != "h"}
_GLIDES = {"ay": "ih", "ey": "ih", "oy": "ih", "aw": "uh", "ow": "uh"}
"""Where diphthongs end; their last two fifths."""
_GLIDE_FROM = 0.6


class Speech(NamedTuple):
    """``sound`` float32 at SAMPLE_RATE; ``events``: from when on, in seconds, which of PHONES is heard; ``mended``: how
    often bytes were found to be lost.
    """

    sound: Array
    events: list[Event]
    speaker: str
    sentence: str
    language: str = "en"
    mended: int = 0


def read(folder: Path, *, mend: bool = True) -> list[Speech]:
    """All sentences of all speakers, each speaker a folder within …/timit. Raises PackError.

    mend: realign samples where bytes were lost (models.lips.training.realigning), or take them as they are.
    """
    files = sorted(file for file in folder.glob("**/timit/*/*.wav") if file.with_suffix(".phn").exists())
    if not files:
        raise PackError(f"there is no …/timit/SPEAKER/SENTENCE.wav with its .phn in {folder}")
    found = []
    for file in files:
        sound, mended = _sound(file, mend)
        events = _events(file.with_suffix(".phn"))
        found.append(Speech(sound, events, file.parent.name, file.stem, mended=mended))
    return found


def parted(speakers: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Speakers to train on, to choose by (a tenth, at least one), and to report on (a fifth), by digests of names."""
    order = sorted(set(speakers), key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    report = max(1, len(order) // 5)
    choose = report + max(1, len(order) // 10)
    return order[choose:], order[report:choose], order[:report]


def phone_events(rows: Sequence[tuple[float, float, str]]) -> list[Event]:
    """Rows (begin, end, TIMIT's name) in seconds → events. Raises PackError at an unknown name."""
    events: list[Event] = []
    for begin, end, name in rows:
        if name == "q" and events:  # a glottal stop is not seen: what came before goes on
            continue
        if name not in _PHONE_OF:
            raise PackError(f"{name!r} is no phone of TIMIT's")
        events.append((begin, _PHONE_OF[name]))
        if name in _GLIDES:
            events.append((begin + _GLIDE_FROM * (end - begin), PHONES.index(_GLIDES[name])))
    return events


def _events(file: Path) -> list[Event]:
    try:
        rows = [line.split() for line in file.read_text().splitlines() if line.strip()]
        return phone_events([(int(a) / SAMPLE_RATE, int(b) / SAMPLE_RATE, name) for a, b, name in rows])
    except ValueError as error:
        raise PackError(f"{file.name}: {error}") from error


def _sound(file: Path, mend: bool) -> tuple[Array, int]:
    try:
        with wave.open(str(file)) as sound:
            if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) != (1, 2, SAMPLE_RATE):
                raise PackError(f"{file.name} is not mono, 16 bits, {SAMPLE_RATE} Hz")
            data = sound.readframes(sound.getnframes())
    except (wave.Error, EOFError) as error:
        raise PackError(f"{file.name}: {error}") from error
    samples, mended = realigned(data) if mend else (np.frombuffer(data[: len(data) // 2 * 2], "<i2"), 0)
    return samples.astype(np.float32) / 32768, mended
