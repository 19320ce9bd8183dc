"""A real server process for a benchmark: started on a free port of loopback, ended with it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent


class Server:
    """``python wsgi.py`` with these settings (environment variables), as a context manager."""

    def __init__(self, program: Sequence[str] = ("wsgi.py",), **settings: Any) -> None:
        self._program = program
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "PORT": str(self.port), "LOG_LEVEL": "WARNING"}
        self._environment.update({name: str(value) for name, value in settings.items()})
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self._process = subprocess.Popen(
            [sys.executable, *self._program], cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL
        )
        self.wait_until_ready()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(15)

    def wait_until_ready(self, seconds: float = 120) -> None:
        """Wait for /readyz. Raises TimeoutError with what it said last."""
        end, said = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if json.load(answer)["ready"]:
                        return
            except urllib.error.HTTPError as error:
                said = error.read().decode()
            except OSError as error:
                said = str(error)
            time.sleep(0.2)
        raise TimeoutError(f"the server did not get ready: {said}")

    def processes(self) -> dict[str, psutil.Process]:
        """The web process and its workers."""
        assert self._process is not None
        web = psutil.Process(self._process.pid)
        return {"web": web, **{f"worker {i + 1}": child for i, child in enumerate(web.children())}}

    def gauge(self, name: str) -> float:
        """A gauge of /metrics."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
        raise KeyError(name)
