"""The whole suite: every folder is in one of the runs, and a failure in any is one of the whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from scripts import numeric, suite

FOLDERS = (*suite.COMPUTING, suite.BROWSER, "tests/server")
INI = "[pytest]\nfilterwarnings = error\nmarkers = alone\n"


def repository(at: Path, failing: str = "") -> Path:
    """One test a folder, one of a page without workers and one marked ``alone``; that of ``failing`` fails."""
    (at / "pytest.ini").write_text(INI)
    for folder in FOLDERS:
        write(at / folder / f"test_{Path(folder).name}.py", failing == folder)
    write(at / suite.BROWSER / "test_playground_pages.py", failing == "playground")
    write(at / "tests/server/test_delays.py", failing == "alone", "import pytest\npytestmark = pytest.mark.alone\n")
    return at


def write(file: Path, fails: bool, above: str = "") -> None:
    """A file with one test."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{above}def {file.stem}():\n    assert {not fails}\n")


@pytest.mark.parametrize("failing", ["", "tests/models", suite.BROWSER, "playground", "alone"])
def test_every_test_runs_once_and_is_in_the_status(
    tmp_path: Path, failing: str, capfd: pytest.CaptureFixture[str]
) -> None:
    status = suite.main([], root=repository(tmp_path, failing))
    said = capfd.readouterr().out
    assert status == (1 if failing else 0), said
    assert sum(int(count) for count in re.findall(r"(\d+) passed", said)) == len(FOLDERS) + 2 - bool(failing), said
    assert said.count("1 failed") == bool(failing)


def test_with_arguments_it_is_pytest(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["-k", "test_server or test_unit", "-q"], root=repository(tmp_path)) == 0
    assert "2 passed, 4 deselected" in capfd.readouterr().out


def test_cores_are_busy_and_let_go() -> None:
    with numeric.busy(2) as loops:
        assert [psutil.pid_exists(pid) for pid in loops] == [True, True]
    assert [psutil.pid_exists(pid) for pid in loops] == [False, False]


def test_a_way_that_is_not_there_is_told() -> None:
    asked = [sys.executable, "-m", "scripts.numeric", "mmx", "--", "-q"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (said.returncode, "There is no mmx; there are sse41" in said.stderr) == (2, True)
