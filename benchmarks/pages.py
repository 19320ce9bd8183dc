"""The site's pages without workers: the real app on a free port of loopback, for what runs in the browser alone.

    python -m benchmarks.pages

Prints its address and serves until it is ended.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

from benchmarks.server import ROOT


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
    from webapp.live import threading_adapter

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = load(host="127.0.0.1", port=port, async_mode="threading")
        app = create_app(config)
        sys.stdout.write(f"http://127.0.0.1:{port}\n")
        sys.stdout.flush()
        threading_adapter.serve(app, listener, config, threading.Event())


if __name__ == "__main__":
    main()
