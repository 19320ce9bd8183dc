"""The ZeroMQ sockets of the web process: one to each worker, one from all of them.

The addresses are sockets in a folder that only this user can enter, so no other user of the machine can send
work or answers.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from webapp.inference import protocol

log = logging.getLogger(__name__)


class Post:
    """``zmq`` is pyzmq, or eventlet's green one. Senders hold the engine's lock; one loop receives."""

    def __init__(self, zmq: Any, run_dir: Path) -> None:
        self._zmq, self._run_dir = zmq, run_dir
        self._context = zmq.Context()
        self._jobs: dict[str, Any] = {}
        self._results = self._context.socket(zmq.PULL)
        self._results.setsockopt(zmq.RCVTIMEO, 500)
        self._results.bind(f"ipc://{run_dir}/results")

    def open(self, worker: str) -> None:
        """Make the socket that a new worker will connect to."""
        socket = self._context.socket(self._zmq.PUSH)
        socket.setsockopt(self._zmq.LINGER, 0)
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
            self._jobs[worker].send_multipart(parts, self._zmq.NOBLOCK)
        except self._zmq.Again:
            log.warning("worker %s does not take its messages", worker)

    def receive(self) -> tuple[str, protocol.Message] | None:
        """The next message and who sent it, or None after half a second without one."""
        try:
            name, *parts = self._results.recv_multipart()
        except self._zmq.ZMQError:
            return None
        return name.decode(), protocol.unpack(parts)

    def close(self) -> None:
        """Close the workers' sockets; the receiving one ends with the process, since its loop still holds it."""
        for worker in list(self._jobs):
            self.close_worker(worker)
