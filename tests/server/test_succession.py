"""Starting the server again takes over the port: streams go on, the teacher stays, votes are there; nobody else can."""

from __future__ import annotations

import contextlib
import socket
import stat
from collections.abc import Iterator

import pytest

from tests.support import pictures
from tests.support.ballots import cookies, file_of, rows, vote
from tests.support.classroom import signed_in
from tests.support.returning import Page
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback
from tests.support.waiting import eventually
from webapp.succession import FILE


@pytest.fixture
def page(first: Server) -> Iterator[Page]:
    visitor = Page(first.url, "mirror", pictures.GOOD)
    visitor.start()
    yield visitor
    visitor.going = False
    visitor.join(10)


@pytest.fixture
def first(mode: str) -> Iterator[Server]:
    with Server(async_mode=mode, demos="mirror,negative", preload="mirror") as running:
        yield running


def again(first: Server, **settings: object) -> Server:
    """Started in the same place; its folder is a new one."""
    kept = {**first.settings, "port": first.port, "data_dir": first.folder / "var"}
    return Server(**{**kept, **settings})


def test_streams_go_on_in_the_server_that_takes_over(first: Server, page: Page) -> None:
    teacher = signed_in(first)
    early, late = cookies(first, 2)
    assert vote(first, "hype", early).status == 200
    eventually(lambda: len(page.answered) > 5, "frames are answered")
    second = again(first)
    try:
        first.remember_family()
        second.start(wait=False)
        assert first.process.wait(120) == 0
        answered = len(page.answered)
        eventually(lambda: len(page.answered) > answered + 5, "frames are answered again")
        assert second.process.poll() is None
        assert page.connections == 2
        assert page.longest_gap() < 3  # how long on a quiet machine: benchmarks.recovery
        eventually(lambda: not first.orphans(), "the workers of the first are gone")
        assert second.state("mirror")[0] == "ready"
        assert second.get("/teacher", {"Cookie": teacher}).status == 200, "the teacher is to stay signed in"
        assert vote(second, "hype", late).status == 200
        assert rows(file_of(first)) == 2
        assert_no_traceback(first)
        assert_no_traceback(second)
        third = again(first)
        try:
            eventually((first.folder / "var" / FILE).exists, "the second can be taken over from as well")
            third.start(wait=False)
            assert second.process.wait(120) == 0
            assert third.get("/healthz").status == 200
        finally:
            third.clean_up()
    finally:
        second.clean_up()


def test_a_server_with_other_things_takes_nothing(first: Server) -> None:
    """Another folder is another server: it is told that the port is taken, and the first one goes on."""
    other = again(first, data_dir=first.folder / "elsewhere")
    try:
        other.port = first.port
        other._launch()
        assert other.process.wait(120) == 1
        assert "cannot be used" in other.log
        assert first.process.poll() is None
    finally:
        other.clean_up()


STRANGE = (b"", b"{}\n", b"[]\n", b"\xff\xfe\n", b'{"host": "127.0.0.1", "port": 1}\n', b"9" * 5000)


def test_what_is_no_successor_gets_nothing(first: Server) -> None:
    file = first.folder / "var" / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for said in STRANGE:
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.settimeout(20)
            stranger.connect(str(file))
            stranger.sendall(said) if said else stranger.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionResetError):  # more was sent than is read
                data, descriptors, *_ = socket.recv_fds(stranger, 4096, 1)
                assert (data, descriptors) == (b"", [])
    assert first.get("/healthz").status == 200
    assert_no_traceback(first)
