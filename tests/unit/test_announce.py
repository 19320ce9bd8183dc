"""The name on the local network: announced by a process of its own, heard by mDNS, gone with the server."""

from __future__ import annotations

import time

import pytest

from webapp.lan import announce


def test_the_name_is_heard_and_ends_with_the_server() -> None:
    from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

    class Ear(ServiceListener):
        def __init__(self) -> None:
            self.names: set[tuple[str, str]] = set()

        def add_service(self, network: Zeroconf, kind: str, name: str) -> None:
            self.names.add((kind, name))

        def update_service(self, *_: object) -> None: ...

        def remove_service(self, *_: object) -> None: ...

        def heard(self, network: Zeroconf) -> list[tuple[str, int, list[str]]]:
            """What is known of each name; a question whose answer was lost is asked again at the next call."""
            found = [network.get_service_info(*name, timeout=1000) for name in list(self.names)]
            return [(str(i.server), int(i.port or 0), i.parsed_addresses()) for i in found if i is not None]

    herald = announce.start(5999, ["127.0.0.1"])
    assert herald is not None
    assert herald.stdin is not None
    ear = Ear()
    try:
        network = Zeroconf(interfaces=["127.0.0.1"])
    except OSError as error:
        herald.stdin.close()
        pytest.skip(f"no multicast on this machine: {error}")
    try:
        browser = ServiceBrowser(network, "_https._tcp.local.", ear)
        end = time.monotonic() + 60
        while not (heard := ear.heard(network)) and time.monotonic() < end:
            time.sleep(0.1)
        browser.cancel()
    finally:
        network.close()
        herald.stdin.close()
    assert herald.wait(15) == 0
    assert heard[:1] == [("hype.local.", 5999, ["127.0.0.1"])]


def test_without_addresses_nothing_is_announced() -> None:
    assert announce.start(5999, []) is None
