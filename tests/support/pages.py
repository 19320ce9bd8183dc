"""The site's pages without workers: the real app on a free port of loopback, for what runs in the browser alone."""

from __future__ import annotations

import socket
import sys
import threading
from typing import Self

from tests.support.server import Measured

LASTING = "lasting"
TOKEN = "a token for the pages"
"""The teacher's."""


class Pages(Measured):
    """Serves pages, static files and clips; no demo gets ready, so nobody waits for one.

    ``lasting``: a browser may keep the static files for an hour, where the site itself has it ask for each of them anew
    on each page. For tests that open many pages and do not look at how they load.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        program = ("-m", "tests.support.pages", *([LASTING] if lasting else []))
        super().__init__(*program, async_mode="threading", teacher_token=TOKEN)

    def start(self, wait: bool = False) -> Self:
        return super().start(wait)


def main() -> None:
    from webapp import create_app
    from webapp.config import load
    from webapp.live import threading_adapter

    config = load()
    app = create_app(config)
    if LASTING in sys.argv:
        app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    # Ends with the first signal: nothing is under way in it, and its engine was never started.
    with socket.create_server(("127.0.0.1", config.port)) as listener:
        threading_adapter.serve(app, listener, config, threading.Event())


if __name__ == "__main__":
    main()
