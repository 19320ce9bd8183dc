"""One server for each way of serving, shared by all tests here that leave it whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.server import Server
from support.visitors import assert_no_traceback

from benchmarks.client import Client

MODES = ("eventlet", "threading")


@pytest.fixture(scope="session", params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


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
