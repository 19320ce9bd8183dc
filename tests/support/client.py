"""A lean client of /live, for benchmarks and tests: one connection, one thread, nothing hidden.

It speaks Socket.IO 5 over Engine.IO 4 by hand on a plain WebSocket, so that its own cost stays small beside
what it measures and so that tests can also send what no proper client would.
"""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import websocket

from tests.support.lean_socket import Wire

NAMESPACE = "/live"


@dataclass(slots=True)
class Event:
    """Something that the server sent: ``name`` with its first argument, and its attachments, of which ``image`` is the
    first."""

    name: str
    body: Any
    image: bytes = b""
    images: list[bytes] = field(default_factory=list)
    at: float = field(default_factory=time.monotonic)


class Opened(websocket.WebSocket):
    """A WebSocket after its handshake: there is a socket."""

    sock: socket.socket


class Refused(Exception):
    """The server refused the connection; ``args[0]`` is what it said."""


class Client:
    """A visitor. ``url`` is the site's, as http://127.0.0.1:5000; ``source`` the address that it comes from, one of
    this machine's (on Linux any in 127.0.0.0/8)."""

    def __init__(
        self,
        url: str,
        origin: str | None = "",
        cookie: str | None = None,
        timeout: float = 30.0,
        namespace: str = NAMESPACE,
        sslopt: dict[str, Any] | None = None,
        source: str = "",
    ) -> None:
        parts = urlsplit(url)
        self.url = url
        self.timeout = timeout
        self.namespace = namespace
        plain = None
        if source:
            plain = socket.create_connection((parts.hostname, parts.port), timeout, source_address=(source, 0))
        opened = websocket.create_connection(
            f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/socket.io/?EIO=4&transport=websocket",
            origin=url if origin == "" else origin,
            suppress_origin=origin is None,
            cookie=cookie,
            timeout=timeout,
            class_=Opened,
            skip_utf8_validation=True,
            sslopt=sslopt,
            socket=plain,
        )
        self.ws = cast(Opened, opened)
        self._wire = Wire(self.ws.sock)
        self._events: deque[Event] = deque()
        self._acks: dict[int, Any] = {}
        self._last_ack = 0
        self._pending: tuple[Event, int] | None = None
        self.closed = False
        self.sid = self._wait_open()
        """What the server's log calls this visitor."""

    # -- sending ------------------------------------------------------------------------------------------

    def emit(self, event: str, *args: Any) -> None:
        """Send an event without bytes and without wanting an answer."""
        self.ws.send(f"42{self.namespace},{json.dumps([event, *args])}")

    def call(self, event: str, *args: Any, timeout: float | None = None) -> Any:
        """Send an event and wait for its acknowledgement; other events are kept for :meth:`receive`."""
        self._last_ack += 1
        id = self._last_ack
        self.ws.send(f"42{self.namespace},{id}{json.dumps([event, *args])}")
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while id not in self._acks:
            if not self._read(end - time.monotonic()):
                raise TimeoutError(f"no acknowledgement of {event}")
        return self._acks.pop(id)

    def open(self, demo: str, params: dict[str, Any] | None = None, render: str = "server") -> dict[str, Any]:
        answer: dict[str, Any] = self.call("open", {"v": 1, "demo": demo, "params": params or {}, "render": render})
        return answer

    def frame(self, stream: str, seq: int, image: bytes, t: float = 0.0) -> None:
        self.emit_picture("frame", {"stream": stream, "seq": seq, "t": t}, image)

    def sound(self, stream: str, seq: int, samples: bytes, t: float = 0.0) -> None:
        self.emit_picture("sound", {"stream": stream, "seq": seq, "t": t}, samples)

    def enter(self, namespace: str) -> None:
        """Connect to one more namespace on this connection; what is sent from now on goes there."""
        self.ws.send(f"40{namespace},")
        self.namespace = namespace

    def emit_picture(self, event: str, head: dict[str, Any], image: bytes) -> None:
        """Send an event with a picture."""
        text = f"451-{self.namespace},{json.dumps([event, head, {'_placeholder': True, 'num': 0}])}"
        self._wire.send_event(text, image)

    @property
    def carried(self) -> tuple[int, int]:
        """Bytes so far: of events with attachments up, of everything down."""
        return self._wire.up, self._wire.down

    # -- receiving ----------------------------------------------------------------------------------------

    def receive(self, timeout: float | None = None) -> Event | None:
        """The next event, or None after ``timeout`` seconds or when the connection is closed."""
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while not self._events:
            if self.closed or not self._read(end - time.monotonic()):
                return None
        return self._events.popleft()

    def wait_for(self, name: str, timeout: float | None = None) -> Event:
        """The next event of this name; others are thrown away. Raises TimeoutError."""
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while (event := self.receive(end - time.monotonic())) is not None:
            if event.name == name:
                return event
        raise TimeoutError(f"no {name} came{' before the connection was closed' if self.closed else ''}")

    def answer(
        self, stream: str, seq: int, image: bytes, timeout: float | None = None, event_name: str = "frame"
    ) -> Event:
        """Send one frame, or one ``sound``, and wait for its own answer, ``result`` or ``problem``."""
        self.emit_picture(event_name, {"stream": stream, "seq": seq, "t": 0.0}, image)
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while (event := self.receive(end - time.monotonic())) is not None:
            if event.name in ("result", "problem") and event.body.get("seq") == seq:
                return event
        raise TimeoutError(f"frame {seq} was not answered")

    def close(self) -> None:
        self.closed = True
        self.ws.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait_open(self) -> str:
        self._expect("0")
        self.ws.send(f"40{self.namespace},")
        answer = self._expect("4")
        if not answer.startswith(f"40{self.namespace}"):
            self.ws.close()
            raise Refused(json.loads(answer[answer.index("{") :]))
        return str(json.loads(answer[answer.index("{") :])["sid"])

    def _expect(self, start: str) -> str:
        text = self.message(self.timeout)
        if not isinstance(text, str) or not text.startswith(start):
            raise Refused(text)
        return text

    def _read(self, timeout: float) -> bool:
        """Read one message of the transport; False when none came in time or the connection is closed."""
        if timeout <= 0:
            return False
        data = self.message(timeout)
        if data is None:
            return False
        if isinstance(data, bytes):
            self._attachment(data)
        else:
            self._text(data)
        return True

    def message(self, timeout: float) -> str | bytes | None:
        """The next message as it came, or None when none came in time or the connection is closed."""
        try:
            return self._wire.message(timeout)
        except TimeoutError:
            return None
        except OSError:
            self.closed = True
            return None

    def _attachment(self, data: bytes) -> None:
        if self._pending is None:
            return
        event, missing = self._pending
        event.images.append(data)
        self._pending = (event, missing - 1) if missing > 1 else None
        if self._pending is None:
            self._events.append(Event(event.name, event.body, event.images[0], event.images))

    def _text(self, text: str) -> None:
        if text == "2":
            self.ws.send("3")
        elif text.startswith("43"):
            id, _, data = text.partition(",")[2].partition("[")
            answers = json.loads("[" + data)
            self._acks[int(id)] = answers[0] if answers else None
        elif text.startswith("42"):
            name, *args = json.loads(text[text.index("[") :])
            self._events.append(Event(name, args[0] if args else None))
        elif text.startswith("45"):
            name, *args = json.loads(text[text.index("[") :])
            self._pending = Event(name, args[0]), int(text[2 : text.index("-")])
        elif text.startswith("41") or text == "1":
            self.closed = True
