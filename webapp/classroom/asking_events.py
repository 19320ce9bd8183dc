"""The questions' part of /room: visitors send them, the teacher's pages get them, decide, and tell one another."""

from __future__ import annotations

import time
from typing import Any

from webapp.classroom import envelopes
from webapp.classroom.asking import Asking, tidy
from webapp.classroom.guests import Guest
from webapp.classroom.wall_events import ROOM, WallEvents, only_teachers
from webapp.errors import InvalidFormat
from webapp.lesson.lesson import Lesson
from webapp.live.namespaces import UNREAD
from webapp.live.sockets import SocketServer

READERS = "readers"
"""The teacher's pages that collect questions. They alone have them."""


class AskingEvents(WallEvents):
    """The wall, and the questions that pass through."""

    def __init__(self, server: SocketServer, most_refused: int, lesson: Lesson) -> None:
        super().__init__(server, most_refused, lesson)
        self.asking = Asking()
        self._register({"question": self._on_question})
        self._register({"questions": self._on_questions, "settle": self._on_settle}, check=only_teachers)

    def _on_question(self, guest: Guest, *args: Any) -> dict[str, Any]:
        question = tidy(envelopes.read(envelopes.Question, args).text)
        readers = self._readers(self._members(READERS), UNREAD * 4)
        if not self.lesson.questions or not readers:
            raise InvalidFormat("Nobody collects questions just now.")
        now = time.monotonic()
        self.asking.forget(now)
        number = self.asking.take(guest.number, now)
        message = {"id": number, "number": guest.number, "text": question}
        self._server.emit("question", message, to=readers, namespace=ROOM)
        return {"ok": True}

    def _on_questions(self, guest: Guest, *_: Any) -> dict[str, Any]:
        if not self._members(READERS):
            self.asking.clear()
        self._server.enter_room(guest.sid, READERS, namespace=ROOM)
        return {"ok": True}

    def _on_settle(self, guest: Guest, *args: Any) -> dict[str, Any]:
        wish = envelopes.read(envelopes.Settle, args)
        if self.asking.settle(wish.id):
            for sid in self._members(READERS):
                self._emit("settled", {"id": wish.id, "kept": wish.kept}, sid)
        return {"ok": True}
