"""The presented picture: whose it is, where it comes from, and who gets it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from webapp.classroom.fanout import Fanout, Picture
from webapp.engine.streams import Answer, Stream
from webapp.lesson.lesson import Lesson

Send = Callable[[Picture, list[str]], Any]


class Presenting:
    """One presenter at a time, whose pictures go to everyone who watches. ``send`` sends one picture to many, ``tell``
    tells every page that the lesson has changed.

    Viewers come and go in other threads than pictures do, so what is fanned out has a lock.
    """

    def __init__(self, lesson: Lesson, send: Send, tell: Callable[[], None]) -> None:
        self._lesson, self._send, self._tell = lesson, send, tell
        self._fanout, self._lock = Fanout(), threading.Lock()
        self._presenter, self._tapped = "", ""

    @property
    def watching(self) -> int:
        return len(self._fanout)

    def begin(self, sid: str, stream: str) -> None:
        """This page presents: what it sends by ``picture``, or the answers to one of its streams."""
        self._presenter, self._tapped = sid, stream
        if self._lesson.change(presenting=True):
            self._tell()

    def end(self, sid: str) -> None:
        """This page presents no longer; nothing happens where it did not."""
        if sid != self._presenter:
            return
        self._presenter = self._tapped = ""
        with self._lock:
            self._fanout.end()
        if self._lesson.change(presenting=False):
            self._tell()

    def picture(self, sid: str, image: bytes, demo: str) -> None:
        """A picture that the presenter's page drew."""
        if sid == self._presenter and not self._tapped:
            self._publish(image, demo)

    def answered(self, stream: Stream, answer: Answer) -> None:
        """An answer to a live frame, of whomever."""
        if stream.id == self._tapped and answer.image:
            self._publish(answer.image, stream.demo)

    def watch(self, sid: str) -> None:
        with self._lock:
            picture = self._fanout.join(sid)
        self._pass_on(picture, sid)

    def unwatch(self, sid: str) -> None:
        with self._lock:
            self._fanout.leave(sid)

    def forget(self, sid: str) -> None:
        """A connection has ended, of a viewer or not."""
        with self._lock:
            self._fanout.forget(sid)
        self.end(sid)

    def seen(self, sid: str, seq: int) -> None:
        """A viewer has drawn this picture and has room for another."""
        with self._lock:
            picture = self._fanout.seen(sid, seq)
        self._pass_on(picture, sid)

    def _publish(self, image: bytes, demo: str) -> None:
        if self._lesson.frozen:
            return
        with self._lock:
            picture, ready = self._fanout.publish(image, demo=demo)
        if ready:
            self._send(picture, ready)

    def _pass_on(self, picture: Picture | None, sid: str) -> None:
        if picture is not None:
            self._send(picture, [sid])
