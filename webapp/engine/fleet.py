"""Which worker has which demo, which is to be loaded where and in which order, and which is taken out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.engine.lifecycle import Breaker

LOADS_AT_ONCE = 1
"""Demos that one worker loads at a time: loading is heavy, and the first one is wanted first."""
IN_USE = 60.0
"""Seconds after its last sample in which a demo still counts as used: a new worker loads it without being asked."""


class State(StrEnum):
    """What a demo is, as cards and /readyz have it. Idle is not loaded, but can be, as soon as somebody asks."""

    READY = "ready"
    LOADING = "loading"
    IDLE = "idle"
    RESTARTING = "restarting"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class DemoState:
    """``reason`` says why a demo is unavailable."""

    state: State
    reason: str = ""


@dataclass(slots=True)
class _Member:
    ready: set[str] = field(default_factory=set)
    loading: dict[str, float] = field(default_factory=dict)


class Fleet:
    """The workers that are up, seen from the demos' side."""

    def __init__(self, demos: Iterable[str], failures: int, pause: float, preloaded: Iterable[str] = ()) -> None:
        """``preloaded`` are loaded by every worker, asked for or not, in this order."""
        self._preloaded = tuple(preloaded)
        self._wanted: dict[str, None] = dict.fromkeys(self._preloaded)
        self._used: dict[str, float] = {}
        self._took: dict[str, float] = {}
        self._checked: set[str] = set()
        self._members: dict[str, _Member] = {}
        self._breakers = {demo: Breaker(failures, pause) for demo in demos}
        self._was_ready: set[str] = set()
        self._why_down = ""

    @property
    def count(self) -> int:
        return len(self._members)

    def any_worker(self) -> str | None:
        return next(iter(self._members), None)

    def request_loads(self, demos: Iterable[str]) -> None:
        """These demos are to be loaded wherever they are not."""
        self._wanted.update(dict.fromkeys(demos))

    def used(self, demo: str, now: float) -> None:
        """Somebody sends this demo something to do."""
        self._used[demo] = now

    def checked(self, demo: str) -> None:
        """The demo's files are there, and are the right ones."""
        self._checked.add(demo)

    def unknown(self) -> list[str]:
        """The demos of which nobody knows yet whether they can be loaded, and which nobody is about to load."""
        return [demo for demo in self._breakers if demo not in self._checked and demo not in self._wanted]

    @property
    def settled(self) -> bool:
        """Whether every worker has what it is to have: nothing is loaded or waits for it."""
        wanted = [demo for demo in self._wanted if not self._breakers[demo].open]
        return bool(self._members) and all(member.ready.issuperset(wanted) for member in self._members.values())

    def hello(self, worker: str) -> None:
        self._members[worker] = _Member()

    def loaded(self, worker: str, demo: str, seconds: float = 0.0) -> None:
        """``seconds`` is how long it took."""
        self._took[demo] = seconds
        if member := self._members.get(worker):
            member.loading.pop(demo, None)
            member.ready.add(demo)
            self._was_ready.add(demo)
            self._checked.add(demo)
            if self._breakers[demo].open:
                # Half open: one more failure takes it out again at once, an answer clears its record.
                self._breakers[demo].half_open()

    def unloaded(self, worker: str, demo: str) -> None:
        """Dropped for want of memory: it is loaded again when somebody asks for it."""
        if member := self._members.get(worker):
            member.ready.discard(demo)
        self._wanted.pop(demo, None)
        self._was_ready.discard(demo)  # it did not fail, so the next load is no restart

    def load_failed(self, worker: str, demo: str, reason: str, now: float, for_good: bool) -> None:
        if member := self._members.get(worker):
            member.loading.pop(demo, None)
        self._breakers[demo].failed(reason, now, for_good)

    def broke(self, worker: str, demo: str, reason: str, now: float, senders: frozenset[str] = frozenset()) -> None:
        """A demo raised while it worked on pictures of ``senders``: it has to be loaded again."""
        if member := self._members.get(worker):
            member.ready.discard(demo)
        self._breakers[demo].failed(reason, now, senders=senders)

    def succeeded(self, demo: str) -> None:
        self._breakers[demo].succeeded()

    def gone(
        self, worker: str, why: str, demos: Iterable[str], now: float, senders: frozenset[str] = frozenset()
    ) -> None:
        """A worker ended while these demos were at work, on pictures of ``senders``: one more failure for each."""
        self._why_down = why
        if self._members.pop(worker, None) is None:
            return
        # A new worker has room for all that is preloaded, even for what the old one had dropped.
        in_use = [demo for demo in self._wanted if self._in_use(demo, now)]
        self._wanted = dict.fromkeys([*self._preloaded, *in_use])
        for demo in demos:
            self._breakers[demo].failed(why, now, senders=senders)

    def due_loads(self, now: float) -> list[tuple[str, str]]:
        """Loads to start now, as (worker, demo)."""
        due = []
        order = sorted(self._wanted, key=lambda demo: self._urgency(demo, now))
        for name, member in self._members.items():
            for demo in order:
                if len(member.loading) >= LOADS_AT_ONCE:
                    break
                if demo not in member.ready and demo not in member.loading and self._breakers[demo].may_try(now):
                    member.loading[demo] = now
                    due.append((name, demo))
        return due

    def loading(self) -> set[str]:
        """The workers that load a demo just now."""
        return {name for name, member in self._members.items() if member.loading}

    def loads_of(self, worker: str) -> tuple[str, ...]:
        """The demos that this worker loads just now."""
        member = self._members.get(worker)
        return tuple(member.loading) if member else ()

    def excuse(self, seconds: float, now: float) -> None:
        """Time in which nobody listened does not count as time that a load takes."""
        for member in self._members.values():
            member.loading = {demo: min(now, since + seconds) for demo, since in member.loading.items()}

    def slow_loads(self, now: float, deadline: float) -> list[tuple[str, str]]:
        """Loads that take longer than ``deadline`` seconds, as (worker, demo)."""
        return [
            (name, demo)
            for name, member in self._members.items()
            for demo, since in member.loading.items()
            if now - since > deadline
        ]

    def state(self, demo: str, workers_failing: bool) -> DemoState:
        """``workers_failing``: no worker has come up for several tries."""
        if any(demo in member.ready for member in self._members.values()):
            return DemoState(State.READY)
        breaker = self._breakers[demo]
        if breaker.open:
            return DemoState(State.UNAVAILABLE, breaker.reason)
        if workers_failing and not self._members:
            return DemoState(State.UNAVAILABLE, f"the worker process does not start ({self._why_down})")
        if demo not in self._wanted and demo in self._checked:
            return DemoState(State.IDLE)
        return DemoState(State.RESTARTING if demo in self._was_ready or breaker.failing else State.LOADING)

    def _urgency(self, demo: str, now: float) -> tuple[bool, float, float]:
        """What is in use comes first, and of that what loads quickest: nobody waits long for a small one behind a large
        one. Of the rest, what was used last."""
        in_use = self._in_use(demo, now)
        return not in_use, self._took.get(demo, 0.0) if in_use else 0.0, -self._used.get(demo, 0.0)

    def _in_use(self, demo: str, now: float) -> bool:
        return demo in self._used and now - self._used[demo] <= IN_USE
