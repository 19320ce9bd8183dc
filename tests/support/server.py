"""A server as visitors meet it: ``python wsgi.py`` in a process of its own, on a free port."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from tests.support.waiting import eventually
from tests.support.web import Reply, ask

ROOT = Path(__file__).resolve().parents[2]
DEMOS = ROOT / "tests" / "demos"
READY = 240.0
"""Seconds until a server must be ready, on a machine that others use too."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: Any) -> dict[str, str]:
    """The environment of a server under test: nothing of this process's own settings but what it needs to run."""
    keep = {"PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH"}
    env = {name: value for name, value in os.environ.items() if name in keep}
    env |= {
        "PYTHONUNBUFFERED": "1",
        "DEMO_PATH": str(DEMOS),
        "DEMOS": "mirror",
        "PRELOAD": "all",
        "SPARE_WORKER": "0",
        "THREADS": "1",
        "DEVICE": "cpu",
        "OMP_NUM_THREADS": "1",
    }
    return env | _variables(settings)


def _variables(settings: Mapping[str, Any]) -> dict[str, str]:
    return {name.upper(): str(value) for name, value in settings.items() if not name.startswith("_")}


class Server:
    """One server process with its workers. Use as a context manager; settings are environment variables.

    ``program`` is what Python runs in the folder ``root``; ``_log`` a file that takes the output in place of the log.
    """

    def __init__(self, root: Path = ROOT, /, program: Sequence[str] = ("wsgi.py",), **settings: Any) -> None:
        self.settings, self.root, self.program = settings, root, program
        # Short, since the workers' sockets lie below it and such a path may have 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="hypetest-"))
        (self.folder / "tmp").mkdir()
        self.log_file = self.folder / "log"
        self.port = 0
        self.process: subprocess.Popen[bytes]
        self._family: dict[int, psutil.Process] = {}

    # -- its life -----------------------------------------------------------------------------------------

    def start(self, wait: bool = True) -> Self:
        """Start it, and wait until it can serve."""
        for _ in range(5):  # the port may have been taken by somebody else meanwhile
            self.port = int(self.settings.get("port") or free_port())
            self._launch()
            eventually(lambda: self._listens() or self.process.poll() is not None, "the server listens", READY)
            if self.process.poll() is None or "cannot be used" not in self.log:
                break
        assert self.process.poll() is None, f"the server ended at once:\n{self.log[-3000:]}"
        if wait:
            self.wait_ready()
        return self

    def environment(self, **settings: Any) -> dict[str, str]:
        """What the process is started with."""
        return environment(**settings)

    def _launch(self) -> None:
        env = self.environment(**{"data_dir": self.folder / "var", **self.settings, "port": self.port})
        env.setdefault("TMPDIR", str(self.folder / "tmp"))
        with self.log_file.open("wb") as log:
            out: Any = self.settings.get("_log") or log
            self.process = subprocess.Popen(
                [sys.executable, *self.program],
                cwd=self.root,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def _listens(self) -> bool:
        try:
            return self.get("/healthz", timeout=5).status == 200
        except OSError:
            return False

    def wait_ready(self, *demos: str, timeout: float = READY) -> None:
        """Until these demos are loaded, or until each is loaded or can be."""

        def ready() -> bool:
            assert self.process.poll() is None, f"the server ended:\n{self.log[-3000:]}"
            try:
                reply = self.get("/readyz")
            except TimeoutError:  # a starved machine
                return False
            states = {name: entry["state"] for name, entry in reply.json["demos"].items()}
            return all(states[name] == "ready" for name in demos) if demos else reply.status == 200

        eventually(ready, f"{demos or 'every demo'} ready", timeout)

    def end(self, number: int = signal.SIGTERM, timeout: float = 30.0) -> tuple[int, float]:
        """Send a signal; the exit status, and how many seconds the end took."""
        self.remember_family()
        start = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout), time.monotonic() - start

    def remember_family(self) -> None:
        """Note the processes that belong to the server now, to look for them after its end."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            self._family[child.pid] = child

    def orphans(self) -> list[psutil.Process]:
        """Processes of the server that are still there after its end."""
        return [child for child in self._family.values() if alive(child)]

    def clean_up(self) -> None:
        """End whatever is left, the hard way; only what this object started."""
        if hasattr(self, "process") and self.process.poll() is None:
            self.remember_family()
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for child in self.orphans():
            child.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.clean_up()
            raise

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.clean_up()

    # -- looking at it ------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def workers(self) -> list[psutil.Process]:
        """The worker processes, as anybody would find them: by their command line."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "-m worker" in _command(child)]

    def processes(self) -> dict[str, psutil.Process]:
        """The web process and its workers by name: ``web``, ``worker 1``, …"""
        workers = {f"worker {number}": worker for number, worker in enumerate(self.workers(), 1)}
        return {"web": psutil.Process(self.process.pid), **workers}

    def memory(self) -> float:
        """Resident memory of the web process in MB."""
        return float(psutil.Process(self.process.pid).memory_info().rss / 1e6)

    def high_water(self) -> float:
        """The most memory that the web process has held since the last :meth:`forget_high_water`, in MB."""
        return high_water(self.process.pid)

    def forget_high_water(self) -> float:
        """Start counting anew; what it holds now, in MB."""
        return forget_high_water(self.process.pid)

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, timeout: float = 60.0, source: str = ""
    ) -> Reply:
        return ask(self.port, "GET", path, headers=headers, timeout=timeout, source=source)

    def post(self, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, source: str = "") -> Reply:
        return ask(self.port, "POST", path, body, headers, source=source)

    def metrics(self) -> dict[str, float]:
        """Every sample of /metrics by its name with labels."""
        lines = self.get("/metrics").text.splitlines()
        found = (re.fullmatch(r"([^#\s]\S*(?:\{.*\})?) (\S+)", line) for line in lines)
        return {match[1]: float(match[2]) for match in found if match}

    def state(self, demo: str) -> tuple[str, str]:
        """A demo's state and the reason for it, as /api/demos tells."""
        for entry in self.get("/api/demos").json["demos"]:
            if entry["name"] == demo:
                return entry["state"], entry["reason"]
        raise KeyError(demo)


class Measured(Server):
    """A server as a lecturer starts it: this process's own environment, so the real demos and every core.

    Its warnings go to this process's standard error. ``_root`` is the tree it is started in: this one unless told.
    """

    def __init__(self, *program: str, **settings: Any) -> None:
        root = settings.pop("_root", ROOT)
        usual = {"log_level": "WARNING", "_log": sys.stderr, "preload": "1"}  # all, in older trees too
        super().__init__(root, program or ("wsgi.py",), **{**usual, **settings})

    def environment(self, **settings: Any) -> dict[str, str]:
        return {**os.environ, **_variables(settings)}

    def wait_ready(self, *demos: str, timeout: float = READY) -> None:
        """Also until the spare worker stands by, where there is to be one: its start takes a core for seconds."""
        super().wait_ready(*demos, timeout=timeout)
        if int(self.settings.get("spare_worker", os.environ.get("SPARE_WORKER", "1"))):
            told = "hype_workers_spare"  # which older trees do not tell
            eventually(lambda: self.metrics().get(told, 1) == 1, "a spare worker stands by", timeout)


def run_to_end(timeout: float = 60.0, /, **settings: Any) -> subprocess.CompletedProcess[str]:
    """A server that is expected to refuse to start."""
    with tempfile.TemporaryDirectory(prefix="hypetest-") as folder:
        env = environment(**{"data_dir": Path(folder) / "var", "port": free_port(), **settings, "tmpdir": folder})
        ended = subprocess.run(
            [sys.executable, "wsgi.py"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        left = [path.name for path in Path(folder).glob("hype-*")]
        assert not left, f"a server that did not start left {left} behind"
        return ended


def high_water(pid: int) -> float:
    """The most memory that a process has held since the last :func:`forget_high_water`, in MB."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) * 1024 / 1e6


def forget_high_water(pid: int) -> float:
    """Start counting anew; what the process holds now, in MB."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return high_water(pid)


def alive(process: psutil.Process) -> bool:
    """Whether it runs: a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
