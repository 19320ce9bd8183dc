"""Who may import whom: the floors of the house, and what neither the web process nor the models may know."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import drawing, imports

ROOT = Path(__file__).parents[2]
HEAVY = {"tensorflow", "keras", "cv2", "tflite_runtime", "ai_edge_litert", "torch", "onnxruntime"}
WEB = {"flask", "flask_socketio", "socketio", "engineio", "werkzeug", "eventlet", "webapp", "worker", "wsgi"}


def sources(folder: str) -> list[Path]:
    found = [path for path in sorted((ROOT / folder).rglob("*.py")) if "cache" not in path.relative_to(ROOT).parts]
    assert found
    return found


def imported(path: Path, at_import_only: bool = False) -> set[str]:
    """The top-level names of what a file imports: anywhere, or only when it is itself imported."""
    names: set[str] = set()
    for node in _nodes(ast.parse(path.read_text()), at_import_only):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def _nodes(node: ast.AST, at_import_only: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if at_import_only and (isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types(child)):
            continue
        yield child
        yield from _nodes(child, at_import_only)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


# Floors


def test_the_house_keeps_to_its_floors() -> None:
    assert imports.problems(ROOT) == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it is, to be spoilt."""
    folder = tmp_path_factory.mktemp("house")
    for package in imports.PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("cache", "*.npz", "page"))
    return folder


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("webapp/errors.py", "import webapp.limits, webapp.metrics\n", None),
        (
            "webapp/engine/streams.py",
            "from webapp.live.live import Live\n",
            "up a floor: webapp.engine.streams imports",
        ),
        (
            "webapp/engine/streams.py",
            "def late():\n    from webapp.http import api\n",
            "up a floor: webapp.engine.streams",
        ),
        ("webapp/lan/tls.py", "from webapp.lesson import lesson\n", "through a wall: webapp.lan.tls imports"),
        (
            "webapp/live/params.py",
            "import worker.stages\n",
            "out of the house: webapp.live.params imports worker.stages",
        ),
        ("worker/outbox.py", "import webapp.limits\n", "up a floor: worker.outbox imports webapp.limits"),
        (
            "webapp/http/pages.py",
            "from models.assets.assets import CACHE\n",
            "process and worker both load models.assets",
        ),
        ("models/pose/demo.py", "from models.style import limits\n", "through a wall: models.pose.demo imports"),
        ("webapp/limits.py", "from webapp import shares\n", None),
        ("webapp/errors.py", "from webapp import shares\n", "a circle of files: webapp.errors → webapp.shares"),
        ("wire/pulse.py", "if TYPE_CHECKING:\n    from webapp.live import live\n", None),
    ],
)
def test_what_is_against_the_rules_is_told(copy: Path, file: str, line: str, told: str | None) -> None:
    sound = (copy / file).read_text(encoding="utf-8")
    (copy / file).write_text(f"{sound}\n{line}", encoding="utf-8")
    found = imports.problems(copy)
    (copy / file).write_text(sound, encoding="utf-8")
    assert any(told in problem for problem in found) if told else not found, found


def test_circles_of_any_length_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
    assert imports.circles(graph) == [["a", "b", "c"], ["d", "e"]]
    assert imports.circles({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []


def test_every_room_is_there() -> None:
    """A floor that is declared and empty would be a rule about nothing."""
    rooms = {imports.room_of(name)[1] for name in imports.modules(ROOT, imports.PACKAGES)}
    assert {room for floor in imports.FLOORS for room in floor.rooms if "*" not in room} <= rooms


def test_the_picture_is_drawn_from_the_imports_as_they_are() -> None:
    drawn = drawing.drawing(imports.graph(ROOT, imports.PACKAGES))
    assert drawing.TARGET.read_text(encoding="utf-8") == drawn, "run python -m scripts.drawing"
    assert drawn.count("<rect") == sum(len(floor.rooms) for floor in imports.FLOORS) - 1  # models/__init__.py has none


# Libraries


@pytest.mark.parametrize("path", sources("models"), ids=lambda path: str(path.relative_to(ROOT)))
def test_models_know_nothing_of_the_web(path: Path) -> None:
    assert not imported(path) & WEB


@pytest.mark.parametrize("path", sources("webapp"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_web_process_names_no_library_that_computes(path: Path) -> None:
    assert not imported(path) & HEAVY


@pytest.mark.parametrize("path", sources("worker"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_worker_knows_nothing_of_the_web(path: Path) -> None:
    assert not imported(path) & (WEB - {"worker"})


@pytest.mark.parametrize("path", sorted(ROOT.glob("models/*/demo.py")), ids=lambda path: path.parent.name)
def test_a_demos_declarations_need_no_library_that_computes(path: Path) -> None:
    assert not imported(path, at_import_only=True) & HEAVY


def test_the_check_sees_what_it_is_for() -> None:
    assert "tensorflow" in set().union(*(imported(path) for path in sources("models")))
    assert "flask" in imported(ROOT / "webapp/http/api.py")
    assert "cv2" in imported(ROOT / "models/toolkit/frames.py")
    assert "cv2" not in imported(ROOT / "models/toolkit/frames.py", at_import_only=True)


def loaded_by(code: str) -> set[str]:
    """The top-level modules in a fresh Python after some code."""
    code += "\nimport sys; print('loaded', *{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return set(done.stdout.rpartition("loaded")[2].split())


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_an_app_with_every_demo_is_made_without_them(mode: str, tmp_path: Path) -> None:
    made = loaded_by(f"""
from pathlib import Path
from webapp import create_app
from webapp.config import Config
from webapp.services import services
app = create_app(Config(async_mode={mode!r}, data_dir=Path({str(tmp_path)!r})))
assert services(app).catalogue.all()
services(app).engine.stop()
""")
    assert not made & HEAVY
    assert ("eventlet" in made) == (mode == "eventlet")
    assert "flask" in made


def test_a_worker_has_no_use_for_the_web() -> None:
    made = loaded_by("import worker.worker")
    assert not made & {"flask", "flask_socketio", "socketio", "engineio", "eventlet"}
    assert not made & {"tensorflow", "keras"}  # imported once the device is known


def test_the_package_itself_is_nearly_empty() -> None:
    assert not loaded_by("import webapp") & (HEAVY | {"flask"})
