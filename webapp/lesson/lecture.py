"""The lecture that the site stands beside: its stops and the systems that it shows, from lecture.toml. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("lecture.toml")


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the hour: its name, which is its place in the page's address, and the minutes planned for it."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class System:
    """One of the lecture's systems, by the paper that the lecture showed. What runs here is a ``demo`` or a page of
    the ``playground``, whichever is not empty."""

    key: str
    authors: str
    title: str
    venue: str
    demo: str = ""
    playground: str = ""

    def runs(self, demos: Container[str], pages: Container[str]) -> bool:
        """Whether it is served, given the names of the demos and of the playground's pages."""
        return self.demo in demos if self.demo else self.playground in pages


@dataclass(frozen=True, slots=True)
class Lecture:
    stops: tuple[Stop, ...]
    systems: tuple[System, ...]


def read(text: str) -> Lecture:
    """Raises ValueError for what is not a lecture: a stop without minutes, a system that names no thing or two."""
    told = tomllib.loads(text)
    stops = tuple(Stop(name, minutes) for name, minutes in told["minutes"].items())
    for stop in stops:
        if type(stop.minutes) is not int or stop.minutes < 1:
            raise ValueError(f"{stop.name} needs whole minutes, 1 or more")
    try:
        systems = tuple(System(**entry) for entry in told["system"])
    except TypeError as error:
        raise ValueError(str(error)) from None
    for system in systems:
        if bool(system.demo) == bool(system.playground):
            raise ValueError(f"{system.key} must name a demo or a page of the playground")
    if len({system.key for system in systems}) < len(systems):
        raise ValueError("two systems have the same key")
    return Lecture(stops, systems)


LECTURE = read(FILE.read_text(encoding="utf-8"))
