"""Tells the local network the site's name by mDNS: ``python -m webapp.lan.announce PORT ADDRESS…``

A process of its own, since the library needs asyncio, which does not go together with eventlet. It ends when its
standard input closes, as workers do.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

NAME = "hype.local"
ROOT = Path(__file__).resolve().parents[2]


def start(port: int, addresses: list[str]) -> subprocess.Popen[bytes] | None:
    """Announce in the background; None where there is nothing to announce."""
    if not addresses:
        return None
    command = [sys.executable, "-m", "webapp.lan.announce", str(port), *addresses]
    with suppress(OSError):
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return None


def main(port: int, addresses: list[str]) -> int:
    """Announce until standard input closes. Networks that let no multicast through hear nothing."""
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
        announcer = Zeroconf(interfaces=addresses)
        try:
            announcer.register_service(service, allow_name_change=True)
            sys.stdin.buffer.read()
        finally:
            announcer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
