"""What every kind of worker process has: its sockets to the web process, its beginning, its end."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import faulthandler
import gc
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import zmq

from wire import protocol
from wire.pulse import Pulse

BEAT = 0.5
"""Seconds between two signs of life."""


class Outbox:
    """The one socket to the web process, shared by this worker's threads."""

    def __init__(self, context: zmq.Context[Any], name: str, address: str) -> None:
        self._name, self._lock = name, threading.Lock()
        self._socket = context.socket(zmq.PUSH)
        self._socket.setsockopt(zmq.LINGER, 1000)
        self._socket.connect(address)

    def send(self, parts: list[bytes]) -> None:
        with self._lock:
            self._socket.send_multipart([self._name.encode(), *parts], copy=False)

    def tell(self, kind: protocol.Kind, **values: Any) -> None:
        self.send(protocol.pack(kind, values))


def begin(parser: argparse.ArgumentParser) -> tuple[argparse.Namespace, zmq.Socket[Any], Outbox, Pulse]:
    """Read the command line, mind the parent, and connect: the options, the socket of jobs, the outbox, the pulse.

    Adds ``--name``, ``--run-dir``, ``--demos``, ``--pulse`` and ``--log`` to what the parser knows. The last two are
    descriptors: of the page of signs of life, and of the log. Standard error is for what libraries write, which is
    read within bounds; there a crash says which thread it was.
    """
    parser.add_argument("--name", required=True)
    parser.add_argument("--run-dir", type=Path, required=True)
    parser.add_argument("--demos", type=Path, action="append", default=[])
    parser.add_argument("--pulse", type=int, required=True)
    parser.add_argument("--log", type=int, required=True)
    options = parser.parse_args()
    faulthandler.enable()
    sys.stderr = os.fdopen(options.log, "w", buffering=1, errors="backslashreplace")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s " + options.name + ": %(message)s")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # They may reach the whole process group; the web process decides when its workers end.
        signal.signal(number, signal.SIG_IGN)
    pulse = Pulse(options.pulse)
    for loop in (_end_with_parent, lambda: _beat(pulse)):
        threading.Thread(target=loop, daemon=True).start()
    context: zmq.Context[Any] = zmq.Context()
    jobs: zmq.Socket[Any] = context.socket(zmq.PULL)
    jobs.connect(f"ipc://{options.run_dir}/{options.name}.jobs")
    return options, jobs, Outbox(context, options.name, f"ipc://{options.run_dir}/results"), pulse


def receive(jobs: zmq.Socket[Any]) -> protocol.Message:
    """The next message of the web process."""
    parts: Any = jobs.recv_multipart(copy=False)
    return protocol.unpack([bytes(part) for part in parts])


def megabytes() -> int:
    """Resident memory of this process."""
    return int(psutil.Process().memory_info().rss // 1_000_000)


def give_back() -> None:
    """Return to the system what was freed. By itself the C library keeps much of it."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)


def _beat(pulse: Pulse) -> None:
    while True:
        pulse.beat()
        time.sleep(BEAT)


def _end_with_parent() -> None:
    """Wait until standard input closes, then end at once."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(0)
