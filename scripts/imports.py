"""Who imports whom, read from the code, and the floors that it has to keep to: the house's walls.

An import counts when it is run, inside a function too; what is for types alone does not.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("webapp", "worker", "wire", "models")
Graph = dict[str, set[str]]
"""Module → modules of this project that it imports."""


class Floor(NamedTuple):
    """Rooms side by side, which do not import one another. A room is a package, or a module, with all that is in it
    and in no other room; ``*`` is any name."""

    rooms: tuple[str, ...]
    holds: str
    outside: tuple[str, ...] = ()
    """The rooms of models/ and wire/ that it may import."""


WEB = ("wire", "models.contract")
FLOORS = (
    Floor(("webapp.serving",), "listens, says where, and ends", WEB),
    Floor(("webapp.__init__",), "create_app", WEB),
    Floor(("webapp.factory",), "puts an app together", WEB),
    Floor(("webapp.http",), "pages, API, gallery, votes and joining over HTTP, languages", WEB),
    Floor(("webapp.classroom",), "the room: teacher, wall, presenter, ballots", WEB),
    Floor(("webapp.live",), "what arrives: envelopes, uploads, sockets, both ways of serving", WEB),
    Floor(("webapp.engine",), "streams, scheduler, fleet, supervisor", WEB),
    Floor(("webapp.lesson", "webapp.lan"), "what the teacher has set; certificate, TLS, mDNS", WEB),
    Floor(("webapp",), "errors, settings, limits, budget, figures, log", WEB),
    Floor(("worker",), "the worker process", ("wire", "models.contract", "models.toolkit", "models.assets")),
    Floor(("models.*.training",), "how a demo was trained and is measured"),
    Floor(("models.*",), "the demos"),
    Floor(("models.training",), "what several trainings share"),
    Floor(("models.toolkit",), "frames, devices, runtimes, weights, shared networks"),
    Floor(("models.assets",), "the manifest, fetching, verifying"),
    Floor(("models.contract", "wire", "models.__init__"), "what a demo is; what web process and worker say"),
)
"""Top to bottom. An import leads to the same room or to a floor below: on the web's floors and the worker's, to those
of their own process and to what ``outside`` names."""
SHARED = ("wire", "models.contract")
"""All that the web process and the worker have in common; beside them the empty packages above these."""
WEB_STARTS = ("webapp.factory", "webapp.serving")
WORKER_STARTS = ("worker.__main__", "worker.ray_bridge")


def room_of(module: str) -> tuple[int, str]:
    """The floor's number, from the top, and the room: the name that fits best; with ``*`` filled in."""
    parts = (f"{module}.__init__" if module in ("webapp", "models") else module).split(".")
    best: tuple[int, int, int, str] | None = None
    for number, floor in enumerate(FLOORS):
        for room in floor.rooms:
            names = room.split(".")
            if len(names) <= len(parts) and all(a in ("*", b) for a, b in zip(names, parts, strict=False)):
                found = (-names.count("*"), len(names), number, ".".join(parts[: len(names)]))
                best = max(best, found) if best else found
    assert best is not None, module
    return best[2], best[3]


def problems(root: Path) -> list[str]:
    """What is against the rules, a line each."""
    whole = graph(root, PACKAGES)
    found = [f"a circle of files: {' → '.join(ring)}" for ring in circles(whole)]
    rooms: dict[str, set[str]] = {}
    for name, others in whole.items():
        for other in others:
            if said := _across(name, other):
                found.append(said)
            if room_of(name)[1] != room_of(other)[1]:
                rooms.setdefault(room_of(name)[1], set()).add(room_of(other)[1])
    found += [f"rooms that import one another: {', '.join(ring)}" for ring in circles(rooms)]
    return sorted(found + [f"web process and worker both load {name}" for name in shared(whole)])


def _across(name: str, other: str) -> str:
    """What is wrong with one import, or nothing."""
    (floor, room), (its_floor, its_room) = room_of(name), room_of(other)
    if room == its_room:
        return ""
    if its_floor < floor:
        return f"up a floor: {name} imports {other}"
    if its_floor == floor:
        return f"through a wall: {name} imports {other}"
    here, there = (one.partition(".")[0] for one in (name, other))
    if here != there and here in ("webapp", "worker") and its_room not in FLOORS[floor].outside:
        return f"out of the house: {name} imports {other}"
    return ""


def shared(whole: Graph) -> list[str]:
    """What is in both processes' closures and should not be."""
    both = reached(whole, WEB_STARTS) & reached(whole, WORKER_STARTS)
    return sorted(name for name in both if name not in PACKAGES and not name.startswith(SHARED))


def modules(root: Path, packages: Iterable[str]) -> dict[str, Path]:
    """Every module of some packages by its dotted name; a package's is that of its ``__init__``."""
    found: dict[str, Path] = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "cache" not in parts:
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def graph(root: Path, packages: Iterable[str]) -> Graph:
    """What each module imports when it runs, inside functions too; what is for types alone does not count."""
    known = modules(root, packages)
    return {name: set(_imported(name, path, known)) - {name} for name, path in known.items()}


def _imported(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for level, base, names in _statements(path.read_text(encoding="utf-8")):
        above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
        source = ".".join([*above, base] if base else above)
        targets = [f"{source}.{each}" if f"{source}.{each}" in known else source for each in names] or [source]
        yield from (target for target in targets if target in known)


@functools.cache
def _statements(text: str) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """What a file imports: how many packages up it starts, from where, which names (none by a plain ``import``)."""
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for node in _running(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [(0, alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, node.module or "", tuple(alias.name for alias in node.names)))
    return tuple(found)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        yield child
        yield from _running(child)


def reached(graph: Graph, starts: Iterable[str]) -> set[str]:
    """Every module that is loaded when these are: what they import, and the packages that it lies in."""
    found: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name in found or name not in graph:
            continue
        found.add(name)
        todo += [*graph[name], name.rpartition(".")[0]]
    return found


def circles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The circles of a graph: sets of nodes that reach one another, each sorted (Tarjan, 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = lowest[node] = len(number)
        open_.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in number:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in open_:
                lowest[node] = min(lowest[node], number[other])
        if lowest[node] == number[node]:
            at = open_.index(node)
            ring, open_[at:] = open_[at:], []
            if len(ring) > 1:
                found.append(sorted(ring))

    for node in sorted(graph):
        if node not in number:
            visit(node)
    return sorted(found)
