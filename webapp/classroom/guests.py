"""Who is in the room: connections to /room, each with a number that says nothing about the person. Pure."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from webapp.limits import TokenBucket


@dataclass(slots=True)
class Guest:
    """One connection. ``name`` is the visitor cookie's random name; pages of one browser share ``number``."""

    sid: str
    name: str
    number: int
    teacher: bool
    address: str
    bucket: TokenBucket
    page: str = ""
    heard: float = 0.0
    """When its last event came, or it did."""
    marked: bool = False
    """New, from an address at which somebody was removed a little while ago."""

    @property
    def demo(self) -> str:
        """The demo whose page this is, or an empty string."""
        path = self.page.partition("?")[0]
        return path.removeprefix("/demos/") if path.startswith("/demos/") else ""


class Guests:
    def __init__(self) -> None:
        self._guests: dict[str, Guest] = {}
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._guests)

    def get(self, sid: str) -> Guest | None:
        return self._guests.get(sid)

    def all(self) -> list[Guest]:
        with self._lock:
            return list(self._guests.values())

    def come(
        self, sid: str, name: str, teacher: bool, address: str, bucket: TokenBucket, marked: bool = False
    ) -> Guest:
        with self._lock:
            number = self._numbers.setdefault(name or sid, len(self._numbers) + 1)
            guest = self._guests[sid] = Guest(sid, name, number, teacher, address, bucket, marked=marked)
        return guest

    def go(self, sid: str) -> Guest | None:
        with self._lock:
            return self._guests.pop(sid, None)

    def named(self, number: int) -> list[Guest]:
        """The connections of one browser."""
        return [guest for guest in self.all() if guest.number == number]

    def described(self, rates: dict[str, float], on_wall: dict[str, bool]) -> list[dict[str, Any]]:
        """Every guest but the teacher, for the teacher's page; ``rates`` and ``on_wall`` (hidden or not) by sid."""
        return [
            {
                "number": guest.number,
                "page": guest.page.partition("?")[0],
                "demo": guest.demo,
                "fps": rates.get(guest.sid, 0.0),
                "marked": guest.marked,
                "wall": None if guest.sid not in on_wall else ("hidden" if on_wall[guest.sid] else "shown"),
            }
            for guest in sorted(self.all(), key=lambda guest: (guest.number, guest.sid))
            if not guest.teacher
        ]
