"""Visitors' uploaded pictures on their way through a worker that makes them anew: who waits for which."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from webapp.errors import ModelRestarting, Timeout, refusal
from wire import protocol


@dataclass(slots=True)
class Request:
    """One picture. ``answer`` is None when its worker ended over it, or with it."""

    number: int
    worker: str
    sender: str
    answer: protocol.Message | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def result(self, timeout: float) -> tuple[bytes, int, int]:
        """The picture as JPEG, its width and height. Blocks; raises Refusal."""
        if not self.done.wait(timeout):
            raise Timeout()
        if self.answer is None:
            raise ModelRestarting(retry_after=5)
        values = self.answer.values
        if values["code"]:
            raise refusal(values["code"], values["message"], why=values["why"])
        return self.answer.parts[0], values["width"], values["height"]


class Reencoding:
    """The requests that workers have, by number, whether somebody still waits for them or not."""

    def __init__(self) -> None:
        self._requests: dict[int, Request] = {}
        self._last = 0

    def begin(self, worker: str, sender: str) -> Request:
        self._last += 1
        self._requests[self._last] = Request(self._last, worker, sender)
        return self._requests[self._last]

    def sender_of(self, number: int) -> str | None:
        request = self._requests.get(number)
        return None if request is None else request.sender

    def answered(self, number: int, answer: protocol.Message) -> None:
        """A worker has answered; nobody may be waiting any more."""
        if (request := self._requests.pop(number, None)) is not None:
            request.answer = answer
            request.done.set()

    def lost(self, worker: str) -> None:
        """A worker has ended with what it had."""
        for request in [request for request in self._requests.values() if request.worker == worker]:
            del self._requests[request.number]
            request.done.set()
