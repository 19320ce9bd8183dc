"""A server whose votes' file these tests hurt."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.ballots import (
    URL,
    cookies,
    file_of,
    put_aside,
    remove,
    serving,
    vote,
)
from tests.support.server import Server
from tests.support.visitors import assert_healthy, assert_quiet
from tests.support.waiting import eventually


@pytest.fixture(scope="package")
def shared(mode: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for each way of serving, its folder on a small disk of its own where one can be mounted."""
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        with serving(mode, demos="mirror,marking", data_dir=folder) as running:
            yield running
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def server(shared: Server) -> Iterator[Server]:
    """The shared server without a vote. After the test a healthy visitor is served, votes, and nothing was put
    aside."""
    remove(file_of(shared))
    assert shared.get(URL).json["total"] == 0
    yield shared
    assert_healthy(shared)
    (cookie,) = cookies(shared, 1)
    eventually(lambda: vote(shared, "hype", cookie).status == 200, "a vote is kept")
    assert_quiet(shared)
    assert put_aside(file_of(shared)) == []
