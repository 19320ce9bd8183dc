"""What phones send for the teacher's networks, in /room: questions and drawn digits, passed on and never kept."""

from __future__ import annotations

import time
from typing import Any

from webapp.classroom import envelopes
from webapp.classroom.asking import DIGITS_BURST, DIGITS_EVERY, Asking, Turns, has_ink, tidy
from webapp.classroom.guests import Guest
from webapp.classroom.wall_events import ROOM, WallEvents, only_teachers
from webapp.errors import InvalidFormat
from webapp.lesson.lesson import Lesson
from webapp.live.namespaces import UNREAD
from webapp.live.sockets import SocketServer

READERS, PUPILS = "readers", "pupils"
"""The teacher's pages that collect questions, and those that collect digits. They alone have them."""


class AskingEvents(WallEvents):
    """The wall, and what passes through to the teacher's pages."""

    def __init__(self, server: SocketServer, most_refused: int, lesson: Lesson) -> None:
        super().__init__(server, most_refused, lesson)
        self.asking, self._drawing = Asking(), Turns(DIGITS_BURST, DIGITS_EVERY)
        self._register({"question": self._on_question, "digit": self._on_digit})
        desk = {"questions": self._on_questions, "settle": self._on_settle}
        self._register({**desk, "digits": self._on_digits, "strike": self._on_strike}, check=only_teachers)

    def _on_question(self, guest: Guest, *args: Any) -> dict[str, Any]:
        question = tidy(envelopes.read(envelopes.Question, args).text)
        readers = self._collecting(READERS, self.lesson.questions)
        number = self.asking.take(guest.number, time.monotonic())
        return self._pass_on("question", {"id": number, "number": guest.number, "text": question}, readers)

    def _on_digit(self, guest: Guest, *args: Any) -> dict[str, Any]:
        digit = envelopes.read(envelopes.Digit, args)
        has_ink(digit.picture)
        readers = self._collecting(PUPILS, self.lesson.digits)
        number = self._drawing.take(guest.number, time.monotonic())
        return self._pass_on("digit", {"id": number, "picture": digit.picture, "label": digit.label}, readers)

    def _collecting(self, room: str, asked: bool) -> list[str]:
        """The pages that collect. Raises InvalidFormat where nothing was asked for, or nobody is there to get it."""
        readers = self._readers(self._members(room), UNREAD * 4)
        if not asked or not readers:
            raise InvalidFormat("Nobody collects any just now.")
        return readers

    def _pass_on(self, event: str, message: dict[str, Any], readers: list[str]) -> dict[str, Any]:
        self._server.emit(event, message, to=readers, namespace=ROOM)
        return {"ok": True}

    def _on_questions(self, guest: Guest, *_: Any) -> dict[str, Any]:
        if not self._members(READERS):
            self.asking.clear()
        return self._enter(guest, READERS)

    def _on_digits(self, guest: Guest, *_: Any) -> dict[str, Any]:
        return self._enter(guest, PUPILS)

    def _enter(self, guest: Guest, room: str) -> dict[str, Any]:
        self._server.enter_room(guest.sid, room, namespace=ROOM)
        return {"ok": True}

    def _on_settle(self, guest: Guest, *args: Any) -> dict[str, Any]:
        wish = envelopes.read(envelopes.Settle, args)
        if self.asking.settle(wish.id):
            self._tell(READERS, "settled", {"id": wish.id, "kept": wish.kept})
        return {"ok": True}

    def _on_strike(self, guest: Guest, *args: Any) -> dict[str, Any]:
        self._tell(PUPILS, "struck", {"id": envelopes.read(envelopes.Strike, args).id})
        return {"ok": True}

    def _tell(self, room: str, event: str, message: dict[str, Any]) -> None:
        for sid in self._members(room):
            self._emit(event, message, sid)
