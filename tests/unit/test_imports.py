"""Who may import whom: the web process computes nothing, the models know nothing of the web."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"tensorflow", "keras", "cv2", "tflite_runtime", "ai_edge_litert", "torch", "onnxruntime"}
WEB = {"flask", "flask_socketio", "socketio", "engineio", "werkzeug", "eventlet", "webapp", "wsgi"}


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


@pytest.mark.parametrize("path", sources("models"), ids=lambda path: str(path.relative_to(ROOT)))
def test_models_know_nothing_of_the_web(path: Path) -> None:
    assert not imported(path) & WEB


@pytest.mark.parametrize("path", sources("webapp"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_web_process_names_no_library_that_computes(path: Path) -> None:
    assert not imported(path) & HEAVY


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
