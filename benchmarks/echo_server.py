"""The app with two echoes added: a Socket.IO event ``echo`` of /live, and a bare WebSocket at the path it is told.

Both are in one process, on one listener, with one kind of WebSocket. Settings as for wsgi.py.
"""

from __future__ import annotations

import sys
import threading
from queue import SimpleQueue
from typing import Any

import wsgi  # first: it prepares eventlet
from webapp.config import load
from webapp.factory import adapter
from webapp.live.packets import NAMESPACE
from webapp.services import services
from webapp.serving import listen


class Bare:
    """What answers at a WebSocket by itself; ``queue`` is what python-engineio's sockets have waiting to be sent."""

    def __init__(self) -> None:
        self.queue: SimpleQueue[Any] = SimpleQueue()

    def echo(self, websocket: Any) -> None:
        while (message := websocket.wait()) is not None:
            websocket.send(message)


def main(path: str) -> int:
    config, app = load(), wsgi.app
    server = services(app).socketio.server

    def echo(sid: str, head: Any, picture: bytes) -> None:
        server.emit("echo", (head, picture), to=sid, namespace=NAMESPACE, ignore_queue=True)

    server.on("echo", echo, namespace=NAMESPACE)
    inner, bare = server.handle_request, server.eio._async["websocket"](Bare().echo, server.eio)

    def handle(environ: dict[str, Any], start: Any) -> Any:
        return (bare if environ["PATH_INFO"] == path else inner)(environ, start)

    server.handle_request = handle  # where Socket.IO's own WebSockets begin, behind the same doors
    adapter(config.async_mode).serve(app, listen(config.listen_host, config.port), config, threading.Event())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
