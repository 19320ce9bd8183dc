"""A server whose machine changes networks: ``unshare --net python -m tests.support.moving eventlet``

To be run in a network namespace of its own, whose interfaces it makes up: that this machine's own are left alone, and
what they are does not matter. Ends with status 0 when all was as it should be.
"""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import sys

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback, good_frame
from tests.support.waiting import eventually

WIFI, CABLE, CONTAINERS, ALONE = "192.168.5.7", "10.5.0.9", "172.17.0.1", "169.254.3.4"
GLOBAL = "2001:db8::7"


def ip(command: str) -> None:
    subprocess.run([shutil.which("ip") or "ip", *command.split()], check=True, capture_output=True)


def plug_in(name: str, address: str, metric: int = 0) -> None:
    """An interface that is up, with a default route where a metric is named."""
    ip(f"link add {name} type veth peer name {name}-far")
    for end in (name, f"{name}-far"):
        ip(f"link set {end} up")
    ip(f"addr add {address}/24 dev {name}")
    if metric:
        gateway = address.rpartition(".")[0] + ".1"
        ip(f"route add default via {gateway} dev {name} metric {metric}")


def main(mode: str) -> None:
    ip("link set lo up")
    plug_in("aether0", ALONE)
    plug_in("docker0", CONTAINERS)
    plug_in("wlan0", WIFI, metric=600)
    ip(f"-6 addr add {GLOBAL}/64 dev wlan0 nodad")
    with Server(async_mode=mode, lan=1, mdns=0) as server:
        assert f"for other machines http://{WIFI}:" in server.log, server.log
        assert offered(server) == [WIFI, CONTAINERS, ALONE, "hype.local"], offered(server)
        follow(server)
        assert_no_traceback(server)


def follow(server: Server) -> None:
    """A cable is plugged in, then the Wi-Fi goes; a stream over each, and one from the machine itself."""
    trust = trusting(server)
    local, early = Streaming(server, "127.0.0.1", trust), Streaming(server, WIFI, trust)
    refused = server.get("/", {"Host": f"{CABLE}:{server.port}"})
    assert refused.status == 400, "not its name yet"
    plug_in("eth0", CABLE, metric=100)
    eventually(lambda: offered(server)[0] == CABLE, "the new address comes first on /join")
    assert offered(server) == [CABLE, WIFI, CONTAINERS, ALONE, "hype.local"], offered(server)
    assert {CABLE, WIFI} <= certified(server, trust), "its certificate has both"
    assert f"wss://{CABLE}:{server.port}" in server.get("/").headers["Content-Security-Policy"]
    late = Streaming(server, CABLE, trust)
    for one in (local, early, late):
        one.go_on()
    ip(f"addr del {WIFI}/24 dev wlan0")
    eventually(lambda: WIFI not in offered(server), "the lost address is no longer offered")
    page = server.get("/", {"Host": f"{WIFI}:{server.port}", "Cookie": "plain=1"})
    assert page.status == 200, "pages of the address before go on"
    for one in (local, late):
        one.go_on()
    server.get("/join?host=nowhere.example")
    chosen = server.get(f"/join?host={CONTAINERS}").text
    assert f'<p class="join__address" role="status">{CONTAINERS}:{server.port}</p>' in chosen, "the teacher may choose"


class Streaming:
    """A visitor by HTTPS who sends frames on one connection for as long as the test goes."""

    def __init__(self, server: Server, host: str, trust: ssl.SSLContext) -> None:
        self._client = Client(f"https://{host}:{server.port}", sslopt={"context": trust})
        self._stream, self._seq = self._client.open("mirror")["stream"], 1000
        good_frame(self._client, self._stream, 0)

    def go_on(self) -> None:
        for _ in range(5):
            self._seq += 1
            assert self._client.answer(self._stream, self._seq, pictures.GOOD).name == "result"


def offered(server: Server) -> list[str]:
    """What /join offers, in its order; no address of a family on which nobody listens."""
    found = re.findall(r'<a href="/join\?host=[^"]*"[^>]*>([^<]+)</a>', server.get("/join").text)
    assert not any(":" in one for one in found)
    return found


def trusting(server: Server) -> ssl.SSLContext:
    """A device that trusts the authority, from the beginning on."""
    file = server.folder / "authority.crt"
    file.write_bytes(server.get("/trust/hype-or-reality.crt").body)
    return ssl.create_default_context(cafile=str(file))


def certified(server: Server, trust: ssl.SSLContext) -> set[str]:
    """The addresses in the certificate that a device is shown, at the address that it asks now."""
    with socket.create_connection((CABLE, server.port), 20) as plain:
        connection = http.client.HTTPSConnection(CABLE, server.port)
        connection.sock = wrapped = trust.wrap_socket(plain, server_hostname=CABLE)
        shown = wrapped.getpeercert() or {}
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        names = shown.get("subjectAltName", ())
    return {str(pair[1]) for pair in names if pair[0] == "IP Address"}


if __name__ == "__main__":
    main(sys.argv[1])
