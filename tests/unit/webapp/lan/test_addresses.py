"""Which of a machine's addresses a class reaches, and the table of routes; no network is touched."""

from __future__ import annotations

import pytest

from webapp.lan.addresses import Interface, default_routes, ordered

WIFI = Interface("wlp2s0", ("192.168.178.31", "fe80::1", "2001:db8::31"))
CABLE = Interface("enp0s31f6", ("141.20.5.7",))
DOCKER = Interface("docker0", ("172.17.0.1",), is_bridge=True)
LIBVIRT = Interface("virbr0", ("192.168.122.1",), is_bridge=True)
VPN = Interface("tun0", ("10.8.0.6",), is_tunnel=True)
ALONE = Interface("enx00", ("169.254.7.9",))
LOOPBACK = Interface("lo", ("127.0.0.1", "::1"))
ALL = [LOOPBACK, DOCKER, VPN, LIBVIRT, ALONE, CABLE, WIFI]


def test_the_way_to_everywhere_else_comes_first() -> None:
    assert ordered(ALL, ["wlp2s0"]) == [
        "192.168.178.31",
        "2001:db8::31",
        "141.20.5.7",
        "172.17.0.1",
        "10.8.0.6",
        "192.168.122.1",
        "169.254.7.9",
    ]


def test_of_two_such_ways_the_preferred_one() -> None:
    assert ordered(ALL, ["enp0s31f6", "wlp2s0"])[:2] == ["141.20.5.7", "192.168.178.31"]
    assert ordered(ALL, ["wlp2s0", "enp0s31f6"])[:2] == ["192.168.178.31", "141.20.5.7"]


def test_a_tunnel_that_takes_everything_is_no_way_in() -> None:
    assert ordered(ALL, ["tun0", "wlp2s0"])[0] == "192.168.178.31"
    assert ordered([VPN, WIFI], ["tun0"])[0] == "192.168.178.31"


def test_a_bridge_may_be_the_machines_own_way_out() -> None:
    own = Interface("br0", ("192.168.1.9",), is_bridge=True)
    assert ordered([DOCKER, own, CABLE], ["br0"]) == ["192.168.1.9", "141.20.5.7", "172.17.0.1"]


def test_without_any_way_out_an_ordinary_interface() -> None:
    assert ordered([DOCKER, VPN, ALONE, WIFI])[0] == "192.168.178.31"
    assert ordered([ALONE]) == ["169.254.7.9"], "two machines and a cable"
    assert ordered([]) == ordered([LOOPBACK]) == []


def test_what_is_not_up_comes_last() -> None:
    down = Interface("eth0", ("10.0.0.5",), is_up=False)
    assert ordered([down, ALONE], ["eth0"]) == ["169.254.7.9", "10.0.0.5"]


def test_an_address_is_named_once() -> None:
    assert ordered([WIFI, Interface("wlp2s0.5", ("192.168.178.31",))]) == ["192.168.178.31", "2001:db8::31"]


HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
EVERYTHING, HALF, NETWORK = ("00000000", "00000000"), ("00000000", "00000080"), ("00B2A8C0", "00FFFFFF")


def route(name: str, where: tuple[str, str], metric: int, flags: str = "0003") -> str:
    return f"{name}\t{where[0]}\t01B2A8C0\t{flags}\t0\t0\t{metric}\t{where[1]}\t0\t0\t0\n"


def test_default_routes_by_preference() -> None:
    table = HEAD + route("wlan0", EVERYTHING, 600) + route("eth0", EVERYTHING, 100) + route("eth0", NETWORK, 100)
    assert default_routes(table) == ["eth0", "wlan0"]


def test_a_vpn_that_hides_the_default_route_takes_no_ones_place() -> None:
    assert default_routes(HEAD + route("tun0", HALF, 0) + route("wlan0", EVERYTHING, 600)) == ["wlan0"]


@pytest.mark.parametrize("table", ["", HEAD, HEAD + "nonsense\n", HEAD + route("wlan0", EVERYTHING, 0, flags="0002")])
def test_no_default_route(table: str) -> None:
    assert default_routes(table) == []
