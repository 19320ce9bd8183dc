"""The machine's own addresses, the one that a class most likely reaches first."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import psutil

ROUTES = Path("/proc/net/route")
INTERFACES = Path("/sys/class/net")
UP = 1
"""A route's flag (linux/route.h, RTF_UP)."""
ETHERNET = 1
"""An interface's type (linux/if_arp.h, ARPHRD_ETHER); Wi-Fi has it, too."""
FAR = ("192.0.2.1", 9)
"""An address of nobody (RFC 5737): asked for the way there, the system says from where it would go. Nothing is sent."""
BRIDGE = re.compile(r"(docker|podman|br-|bridge|virbr|vmbr|lxcbr|lxdbr|cni|cali|flannel|veth|vnet|vmnet|vboxnet)")
"""How bridges to containers and virtual machines are named where the system does not say what an interface is."""
TUNNEL = re.compile(r"(u?tun|tap|wg|ppp|ipsec|gre|sit|tailscale|zt|nordlynx|proton|gpd|cscotun|vpn|awdl|llw)")


class Rank(IntEnum):
    """How likely a class reaches an interface."""

    DEFAULT = 0
    """The way to everywhere else leads through it."""
    OTHER = 1
    INNER = 2
    """A bridge to containers and virtual machines, or a tunnel: others mostly cannot reach it."""
    LINK_LOCAL = 3
    """An address that the machine gave itself, since nobody else did (RFC 3927)."""
    DOWN = 4


@dataclass(frozen=True)
class Interface:
    """``addresses`` in the order in which the system tells them, without loopback."""

    name: str
    addresses: tuple[str, ...]
    is_up: bool = True
    is_bridge: bool = False
    is_tunnel: bool = False


def ordered(interfaces: Iterable[Interface], defaults: Sequence[str] = ()) -> list[str]:
    """All addresses that others may reach, the likeliest first; IPv6 after IPv4 of the same rank. Pure.

    ``defaults`` names the interfaces with a default route, the preferred one first. A tunnel that has one is no way
    for a class to come in; a bridge that has one may be the machine's only way out.
    """
    found = []
    for interface in interfaces:
        for address in interface.addresses:
            if _is_reachable(address):
                rank = _rank(interface, address, defaults)
                turn = defaults.index(interface.name) if rank is Rank.DEFAULT else 0
                found.append((rank, ":" in address, turn, address))
    return list(dict.fromkeys(address for *_, address in sorted(found, key=lambda one: one[:3])))


def _is_reachable(address: str) -> bool:
    """Addresses that mean something on one link alone cannot be typed: which link, each machine names differently."""
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_unspecified or (parsed.version == 6 and parsed.is_link_local))


def _rank(interface: Interface, address: str, defaults: Sequence[str]) -> Rank:
    if not interface.is_up:
        return Rank.DOWN
    if ipaddress.ip_address(address).is_link_local:
        return Rank.LINK_LOCAL
    if interface.is_tunnel:
        return Rank.INNER
    if interface.name in defaults:
        return Rank.DEFAULT
    return Rank.INNER if interface.is_bridge else Rank.OTHER


def default_routes(table: str) -> list[str]:
    """The interfaces with a default route in Linux's table (proc(5), /proc/net/route), the preferred first. Pure.

    What a VPN lays over it, as two halves of all addresses, is none.
    """
    found = []
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) >= 8 and fields[1] == fields[7] == "00000000" and int(fields[3], 16) & UP:
            found.append((int(fields[6]), fields[0]))
    return list(dict.fromkeys(name for _, name in sorted(found)))


def addresses(family: socket.AddressFamily | None = None) -> list[str]:
    """The addresses of this machine at this moment as :func:`ordered` puts them, of one family or of both."""
    interfaces = _interfaces()
    try:
        defaults = default_routes(ROUTES.read_text(encoding="ascii"))
    except (OSError, ValueError):
        defaults = _where_packets_leave(interfaces)
    found = ordered(interfaces, defaults)
    return [one for one in found if family is None or (":" in one) == (family is socket.AF_INET6)]


def _interfaces() -> list[Interface]:
    states = psutil.net_if_stats()
    found = []
    for name, entries in psutil.net_if_addrs().items():
        wanted = (entry for entry in entries if entry.family in (socket.AF_INET, socket.AF_INET6))
        own = tuple(entry.address.partition("%")[0] for entry in wanted)
        state = states.get(name)
        flags = getattr(state, "flags", "").split(",")
        found.append(
            Interface(
                name,
                own,
                is_up=state is None or state.isup,
                is_bridge=BRIDGE.match(name.lower()) is not None or (INTERFACES / name / "bridge").exists(),
                is_tunnel="pointopoint" in flags or TUNNEL.match(name.lower()) is not None or _is_no_ethernet(name),
            )
        )
    return found


def _is_no_ethernet(name: str) -> bool:
    with suppress(OSError, ValueError):
        return int((INTERFACES / name / "type").read_text()) != ETHERNET
    return False


def _where_packets_leave(interfaces: Iterable[Interface]) -> list[str]:
    """The interface of the default route where there is no table of routes to read."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(FAR)
        source = probe.getsockname()[0]
        return [interface.name for interface in interfaces if source in interface.addresses]
    return []
