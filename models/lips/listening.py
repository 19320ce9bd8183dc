"""What a stream of sound remembers between two pieces, and what is told of the frames that a piece completes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.lips.closing import closed
from models.lips.loudness import FLOOR, followed
from models.lips.network import LipNet, Memory, Told
from models.lips.sound import HOP, SAMPLE_RATE, WINDOW, Levelling, Listener
from models.lips.visemes import CLOSED, VISEMES

Array = np.ndarray[Any, Any]

PARTS = 4
"""Of a frame's hop whose peaks are told, for a picture of the wave."""
_LEAD = WINDOW - HOP
"""Samples of silence before all sound: then frames end where pieces of whole hops end, and none waits for the next."""
_GREY, _CONTRAST = 96, 56
"""Of the mel picture: the grey of what is as loud as the last seconds were, and of one unit of the network's input."""


@dataclass(frozen=True)
class Ear:
    """A stream between two pieces. ``frames``: how many were heard; ``unbroken``: how many of them without a gap."""

    listener: Listener
    memory: Memory
    loudest: float = FLOOR
    frames: int = 0
    unbroken: int = 0
    closed: bool = False


class Piece(NamedTuple):
    """A piece of sound on its way to the network: its ``frames`` (n, BANDS), their ``windows`` (n, WINDOW) of sound,
    and the stream, its listener as it is afterwards and all else as it was before.
    """

    frames: Array
    windows: Array
    ear: Ear
    ahead: int


class Answered(NamedTuple):
    """What the network told of each frame, and its memory afterwards."""

    told: list[Told]
    memory: Memory


def resumed(network: LipNet, remembered: Mapping[str, Any], *, gap: bool) -> Ear:
    """The stream as it was. After a gap only the microphone's level is still known: sound begins anew."""
    if not remembered:
        return Ear(_fresh(Levelling()), network.begin())
    levelling = Levelling(remembered["mean"], remembered["heard"])
    loudest, frames = remembered["loudest"], remembered["frames"]
    if gap:
        return Ear(_fresh(levelling), network.begin(), loudest, frames)
    listener = Listener(remembered["rest"], remembered["before"], levelling)
    memory = Memory(remembered["state"], remembered["seen"])
    return Ear(listener, memory, loudest, frames, remembered["unbroken"], remembered["closed"])


def _fresh(levelling: Levelling) -> Listener:
    return Listener(np.zeros(_LEAD, np.float32), levelling=levelling)


def remembered(ear: Ear) -> dict[str, Any]:
    """What ``resumed`` takes: some 4 kB."""
    listener, levelling = ear.listener, ear.listener.levelling
    return {
        "rest": listener.rest,
        "before": listener.before,
        "mean": levelling.mean,
        "heard": levelling.heard,
        "state": ear.memory.state,
        "seen": ear.memory.frames,
        "loudest": ear.loudest,
        "frames": ear.frames,
        "unbroken": ear.unbroken,
        "closed": ear.closed,
    }


def heard(ear: Ear, sound: Array, ahead: int) -> Piece:
    """The frames that this sound (n,) completes."""
    frames, windows = ear.listener.hear(sound)
    return Piece(frames, windows, ear, ahead)


def answered(network: LipNet, piece: Piece) -> Answered:
    """The network on each frame of a piece; the piece stays as it is."""
    memory = Memory(piece.ear.memory.state, piece.ear.memory.frames)
    return Answered([network.hear(memory, frame, piece.ahead) for frame in piece.frames], memory)


def told(piece: Piece, answer: Answered, closes: float) -> tuple[dict[str, Any], Ear]:
    """The data of an answer (models.lips.demo says what is in it), and the stream afterwards."""
    ear, count = piece.ear, len(piece.frames)
    begins = max(0, piece.ahead - ear.unbroken)  # before that, what is told is of a time before the sound began
    lips = answer.told[begins:]
    states = closed(np.array([one.visemes[CLOSED] for one in lips]), closes, ear.closed).tolist()
    opening, loudest = followed(piece.windows, ear.loudest)
    first = ear.frames + begins - piece.ahead
    behind = piece.ahead * HOP + len(ear.listener.rest) + HOP - WINDOW / 2
    data = {
        "heard": ear.frames,
        "mel": _greys(piece.frames).tolist(),
        "wave": _peaks(piece.windows).round(3).tolist(),
        "loudness": opening.round(3).tolist(),
        "told": first,
        "said": [VISEMES[int(one.visemes.argmax())] for one in lips],
        "visemes": [one.visemes.astype(float).round(3).tolist() for one in lips],
        "mouth": [one.mouth.astype(float).round(3).tolist() for one in lips],
        "closed": states,
        "behind": round(behind / SAMPLE_RATE, 4),
    }
    last = states[-1] if states else ear.closed
    after = Ear(ear.listener, answer.memory, loudest, ear.frames + count, ear.unbroken + count, last)
    return data, after


def _greys(frames: Array) -> Array:
    greys: Array = np.clip(np.round(_GREY + _CONTRAST * frames), 0, 255).astype(np.uint8)
    return greys


def _peaks(windows: Array) -> Array:
    """The loudest sample of each of PARTS of each frame's hop (n, PARTS), 0..1."""
    parts = np.abs(windows[:, :HOP]).reshape(len(windows), PARTS, HOP // PARTS)
    peaks: Array = parts.max(2).astype(np.float64)
    return peaks
