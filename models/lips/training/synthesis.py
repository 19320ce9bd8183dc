"""Speech by espeak-ng with the exact time of every phone, through its C library (espeak-ng's speak_lib.h)."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.lips.sound import SAMPLE_RATE
from models.lips.training.packs import Event, Speech
from models.lips.visemes import PHONES

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

LANGUAGES = {"en": ("en-us", "en-us", "en-gb"), "pt": ("pt-br", "pt-br", "pt")}
_VOICES = (
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    "m7",
    "m8",
    "klatt",
    "klatt2",
    "klatt3",
    "Alicia",
    "Andrea",
    "Annie",
    "Denis",
    "Diogo",
    "Gene",
    "Henrique",
    "Hugo",
    "Jacky",
    "Lee",
    "Marco",
    "Mario",
    "Michael",
    "Mike",
    "adam",
    "anika",
    "antonio",
    "belinda",
    "benjamin",
    "boris",
    "caleb",
    "ed",
    "edward",
    "iven",
    "john",
    "linda",
    "max",
    "michel",
    "miguel",
    "pablo",
    "paul",
    "pedro",
    "rob",
    "robert",
    "sandro",
    "steph",
    "travis",
    "victor",
    "zac",
)
APART = ("f2", "m3", "Andrea", "Henrique", "pablo", "linda")
"""Voices that are never trained on."""
_AS_IPA = {
    "p": "p",
    "b": "b",
    "m": "m",
    "f": "f",
    "v": "vɱ",
    "th": "θ",
    "dh": "ð",
    "t": "tɾ",
    "d": "d",
    "n": "nɲ",
    "l": "lɫʎ",
    "s": "sʂ",
    "z": "zʐ",
    "sh": "ʃɕ",
    "zh": "ʒʑ",
    "k": "k",
    "g": "ɡg",
    "ng": "ŋ",
    "h": "hxχʁɣʔɦ",
    "r": "ɹr",
    "er": "ɚɝɜ",
    "aa": "aɑɐ",
    "ae": "æ",
    "ah": "ʌ",
    "eh": "ɛeøœ",
    "ax": "əɘ",
    "iy": "i",
    "ih": "ɪɨ",
    "y": "jy",
    "ao": "ɔoɒ",
    "uw": "uʉ",
    "uh": "ʊ",
    "w": "w",
}
_PHONE_OF = {letter: PHONES.index(phone) for phone, letters in _AS_IPA.items() for letter in letters}
_SILENCE = PHONES.index("sil")
_SENTENCE = re.compile(r"[^.!?;:]+[.!?;:]")
_LENGTHS = range(25, 110)

_RETRIEVAL, _PHONEMES_AS_IPA, _PHONEME_EVENT, _UTF8 = 1, 3, 7, 1
_RATE, _PITCH, _RANGE = 1, 3, 4


class SynthesisError(RuntimeError):
    """espeak-ng's library is missing or fails."""


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Synthesizer:
    """espeak-ng, one at a time in a process. Raises SynthesisError where its library is not there."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise SynthesisError("espeak-ng's library is not installed") from error
        self._rate = self._library.espeak_Initialize(_RETRIEVAL + 1, 2000, None, _PHONEMES_AS_IPA)
        if self._rate <= 0:
            raise SynthesisError("espeak-ng does not start")
        self._pieces: list[Array] = []
        self._phones: list[tuple[float, str]] = []
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, *, rate: int, pitch: int, melody: int) -> tuple[Array, list[Event]] | None:
        """Sound at SAMPLE_RATE and its events, or None where there is no such voice. rate: words a minute."""
        self._pieces.clear()
        self._phones.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            return None
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, melody)):
            self._library.espeak_SetParameter(parameter, value, 0)
        written = text.encode() + b"\0"
        self._library.espeak_Synth(written, len(written), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        if not self._pieces:
            return None
        sound = np.concatenate(self._pieces).astype(np.float32) / 32768
        return resampled(sound, self._rate, SAMPLE_RATE), ipa_events(self._phones)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        row = 0
        while events[row].type != 0:
            if events[row].type == _PHONEME_EVENT:
                name = bytes(events[row].id.string).split(b"\0")[0].decode(errors="ignore")
                self._phones.append((events[row].audio_position / 1000, name))
            row += 1
        return 0


def ipa_events(phones: Sequence[tuple[float, str]]) -> list[Event]:
    """Moments and IPA → events; the parts of diphthongs and affricates follow one another."""
    events: list[Event] = [(0.0, _SILENCE)]
    for row, (begin, name) in enumerate(phones):
        end = phones[row + 1][0] if row + 1 < len(phones) else begin + 0.06
        parts = [_SILENCE] if not name or name[0] in "_:;|" else [_PHONE_OF[x] for x in name if x in _PHONE_OF]
        for place, phone in enumerate(parts):
            share = 0.55 * place if len(parts) == 2 else place / len(parts)
            events.append((begin + (end - begin) * share, phone))
    return events


def resampled(sound: Array, before: float, after: float) -> Array:
    """By cutting or padding the spectrum: exact for what fits in both rates."""
    count = round(len(sound) * after / before)
    spectrum = np.fft.rfft(sound)
    size = count // 2 + 1
    kept = np.zeros(size, np.complex128)
    shared = min(size, len(spectrum))
    kept[:shared] = spectrum[:shared]
    back: Array = (np.fft.irfft(kept, count) * count / len(sound)).astype(np.float32)
    return back


def sentences(file: Path) -> list[str]:
    """Sentences of a text that are neither very short nor long."""
    text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8", errors="ignore").replace("--", ", ").replace("_", ""))
    return [found.strip() for found in _SENTENCE.findall(text) if len(found) in _LENGTHS]


def corpus(
    speaker: Synthesizer, texts: Sequence[str], language: str, minutes: float, rng: Rng, *, apart: bool = False
) -> list[Speech]:
    """So many minutes of sentences drawn from ``texts``; ``apart``: by the voices that are never trained on."""
    voices = APART if apart else tuple(voice for voice in _VOICES if voice not in APART)
    found: list[Speech] = []
    left = 60 * minutes
    for number in rng.permutation(len(texts)):
        if left <= 0:
            break
        voice = f"{rng.choice(LANGUAGES[language])}+{rng.choice(voices)}"
        rate, pitch, melody = (int(rng.integers(*span)) for span in ((130, 215), (25, 80), (30, 75)))
        said = speaker.say(texts[number], voice, rate=rate, pitch=pitch, melody=melody)
        if said is not None and len(said[0]) >= SAMPLE_RATE:
            found.append(Speech(*said, voice, f"{language}-{number}", language))
            left -= len(said[0]) / SAMPLE_RATE
    return found
