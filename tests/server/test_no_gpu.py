"""A device that is not there: the site serves, and says in words why no demo runs."""

from __future__ import annotations

import shutil

import pytest

from tests.support.server import READY, Server
from tests.support.waiting import eventually


@pytest.mark.skipif(shutil.which("nvidia-smi") is not None, reason="this machine may have a GPU")
def test_a_gpu_that_is_not_there_is_said_in_words() -> None:
    running = Server(device="gpu")
    try:
        running.start(wait=False)
        eventually(lambda: running.state("mirror")[0] == "unavailable", "the demo is unavailable", READY)
        assert "TensorFlow sees no GPU here" in running.state("mirror")[1]
        assert running.get("/").status == 200
        assert "Traceback" not in running.log
    finally:
        running.clean_up()
