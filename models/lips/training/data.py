"""Sound → frames and what to say of them, drawn in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from models.lips.network import LOOK_AHEAD
from models.lips.sound import BANDS, SAMPLE_RATE, heard
from models.lips.training.packs import Speech
from models.lips.training.rooms import elsewhere, quicker, varied
from models.lips.training.targets import targets

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

LENGTH = 100
"""Frames of a piece (2 s) of which something is told."""
WARM = 10
"""Frames at the begin of a piece that count nothing: the network has heard nothing yet."""


class Frames(NamedTuple):
    """``frames`` (n, BANDS), ``phones`` (n,), ``mouths`` (n, 5) of sentences one after the other."""

    frames: Array
    phones: Array
    mouths: Array


def as_heard(speech: Speech) -> Frames:
    """One sentence as it was recorded."""
    frames = heard(speech.sound)
    return Frames(frames, *targets(speech.events, len(frames)))


def prepared(recordings: Sequence[Speech], variants: int, rng: Rng) -> Frames:
    """Each sentence ``variants`` times, in other rooms and by quicker or slower voices; silence before and after."""
    parts = []
    for speech in recordings:
        for _ in range(variants):
            changed = quicker(speech, float(np.exp(rng.uniform(-0.14, 0.14))))
            first, last = rng.integers(0, SAMPLE_RATE // 3, 2)
            sound = elsewhere(np.pad(changed.sound, (first, last)), rng)
            events = [(begin + first / SAMPLE_RATE, phone) for begin, phone in changed.events]
            events.append((first / SAMPLE_RATE + len(changed.sound) / SAMPLE_RATE, 0))
            parts.append(as_heard(changed._replace(sound=sound, events=events)))
    return Frames(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def draw(corpora: Sequence[tuple[Frames, float]], count: int, rng: Rng) -> tuple[Array, Array, Array]:
    """Pieces: frames (count, LENGTH + LOOK_AHEAD, BANDS), phones (count, LENGTH), mouths (count, LENGTH, 5).

    corpora: each with its share of the pieces; the shares make 1 together.
    """
    frames = np.empty((count, LENGTH + LOOK_AHEAD, BANDS), np.float32)
    phones, mouths = np.empty((count, LENGTH), np.int64), np.empty((count, LENGTH, 5), np.float32)
    kinds = rng.choice(len(corpora), count, p=[share for _, share in corpora])
    for row, kind in enumerate(kinds):
        corpus = corpora[kind][0]
        begin = int(rng.integers(len(corpus.frames) - LENGTH - LOOK_AHEAD))
        frames[row] = corpus.frames[begin : begin + LENGTH + LOOK_AHEAD]
        phones[row], mouths[row] = corpus.phones[begin : begin + LENGTH], corpus.mouths[begin : begin + LENGTH]
    return varied(frames, rng), phones, mouths
