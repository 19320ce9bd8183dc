"""Finds the demos: each folder with a ``demo.py`` that defines one subclass of :class:`models.contract.demo.Demo`."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from models.contract.demo import Demo, Poll
from models.contract.sources import Source

MODELS = Path(__file__).parents[1]
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_CHOICE = re.compile(r"[a-z0-9][a-z0-9_]{0,31}")
RESERVED_POLLS = frozenset({"hype"})
"""The site's own polls."""


class RegistryError(RuntimeError):
    """A demo's folder that does not keep the contract; the message says which and why."""


def find_demos(extra: Sequence[Path] = ()) -> dict[str, Demo]:
    """Every demo by its name, in alphabetical order.

    ``extra`` are further folders to look in, each a folder of demo folders as models/ is. Importing a demo
    imports no TensorFlow, so the web process may call this.

    Raises: RegistryError when a demo cannot be imported or does not keep the contract.
    """
    demos: dict[str, Demo] = {}
    for module in _modules(extra):
        demo = _demo_in(module)
        if demo.name in demos:
            raise RegistryError(f"Two demos are called {demo.name!r}: {demos[demo.name].folder} and {demo.folder}.")
        demos[demo.name] = demo
    polls = [poll.name for demo in demos.values() for poll in demo.polls]
    if twice := sorted({name for name in polls if polls.count(name) > 1}):
        raise RegistryError(f"Two polls are called {twice[0]!r}.")
    return dict(sorted(demos.items()))


def _modules(extra: Sequence[Path]) -> Iterator[ModuleType]:
    for folder in _demo_folders(MODELS):
        yield _import(f"models.{folder.name}.demo", folder)
    for parent in extra:
        root = Path(parent).resolve()
        for folder in _demo_folders(root):
            yield _import(f"{_package_for(root)}.{folder.name}.demo", folder)


def _demo_folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        raise RegistryError(f"There is no folder {parent} to look for demos in.")
    own = Path(__file__).parent  # its demo.py is the contract itself
    return sorted(path.parent for path in parent.glob("*/demo.py") if path.parent != own)


def _package_for(folder: Path) -> str:
    """Make a folder outside models/ importable as a package, so that its demos' modules may import one another."""
    name = "extra_demos_" + re.sub(r"\W", "_", str(folder))
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name


def _import(name: str, folder: Path) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise RegistryError(f"The demo in {folder} cannot be imported: {error}") from error


def _demo_in(module: ModuleType) -> Demo:
    """The instance of the one demo that a module defines, checked."""
    folder = Path(str(module.__file__)).parent
    kinds = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Demo) and kind.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise RegistryError(f"{folder}/demo.py must define one subclass of Demo, not {len(kinds)}.")
    demo = kinds[0]()
    problem = _problem(demo, folder)
    if problem:
        raise RegistryError(f"The demo in {folder} does not keep the contract: {problem}.")
    return demo


def _problem(demo: Demo, folder: Path) -> str:
    """What is wrong with a demo's declarations, or nothing."""
    for field in ("name", "title", "summary"):
        value = getattr(demo, field, None)
        if not isinstance(value, str) or not value:
            return f"its {field} is missing"
    if demo.name != folder.name or not _NAME.fullmatch(demo.name):
        return f"its name {demo.name!r} must be its folder's, in lower-case letters"
    if not isinstance(demo.max_batch, int) or demo.max_batch < 1:
        return "max_batch must be 1 or more"
    source: object = demo.source
    if not isinstance(source, Source):
        return "its source must be a Camera, a Microphone or a Clock"
    names = [parameter.name for parameter in demo.params]
    if len(names) != len(set(names)):
        return "two of its parameters have the same name"
    return next(filter(None, map(_poll_problem, demo.polls)), "")


def _poll_problem(poll: Poll) -> str:
    """What is wrong with a poll's declaration, or nothing."""
    if not _NAME.fullmatch(poll.name) or poll.name in RESERVED_POLLS:
        return f"a poll cannot be called {poll.name!r}"
    if not poll.question or not all(poll.choices.values()):
        return f"the poll {poll.name!r} lacks its question or a label"
    if not 2 <= len(poll.choices) <= 9 or not all(_CHOICE.fullmatch(value) for value in poll.choices):
        return f"the poll {poll.name!r} must have 2 to 9 choices, in lower-case letters"
    return ""
