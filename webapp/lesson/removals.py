"""Who was taken out of the class. Pure; no clock.

Without accounts nobody can tell a newcomer from somebody who was removed and has dropped the cookie. So newcomers from
the address of a removed visitor wait a moment and are marked on the teacher's page for a while; whoever was in the
class before comes and goes as ever, since a whole class may sit behind one address.
"""

from __future__ import annotations

from collections import OrderedDict

from webapp.errors import ServerFull

HOLD = 30.0
"""Seconds that newcomers from the address wait after a removal."""
MARKED = 600.0
"""Seconds in which newcomers from the address are marked."""
KNOWN = 10_000
"""Visitors who have been in the class, by random name; those not seen for longest are forgotten first."""
ADDRESSES = 1000


class Removals:
    def __init__(self) -> None:
        self._names: set[str] = set()
        self._known: OrderedDict[str, bool] = OrderedDict()
        """Who has been in the class, and whether they are marked."""
        self._at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    @property
    def any(self) -> bool:
        """Whether there was a removal that nobody has taken back."""
        return bool(self._at)

    def remove(self, name: str, address: str, now: float) -> None:
        """The teacher removes a visitor; ``name`` is empty for one without a cookie."""
        if name:
            self._names.add(name)
        self._at[address] = now
        self._at.move_to_end(address)
        while len(self._at) > ADDRESSES:
            self._at.popitem(last=False)

    def let_back(self) -> None:
        """Everybody who was removed may come back."""
        self._names.clear()
        self._at.clear()
        self._known.update(dict.fromkeys(self._known, False))

    def admit(self, name: str, address: str, now: float) -> bool:
        """Somebody joins the class; whether to mark this visitor as new. Raises ServerFull as ``check`` does."""
        self.check(name, address, now)
        marked = self._known.get(name, self._since(address, now) < MARKED)
        if name:
            self._known[name] = marked
            self._known.move_to_end(name)
            while len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return marked

    def check(self, name: str, address: str, now: float) -> None:
        """Raises ServerFull for who was removed, and while a newcomer has to wait."""
        if name in self._names:
            raise ServerFull("The teacher has taken this browser out of the class.")
        wait = HOLD - self._since(address, now)
        if wait > 0 and name not in self._known:
            raise ServerFull(
                "Somebody at this network address was taken out of the class. Newcomers wait a moment.",
                retry_after=max(1.0, round(wait)),
            )

    def _since(self, address: str, now: float) -> float:
        return now - self._at.get(address, float("-inf"))
