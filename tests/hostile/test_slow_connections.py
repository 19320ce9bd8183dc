"""Connections that keep the server waiting, and a server that has no descriptor left."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import psutil
import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_healthy, assert_no_traceback
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = (
    b"POST /api/demos/mirror HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/jpeg\r\n"
    b"Content-Length: 400000\r\n\r\n\xff\xd8"
)
MOST = 60
SECONDS = 2


@pytest.fixture(scope="module")
def small(mode: str) -> Iterator[Server]:
    """A server with few places and little patience."""
    with Server(async_mode=mode, max_connections=MOST, request_seconds=SECONDS) as running:
        yield running


class Slow(threading.Thread):
    """Connections from many addresses, each of which sends ``start``, and then a byte from time to time."""

    def __init__(self, port: int, count: int, start: bytes, every: float = 0.2) -> None:
        super().__init__(daemon=True)
        self.every, self.closed = every, 0
        self._stop_asked = threading.Event()
        self._selector = selectors.DefaultSelector()
        self.count = count
        for number in range(count):
            source = f"127.3.{number // 20}.1"
            one = socket.create_connection(("127.0.0.1", port), 10, source_address=(source, 0))
            one.sendall(start)
            self._selector.register(one, selectors.EVENT_READ)

    def run(self) -> None:
        while not self._stop_asked.is_set():
            for key in list(self._selector.get_map().values()):
                try:
                    key.fileobj.send(b"x")  # type: ignore[union-attr]
                except OSError:
                    self._lost(key.fileobj)
            for key, _ in self._selector.select(self.every):
                with contextlib.suppress(OSError):
                    if key.fileobj.recv(4096):  # type: ignore[union-attr]
                        continue
                self._lost(key.fileobj)
            self._stop_asked.wait(self.every)

    def _lost(self, one: object) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(one)  # type: ignore[arg-type]
            self.closed += 1
        one.close()  # type: ignore[attr-defined]

    def __enter__(self) -> Slow:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stop_asked.set()
        self.join(10)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]


def established(server: Server) -> int:
    """Connections that the web process has open."""
    here = psutil.Process(server.process.pid).net_connections("tcp")
    return sum(one.status == psutil.CONN_ESTABLISHED and one.laddr.port == server.port for one in here)


@pytest.mark.parametrize("start", [b"", HEAD, BODY], ids=["silence", "heads", "bodies"])
def test_slow_connections_lock_nobody_out(small: Server, start: bytes) -> None:
    """More of them than there are places: whoever comes gets in at once, and they are closed in the end."""
    before = small.forget_high_water()
    with Slow(small.port, 2 * MOST, start, every=0.2 if start else 60) as slow:
        assert small.get("/healthz", timeout=10).status == 200, "whoever comes behind all of them"
        for _ in range(10):
            begin = time.monotonic()
            assert small.get("/healthz", timeout=10).status == 200
            assert time.monotonic() - begin < 1
        assert_healthy(small)
        eventually(lambda: established(small) <= MOST, "no more are open than there are places")
        if start:
            eventually(lambda: slow.closed == slow.count, "all are closed", SECONDS + 15)
    assert small.high_water() - before < 60
    assert_no_traceback(small)


def test_fifteen_hundred_silent_connections_at_once(server: Server) -> None:
    """At the settings that a server has by itself: the site answers throughout, and a stream that was there goes on."""
    silent: list[socket.socket] = []
    with Client(server.url) as before, contextlib.ExitStack() as open_ones:
        stream = before.open("mirror")["stream"]
        for number in range(1500):
            source = (f"127.4.{number // 50}.1", 0)
            silent.append(open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port), 10, source)))
            if number % 100 == 99:
                begin = time.monotonic()
                assert server.get("/healthz", timeout=10).status == 200
                assert time.monotonic() - begin < 2
                assert before.answer(stream, number, pictures.GOOD).name == "result"
        assert established(server) > 0
        assert_healthy(server)
    eventually(lambda: established(server) < 50, "nothing is left of them")


def test_connections_that_end_at_once_leave_their_place(small: Server) -> None:
    for _ in range(5 * MOST):
        socket.create_connection(("127.0.0.1", small.port), 10).close()
    for _ in range(2 * MOST):
        assert small.get("/healthz").status == 200


def test_a_large_body_at_a_fair_pace_has_its_time(small: Server) -> None:
    """Longer under way than a head may be, and answered all the same."""
    with socket.create_connection(("127.0.0.1", small.port), 10) as one:
        one.sendall(BODY)
        for _ in range(20):
            time.sleep(0.2)  # the pace is what is tested
            one.sendall(b"x" * 4000)
        one.sendall(b"x" * (400_000 - 80_000 - 2))
        assert one.recv(100).startswith(b"HTTP/1.1 400 BAD REQUEST")


def test_a_body_that_stalls_is_cut_off_however_much_of_it_came(small: Server) -> None:
    """What it held is given back."""
    start = b"POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", small.port), SECONDS + 10) as one:
        one.sendall(start + b"x" * 36_000_000)
        eventually(lambda: small.metrics()["hype_incoming_bytes"] > 30e6, "it has come")
        with contextlib.suppress(ConnectionError):
            assert one.recv(100) == b"", "there is nothing to answer"
    eventually(lambda: small.metrics()["hype_incoming_bytes"] == 0, "all is given back")


def test_who_keeps_a_connection_is_not_hurried(small: Server) -> None:
    """Browsers keep connections for a while; that is no slow head."""
    with socket.create_connection(("127.0.0.1", small.port), 10) as one:
        for _ in range(2):
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            reply = one.recv(4096)
            assert reply.startswith(b"HTTP/1.1 200 OK")
            if b"Connection: close" in reply:
                return  # this way of serving keeps none
            end = time.monotonic() + SECONDS + 2
            one.settimeout(SECONDS + 2)
            with contextlib.suppress(TimeoutError):
                while time.monotonic() < end:
                    assert one.recv(4096), "the server closed a connection that nothing was wrong with"


def exhausted(server: Server, spare: int, act: Callable[[], None]) -> None:
    """Do something while the web process may open only so many files more."""
    process = server.process.pid
    had = resource.prlimit(process, resource.RLIMIT_NOFILE)
    used = {int(name) for name in _numbers(process)}
    free = [number for number in range(len(used) + spare) if number not in used]  # some lie between those in use
    resource.prlimit(process, resource.RLIMIT_NOFILE, (free[spare - 1] + 1, had[1]))
    try:
        act()
    finally:
        resource.prlimit(process, resource.RLIMIT_NOFILE, had)


def _numbers(pid: int) -> list[str]:
    return [path.name for path in Path(f"/proc/{pid}/fd").iterdir()]


def test_without_descriptors_the_server_goes_on(small: Server) -> None:
    kept: list[socket.socket] = []

    def crowd() -> None:
        for _ in range(40):
            kept.append(socket.create_connection(("127.0.0.1", small.port), 10))
        eventually(lambda: "no connection could be accepted" in small.log, "there is no descriptor")
        assert small.get("/healthz", timeout=20).status == 200, "the silent make room"

    with Client(small.url) as client:
        stream = client.open("mirror")["stream"]
        exhausted(small, 5, crowd)
        assert client.call("close", {"stream": stream})["ok"], "who was there before goes on"
    for one in kept:
        one.close()
    assert small.process.poll() is None
    assert_healthy(small)


def test_a_server_that_cannot_listen_any_more_does_not_end_as_if_all_were_well(mode: str) -> None:
    """Its listening socket is shut under it: whoever watches over it is to start it again."""
    with Server(async_mode=mode) as server:
        listening = [c for c in psutil.Process(server.process.pid).net_connections() if c.status == psutil.CONN_LISTEN]
        assert len(listening) == 1
        descriptor = listening[0].fd
        _shut(server.process.pid, descriptor)
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", server.port), 2).close()
        assert server.process.wait(30) not in (0, None)


def _shut(pid: int, descriptor: int) -> None:
    """Shut a socket of another process down, by a copy of its descriptor (pidfd_getfd, Linux 5.6)."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.syscall(434, pid, 0)
    copy = libc.syscall(438, handle, descriptor, 0)
    if copy < 0:
        pytest.skip("this kernel does not let one process have another's socket")
    with socket.socket(fileno=copy) as shared:
        shared.shutdown(socket.SHUT_RDWR)
