"""Visitors' own pictures: in memory, for the visitor alone, under names made here. Pure; time is passed in."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from webapp.errors import ServerFull
from webapp.shares import Place, Shares


@dataclass(frozen=True, slots=True)
class Room:
    """How much is kept."""

    each: int = 4
    """Pictures of one visitor; one more pushes out the first."""
    all: int = 400
    each_address: int = 200
    """Pictures that one address may keep when others want to have some: a class of fifty has four each."""
    most_bytes: int = 60_000_000
    """Bytes of all together; an upload has at most 512 pixels a side, about 60 kB."""
    lifetime: float = 3600.0
    """Seconds since a picture was last used."""


UPLOADED = Room()


@dataclass(slots=True)
class _Kept:
    visitor: str
    address: str
    image: bytes
    used: float


class Uploads:
    """Of what a parameter is set to, a JPEG made by a worker is kept, never the file that came; it is never served."""

    def __init__(self, room: Room = UPLOADED) -> None:
        self._room = room
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._shares = Shares(room.each_address, idle=0.0)
        self._size = 0
        self._now = 0.0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes of all pictures."""
        return self._size

    def add(self, visitor: str, image: bytes, now: float, address: str = "") -> str:
        """Keep a picture; its id. Raises ServerFull for one that is larger than all may be together."""
        if len(image) > self._room.most_bytes:
            raise ServerFull("There is no room for this picture.")
        with self._lock:
            now = self._no_earlier(now)
            self._forget_old(now)
            mine = [id for id, kept in self._kept.items() if kept.visitor == visitor]
            for id in mine[: max(0, len(mine) - self._room.each + 1)]:
                self._drop(id)
            self._make_room(Place("", address, visitor, now), len(image))
            id = secrets.token_urlsafe(12)
            self._kept[id] = _Kept(visitor, address, image, now)
            self._size += len(image)
        return id

    def get(self, visitor: str, id: str, now: float) -> bytes | None:
        """A visitor's own picture, or None: gone, never there, or another visitor's."""
        with self._lock:
            now = self._no_earlier(now)
            self._forget_old(now)
            kept = self._kept.get(id)
            if kept is None or not visitor or kept.visitor != visitor:
                return None
            kept.used = now
            return kept.image

    def _no_earlier(self, now: float) -> float:
        """Who waited for the lock comes with a time that is past; each picture would look newer than theirs."""
        self._now = max(self._now, now)
        return self._now

    def _make_room(self, newcomer: Place, size: int) -> None:
        while len(self._kept) >= self._room.all or self._size + size > self._room.most_bytes:
            places = [Place(id, kept.address, kept.visitor, kept.used) for id, kept in self._kept.items()]
            given_up = self._shares.given_up(places, newcomer, most=0)
            if given_up is not None:
                self._drop(given_up.key)

    def _drop(self, id: str) -> None:
        self._size -= len(self._kept.pop(id).image)

    def _forget_old(self, now: float) -> None:
        for id in [id for id, kept in self._kept.items() if now - kept.used > self._room.lifetime]:
            self._drop(id)
