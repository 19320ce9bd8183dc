"""What is used here of python-socketio's server, which comes without types."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol


class Queue(Protocol):
    """Packets that wait for somebody to read them."""

    def qsize(self) -> int: ...


class Socket(Protocol):
    """A connection of python-engineio, with whatever namespaces it has joined."""

    @property
    def queue(self) -> Queue: ...


class Receiver(Protocol):
    """A socket's own method that reads a WebSocket until its end."""

    @property
    def __self__(self) -> Socket: ...

    def __call__(self, websocket: Any, /) -> Any: ...


class EngineServer(Protocol):
    """python-engineio's server."""

    _async: dict[str, Any]
    """What the way of serving provides, by name."""

    @property
    def sockets(self) -> Mapping[str, Socket]: ...

    def disconnect(self, sid: str) -> None: ...


class Manager(Protocol):
    """Who is in which namespace and room. Each connection has one id of its own, and one in each namespace."""

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str | None: ...

    def sid_from_eio_sid(self, eio_sid: str, namespace: str) -> str | None: ...

    def get_participants(self, namespace: str, room: str) -> Iterable[tuple[str, str]]: ...


class SocketServer(Protocol):
    """python-socketio's server."""

    @property
    def eio(self) -> EngineServer: ...

    @property
    def manager(self) -> Manager: ...

    def on(self, event: str, handler: Callable[..., Any], namespace: str) -> object: ...

    def emit(
        self,
        event: str,
        data: Any = None,
        to: str | list[str] | None = None,
        *,
        skip_sid: list[str] | None = None,
        namespace: str | None = None,
        ignore_queue: bool = False,
    ) -> None: ...

    def enter_room(self, sid: str, room: str, namespace: str | None = None) -> None: ...

    def leave_room(self, sid: str, room: str, namespace: str | None = None) -> None: ...

    def disconnect(self, sid: str, namespace: str | None = None) -> None: ...

    def start_background_task(self, target: Callable[..., Any], *args: Any) -> object: ...


def send_away(server: SocketServer, seconds: float) -> None:
    """Close every connection, so that pages connect anew; returns once all have read that, or after so many seconds."""
    waiting = list(server.eio.sockets)
    for sid in waiting:
        server.start_background_task(server.eio.disconnect, sid)
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(sid in server.eio.sockets for sid in waiting):
        time.sleep(0.01)
