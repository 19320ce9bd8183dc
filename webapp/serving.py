"""From an app to a listening server, and back to nothing: the port, the signals, the end."""

from __future__ import annotations

import contextlib
import logging
import resource
import signal
import socket
import sys
import threading
from typing import Any

from webapp import create_app, logs
from webapp.config import LOOPBACK, Config, ConfigError, lan_addresses, load

log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address cannot be had; one plain sentence."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket of its own: never shared with a second server on the same port.

    Raises CannotListen.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512, reuse_port=False)
        # A result is a short text message and then the picture: without this the picture waits 40 ms for the
        # receipt of the text. Accepted sockets inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise CannotListen(
            f"Port {port} on {host} cannot be used ({error.strerror or error}). "
            "Is another server running? Stop it, or choose another with PORT=5001."
        ) from None


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; the exit status."""
    try:
        config = load()
        logs.configure(config.log_level)
        listener = listen(config.listen_host, config.port)  # first: an app that is made has a folder to clear away
        app = create_app(config)
    except (ConfigError, CannotListen, Exception) as error:
        if not _plain(error):
            raise
        print(error, file=sys.stderr)  # noqa: T201  for whoever started the server
        return 1
    run(app, listener, config)
    return 0


def run(app: Any, listener: socket.socket, config: Config) -> None:
    """Start the engine, serve, and on a signal let frames in flight finish before the workers are ended."""
    from webapp.factory import adapter, start
    from webapp.services import services

    _allow_many_files()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    start(app)
    with contextlib.suppress(OSError):  # serving needs no disk, not even for its output
        print(f"Hype or Reality is at {address(config, listener.getsockname()[1])}", flush=True)  # noqa: T201
        if not config.teacher_token:
            print(f"The teacher's token is {services(app).teacher.token}", flush=True)  # noqa: T201
    try:
        adapter(config.async_mode).serve(app, listener, config, stop)
    finally:
        services(app).engine.stop()
        listener.close()


def address(config: Config, port: int) -> str:
    """The site's address, one that can be opened; on a network also the one for other machines."""
    if not config.lan:
        host = "localhost" if config.host in LOOPBACK else config.host
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    others = [name for name in lan_addresses() if ":" not in name]
    elsewhere = f", for other machines http://{others[0]}:{port}/" if others else ""
    return f"http://localhost:{port}/{elsewhere}"


def _allow_many_files() -> None:
    """Each connection is an open file, and the usual limit of 1,024 is less than a hall full of people may need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 16384), hard), hard))


def _plain(error: Exception) -> bool:
    """Whether an error's text is a sentence for whoever started the server."""
    from models.cards import CardError
    from models.registry import RegistryError

    return isinstance(error, ConfigError | CannotListen | RegistryError | CardError)
