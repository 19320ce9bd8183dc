"""Who gives way where places are taken: shares by address, and by visitor within it. Pure; time is passed in.

A single address may have every place for as long as nobody else asks. Then whoever has more than a share gives way,
first an address, then a visitor; who has no more than others keeps the place, unless nothing was heard of them for a
while. So a class behind one address is served like any other, and one page after another is not thrown out in turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from webapp.errors import ServerFull


@dataclass(frozen=True, slots=True)
class Place:
    """A place: whose it is, and when something was heard of it last, in seconds.

    ``visitor`` is the name in the cookie. All who have none are one visitor of their address.
    """

    key: str
    address: str
    visitor: str
    heard: float


@dataclass(frozen=True, slots=True)
class Shares:
    """``share`` is what an address may keep when others ask, or, where it ``is_cap``, have at all; ``idle`` the seconds
    of silence after which a place is for whoever comes."""

    share: int
    idle: float
    is_cap: bool = False

    def given_up(self, places: Iterable[Place], newcomer: Place, most: int) -> Place | None:
        """The place that is given up for a newcomer, None while there are free ones of ``most``.

        Raises ServerFull where everybody keeps theirs.
        """
        places = list(places)
        here = [place for place in places if place.address == newcomer.address]
        if self.is_cap and len(here) >= self.share:
            places = here
        elif len(places) < most:
            return None
        found = self._of_address_over_share(places, newcomer) or self._of_visitor(
            here if len(here) >= self.share else places, newcomer
        )
        if found is None:
            raise ServerFull(retry_after=10)
        return found

    def _of_address_over_share(self, places: list[Place], newcomer: Place) -> Place | None:
        """Of another address than the newcomer's that has more than its share."""
        addresses = Counter(place.address for place in places if place.address != newcomer.address)
        largest, count = max(addresses.items(), key=lambda item: item[1], default=("", 0))
        if count <= self.share:
            return None
        return _idlest_of_largest_visitor([place for place in places if place.address == largest])

    def _of_visitor(self, places: list[Place], newcomer: Place) -> Place | None:
        """Of the visitor who has most, if that is more than the newcomer would have; else one that is silent."""
        visitors = Counter((place.address, place.visitor) for place in places)
        own = visitors[newcomer.address, newcomer.visitor]
        if max(visitors.values(), default=0) > own + 1:
            return _idlest_of_largest_visitor(places)
        return _idlest(place for place in places if newcomer.heard - place.heard >= self.idle)


def _idlest_of_largest_visitor(places: list[Place]) -> Place | None:
    visitors = Counter((place.address, place.visitor) for place in places)
    most = max(visitors.values(), default=0)
    return _idlest(place for place in places if visitors[place.address, place.visitor] == most)


def _idlest(places: Iterable[Place]) -> Place | None:
    return min(places, key=lambda place: place.heard, default=None)
