"""The whole suite: every folder is in one of the two runs, and a failure in either is one of the whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from scripts import numeric, suite

FOLDERS = (*suite.COMPUTING, "tests/server")
INI = "[pytest]\nfilterwarnings = error\n"


def repository(at: Path, failing: str = "") -> Path:
    """One test a folder; that of ``failing`` fails."""
    (at / "pytest.ini").write_text(INI)
    for folder in FOLDERS:
        (at / folder).mkdir(parents=True)
        name = f"test_{Path(folder).name}"
        (at / folder / f"{name}.py").write_text(f"def {name}():\n    assert {folder != failing}\n")
    return at


@pytest.mark.parametrize("failing", ["", "tests/server", "tests/models"])
def test_both_runs_are_in_the_status(tmp_path: Path, failing: str, capfd: pytest.CaptureFixture[str]) -> None:
    status = suite.main([], root=repository(tmp_path, failing))
    said = capfd.readouterr().out
    assert status == (1 if failing else 0), said
    assert [said.count("1 passed"), said.count("2 passed")] == {"": [1, 1], "tests/server": [0, 1]}.get(failing, [2, 0])


def test_with_arguments_it_is_pytest(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["-k", "server or unit", "-q"], root=repository(tmp_path)) == 0
    assert "2 passed, 1 deselected" in capfd.readouterr().out


def test_cores_are_busy_and_let_go() -> None:
    with numeric.busy(2) as loops:
        assert [psutil.pid_exists(pid) for pid in loops] == [True, True]
    assert [psutil.pid_exists(pid) for pid in loops] == [False, False]


def test_a_way_that_is_not_there_is_told() -> None:
    asked = [sys.executable, "-m", "scripts.numeric", "mmx", "--", "-q"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (said.returncode, "There is no mmx; there are sse41" in said.stderr) == (2, True)
