"""A picture at which a library writes megabytes to standard error fills no log and holds up nobody."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import pictures
from tests.support.beside import Beside
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_healthy, good_frame
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone

LOUD = pictures.plain(pictures.RED)


def test_a_flood_on_standard_error_is_bounded(mode: str) -> None:
    with Server(async_mode=mode, demos="mirror,shouting") as server, Client(server.url) as client:
        stream = client.open("shouting")["stream"]
        good_frame(client, stream, 0)
        before = server.log_file.stat().st_size
        with Beside(server):
            for seq in range(1, 11):  # more than 30 MB in all
                event = client.answer(stream, seq, LOUD)
                assert event.name == "result", event.body
                assert np.abs(pictures.decode(event.image).astype(int) - pictures.RED).mean() < 8
        eventually(lambda: "libloud: warning 7" in server.log, "the first lines of the flood are in the log")
        assert server.log_file.stat().st_size - before < 20_000
        assert_healthy(server)
