"""The name on the local network: announced by a process of its own, told to whoever asks, gone with the server."""

from __future__ import annotations

import socket
import subprocess
import time

import pytest
from zeroconf import DNSIncoming, DNSOutgoing, DNSQuestion  # type: ignore[attr-defined]
from zeroconf._dns import DNSAddress, DNSRecord, DNSService

from webapp.lan import announce

MDNS = ("127.0.0.1", 5353)
KIND = "_https._tcp.local."
POINTER, ANY_QUERY, INTERNET = 12, 0, 1
"""The type of a question for a service's names, a query's flags, the class of addresses: RFC 1035."""


def ask(name: str, herald: subprocess.Popen[bytes], seconds: float = 60) -> list[DNSRecord]:
    """What is answered to a question for a service's names, asked straight at the machine until it is.

    A question from another port than mDNS's own is answered to whoever asked (RFC 6762, 6.7), so no multicast has to
    arrive: on loopback, and in containers, much of it does not.
    """
    question = DNSOutgoing(ANY_QUERY, multicast=False)
    question.add_question(DNSQuestion(name, POINTER, INTERNET))
    end = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.settimeout(0.5)
        while time.monotonic() < end:
            if herald.poll() is not None:
                pytest.skip("this machine lets no process take part in multicast")
            ear.sendto(question.packets()[0], MDNS)
            try:
                answers = DNSIncoming(ear.recv(9000)).answers()
            except TimeoutError:
                continue
            if answers:
                return answers
    return []


def told(answers: list[DNSRecord]) -> set[str]:
    return {socket.inet_ntoa(answer.address) for answer in answers if isinstance(answer, DNSAddress)}


def test_the_name_is_told_follows_the_machine_and_ends_with_the_server() -> None:
    herald = announce.Herald(5999)
    herald.tell(["127.0.0.1"])
    process = herald.process
    assert process is not None
    try:
        answers = ask(KIND, process)
        herald.tell(["127.0.0.1"])
        herald.tell(["127.0.0.1", "127.0.0.2"])
        end = time.monotonic() + 60
        while told(later := ask(KIND, process)) != {"127.0.0.1", "127.0.0.2"}:
            assert time.monotonic() < end, later
        assert herald.process is process
    finally:
        herald.end()
    assert process.wait(15) == 0
    services = [(answer.server, answer.port) for answer in answers if isinstance(answer, DNSService)]
    assert services == [("hype.local.", 5999)]
    assert told(answers) == {"127.0.0.1"}


def test_without_addresses_nothing_is_announced() -> None:
    herald = announce.Herald(5999)
    herald.tell([])
    assert herald.process is None
    herald.end()
