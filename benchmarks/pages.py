"""The site's pages without workers: the real app, in this process, on a free port of loopback."""

from __future__ import annotations

import threading
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from webapp import create_app
from webapp.config import load


class Quiet(WSGIRequestHandler):
    """Requests are not logged."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Pages:
    """Serves pages, static files and clips as a context manager; ``url`` is where. No demo runs."""

    def __enter__(self) -> Pages:
        # The app must know its port before it is made.
        first = make_server("127.0.0.1", 0, lambda *_: [])
        port = first.server_port
        first.server_close()
        app = create_app(load(host="127.0.0.1", port=port, async_mode="threading"))
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True, name="pages")
        self._thread.start()
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
