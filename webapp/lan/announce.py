"""Tells the local network the site's name by mDNS: ``python -m webapp.lan.announce PORT``

A process of its own, since the library needs asyncio, which does not go together with eventlet. Each line of its
standard input names the addresses to tell from then on; it ends when that closes, as workers do.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

NAME = "hype.local"
ROOT = Path(__file__).resolve().parents[2]


class Herald:
    """Announces in the background, where there is anything to announce and the system allows it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._told: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    def tell(self, addresses: list[str]) -> None:
        """Announce these addresses from now on, in place of those before."""
        if addresses == self._told:
            return
        self._told = list(addresses)
        if addresses and (self.process is None or self.process.poll() is not None):
            self.process = self._start()
        if self.process is not None and self.process.stdin is not None:
            with suppress(OSError):  # it has ended: this system lets nothing be announced
                self.process.stdin.write(" ".join(addresses).encode() + b"\n")
                self.process.stdin.flush()

    def end(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()

    def _start(self) -> subprocess.Popen[bytes] | None:
        with suppress(OSError):
            return subprocess.Popen(
                [sys.executable, "-m", "webapp.lan.announce", str(self._port)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return None


def main(port: int, lines: Iterable[str]) -> int:
    """Announce until there are no more lines. Networks that let no multicast through hear nothing."""
    announcer = None
    for line in lines:
        if announcer is not None:
            announcer.close()  # tells that the addresses before are gone
        announcer = _announcer(port, line.split())
    if announcer is not None:
        announcer.close()
    return 0


def _announcer(port: int, addresses: list[str]) -> Any:
    """What answers for these addresses; None where there is none, or none that the system lets speak."""
    from zeroconf import ServiceInfo, Zeroconf

    service = ServiceInfo(
        "_https._tcp.local.",
        "Hype or Reality._https._tcp.local.",
        port=port,
        parsed_addresses=addresses,
        properties={"path": "/"},
        server=f"{NAME}.",
    )
    with suppress(OSError):
        if addresses:
            announcer = Zeroconf(interfaces=addresses)
            announcer.register_service(service, allow_name_change=True)
            return announcer
    return None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.stdin))
