"""Frames as what travels to a worker, and what came back as answers. No I/O, no clock."""

from __future__ import annotations

from webapp.engine.streams import Answer, Frame
from webapp.errors import ModelRestarting, Refusal, Timeout, refusal
from wire.protocol import Item, Outcome

MANY = 4
"""Streams from which on bytes are scarcer than milliseconds: pages then send WebP (static/js/live/coding.js)."""
SOON = 0.3
"""Seconds after which it is worth asking again for a demo that is being loaded: a load takes one to three."""


def item_of(frame: Frame, sharing: int = 1) -> Item:
    """A frame with what its stream remembers, as a worker gets it; so many streams are ``sharing`` the machine."""
    stream = frame.stream
    return Item(
        stream=stream.id,
        seq=frame.seq,
        params=frame.params,
        received=frame.received,
        memory_seq=stream.memory_seq,
        image=frame.image,
        memory=stream.memory,
        render=stream.render,
        still=stream.still,
        pictures=stream.pictures,
        gap=frame.gap,
        many=sharing >= MANY,
    )


def refused(frame: Frame, outcome: Outcome, batch: int, retry_after: float | None) -> Answer:
    """The answer to a frame that the worker refused, or at which the demo failed."""
    why = refusal(outcome.code, outcome.message, retry_after, outcome.why)
    return Answer(frame.stream, frame.seq, frame.t, why, batch=batch)


def answered(frame: Frame, outcome: Outcome, batch: int, now: float) -> Answer:
    """The answer to a frame that went well: ``total`` is since it was received, ``wait`` what of it is nothing else."""
    total = (now - frame.received) * 1000
    timing = {**outcome.timing, "total": total, "wait": max(0.0, total - sum(outcome.timing.values()))}
    return Answer(
        frame.stream,
        frame.seq,
        frame.t,
        data=outcome.data,
        layers=outcome.layers,
        timing={name: round(value, 2) for name, value in timing.items()},
        batch=batch,
        eased=frame.eased,
    )


def lost(frame: Frame, hung: bool, retry_after: float | None) -> Answer:
    """The answer to a frame that went with its worker; ``hung``: since it took too long."""
    why: Refusal = Timeout(retry_after=retry_after) if hung else ModelRestarting(retry_after=retry_after or SOON)
    return Answer(frame.stream, frame.seq, frame.t, why)
