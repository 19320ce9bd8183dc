"""What a server answers to while its machine goes from network to network; no network is touched, time is passed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from webapp.config import load
from webapp.lan import network as module
from webapp.lan.network import KEPT, LOOK_AGAIN, MOST_KEPT, Network


@pytest.fixture(autouse=True)
def _name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.lan.network.socket.gethostname", lambda: "Lab-7")


class Moving:
    """A server on a machine whose addresses a test sets."""

    def __init__(self, folder: Path, *addresses: str, **settings: Any) -> None:
        self.addresses = list(addresses)
        self.config = load(**{"lan": True, "data_dir": folder, "port": 5001, **settings})
        self.network = Network(self.config, lambda: list(self.addresses))

    def certified(self) -> set[str]:
        assert self.network.identity is not None
        found = x509.load_pem_x509_certificate(self.network.identity.certificate.read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        numbers = map(str, names.get_values_for_type(x509.IPAddress))
        return {*names.get_values_for_type(x509.DNSName), *numbers}


def test_a_server_on_loopback_has_these_names_alone(tmp_path: Path) -> None:
    here = Moving(tmp_path, "192.168.1.7", lan=False)
    assert here.network.names == {"localhost", "127.0.0.1", "::1"}
    assert here.network.origins == {
        f"{scheme}://{name}:5001" for scheme in ("http", "https") for name in ("localhost", "127.0.0.1", "[::1]")
    }
    assert here.network.identity is None
    assert here.network.addresses == []


def test_the_usual_ports_are_not_written_in_origins(tmp_path: Path) -> None:
    assert "http://localhost" in Moving(tmp_path, lan=False, port=80).network.origins
    assert "https://localhost" in Moving(tmp_path, lan=False, port=443).network.origins
    assert "https://localhost" not in Moving(tmp_path, lan=False, port=80).network.origins
    assert "http://localhost" not in Moving(tmp_path, lan=False, port=5000).network.origins


def test_on_all_addresses_the_machines_own_names_count(tmp_path: Path) -> None:
    there = Moving(tmp_path, "192.168.1.7", trusted_hosts="hörsaal.example")
    expected = {"lab-7", "lab-7.local", "hype.local", "192.168.1.7", "localhost", "xn--hrsaal-wxa.example"}
    assert expected <= there.network.names == there.certified()
    assert "0.0.0.0" not in there.network.names
    assert "http://192.168.1.7:5001" in there.network.origins
    assert "wss://xn--hrsaal-wxa.example:5001" in there.network.sockets


@pytest.mark.parametrize("name", ["", "Ann's laptop", "a..b", "ü" * 80, "-"])
def test_a_machine_whose_name_is_no_hosts_name_serves_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("webapp.lan.network.socket.gethostname", lambda: name)
    there = Moving(tmp_path, "192.168.1.7")
    assert {"hype.local", "192.168.1.7"} <= there.certified()


def test_a_machine_without_a_network_serves_too(tmp_path: Path) -> None:
    there = Moving(tmp_path)
    assert "localhost" in there.network.names
    there.addresses = ["10.0.0.4"]
    assert there.network.refresh(1.0)
    assert "10.0.0.4" in there.network.names


def test_another_network_is_followed_and_pages_of_the_one_before_go_on(tmp_path: Path) -> None:
    there = Moving(tmp_path, "192.168.1.7")
    told: list[list[str]] = []
    there.network.on_change.append(lambda: told.append(there.network.addresses))
    assert there.network.identity is not None
    trusted = there.network.identity.fingerprint
    assert not there.network.refresh(1.0)
    there.addresses = ["10.5.0.9"]
    assert there.network.refresh(2.0)
    assert there.network.addresses == ["10.5.0.9"]
    assert told == [["10.5.0.9"]]
    assert {"10.5.0.9", "192.168.1.7"} <= there.network.names
    assert {"10.5.0.9", "192.168.1.7"} <= there.certified()
    assert {"https://10.5.0.9:5001", "https://192.168.1.7:5001"} <= there.network.origins
    assert there.network.identity.fingerprint == trusted, "nobody has to trust anything anew"
    assert not there.network.refresh(3.0)


def test_another_order_is_a_change_too(tmp_path: Path) -> None:
    there = Moving(tmp_path, "192.168.1.7", "10.5.0.9")
    there.addresses.reverse()
    assert there.network.refresh(1.0)
    assert there.network.addresses == ["10.5.0.9", "192.168.1.7"]


def test_what_was_lost_long_ago_is_forgotten(tmp_path: Path) -> None:
    there = Moving(tmp_path, "192.168.1.7")
    there.network.refresh(100.0)
    there.addresses = ["10.5.0.9"]
    there.network.refresh(101.0)
    there.network.refresh(100.0 + KEPT - 1)
    assert "192.168.1.7" in there.network.names
    assert there.network.refresh(101.0 + KEPT + LOOK_AGAIN)
    assert "192.168.1.7" not in there.network.names
    assert "192.168.1.7" not in there.certified()


def test_no_more_than_some_are_kept(tmp_path: Path) -> None:
    there = Moving(tmp_path, lan=False, host="0.0.0.0")
    for number in range(100):
        there.addresses = [f"10.0.0.{number}"]
        there.network.refresh(float(number))
    kept = {name for name in there.network.names if name.startswith("10.")}
    assert kept == {f"10.0.0.{number}" for number in range(99 - MOST_KEPT, 100)}


def test_the_machine_is_called_otherwise_and_nobody_trusts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Moving(tmp_path, "192.168.1.7")
    assert there.network.identity is not None
    trusted = there.network.identity.fingerprint
    monkeypatch.setattr("webapp.lan.network.socket.gethostname", lambda: "guest-31.campus.example")
    assert there.network.refresh(1.0)
    assert there.network.identity.fingerprint == trusted
    assert "guest-31.campus.example" in there.network.names, "by HTTP"
    assert "guest-31.campus.example.local" in there.certified()


def test_the_certificate_is_looked_at_while_the_server_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, told = Moving(tmp_path, "192.168.1.7"), []
    there.network.on_change.append(lambda: told.append(1))
    asked: list[object] = []
    monkeypatch.setattr(module, "identity", lambda *given, **_: asked.append(given))
    there.network.refresh(LOOK_AGAIN - 1)
    assert (asked, told) == ([], [])
    there.network.refresh(LOOK_AGAIN + 1)
    assert len(asked) == len(told) == 1
    there.network.refresh(LOOK_AGAIN + 2)
    assert len(asked) == 1


def test_addresses_of_a_family_on_which_nobody_listens_are_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.lan import addresses

    interface = addresses.Interface("eth0", ("192.168.1.7", "2001:db8::7"))
    monkeypatch.setattr(addresses, "_interfaces", lambda: [interface])
    assert Network(load(lan=True, data_dir=tmp_path)).addresses == ["192.168.1.7"]
    assert Network(load(host="0.0.0.0")).addresses == ["192.168.1.7"]
    assert Network(load(host="::")).addresses == ["2001:db8::7"]
