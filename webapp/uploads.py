"""Visitors' own pictures: in memory, for the visitor alone, under names made here. Pure; time is passed in."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

EACH = 4
"""Pictures kept for one visitor; a fifth pushes out the first."""
ALL = 400
LIFETIME = 3600.0
"""Seconds since a picture was last used."""


@dataclass(slots=True)
class _Kept:
    visitor: str
    image: bytes
    used: float


class Uploads:
    """What is kept is a JPEG made by a worker, never the file that came in, and it is never served."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, visitor: str, image: bytes, now: float) -> str:
        """Keep a picture; its id."""
        self._forget_old(now)
        mine = [id for id, kept in self._kept.items() if kept.visitor == visitor]
        for id in mine[: max(0, len(mine) - EACH + 1)]:
            del self._kept[id]
        while len(self._kept) >= ALL:
            self._kept.popitem(last=False)
        id = secrets.token_urlsafe(12)
        self._kept[id] = _Kept(visitor, image, now)
        return id

    def get(self, visitor: str, id: str, now: float) -> bytes | None:
        """A visitor's own picture, or None: gone, never there, or another visitor's."""
        self._forget_old(now)
        kept = self._kept.get(id)
        if kept is None or not visitor or kept.visitor != visitor:
            return None
        kept.used = now
        return kept.image

    def _forget_old(self, now: float) -> None:
        for id in [id for id, kept in self._kept.items() if now - kept.used > LIFETIME]:
            del self._kept[id]
