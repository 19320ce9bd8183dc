"""One server after another on the same port, while streams go on: starting it again takes over from the one that runs.

The running server listens at a socket file in its data_dir, which only its own user can open. A new one that finds the
port taken asks there and is given the listening socket, the teacher's token and the names of the demos that are loaded.
It loads them; once it serves, it says so, and the old one sends its visitors away and ends. Their pages connect again
by themselves, to the new one. One message each way is a line of JSON; the socket goes along as a file descriptor.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

FILE = "succession"
LONGEST = 4096
"""Bytes of a message at most."""
PATIENCE = 10.0
"""Seconds until what is asked has to be answered."""
STARTING = 180.0
"""Seconds that a successor may take to load what is in use; one that takes longer takes over nothing."""


@dataclass(frozen=True)
class Estate:
    """What is left to a successor: the token that opens the teacher's page, the demos that are loaded."""

    token: str
    demos: tuple[str, ...]


class Successor:
    """The new server's side, from being given the listening socket to the end of the one before."""

    def __init__(self, connection: socket.socket, listener: socket.socket, estate: Estate) -> None:
        self._connection, self.listener, self.estate = connection, listener, estate

    def serves(self) -> None:
        """Say that this one accepts visitors now, and wait until the one before has ended."""
        with contextlib.suppress(OSError), self._connection:
            self._connection.settimeout(PATIENCE)
            self._connection.sendall(b"serving\n")
            while self._connection.recv(LONGEST):
                pass


def ask(data_dir: Path, host: str, port: int) -> Successor | None:
    """The place of the server that listens on this host and port and keeps its things in ``data_dir``; None where there
    is no such server, or it gives nothing.
    """
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(str(data_dir / FILE))
        connection.sendall(_line({"host": host, "port": port}))
        select.select([connection], [], [], PATIENCE)  # eventlet knows how to wait for this, and not for what follows
        data, descriptors, *_ = socket.recv_fds(connection, LONGEST, 1)
        if not descriptors:
            raise ValueError("no socket came along")
        told = json.loads(data)
        estate = Estate(str(told["token"]), tuple(map(str, told["demos"])))
        os.set_inheritable(descriptors[0], False)  # workers must not hold the port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return Successor(connection, socket.socket(family, socket.SOCK_STREAM, fileno=descriptors[0]), estate)
    except (OSError, ValueError, KeyError, TypeError):
        connection.close()
        return None


class Predecessor:
    """The running server's side. ``demos()`` names what is loaded; ``leave()`` is called once another one serves."""

    def __init__(
        self,
        data_dir: Path,
        listener: socket.socket,
        token: str,
        demos: Callable[[], Sequence[str]],
        leave: Callable[[], None],
    ) -> None:
        self._file, self._listener, self._token = data_dir / FILE, listener, token
        self._demos, self._leave = demos, leave
        self._held: list[socket.socket] = []
        self._door: socket.socket | None = None

    def wait(self, host: str, port: int) -> None:
        """Be there for a successor from now on, in a thread; not where no socket file can be made."""
        door = socket.socket(socket.AF_UNIX)
        try:
            self._file.unlink(missing_ok=True)
            door.bind(str(self._file))
            self._file.chmod(0o600)  # before anybody can be let in
            door.listen(1)
        except OSError as error:  # a path too long, a disk that is full: serving needs no successor
            log.info("no other server can take over from this one: %s", error)
            door.close()
            return
        self._door = door
        threading.Thread(target=self._answer, args=(door, host, port), daemon=True, name="succession").start()

    def close(self) -> None:
        """Nobody can ask any more. Whoever has taken over learns of the end by the end of the process."""
        if self._door is not None:
            self._door.close()

    def _answer(self, door: socket.socket, host: str, port: int) -> None:
        while True:
            try:
                connection, _ = door.accept()
            except OSError:
                return
            try:
                if self._hand_over(connection, host, port):
                    self._held.append(connection)  # open until this process has ended
                    self._leave()
                    return
            except (OSError, ValueError, TypeError):
                log.info("another server asked for this one's place and did not take it")
            connection.close()

    def _hand_over(self, connection: socket.socket, host: str, port: int) -> bool:
        """Whether who asks serves in the end."""
        connection.settimeout(PATIENCE)
        if json.loads(connection.recv(LONGEST)) != {"host": host, "port": port}:
            return False
        estate = {"token": self._token, "demos": list(self._demos())}
        socket.send_fds(connection, [_line(estate)], [self._listener.fileno()])
        log.info("another server is being started in this one's place")
        connection.settimeout(STARTING)
        return connection.recv(LONGEST) == b"serving\n"


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"
