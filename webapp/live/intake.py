"""What feeds a stream: whether what came is what its demo takes, and not more of it than the teacher allows."""

from __future__ import annotations

from models.contract.demo import Demo
from models.contract.pictures import FrameError
from models.contract.sounds import PCM_BYTES, check_pcm
from models.contract.sources import Camera, Clock, Microphone
from webapp.engine.engine import Engine
from webapp.engine.streams import Stream
from webapp.errors import InvalidFormat, RateLimited, TooLarge, refusal
from webapp.limits import TokenBucket

SLACK = 1.3
"""How much faster than the teacher's limit frames may come: clocks and networks are not even."""
MOST_WAITING = 1.0
"""Seconds of sound that may wait for its turn."""


def feed(stream: Stream, demo: Demo, engine: Engine) -> None:
    """Have a new stream be fed as its demo wants to be."""
    stream.recurrent = demo.recurrent
    if isinstance(demo.source, Microphone):
        stream.room = round(demo.source.rate * MOST_WAITING) * PCM_BYTES
    elif isinstance(demo.source, Clock):
        engine.run_clock(stream, demo.source.rate)


def check(stream: Stream, demo: Demo, seq: int, data: bytes, kind: type[Camera | Microphone], most: int) -> None:
    """Raises InvalidFormat and TooLarge for what the demo is not fed with; a frame has at most ``most`` bytes."""
    source = demo.source
    if not isinstance(source, kind):
        raise InvalidFormat(f"This stream is fed by a {source.kind}, not by a {kind.kind}.")
    try:
        if isinstance(source, Microphone):
            check_pcm(data, source)
        elif len(data) > most:
            raise TooLarge(f"A frame may have {most} bytes; this one has {len(data)}.")
    except FrameError as error:
        stream.expect(seq)
        raise refusal(error.code, str(error)) from None
    except TooLarge:
        stream.expect(seq)
        raise


def keep_rate(stream: Stream, rate: float, seq: int, now: float) -> None:
    """Hold a stream to the teacher's limit, 0 for none; pages keep to it by themselves. Raises RateLimited."""
    if not rate:
        stream.bucket = None
        return
    if stream.bucket is None or stream.bucket.rate != rate * SLACK:
        stream.bucket = TokenBucket(rate * SLACK, max(2, round(rate)), now)
    if not stream.bucket.take(now):
        stream.expect(seq)
        raise RateLimited(f"The teacher allows {rate:g} pictures a second.", retry_after=1.0)
