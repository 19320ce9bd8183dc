"""Under what names a server may be asked for, and its certificate, as the machine goes from network to network."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable, Iterable

from webapp.config import Config
from webapp.hostnames import ascii_name
from webapp.lan.addresses import addresses
from webapp.lan.announce import NAME
from webapp.lan.certificate import Identity, identity

log = logging.getLogger(__name__)

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  what to listen on is said elsewhere
KEPT = 3600.0
"""Seconds for which a name is answered to after the machine has lost it: pages that were opened by it go on."""
MOST_KEPT = 20
LOOK_AGAIN = 3600.0
"""Seconds after which the certificate is looked at though nothing has changed: it ages, and clocks are set."""


class Network:
    """What a server answers to at this moment. ``look`` gives the machine's addresses, the likeliest for a class first.

    ``on_change`` is called after each change, and when the certificate may be another.
    """

    def __init__(self, config: Config, look: Callable[[], list[str]] | None = None) -> None:
        self._config = config
        self._look = look or (lambda: lan_addresses(config))
        self._seen: dict[str, float] = {}
        """Each name, and when the machine had it last."""
        self._current: frozenset[str] = frozenset()
        self._looked = 0.0
        self.addresses: list[str] = []
        self.names: frozenset[str] = frozenset()
        self.origins: frozenset[str] = frozenset()
        self.identity: Identity | None = None
        self.on_change: list[Callable[[], None]] = []
        self.refresh(0.0)

    def refresh(self, now: float) -> bool:
        """Look again at the machine; whether something is different. ``now``: seconds that never go back."""
        found = self._look() if self._listens_everywhere else []
        current = frozenset(host_names(self._config, found))
        changed = (found, current) != (self.addresses, self._current)
        aged = now - self._looked > LOOK_AGAIN
        self._seen.update(dict.fromkeys(current, now))
        if not changed and not aged:
            return False
        if changed and self._current:
            log.info("the machine's addresses have changed: %s", ", ".join(found) or "none")
        self.addresses, self._current, self._looked = found, current, now
        self._forget(now)
        self.names = frozenset(self._seen)
        self.origins = frozenset(allowed_origins(self._config, self.names))
        if self._config.lan:
            lasting = fixed_names(self._config)
            self.identity = identity(self._config.data_dir / "tls", lasting, passing=self.names - lasting)
        for tell in self.on_change:
            tell()
        return True

    @property
    def _listens_everywhere(self) -> bool:
        return self._config.listen_host in EVERYWHERE

    def _forget(self, now: float) -> None:
        """Names that were lost long ago, and the oldest of too many."""
        former = sorted(set(self._seen) - self._current, key=lambda name: self._seen[name])
        for place, name in enumerate(reversed(former)):
            if now - self._seen[name] > KEPT or place >= MOST_KEPT:
                del self._seen[name]

    @property
    def sockets(self) -> list[str]:
        """The origins as a policy for pages names them for sockets; it cannot name an IPv6 address."""
        return sorted(origin.replace("http", "ws", 1) for origin in self.origins if "[" not in origin)


def lan_addresses(config: Config) -> list[str]:
    """The addresses at which other machines find this server: of the family in which it listens, and no other."""
    return addresses(socket.AF_INET6 if ":" in config.listen_host else socket.AF_INET)


def host_names(config: Config, own: Iterable[str] = ()) -> set[str]:
    """The names under which this server answers: anything else in a Host header is refused (DNS rebinding).

    ``own``: the machine's addresses.
    """
    passing = {*_machine_names(), *own} if config.listen_host in EVERYWHERE else set()
    return fixed_names(config) | passing


def fixed_names(config: Config) -> set[str]:
    """Those that are the same in every network."""
    names = {"localhost", "127.0.0.1", "::1", config.host.lower(), *config.trusted_hosts}
    return names | {NAME} if config.listen_host in EVERYWHERE else names


def _machine_names() -> set[str]:
    """What the machine calls itself, as far as that can be asked for."""
    try:
        name = ascii_name(socket.gethostname())
    except ValueError:  # it is called by something that is no host's name
        return set()
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name):
        return set()
    return {name, name if name.endswith(".local") else f"{name}.local"}


def allowed_origins(config: Config, names: Iterable[str]) -> list[str]:
    """The exact origins whose pages may open a socket or send a form."""
    origins = set(config.origins)
    for name in names:
        shown = f"[{name}]" if ":" in name else name
        for scheme, usual in (("http", 80), ("https", 443)):
            origins.add(f"{scheme}://{shown}:{config.port}")
            if config.port == usual:
                origins.add(f"{scheme}://{shown}")
    return sorted(origins)
