"""From an app to a listening server, and back to nothing: the port, the signals, the end."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import logging
import resource
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import Any

import segno

from webapp import create_app, logs
from webapp.config import LOOPBACK, Config, ConfigError, load
from webapp.lan.announce import Herald
from webapp.lan.network import Network
from webapp.lan.tls import Tls
from webapp.live.sockets import send_away
from webapp.succession import Predecessor, Successor, ask

log = logging.getLogger(__name__)


CONFIGURATION = 78
"""The exit status where a setting, or a demo's folder, makes no sense: a restart would not help (EX_CONFIG of BSD)."""
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
M_MMAP_THRESHOLD = -3
"""glibc's name for it (malloc.h)."""
LARGE_BLOCK = 2_000_000
LOADING = 120.0
"""Seconds that a server which takes another's place waits for what is in use there."""
AWAY = 1.0
"""Seconds in which visitors are sent away."""


class CannotListen(Exception):
    """The address cannot be had; one plain sentence."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket of its own: never shared with a second server on the same port.

    Raises CannotListen.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512, reuse_port=False)
        # Frames and answers are small beside what a network carries at once: without this one waits up to 40 ms for
        # the receipt of the one before. Accepted sockets inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise CannotListen(
            f"Port {port} on {host} cannot be used ({error.strerror or error}). "
            "Is another server running? Stop it, or choose another with PORT=5001."
        ) from None


def main() -> int:
    """Serve until a signal asks for the end. The exit status: 0 then, 78 for what another setting mends, else 1."""
    stop = threading.Event()
    _listen_for_signals(stop)  # first: whoever ends the server while it starts leaves nothing behind either
    try:
        config = load()
        logs.configure(config.log_level)
        listener, before = _place(config)  # first: an app that is made has a folder to clear away
        app = create_app(_heir(config, before))
    except (ConfigError, CannotListen, Exception) as error:
        if not _plain(error):
            raise
        print(error, file=sys.stderr)  # noqa: T201  for whoever started the server
        return 1 if isinstance(error, CannotListen) else CONFIGURATION
    run(app, listener, config, stop, before)
    return 0 if stop.is_set() else 1


def _place(config: Config) -> tuple[socket.socket, Successor | None]:
    """The listening socket, and who had it, where this server takes the place of one that runs. Raises CannotListen."""
    try:
        return listen(config.listen_host, config.port), None
    except CannotListen:
        before = ask(config.data_dir, config.listen_host, config.port)
        if before is None:
            raise
        return before.listener, before


def _heir(config: Config, before: Successor | None) -> Config:
    """The teacher who is signed in stays so."""
    if before is None or config.teacher_token:
        return config
    return config.model_copy(update={"teacher_token": before.estate.token})


def run(
    app: Any, listener: socket.socket, config: Config, stop: threading.Event, before: Successor | None = None
) -> None:
    """Start the engine, serve, and once ``stop`` is set let frames in flight finish before the workers are ended.

    Where there is a server ``before`` this one, it serves on until what is in use is loaded here.
    """
    from webapp.factory import adapter, start
    from webapp.services import services

    network = services(app).network
    _allow_many_files()
    _give_large_blocks_back()
    start(app)
    gc.collect()
    gc.freeze()  # what is there now stays: walking through all of it again would hold everybody up for 70 ms
    with contextlib.suppress(OSError):  # serving needs no disk, not even for its output
        sys.stdout.write(greeting(config, network.addresses, listener.getsockname()[1], services(app).teacher.token))
        sys.stdout.flush()
    tls = _tls(network)
    beside = _Beside(app, listener, config, stop)
    try:
        beside.begin(before)
        adapter(config.async_mode).serve(app, listener, config, stop, tls)
    finally:
        beside.end()
        services(app).engine.stop()
        services(app).ballots.close()
        listener.close()


class _Beside:
    """What goes on beside serving: the name on the network, and the place that a later server may take."""

    def __init__(self, app: Any, listener: socket.socket, config: Config, stop: threading.Event) -> None:
        from webapp.services import services

        self._parts, self._config, self._stop = services(app), config, stop
        self._herald: Herald | None = None
        self._is_succeeded = False
        token = self._parts.teacher.token
        self._place = Predecessor(config.data_dir, listener, token, self._parts.engine.loaded, self._leave)

    def begin(self, before: Successor | None) -> None:
        """At once, or once the server before has ended: two of them would tell the same name."""
        if before is None:
            self._settle()
            return
        self._parts.engine.load_first(before.estate.demos, LOADING)

        def succeed() -> None:
            before.serves()
            self._settle()

        threading.Thread(target=succeed, daemon=True, name="succeeding").start()

    def end(self) -> None:
        """Stop it all; visitors are sent to the server that takes over, where there is one."""
        self._place.close()
        if self._herald is not None:
            self._herald.end()
        if self._is_succeeded:
            send_away(self._parts.socketio.server, AWAY)

    def _settle(self) -> None:
        self._herald = _herald(self._config, self._parts.network)
        self._place.wait(self._config.listen_host, self._config.port)

    def _leave(self) -> None:
        log.info("another server has taken this one's place")
        self._is_succeeded = True
        self._stop.set()


def _tls(network: Network) -> Tls | None:
    """TLS with the network's certificate, whichever that is at the time."""
    if network.identity is None:
        return None
    tls = Tls(network.identity.certificate, network.identity.key)

    def renew() -> None:
        if network.identity is not None:
            tls.renew(network.identity.certificate, network.identity.key)

    network.on_change.append(renew)
    return tls


def _herald(config: Config, network: Network) -> Herald | None:
    """Who tells the local network the site's name, at the addresses that it has at the time."""
    if not (config.lan and config.mdns):
        return None
    herald = Herald(config.port)
    herald.tell(network.addresses)
    network.on_change.append(lambda: herald.tell(network.addresses))
    return herald


def _listen_for_signals(stop: threading.Event) -> None:
    """Set ``stop`` on the signals that end the server; nohup's wish that SIGHUP be ignored is kept."""
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stop.set())


def address(config: Config, own: Sequence[str], port: int) -> str:
    """The site's address, one that can be opened; on a network also the one for other machines. ``own``: the machine's
    addresses, the likeliest for a class first."""
    if not config.lan:
        host = "localhost" if config.host in LOOPBACK else config.host
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    elsewhere = f", for other machines http://{own[0]}:{port}/ (it leads on to https)" if own else ""
    return f"http://localhost:{port}/{elsewhere}"


def greeting(config: Config, own: Sequence[str], port: int, token: str) -> str:
    """What is printed once the server listens: where the site is, the teacher's token, on LAN=1 a QR code."""
    lines = [f"Hype or Reality is at {address(config, own, port)}"]
    if not config.teacher_token:
        lines.append(f"The teacher's token is {token}")
    if config.lan and own:
        code = io.StringIO()
        segno.make(f"http://{own[0]}:{port}/", micro=False).terminal(code, border=2, compact=True)
        lines.append(code.getvalue())
    return "\n".join(lines) + "\n"


def tell_token(app: Any) -> None:
    """Where another server serves the app: say the token that was made for it, on standard error."""
    from webapp.services import services

    if not services(app).config.teacher_token:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"The teacher's token is {services(app).teacher.token}\n")


def _allow_many_files() -> None:
    """Each connection is an open file, and the usual limit of 1,024 is less than a hall full of people may need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 16384), hard), hard))


def _give_large_blocks_back() -> None:
    """Have glibc take each block above a live frame's size from the system, and give it back there at once.

    Left alone it learns to keep blocks of up to 32 MB for later: bodies that grow side by side leave holes as large as
    themselves. Does nothing with another C library.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)


def _plain(error: Exception) -> bool:
    """Whether an error's text is a sentence for whoever started the server."""
    from models.contract.cards import CardError
    from models.contract.registry import RegistryError

    return isinstance(error, ConfigError | CannotListen | RegistryError | CardError)
