"""Visitors' uploaded pictures, made anew beside the demos: in a thread of their own, a few at a time.

The web process watches how long each takes (``pulse.Phase.PICTURE``), and ends the worker over one that takes too long.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import threading
from typing import Any

from models.contract.demo import Size
from models.contract.pictures import STILL, FrameError
from models.toolkit import frames, resizing
from wire import protocol
from wire.pulse import Phase, Pulse
from worker.outbox import Outbox

log = logging.getLogger(__name__)

PICTURE_SIDE = 512
"""Uploaded pictures are kept at most this large, in pixels."""
MOST_WAITING = 8
STANDS_BACK = 4
"""By how much this thread's priority is lower: nobody's camera waits for an upload."""


class PictureLane:
    """Takes ``picture`` messages, and answers each with ``pictured``."""

    def __init__(self, outbox: Outbox, pulse: Pulse) -> None:
        self._outbox, self._pulse = outbox, pulse
        self._waiting: queue.Queue[protocol.Message] = queue.Queue(MOST_WAITING)
        threading.Thread(target=self._loop, daemon=True, name="pictures").start()

    def receive(self, message: protocol.Message) -> None:
        """Put a picture in line, or refuse it with ``busy``. Never waits."""
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            self._outbox.send(_answer(message, code="busy"))

    def _loop(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STANDS_BACK)
        while True:
            message = self._waiting.get()
            with self._pulse.doing(Phase.PICTURE, message.values["request"]):
                answer = reencoded(message)
            self._outbox.send(answer)


def reencode(data: bytes) -> tuple[bytes, int, int]:
    """A visitor's picture as a JPEG made here, with its width and height; nothing of the original file is left.

    Raises models.toolkit.frames.FrameError.
    """
    size = Size(PICTURE_SIDE, PICTURE_SIDE)
    rgb = resizing.fit_within(frames.decode(data, STILL, fit=size), size)
    return frames.encode_jpeg(rgb, quality=92), rgb.shape[1], rgb.shape[0]


def reencoded(message: protocol.Message) -> list[bytes]:
    """The answer to a ``picture`` message: the picture made anew, or why it is none."""
    try:
        data, width, height = reencode(bytes(message.parts[0]))
    except FrameError as error:
        return _answer(message, code=error.code, text=str(error), why=error.why)
    except Exception as error:  # a visitor's picture ends no thread that others wait for
        log.error("an uploaded picture: %s: %s", type(error).__name__, str(error)[:200])
        return _answer(message, code="internal")
    return _answer(message, data, width, height)


def _answer(
    message: protocol.Message, data: bytes = b"", width: int = 0, height: int = 0, *, code: str = "", **refused: Any
) -> list[bytes]:
    """``refused`` has ``text`` and ``why`` where there are any."""
    values = {
        "request": message.values["request"],
        "code": code,
        "message": refused.get("text", ""),
        "why": refused.get("why", {}),
        "width": width,
        "height": height,
    }
    return protocol.pack(protocol.Kind.PICTURED, values, [data])
