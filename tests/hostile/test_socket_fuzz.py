"""The short form of tests/fuzz/socket_frames.py."""

from __future__ import annotations

from tests.fuzz.socket_frames import fuzz
from tests.support.server import Server


def test_frames_made_up_at_random_harm_nobody(server: Server) -> None:
    found = fuzz(server, seed=20, seconds=5, least=50)
    assert found.sessions >= 50
