"""The site's pages without workers: the real app on a free port of loopback, for what runs in the browser alone.

    python -m benchmarks.pages

Prints its address and serves until it is ended.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.server import ROOT


class Quiet(WSGIRequestHandler):
    """Requests are not logged."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Pages:
    """Serves pages, static files and clips in a process of its own, as a context manager; ``url`` is where."""

    def __enter__(self) -> Pages:
        command = [sys.executable, "-m", "benchmarks.pages"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            self._process.wait(5)
            raise RuntimeError("the pages cannot be served")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdout is not None
        # Nothing is under way in it, and its engine, which was never started, would wait for workers.
        self._process.kill()
        self._process.wait(5)
        self._process.stdout.close()


def main() -> None:
    from webapp import create_app
    from webapp.config import load

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    app = create_app(load(host="127.0.0.1", port=port, async_mode="threading"))
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
