"""``make serve``, the command that a visitor of the repository types first."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.support.server import READY, ROOT, alive, environment, free_port
from tests.support.waiting import eventually

SET_UP = (ROOT / ".setup" / "assets").exists()
"""Whether this checkout was set up by make, as CI's is; elsewhere the command would install things first."""


@pytest.mark.skipif(not SET_UP or shutil.which("make") is None, reason="this checkout was not set up by make")
def test_make_serve_serves_the_real_demos_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    env = {**environment(port=port, data_dir=tmp_path), "TMPDIR": str(tmp_path)}
    for own in ("DEMO_PATH", "DEMOS", "DEVICE", "THREADS"):
        env.pop(own, None)
    with (tmp_path / "log").open("wb") as log:
        made = subprocess.Popen(
            ["make", "serve"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        start = time.monotonic()
        eventually(lambda: answers(port, "/healthz"), "it listens", READY)
        listened = time.monotonic() - start
        eventually(lambda: answers(port, "/readyz"), "every demo is ready", 2 * READY)
        said = (tmp_path / "log").read_text(errors="replace")
        assert f"http://localhost:{port}/" in said
        assert listened < 60, "set-up is skipped when nothing has changed"
        family = psutil.Process(made.pid).children(recursive=True)
        os.killpg(made.pid, signal.SIGINT)
        made.wait(60)
        eventually(lambda: not any(map(alive, family)), "no process of it is left")
    finally:
        if made.poll() is None:
            os.killpg(made.pid, signal.SIGKILL)
            made.wait()


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
