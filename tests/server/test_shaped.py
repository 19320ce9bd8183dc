"""Visitors who come through the load test's slow network."""

from __future__ import annotations

import time

import pytest

from benchmarks.shaped import DELAY, SHAPED, Way
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import good_frame


def test_a_visitor_comes_through_the_relay_and_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHAPED, "relay")
    way = Way()
    with Server(demos="mirror", **way.settings) as server, way.to(server) as url:
        assert url != server.url
        with Client(url) as client:
            stream = client.open("mirror")["stream"]
            begun = time.monotonic()
            assert good_frame(client, stream, 0).body["data"]["count"] == 1
            assert time.monotonic() - begun >= 2 * DELAY / 1000
        with Client(server.url) as client:  # and straight, as ever
            assert client.open("mirror")["ok"]
    with pytest.raises(ConnectionRefusedError):
        Client(url)


def test_without_a_relay_the_way_is_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHAPED, "kernel")
    way, server = Way(), Server()
    assert way.settings == {}
    with way.to(server) as url:
        assert url == server.url
