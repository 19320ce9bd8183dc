"""Who is connected to /live, who makes room for a newcomer, and who does not read what is sent."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from webapp.config import Config
from webapp.lesson.lesson import Lesson
from webapp.limits import TokenBucket
from webapp.live.namespaces import UNREAD, Namespace
from webapp.live.packets import NAMESPACE
from webapp.live.sockets import SocketServer
from webapp.shares import Place, Shares

log = logging.getLogger(__name__)

CONNECTION_IDLE = 60.0
"""Seconds without an event after which a connection may; its page comes back by itself."""
UNREAD_SECONDS = 30.0
"""How long a visitor may leave that many unread before the connection is closed."""


@dataclass(slots=True)
class Visitor:
    """One connection. ``name`` is what the visitor cookie says, for uploads; empty without a cookie."""

    sid: str
    name: str
    address: str
    bucket: TokenBucket
    teacher: bool = False
    warned: float = 0.0
    unread_since: float = 0.0
    heard: float = 0.0
    """When its last event came, or it did."""


class Presence(Namespace[Visitor]):
    """The visitors, without what they send."""

    name = NAMESPACE

    def __init__(self, server: SocketServer, config: Config, lesson: Lesson) -> None:
        super().__init__(server, config.message_abuse)
        self._config, self._lesson = config, lesson
        self.visitors: dict[str, Visitor] = {}
        self._door = threading.Lock()
        self._connections = Shares(config.max_visitors_per_address, CONNECTION_IDLE, is_cap=True)

    def connect(self, sid: str, name: str, address: str, teacher: bool, bucket: TokenBucket) -> None:
        """A new connection. ``bucket`` is for its events, and may have been another's before. Raises ServerFull."""
        if not teacher:
            self._lesson.removals.admit(name, address, time.monotonic())
        newcomer = Place(sid, address, name, time.monotonic())
        with self._door:  # two who come at once are not both let in to the last place
            places = (Place(v.sid, v.address, v.name, v.heard) for v in list(self.visitors.values()))
            given_up = self._connections.given_up(places, newcomer, self._lesson.visitors)
            self.visitors[sid] = Visitor(sid, name, address, bucket, teacher, heard=newcomer.heard)
        if given_up is not None and given_up.key in self.visitors:
            log.info("visitor %s makes room for another", given_up.key)
            self._hang_up(given_up.key)

    def heard(self, sid: str) -> float:
        """When a connection sent its last event; 0 where it is none."""
        visitor = self.visitors.get(sid)
        return 0.0 if visitor is None else visitor.heard

    def _member(self, sid: str) -> Visitor | None:
        return self.visitors.get(sid)

    def _forget(self, sid: str) -> None:
        self.visitors.pop(sid, None)

    def remove(self, name: str) -> None:
        """End the connections of a visitor."""
        for visitor in [visitor for visitor in list(self.visitors.values()) if visitor.name == name]:
            self._hang_up(visitor.sid)

    def dismiss(self, name: str) -> None:
        """The teacher has signed out: from now on a visitor as all others."""
        for visitor in list(self.visitors.values()):
            visitor.teacher = visitor.teacher and visitor.name != name

    def _unread(self, visitor: Visitor, now: float) -> bool:
        """Whether the visitor leaves so many answers unread that no more frames are worth inferring."""
        if self._backlog(visitor.sid) <= UNREAD:
            visitor.unread_since = 0.0
            return False
        visitor.unread_since = visitor.unread_since or now
        if now - visitor.unread_since > UNREAD_SECONDS:
            log.warning("visitor %s does not read the answers; connection closed", visitor.sid)
            self._hang_up(visitor.sid)
        return True
