"""What every Socket.IO namespace of the site does alike: count what arrives, refuse, end connections."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from webapp.errors import RateLimited, Refusal, UnknownEvent
from webapp.limits import TokenBucket
from webapp.live.sockets import SocketServer

log = logging.getLogger(__name__)

UNREAD = 12
"""Packets waiting to be read by somebody, above which no more are sent than need be."""
Handler = Callable[..., Any]
Check = Callable[[Any], None]


class Member(Protocol):
    """Somebody in a namespace: one connection."""

    sid: str
    bucket: TokenBucket
    heard: float


M = TypeVar("M", bound=Member)


class Namespace(Generic[M]):
    """A namespace's handlers, each called with the member and what came along.

    A handler's answer is the event's acknowledgement. Where it raises a Refusal that is answered, and logged or
    counted, in one place; who sends more than the bucket of the connection has is refused, and in the end cut off.
    """

    name: ClassVar[str]
    members_are: ClassVar[str] = "visitor"
    """What the log calls them."""

    def __init__(self, server: SocketServer, most_refused: int) -> None:
        """After ``most_refused`` messages beyond its bucket a connection is ended."""
        self._server, self._most_refused = server, most_refused
        server.on("*", self._unknown, namespace=self.name)
        server.on("disconnect", self._on_disconnect, namespace=self.name)

    def _register(self, handlers: Mapping[str, Handler], check: Check | None = None) -> None:
        """Handle these events; ``check`` is called with the member before, and raises a Refusal."""
        for event, handler in handlers.items():
            self._server.on(event, self._guarded(handler, check), namespace=self.name)

    # -- what each namespace says for itself --------------------------------------------------------------

    def _member(self, sid: str) -> M | None:
        raise NotImplementedError

    def _forget(self, sid: str) -> None:
        """The connection is not a member any more: it has gone, or is being ended."""
        raise NotImplementedError

    def _refuse(self, member: M, refused: Refusal) -> dict[str, Any]:
        """The acknowledgement of what was refused."""
        log.info("%s %s: %s", self.members_are, member.sid, refused.code)
        return refusal(refused)

    def _over_limit(self, member: M, args: tuple[Any, ...]) -> None:
        """A message came for which the bucket had nothing left."""

    # -- the same for all ---------------------------------------------------------------------------------

    def _on_disconnect(self, sid: str, *_: Any) -> None:
        self._forget(sid)

    def _guarded(self, handler: Handler, check: Check | None = None) -> Handler:
        @functools.wraps(handler)
        def guarded(sid: str, *args: Any) -> Any:
            member = self._member(sid)
            if member is None:
                return None
            member.heard = time.monotonic()
            if not member.bucket.take(member.heard):
                return self._limit(member, args)
            try:
                if check is not None:
                    check(member)
                return handler(member, *args)
            except Refusal as refused:
                return self._refuse(member, refused)

        return guarded

    def _limit(self, member: M, args: tuple[Any, ...]) -> dict[str, Any]:
        self._over_limit(member, args)
        if member.bucket.refused > self._most_refused:
            log.warning("%s %s sends without end; connection closed", self.members_are, member.sid)
            self._hang_up(member.sid)
        return refusal(RateLimited(retry_after=1.0))

    def _unknown(self, event: str, sid: str, *_: Any) -> Any:
        def refuse(_: M) -> None:
            raise UnknownEvent(f"There is no event {event[:40]!r}.")

        return self._guarded(refuse)(sid)

    def _emit(self, event: str, message: Any, to: str) -> None:
        self._server.emit(event, message, to=to, namespace=self.name)

    def _backlog(self, sid: str) -> int:
        """Packets that a connection has not read yet."""
        eio_sid = self._server.manager.eio_sid_from_sid(sid, self.name)
        socket = None if eio_sid is None else self._server.eio.sockets.get(eio_sid)
        return socket.queue.qsize() if socket is not None else 0

    def _readers(self, sids: Iterable[str], most: int = UNREAD) -> list[str]:
        """Those who leave no more than so many packets unread: whatever is sent to many is sent to them alone."""
        return [sid for sid in list(sids) if self._backlog(sid) <= most]

    def _members(self, room: str) -> list[str]:
        """Who is in one of python-socketio's rooms."""
        return [sid for sid, _ in self._server.manager.get_participants(self.name, room)]

    def _sibling(self, sid: str, namespace: str) -> str:
        """The same page's connection in another namespace, or an empty string."""
        eio_sid = self._server.manager.eio_sid_from_sid(sid, self.name)
        return self._server.manager.sid_from_eio_sid(eio_sid, namespace) or "" if eio_sid else ""

    def _hang_up(self, sid: str) -> None:
        """Close the connection itself, not only the namespace, so that nothing more is read from it."""
        self._forget(sid)
        eio_sid = self._server.manager.eio_sid_from_sid(sid, self.name)
        if eio_sid is not None:
            self._server.start_background_task(self._server.eio.disconnect, eio_sid)


def refusal(refused: Refusal) -> dict[str, Any]:
    """An acknowledgement that says why not."""
    return {"ok": False, "error": refused.body()}
