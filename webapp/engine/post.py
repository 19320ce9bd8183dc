"""The ZeroMQ sockets of the web process: one to each worker, one from all of them.

The addresses are sockets in a folder that only this user can enter, so no other user of the machine can send
work or answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq

from wire import protocol

log = logging.getLogger(__name__)

PATIENCE = 0.5
"""Seconds without a message after which ``receive`` comes back."""


class WorkerSockets:
    """Senders hold the engine's lock; one loop receives. Nothing here blocks but ``wait``.

    wait: waits until a file descriptor can be read, at most so many seconds. A green thread must let others run
    meanwhile; that is all that this module need know of how the server is served.
    """

    def __init__(self, wait: Callable[[int, float], None], run_dir: Path) -> None:
        self._wait, self._run_dir = wait, run_dir
        self._context: zmq.Context[Any] = zmq.Context()
        self._jobs: dict[str, zmq.Socket[bytes]] = {}
        self._results: zmq.Socket[bytes]

    def listen(self) -> None:
        """Make the socket that all workers answer to. Before that, what is thrown away leaves nothing open."""
        self._results = self._context.socket(zmq.PULL)
        self._results.bind(f"ipc://{self._run_dir}/results")

    def open(self, worker: str) -> None:
        """Make the socket that a new worker will connect to."""
        socket: zmq.Socket[bytes] = self._context.socket(zmq.PUSH)
        socket.setsockopt(zmq.LINGER, 0)
        socket.bind(f"ipc://{self._run_dir}/{worker}.jobs")
        self._jobs[worker] = socket

    def close_worker(self, worker: str) -> None:
        """Throw away a worker's socket and what is still in it."""
        if (socket := self._jobs.pop(worker, None)) is not None:
            socket.close()
        (self._run_dir / f"{worker}.jobs").unlink(missing_ok=True)

    def send(self, worker: str, parts: list[bytes]) -> None:
        """Send without waiting. A worker whose socket is full is as good as hung: its deadline ends it."""
        try:
            # Copied: what pyzmq sends without a copy is freed by a thread of its own, which eventlet would block.
            self._jobs[worker].send_multipart(parts, zmq.NOBLOCK)
        except zmq.Again:
            log.warning("worker %s does not take its messages", worker)

    def receive(self) -> tuple[str, protocol.Message] | None:
        """The next message and who sent it, or None after half a second without one."""
        received = self._next()
        if received is None:
            # The descriptor tells of news once, so it is waited for only after everything has been taken.
            self._wait(self._results.fileno(), PATIENCE)
            received = self._next()
        if received is None:
            return None
        name, *parts = received
        return name.decode(), protocol.unpack(parts)

    def _next(self) -> list[bytes] | None:
        try:
            return self._results.recv_multipart(zmq.NOBLOCK)
        except zmq.ZMQError:
            return None

    def close(self) -> None:
        """Close the workers' sockets; the receiving one ends with the process, since its loop still holds it."""
        for worker in list(self._jobs):
            self.close_worker(worker)
