"""The site's pages without workers: the real app on a free port of loopback, for what runs in the browser alone."""

from __future__ import annotations

import socket
import threading
from typing import Self

from tests.support.server import Measured

TOKEN = "a token for the pages"
"""The teacher's."""


class Pages(Measured):
    """Serves pages, static files and clips; no demo gets ready, so nobody waits for one."""

    def __init__(self) -> None:
        super().__init__("-m", "tests.support.pages", async_mode="threading", teacher_token=TOKEN)

    def start(self, wait: bool = False) -> Self:
        return super().start(wait)


def main() -> None:
    from webapp import create_app
    from webapp.config import load
    from webapp.live import threading_adapter

    config = load()
    # Ends with the first signal: nothing is under way in it, and its engine was never started.
    with socket.create_server(("127.0.0.1", config.port)) as listener:
        threading_adapter.serve(create_app(config), listener, config, threading.Event())


if __name__ == "__main__":
    main()
