"""One server for each way of serving, shared by all tests here that leave it whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.classroom import Join, signed_in
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback


@pytest.fixture(scope="session")
def server(mode: str) -> Iterator[Server]:
    demos = "mirror,sleeping,batching,negative,marking"
    with Server(async_mode=mode, demos=demos, api_rate="500 per second") as running:
        yield running
        assert_no_traceback(running)


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.url) as visitor:
        yield visitor


@pytest.fixture
def join(server: Server) -> Iterator[Join]:
    """Makes guests of the room, and sets everything back at the end."""
    made: list[Client] = []

    def guest(page: str = "/", cookie: str | None = None) -> Client:
        client = Client(server.url, cookie=cookie or server.get("/").cookie, namespace="/room")
        made.append(client)
        assert client.call("here", {"v": 1, "page": page})["ok"]
        return client

    yield guest
    teacher = guest("/teacher", signed_in(server))
    teacher.call("lead", {"following": False, "locked": False, "frozen": False, "wall": False, "off": [], "rate": 0})
    teacher.call("hide", {"number": None, "hidden": False})
    teacher.call("remove", {"back": True})
    for client in made:
        client.close()


@pytest.fixture
def teacher(server: Server, join: Join) -> Client:
    return join("/demos/mirror", signed_in(server))
